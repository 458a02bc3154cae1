//! Questions about people: by id, and by exact name, surname, telephone or identity number through keyed hashes.

use super::Person;
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, read_view},
        mutation::uuid,
        words::DocumentType,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result, connection::Connection};
use muster_domain::kernel::IdentityNumber;
use muster_projections::{
    ViewRead,
    views::person_directory::{self, FIND_LIMIT},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Whom to look for; at least one is given, and all that are given hold (检索条件).
#[derive(InputObject, Default)]
pub struct PersonFilterInput {
    /// The whole name, exactly as on file (姓名).
    name: Option<String>,
    /// The surname; a compound one is written whole (姓).
    surname: Option<String>,
    /// The telephone number, however it is written (电话).
    phone: Option<String>,
    /// The number of the document (证件号码).
    id_number: Option<String>,
    /// The kind of that document; a resident identity card where nothing is said (证件类型).
    document: Option<DocumentType>,
}

impl From<PersonFilterInput> for PersonSearch {
    fn from(filter: PersonFilterInput) -> Self {
        let PersonFilterInput { name, surname, phone, id_number, document } = filter;
        Self { name, surname, phone, id_number, document: document.unwrap_or(DocumentType::ResidentId) }
    }
}

/// By what people are looked for.
pub(crate) struct PersonSearch {
    pub(crate) name: Option<String>,
    pub(crate) surname: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) id_number: Option<String>,
    pub(crate) document: DocumentType,
}

impl PersonSearch {
    /// Whether nobody is asked for.
    pub(crate) const fn is_empty(&self) -> bool {
        self.name.is_none() && self.surname.is_none() && self.phone.is_none() && self.id_number.is_none()
    }
}

/// The people for whom everything given holds, in the order in which they came on file; nothing when nothing is given.
///
/// More people than the directory finds at once are refused: a page of an unfinished list would leave some out.
pub(crate) async fn find_people(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    search: &PersonSearch,
) -> Result<Option<Vec<Uuid>>> {
    Ok(find_among(ctx, read, search, None).await?.map_err(|TooMany| too_many())?)
}

/// Of something that is asked, more people are found than can be looked at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// As [`find_people`], among some people only, or among everybody.
pub(crate) async fn find_among(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    search: &PersonSearch,
    people: Option<&[Uuid]>,
) -> Result<Result<Option<Vec<Uuid>>, TooMany>> {
    let gate = Gate::of(ctx)?;
    let (vault, among) = (gate.log().vault(), (people, FIND_LIMIT));
    let mut lists = Vec::new();
    if let Some(text) = &search.id_number {
        let today = gate.today();
        let number = IdentityNumber::try_new(search.document.into(), text, today).map_err(|r| Refused::of(&r))?;
        lists.push(person_directory::find_by_identity(read, vault, number.document(), number.expose()).await);
    }
    if let Some(phone) = &search.phone {
        lists.push(person_directory::find_by_phone(read, vault, phone, among).await);
    }
    if let Some(name) = &search.name {
        lists.push(person_directory::find_by_name(read, vault, name, among).await);
    }
    if let Some(surname) = &search.surname {
        lists.push(person_directory::find_by_surname(read, vault, surname, among).await);
    }
    let mut found: Option<Vec<Uuid>> = None;
    for ids in lists {
        match both(found, ids.map_err(EdgeError::from)?) {
            Ok(ids) => found = Some(ids),
            Err(too_many) => return Ok(Err(too_many)),
        }
    }
    Ok(Ok(found))
}

/// What both lists have, in the order of the second.
fn both(found: Option<Vec<Uuid>>, ids: Vec<Uuid>) -> Result<Vec<Uuid>, TooMany> {
    if ids.len() >= usize::try_from(FIND_LIMIT).unwrap_or(usize::MAX) {
        return Err(TooMany);
    }
    Ok(match found {
        None => ids,
        Some(others) => {
            let others: std::collections::HashSet<Uuid> = others.into_iter().collect();
            ids.into_iter().filter(|id| others.contains(id)).collect()
        }
    })
}

/// The refusal of it.
pub(crate) fn too_many() -> Refused {
    let message = format!("{FIND_LIMIT} people or more are found; ask for a whole name or a number");
    Refused::new("TOO_MANY_PEOPLE", message).with("limit", FIND_LIMIT)
}

/// Questions about people.
#[derive(Default)]
pub struct PersonQuery;

/// Questions about people.
#[Object]
impl PersonQuery {
    /// One person by id; null where there is none (自然人).
    async fn person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] id: ID,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Person>> {
        let Ok(id) = uuid(&id) else { return Ok(None) };
        let mut read = read_view(ctx, person_directory::NAME, at_least).await?;
        let rows = person_directory::by_ids(&mut read, &[id]).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().next().map(|row| Person { row, position }))
    }

    /// People found by name, surname, telephone or identity number, in the order in which they came on file (人员检索).
    async fn persons(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to look for; at least one condition.")] filter: PersonFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Person>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let mut read = read_view(ctx, person_directory::NAME, at_least).await?;
        let Some(ids) = find_people(ctx, &mut read, &filter.into()).await? else {
            return Err(Refused::new("FILTER_EMPTY", "name, surname, phone or idNumber is given").into());
        };
        let begin = match page.after() {
            None => 0,
            Some((_, last)) => ids.iter().position(|id| *id == last).map_or(ids.len(), |place| place + 1),
        };
        let ids: Vec<Uuid> = ids.into_iter().skip(begin).take(page.first + 1).collect();
        let rows = person_directory::by_ids(&mut read, &ids).await.map_err(EdgeError::from)?;
        let mut rows: HashMap<Uuid, _> = rows.into_iter().map(|row| (row.id, row)).collect();
        let rows: Vec<_> = ids.iter().filter_map(|id| rows.remove(id)).collect();
        let position = read.position();
        Ok(page.connection(rows, |row| PageCursor { order: String::new(), id: row.id }, |row| Person { row, position }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn conditions_hold_together_in_the_order_of_the_later_list() {
        assert_eq!(both(None, vec![id(2), id(1)]).unwrap(), [id(2), id(1)]);
        assert_eq!(both(Some(vec![id(1), id(2)]), vec![id(3), id(2), id(1)]).unwrap(), [id(2), id(1)]);
        assert!(both(Some(Vec::new()), vec![id(1)]).unwrap().is_empty());
    }

    #[test]
    fn search_is_refused_when_it_may_have_left_people_out() {
        let many = usize::try_from(FIND_LIMIT).unwrap();
        assert!(both(None, vec![id(1); many - 1]).is_ok());
        assert!(both(None, vec![id(1); many]).is_err());
    }
}

//! Questions about volunteers and credits.

use super::{Credit, Volunteer, credit::cursor_of};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{codes_within, read_view},
        hours_served::HoursFilterInput,
        mutation::uuid,
        person::{PersonSearch, TooMany, find_among, too_many},
        words::{CreditState, DocumentType},
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result, connection::Connection};
use muster_projections::views::{
    person_directory, service_hours,
    volunteer_roster::{self, VolunteerFilter},
};
use uuid::Uuid;

/// Which volunteers a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct VolunteerFilterInput {
    /// Division of residence and everything below it (居住地).
    within: Option<String>,
    /// A skill that they declare, exactly as written (技能).
    skill: Option<String>,
    /// A skill that was checked on evidence (已核验技能).
    verified_skill: Option<String>,
    /// Least minutes of live credits (最低时长, 分钟).
    minutes_at_least: Option<i64>,
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

/// Volunteers of the divisions asked about among whom people are looked for by name.
const AMONG_LIMIT: i64 = 100_000;

impl VolunteerFilterInput {
    /// Finds the people first, where they are asked for, and reads the rest of the filter.
    async fn read(self, ctx: &Context<'_>, at_least: Option<i64>) -> Result<VolunteerFilter> {
        let divisions = self.within.map(|within| codes_within(ctx, &within)).transpose()?;
        let search = PersonSearch {
            name: self.name,
            surname: self.surname,
            phone: self.phone,
            id_number: self.id_number,
            document: self.document.unwrap_or(DocumentType::ResidentId),
        };
        Ok(VolunteerFilter {
            person_ids: people(ctx, &search, divisions.as_deref(), at_least).await?,
            divisions,
            skill: self.skill,
            verified_skill: self.verified_skill,
            minutes_at_least: self.minutes_at_least,
        })
    }
}

/// The people who are asked for by what is personal; nothing where nobody is. Where too many of the registry have the name, they
/// are looked for among the volunteers of the divisions.
async fn people(
    ctx: &Context<'_>,
    search: &PersonSearch,
    divisions: Option<&[String]>,
    at_least: Option<i64>,
) -> Result<Option<Vec<Uuid>>> {
    if search.is_empty() {
        return Ok(None);
    }
    let found = {
        let mut read = read_view(ctx, person_directory::NAME, at_least).await?;
        find_among(ctx, &mut read, search, None).await?
    };
    let Some(divisions) = divisions.filter(|_| found == Err(TooMany)) else {
        return Ok(found.map_err(|TooMany| too_many())?);
    };
    let among = {
        let mut read = read_view(ctx, volunteer_roster::NAME, at_least).await?;
        let among = volunteer_roster::people_of(&mut read, divisions, AMONG_LIMIT + 1).await;
        among.map_err(EdgeError::from)?
    };
    if i64::try_from(among.len()).unwrap_or(i64::MAX) > AMONG_LIMIT {
        return Err(too_many().into());
    }
    let mut read = read_view(ctx, person_directory::NAME, at_least).await?;
    Ok(find_among(ctx, &mut read, search, Some(&among)).await?.map_err(|TooMany| too_many())?)
}

/// Questions about volunteers.
#[derive(Default)]
pub struct VolunteerQuery;

/// Questions about volunteers.
#[Object]
impl VolunteerQuery {
    /// Volunteers in the order of their code (志愿者名册).
    async fn volunteers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which volunteers.")] filter: VolunteerFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Volunteer>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = filter.read(ctx, at_least).await?;
        let mut read = read_view(ctx, volunteer_roster::NAME, at_least).await?;
        let rows = volunteer_roster::page(&mut read, &filter, page.after(), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.code.clone(), id: row.id },
            |row| Volunteer { row, position },
        ))
    }

    /// One volunteer by code; null where there is none (志愿者).
    async fn volunteer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sender's own key.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Volunteer>> {
        let mut read = read_view(ctx, volunteer_roster::NAME, at_least).await?;
        let row = volunteer_roster::by_code(&mut read, code.trim()).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(row.map(|row| Volunteer { row, position }))
    }

    /// One credit by id, of any state; null where there is none (时长记录).
    async fn credit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The credit's id.")] id: ID,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Credit>> {
        let Ok(id) = uuid(&id) else { return Ok(None) };
        let mut read = read_view(ctx, service_hours::NAME, at_least).await?;
        let row = service_hours::credit(&mut read, id).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(row.map(|row| Credit { row, position }))
    }

    /// Credits in the order of their start, for example those that wait for an approval (时长记录列表).
    async fn credits(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which credits.")] filter: HoursFilterInput,
        #[graphql(desc = "In which state; of every state where nothing is said.")] state: Option<CreditState>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Credit>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let after = page.after_in_order_of()?;
        let filter = filter.read(ctx).await?;
        let mut read = read_view(ctx, service_hours::NAME, at_least).await?;
        let rows = service_hours::credits(&mut read, &filter, state.map(Into::into), after, page.limit()).await;
        let position = read.position();
        Ok(page.connection(rows.map_err(EdgeError::from)?, cursor_of, |row| Credit { row, position }))
    }
}

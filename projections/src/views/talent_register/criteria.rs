//! Who fulfils criteria on a day, and what is known of a person on a day. Nothing is written here.
//!
//! The condition in SQL is the domain's `explain` with every verdict met; a test compares the two.

use super::{FactKind, FactRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::{
    category_catalog::words::TalentCategory,
    kernel::{DivisionCode, Divisions, words::ProfessionalLevel},
    talent_profile::{
        TalentCriterion, TalentFacts,
        criteria::contact_since,
        words::{EngagementMode, TalentRole},
    },
};
use sqlx::{Postgres, QueryBuilder};
use std::collections::HashMap;
use uuid::Uuid;

/// What holds of a person who is a talent, as [`TalentFacts::is_talent`] says.
const TALENT_KINDS: [FactKind; 4] = [FactKind::Role, FactKind::Category, FactKind::Mode, FactKind::Skill];

/// Where talents are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Searched<'d> {
    /// The tree of divisions.
    pub divisions: &'d Divisions,
    /// Codes of the divisions of which a talent is in one; everywhere where nothing is given.
    pub within: Option<&'d [String]>,
}

impl<'d> Searched<'d> {
    /// In the whole registry.
    #[must_use]
    pub const fn everywhere(divisions: &'d Divisions) -> Self {
        Self { divisions, within: None }
    }
}

/// Adds `select distinct person_id …`: the talents of a day who fulfil all criteria.
pub(super) fn push_fulfilling(
    query: &mut QueryBuilder<'_, Postgres>,
    criteria: &[TalentCriterion],
    on: NaiveDate,
    searched: Searched<'_>,
) {
    let kinds: Vec<&str> = TALENT_KINDS.iter().map(|kind| kind.code()).collect();
    query.push("select distinct t.person_id from facts t where t.kind = any(").push_bind(kinds).push(")");
    push_live(query, "t", on);
    push_not_barred(query, "t", on);
    for criterion in criteria {
        push_met(query, criterion, on, searched.divisions);
    }
    if let Some(codes) = searched.within {
        push_fact(query, FactKind::Division, codes.to_vec(), on);
    }
}

/// Adds `and` nothing bars the person of this alias on the day.
pub(super) fn push_not_barred(query: &mut QueryBuilder<'_, Postgres>, alias: &str, on: NaiveDate) {
    query.push(format!(" and not exists (select from facts b where b.person_id = {alias}.person_id and b.kind = "));
    query.push_bind(FactKind::Barred.code());
    push_live(query, "b", on);
    query.push(")");
}

/// Adds `and` the fact of this alias lives on the day.
fn push_live(query: &mut QueryBuilder<'_, Postgres>, alias: &str, on: NaiveDate) {
    query.push(format!(" and {alias}.from_day <= ")).push_bind(on);
    query.push(format!(" and ({alias}.to_day is null or ")).push_bind(on).push(format!(" <= {alias}.to_day)"));
}

fn push_met(query: &mut QueryBuilder<'_, Postgres>, criterion: &TalentCriterion, on: NaiveDate, divisions: &Divisions) {
    use TalentCriterion as C;
    let one = |code: &str| vec![code.to_owned()];
    let (kind, values) = match criterion {
        C::Role { role } => (FactKind::Role, one(role.code())),
        C::Skill { skill } => (FactKind::Skill, one(skill)),
        C::Registered => (FactKind::Registered, one("")),
        C::EngagedAs { mode } => (FactKind::Mode, one(mode.code())),
        C::Within { division } => {
            let codes = divisions.within(division).map(|division| division.code.as_str().to_owned());
            (FactKind::Division, codes.collect())
        }
        C::LevelAtLeast { level } => {
            let levels = ProfessionalLevel::ALL.iter().filter(|held| *held >= level);
            (FactKind::Level, levels.map(|held| held.code().to_owned()).collect())
        }
        C::CategoryAtLeast { category } => {
            let categories = TalentCategory::ALL.iter().filter(|held| *held <= category);
            (FactKind::Category, categories.map(|held| held.code().to_owned()).collect())
        }
        C::ContactedWithin { days } => return push_contact(query, "exists", contact_since(on, *days), on),
        C::NotContactedWithin { days } => return push_contact(query, "not exists", contact_since(on, *days), on),
    };
    push_fact(query, kind, values, on);
}

/// Adds `and` a fact of this kind and one of these values lives on the day.
fn push_fact(query: &mut QueryBuilder<'_, Postgres>, kind: FactKind, values: Vec<String>, on: NaiveDate) {
    query.push(" and exists (select from facts f where f.person_id = t.person_id and f.kind = ").push_bind(kind.code());
    query.push(" and f.value = any(").push_bind(values).push(")");
    push_live(query, "f", on);
    query.push(")");
}

fn push_contact(query: &mut QueryBuilder<'_, Postgres>, exists: &str, since: NaiveDate, on: NaiveDate) {
    query.push(format!(" and {exists} (select from facts f where f.person_id = t.person_id and f.kind = "));
    query.push_bind(FactKind::Contact.code()).push(" and f.from_day between ").push_bind(since).push(" and ");
    query.push_bind(on).push(")");
}

/// The talents who fulfil all criteria on a day, by id, after one of them.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn fulfilling(
    read: &mut ViewRead,
    criteria: &[TalentCriterion],
    on: NaiveDate,
    searched: Searched<'_>,
    (after, limit): (Option<Uuid>, i64),
) -> Result<Vec<Uuid>, ViewFault> {
    let mut query = QueryBuilder::new("select m.person_id from (");
    push_fulfilling(&mut query, criteria, on, searched);
    query.push(") m where true");
    if let Some(after) = after {
        query.push(" and m.person_id > ").push_bind(after);
    }
    query.push(" order by m.person_id limit ").push_bind(limit);
    let found = query.build_query_scalar().fetch_all(read.connection()).await;
    found.map_err(ViewFault::database("looking for talents"))
}

/// The people of whom nobody is told on a day, because their data are restricted or erased.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn barred(read: &mut ViewRead, on: NaiveDate) -> Result<Vec<Uuid>, ViewFault> {
    let mut query = QueryBuilder::new("select distinct f.person_id from facts f where f.kind = ");
    query.push_bind(FactKind::Barred.code());
    push_live(&mut query, "f", on);
    let found = query.build_query_scalar().fetch_all(read.connection()).await;
    found.map_err(ViewFault::database("reading who is barred"))
}

/// How many talents fulfil all criteria of at least one of the lists on a day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn count_any(
    read: &mut ViewRead,
    lists: &[Vec<TalentCriterion>],
    on: NaiveDate,
    searched: Searched<'_>,
) -> Result<i64, ViewFault> {
    let mut query = QueryBuilder::new("select count(*) from (select null::uuid as person_id where false");
    for criteria in lists {
        query.push(" union (");
        push_fulfilling(&mut query, criteria, on, searched);
        query.push(")");
    }
    query.push(") m");
    let counted = query.build_query_scalar().fetch_one(read.connection()).await;
    counted.map_err(ViewFault::database("counting talents"))
}

/// What is known of people as talents on a day, by person; of contacts the last one by that day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn talent_facts(
    read: &mut ViewRead,
    people: &[Uuid],
    on: NaiveDate,
) -> Result<HashMap<Uuid, TalentFacts>, ViewFault> {
    let rows: Vec<FactRow> = sqlx::query_as(
        "select * from facts where person_id = any($1) and from_day <= $2
         and (to_day is null or $2 <= to_day or kind = $3) order by from_day, key",
    )
    .bind(people)
    .bind(on)
    .bind(FactKind::Contact.code())
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading facts about a talent"))?;
    let mut facts: HashMap<Uuid, TalentFacts> = people.iter().map(|person| (*person, TalentFacts::default())).collect();
    for row in rows {
        take(facts.entry(row.person_id).or_default(), &row);
    }
    Ok(facts)
}

fn take(facts: &mut TalentFacts, row: &FactRow) {
    let is = |kind: FactKind| row.kind == kind.code();
    if is(FactKind::Role) {
        facts.roles.extend(TalentRole::read(&row.value).ok());
    } else if is(FactKind::Division) {
        facts.divisions.insert(DivisionCode::new(&row.value));
    } else if is(FactKind::Skill) {
        facts.skills.insert(row.value.clone());
    } else if is(FactKind::Level) {
        facts.level = facts.level.max(ProfessionalLevel::read(&row.value).ok());
    } else if is(FactKind::Registered) {
        facts.registered = true;
    } else if is(FactKind::Category) {
        facts.category = TalentCategory::read(&row.value).ok();
    } else if is(FactKind::Mode) {
        facts.modes.extend(EngagementMode::read(&row.value).ok());
    } else if is(FactKind::Barred) {
        facts.barred = true;
    } else if is(FactKind::Contact) {
        facts.contacted_on = facts.contacted_on.max(Some(row.from_day));
    }
}

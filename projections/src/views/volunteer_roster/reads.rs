//! What can be asked of the roster: pages by filter, volunteers by id, code or person, and how many there are where.

use super::VolunteerRow;
use crate::{ViewFault, ViewRead};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

/// Volunteers of one page at most.
pub const PAGE_LIMIT: i64 = 1_000;

/// Which volunteers a page of the roster shows.
#[derive(Clone, Debug, Default)]
pub struct VolunteerFilter {
    /// Divisions of residence; all where nothing is given, none where the list is empty.
    pub divisions: Option<Vec<String>>,
    /// A skill that they declare.
    pub skill: Option<String>,
    /// A skill that was checked on evidence.
    pub verified_skill: Option<String>,
    /// Least minutes of live credits.
    pub minutes_at_least: Option<i64>,
    /// Natural persons, as the person directory found them; all where nothing is given.
    pub person_ids: Option<Vec<Uuid>>,
}

fn push_filter(query: &mut QueryBuilder<'_, Postgres>, filter: &VolunteerFilter) {
    if let Some(divisions) = &filter.divisions {
        query.push(" and division = any(").push_bind(divisions.clone()).push(")");
    }
    if let Some(skill) = &filter.skill {
        query.push(" and skills @> array[").push_bind(skill.clone()).push("]");
    }
    if let Some(skill) = &filter.verified_skill {
        query.push(" and verified_skills @> array[").push_bind(skill.clone()).push("]");
    }
    if let Some(minutes) = filter.minutes_at_least {
        query.push(" and minutes_total >= ").push_bind(minutes);
    }
    if let Some(ids) = &filter.person_ids {
        query.push(" and person_id = any(").push_bind(ids.clone()).push(")");
    }
}

/// A page of volunteers in the order of code and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &VolunteerFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<VolunteerRow>, ViewFault> {
    let mut query = QueryBuilder::new("select * from volunteers where true");
    push_filter(&mut query, filter);
    if let Some((code, id)) = after {
        query.push(" and (code, id) > (").push_bind(code.to_owned()).push(", ").push_bind(id).push(")");
    }
    query.push(" order by code, id limit ").push_bind(limit.clamp(0, PAGE_LIMIT));
    query
        .build_query_as()
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the roster of volunteers"))
}

/// The volunteers with these ids, in no order; for one GraphQL answer that names many.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<VolunteerRow>, ViewFault> {
    sqlx::query_as("select * from volunteers where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading volunteers"))
}

/// The volunteers that these persons are, in no order; a person is a volunteer at most once, and one for whom another
/// volunteer goes on is left out.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_person_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<VolunteerRow>, ViewFault> {
    sqlx::query_as("select * from volunteers where person_id = any($1) and merged_into is null")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading volunteers by person"))
}

/// Every record of a volunteer that counts for this person or was entered for them, the one that goes on first, then in
/// the order of the code.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn records_of(read: &mut ViewRead, person: Uuid) -> Result<Vec<VolunteerRow>, ViewFault> {
    sqlx::query_as(
        "select * from volunteers where person_id = $1 or entered_id = $1
         order by merged_into is not null, code, id",
    )
    .bind(person)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the records of a volunteer"))
}

/// The natural persons of the volunteers of some divisions, up to a limit, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn people_of(read: &mut ViewRead, divisions: &[String], limit: i64) -> Result<Vec<Uuid>, ViewFault> {
    sqlx::query_scalar("select person_id from volunteers where division = any($1) limit $2")
        .bind(divisions)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the people of divisions"))
}

/// The volunteer with this code.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_code(read: &mut ViewRead, code: &str) -> Result<Option<VolunteerRow>, ViewFault> {
    sqlx::query_as("select * from volunteers where code = $1 order by id limit 1")
        .bind(code)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading a volunteer by code"))
}

/// Volunteers of one division of residence.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DivisionVolunteers {
    /// Division.
    pub division: String,
    /// Registered volunteers.
    pub volunteers: i64,
    /// Those with a live credit.
    pub active: i64,
}

/// How many volunteers a filter takes in, each human once, by division in the order of its code; divisions without any are left out.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn volunteers_by_division(
    read: &mut ViewRead,
    filter: &VolunteerFilter,
) -> Result<Vec<DivisionVolunteers>, ViewFault> {
    let mut query = QueryBuilder::new(
        "select division, count(*) as volunteers, count(*) filter (where credits_count > 0) as active
         from volunteers where merged_into is null",
    );
    push_filter(&mut query, filter);
    query.push(" group by division order by division");
    query
        .build_query_as()
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("counting volunteers by division"))
}

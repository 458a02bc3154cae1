//! What can be asked of the board. Nothing is written here.

use super::{DemandRow, MatchRow};
use crate::{ViewFault, ViewRead};
use muster_domain::kernel::words::ServiceCategory;
use sqlx::FromRow;
use uuid::Uuid;

/// Which demands a page shows.
#[derive(Clone, Debug, Default)]
pub struct DemandFilter {
    /// Divisions; all where nothing is given, none where the list is empty.
    pub divisions: Option<Vec<String>>,
    /// Only open ones, or only closed ones.
    pub open: Option<bool>,
    /// Category of the service.
    pub category: Option<ServiceCategory>,
}

/// How many people a demand has so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct DemandFigures {
    /// Matched, without those who declined.
    pub matched: i64,
    /// Of those who accepted, or who have arrived.
    pub accepted: i64,
    /// Arrived.
    pub arrived: i64,
}

/// A page of demands in the order of code and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &DemandFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<DemandRow>, ViewFault> {
    sqlx::query_as(
        "select * from demands
         where ($1::text[] is null or division = any($1)) and ($2::bool is null or (closed_at is null) = $2)
           and ($3::text is null or category = $3) and ($4::text is null or (code, id) > ($4, $5))
         order by code, id limit $6",
    )
    .bind(filter.divisions.as_deref())
    .bind(filter.open)
    .bind(filter.category.map(ServiceCategory::code))
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the demands"))
}

/// The demands with these ids, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<DemandRow>, ViewFault> {
    sqlx::query_as("select * from demands where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading demands"))
}

/// Who is or was matched to a demand, in the order of the match.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn matches(read: &mut ViewRead, demand: Uuid) -> Result<Vec<MatchRow>, ViewFault> {
    sqlx::query_as("select * from matches where demand_id = $1 order by matched_at, key")
        .bind(demand)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the matches of a demand"))
}

/// How many people a demand has so far.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn figures(read: &mut ViewRead, demand: Uuid) -> Result<DemandFigures, ViewFault> {
    sqlx::query_as(
        "select coalesce(sum(people) filter (where answer is distinct from 'DECLINED'), 0)::bigint as matched,
                coalesce(sum(people_answered), 0)::bigint as accepted,
                coalesce(sum(people_answered) filter (where answer = 'ARRIVED'), 0)::bigint as arrived
         from matches where demand_id = $1",
    )
    .bind(demand)
    .fetch_one(read.connection())
    .await
    .map_err(ViewFault::database("counting the people of a demand"))
}

/// The demands to which a volunteer was matched by name, in the order of the match.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn matches_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Vec<MatchRow>, ViewFault> {
    sqlx::query_as("select * from matches where volunteer_id = $1 order by matched_at, key")
        .bind(volunteer)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the matches of a volunteer"))
}

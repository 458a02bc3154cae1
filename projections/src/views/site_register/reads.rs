//! The reads of the register of sites. Nothing is written here.

use super::{POINTS, SiteRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::site::words::SiteKind;
use sqlx::FromRow;
use uuid::Uuid;

/// Sites that are shown with one organization.
const SITES_SHOWN: i64 = 100;

/// Which sites a page shows.
#[derive(Clone, Debug, Default)]
pub struct SiteFilter {
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Kinds; all when there is no list.
    pub kinds: Option<Vec<SiteKind>>,
    /// Run by this organization.
    pub operator_id: Option<Uuid>,
    /// Open on this day; all that ever were when there is none.
    pub open_on: Option<NaiveDate>,
    /// Whether the last check found all six points.
    pub complete: Option<bool>,
}

fn codes(kinds: Option<&[SiteKind]>) -> Option<Vec<&'static str>> {
    kinds.map(|kinds| kinds.iter().map(|kind| kind.code()).collect())
}

fn points() -> i32 {
    i32::try_from(POINTS).unwrap_or(i32::MAX)
}

/// A page of sites in the order of code and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &SiteFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<SiteRow>, ViewFault> {
    sqlx::query_as(
        "select * from sites
         where ($1::text[] is null or division = any($1)) and ($2::text[] is null or kind = any($2))
           and ($3::uuid is null or operator_id = $3)
           and ($4::date is null or (opened_on <= $4 and (closed_on is null or $4 <= closed_on)))
           and ($5::boolean is null or (cardinality(points) = $6) = $5)
           and ($7::text is null or (code, id) > ($7, $8))
         order by code, id limit $9",
    )
    .bind(filter.divisions.as_deref())
    .bind(codes(filter.kinds.as_deref()))
    .bind(filter.operator_id)
    .bind(filter.open_on)
    .bind(filter.complete)
    .bind(points())
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading sites"))
}

/// The sites with these ids, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<SiteRow>, ViewFault> {
    sqlx::query_as("select * from sites where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading sites by id"))
}

/// The sites with these codes, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_codes(read: &mut ViewRead, codes: &[String]) -> Result<Vec<SiteRow>, ViewFault> {
    sqlx::query_as("select * from sites where code = any($1)")
        .bind(codes)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading sites by code"))
}

/// The sites that each of these organizations runs, in the order of the code, at most a hundred for each.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_operators(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<SiteRow>, ViewFault> {
    sqlx::query_as(
        "select s.* from unnest($1::uuid[]) as o (id) cross join lateral (
            select * from sites where operator_id = o.id order by code, id limit $2
         ) s order by s.code, s.id",
    )
    .bind(ids)
    .bind(SITES_SHOWN)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading sites of organizations"))
}

/// Sites of one kind in one division.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SiteCount {
    /// Division.
    pub division: String,
    /// Kind code.
    pub kind: String,
    /// Sites open on the day.
    pub sites: i64,
    /// Of these, sites of which the last check up to the day found all six points.
    pub complete: i64,
}

/// Sites open on a day by division and kind, in the order of both lists, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts(
    read: &mut ViewRead,
    divisions: &[String],
    kinds: &[SiteKind],
    on: NaiveDate,
) -> Result<Vec<SiteCount>, ViewFault> {
    sqlx::query_as(
        "select d.division, k.kind, count(s.id) as sites,
                count(s.id) filter (where c.complete) as complete
         from unnest($1::text[]) with ordinality as d (division, place)
         cross join unnest($2::text[]) with ordinality as k (kind, place)
         left join sites s on s.division = d.division and s.kind = k.kind and s.opened_on <= $3
           and (s.closed_on is null or $3 <= s.closed_on)
         left join lateral (
             select complete from checks where site_id = s.id and checked_on <= $3 order by checked_on desc limit 1
         ) c on true
         group by d.division, d.place, k.kind, k.place order by d.place, k.place",
    )
    .bind(divisions)
    .bind(codes(Some(kinds)))
    .bind(on)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting sites"))
}

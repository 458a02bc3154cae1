//! The reads of the directory of organizations. Nothing is written here.

use super::OrganizationRow;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::{
    kernel::words::OrganizationKind,
    organization::words::{OrganizationLabel, OrganizationLevel, PairingKind, PartyCoverage},
};
use sqlx::FromRow;
use uuid::Uuid;

/// How many steps up a chain of organizations is followed at most.
const ANCESTORS_LIMIT: i32 = 32;

/// Which organizations a page shows.
#[derive(Clone, Debug, Default)]
pub struct OrganizationFilter {
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Kinds; all when there is no list.
    pub kinds: Option<Vec<OrganizationKind>>,
    /// Directly under this one.
    pub parent_id: Option<Uuid>,
    /// Living on this day; all that ever were when there is none.
    pub live_on: Option<NaiveDate>,
    /// At this level.
    pub level: Option<OrganizationLevel>,
    /// Holding this label on the day of `as_of`.
    pub label: Option<OrganizationLabel>,
    /// Found so by the last survey up to the day of `as_of`.
    pub coverage: Option<PartyCoverage>,
    /// The day on which labels and surveys are looked at.
    pub as_of: NaiveDate,
}

fn codes(kinds: Option<&[OrganizationKind]>) -> Option<Vec<&'static str>> {
    kinds.map(|kinds| kinds.iter().map(|kind| kind.code()).collect())
}

/// A page of organizations in the order of code and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &OrganizationFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<OrganizationRow>, ViewFault> {
    sqlx::query_as(
        "select o.* from organizations o
         where ($1::text[] is null or division = any($1)) and ($2::text[] is null or kind = any($2))
           and ($3::uuid is null or parent_id = $3)
           and ($4::date is null or (registered_on <= $4 and (dissolved_on is null or $4 <= dissolved_on)))
           and ($5::text is null or (code, id) > ($5, $6))
           and ($8::text is null or level = $8)
           and ($9::text is null or exists (select 1 from labels l where l.organization_id = o.id and l.label = $9
             and l.from_day <= $11 and (l.to_day is null or $11 <= l.to_day)))
           and ($10::text is null or $10 = (select s.coverage from surveys s where s.organization_id = o.id
             and s.surveyed_on <= $11 order by s.surveyed_on desc limit 1))
         order by code, id limit $7",
    )
    .bind(filter.divisions.as_deref())
    .bind(codes(filter.kinds.as_deref()))
    .bind(filter.parent_id)
    .bind(filter.live_on)
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .bind(filter.level.map(OrganizationLevel::code))
    .bind(filter.label.map(OrganizationLabel::code))
    .bind(filter.coverage.map(PartyCoverage::code))
    .bind(filter.as_of)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading organizations"))
}

/// The organizations with these ids, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<OrganizationRow>, ViewFault> {
    sqlx::query_as("select * from organizations where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading organizations by id"))
}

/// The organizations with these codes, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_codes(read: &mut ViewRead, codes: &[String]) -> Result<Vec<OrganizationRow>, ViewFault> {
    sqlx::query_as("select * from organizations where code = any($1)")
        .bind(codes)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading organizations by code"))
}

/// The organizations of which these people are the legal representative, in the order of code and id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn represented_by(read: &mut ViewRead, people: &[Uuid]) -> Result<Vec<OrganizationRow>, ViewFault> {
    sqlx::query_as("select * from organizations where legal_representative_id = any($1) order by code, id")
        .bind(people)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading organizations by who represents them"))
}

/// The organizations directly under these, in the order of parent, code and id; for one answer that names many.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn children(read: &mut ViewRead, parent_ids: &[Uuid], limit: i64) -> Result<Vec<OrganizationRow>, ViewFault> {
    sqlx::query_as("select * from organizations where parent_id = any($1) order by parent_id, code, id limit $2")
        .bind(parent_ids)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading organizations below"))
}

/// The organizations above one, the nearest first, at most 32 steps; without the one itself.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn ancestors(read: &mut ViewRead, id: Uuid) -> Result<Vec<OrganizationRow>, ViewFault> {
    sqlx::query_as(
        "with recursive above as (
            select parent_id as id, 1 as step from organizations where id = $1 and parent_id is not null
            union all
            select o.parent_id, a.step + 1 from above a join organizations o on o.id = a.id
            where o.parent_id is not null and a.step < $2
        )
        select o.* from above a join organizations o on o.id = a.id order by a.step",
    )
    .bind(id)
    .bind(ANCESTORS_LIMIT)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading organizations above"))
}

/// The figures of pairing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct PairingCounts {
    /// Live pairings.
    pub pairings: i64,
    /// Distinct organizations that reported one, the organ side.
    pub organizations: i64,
    /// Distinct partners.
    pub partners: i64,
}

/// The pairings live on a day, of one kind or of all.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn pairing_counts(
    read: &mut ViewRead,
    on: NaiveDate,
    kind: Option<PairingKind>,
) -> Result<PairingCounts, ViewFault> {
    sqlx::query_as(
        "select count(*) as pairings, count(distinct organization_id) as organizations,
                count(distinct partner_id) as partners
         from pairings where from_day <= $1 and (to_day is null or $1 <= to_day) and ($2::text is null or kind = $2)",
    )
    .bind(on)
    .bind(kind.map(PairingKind::code))
    .fetch_one(read.connection())
    .await
    .map_err(ViewFault::database("counting pairings"))
}

/// A count of organizations.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CountRow {
    /// The kind's or division's code.
    pub key: String,
    /// Organizations living on the day.
    pub organizations: i64,
}

/// Organizations living on a day by kind, in the order of the list of kinds, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts_by_kind(
    read: &mut ViewRead,
    on: NaiveDate,
    divisions: Option<&[String]>,
) -> Result<Vec<CountRow>, ViewFault> {
    sqlx::query_as(
        "select k.kind as key, count(o.id) as organizations
         from unnest($3::text[]) with ordinality as k (kind, place) left join organizations o on o.kind = k.kind
           and o.registered_on <= $1 and (o.dissolved_on is null or $1 <= o.dissolved_on)
           and ($2::text[] is null or o.division = any($2))
         group by k.kind, k.place order by k.place",
    )
    .bind(on)
    .bind(divisions)
    .bind(codes(Some(OrganizationKind::ALL)))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting organizations by kind"))
}

/// Organizations living on a day in each of these divisions themselves, in their order, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts_by_division(
    read: &mut ViewRead,
    on: NaiveDate,
    divisions: &[String],
    kinds: Option<&[OrganizationKind]>,
) -> Result<Vec<CountRow>, ViewFault> {
    sqlx::query_as(
        "select d.division as key, count(o.id) as organizations
         from unnest($2::text[]) with ordinality as d (division, place)
         left join organizations o on o.division = d.division
           and o.registered_on <= $1 and (o.dissolved_on is null or $1 <= o.dissolved_on)
           and ($3::text[] is null or o.kind = any($3))
         group by d.division, d.place order by d.place",
    )
    .bind(on)
    .bind(divisions)
    .bind(codes(kinds))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting organizations by division"))
}

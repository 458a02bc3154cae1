//! The reads of links, load and coverage of organizations, each for one day. Nothing is written here.

use super::LinkRow;
use crate::{
    ViewFault, ViewRead,
    versions::{self, Changed, Stretch},
};
use chrono::NaiveDate;
use muster_domain::kernel::words::{LinkKind, OrganizationKind};
use sqlx::FromRow;
use uuid::Uuid;

/// Which links a page shows.
#[derive(Clone, Debug, Default)]
pub struct LinkFilter {
    /// Of one instructor.
    pub instructor_id: Option<Uuid>,
    /// Of one organization.
    pub organization_id: Option<Uuid>,
    /// Of one kind.
    pub link_kind: Option<LinkKind>,
    /// Divisions of the instructor; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Live on this day; all that ever were when there is none.
    pub on: Option<NaiveDate>,
}

/// A page of links in the order of their keys, after one of them.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn links(
    read: &mut ViewRead,
    filter: &LinkFilter,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<LinkRow>, ViewFault> {
    sqlx::query_as(
        "select l.* from links l join instructors i on i.id = l.instructor_id
         where ($1::uuid is null or l.instructor_id = $1) and ($2::uuid is null or l.organization_id = $2)
           and ($3::text is null or l.link_kind = $3) and ($4::text[] is null or i.division = any($4))
           and ($5::date is null or (l.from_day <= $5 and (l.to_day is null or $5 <= l.to_day)))
           and ($6::text is null or l.key > $6)
         order by l.key limit $7",
    )
    .bind(filter.instructor_id)
    .bind(filter.organization_id)
    .bind(filter.link_kind.map(LinkKind::code))
    .bind(filter.divisions.as_deref())
    .bind(filter.on)
    .bind(after)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading links"))
}

/// The links with these keys, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn links_by_keys(read: &mut ViewRead, keys: &[String]) -> Result<Vec<LinkRow>, ViewFault> {
    sqlx::query_as("select * from links where key = any($1)")
        .bind(keys)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading links by key"))
}

/// How many organizations an instructor in office guides.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LoadRow {
    /// The instructor.
    pub instructor_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Kind code.
    pub kind: String,
    /// Division.
    pub division: String,
    /// Live focus links (重点联系).
    pub focus: i64,
    /// Live general links (一般联系).
    pub general: i64,
    /// First day in office.
    pub appointed_on: NaiveDate,
    /// Focus links that an override in force on the day allows.
    pub override_limit: Option<i32>,
    /// Its first day.
    pub override_from: Option<NaiveDate>,
    /// Its last day.
    pub override_to: Option<NaiveDate>,
    /// The department that granted it.
    pub override_by: Option<Uuid>,
}

/// Whose load is asked for; all that is given holds.
#[derive(Clone, Debug, Default)]
pub struct LoadFilter {
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// One instructor.
    pub instructor_id: Option<Uuid>,
}

/// The load of each instructor in office on the day, zero rows too, in the order of code and id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn load(
    read: &mut ViewRead,
    on: NaiveDate,
    filter: &LoadFilter,
    limit: i64,
) -> Result<Vec<LoadRow>, ViewFault> {
    sqlx::query_as(
        "select i.id as instructor_id, i.code, i.kind, i.division,
                count(*) filter (where l.link_kind = 'FOCUS') as focus,
                count(*) filter (where l.link_kind = 'GENERAL') as general, i.appointed_on,
                v.links_limit as override_limit, v.from_day as override_from, v.to_day as override_to,
                v.granted_by as override_by
         from instructors i
         left join overrides v on v.instructor_id = i.id and v.from_day <= $1 and $1 <= v.to_day
         left join links l
           on l.instructor_id = i.id and l.from_day <= $1 and (l.to_day is null or $1 <= l.to_day)
         where i.appointed_on <= $1 and (i.released_on is null or $1 <= i.released_on)
           and ($2::text[] is null or i.division = any($2)) and ($3::uuid is null or i.id = $3)
         group by i.id, i.code, i.kind, i.division, i.appointed_on,
                  v.links_limit, v.from_day, v.to_day, v.granted_by
         order by i.code, i.id limit $4",
    )
    .bind(on)
    .bind(filter.divisions.as_deref())
    .bind(filter.instructor_id)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the load of instructors"))
}

/// An organization without a live focus link.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct UncoveredRow {
    /// The organization.
    pub organization_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind code.
    pub kind: String,
    /// Division.
    pub division: String,
    /// Whether a general link is live; without one the organization is uncovered (未覆盖).
    pub general_only: bool,
}

/// Organizations living on the day without any live link, and those with general links only, in the order of code
/// and id after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn uncovered(
    read: &mut ViewRead,
    on: NaiveDate,
    kinds: Option<&[OrganizationKind]>,
    divisions: Option<&[String]>,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<UncoveredRow>, ViewFault> {
    let kinds: Option<Vec<&str>> = kinds.map(|kinds| kinds.iter().map(|kind| kind.code()).collect());
    sqlx::query_as(
        "select o.id as organization_id, o.code, o.name, o.kind, o.division, count(l.key) > 0 as general_only
         from organizations o left join links l
           on l.organization_id = o.id and l.from_day <= $1 and (l.to_day is null or $1 <= l.to_day)
         where o.registered_on <= $1 and (o.dissolved_on is null or $1 <= o.dissolved_on)
           and ($2::text[] is null or o.kind = any($2)) and ($3::text[] is null or o.division = any($3))
           and ($4::text is null or (o.code, o.id) > ($4, $5))
         group by o.id, o.code, o.name, o.kind, o.division having count(*) filter (where l.link_kind = 'FOCUS') = 0
         order by o.code, o.id limit $6",
    )
    .bind(on)
    .bind(kinds)
    .bind(divisions)
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading uncovered organizations"))
}

/// The figures of the assignments report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct AssignmentCounts {
    /// Full-time instructors in office.
    pub instructors_full_time: i64,
    /// Part-time instructors in office.
    pub instructors_part_time: i64,
    /// Distinct organizations with a live link.
    pub organizations_guided: i64,
    /// Live focus links.
    pub links_focus: i64,
    /// Live general links.
    pub links_general: i64,
}

/// The figures for one day; divisions are those of the instructors.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts(
    read: &mut ViewRead,
    on: NaiveDate,
    divisions: Option<&[String]>,
) -> Result<AssignmentCounts, ViewFault> {
    sqlx::query_as(
        "with office as (
            select id, kind from instructors where appointed_on <= $1 and (released_on is null or $1 <= released_on)
              and ($2::text[] is null or division = any($2))
        ), live as (
            select l.organization_id, l.link_kind from links l join instructors i on i.id = l.instructor_id
            where l.from_day <= $1 and (l.to_day is null or $1 <= l.to_day)
              and ($2::text[] is null or i.division = any($2))
        )
        select (select count(*) from office where kind = 'FULL_TIME') as instructors_full_time,
               (select count(*) from office where kind = 'PART_TIME') as instructors_part_time,
               (select count(distinct organization_id) from live) as organizations_guided,
               (select count(*) from live where link_kind = 'FOCUS') as links_focus,
               (select count(*) from live where link_kind = 'GENERAL') as links_general",
    )
    .bind(on)
    .bind(divisions)
    .fetch_one(read.connection())
    .await
    .map_err(ViewFault::database("counting assignments"))
}

/// The positions at which the figures of assignments may change.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn changed(read: &mut ViewRead, stretch: Stretch) -> Result<Changed, ViewFault> {
    versions::changed(read, &["instructors", "links", "problems", "solutions"], |_| {}, stretch).await
}

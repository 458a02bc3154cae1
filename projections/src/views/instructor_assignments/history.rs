//! The reads of a history of load that the load of a day does not tell: who left, and which organizations lacked a link.

use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::words::OrganizationKind;
use sqlx::FromRow;
use uuid::Uuid;

/// Organizations without a live focus link on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct CoverageGap {
    /// The day.
    pub on_day: NaiveDate,
    /// Without any live link (未覆盖).
    pub uncovered: i64,
    /// With general links only.
    pub general_only: i64,
}

/// The gaps of coverage on each of these days, in their order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn gaps(
    read: &mut ViewRead,
    days: &[NaiveDate],
    kinds: Option<&[OrganizationKind]>,
    divisions: Option<&[String]>,
) -> Result<Vec<CoverageGap>, ViewFault> {
    let kinds: Option<Vec<&str>> = kinds.map(|kinds| kinds.iter().map(|kind| kind.code()).collect());
    sqlx::query_as(
        "with standing as (
            select d.on_day, o.id, count(l.key) as live, count(*) filter (where l.link_kind = 'FOCUS') as focus
            from unnest($1::date[]) as d (on_day)
            join organizations o on o.registered_on <= d.on_day and (o.dissolved_on is null or d.on_day <= o.dissolved_on)
              and ($2::text[] is null or o.kind = any($2)) and ($3::text[] is null or o.division = any($3))
            left join links l
              on l.organization_id = o.id and l.from_day <= d.on_day and (l.to_day is null or d.on_day <= l.to_day)
            group by d.on_day, o.id
        )
        select d.on_day, count(s.id) filter (where s.live = 0) as uncovered,
               count(s.id) filter (where s.live > 0 and s.focus = 0) as general_only
        from unnest($1::date[]) as d (on_day) left join standing s on s.on_day = d.on_day
        group by d.on_day order by d.on_day",
    )
    .bind(days)
    .bind(kinds)
    .bind(divisions)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting uncovered organizations over time"))
}

/// The last days in office that fall into a period, both ends included, in their order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn released(
    read: &mut ViewRead,
    (from, to): (NaiveDate, NaiveDate),
    divisions: Option<&[String]>,
    instructor_id: Option<Uuid>,
) -> Result<Vec<NaiveDate>, ViewFault> {
    sqlx::query_scalar(
        "select released_on from instructors where released_on between $1 and $2
           and ($3::text[] is null or division = any($3)) and ($4::uuid is null or id = $4)
         order by released_on",
    )
    .bind(from)
    .bind(to)
    .bind(divisions)
    .bind(instructor_id)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading who was released"))
}

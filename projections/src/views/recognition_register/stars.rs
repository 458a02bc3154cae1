//! Who reaches which star under which numbers (星级). Nothing is written here.

use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::words::EvidenceClass;
use sqlx::{FromRow, Postgres, postgres::PgArguments, query::QueryAs};
use uuid::Uuid;

/// What stars ask for in a division of residence: the policy's numbers, which the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarRule {
    /// The division.
    pub division: String,
    /// Evidence classes that count.
    pub classes: &'static [EvidenceClass],
    /// Minutes that each star needs, the first one first.
    pub thresholds: Vec<i64>,
}

/// Which volunteers are looked at for a star.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarFilter {
    /// Volunteers with live credits of this organization.
    pub organization_id: Uuid,
    /// What is asked for by division of residence; who lives elsewhere is left out.
    pub rules: Vec<StarRule>,
    /// The last day of service that counts.
    pub on: NaiveDate,
    /// Minutes that may be missing to the next star.
    pub within_minutes: i64,
}

/// Somebody whose minutes and star do not go together, or who is near the next one.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct StarCandidate {
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// The star held; 0 for none.
    pub star: i32,
    /// The star for which the minutes are enough; 0 for none.
    pub reached: i32,
    /// Minutes that count.
    pub minutes: i64,
    /// Minutes missing to the star after the one reached; nothing beyond the last.
    pub missing: Option<i64>,
    /// The level that is applied for.
    pub applied: Option<i32>,
    /// Live minutes of class A.
    pub class_a: i64,
    /// Live minutes of class B.
    pub class_b: i64,
    /// Live minutes of class C.
    pub class_c: i64,
    /// Live minutes of class D.
    pub class_d: i64,
    /// Live minutes of class E.
    pub class_e: i64,
}

/// Somebody whose minutes are enough for a star.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct StarReached {
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// The star for which the minutes are enough.
    pub reached: i32,
    /// Minutes that count.
    pub minutes: i64,
}

/// Minutes and the star that they reach, of those residents ($5 when given) whose division has a rule ($1 to $3); of
/// live service up to a day ($4).
const REACHED: &str = "rules as (
        select division, classes, (($3::jsonb)->(place - 1)::int) as thresholds
        from unnest($1::text[], $2::text[]) with ordinality as r (division, classes, place)
    ), sums as (
        select v.id as volunteer_id, v.code, v.division,
               coalesce(sum(l.minutes) filter (where l.evidence = 'A'), 0)::bigint as class_a,
               coalesce(sum(l.minutes) filter (where l.evidence = 'B'), 0)::bigint as class_b,
               coalesce(sum(l.minutes) filter (where l.evidence = 'C'), 0)::bigint as class_c,
               coalesce(sum(l.minutes) filter (where l.evidence = 'D'), 0)::bigint as class_d,
               coalesce(sum(l.minutes) filter (where l.evidence = 'E'), 0)::bigint as class_e
        from ledger l join residents v on v.id = l.volunteer_id
        where l.live and l.served_on <= $4 and v.division = any($1)
          and ($5::uuid is null
               or v.id in (select volunteer_id from ledger where live and organization_id = $5))
        group by v.id
    ), counted as (
        select s.*, r.thresholds,
               (select coalesce(sum(minutes), 0)
                from unnest(array[class_a, class_b, class_c, class_d, class_e], array['A', 'B', 'C', 'D', 'E'])
                as c (minutes, class) where strpos(r.classes, class) > 0)::bigint as minutes
        from sums s join rules r using (division)
    ), reached as (
        select c.*, (select count(*) from jsonb_array_elements_text(c.thresholds) as t (needed)
                     where t.needed::bigint <= c.minutes)::integer as reached
        from counted c
    )";

fn bind_reached<'q, O>(
    query: QueryAs<'q, Postgres, O, PgArguments>,
    rules: &[StarRule],
    on: NaiveDate,
    organization: Option<Uuid>,
) -> QueryAs<'q, Postgres, O, PgArguments> {
    // The code of a class is one letter.
    let classes = |rule: &StarRule| rule.classes.iter().map(|class| class.code()).collect::<String>();
    let thresholds: Vec<&[i64]> = rules.iter().map(|rule| rule.thresholds.as_slice()).collect();
    query
        .bind(rules.iter().map(|rule| rule.division.clone()).collect::<Vec<_>>())
        .bind(rules.iter().map(classes).collect::<Vec<_>>())
        .bind(serde_json::json!(thresholds))
        .bind(on)
        .bind(organization)
}

/// Volunteers of an organization whose minutes and star do not go together, or who are near the next one.
///
/// In the order of their minutes, most first, after a cursor of minutes and id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn star_candidates(
    read: &mut ViewRead,
    filter: &StarFilter,
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<StarCandidate>, ViewFault> {
    let sql = format!(
        "with {REACHED}, near as (
            select r.*, (r.thresholds->>r.reached)::bigint - r.minutes as missing, coalesce(h.star, 0) as star, h.applied
            from reached r left join stars h using (volunteer_id)
        )
        select * from near
        where (reached <> star or missing <= $6) and ($7::bigint is null or (-minutes, volunteer_id) > (-$7, $8))
        order by -minutes, volunteer_id limit $9"
    );
    bind_reached(sqlx::query_as(&sql), &filter.rules, filter.on, Some(filter.organization_id))
        .bind(filter.within_minutes)
        .bind(after.map(|(minutes, _)| minutes))
        .bind(after.map(|(_, id)| id))
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading candidates for stars"))
}

/// Residents whose service up to a day is enough for a star, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn stars_reached(
    read: &mut ViewRead,
    rules: &[StarRule],
    on: NaiveDate,
    limit: i64,
) -> Result<Vec<StarReached>, ViewFault> {
    let sql =
        format!("with {REACHED} select volunteer_id, code, reached, minutes from reached where reached > 0 limit $6");
    bind_reached(sqlx::query_as(&sql), rules, on, None)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading stars reached"))
}

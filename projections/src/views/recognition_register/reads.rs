//! The reads of the register of recognition. Nothing is written here.

use super::tables::{CertificateRow, CommendationRow, StarRow, TrainingRow};
use crate::{ViewFault, ViewRead};
use muster_domain::kernel::words::EvidenceClass;
use sqlx::FromRow;
use uuid::Uuid;

/// Rows of one volunteer that an answer lists, of each kind; the rules allow few more.
const ROWS_LIMIT: i64 = 1_000;

/// The certificate with this number.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn certificate(read: &mut ViewRead, number: &str) -> Result<Option<CertificateRow>, ViewFault> {
    sqlx::query_as("select * from certificates where number = $1")
        .bind(number)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading a certificate"))
}

/// The certificates of a volunteer, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn certificates_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Vec<CertificateRow>, ViewFault> {
    sqlx::query_as("select * from certificates where volunteer_id = $1 order by issued_on, number limit $2")
        .bind(volunteer)
        .bind(ROWS_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading certificates"))
}

/// Minutes of a certificate that one unit recorded, as they stood at the issue.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CertificateUnit {
    /// The unit.
    pub organization_id: Uuid,
    /// Credits.
    pub items: i64,
    /// Minutes.
    pub minutes: i64,
}

/// The minutes of a certificate by the unit that recorded them.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn certificate_units(read: &mut ViewRead, number: &str) -> Result<Vec<CertificateUnit>, ViewFault> {
    sqlx::query_as(
        "select l.organization_id, count(*) as items, sum(i.minutes)::bigint as minutes
         from items i join ledger l on l.credit_id = i.credit_id
         where i.number = $1 group by l.organization_id order by l.organization_id",
    )
    .bind(number)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading units of a certificate"))
}

/// The trainings of a volunteer, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn trainings_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Vec<TrainingRow>, ViewFault> {
    sqlx::query_as("select * from trainings where volunteer_id = $1 order by completed_on, position limit $2")
        .bind(volunteer)
        .bind(ROWS_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading trainings"))
}

/// The commendations of a volunteer, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn commendations_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Vec<CommendationRow>, ViewFault> {
    sqlx::query_as("select * from commendations where volunteer_id = $1 order by granted_on, position limit $2")
        .bind(volunteer)
        .bind(ROWS_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading commendations"))
}

/// The star of a volunteer, where anything ever happened to it.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn star_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Option<StarRow>, ViewFault> {
    sqlx::query_as("select * from stars where volunteer_id = $1")
        .bind(volunteer)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading a star"))
}

/// Which volunteers are looked at for a star.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarFilter {
    /// Volunteers with live credits of this organization.
    pub organization_id: Uuid,
    /// Evidence classes that count.
    pub classes: Vec<EvidenceClass>,
    /// Minutes that each star needs, the first one first.
    pub thresholds: Vec<i64>,
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
    let classes: Vec<&str> = filter.classes.iter().map(|class| class.code()).collect();
    sqlx::query_as(
        "with those as (
            select distinct volunteer_id from ledger where live and organization_id = $1
        ), sums as (
            select l.volunteer_id, coalesce(sum(l.minutes) filter (where l.evidence = any($2)), 0)::bigint as minutes,
                   coalesce(sum(l.minutes) filter (where l.evidence = 'A'), 0)::bigint as class_a,
                   coalesce(sum(l.minutes) filter (where l.evidence = 'B'), 0)::bigint as class_b,
                   coalesce(sum(l.minutes) filter (where l.evidence = 'C'), 0)::bigint as class_c,
                   coalesce(sum(l.minutes) filter (where l.evidence = 'D'), 0)::bigint as class_d,
                   coalesce(sum(l.minutes) filter (where l.evidence = 'E'), 0)::bigint as class_e
            from ledger l join those using (volunteer_id) where l.live group by l.volunteer_id
        ), reached as (
            select s.*, (select count(*) from unnest($3::bigint[]) as t (needed) where t.needed <= s.minutes)::integer
                   as reached
            from sums s
        ), near as (
            select r.*, ($3::bigint[])[r.reached + 1] - r.minutes as missing, coalesce(h.star, 0) as star, h.applied
            from reached r left join stars h using (volunteer_id)
        )
        select * from near
        where (reached <> star or missing <= $4) and ($5::bigint is null or (-minutes, volunteer_id) > (-$5, $6))
        order by -minutes, volunteer_id limit $7",
    )
    .bind(filter.organization_id)
    .bind(classes)
    .bind(&filter.thresholds)
    .bind(filter.within_minutes)
    .bind(after.map(|(minutes, _)| minutes))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading candidates for stars"))
}

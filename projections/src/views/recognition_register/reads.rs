//! The reads of the register of recognition. Nothing is written here.

use super::tables::{CertificateRow, CommendationRow, EvaluationRow, StarRow, TrainingRow};
use crate::{ViewFault, ViewRead};
use sqlx::FromRow;
use uuid::Uuid;

/// Rows of one volunteer that an answer lists, of each kind; the rules allow few more.
pub const ROWS_LIMIT: i64 = 1_000;

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

/// The certificates of a volunteer, oldest first, up to a limit.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn certificates_of(
    read: &mut ViewRead,
    volunteer: Uuid,
    limit: i64,
) -> Result<Vec<CertificateRow>, ViewFault> {
    sqlx::query_as("select * from certificates where volunteer_id = $1 order by issued_on, number limit $2")
        .bind(volunteer)
        .bind(limit)
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

/// The trainings of a volunteer, oldest first, up to a limit.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn trainings_of(read: &mut ViewRead, volunteer: Uuid, limit: i64) -> Result<Vec<TrainingRow>, ViewFault> {
    sqlx::query_as("select * from trainings where volunteer_id = $1 order by completed_on, position limit $2")
        .bind(volunteer)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading trainings"))
}

/// The commendations of a volunteer, oldest first, up to a limit.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn commendations_of(
    read: &mut ViewRead,
    volunteer: Uuid,
    limit: i64,
) -> Result<Vec<CommendationRow>, ViewFault> {
    sqlx::query_as("select * from commendations where volunteer_id = $1 order by granted_on, position limit $2")
        .bind(volunteer)
        .bind(limit)
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

/// The judgements of these credits, in no order; credits that nobody judged have none.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn evaluations_of(read: &mut ViewRead, credits: &[Uuid]) -> Result<Vec<EvaluationRow>, ViewFault> {
    sqlx::query_as("select * from evaluations where credit_id = any($1)")
        .bind(credits)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading judgements of credits"))
}

//! What one volunteer declared, their own insurance, and when they are not called. Nothing is written here.

use super::{DeclarationRow, InsuranceRow, PauseRow, WindowRow};
use crate::{ViewFault, ViewRead};
use uuid::Uuid;

/// Declarations of a volunteer, the one recorded last first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn declarations_of(
    read: &mut ViewRead,
    volunteer: Uuid,
    limit: i64,
) -> Result<Vec<DeclarationRow>, ViewFault> {
    sqlx::query_as("select * from declarations where volunteer_id = $1 order by position desc limit $2")
        .bind(volunteer)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading declarations"))
}

/// The windows of these declarations, those of each in the order in which they were declared.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn windows_of(read: &mut ViewRead, declarations: &[String]) -> Result<Vec<WindowRow>, ViewFault> {
    sqlx::query_as("select * from windows where declaration = any($1) order by key")
        .bind(declarations)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading windows"))
}

/// Insurance of a volunteer's own, in the order of its first day and reference.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn insurances_of(read: &mut ViewRead, volunteer: Uuid, limit: i64) -> Result<Vec<InsuranceRow>, ViewFault> {
    sqlx::query_as("select * from insurances where volunteer_id = $1 order by from_day, key limit $2")
        .bind(volunteer)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading insurance of a volunteer"))
}

/// Days on which a volunteer is not called, in their order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn pauses_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Vec<PauseRow>, ViewFault> {
    sqlx::query_as("select * from pauses where volunteer_id = $1 order by from_day")
        .bind(volunteer)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading pauses of a volunteer"))
}

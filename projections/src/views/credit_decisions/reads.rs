//! The reads of decisions, changes and disputes. Nothing is written here.

use super::tables::{ChangeRow, DecisionRow, DisputeRow, DisputeState};
use crate::{ViewFault, ViewRead};
use uuid::Uuid;

/// Changes of one credit that an answer lists.
const CHANGES_LIMIT: i64 = 1_000;

/// The decision on a credit; nothing for one that counted at once and was never changed.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn decision_of(read: &mut ViewRead, credit: Uuid) -> Result<Option<DecisionRow>, ViewFault> {
    sqlx::query_as("select * from decisions where credit_id = $1")
        .bind(credit)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading a decision"))
}

/// What happened to a credit after it was entered, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn changes_of(read: &mut ViewRead, credit: Uuid) -> Result<Vec<ChangeRow>, ViewFault> {
    sqlx::query_as("select * from changes where credit_id = $1 order by position limit $2")
        .bind(credit)
        .bind(CHANGES_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading changes of a credit"))
}

/// Which disputes a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DisputeFilter {
    /// How far they have come.
    pub state: Option<DisputeState>,
    /// Whose.
    pub volunteer_id: Option<Uuid>,
}

/// A page of disputes in the order of their raising, after a position.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn disputes(
    read: &mut ViewRead,
    filter: &DisputeFilter,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<DisputeRow>, ViewFault> {
    sqlx::query_as(
        "select * from disputes where ($1::text is null or state = $1) and ($2::uuid is null or volunteer_id = $2)
         and ($3::bigint is null or position > $3) order by position limit $4",
    )
    .bind(filter.state.map(DisputeState::code))
    .bind(filter.volunteer_id)
    .bind(after)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading disputes"))
}

/// The disputes about a credit, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn disputes_of_credit(read: &mut ViewRead, credit: Uuid) -> Result<Vec<DisputeRow>, ViewFault> {
    sqlx::query_as("select * from disputes where credit_id = $1 or answer = $1 order by position limit $2")
        .bind(credit)
        .bind(CHANGES_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading disputes of a credit"))
}

/// The decisions on these credits, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn decisions_of(read: &mut ViewRead, credits: &[Uuid]) -> Result<Vec<DecisionRow>, ViewFault> {
    sqlx::query_as("select * from decisions where credit_id = any($1)")
        .bind(credits)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading decisions on credits"))
}

/// What happened to these credits after they were entered, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn changes_of_all(read: &mut ViewRead, credits: &[Uuid]) -> Result<Vec<ChangeRow>, ViewFault> {
    sqlx::query_as("select * from changes where credit_id = any($1) order by position")
        .bind(credits)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading changes of credits"))
}

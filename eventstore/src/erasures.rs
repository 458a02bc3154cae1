//! The ledger of erasures: who was erased, as pseudonyms, and what is left of whom (个人信息擦除台账).
//!
//! The append of the event writes the ledger and destroys the key, in one transaction of the database. What is here
//! reads the ledger, counts what is left, and does it again for tables that came back from an older copy.

use crate::StoreFault;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

/// One erasure; nothing in it is personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Erasure {
    /// The person, a pseudonym.
    pub person: Uuid,
    /// Position of the event.
    pub position: i64,
    /// When it was recorded.
    pub erased_at: DateTime<Utc>,
    /// The day.
    pub erased_on: NaiveDate,
    /// Code of the ground.
    pub basis: String,
    /// Pseudonym of who proposed.
    pub proposed_by: String,
    /// Pseudonym of who approved.
    pub approved_by: String,
}

/// What the log's own tables still hold of an erased person; all zero where the erasure is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Remnants {
    /// Keys under which the person's fields would open.
    pub keys: i64,
    /// Blind indexes by which the person would be found.
    pub indexes: i64,
    /// Answers kept for commands about the person, each with a keyed hash of the command.
    pub answers: i64,
}

/// Every erasure, in the order of the log.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn all(pool: &PgPool) -> Result<Vec<Erasure>, StoreFault> {
    sqlx::query_as("select * from log.erasures order by position")
        .fetch_all(pool)
        .await
        .map_err(StoreFault::database("reading the ledger of erasures"))
}

/// The erasure of a person, where there was one.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn find(pool: &PgPool, person: Uuid) -> Result<Option<Erasure>, StoreFault> {
    sqlx::query_as("select * from log.erasures where person = $1")
        .bind(person)
        .fetch_optional(pool)
        .await
        .map_err(StoreFault::database("reading the ledger of erasures"))
}

/// The position of the newest erasure; 0 where there is none.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn newest_position(pool: &PgPool) -> Result<i64, StoreFault> {
    sqlx::query_scalar("select coalesce(max(position), 0) from log.erasures")
        .fetch_one(pool)
        .await
        .map_err(StoreFault::database("reading the ledger of erasures"))
}

/// What is left of an erased person, counted in the tables.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn remnants(pool: &PgPool, erasure: &Erasure) -> Result<Remnants, StoreFault> {
    sqlx::query_as(
        "select (select count(*) from log.vault_keys where owner = $1 and wrapped is not null) as keys,
                (select count(*) from log.claims where kind = 'identity' and holder = $1) as indexes,
                (select count(*) from log.answers_about($1, $2)) as answers",
    )
    .bind(erasure.person)
    .bind(erasure.position)
    .fetch_one(pool)
    .await
    .map_err(StoreFault::database("counting what is left of a person"))
}

/// Destroys again what the ledger says is destroyed, before anybody is answered; gives how many people had come back.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn repeat(pool: &PgPool) -> Result<i64, StoreFault> {
    let back: i64 = sqlx::query_scalar("select log.repeat_erasures()")
        .fetch_one(pool)
        .await
        .map_err(StoreFault::database("repeating erasures"))?;
    if back > 0 {
        tracing::warn!(people = back, "keys of erased people had come back and were destroyed again");
    }
    Ok(back)
}

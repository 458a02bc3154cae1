//! Failures to sign in, counted by whoever tries what from where: the key is a keyed hash and tells neither.

use crate::StoreFault;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

/// Failures after which a key is locked.
pub const FAILURES_LIMIT: i32 = 5;
/// How long a key is locked, and how long a failure is remembered.
pub const LOCK: TimeDelta = TimeDelta::minutes(15);

/// When a lock ends, for a key that is locked.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn locked_until(pool: &PgPool, key: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreFault> {
    let last_at: Option<DateTime<Utc>> = sqlx::query_scalar(
        "select last_at from access.sign_in_failures where key = $1 and failures >= $2 and last_at > $3",
    )
    .bind(key)
    .bind(FAILURES_LIMIT)
    .bind(now - LOCK)
    .fetch_optional(pool)
    .await
    .map_err(StoreFault::database("looking for a lock"))?;
    Ok(last_at.map(|at| at + LOCK))
}

/// Counts a failure, and forgets those of everybody that are over.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn count(pool: &PgPool, key: &str, now: DateTime<Utc>) -> Result<(), StoreFault> {
    let failed = || StoreFault::database("counting a failure");
    sqlx::query("delete from access.sign_in_failures where last_at <= $1")
        .bind(now - LOCK)
        .execute(pool)
        .await
        .map_err(failed())?;
    sqlx::query(
        "insert into access.sign_in_failures as known (key, failures, last_at) values ($1, 1, $2)
         on conflict (key) do update set failures = known.failures + 1, last_at = greatest(known.last_at, $2)",
    )
    .bind(key)
    .bind(now)
    .execute(pool)
    .await
    .map_err(failed())?;
    Ok(())
}

/// Forgets the failures of a key, after a success.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn forget(pool: &PgPool, key: &str) -> Result<(), StoreFault> {
    sqlx::query("delete from access.sign_in_failures where key = $1")
        .bind(key)
        .execute(pool)
        .await
        .map_err(StoreFault::database("forgetting failures"))?;
    Ok(())
}

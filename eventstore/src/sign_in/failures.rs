//! Tries to sign in, counted by whose login they name and from where: the key is a keyed hash and tells neither.
//!
//! A try counts before its password is looked at, so that many at once are no more than one after another; a success
//! takes the count back.

use crate::StoreFault;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

/// Failures of a login from one network after which it is locked for that network.
pub const FROM_ONE_NETWORK: i32 = 5;
/// Failures of a login from anywhere after which it is locked for everybody (NIST SP 800-63B-4, 3.2.2: 100 at most).
pub const FROM_ANYWHERE: i32 = 100;
/// How long a key is locked, and how long a failure is remembered.
pub const LOCK: TimeDelta = TimeDelta::minutes(15);

/// Counts a try as a failure; gives when the lock ends, for a key that had its limit of them before. Failures of everybody
/// that are over are forgotten.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn count(
    pool: &PgPool,
    key: &str,
    limit: i32,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreFault> {
    let failed = || StoreFault::database("counting a try to sign in");
    sqlx::query("delete from access.sign_in_failures where last_at <= $1")
        .bind(now - LOCK)
        .execute(pool)
        .await
        .map_err(failed())?;
    let (failures, last_at): (i32, DateTime<Utc>) = sqlx::query_as(
        "insert into access.sign_in_failures as known (key, failures, last_at) values ($1, 1, $2)
         on conflict (key) do update set
             failures = least(known.failures, $3) + 1,
             last_at = case when known.failures < $3 then greatest(known.last_at, $2) else known.last_at end
         returning failures, last_at",
    )
    .bind(key)
    .bind(now)
    .bind(limit)
    .fetch_one(pool)
    .await
    .map_err(failed())?;
    Ok((failures > limit).then_some(last_at + LOCK))
}

/// Forgets the failures of keys, after a success.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn forget(pool: &PgPool, keys: &[String]) -> Result<(), StoreFault> {
    sqlx::query("delete from access.sign_in_failures where key = any ($1)")
        .bind(keys)
        .execute(pool)
        .await
        .map_err(StoreFault::database("forgetting failures"))?;
    Ok(())
}

//! Signed-in browsers: a random id in a cookie, of which only a hash is kept here.

use super::{accounts::Account, secret};
use crate::StoreFault;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How long a session lasts without a request.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// How long a session lasts at most.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// How exactly the last request is remembered, so that not every request writes.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Opens a session under a fresh id and ends the one that the browser had; sessions that are over are removed. None, where
/// the account is gone or has another password since it was looked at.
///
/// # Errors
/// [`StoreFault::Database`]; [`StoreFault::KeyEncryptionKey`] when the system has no random source.
pub async fn open(
    pool: &PgPool,
    account: &Account,
    replaces: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<Zeroizing<String>>, StoreFault> {
    let id = secret::fresh("")?;
    let failed = || StoreFault::database("opening a session");
    let mut transaction = pool.begin().await.map_err(failed())?;
    sqlx::query("delete from access.sessions where last_seen_at <= $1 or id_hash = $2")
        .bind(now - IDLE)
        .bind(replaces.map(secret::hash))
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
    // The row is locked against a change of the password, which ends the sessions that it finds.
    let opened = sqlx::query(
        "insert into access.sessions (id_hash, account, opened_at, last_seen_at)
         select $1, id, $3, $3 from access.accounts where id = $2 and password_hash = $4 for update",
    )
    .bind(secret::hash(&id))
    .bind(account.id)
    .bind(now)
    .bind(&account.password_hash)
    .execute(&mut *transaction)
    .await
    .map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok((opened.rows_affected() == 1).then_some(id))
}

/// The account of a session that is not over, which lasts anew from now.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn find(pool: &PgPool, id: &str, now: DateTime<Utc>) -> Result<Option<Uuid>, StoreFault> {
    let failed = || StoreFault::database("finding a session");
    let found: Option<(Uuid, DateTime<Utc>)> = sqlx::query_as(
        "select account, last_seen_at from access.sessions
         where id_hash = $1 and last_seen_at > $2 and opened_at > $3",
    )
    .bind(secret::hash(id))
    .bind(now - IDLE)
    .bind(now - ABSOLUTE)
    .fetch_optional(pool)
    .await
    .map_err(failed())?;
    let Some((account, last_seen_at)) = found else { return Ok(None) };
    if now - last_seen_at >= SEEN_EVERY {
        sqlx::query("update access.sessions set last_seen_at = greatest(last_seen_at, $2) where id_hash = $1")
            .bind(secret::hash(id))
            .bind(now)
            .execute(pool)
            .await
            .map_err(failed())?;
    }
    Ok(Some(account))
}

/// Ends a session; one that is over already stays so.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn close(pool: &PgPool, id: &str) -> Result<(), StoreFault> {
    sqlx::query("delete from access.sessions where id_hash = $1")
        .bind(secret::hash(id))
        .execute(pool)
        .await
        .map_err(StoreFault::database("closing a session"))?;
    Ok(())
}

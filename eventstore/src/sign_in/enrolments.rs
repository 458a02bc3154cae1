//! One-time links that make a local account: begun on the host, redeemed once, ended after fifteen minutes.

use super::{accounts, secret};
use crate::StoreFault;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How long a link is good.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// Advisory lock of whoever begins or redeems: of two at once, one administrator is made.
const ENROLMENT_LOCK: i64 = 0x6d75_7374_6572_0004;

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// The account with this id was made.
    Account(Uuid),
    /// Nobody has made the link, or it is used or over, or there is an administrator already.
    LinkUnknown,
    /// The login is somebody else's; the link stays good.
    LoginTaken,
}

/// Begins an enrolment and gives its secret; nothing when an administrator is asked for and exists already.
/// An earlier link for the same is good no more.
///
/// # Errors
/// [`StoreFault::Database`]; [`StoreFault::KeyEncryptionKey`] when the system has no random source.
pub async fn begin(
    pool: &PgPool,
    administrator: bool,
    now: DateTime<Utc>,
) -> Result<Option<Zeroizing<String>>, StoreFault> {
    let token = secret::fresh("")?;
    let failed = || StoreFault::database("beginning an enrolment");
    let mut transaction = pool.begin().await.map_err(failed())?;
    lock(&mut transaction).await?;
    if administrator && accounts::administrator_exists(&mut *transaction).await? {
        return Ok(None);
    }
    sqlx::query("delete from access.enrolments where expires_at <= $1 or ($2 and administrator)")
        .bind(now)
        .bind(administrator)
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
    sqlx::query("insert into access.enrolments (token_hash, administrator, expires_at) values ($1, $2, $3)")
        .bind(secret::hash(&token))
        .bind(administrator)
        .bind(now + LIFETIME)
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok(Some(token))
}

/// Whether a link is good, so that no password is hashed for one that is not.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn is_good(pool: &PgPool, token: &str, now: DateTime<Utc>) -> Result<bool, StoreFault> {
    sqlx::query_scalar("select exists (select from access.enrolments where token_hash = $1 and expires_at > $2)")
        .bind(secret::hash(token))
        .bind(now)
        .fetch_one(pool)
        .await
        .map_err(StoreFault::database("looking at an enrolment"))
}

/// Makes the account that a link is for.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn redeem(
    pool: &PgPool,
    token: &str,
    login: &str,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<Redeemed, StoreFault> {
    let failed = || StoreFault::database("redeeming an enrolment");
    let mut transaction = pool.begin().await.map_err(failed())?;
    lock(&mut transaction).await?;
    let administrator: Option<bool> = sqlx::query_scalar(
        "delete from access.enrolments where token_hash = $1 and expires_at > $2 returning administrator",
    )
    .bind(secret::hash(token))
    .bind(now)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(failed())?;
    let Some(administrator) = administrator else { return Ok(Redeemed::LinkUnknown) };
    if administrator && accounts::administrator_exists(&mut *transaction).await? {
        return Ok(Redeemed::LinkUnknown);
    }
    let made: Option<Uuid> = sqlx::query_scalar(
        "insert into access.accounts (id, login, password_hash, administrator, created_at)
         values ($1, $2, $3, $4, $5) on conflict (login) do nothing returning id",
    )
    .bind(crate::clock::fresh_id())
    .bind(login)
    .bind(password_hash)
    .bind(administrator)
    .bind(now)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(failed())?;
    // Without a commit the link comes back.
    let Some(account) = made else { return Ok(Redeemed::LoginTaken) };
    transaction.commit().await.map_err(failed())?;
    Ok(Redeemed::Account(account))
}

async fn lock(connection: &mut sqlx::PgConnection) -> Result<(), StoreFault> {
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(ENROLMENT_LOCK)
        .execute(connection)
        .await
        .map_err(StoreFault::database("locking the enrolments"))?;
    Ok(())
}

//! Local accounts: a login, a password's hash, and whether the host's first link made it.

use crate::StoreFault;
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgExecutor, PgPool};
use uuid::Uuid;

/// An account as the table knows it.
#[derive(Clone, FromRow)]
pub struct Account {
    /// Id; the principal.
    pub id: Uuid,
    /// The login.
    pub login: String,
    /// Argon2id in the PHC format.
    pub password_hash: String,
}

/// The account with a login.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn find(database: impl PgExecutor<'_>, login: &str) -> Result<Option<Account>, StoreFault> {
    sqlx::query_as("select id, login, password_hash from access.accounts where login = $1")
        .bind(login)
        .fetch_optional(database)
        .await
        .map_err(StoreFault::database("finding an account"))
}

/// The account with an id.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn find_by_id(database: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Account>, StoreFault> {
    sqlx::query_as("select id, login, password_hash from access.accounts where id = $1")
        .bind(id)
        .fetch_optional(database)
        .await
        .map_err(StoreFault::database("finding an account"))
}

/// Gives an account another password and ends every session of it; gives whether it still had the one that was looked at.
///
/// # Errors
/// [`StoreFault::Database`]: then the password is as it was.
pub async fn change_password(pool: &PgPool, account: &Account, password_hash: &str) -> Result<bool, StoreFault> {
    let failed = || StoreFault::database("changing a password");
    let mut transaction = pool.begin().await.map_err(failed())?;
    let changed = sqlx::query("update access.accounts set password_hash = $3 where id = $1 and password_hash = $2")
        .bind(account.id)
        .bind(&account.password_hash)
        .bind(password_hash)
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
    if changed.rows_affected() == 1 {
        sqlx::query("delete from access.sessions where account = $1")
            .bind(account.id)
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
    }
    transaction.commit().await.map_err(failed())?;
    Ok(changed.rows_affected() == 1)
}

/// Whether an account was made by the host's first link.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn is_administrator(database: impl PgExecutor<'_>, id: Uuid) -> Result<bool, StoreFault> {
    sqlx::query_scalar("select exists (select from access.accounts where id = $1 and administrator)")
        .bind(id)
        .fetch_one(database)
        .await
        .map_err(StoreFault::database("reading an account"))
}

/// Whether there is an administrator already.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn administrator_exists(database: impl PgExecutor<'_>) -> Result<bool, StoreFault> {
    sqlx::query_scalar("select exists (select from access.accounts where administrator)")
        .fetch_one(database)
        .await
        .map_err(StoreFault::database("looking for an administrator"))
}

/// An account as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Listed {
    /// Id; the principal.
    pub id: Uuid,
    /// The login.
    pub login: String,
    /// Whether the host's first link made it.
    pub administrator: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// All accounts by login.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn list(database: impl PgExecutor<'_>) -> Result<Vec<Listed>, StoreFault> {
    sqlx::query_as("select id, login, administrator, created_at from access.accounts order by login limit 1000")
        .fetch_all(database)
        .await
        .map_err(StoreFault::database("listing accounts"))
}

/// Removes an account and ends its sessions; gives whether there was one. Without an administrator the host may begin
/// the first enrolment again.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn remove(database: impl PgExecutor<'_>, login: &str) -> Result<bool, StoreFault> {
    let removed = sqlx::query("delete from access.accounts where login = $1")
        .bind(login)
        .execute(database)
        .await
        .map_err(StoreFault::database("removing an account"))?;
    Ok(removed.rows_affected() == 1)
}

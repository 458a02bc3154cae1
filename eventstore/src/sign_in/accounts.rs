//! Local accounts: a login, a password's hash, and whether the host's first link made it.

use crate::StoreFault;
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;

/// An account as the table knows it.
#[derive(Clone, FromRow)]
pub struct Account {
    /// Id; the principal.
    pub id: Uuid,
    /// Argon2id in the PHC format.
    pub password_hash: String,
}

/// The account with a login.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn find(database: impl PgExecutor<'_>, login: &str) -> Result<Option<Account>, StoreFault> {
    sqlx::query_as("select id, password_hash from access.accounts where login = $1")
        .bind(login)
        .fetch_optional(database)
        .await
        .map_err(StoreFault::database("finding an account"))
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

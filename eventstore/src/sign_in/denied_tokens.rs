//! The deny list of tokens: what an issuer said, and is believed no more before it expires by itself.

use crate::StoreFault;
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

/// What is denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Every token of a principal.
    Subject(Uuid),
    /// One token, by its `jti` (RFC 7519, 4.1.7).
    TokenId(String),
}

impl Denied {
    /// How it stands in the table: kind and value.
    fn columns(&self) -> (&'static str, String) {
        match self {
            Self::Subject(subject) => ("SUBJECT", subject.to_string()),
            Self::TokenId(id) => ("TOKEN_ID", id.clone()),
        }
    }
}

/// Denies; what is denied already stays so.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn deny(pool: &PgPool, denied: &Denied) -> Result<(), StoreFault> {
    let (kind, value) = denied.columns();
    sqlx::query("insert into access.denied_tokens (kind, value) values ($1, $2) on conflict do nothing")
        .bind(kind)
        .bind(value)
        .execute(pool)
        .await
        .map_err(StoreFault::database("denying tokens"))?;
    Ok(())
}

/// Takes a denial back; gives whether there was one.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn allow(pool: &PgPool, denied: &Denied) -> Result<bool, StoreFault> {
    let (kind, value) = denied.columns();
    let allowed = sqlx::query("delete from access.denied_tokens where kind = $1 and value = $2")
        .bind(kind)
        .bind(value)
        .execute(pool)
        .await
        .map_err(StoreFault::database("allowing tokens"))?;
    Ok(allowed.rows_affected() == 1)
}

/// Whether a token of this subject, with this id where it has one, is denied.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn is_denied(pool: &PgPool, subject: Uuid, token_id: Option<&str>) -> Result<bool, StoreFault> {
    sqlx::query_scalar(
        "select exists (select from access.denied_tokens where (kind = 'SUBJECT' and value = $1)
             or (kind = 'TOKEN_ID' and value = $2))",
    )
    .bind(subject.to_string())
    .bind(token_id)
    .fetch_one(pool)
    .await
    .map_err(StoreFault::database("reading the deny list"))
}

/// All denials, newest first: kind, value, when.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn list(pool: &PgPool) -> Result<Vec<(String, String, DateTime<Utc>)>, StoreFault> {
    sqlx::query_as("select kind, value, denied_at from access.denied_tokens order by denied_at desc, value limit 1000")
        .fetch_all(pool)
        .await
        .map_err(StoreFault::database("listing the deny list"))
}

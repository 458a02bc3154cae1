//! The table of API keys: made, found by hash, listed, revoked. Who may do what is decided at the edge.

use crate::StoreFault;
use chrono::{DateTime, Utc};
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Marks a text as a key of this program, so that one that leaks is recognised.
const PREFIX: &str = "muster_";
/// Random bytes of a key.
const SECRET_BYTES: usize = 32;

/// A key as the table knows it; the key itself is not there.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ApiKey {
    /// Id of the key; the actor of what is done with it.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Role in which it signs in.
    pub role: String,
    /// Organization for which it signs in.
    pub organization: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// Whether the key signs in at an instant.
    #[must_use]
    pub fn is_good_at(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|expires| now < expires)
    }
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

/// Makes a key of 256 random bits and gives it back; it cannot be read again.
///
/// # Errors
/// [`StoreFault::Database`]; [`StoreFault::KeyEncryptionKey`] when the system has no random source.
pub async fn create(
    pool: &PgPool,
    name: &str,
    role: &str,
    organization: Option<&str>,
    expires_at: Option<DateTime<Utc>>,
) -> Result<Zeroizing<String>, StoreFault> {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    rand::rngs::OsRng
        .try_fill_bytes(secret.as_mut_slice())
        .map_err(|_| StoreFault::KeyEncryptionKey { why: "the system has no random source".to_owned() })?;
    let key = Zeroizing::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret.as_slice())));
    sqlx::query(
        "insert into access.api_keys (id, name, role, organization, key_hash, expires_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(crate::clock::fresh_id())
    .bind(name)
    .bind(role)
    .bind(organization)
    .bind(hash(&key))
    .bind(expires_at)
    .execute(pool)
    .await
    .map_err(StoreFault::database("making a key"))?;
    Ok(key)
}

/// The record of a key that somebody shows, whatever its state.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn find(pool: &PgPool, key: &str) -> Result<Option<ApiKey>, StoreFault> {
    sqlx::query_as(
        "update access.api_keys set last_used_at = now() where key_hash = $1
         returning id, name, role, organization, created_at, expires_at, revoked_at",
    )
    .bind(hash(key))
    .fetch_optional(pool)
    .await
    .map_err(StoreFault::database("finding a key"))
}

/// All keys, newest first.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn list(pool: &PgPool) -> Result<Vec<ApiKey>, StoreFault> {
    sqlx::query_as(
        "select id, name, role, organization, created_at, expires_at, revoked_at
         from access.api_keys order by created_at desc, id limit 1000",
    )
    .fetch_all(pool)
    .await
    .map_err(StoreFault::database("listing keys"))
}

/// Revokes a key; gives whether there was one to revoke.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn revoke(pool: &PgPool, id: Uuid) -> Result<bool, StoreFault> {
    let revoked = sqlx::query("update access.api_keys set revoked_at = now() where id = $1 and revoked_at is null")
        .bind(id)
        .execute(pool)
        .await
        .map_err(StoreFault::database("revoking a key"))?;
    Ok(revoked.rows_affected() == 1)
}

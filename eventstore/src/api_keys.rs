//! The table of API keys: made, found by hash, listed, rotated, revoked. Who may do what is decided at the edge.

use crate::{StoreFault, sign_in::secret};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection, PgPool};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Marks a text as a key of this program, so that one that leaks is recognised.
const PREFIX: &str = "muster_";
/// Active keys of one name and organization at most: the one in use, and the one that takes over from it.
pub const ACTIVE_OF_NAME_LIMIT: i64 = 2;
/// Active keys of one organization, or of the department itself, at most.
pub const ACTIVE_LIMIT: i64 = 20;
/// Advisory lock of whoever makes a key, so that the limits hold for two at once.
const KEYS_LOCK: i64 = 0x6d75_7374_6572_0003;

/// Why a key is not made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Two keys of the name are active already.
    #[error("{active} keys of this name are active and {ACTIVE_OF_NAME_LIMIT} may be: revoke one first")]
    NameHasKeys {
        /// How many are active.
        active: i64,
    },
    /// The organization has as many active keys as it may.
    #[error("{active} keys of this organization are active and {ACTIVE_LIMIT} may be: revoke one first")]
    OrganizationHasKeys {
        /// How many are active.
        active: i64,
    },
    /// There is no active key with this id.
    #[error("there is no active key {id}")]
    Unknown {
        /// The id.
        id: Uuid,
    },
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
}

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
    /// When it was last looked up to sign somebody in; within a few seconds.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// Whether the key signs in at an instant.
    #[must_use]
    pub fn is_good_at(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|expires| now < expires)
    }
}

/// Makes a key of 256 random bits and gives it back; it cannot be read again.
///
/// # Errors
/// [`KeyError`].
pub async fn create(
    pool: &PgPool,
    name: &str,
    role: &str,
    organization: Option<&str>,
    expires_at: Option<DateTime<Utc>>,
) -> Result<Zeroizing<String>, KeyError> {
    let mut transaction = pool.begin().await.map_err(StoreFault::database("making a key"))?;
    let key = insert(&mut transaction, name, role, organization, expires_at).await?;
    transaction.commit().await.map_err(StoreFault::database("making a key"))?;
    Ok(key)
}

/// Makes a key that takes over from an active one, with its name, role and organization; the old one goes on until it
/// is revoked or ends.
///
/// # Errors
/// [`KeyError`].
pub async fn rotate(pool: &PgPool, id: Uuid, expires_at: DateTime<Utc>) -> Result<Zeroizing<String>, KeyError> {
    let failed = || StoreFault::database("rotating a key");
    let mut transaction = pool.begin().await.map_err(failed())?;
    let found: Option<(String, String, Option<String>)> = sqlx::query_as(
        "select name, role, organization from access.api_keys
         where id = $1 and revoked_at is null and (expires_at is null or expires_at > now())",
    )
    .bind(id)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(failed())?;
    let (name, role, organization) = found.ok_or(KeyError::Unknown { id })?;
    let key = insert(&mut transaction, &name, &role, organization.as_deref(), Some(expires_at)).await?;
    transaction.commit().await.map_err(failed())?;
    Ok(key)
}

async fn insert(
    connection: &mut PgConnection,
    name: &str,
    role: &str,
    organization: Option<&str>,
    expires_at: Option<DateTime<Utc>>,
) -> Result<Zeroizing<String>, KeyError> {
    let failed = || StoreFault::database("making a key");
    sqlx::query("select pg_advisory_xact_lock($1)").bind(KEYS_LOCK).execute(&mut *connection).await.map_err(failed())?;
    let (of_name, of_organization): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where name = $1), count(*) from access.api_keys
         where organization is not distinct from $2
             and revoked_at is null and (expires_at is null or expires_at > now())",
    )
    .bind(name)
    .bind(organization)
    .fetch_one(&mut *connection)
    .await
    .map_err(failed())?;
    if of_name >= ACTIVE_OF_NAME_LIMIT {
        return Err(KeyError::NameHasKeys { active: of_name });
    }
    if of_organization >= ACTIVE_LIMIT {
        return Err(KeyError::OrganizationHasKeys { active: of_organization });
    }
    let key = secret::fresh(PREFIX)?;
    sqlx::query(
        "insert into access.api_keys (id, name, role, organization, key_hash, expires_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(crate::clock::fresh_id())
    .bind(name)
    .bind(role)
    .bind(organization)
    .bind(secret::hash(&key))
    .bind(expires_at)
    .execute(connection)
    .await
    .map_err(failed())?;
    Ok(key)
}

/// The record of an active key that somebody shows; the look is its last use.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn find(pool: &PgPool, key: &str) -> Result<Option<ApiKey>, StoreFault> {
    sqlx::query_as(
        "update access.api_keys set last_used_at = now()
         where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())
         returning id, name, role, organization, created_at, expires_at, revoked_at, last_used_at",
    )
    .bind(secret::hash(key))
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
        "select id, name, role, organization, created_at, expires_at, revoked_at, last_used_at
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

/// Revokes every active key of the department with this name.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn revoke_named(pool: &PgPool, name: &str) -> Result<(), StoreFault> {
    sqlx::query(
        "update access.api_keys set revoked_at = now()
         where name = $1 and organization is null and revoked_at is null",
    )
    .bind(name)
    .execute(pool)
    .await
    .map_err(StoreFault::database("revoking keys"))?;
    Ok(())
}

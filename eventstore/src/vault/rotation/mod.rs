//! Keys that are changed while the registry serves (密钥轮换): the key-encryption key, and the key of the blind indexes.
//!
//! Other processes learn within [`KNOWN_FOR`](super::KNOWN_FOR) of another index key: its rotation waits that long wherever
//! they must know, and what they append under an older key meanwhile is decided again, never lost. Of another
//! key-encryption key they learn when something does not unwrap: then they read their file once more, which must hold it.
//! A rotation that was cut off goes on when it is run again.

mod index;
mod wrapping;

pub use index::{BLIND_CLAIMS, Reindexed};
pub use wrapping::{Rewrapped, WrappingStep};

use super::{Vault, opened};
use crate::StoreFault;
use chrono::{DateTime, Utc};
use sqlx::{Connection as _, Executor as _, FromRow, PgConnection};
use std::time::Duration;
use uuid::Uuid;

/// Advisory lock of a rotation: one at a time.
const ROTATION_LOCK: i64 = 0x6d75_7374_6572_0007;
/// Keys of one statement.
const PAGE_KEYS: i64 = 1_000;
/// How much longer than they may believe it a rotation waits for the other processes.
const MARGIN: Duration = Duration::from_millis(500);

/// Which keys there are, and what stands under each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysStatus {
    /// The key-encryption keys that were given, the newest first.
    pub wrapping: Vec<WrappingKey>,
    /// Keys of people and streams that are destroyed for good.
    pub destroyed: i64,
    /// Keys of the blind indexes, the oldest first.
    pub index: Vec<IndexKey>,
}

/// A key-encryption key that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappingKey {
    /// By which a person tells it from others: 8 hexadecimal digits.
    pub name: String,
    /// Whether new keys are wrapped under it.
    pub in_use: bool,
    /// Keys of people and streams that are wrapped under it.
    pub keys: i64,
}

/// A key of the blind indexes.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct IndexKey {
    /// Counted from 1.
    pub version: i32,
    /// Since when personal values stand under it; nothing while it is made ready.
    pub in_force_since: Option<DateTime<Utc>>,
    /// Since when nothing stands under an older one, but the keyed hashes of commands that were answered before.
    pub settled_at: Option<DateTime<Utc>>,
}

impl IndexKey {
    /// Whether nothing stands under an older one any more, in views either.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.settled_at.is_some()
    }
}

impl Vault {
    /// Which keys there are, and what stands under each; every key is tried.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when a key of the store unwraps under none of those given.
    pub async fn status(&self) -> Result<KeysStatus, StoreFault> {
        let doing = || StoreFault::database("counting keys");
        let mut connection = self.pool.acquire().await.map_err(doing())?;
        let in_use = self.opened_now().await?.wrapping.name();
        let given = self.given();
        let mut wrapping: Vec<WrappingKey> = given
            .all()
            .iter()
            .map(|key| WrappingKey { name: key.name(), in_use: key.name() == in_use, keys: 0 })
            .collect();
        let mut after = Uuid::nil();
        loop {
            let page = page_after(&mut connection, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (owner, wrapped) in &page {
                let under = opened::unwrap(&self.wrapping, owner.as_bytes(), wrapped)?.1.name();
                wrapping.iter_mut().filter(|key| key.name == under).for_each(|key| key.keys += 1);
            }
        }
        let destroyed = sqlx::query_scalar("select count(*) from log.vault_keys where wrapped is null")
            .fetch_one(&mut *connection)
            .await
            .map_err(doing())?;
        let index =
            sqlx::query_as("select version, in_force_since, settled_at from log.vault_index_keys order by version")
                .fetch_all(&mut *connection)
                .await
                .map_err(doing())?;
        Ok(KeysStatus { wrapping, destroyed, index })
    }

    /// The index key in force.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn index_key_in_force(&self) -> Result<IndexKey, StoreFault> {
        sqlx::query_as(
            "select version, in_force_since, settled_at from log.vault_index_keys where version = log.index_version()",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(StoreFault::database("reading the index key in force"))
    }

    /// A connection of its own that no other rotation has beside it.
    async fn rotation_turn(&self) -> Result<PgConnection, StoreFault> {
        let doing = || StoreFault::database("beginning a rotation of keys");
        let mut connection = self.pool.acquire().await.map_err(doing())?.detach();
        connection.execute("set lock_timeout = '60s'").await.map_err(doing())?;
        let alone: bool = sqlx::query_scalar("select pg_try_advisory_lock($1)")
            .bind(ROTATION_LOCK)
            .fetch_one(&mut connection)
            .await
            .map_err(doing())?;
        if alone { Ok(connection) } else { Err(StoreFault::RotationRuns) }
    }

    /// Ends the turn, and then the connection: the server may notice the end of that a moment later.
    async fn end_turn(mut connection: PgConnection) -> Result<(), StoreFault> {
        let doing = || StoreFault::database("ending a rotation of keys");
        sqlx::query("select pg_advisory_unlock($1)")
            .bind(ROTATION_LOCK)
            .execute(&mut connection)
            .await
            .map_err(doing())?;
        connection.close().await.map_err(doing())
    }

    /// Waits until every process has learnt what was changed before.
    async fn let_others_know(&self) {
        tokio::time::sleep(self.known_for + MARGIN).await;
    }
}

/// The wrapped keys of people and streams after an owner, in the order of owners.
async fn page_after(connection: &mut PgConnection, after: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, StoreFault> {
    sqlx::query_as(
        "select owner, wrapped from log.vault_keys where owner > $1 and wrapped is not null order by owner limit $2",
    )
    .bind(after)
    .bind(PAGE_KEYS)
    .fetch_all(connection)
    .await
    .map_err(StoreFault::database("reading keys"))
}

//! Which key wraps and which key indexes, as the store's own index keys say; believed for a moment, then read again.

use super::{BlindIndex, Key, KeyEncryptionKeys, Vault, cipher};
use crate::StoreFault;
use sqlx::PgConnection;
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

/// The version of the first key of the blind indexes.
const FIRST_VERSION: i32 = 1;

/// What the rows of the index keys say at a moment.
pub(super) struct Opened {
    read_at: Instant,
    /// The key-encryption key under which the index key in force is wrapped: it wraps new keys too.
    pub(super) wrapping: Key,
    pub(super) index: BlindIndex,
}

/// Associated data of a wrapped index key.
pub(super) fn index_context(version: i32) -> Vec<u8> {
    format!("muster/vault/index-key/{version}").into_bytes()
}

pub(super) fn wrap(wrapping: &Key, context: &[u8], key: &Key) -> Result<Vec<u8>, StoreFault> {
    cipher::wrap(wrapping, context, key)
        .ok_or_else(|| StoreFault::KeyEncryptionKey { why: "a key cannot be wrapped".to_owned() })
}

/// Unwraps under whichever key-encryption key it was wrapped, which is given too. What does not unwrap may be wrapped
/// under a key that was put into the file meanwhile, so the file is read once more.
pub(super) fn unwrap(
    wrapping: &RwLock<KeyEncryptionKeys>,
    context: &[u8],
    wrapped: &[u8],
) -> Result<(Key, Key), StoreFault> {
    let known = wrapping.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(found) = unwrap_with(&known, context, wrapped) {
        return Ok(found);
    }
    if let Some(newer) = known.read_again()? {
        let found = unwrap_with(&newer, context, wrapped);
        *wrapping.write().unwrap_or_else(PoisonError::into_inner) = newer;
        if let Some(found) = found {
            return Ok(found);
        }
    }
    Err(StoreFault::KeyEncryptionKey { why: "it is not the key that wrapped this store's keys".to_owned() })
}

pub(super) fn unwrap_with(keys: &KeyEncryptionKeys, context: &[u8], wrapped: &[u8]) -> Option<(Key, Key)> {
    keys.all().iter().find_map(|wrapping| Some((cipher::unwrap(wrapping, context, wrapped)?, wrapping.clone())))
}

/// Gives an empty store its index key.
pub(super) async fn make_first_index_key(
    connection: &mut PgConnection,
    keys: &KeyEncryptionKeys,
) -> Result<(), StoreFault> {
    let missing = || StoreFault::KeyEncryptionKey { why: "there is none".to_owned() };
    let wrapping = keys.all().first().ok_or_else(missing)?;
    sqlx::query(
        "insert into log.vault_index_keys (version, wrapped, wrapped_under, in_force_since, settled_at)
         select $1, $2, $3, now(), now() where not exists (select from log.vault_index_keys) on conflict do nothing",
    )
    .bind(FIRST_VERSION)
    .bind(wrap(wrapping, &index_context(FIRST_VERSION), &Key::random())?)
    .bind(wrapping.name())
    .execute(connection)
    .await
    .map_err(StoreFault::database("storing the index key"))?;
    Ok(())
}

impl Opened {
    pub(super) async fn read(
        connection: &mut PgConnection,
        wrapping: &RwLock<KeyEncryptionKeys>,
    ) -> Result<Self, StoreFault> {
        let read_at = Instant::now();
        let rows: Vec<(i32, Vec<u8>, bool)> = sqlx::query_as(
            "select version, wrapped, version = log.index_version() from log.vault_index_keys order by version",
        )
        .fetch_all(connection)
        .await
        .map_err(StoreFault::database("reading the index keys"))?;
        let mut keys = Vec::with_capacity(rows.len());
        let mut in_force = None;
        for (version, wrapped, is_in_force) in rows {
            let (key, under) = unwrap(wrapping, &index_context(version), &wrapped)?;
            if is_in_force {
                in_force = Some((version, under));
            }
            keys.push((version, key));
        }
        let opened = in_force
            .and_then(|(version, wrapping)| Some(Self { read_at, wrapping, index: BlindIndex::new(version, keys)? }));
        opened.ok_or_else(|| StoreFault::KeyEncryptionKey { why: "the store has no index key".to_owned() })
    }
}

impl Vault {
    /// What was read of the index keys lately enough.
    fn known(&self) -> Option<Arc<Opened>> {
        let opened = Arc::clone(&self.opened.read().unwrap_or_else(PoisonError::into_inner));
        (opened.read_at.elapsed() < self.known_for).then_some(opened)
    }

    pub(super) async fn opened(&self) -> Result<Arc<Opened>, StoreFault> {
        match self.known() {
            Some(opened) => Ok(opened),
            None => self.opened_now().await,
        }
    }

    pub(super) async fn opened_now(&self) -> Result<Arc<Opened>, StoreFault> {
        let mut connection = self.pool.acquire().await.map_err(StoreFault::database("reading the index keys"))?;
        let opened = Arc::new(Opened::read(&mut connection, &self.wrapping).await?);
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&opened);
        Ok(opened)
    }

    /// The blind indexes, as they were within the last seconds.
    ///
    /// # Errors
    /// [`StoreFault`] when the index keys cannot be read or do not unwrap.
    pub async fn index(&self) -> Result<BlindIndex, StoreFault> {
        Ok(self.opened().await?.index.clone())
    }

    /// As [`Vault::index`], on a connection that the caller holds already, so that it needs no second one. What is read
    /// there may be of an older snapshot than this moment: it is the caller's alone, and nobody else goes by it.
    ///
    /// # Errors
    /// As [`Vault::index`].
    pub async fn index_on(&self, connection: &mut PgConnection) -> Result<BlindIndex, StoreFault> {
        match self.known() {
            Some(opened) => Ok(opened.index.clone()),
            None => Ok(Opened::read(connection, &self.wrapping).await?.index),
        }
    }

    /// The blind indexes as they are now.
    ///
    /// # Errors
    /// As [`Vault::index`].
    pub async fn index_now(&self) -> Result<BlindIndex, StoreFault> {
        Ok(self.opened_now().await?.index.clone())
    }

    /// Makes sure that this process holds the keys under which the store stands now, as after a change elsewhere.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when it does not; [`StoreFault::Database`].
    pub async fn check(&self) -> Result<(), StoreFault> {
        self.opened_now().await.map(drop)
    }
}

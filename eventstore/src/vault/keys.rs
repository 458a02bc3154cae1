//! The table of wrapped keys and the ring of those that one step needs.

use super::{Key, KeyEncryptionKeys, opened};
use crate::StoreFault;
use sqlx::{PgExecutor, Row as _};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, RwLock},
};
use uuid::Uuid;

/// The unwrapped keys that one step needs, by owner.
#[derive(Default)]
pub struct KeyRing {
    keys: HashMap<Uuid, Arc<Key>>,
    destroyed: HashSet<Uuid>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({} keys)", self.keys.len())
    }
}

impl KeyRing {
    /// The owner's key, unless it does not exist or is destroyed.
    #[must_use]
    pub fn find(&self, owner: Uuid) -> Option<&Key> {
        self.keys.get(&owner).map(AsRef::as_ref)
    }

    pub(super) fn is_destroyed(&self, owner: Uuid) -> bool {
        self.destroyed.contains(&owner)
    }

    pub(super) fn insert(&mut self, owner: Uuid, key: Arc<Key>) {
        self.keys.insert(owner, key);
    }
}

/// A key that did not exist before: stored in the transaction of the events that it seals.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Whose.
    pub owner: Uuid,
    /// Wrapped under the key-encryption key.
    pub wrapped: Vec<u8>,
    /// The name of that key-encryption key.
    pub under: String,
}

/// Loads the keys of these owners, from memory where they are kept.
pub(super) async fn load<'c>(
    connection: impl PgExecutor<'c>,
    wrapping: &RwLock<KeyEncryptionKeys>,
    kept: &moka::sync::Cache<Uuid, Arc<Key>>,
    owners: &HashSet<Uuid>,
) -> Result<KeyRing, StoreFault> {
    let mut ring = KeyRing::default();
    let mut missing = Vec::new();
    for owner in owners {
        match kept.get(owner) {
            Some(key) => ring.insert(*owner, key),
            None => missing.push(*owner),
        }
    }
    if missing.is_empty() {
        return Ok(ring);
    }
    let rows = sqlx::query("select owner, wrapped from log.vault_keys where owner = any($1)")
        .bind(&missing)
        .fetch_all(connection)
        .await
        .map_err(StoreFault::database("reading keys"))?;
    for row in rows {
        let owner: Uuid = row.try_get("owner").map_err(StoreFault::database("reading keys"))?;
        let wrapped: Option<Vec<u8>> = row.try_get("wrapped").map_err(StoreFault::database("reading keys"))?;
        let Some(wrapped) = wrapped else {
            ring.destroyed.insert(owner);
            continue;
        };
        let key = Arc::new(opened::unwrap(wrapping, owner.as_bytes(), &wrapped)?.0);
        kept.insert(owner, Arc::clone(&key));
        ring.insert(owner, key);
    }
    Ok(ring)
}

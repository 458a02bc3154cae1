//! The vault: seals personal fields under a key per person or stream, and makes blind indexes.
//!
//! Keys are random, wrapped by the key-encryption key, and stand in deletable tables: destroying a key is the
//! erasure. The log holds sealed text only. XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), HMAC-SHA-256 (RFC 2104).
//! The key-encryption key and the key of the blind indexes are changed while the registry serves ([`rotation`]).

mod cipher;
mod index;
mod key_file;
mod keys;
mod opened;
pub mod rotation;

pub use cipher::{Key, SealedContext};
pub use index::BlindIndex;
pub(crate) use key_file::secret_of_file;
pub use key_file::{KEY_FILE_NAME, KeyEncryptionKeys};
pub use keys::{KeyRing, NewKey};

use crate::StoreFault;
use muster_domain::kernel::{KeyOwner, Personal, StoredEvent};
use opened::Opened;
use sqlx::{Connection as _, PgConnection, PgPool, postgres::PgConnectOptions};
use std::{
    collections::HashSet,
    sync::{Arc, RwLock},
    time::Duration,
};
use uuid::Uuid;

/// Unwrapped keys kept in memory at most; each is 32 bytes.
const KEYS_KEPT: u64 = 200_000;
/// How long an unwrapped key is kept, so that an erasure elsewhere takes effect here.
const KEYS_KEPT_FOR: Duration = Duration::from_secs(5);
/// How long it is believed which keys wrap and index, so that a rotation elsewhere takes effect here.
pub const KNOWN_FOR: Duration = Duration::from_secs(5);

/// Seals, opens and indexes personal text.
#[derive(Clone)]
pub struct Vault {
    pool: PgPool,
    /// The key-encryption keys, as the file held them when it was last read.
    wrapping: Arc<RwLock<KeyEncryptionKeys>>,
    /// What the store's index keys say.
    opened: Arc<RwLock<Arc<Opened>>>,
    known_for: Duration,
    kept: moka::sync::Cache<Uuid, Arc<Key>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Opens the vault of a store; an empty store gets its index key now.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when none of the keys is the one that wrapped this store's keys.
    pub async fn open(pool: PgPool, keys: &KeyEncryptionKeys) -> Result<Self, StoreFault> {
        let mut connection = pool.acquire().await.map_err(StoreFault::database("opening the vault"))?;
        Self::open_on(&mut connection, pool.clone(), keys).await
    }

    /// Whether a store, whose schema is the present one, has keys that some key-encryption key wrapped.
    ///
    /// # Errors
    /// [`StoreFault::Database`] when the server does not answer.
    pub async fn has_keys(options: &PgConnectOptions) -> Result<bool, StoreFault> {
        let failed = || StoreFault::database("looking for keys");
        let mut connection = PgConnection::connect_with(options).await.map_err(failed())?;
        let found = sqlx::query_scalar("select exists (select from log.vault_index_keys)")
            .fetch_one(&mut connection)
            .await
            .map_err(failed())?;
        connection.close().await.map_err(failed())?;
        Ok(found)
    }

    /// As [`Vault::open`], by the keys as a connection sees them: in a transaction, those that nobody else sees yet.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub(crate) async fn open_on(
        connection: &mut PgConnection,
        pool: PgPool,
        keys: &KeyEncryptionKeys,
    ) -> Result<Self, StoreFault> {
        opened::make_first_index_key(connection, keys).await?;
        let wrapping = Arc::new(RwLock::new(keys.clone()));
        let opened = Opened::read(connection, &wrapping).await?;
        let kept = moka::sync::Cache::builder().max_capacity(KEYS_KEPT).time_to_live(KEYS_KEPT_FOR).build();
        Ok(Self { pool, wrapping, opened: Arc::new(RwLock::new(Arc::new(opened))), known_for: KNOWN_FOR, kept })
    }

    /// The same vault, which looks sooner or later whether a key was changed elsewhere.
    #[must_use]
    pub fn knowing_for(self, known_for: Duration) -> Self {
        Self { known_for, ..self }
    }

    /// Seals every clear personal field of an event for its place in the log. A field of somebody whose key is destroyed
    /// is stored as erased: hours of an erased person can still be revoked, and no text about them comes back.
    ///
    /// # Errors
    /// [`StoreFault::NotLoaded`] when the ring lacks an owner's key; see [`Vault::ring_for_sealing`].
    pub fn seal<E: StoredEvent>(
        event: &mut E,
        place: &SealedContext<'_>,
        stream: Uuid,
        ring: &KeyRing,
    ) -> Result<(), StoreFault> {
        let mut failed = false;
        event.visit_personal(&mut |owner, field, personal| {
            let Some(text) = personal.expose().map(str::to_owned) else { return };
            let owner = owner_id(owner, stream);
            if ring.is_destroyed(owner) {
                *personal = Personal::Erased;
                return;
            }
            match ring.find(owner).and_then(|key| cipher::seal(key, place, field, owner, &text)) {
                Some(sealed) => *personal = Personal::Sealed(sealed),
                None => failed = true,
            }
        });
        if failed { Err(StoreFault::NotLoaded { aggregate_type: "vault" }) } else { Ok(()) }
    }

    /// Opens every sealed personal field of an event; a field whose key is destroyed reads as erased.
    ///
    /// # Errors
    /// [`StoreFault::Unopenable`] when a field was moved or changed.
    pub fn unseal<E: StoredEvent>(
        event: &mut E,
        place: &SealedContext<'_>,
        stream: Uuid,
        position: i64,
        ring: &KeyRing,
    ) -> Result<(), StoreFault> {
        let mut damaged = None;
        event.visit_personal(&mut |owner, field, personal| {
            let Personal::Sealed(sealed) = &*personal else { return };
            let owner = owner_id(owner, stream);
            *personal = match ring.find(owner) {
                None => Personal::Erased,
                Some(key) => match cipher::open(key, place, field, owner, sealed) {
                    Some(text) => Personal::Clear(text),
                    None => {
                        damaged = Some(field);
                        return;
                    }
                },
            };
        });
        damaged.map_or(Ok(()), |field| Err(StoreFault::Unopenable { position, field }))
    }

    /// Seals one text that stands outside of the log, for its place and owner.
    ///
    /// # Errors
    /// [`StoreFault::NotLoaded`] when the ring lacks the owner's key.
    pub fn seal_text(
        ring: &KeyRing,
        place: &SealedContext<'_>,
        field: &'static str,
        owner: Uuid,
        text: &str,
    ) -> Result<String, StoreFault> {
        let sealed = ring.find(owner).and_then(|key| cipher::seal(key, place, field, owner, text));
        sealed.ok_or(StoreFault::NotLoaded { aggregate_type: "vault" })
    }

    /// Opens one sealed text that a view kept, bound to the place of its event; nothing when its key is destroyed.
    ///
    /// # Errors
    /// [`StoreFault::Unopenable`] when the text was moved or changed.
    pub fn open_text(
        ring: &KeyRing,
        place: &SealedContext<'_>,
        field: &'static str,
        owner: Uuid,
        sealed: &str,
    ) -> Result<Option<String>, StoreFault> {
        let Some(key) = ring.find(owner) else { return Ok(None) };
        cipher::open(key, place, field, owner, sealed).map(Some).ok_or(StoreFault::Unopenable { position: 0, field })
    }

    /// The owners whose keys an event's personal fields need, added to a set.
    pub fn owners<E: StoredEvent>(event: &mut E, stream: Uuid, owners: &mut HashSet<Uuid>) {
        event.visit_personal(&mut |owner, _, personal| {
            if !matches!(personal, Personal::Erased) {
                owners.insert(owner_id(owner, stream));
            }
        });
    }

    /// The ring with the keys of these owners that exist.
    ///
    /// # Errors
    /// [`StoreFault`] when the table cannot be read or a key does not unwrap.
    pub async fn ring(&self, owners: &HashSet<Uuid>) -> Result<KeyRing, StoreFault> {
        keys::load(&self.pool, &self.wrapping, &self.kept, owners).await
    }

    /// As [`Vault::ring`], on a connection that the caller holds already, so that it needs no second one.
    ///
    /// # Errors
    /// As [`Vault::ring`].
    pub async fn ring_on(&self, connection: &mut PgConnection, owners: &HashSet<Uuid>) -> Result<KeyRing, StoreFault> {
        keys::load(connection, &self.wrapping, &self.kept, owners).await
    }

    /// Destroys an owner's key for good: what it sealed reads as erased, and nothing is sealed for it again.
    /// Another process may keep the key in memory for five seconds more.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn destroy(&self, owner: Uuid) -> Result<(), StoreFault> {
        sqlx::query("select log.destroy_key($1)")
            .bind(owner)
            .execute(&self.pool)
            .await
            .map_err(StoreFault::database("destroying a key"))?;
        self.forget(owner);
        Ok(())
    }

    /// Forgets a key that the append of an erasure destroyed; other processes forget it within five seconds.
    pub fn forget(&self, owner: Uuid) {
        self.kept.invalidate(&owner);
    }

    /// Forgets every key, where an erasure destroyed more than one; what is asked next is read again.
    pub fn forget_all(&self) {
        self.kept.invalidate_all();
    }

    /// The ring for sealing: owners without a key get one, which the append stores with the events; nobody whose key is
    /// destroyed gets another.
    ///
    /// # Errors
    /// [`StoreFault`] as for [`Vault::ring`].
    pub async fn ring_for_sealing(&self, owners: &HashSet<Uuid>) -> Result<(KeyRing, Vec<NewKey>), StoreFault> {
        let mut ring = self.ring(owners).await?;
        let mut new = Vec::new();
        let without = |owner: &&Uuid| ring.find(**owner).is_none() && !ring.is_destroyed(**owner);
        let missing: Vec<Uuid> = owners.iter().filter(without).copied().collect();
        if missing.is_empty() {
            return Ok((ring, new));
        }
        let opened = self.opened().await?;
        let under = opened.wrapping.name();
        for owner in missing {
            let key = Key::random();
            let wrapped = opened::wrap(&opened.wrapping, owner.as_bytes(), &key)?;
            new.push(NewKey { owner, wrapped, under: under.clone() });
            ring.insert(owner, Arc::new(key));
        }
        Ok((ring, new))
    }
}

fn owner_id(owner: KeyOwner, stream: Uuid) -> Uuid {
    match owner {
        KeyOwner::Person(person) => person.uuid(),
        KeyOwner::Stream => stream,
    }
}

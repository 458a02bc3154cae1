//! The key-encryption key: a fresh one wraps every key of people and streams anew; what they seal is left as it is.

use super::page_after;
use crate::{
    StoreFault,
    vault::{
        Key, KeyEncryptionKeys, Vault, cipher,
        opened::{self, index_context},
    },
};
use sqlx::{Connection as _, PgConnection};
use std::sync::PoisonError;
use uuid::Uuid;

/// A key-encryption key that took over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// By which a person tells it from others: 8 hexadecimal digits.
    pub name: String,
    /// Keys of people and streams that were wrapped under it.
    pub keys: u64,
}

impl Vault {
    /// Lets a fresh key-encryption key take over while the registry serves: it is put in front of the file, or, where the
    /// environment carries the keys, is the one that was given in front to every server before. Older keys stay given:
    /// backups from before need them.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when the environment gives no newer key or the file cannot be written;
    /// [`StoreFault::RotationRuns`]; [`StoreFault::Database`].
    pub async fn rotate_wrapping(&self) -> Result<Rewrapped, StoreFault> {
        let mut connection = self.rotation_turn().await?;
        let newest = self.newest_wrapping().await?;
        // From here on no key is appended that is wrapped under another.
        self.rewrap_index_keys(&mut connection, &newest).await?;
        let keys = self.rewrap_all(&mut connection, &newest).await?;
        connection.close().await.map_err(StoreFault::database("ending a rotation of keys"))?;
        Ok(Rewrapped { name: newest.name(), keys })
    }

    /// Takes every older key-encryption key out of the file, once nothing of the store is wrapped under it; gives how many
    /// went. Backups from before a rotation cannot be read without theirs.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when something is still wrapped under an older one, or there is no file.
    pub async fn forget_older_wrapping(&self) -> Result<usize, StoreFault> {
        let doing = || StoreFault::database("counting keys");
        let mut connection = self.rotation_turn().await?;
        let mut transaction = connection.begin().await.map_err(doing())?;
        // Nothing is appended under an older key between the count and the new file.
        sqlx::query("select log.hold_appends()").execute(&mut *transaction).await.map_err(doing())?;
        let status = self.status().await?;
        let older: i64 = status.wrapping.iter().filter(|key| !key.in_use).map(|key| key.keys).sum();
        let newest_in_use = status.wrapping.first().is_some_and(|key| key.in_use);
        if older > 0 || !newest_in_use {
            let why = format!("keys that are still wrapped under an older one: {older}; rotate first");
            return Err(StoreFault::KeyEncryptionKey { why });
        }
        let alone = self.given().newest_alone()?;
        self.give(alone);
        transaction.commit().await.map_err(doing())?;
        connection.close().await.map_err(doing())?;
        Ok(status.wrapping.len() - 1)
    }

    /// The key-encryption keys that are given.
    pub(super) fn given(&self) -> KeyEncryptionKeys {
        self.wrapping.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn give(&self, keys: KeyEncryptionKeys) {
        *self.wrapping.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The newest key; a fresh one, unless there is one that is not in use yet.
    async fn newest_wrapping(&self) -> Result<Key, StoreFault> {
        let in_use = self.opened_now().await?.wrapping.name();
        if let Some(read) = self.given().read_again()? {
            self.give(read);
        }
        if self.given().all().first().is_some_and(|newest| newest.name() == in_use) {
            self.give(self.given().with_fresh()?);
        }
        let missing = || StoreFault::KeyEncryptionKey { why: "there is none".to_owned() };
        self.given().all().first().cloned().ok_or_else(missing)
    }

    async fn rewrap_index_keys(&self, connection: &mut PgConnection, newest: &Key) -> Result<(), StoreFault> {
        let doing = || StoreFault::database("wrapping the index keys anew");
        let rows: Vec<(i32, Vec<u8>)> = sqlx::query_as("select version, wrapped from log.vault_index_keys")
            .fetch_all(&mut *connection)
            .await
            .map_err(doing())?;
        let (mut versions, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for (version, wrapped) in rows {
            let context = index_context(version);
            let (key, _) = opened::unwrap(&self.wrapping, &context, &wrapped)?;
            after.push(opened::wrap(newest, &context, &key)?);
            versions.push(version);
            before.push(wrapped);
        }
        sqlx::query("select log.rewrap_index_keys($1, $2, $3, $4)")
            .bind(versions)
            .bind(before)
            .bind(after)
            .bind(newest.name())
            .execute(connection)
            .await
            .map_err(doing())?;
        self.opened_now().await.map(drop)
    }

    /// Goes through all keys of people and streams once, and gives how many stood under another.
    async fn rewrap_all(&self, connection: &mut PgConnection, newest: &Key) -> Result<u64, StoreFault> {
        let (mut after_owner, mut changed) = (Uuid::nil(), 0);
        loop {
            let page = page_after(&mut *connection, after_owner).await?;
            let Some((last, _)) = page.last() else { return Ok(changed) };
            after_owner = *last;
            let (mut owners, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
            for (owner, wrapped) in page {
                if cipher::unwrap(newest, owner.as_bytes(), &wrapped).is_some() {
                    continue;
                }
                let (key, _) = opened::unwrap(&self.wrapping, owner.as_bytes(), &wrapped)?;
                after.push(opened::wrap(newest, owner.as_bytes(), &key)?);
                owners.push(owner);
                before.push(wrapped);
            }
            if owners.is_empty() {
                continue;
            }
            let rewrapped: i64 = sqlx::query_scalar("select log.rewrap_keys($1, $2, $3)")
                .bind(&owners)
                .bind(before)
                .bind(after)
                .fetch_one(&mut *connection)
                .await
                .map_err(StoreFault::database("wrapping keys anew"))?;
            changed += u64::try_from(rewrapped).unwrap_or_default();
        }
    }
}

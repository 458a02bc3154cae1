//! The key-encryption key: a fresh one wraps every key of people and streams anew; what they seal is left as it is.

use super::page_after;
use crate::{
    StoreFault,
    vault::{
        Key, KeyEncryptionKeys, Vault, cipher,
        opened::{self, index_context},
    },
};
use sqlx::PgConnection;
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

/// What one step of a rotation of the key-encryption key came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrappingStep {
    /// A fresh key, of this name, stands in front of the file, and nothing is wrapped under it: whoever serves and whoever
    /// keeps the keys must have it before the next step.
    Prepared(String),
    /// The newest key is in use, and nothing is wrapped under another.
    TookOver(Rewrapped),
}

impl Vault {
    /// One step of two, while the registry serves. Where everything is wrapped under the newest key that was given, a
    /// fresh one is put in front of the file, to be carried to every other place of the file. Where it is not, the newest
    /// takes over; so does a step that was cut off go on. Older keys stay given: backups from before need them.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when the environment gives no newer key or the file cannot be written;
    /// [`StoreFault::RotationRuns`]; [`StoreFault::Database`].
    pub async fn rotate_wrapping(&self) -> Result<WrappingStep, StoreFault> {
        let mut connection = self.rotation_turn().await?;
        self.read_given_again()?;
        let newest = self.newest_given()?;
        // From here on no key is appended that is wrapped under another.
        let took_over = self.rewrap_index_keys(&mut connection, &newest).await?;
        let keys = self.rewrap_all(&mut connection, &newest).await?;
        let step = if took_over || keys > 0 {
            WrappingStep::TookOver(Rewrapped { name: newest.name(), keys })
        } else {
            self.give(self.given().with_fresh()?);
            WrappingStep::Prepared(self.newest_given()?.name())
        };
        Self::end_turn(connection).await?;
        Ok(step)
    }

    /// Takes every older key-encryption key out of the file, once nothing of the store is wrapped under it; gives how many
    /// went. Backups from before a rotation cannot be read without theirs.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when something is still wrapped under an older one, or there is no file.
    pub async fn forget_older_wrapping(&self) -> Result<usize, StoreFault> {
        let connection = self.rotation_turn().await?;
        self.read_given_again()?;
        // While the newest is in use by its name, no append brings a key under another one, so that the count holds.
        let fenced: Option<String> =
            sqlx::query_scalar("select wrapped_under from log.vault_index_keys where version = log.index_version()")
                .fetch_one(&self.pool)
                .await
                .map_err(StoreFault::database("counting keys"))?;
        let status = self.status().await?;
        let older: i64 = status.wrapping.iter().filter(|key| !key.in_use).map(|key| key.keys).sum();
        let newest_in_use = status.wrapping.first().is_some_and(|key| Some(&key.name) == fenced.as_ref());
        if older > 0 || !(newest_in_use || status.wrapping.len() == 1) {
            let why = format!("keys that are still wrapped under an older one: {older}; rotate first");
            return Err(StoreFault::KeyEncryptionKey { why });
        }
        let alone = self.given().newest_alone()?;
        self.give(alone);
        Self::end_turn(connection).await?;
        Ok(status.wrapping.len() - 1)
    }

    /// The key-encryption keys that are given.
    pub(super) fn given(&self) -> KeyEncryptionKeys {
        self.wrapping.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn give(&self, keys: KeyEncryptionKeys) {
        *self.wrapping.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Takes the keys as the file holds them by now, where they are of a file.
    fn read_given_again(&self) -> Result<(), StoreFault> {
        if let Some(read) = self.given().read_again()? {
            self.give(read);
        }
        Ok(())
    }

    /// The newest key that is given, in use or not.
    fn newest_given(&self) -> Result<Key, StoreFault> {
        let missing = || StoreFault::KeyEncryptionKey { why: "there is none".to_owned() };
        self.given().all().first().cloned().ok_or_else(missing)
    }

    /// Puts the newest key in use, by wrapping the index keys under it; gives whether it was not in use before.
    async fn rewrap_index_keys(&self, connection: &mut PgConnection, newest: &Key) -> Result<bool, StoreFault> {
        let doing = || StoreFault::database("wrapping the index keys anew");
        let rows: Vec<(i32, Vec<u8>)> = sqlx::query_as("select version, wrapped from log.vault_index_keys")
            .fetch_all(&mut *connection)
            .await
            .map_err(doing())?;
        let (mut versions, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for (version, wrapped) in rows {
            let context = index_context(version);
            if cipher::unwrap(newest, &context, &wrapped).is_some() {
                continue;
            }
            let (key, _) = opened::unwrap(&self.wrapping, &context, &wrapped)?;
            after.push(opened::wrap(newest, &context, &key)?);
            versions.push(version);
            before.push(wrapped);
        }
        if versions.is_empty() {
            return Ok(false);
        }
        sqlx::query("select log.rewrap_index_keys($1, $2, $3, $4)")
            .bind(versions)
            .bind(before)
            .bind(after)
            .bind(newest.name())
            .execute(connection)
            .await
            .map_err(doing())?;
        self.opened_now().await.map(|_| true)
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

//! Keys of callers: the same key with the same body has one outcome. Appending under a key is the writer's.

use crate::{Committed, EventLog, StoreFault, TransactError, log::Receipt};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

/// A caller's key for one command: the same key and body have one outcome.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    pub(crate) key: String,
    pub(crate) body_hash: Vec<u8>,
    /// Other forms in which the same body may have been remembered.
    earlier_hashes: Vec<Vec<u8>>,
}

impl IdempotencyKey {
    /// The key within its owner's name space, with the command's body.
    #[must_use]
    pub fn new(owner: &str, key: &str, body: &[u8]) -> Self {
        let body_hash = Sha256::digest(body).to_vec();
        Self { key: format!("{owner}\u{1f}{key}"), body_hash, earlier_hashes: Vec::new() }
    }

    /// The same key, where the same body may have been remembered in another form, as before a rotation of keys.
    #[must_use]
    pub fn or_body(mut self, body: &[u8]) -> Self {
        self.earlier_hashes.push(Sha256::digest(body).to_vec());
        self
    }

    fn is_of(&self, body_hash: &[u8]) -> bool {
        self.body_hash == body_hash || self.earlier_hashes.iter().any(|earlier| earlier == body_hash)
    }
}

impl EventLog {
    /// The outcome that a key had before, if it had one.
    pub(crate) async fn first_outcome<T: DeserializeOwned, R>(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Option<Result<Committed<T>, TransactError<R>>>, StoreFault> {
        let doing = || StoreFault::database("reading an idempotency key");
        let row = sqlx::query(
            "select body_hash, outcome, first_position, last_position, created_at from log.idempotency where key = $1",
        )
        .bind(&key.key)
        .fetch_optional(self.pool())
        .await
        .map_err(doing())?;
        let Some(row) = row else { return Ok(None) };
        if !key.is_of(&row.try_get::<Vec<u8>, _>("body_hash").map_err(doing())?) {
            return Ok(Some(Err(TransactError::KeyReused)));
        }
        let outcome: String = row.try_get("outcome").map_err(doing())?;
        let receipt = Receipt {
            first_position: row.try_get("first_position").map_err(doing())?,
            position: row.try_get("last_position").map_err(doing())?,
            recorded_at: row.try_get("created_at").map_err(doing())?,
        };
        Ok(Some(repeated(&outcome, receipt)))
    }
}

pub(crate) fn repeated<T: DeserializeOwned, R>(
    outcome: &str,
    receipt: Receipt,
) -> Result<Committed<T>, TransactError<R>> {
    let value = serde_json::from_str(outcome).map_err(|source| StoreFault::Outcome { source })?;
    Ok(Committed { value, receipt: Some(receipt), repeated: true })
}

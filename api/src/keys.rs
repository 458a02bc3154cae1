//! Sign-in by API key.

use muster_eventstore::{Clock, StoreFault, api_keys, api_keys::ApiKey};
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};

pub use crate::access::OPERATOR;

/// How long a key that was found is believed without looking again: with the look itself, a revoked key ends within
/// five seconds.
const KEY_KEPT: Duration = Duration::from_secs(4);
/// Keys remembered at most.
const KEYS_KEPT: u64 = 10_000;

/// Looks keys up, and remembers them for a short while.
#[derive(Clone)]
pub struct KeyRegister {
    pool: PgPool,
    clock: Clock,
    kept: moka::sync::Cache<String, Arc<ApiKey>>,
}

impl KeyRegister {
    /// A register on a pool.
    #[must_use]
    pub fn new(pool: PgPool, clock: Clock) -> Self {
        let kept = moka::sync::Cache::builder().max_capacity(KEYS_KEPT).time_to_live(KEY_KEPT).build();
        Self { pool, clock, kept }
    }

    /// The record of a key that is good now.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn find_good(&self, key: &str) -> Result<Option<Arc<ApiKey>>, StoreFault> {
        if let Some(known) = self.kept.get(key) {
            return Ok(Some(known).filter(|record| record.is_good_at(self.clock.now())));
        }
        let found = api_keys::find(&self.pool, key).await?.map(Arc::new);
        let good = found.filter(|record| record.is_good_at(self.clock.now()));
        if let Some(record) = &good {
            // Not renewed on use, so that a revoked key ends in time however busy it is.
            self.kept.insert(key.to_owned(), Arc::clone(record));
        }
        Ok(good)
    }
}

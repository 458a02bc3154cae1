//! Keys change while the registry serves: nothing becomes unreadable, nobody is on file twice, and the older key ends.

mod index;
mod wrapping;

use crate::support::ledger;
use muster_domain::kernel::Personal;
use muster_eventstore::{
    Clock, EventLog,
    clock::fresh_id,
    upcast::Upcasters,
    vault::{KeyEncryptionKeys, Vault},
};
use muster_tests::{
    Ledger, TestStore,
    ledger::{LedgerCommand, Opening},
    store::{TEST_KEK, divisions, rules},
};
use sqlx::PgPool;
use std::{path::Path, time::Duration};
use uuid::Uuid;

/// A server that looks every now and then whether a key was changed; one that never looks finds out when it appends.
pub(crate) const OFTEN: Duration = Duration::from_millis(20);
const NEVER: Duration = Duration::from_hours(1);

async fn log_with(store: &TestStore, keys: &KeyEncryptionKeys, known_for: Duration) -> EventLog {
    log_on(store.pool().await, keys, known_for).await
}

/// A log as another process has it, which believes for a time what it knows of the keys.
pub(crate) async fn log_on(pool: PgPool, keys: &KeyEncryptionKeys, known_for: Duration) -> EventLog {
    let vault = Vault::open(pool.clone(), keys).await.unwrap().knowing_for(known_for);
    EventLog::new(pool, vault, Upcasters::default(), Clock::System, divisions(), rules())
}

fn key_file(folder: &Path) -> KeyEncryptionKeys {
    let path = folder.join("key-encryption.key");
    std::fs::write(&path, TEST_KEK).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    KeyEncryptionKeys::from_file(&path, false).unwrap()
}

async fn open_ledger(log: &EventLog, number: &str) -> Uuid {
    let id = fresh_id();
    ledger(log, id, LedgerCommand::Open(Opening::numbered(number))).await.unwrap();
    id
}

async fn is_readable(log: &EventLog, id: Uuid) -> bool {
    matches!(log.find::<Ledger>(id).await.unwrap().unwrap().name, Some(Personal::Clear(_)))
}

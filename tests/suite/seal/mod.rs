//! The sealed log through the real server and a real PostgreSQL: it follows, it is proved, and whoever changes it is
//! found.

mod asking;
mod certificates;
mod following;
mod fuzz;
mod importing;
mod refusing;
mod serving;
mod witnessing;

use muster_api::cli;
use muster_eventstore::seal::{Condition, Pace, SealReader, SealStatus, Sealer, SigningKey, Witness, export};
use muster_seal::{
    PublicKey, SignedCheckpoint,
    verify::{Failure, Verified, verify},
};
use muster_tests::{TestStore, eventually};
use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};
use tempfile::TempDir;

/// Signs as soon as there is something.
const EAGER: Pace = Pace {
    look: Duration::from_millis(5),
    events: 1,
    wait: Duration::ZERO,
    rest: Duration::from_millis(5),
    recheck: Duration::from_millis(20),
};

/// The folder of a signing key, as a server has it in its data folder.
pub(crate) struct Signing {
    folder: TempDir,
}

impl Signing {
    fn fresh() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn key(&self) -> SigningKey {
        SigningKey::open(self.folder.path(), None, true).expect("a signing key")
    }

    /// The same key on another machine, which remembers nothing.
    fn forgetful(&self) -> Self {
        let other = Self::fresh();
        let name = muster_eventstore::seal::SIGNING_KEY_FILE_NAME;
        std::fs::copy(self.folder.path().join(name), other.folder.path().join(name)).expect("the key is copied");
        other
    }

    fn sealer(&self, store: &TestStore) -> Sealer {
        self.sealer_with(store, Vec::new())
    }

    fn sealer_with(&self, store: &TestStore, witnesses: Vec<Arc<dyn Witness>>) -> Sealer {
        Sealer::start(store.log.pool().clone(), self.key(), witnesses, EAGER)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// `muster audit …` as an auditor types it, without a registry.
async fn typed(words: &[&str]) -> ExitCode {
    let line = [&["muster", "audit"], words].concat();
    cli::run(cli::command().try_get_matches_from(line).expect("it is a command")).await
}

async fn head(store: &TestStore) -> u64 {
    u64::try_from(store.log.reader().head().await.expect("the head")).expect("a position")
}

async fn published(store: &TestStore) -> Option<(PublicKey, SignedCheckpoint)> {
    SealReader::new(store.log.pool().clone()).checkpoint().await.expect("the checkpoint is read")
}

/// The checkpoint once it is at the head of the log.
async fn sealed(store: &TestStore) -> (PublicKey, SignedCheckpoint) {
    let head = head(store).await;
    eventually("a checkpoint at the head", async || {
        published(store).await.filter(|(_, signed)| signed.checkpoint.size == head)
    })
    .await
}

async fn condition(sealer: &Sealer) -> Condition {
    eventually("a condition", async || sealer.status().condition).await
}

async fn status(sealer: &Sealer, is_so: impl Fn(&SealStatus) -> bool) -> SealStatus {
    eventually("a state of the signer", async || Some(sealer.status()).filter(|status| is_so(status))).await
}

/// A bundle of the store as it is now, checked by a key and against an earlier checkpoint.
async fn checked(store: &TestStore, key: &PublicKey, earlier: Option<&SignedCheckpoint>) -> Result<Verified, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log.muster-bundle");
    export(store.log.pool(), &file, 0).await.expect("the log is exported");
    let bytes = std::fs::read(&file).expect("the bundle is read");
    verify(bytes.as_slice(), key, earlier).map_err(|failure| match failure {
        Failure::Damage(damage) => {
            let position = damage.position.map_or_else(String::new, |position| format!(" {position}"));
            format!("{}{position}", damage.kind.word())
        }
        Failure::Input(error) => error.to_string(),
    })
}

/// Changes what is written, as whoever owns the database server can.
async fn tamper(store: &TestStore, sql: &str) {
    let sql = format!("set session_replication_role = replica; {sql}");
    store.admin_run(&sql).await.expect("the superuser may");
}

/// Everything of the sealed log taken away, so that a signer begins anew.
async fn forget_seal(store: &TestStore) {
    tamper(store, "delete from seal.tiles; delete from seal.head").await;
}

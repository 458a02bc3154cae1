//! The sealed log in the bench: what it costs appends, how long a whole check takes, and a single proof.

use crate::{ours, workload::Workload};
use muster_eventstore::seal::{Pace, SealReader, Sealer, SigningKey, export};
use muster_seal::verify::verify;
use std::{
    fs::File,
    io::BufReader,
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Callers at once.
const CALLERS: usize = 32;
/// Turns of each side, in turn.
const ROUNDS: usize = 5;
/// Proofs that are timed.
const PROOFS: u64 = 500;

/// The medians of appends per second without and with a signer.
pub(crate) async fn appends(work: &Arc<Workload>, turn: Duration) -> (f64, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    // Everything from before is sealed first: only what is new counts.
    drop(caught_up(work, &folder).await);
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        without.push(ours::appends_per_second(work, CALLERS, turn).await);
        let sealer = caught_up(work, &folder).await;
        with.push(ours::appends_per_second(work, CALLERS, turn).await);
        drop(sealer);
    }
    (crate::median(without), crate::median(with))
}

async fn caught_up(work: &Arc<Workload>, folder: &TempDir) -> Sealer {
    let key = SigningKey::open(folder.path(), None, true).expect("a key");
    let sealer = Sealer::start(work.log().pool().clone(), key, Vec::new(), Pace::default());
    let head = u64::try_from(work.log().reader().head().await.expect("the head")).unwrap_or_default();
    while sealer.status().size < head {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    sealer
}

/// What a check of the whole log offline takes, and one proof.
pub(crate) struct Proving {
    /// Events checked.
    pub(crate) events: u64,
    /// Seconds of sealing them all.
    pub(crate) seal_seconds: f64,
    /// Bytes of the bundle.
    pub(crate) bytes: u64,
    /// Seconds of the export.
    pub(crate) export_seconds: f64,
    /// Seconds of the check.
    pub(crate) verify_seconds: f64,
    /// Milliseconds of one proof, made and checked.
    pub(crate) proof_millis: f64,
}

pub(crate) async fn proving(work: &Arc<Workload>) -> Proving {
    let pool = work.log().pool();
    let folder = tempfile::tempdir().expect("a folder");
    let key = tempfile::tempdir().expect("a folder");
    // Sealed tables refuse this to everybody; the bench seals a log from its first event on once more.
    work.admin(
        "set session_replication_role = replica; truncate seal.head, seal.tiles; reset session_replication_role",
    )
    .await;
    let started = Instant::now();
    drop(caught_up(work, &key).await);
    let seal_seconds = started.elapsed().as_secs_f64();
    let file = folder.path().join("log.muster-bundle");
    let started = Instant::now();
    let exported = export(pool, &file, 0).await.expect("it is exported");
    let export_seconds = started.elapsed().as_secs_f64();
    let bytes = std::fs::metadata(&file).expect("the file").len();
    let started = Instant::now();
    let input = BufReader::with_capacity(1 << 20, File::open(&file).expect("the file"));
    let good = verify(input, &exported.key, None).expect("it is whole");
    let verify_seconds = started.elapsed().as_secs_f64();
    let reader = SealReader::new(pool.clone());
    let mut times = Vec::new();
    for number in 0..PROOFS {
        let position = 1 + number * good.records / PROOFS;
        let started = Instant::now();
        reader.proof(position).await.expect("a proof");
        times.push(crate::millis(started));
    }
    let proof_millis = crate::median(times);
    Proving { events: good.records, seal_seconds, bytes, export_seconds, verify_seconds, proof_millis }
}

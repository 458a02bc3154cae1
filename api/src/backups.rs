//! Backups of the registry (备份与恢复): the private cluster, and beside it what a restored one is held against.
//!
//! The ledger of erasures and the checkpoints stand in the folder of backups: a restored registry forgets whom the
//! ledger names before it answers anybody, and its log must lead to the root that was signed.

use crate::{
    App,
    app::OpenFault,
    erasures::{self, Applied, LedgerFault},
    replay::{self, Extent},
};
use chrono::TimeDelta;
use muster_eventstore::{
    StoreFault,
    archiving::Archiving,
    cluster::{BackupError, BaseCopy, ClusterError},
    seal::{STATE_FILE_NAME, SealFault, SealReader},
};
use muster_projections::ViewFault;
use muster_seal::{SignedCheckpoint, checkpoint::CheckpointError};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The ledger of erasures in a folder of backups.
pub const LEDGER: &str = "erasures.json";
/// The checkpoints in a folder of backups, each under its size.
const CHECKPOINTS: &str = "checkpoints";

/// Why a registry is not backed up, or what is wrong with a restored one.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// A given server is backed up by its own tools.
    #[error(
        "muster backs up the server that it keeps itself; a given one is backed up by its own tools (pg_basebackup, an archive of its log), and `muster erasures export` beside it"
    )]
    GivenServer,
    /// The cluster is not copied or not restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The registry does not open.
    #[error(transparent)]
    Open(#[from] OpenFault),
    /// The ledger of erasures is not written or not applied.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    /// The sealed log fails.
    #[error(transparent)]
    Seal(#[from] SealFault),
    /// The log fails.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A view fails.
    #[error(transparent)]
    View(#[from] ViewFault),
    /// A file cannot be used.
    #[error("{} cannot be used", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The log is not the one whose checkpoint is held.
    #[error("the first {size} events do not lead to the root of the held checkpoint: this is another history")]
    OtherHistory {
        /// Size of the held checkpoint.
        size: u64,
    },
    /// An event is not as it was sealed.
    #[error("the log is not as it was sealed: {0}")]
    Damaged(String),
    /// Something of an erased person is left.
    #[error("{people} of the people in the ledger of erasures are not erased here")]
    Remembered {
        /// How many.
        people: usize,
    },
    /// Replayed rows are not the live rows.
    #[error("the view {view} is not what the log replays to")]
    Differs {
        /// The view.
        view: &'static str,
    },
}

/// What a check of a restored registry found; all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Events in the log.
    pub events: u64,
    /// Events up to the newest held checkpoint that the log reaches: they are proved. 0 where none is held.
    pub proved: u64,
    /// Size of the newest held checkpoint: beyond the events, these many were there once.
    pub held: u64,
    /// People in the ledger of erasures, none of whom can be read or found.
    pub erased: usize,
    /// Views whose replayed rows are the live rows.
    pub views: usize,
}

/// Copies the registry into a folder, and puts the ledger of erasures and the newest checkpoint beside it.
///
/// # Errors
/// [`BackupFault`].
pub async fn back_up(app: &App, to: &Path, keep: TimeDelta) -> Result<BaseCopy, BackupFault> {
    let base = app.cluster().ok_or(BackupFault::GivenServer)?.back_up(to, keep).await?;
    let failed = |file: &Path| {
        let file = file.to_owned();
        move |source| BackupFault::File { file, source }
    };
    // In one step each: a backup that was cut short leaves the files of the one before.
    let (ledger, beside) = (to.join(LEDGER), to.join("erasures.new"));
    erasures::export(&app.log, &beside).await?;
    std::fs::rename(&beside, &ledger).map_err(failed(&ledger))?;
    if let Some((_, signed)) = SealReader::new(app.log.pool().clone()).checkpoint().await? {
        let folder = to.join(CHECKPOINTS);
        let file = folder.join(signed.checkpoint.size.to_string());
        std::fs::create_dir_all(&folder).map_err(failed(&folder))?;
        std::fs::write(&file, signed.note()).map_err(failed(&file))?;
    }
    Ok(base)
}

/// Erases again, in a restored registry, whom the ledger of its backups names.
///
/// # Errors
/// [`LedgerFault`].
pub async fn forget(app: &App, from: &Path) -> Result<Applied, LedgerFault> {
    erasures::apply(&app.log, &app.views, &from.join(LEDGER)).await
}

/// Ends a restore whose last check has passed: the folder is used as any other from now on.
///
/// # Errors
/// [`BackupFault::Backup`] when the mark of the restore cannot be removed.
pub fn finish(app: &App) -> Result<(), BackupFault> {
    Ok(app.cluster().ok_or(BackupFault::GivenServer)?.finish_restore()?)
}

/// Puts the newest checkpoint of the backups beside the signing key of a restored registry that has none: its signer then
/// signs nothing smaller or other until a person has looked.
///
/// # Errors
/// [`BackupFault::File`].
pub fn remember(data_dir: &Path, from: &Path) -> Result<(), BackupFault> {
    let file = data_dir.join(STATE_FILE_NAME);
    match held(from).last() {
        Some((_, newest)) if !file.exists() => {
            std::fs::copy(newest, &file).map(drop).map_err(|source| BackupFault::File { file, source })
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether changes arrive where backups are kept, for the body of a probe, and as a gauge.
pub(crate) fn readiness(archiving: &Archiving) -> Value {
    metrics::gauge!("muster_archive_failing").set(if archiving.is_failing() { 1.0 } else { 0.0 });
    json!({
        "failing": archiving.is_failing(),
        "lastArchivedAt": archiving.last_archived_at,
        "lastFailedAt": archiving.last_failed_at,
        "lastFailedSegment": archiving.last_failed_segment,
    })
}

/// The held checkpoints in a folder of backups by size, the smallest first.
fn held(from: &Path) -> Vec<(u64, PathBuf)> {
    let found = std::fs::read_dir(from.join(CHECKPOINTS)).into_iter().flatten().flatten();
    let mut held: Vec<_> =
        found.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path()))).collect();
    held.sort();
    held
}

/// Checks a restored registry: its log against the held checkpoints, the ledger of erasures, and every view.
///
/// # Errors
/// [`BackupFault`] naming the first thing that is wrong.
pub async fn verify(app: &App, from: &Path) -> Result<Verified, BackupFault> {
    let events = u64::try_from(app.log.reader().head().await?).unwrap_or_default();
    let (proved, held) = prove(&SealReader::new(app.log.pool().clone()), from).await?;
    let erased = erasures::read(&from.join(LEDGER))?;
    let people = erasures::left_of(&app.log, &erased).await?;
    if people > 0 {
        return Err(BackupFault::Remembered { people });
    }
    let replayed = replay::all(&app.log, &app.views, Extent::Compared).await?;
    let views = replayed.len();
    for one in replayed {
        match one.outcome {
            Ok(_) => {}
            Err(ViewFault::Differs { .. }) => return Err(BackupFault::Differs { view: one.view }),
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(Verified { events, proved, held, erased: erased.len(), views })
}

/// Checks the log against the newest held checkpoint that it reaches; gives that size, and the newest held.
async fn prove(reader: &SealReader, from: &Path) -> Result<(u64, u64), BackupFault> {
    let held = held(from);
    let newest = held.last().map_or(0, |(size, _)| *size);
    let Some((key, published)) = reader.checkpoint().await? else { return Ok((0, newest)) };
    let size = published.checkpoint.size;
    if let Some(damage) = reader.check(1, size).await?.damage {
        return Err(BackupFault::Damaged(damage.to_string()));
    }
    let mut reached = None;
    for (_, file) in held {
        let note = std::fs::read(&file).map_err(|source| BackupFault::File { file: file.clone(), source })?;
        let signed = match SignedCheckpoint::open(&note, &key) {
            Ok(signed) => signed,
            // From before the log went on under another key.
            Err(CheckpointError::Origin { .. }) => continue,
            Err(_) => return Err(BackupFault::Damaged(format!("{} is no checkpoint of its key", file.display()))),
        };
        reached = Some(signed.checkpoint).filter(|checkpoint| checkpoint.size <= size).or(reached);
    }
    let Some(reached) = reached else { return Ok((0, newest)) };
    if reader.root_at(reached.size).await? != reached.root {
        return Err(BackupFault::OtherHistory { size: reached.size });
    }
    Ok((reached.size, newest))
}

impl From<ClusterError> for BackupFault {
    fn from(error: ClusterError) -> Self {
        Self::Backup(error.into())
    }
}

//! Every reason why the private cluster says no, each as one clear line for the person at the terminal.
//! No statement text and no personal data may be put into these messages.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private cluster cannot be made, started, joined or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No folder with the server's programs was found.
    #[error(
        "no PostgreSQL server programs (initdb, postgres) found in {searched}; run `make`, install PostgreSQL, or set MUSTER_PG_BIN"
    )]
    BinariesMissing {
        /// The places that were searched, in order.
        searched: String,
    },
    /// The programs are there and do not run.
    #[error("the PostgreSQL program {program} cannot be run as the account {account}: {reason}")]
    BinariesUnusable {
        /// The program.
        program: PathBuf,
        /// The account that was to run it.
        account: String,
        /// What it, or the operating system, said.
        reason: String,
    },
    /// Another live process supervises the folder.
    #[error(
        "the data folder {folder} is already supervised by process {pid}; stop that one first, or use another --data-dir"
    )]
    Supervised {
        /// The data folder.
        folder: PathBuf,
        /// The process that holds it.
        pid: String,
    },
    /// Another process is starting or stopping the server and does not come to an end.
    #[error("another process has been starting or stopping the server of {folder} for {seconds} s; try again")]
    Busy {
        /// The data folder.
        folder: PathBuf,
        /// How long this one waited, in seconds.
        seconds: u64,
    },
    /// The folder was made by another major version.
    #[error(
        "the data folder {folder} was made by PostgreSQL {made_by}, and the programs in {binaries} are PostgreSQL {found}; use programs of version {made_by} (MUSTER_PG_BIN)"
    )]
    OtherMajor {
        /// The data folder.
        folder: PathBuf,
        /// The major version that made it.
        made_by: String,
        /// The folder of the programs.
        binaries: PathBuf,
        /// Their major version.
        found: String,
    },
    /// The server's account cannot get to the folder.
    #[error(
        "the account {account}, which runs the server, cannot reach {folder}: {blocker} does not let it pass; use another --data-dir, or chmod o+x {blocker}"
    )]
    Unreachable {
        /// The folder that must be reached.
        folder: PathBuf,
        /// The folder on the way that stops it.
        blocker: PathBuf,
        /// The server's account.
        account: String,
    },
    /// The folder belongs to somebody else.
    #[error("{path} belongs to account {owner}, and this process runs as {runner}; run as its owner or as root")]
    ForeignOwner {
        /// The file or folder.
        path: PathBuf,
        /// Its owner.
        owner: String,
        /// The account of this process.
        runner: String,
    },
    /// The folder holds something that this program did not make.
    #[error("{path} is not a PostgreSQL data folder (it has no PG_VERSION); move it away or use another --data-dir")]
    NotACluster {
        /// The folder.
        path: PathBuf,
    },
    /// A restore into the folder was begun and did not come to its end.
    #[error(
        "a restore into {folder} did not come to its end, so what stands there is not used; run `muster restore` again, which begins anew, or remove {record} if you have looked and take it as it is"
    )]
    RestoreUnfinished {
        /// The data folder.
        folder: PathBuf,
        /// The mark that was left there.
        record: PathBuf,
    },
    /// The operating system refused a file or folder.
    #[error("cannot {action} {path}: {source}")]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// initdb failed.
    #[error("initdb could not make the data folder {folder}: {reason}")]
    InitFailed {
        /// The data folder.
        folder: PathBuf,
        /// Its last lines.
        reason: String,
    },
    /// The server did not come up.
    #[error("the PostgreSQL server of {folder} did not start: {reason}; its log ends: {log}")]
    StartFailed {
        /// The data folder.
        folder: PathBuf,
        /// What was seen.
        reason: String,
        /// The last lines of its log.
        log: String,
    },
    /// The server did not go down.
    #[error("the PostgreSQL server of {folder} (process {pid}) did not stop")]
    StopFailed {
        /// The data folder.
        folder: PathBuf,
        /// The server's process.
        pid: i32,
    },
    /// The server runs with settings that lose acknowledged facts.
    #[error(
        "the PostgreSQL server runs with {settings}, which loses acknowledged facts in a crash; turn it on (ALTER SYSTEM, or postgresql.auto.conf) and restart the server"
    )]
    UnsafeSettings {
        /// The settings and their values.
        settings: String,
    },
    /// The server answered with an error, or not at all.
    #[error("the PostgreSQL server could not be asked for its settings: {0}")]
    Database(#[from] sqlx::Error),
}

impl ClusterError {
    /// Wraps what the operating system said about a path.
    pub(super) fn file(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { action, path: path.to_path_buf(), source }
    }
}

/// The last `count` lines of a text, joined into one line.
pub(super) fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let skipped = lines.len().saturating_sub(count);
    lines.get(skipped..).map(|tail| tail.join(" | ")).unwrap_or_default()
}

//! Flags of the sealed log: what an auditor, an operator and a witness type.

use clap::{Args, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

/// What to do with the sealed log.
#[derive(Args, Debug, Clone)]
pub struct AuditArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// What to do with the sealed log.
#[derive(Subcommand, Debug, Clone)]
pub enum AuditCommand {
    /// Write the sealed events, with all their stored texts, into a bundle that is checked without the registry.
    Export {
        /// The bundle.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Only the events behind this earlier checkpoint, a file.
        #[arg(long, value_name = "FILE")]
        from_checkpoint: Option<PathBuf>,
    },
    /// Check a bundle or a proof by the public key alone: no server, no database. Exits with 1 when anything differs.
    Verify {
        /// The bundle, or a `.tlog-proof`.
        file: PathBuf,
        /// Public key of the log, or a file with it; from whoever gave the checkpoint, not from the bundle.
        #[arg(long, value_name = "NAME+ID+KEY")]
        key: String,
        /// An earlier checkpoint, a file, that the log must continue.
        #[arg(long, value_name = "CHECKPOINT")]
        against: Option<PathBuf>,
    },
    /// Write the checkpoint and the hashes into a folder that any web server can serve (C2SP tlog-tiles).
    Publish {
        /// The folder.
        folder: PathBuf,
        /// The leaves too: they hold pseudonyms, event types and times.
        #[arg(long)]
        entries: bool,
    },
    /// Write the proof that one event is in the log (C2SP tlog-proof).
    Proof {
        /// Position of the event.
        #[arg(value_parser = clap::value_parser!(u64).range(1..))]
        position: u64,
        /// The file [default: position-N.tlog-proof].
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Replay every view from position 1 beside the live ones and compare the rows. Exits with 1 when anything differs
    /// or falls short.
    Replay {
        /// Replay up to this position only; then there is nothing live to compare with.
        #[arg(long, value_name = "POSITION")]
        until: Option<i64>,
    },
    /// Say how the log stands: its key, what its events make, what is sealed, what was signed last.
    Status {
        /// The log's name.
        #[command(flatten)]
        name: LogName,
    },
    /// Let signing go on after a restore, from a size and root that a person has looked at. What was signed otherwise
    /// stays signed: whoever holds it can show that history was continued from an older copy.
    Resume {
        /// Events from which it goes on.
        #[arg(long)]
        size: u64,
        /// Their root, as `muster audit status` says it.
        #[arg(long, value_name = "BASE64")]
        root: String,
        /// The log's name.
        #[command(flatten)]
        name: LogName,
    },
}

/// How the log is called.
#[derive(Args, Debug, Clone)]
pub struct LogName {
    /// Name of the log in its checkpoints, usually a host and path without https:// [default: derived from the key].
    #[arg(long, env = "MUSTER_LOG_ORIGIN", value_name = "NAME")]
    pub log_origin: Option<String>,
}

/// How to witness logs.
#[derive(Args, Debug, Clone)]
pub struct WitnessArguments {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Folder of its key and of what it signed last; losing it makes it forget.
    #[arg(long, value_name = "FOLDER")]
    pub state: PathBuf,
    /// Its name in signatures.
    #[arg(long, default_value = "muster-witness", value_name = "NAME")]
    pub name: String,
    /// Public key of a log that it signs for; several times for several logs.
    #[arg(long = "log", value_name = "NAME+ID+KEY", required = true)]
    pub logs: Vec<String>,
}

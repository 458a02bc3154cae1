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
        /// The keys of its people beside it, for a registry that moves; wrapped under the key-encryption key. Keep the
        /// file apart from the bundle, and delete it when the move is done.
        #[arg(long, value_name = "FILE", conflicts_with = "from_checkpoint")]
        keys: Option<PathBuf>,
    },
    /// Make the registry of an empty store out of a whole bundle: the same events, the same root. Nothing is signed until
    /// somebody has looked (status, resume).
    Import {
        /// The bundle.
        file: PathBuf,
        /// Public key of the log, or a file with it; from whoever answers for it, not from the bundle.
        #[arg(long, value_name = "NAME+ID+KEY")]
        key: String,
        /// Whether its people can be read.
        #[command(flatten)]
        people: CarriedPeople,
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
        /// A proof that shows no event: say which one of the bundle it is of, as it was sealed.
        #[arg(long, value_name = "FILE")]
        shows: Option<PathBuf>,
        /// Who must have signed the checkpoint in it.
        #[command(flatten)]
        quorum: QuorumArguments,
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

/// Whether the people of a bundle can be read in the store that is made of it.
#[derive(Args, Debug, Clone)]
#[group(required = true, multiple = false)]
pub struct CarriedPeople {
    /// The file of keys that was exported with it; the key-encryption key of that registry is in the data folder.
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// Without keys: every name, number and free text is erased in the store for good, and everything else is as it was.
    #[arg(long)]
    pub without_keys: bool,
}

/// Which witnesses must have signed.
#[derive(Args, Debug, Clone)]
pub struct QuorumArguments {
    /// Public key of a witness; several times for several.
    #[arg(long = "witness", value_name = "NAME+ID+KEY")]
    pub witnesses: Vec<String>,
    /// How many of them must have signed [default: all].
    #[arg(long, value_name = "NUMBER", requires = "witnesses", value_parser = clap::value_parser!(u16).range(1..))]
    pub at_least: Option<u16>,
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

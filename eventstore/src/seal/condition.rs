//! Why nothing is signed: conditions that a person looks at, and faults below them.

use crate::StoreFault;
use muster_seal::leaf::LeafError;

/// A state of the log in which signing stops until a person has looked at it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Condition {
    /// The log is shorter than what was signed: it was restored from before, or its end was removed.
    #[error("the log ends at position {found}, and {signed} events were signed: it was restored from before, or cut")]
    Shorter {
        /// Events signed.
        signed: u64,
        /// Events found.
        found: u64,
    },
    /// The log is long enough, and its first events are not those that were signed.
    #[error("the first {signed} events are not those that were signed: the log went on from an older copy")]
    Rewritten {
        /// Events signed.
        signed: u64,
    },
    /// An event is not as it was sealed.
    #[error("the event at position {position} is not as it was sealed")]
    Damaged {
        /// The first such position.
        position: u64,
    },
    /// A position has no event.
    #[error("position {position} has no event")]
    Missing {
        /// The first such position.
        position: u64,
    },
    /// The stored hashes are damaged.
    #[error("the stored hashes do not make the sealed root")]
    Hashes,
    /// The log was signed with another key.
    #[error("the log is signed with the key {stored}, and this program has {own}")]
    Key {
        /// Public key of the log.
        stored: String,
        /// Public key of this program.
        own: String,
    },
    /// The log was taken over from a bundle, and nobody has looked yet: two that go on from one bundle are two histories.
    #[error(
        "the log was taken over from the bundle of {size} events that {key} signed, and nobody has let it go on here"
    )]
    Imported {
        /// Events of the bundle.
        size: u64,
        /// Public key of the log that it was of.
        key: String,
    },
    /// The file beside the signing key is none of this log.
    #[error("the file that remembers what was signed last cannot be believed: {why}")]
    Memory {
        /// Why.
        why: String,
    },
    /// An event makes no leaf.
    #[error("the event at position {position} cannot be sealed: {why}")]
    Unsealable {
        /// Its position.
        position: u64,
        /// Why.
        why: LeafError,
    },
}

impl Condition {
    /// One stable word, for programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Shorter { .. } => "SHORTER",
            Self::Rewritten { .. } => "REWRITTEN",
            Self::Damaged { .. } => "DAMAGED",
            Self::Missing { .. } => "MISSING",
            Self::Hashes => "HASHES",
            Self::Key { .. } => "KEY",
            Self::Imported { .. } => "IMPORTED",
            Self::Memory { .. } => "MEMORY",
            Self::Unsealable { .. } => "UNSEALABLE",
        }
    }

    /// The first position that differs, where one can be named.
    #[must_use]
    pub fn position(&self) -> Option<u64> {
        match self {
            Self::Damaged { position } | Self::Missing { position } | Self::Unsealable { position, .. } => {
                Some(*position)
            }
            Self::Shorter { .. }
            | Self::Rewritten { .. }
            | Self::Hashes
            | Self::Key { .. }
            | Self::Imported { .. }
            | Self::Memory { .. } => None,
        }
    }
}

/// Why the sealed log does not go on or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SealFault {
    /// The database or the log failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A person must look at the log.
    #[error(transparent)]
    Condition(#[from] Condition),
    /// The signing key is not usable.
    #[error("the signing key is not usable: {why}")]
    Key {
        /// Why.
        why: String,
    },
    /// A file could not be read or written.
    #[error("{doing}")]
    File {
        /// What was being done, with the file's name.
        doing: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// Another program is the signer at this moment.
    #[error("another program signs the log at this moment")]
    Busy,
    /// There is no checkpoint yet, or it does not reach so far.
    #[error("nothing is sealed at {asked} yet: the newest checkpoint is at {published}")]
    NotYet {
        /// What was asked for: a position or a size.
        asked: u64,
        /// Size of the newest checkpoint.
        published: u64,
    },
    /// What a person confirms is not what the log holds.
    #[error("the first {size} events of the log have the root {found}, not the one that was typed")]
    OtherRoot {
        /// Events.
        size: u64,
        /// Their root.
        found: String,
    },
}

impl SealFault {
    /// Wraps a driver's error.
    pub(super) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Store(StoreFault::Database { doing, source })
    }

    /// Wraps an error of a file.
    pub(super) fn file(doing: String) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { doing, source }
    }
}

//! What a verifier found, and where: the first position that differs and the kind of damage.

use crate::{checkpoint::CheckpointError, leaf::LeafError};

/// The kind of damage. Each has a stable word, for programs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Kind {
    /// It is no bundle, or a part of it is not where it belongs.
    #[error("it is no bundle of a version that is known here")]
    Form,
    /// The bundle names another key than the one it is checked with.
    #[error("the bundle is of another key")]
    Key,
    /// The checkpoint in it is not believed.
    #[error("its checkpoint is not believed: {0}")]
    Checkpoint(CheckpointError),
    /// The bundle ends before its last record.
    #[error("the bundle ends before this position")]
    Truncated,
    /// Something follows behind the last record.
    #[error("something follows behind the last record")]
    Trailing,
    /// The record is not there, and a later one stands in its place.
    #[error("the record is missing")]
    Missing,
    /// A record that was never sealed stands before it.
    #[error("a record that was never sealed stands here")]
    Inserted,
    /// The record is there, and not in its place.
    #[error("another sealed record stands here: two have changed places")]
    Moved,
    /// The record is as it was sealed, but for its position.
    #[error("the record bears the position {found}")]
    Renumbered {
        /// The position that it bears.
        found: u64,
    },
    /// The record is not as it was sealed.
    #[error("the record is not as it was sealed")]
    Changed,
    /// The record cannot be read.
    #[error("the record cannot be read: {0}")]
    Unreadable(LeafError),
    /// The records are whole; the hashes beside them are not.
    #[error("the hashes beside the records are damaged; the records here are not shown to be")]
    Hashes,
    /// All is whole in itself, and is not what was signed.
    #[error("the records make another tree than the signed one: history was written anew")]
    Rewritten,
    /// The log is shorter than the earlier checkpoint says.
    #[error("an earlier checkpoint has {held} events, and this log has {found}")]
    Shorter {
        /// Size of the earlier checkpoint.
        held: u64,
        /// Size of this one.
        found: u64,
    },
    /// The log does not begin with the tree of the earlier checkpoint.
    #[error("the first {held} events are not those of the earlier checkpoint: history was written anew")]
    Forked {
        /// Size of the earlier checkpoint.
        held: u64,
    },
    /// The bundle begins behind the earlier checkpoint, so it cannot be compared.
    #[error("the bundle begins behind position {after}, and the earlier checkpoint ends at {held}")]
    Uncovered {
        /// Position behind which the bundle begins.
        after: u64,
        /// Size of the earlier checkpoint.
        held: u64,
    },
    /// As sealed, the stream has a gap: it was so when it was signed.
    #[error("the stream goes from sequence {expected} to {found}, and was sealed so", expected = expected.saturating_sub(1))]
    SequenceGap {
        /// The sequence that should follow.
        expected: u64,
        /// The sequence that does.
        found: u64,
    },
    /// As sealed, time goes back: it was so when it was signed.
    #[error("it was recorded before the one in front of it, and was sealed so")]
    TimeWentBack,
}

impl Kind {
    /// The stable word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Form => "FORM",
            Self::Key => "KEY",
            Self::Checkpoint(_) => "CHECKPOINT",
            Self::Truncated => "TRUNCATED",
            Self::Trailing => "TRAILING",
            Self::Missing => "MISSING",
            Self::Inserted => "INSERTED",
            Self::Moved => "MOVED",
            Self::Renumbered { .. } => "RENUMBERED",
            Self::Changed => "CHANGED",
            Self::Unreadable(_) => "UNREADABLE",
            Self::Hashes => "HASHES",
            Self::Rewritten => "REWRITTEN",
            Self::Shorter { .. } => "SHORTER",
            Self::Forked { .. } => "FORKED",
            Self::Uncovered { .. } => "UNCOVERED",
            Self::SequenceGap { .. } => "SEQUENCE_GAP",
            Self::TimeWentBack => "TIME_WENT_BACK",
        }
    }
}

/// Damage, with the first position that differs where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// First position that differs; none where the damage is of the whole.
    pub position: Option<u64>,
    /// What it is.
    pub kind: Kind,
}

impl Damage {
    pub(crate) fn at(position: u64, kind: Kind) -> Self {
        Self { position: Some(position), kind }
    }

    pub(crate) fn whole(kind: Kind) -> Self {
        Self { position: None, kind }
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.position {
            Some(position) => write!(f, "{} at position {position}: {}", self.kind.word(), self.kind),
            None => write!(f, "{}: {}", self.kind.word(), self.kind),
        }
    }
}

impl std::error::Error for Damage {}

//! What one command proposes to append, and the verdict that it gets.

use crate::{log::Receipt, vault::NewKey};
use chrono::NaiveDate;
use uuid::Uuid;

/// A stream that the command read or wrote, at the sequence on which it decided.
#[derive(Clone, Debug)]
pub struct StreamRow {
    /// Aggregate type.
    pub aggregate_type: &'static str,
    /// Stream id.
    pub aggregate_id: Uuid,
    /// Sequence of the last event that the decision knew; 0 for a new stream.
    pub expected: i64,
    /// Whether the command appends to it; a stream that was only read is checked too.
    pub written: bool,
}

/// An event ready for the table: encoded, personal fields sealed.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// Aggregate type.
    pub aggregate_type: &'static str,
    /// Stream id.
    pub aggregate_id: Uuid,
    /// Sequence within the stream.
    pub sequence: i64,
    /// Event name.
    pub event_type: String,
    /// Event version.
    pub event_version: String,
    /// Payload as JSON text.
    pub payload: String,
    /// The event's own id.
    pub event_id: Uuid,
}

/// A change of a unique row.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    /// Taken, or released.
    pub take: bool,
    /// The rule's name.
    pub kind: &'static str,
    /// The value, or its blind index.
    pub value: String,
    /// Who holds it.
    pub holder: Uuid,
    /// First day held; nothing for all days.
    pub from: Option<NaiveDate>,
    /// Last day held; nothing for all days to come.
    pub to: Option<NaiveDate>,
}

/// A key under which the outcome of the command is remembered.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// The caller's key, within its own name space.
    pub key: String,
    /// SHA-256 of the command's body.
    pub body_hash: Vec<u8>,
    /// The outcome as JSON text.
    pub outcome: String,
}

/// All that one command appends: all of it or none.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// Streams read and written.
    pub streams: Vec<StreamRow>,
    /// Events in the order of their decision.
    pub events: Vec<EventRow>,
    /// Changes of unique rows, each row at most once.
    pub claims: Vec<ClaimRow>,
    /// Version of the index key under which personal values of the claims stand.
    pub index: i32,
    /// Keys made for this command.
    pub keys: Vec<NewKey>,
    /// Metadata of all its events, as JSON text.
    pub metadata: String,
    /// Where the outcome is remembered.
    pub idempotency: Option<Idempotency>,
}

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Appended, durably.
    Appended(Receipt),
    /// A stream moved on since the decision; decide again.
    Conflict,
    /// Somebody else holds a unique value.
    Claimed {
        /// The rule's name.
        kind: String,
        /// Who holds it.
        holder: Uuid,
    },
    /// The same key and body came before; this is the first outcome.
    Repeated {
        /// The outcome as JSON text.
        outcome: String,
        /// The receipt of the first time.
        receipt: Receipt,
    },
    /// The key came before with another body.
    KeyReused,
    /// The head was held for longer than a writer waits, as a rotation of keys may hold it; nothing was appended.
    Busy,
}

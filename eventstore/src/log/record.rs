//! A recorded event, its metadata and the receipt of an append.

use crate::StoreFault;
use chrono::{DateTime, Utc};
use muster_domain::kernel::StoredEvent;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who, where from and why, beside what; stored as a flat object of strings, which postgres-es reads too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Pseudonym of who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Role in which the actor asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Organization in whose name the actor asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Where the command came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// All events that one request or file led to share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The event or request that led to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub causation_id: Option<String>,
    /// Version of the policy under which it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<String>,
}

/// What an append gives back; the position is the token with which a reader waits for its own write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Position of the first event appended.
    pub first_position: i64,
    /// Position of the last event appended.
    pub position: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// One event as the log gives it, upcast to today's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Global position, gapless, from 1.
    pub position: i64,
    /// Aggregate type.
    pub aggregate_type: String,
    /// Stream id as stored.
    pub aggregate_id: String,
    /// Sequence within the stream, from 1.
    pub sequence: i64,
    /// Event name.
    pub event_type: String,
    /// Event version.
    pub event_version: String,
    /// Payload as JSON text; empty when the page did not ask for this aggregate type.
    pub payload: String,
    /// Metadata.
    pub metadata: Metadata,
    /// The event's own id.
    pub event_id: Uuid,
    /// When it was recorded; never before an earlier position's time.
    pub recorded_at: DateTime<Utc>,
}

impl Recorded {
    /// The stream's id.
    ///
    /// # Errors
    /// [`StoreFault::StreamId`] when it is no UUID.
    pub fn stream(&self) -> Result<Uuid, StoreFault> {
        Uuid::parse_str(&self.aggregate_id)
            .map_err(|_| StoreFault::StreamId { aggregate_type: self.aggregate_type.clone() })
    }

    /// The event itself, with its personal fields still sealed.
    ///
    /// # Errors
    /// [`StoreFault::Undecodable`] naming position, name and version.
    pub fn decode<E: StoredEvent>(&self) -> Result<E, StoreFault> {
        serde_json::from_str(&self.payload).map_err(|source| StoreFault::Undecodable {
            position: self.position,
            event_type: self.event_type.clone(),
            event_version: self.event_version.clone(),
            source,
        })
    }
}

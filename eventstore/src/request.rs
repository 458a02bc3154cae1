//! Who asks, from where and why.

use crate::idempotency::IdempotencyKey;
use chrono::{DateTime, Utc};
use muster_domain::kernel::{Acting, Source};
use uuid::Uuid;

/// Who asks, from where and why: everything about a command that is not in it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Pseudonym of who asks.
    pub actor: String,
    /// Role in which they ask.
    pub role: String,
    /// Organization in whose name they ask.
    pub organization: Option<String>,
    /// For whom they act where service is recorded.
    pub acting: Acting,
    /// Where the command came from.
    pub source: Source,
    /// All events of one request or file share it.
    pub correlation_id: Option<Uuid>,
    /// The event or request that led to this one.
    pub causation_id: Option<Uuid>,
    /// The instant of the command; the clock's where it is not given.
    pub at: Option<DateTime<Utc>>,
    /// Key and body under which the outcome is remembered.
    pub idempotency: Option<IdempotencyKey>,
}

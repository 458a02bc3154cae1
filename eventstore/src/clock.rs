//! The one place that reads the system clock and draws ids. Rules get both as values.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The edge's clock: the system's, or one that stands still for tests and replays.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// Always this instant.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The instant now.
    #[must_use]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the edge where time comes in")]
            Self::System => Utc::now(),
            Self::Fixed(at) => at,
        }
    }
}

/// A fresh random id.
#[must_use]
pub fn fresh_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "this is the edge where ids are drawn")]
    Uuid::new_v4()
}

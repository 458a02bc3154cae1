//! One stream is one activity.

pub mod events;
pub mod facts;

pub use events::ActivityEvent;
pub use facts::SessionFacts;

//! One stream is one activity.

pub mod events;

pub use events::ActivityEvent;

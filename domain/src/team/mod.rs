//! One stream is one team.

pub mod events;

pub use events::TeamEvent;

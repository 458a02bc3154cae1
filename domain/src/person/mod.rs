//! One stream is one person.

pub mod events;

pub use events::PersonEvent;

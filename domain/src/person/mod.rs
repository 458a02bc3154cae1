//! One stream is one person.

pub mod events;
pub mod facts;

pub use events::PersonEvent;
pub use facts::PersonFacts;

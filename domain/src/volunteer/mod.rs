//! One stream is one volunteer.

pub mod events;
pub mod facts;

pub use events::VolunteerEvent;
pub use facts::VolunteerFacts;

//! One stream is one volunteer.

pub mod events;

pub use events::VolunteerEvent;

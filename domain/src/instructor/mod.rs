//! One stream is one instructor.

pub mod events;

pub use events::InstructorEvent;

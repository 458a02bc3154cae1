//! One stream is one social worker.

pub mod events;

pub use events::SocialWorkerEvent;

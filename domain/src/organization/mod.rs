//! One stream is one organization.

pub mod events;

pub use events::OrganizationEvent;

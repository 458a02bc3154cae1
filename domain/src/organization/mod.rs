//! One stream is one organization.

pub mod events;
pub mod facts;

pub use events::OrganizationEvent;
pub use facts::OrganizationFacts;

//! Organizations on the wire: the directory and the commands of an organization.

mod mutations;
mod pairing;
mod queries;
mod types;

pub use mutations::{DissolutionInput, OrganizationChangeInput, OrganizationInput, OrganizationMutation};
pub use pairing::{PairingInput, PairingMutation};
pub use queries::{OrganizationFilterInput, OrganizationQuery, PairingCounts};
pub use types::Organization;

//! Organizations on the wire: the directory and the commands of an organization.

mod mutations;
mod pairing;
mod types;

pub use mutations::{DissolutionInput, OrganizationChangeInput, OrganizationInput, OrganizationMutation};
pub use pairing::{PairingInput, PairingMutation};
pub use types::{Organization, OrganizationCode};

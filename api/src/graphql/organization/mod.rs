//! Organizations on the wire: the directory and the commands of an organization.

mod mutations;
mod pairing;

pub use mutations::{DissolutionInput, OrganizationChangeInput, OrganizationInput, OrganizationMutation};
pub use pairing::{PairingInput, PairingMutation};

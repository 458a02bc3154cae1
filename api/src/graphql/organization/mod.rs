//! Organizations on the wire: the directory and the commands of an organization.

mod mutations;
mod pairing;
mod queries;
mod record;
mod reports;
mod standing;
mod types;
pub mod words;

pub use mutations::{DissolutionInput, OrganizationChangeInput, OrganizationInput, OrganizationMutation};
pub use pairing::{PairingInput, PairingMutation};
pub use queries::{OrganizationFilterInput, OrganizationQuery, PairingCounts};
pub use record::{CoverageSurvey, HeldLabel, LeadershipTerm, Pairing, PledgeFigures};
pub use reports::{
    LabelFigures, LabelReport, LeadershipTermDue, LevelFigures, LevelReport, PartyCoverageReport, PartyCoverageRow,
    PledgeReport, StandingQuery,
};
pub use standing::{PledgeInput, StandingMutation};
pub use types::Organization;

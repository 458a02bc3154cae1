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

use crate::graphql::Gate;
use crate::{
    edge::{EdgeError, Refused},
    graphql::mutation::code,
};
use async_graphql::Result;
use muster_domain::{
    kernel::{DivisionCode, OrganizationId},
    organization::Organization as OrganizationState,
};
use uuid::Uuid;

/// The id and the division of an organization that a question names; one that does not exist is refused.
pub(crate) async fn known_organization(gate: &Gate, text: String) -> Result<(Uuid, DivisionCode)> {
    let id = OrganizationId::of_code(&code(&text)?).uuid();
    let known = gate.find::<OrganizationState>(id).await.map_err(EdgeError::from)?;
    let division = known.and_then(|state| state.division().cloned()).ok_or_else(|| {
        Refused::new("ORGANIZATION_UNKNOWN", "there is no such organization").with("organization", text)
    })?;
    Ok((id, division))
}

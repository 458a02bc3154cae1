//! What rows name by code and must find: organizations and teams, accepted in the file or earlier.

use super::rows::{Stop, unknown};
use muster_domain::{
    kernel::{Code, OrganizationId, TeamId},
    organization::{Organization, OrganizationFacts},
    team::{Team, TeamFacts},
};
use muster_eventstore::{StoreFault, Unit};

/// Loads the organizations of a batch.
pub(super) async fn load_organizations(unit: &mut Unit, codes: Vec<&Code>) -> Result<(), StoreFault> {
    unit.load::<Organization>(codes.into_iter().map(|code| OrganizationId::of_code(code).uuid())).await
}

/// Loads the teams of a batch.
pub(super) async fn load_teams(unit: &mut Unit, codes: Vec<&Code>) -> Result<(), StoreFault> {
    unit.load::<Team>(codes.into_iter().map(|code| TeamId::of_code(code).uuid())).await
}

/// The organization that a column names.
pub(super) fn organization(unit: &Unit, column: &'static str, code: &Code) -> Result<OrganizationFacts, Stop> {
    let facts = unit.state::<Organization>(OrganizationId::of_code(code).uuid())?.facts();
    facts.ok_or_else(|| unknown("organization", column, code))
}

/// The team that a column names.
pub(super) fn team(unit: &Unit, column: &'static str, code: &Code) -> Result<TeamFacts, Stop> {
    let facts = unit.state::<Team>(TeamId::of_code(code).uuid())?.facts();
    facts.ok_or_else(|| unknown("team", column, code))
}

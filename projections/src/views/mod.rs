//! The list of views; each is a file of its own.

use crate::View;
use std::sync::Arc;

pub mod instructor_assignments;
pub mod organization_directory;
pub mod social_worker_register;
pub mod talent_pool;
pub mod team_coverage;
pub mod team_roster;

/// Every view of the registry.
#[must_use]
pub fn all() -> Vec<Arc<dyn View>> {
    vec![
        Arc::new(instructor_assignments::InstructorAssignments),
        Arc::new(organization_directory::OrganizationDirectory),
        Arc::new(social_worker_register::SocialWorkerRegister),
        Arc::new(talent_pool::TalentPool),
        Arc::new(team_coverage::TeamCoverage),
        Arc::new(team_roster::TeamRoster),
    ]
}

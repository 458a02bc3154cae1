//! The list of views; each is a file of its own.

use crate::View;
use std::sync::Arc;

pub mod instructor_assignments;
pub mod team_coverage;
pub mod team_roster;

/// Every view of the registry.
#[must_use]
pub fn all() -> Vec<Arc<dyn View>> {
    vec![
        Arc::new(instructor_assignments::InstructorAssignments),
        Arc::new(team_coverage::TeamCoverage),
        Arc::new(team_roster::TeamRoster),
    ]
}

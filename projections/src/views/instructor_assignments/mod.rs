//! Who guides which organization on any day (指导员联系单位): instructors, links, visits and problems.
//!
//! The organizations stand beside them, so that the uncovered ones are answered from one snapshot. No limits of
//! links here: the aggregate decides them.

mod fold;
mod fold_record;
mod history;
mod instructors;
mod reads;
mod record;
mod tables;

pub use history::{CoverageGap, gaps, released};
pub use instructors::{
    InstructorFilter, ProblemCount, ProblemFilter, VisitCount, by_codes, by_ids, by_person_ids, page, problem_counts,
    problems_by_instructor, problems_by_organization, visits,
};
pub use reads::{
    AssignmentCounts, LinkFilter, LoadFilter, LoadRow, UncoveredRow, changed, counts, links, links_by_keys, load,
    uncovered,
};
pub use record::{appraisals, overrides, problems, trainings};
pub use tables::{
    AppraisalRow, InstructorRow, LinkRow, OrganizationRow, OverrideRow, ProblemRow, SolutionRow, TrainingRow, VisitRow,
};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "instructor_assignments";

/// The assignments of instructors to organizations.
#[derive(Clone, Copy, Debug, Default)]
pub struct InstructorAssignments;

impl View for InstructorAssignments {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        4
    }

    fn keeps_versions(&self) -> bool {
        true
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["instructor", "organization"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        tables::INDEXES
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

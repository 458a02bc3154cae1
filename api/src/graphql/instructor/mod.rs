//! Instructors on the wire: the roster, the reports of links and load, and the commands of an instructor.

mod assignments;
mod guidance;
mod handover;
mod history;
mod linking;
mod mutations;
mod proposal;
mod queries;
mod reassignment;
mod record;
mod reports;
mod standing;
mod types;

pub(crate) use assignments::counted as assignments_counted;
pub use assignments::{AssignmentCounts, AssignmentFilterInput, AssignmentQuery, InstructorAssignments};
pub use guidance::{GuidanceMutation, ProblemInput, ProblemResultInput, VisitInput};
pub use handover::{HandoverInput, HandoverMutation, TransferInput, TransfersInput};
pub use history::{HistoryQuery, HistoryStep, LoadHistoryRow};
pub use linking::{AssignmentInput, LinkChangeInput, LinkingMutation};
pub use mutations::{InstructorInput, InstructorMutation};
pub use proposal::{Distance, ProposedHandover, ProposedPlacement, ReassignmentProposal, UnplacedLink, UnplacedReason};
pub use queries::{InstructorFilterInput, InstructorQuery};
pub use reassignment::ReassignmentQuery;
pub use record::{EducationLevel, FocusOverride, InstructorQualification, InstructorTraining, QualificationState};
pub use reports::{InstructorLoad, LoadQuery, UncoveredOrganization};
pub(crate) use reports::{allowed, band, row_limit, whole};
pub use standing::{FocusOverrideInput, InstructorRecordMutation, QualificationInput};
pub use types::{Instructor, InstructorLink};

use super::mutation::{Done, code, execute_keyed};
use async_graphql::{Context, Result};
use muster_domain::{
    instructor::{Instructor as InstructorState, InstructorCommand},
    kernel::InstructorId,
};

/// Executes a command that needs nothing beside the instructor.
async fn run(ctx: &Context<'_>, key: Option<String>, instructor: &str, command: InstructorCommand) -> Result<Done> {
    let id = InstructorId::of_code(&code(instructor)?).uuid();
    execute_keyed::<InstructorState>(ctx, key.as_deref(), id, command).await
}

//! Which events may change the figures of the assignments.

use crate::ViewFault;
use muster_domain::instructor::InstructorEvent;
use muster_eventstore::Recorded;

/// Whether an event may change who is in office, what is linked, or which problems stand.
///
/// # Errors
/// [`ViewFault`] when it does not decode.
pub fn touches(recorded: &Recorded) -> Result<bool, ViewFault> {
    if recorded.aggregate_type != "instructor" {
        return Ok(false);
    }
    Ok(match recorded.decode()? {
        InstructorEvent::InstructorAppointed { .. }
        | InstructorEvent::InstructorReleased { .. }
        | InstructorEvent::OrganizationAssigned { .. }
        | InstructorEvent::LinkKindChanged { .. }
        | InstructorEvent::AssignmentEnded { .. }
        | InstructorEvent::AssignmentTransferred { .. }
        | InstructorEvent::ProblemRaised { .. }
        | InstructorEvent::ProblemResolved { .. }
        | InstructorEvent::ProblemReopened { .. } => true,
        InstructorEvent::GuidanceVisitRecorded { .. }
        | InstructorEvent::QualificationRecorded { .. }
        | InstructorEvent::FocusOverrideGranted { .. }
        | InstructorEvent::FocusOverrideEnded { .. }
        | InstructorEvent::InstructorAppraised { .. }
        | InstructorEvent::InstructorTrained { .. } => false,
    })
}

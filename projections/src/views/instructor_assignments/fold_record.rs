//! How events change what is said of an instructor: qualification, overrides, appraisals, trainings.

use super::{AppraisalRow, OverrideRow, TrainingRow, fold::Rows};
use crate::{RowSet, ViewFault, rows::integer};
use muster_domain::instructor::InstructorEvent;
use muster_eventstore::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

/// The rows in hand while a page is folded.
#[derive(Default)]
pub(super) struct RecordRows {
    overrides: RowSet<OverrideRow>,
    appraisals: RowSet<AppraisalRow>,
    trainings: RowSet<TrainingRow>,
}

impl RecordRows {
    /// Loads the overrides that a page ends.
    pub(super) async fn load(&mut self, connection: &mut PgConnection, ended: Vec<String>) -> Result<(), ViewFault> {
        self.overrides.load_more(connection, ended).await
    }

    /// Says at which position the event stands whose changes come next.
    pub(super) fn at(&mut self, position: i64) {
        self.overrides.at(position);
        self.appraisals.at(position);
        self.trainings.at(position);
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), ViewFault> {
        self.overrides.write(connection).await?;
        self.appraisals.write(connection).await?;
        self.trainings.write(connection).await
    }
}

/// Takes an event of an instructor's record in; others are the fold's own.
pub(super) fn apply(
    rows: &mut Rows,
    recorded: &Recorded,
    instructor_id: Uuid,
    event: &InstructorEvent,
) -> Result<(), ViewFault> {
    let id = &recorded.aggregate_id;
    match event {
        InstructorEvent::QualificationRecorded { qualification, .. } => {
            let row = rows.instructors.get_mut(id).ok_or_else(|| ViewFault::unknown(recorded, "instructor"))?;
            row.education = qualification.education.map(|education| education.code().to_owned());
            row.party_work_years = qualification.party_work_years.map(integer);
        }
        InstructorEvent::FocusOverrideGranted { granted_by, limit, from, to, .. } => {
            rows.record.overrides.put(OverrideRow {
                key: format!("{id}/{from}"),
                instructor_id,
                granted_by: granted_by.uuid(),
                links_limit: integer(*limit),
                from_day: *from,
                to_day: *to,
            });
        }
        InstructorEvent::FocusOverrideEnded { from, ended_on } => {
            let row = rows.record.overrides.get_mut(&format!("{id}/{from}"));
            row.ok_or_else(|| ViewFault::unknown(recorded, "override"))?.to_day = *ended_on;
        }
        InstructorEvent::InstructorAppraised { year, grade } => {
            let (key, grade) = (format!("{id}/{year}"), grade.code().to_owned());
            rows.record.appraisals.put(AppraisalRow { key, instructor_id, year: *year, grade });
        }
        InstructorEvent::InstructorTrained { name, minutes, completed_on } => {
            rows.record.trainings.put(TrainingRow {
                key: format!("{id}/{completed_on}/{minutes}/{name}"),
                instructor_id,
                name: name.clone(),
                minutes: integer(*minutes),
                completed_on: *completed_on,
            });
        }
        InstructorEvent::InstructorAppointed { .. }
        | InstructorEvent::OrganizationAssigned { .. }
        | InstructorEvent::LinkKindChanged { .. }
        | InstructorEvent::AssignmentEnded { .. }
        | InstructorEvent::AssignmentTransferred { .. }
        | InstructorEvent::GuidanceVisitRecorded { .. }
        | InstructorEvent::ProblemRaised { .. }
        | InstructorEvent::ProblemResolved { .. }
        | InstructorEvent::ProblemReopened { .. }
        | InstructorEvent::InstructorReleased { .. } => {}
    }
    Ok(())
}

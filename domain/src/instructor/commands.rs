//! What may be asked of an instructor. The reasons for a no are in `refusals.rs`.

use crate::{
    instructor::Qualification,
    kernel::{
        Code, DateSpan, DivisionCode, InstructorId, OrganizationId, ProblemId,
        words::{AppraisalGrade, InstructorKind, LinkKind},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
};
use chrono::NaiveDate;

/// The commands of an instructor (党建指导员).
#[derive(Clone, Debug, PartialEq)]
pub enum InstructorCommand {
    /// Appoint a person (聘任).
    AppointInstructor {
        /// The person.
        person: PersonFacts,
        /// The sender's own key.
        code: Code,
        /// Division, good on the day of appointment.
        division: DivisionCode,
        /// Full-time or part-time.
        kind: InstructorKind,
        /// First day.
        appointed_on: NaiveDate,
        /// Education and experience, as far as the sender tells them (I4).
        qualification: Qualification,
    },
    /// Put education and experience on record that the appointment did not tell (登记任职条件, I4).
    RecordQualification {
        /// What is told now.
        qualification: Qualification,
        /// On which day it was seen.
        recorded_on: NaiveDate,
    },
    /// Let an instructor hold more focus links than the policy allows, for a time (特批超限, I1).
    GrantFocusOverride {
        /// The department that grants it.
        department: OrganizationFacts,
        /// Focus links allowed at a time.
        limit: u32,
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// End an override before its last day (撤销特批).
    EndFocusOverride {
        /// Last day.
        ended_on: NaiveDate,
    },
    /// Link an organization (联系, I1, I3, I5, I8, I9).
    AssignOrganization {
        /// The organization.
        organization: OrganizationFacts,
        /// The days on which the instructor is its legal representative (I8); told by the organization.
        represented: Vec<DateSpan>,
        /// Focus or general.
        link_kind: LinkKind,
        /// First day.
        from: NaiveDate,
        /// Last day, where there is one.
        to: Option<NaiveDate>,
    },
    /// Change the kind of a live link (变更联系类别).
    ChangeLink {
        /// The organization.
        organization_id: OrganizationId,
        /// New kind.
        link_kind: LinkKind,
        /// First day of the new kind.
        changed_on: NaiveDate,
    },
    /// End a link (结束联系).
    EndAssignment {
        /// The organization.
        organization_id: OrganizationId,
        /// Last day.
        ended_on: NaiveDate,
    },
    /// Let a link go over to another instructor (移交联系); the other one is assigned in the same unit of work.
    TransferAssignment {
        /// The organization.
        organization_id: OrganizationId,
        /// Who takes it over.
        successor: InstructorId,
        /// Last day here.
        ended_on: NaiveDate,
    },
    /// Put a visit on record (登记走访).
    RecordVisit {
        /// The organization.
        organization_id: OrganizationId,
        /// On which day.
        visited_on: NaiveDate,
        /// What was found and done.
        note: Option<String>,
    },
    /// Bring up a problem of an organization (提出协调事项).
    RaiseProblem {
        /// The problem.
        problem_id: ProblemId,
        /// The organization that has it.
        organization_id: OrganizationId,
        /// On which day.
        raised_on: NaiveDate,
        /// What it is.
        text: String,
    },
    /// Put on record that a problem is solved (办结, I7).
    ResolveProblem {
        /// The problem.
        problem_id: ProblemId,
        /// On which day.
        resolved_on: NaiveDate,
        /// What came of it.
        result: String,
    },
    /// Open a solved problem again (重启).
    ReopenProblem {
        /// The problem.
        problem_id: ProblemId,
        /// On which day.
        reopened_on: NaiveDate,
    },
    /// Appraise a year (年度考核).
    AppraiseInstructor {
        /// The year.
        year: i32,
        /// The result.
        grade: AppraisalGrade,
    },
    /// Put a training on record (登记培训).
    RecordTraining {
        /// What it was called.
        name: String,
        /// Minutes of learning.
        minutes: u32,
        /// Day of its completion.
        completed_on: NaiveDate,
    },
    /// End the appointment (解聘, I6).
    ReleaseInstructor {
        /// Last day.
        released_on: NaiveDate,
        /// Why.
        reason: String,
    },
}

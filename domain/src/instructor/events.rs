//! What is remembered of an instructor. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::{
    instructor::Qualification,
    kernel::{
        Claim, ClaimChange, ClaimValue, Code, DateSpan, DivisionCode, InstructorId, KeyOwner, OrganizationId, PersonId,
        Personal, PersonalVisitor, ProblemId, StoredEvent, time,
        words::{AppraisalGrade, InstructorKind, LinkKind},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a party-building instructor (党建指导员).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstructorEvent {
    /// The instructor is appointed (已聘任).
    InstructorAppointed {
        /// The natural person.
        person_id: PersonId,
        /// The sender's own key.
        code: Code,
        /// Division.
        division: DivisionCode,
        /// Full-time or part-time.
        kind: InstructorKind,
        /// First day.
        appointed_on: NaiveDate,
    },
    /// A link to an organization (已联系).
    OrganizationAssigned {
        /// The instructor's kind, on which the limit of one focus instructor depends (I3).
        instructor_kind: InstructorKind,
        /// The link.
        link: Link,
    },
    /// A link changes its kind: it ends the day before, and one of the other kind begins (联系类别已变更).
    LinkKindChanged {
        /// The instructor's kind.
        instructor_kind: InstructorKind,
        /// The link as it was.
        before: Link,
        /// New kind.
        link_kind: LinkKind,
        /// First day of the new kind.
        changed_on: NaiveDate,
    },
    /// A link ends (联系已结束).
    AssignmentEnded {
        /// The instructor's kind.
        instructor_kind: InstructorKind,
        /// The link as it was.
        before: Link,
        /// Last day.
        ended_on: NaiveDate,
    },
    /// A link goes over to another instructor: it ends here (联系已移交).
    AssignmentTransferred {
        /// The instructor's kind.
        instructor_kind: InstructorKind,
        /// The link as it was.
        before: Link,
        /// Last day here.
        ended_on: NaiveDate,
        /// Who takes it over, from the next day.
        successor: InstructorId,
    },
    /// A visit (走访已登记).
    GuidanceVisitRecorded {
        /// The organization.
        organization_id: OrganizationId,
        /// On which day.
        visited_on: NaiveDate,
        /// The instructor's person, whose key seals the note.
        person_id: PersonId,
        /// What was found and done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal>,
    },
    /// A problem is brought up (协调事项已提出).
    ProblemRaised {
        /// The problem.
        problem_id: ProblemId,
        /// The organization that has it.
        organization_id: OrganizationId,
        /// On which day.
        raised_on: NaiveDate,
        /// The instructor's person, whose key seals the text.
        person_id: PersonId,
        /// What it is.
        text: Personal,
    },
    /// A problem is solved (协调事项已办结, I7).
    ProblemResolved {
        /// The problem.
        problem_id: ProblemId,
        /// The organization that has it.
        organization_id: OrganizationId,
        /// On which day.
        resolved_on: NaiveDate,
        /// The instructor's person, whose key seals the result.
        person_id: PersonId,
        /// What came of it.
        result: Personal,
    },
    /// A solved problem is open again (协调事项已重启).
    ProblemReopened {
        /// The problem.
        problem_id: ProblemId,
        /// The organization that has it.
        organization_id: OrganizationId,
        /// On which day.
        reopened_on: NaiveDate,
    },
    /// Education and experience are on record (任职条件已登记, I4).
    QualificationRecorded {
        /// What is known now.
        qualification: Qualification,
        /// On which day it was seen.
        recorded_on: NaiveDate,
    },
    /// The instructor may hold more focus links for a time (已特批超限, I1).
    FocusOverrideGranted {
        /// The department that grants it.
        granted_by: OrganizationId,
        /// Focus links allowed at a time.
        limit: u32,
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
        /// The instructor's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// An override ends before its last day; the links stay (特批已撤销).
    FocusOverrideEnded {
        /// First day of the override.
        from: NaiveDate,
        /// Last day.
        ended_on: NaiveDate,
    },
    /// A year was appraised (已考核).
    InstructorAppraised {
        /// The year.
        year: i32,
        /// The result.
        grade: AppraisalGrade,
    },
    /// A training was completed (已培训).
    InstructorTrained {
        /// What it was called.
        name: String,
        /// Minutes of learning.
        minutes: u32,
        /// Day of its completion.
        completed_on: NaiveDate,
    },
    /// The appointment ends; all links ended or went over before (已解聘, I6).
    InstructorReleased {
        /// Last day.
        released_on: NaiveDate,
        /// The instructor's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
}

/// A link between this instructor and an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Focus or general.
    pub link_kind: LinkKind,
    /// In which days, both ends included.
    pub span: DateSpan,
}

impl Link {
    /// The same link with another last day.
    #[must_use]
    pub fn ending(mut self, last_day: NaiveDate) -> Self {
        self.span.to = Some(last_day);
        self
    }
}

crate::stored_names!(InstructorEvent {
    InstructorAppointed => "instructor_appointed" v "1.0",
    OrganizationAssigned => "organization_assigned" v "1.0",
    LinkKindChanged => "link_kind_changed" v "1.0",
    AssignmentEnded => "assignment_ended" v "1.0",
    AssignmentTransferred => "assignment_transferred" v "1.0",
    GuidanceVisitRecorded => "guidance_visit_recorded" v "1.0",
    ProblemRaised => "problem_raised" v "1.0",
    ProblemResolved => "problem_resolved" v "1.0",
    ProblemReopened => "problem_reopened" v "1.0",
    InstructorReleased => "instructor_released" v "1.0",
    QualificationRecorded => "qualification_recorded" v "1.0",
    FocusOverrideGranted => "focus_override_granted" v "1.0",
    FocusOverrideEnded => "focus_override_ended" v "1.0",
    InstructorAppraised => "instructor_appraised" v "1.0",
    InstructorTrained => "instructor_trained" v "1.0",
});

/// The claim that a person is an instructor at most once.
pub const INSTRUCTOR_CLAIM: &str = "instructor_of_person";
/// The claim that an organization has at most one full-time focus instructor at every moment (I3).
pub const FOCUS_CLAIM: &str = "full_time_focus_instructor";

/// The claim of a link, where it is one of full-time focus.
fn focus_claim(kind: InstructorKind, link: &Link, holder: Uuid) -> Option<Claim> {
    (kind == InstructorKind::FullTime && link.link_kind == LinkKind::Focus).then(|| Claim {
        kind: FOCUS_CLAIM,
        value: ClaimValue::Plain(link.organization_id.to_string()),
        holder,
        span: Some(link.span),
    })
}

/// The changes that shorten a link to its new last day; a link that never was leaves no claim.
fn shortened(kind: InstructorKind, before: &Link, last_day: NaiveDate, holder: Uuid) -> Vec<ClaimChange> {
    let released = focus_claim(kind, before, holder).map(ClaimChange::Release);
    let kept = Some(before.ending(last_day)).filter(|link| link.span.from <= last_day);
    let taken = kept.and_then(|link| focus_claim(kind, &link, holder)).map(ClaimChange::Take);
    released.into_iter().chain(taken).collect()
}

impl StoredEvent for InstructorEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::GuidanceVisitRecorded { person_id, note, .. } => {
                note.iter_mut().for_each(|note| visit(KeyOwner::Person(*person_id), "note", note));
            }
            Self::ProblemRaised { person_id, text, .. } => visit(KeyOwner::Person(*person_id), "text", text),
            Self::ProblemResolved { person_id, result, .. } => visit(KeyOwner::Person(*person_id), "result", result),
            Self::FocusOverrideGranted { person_id, reason, .. }
            | Self::InstructorReleased { person_id, reason, .. } => {
                visit(KeyOwner::Person(*person_id), "reason", reason);
            }
            Self::InstructorAppointed { .. }
            | Self::OrganizationAssigned { .. }
            | Self::LinkKindChanged { .. }
            | Self::AssignmentEnded { .. }
            | Self::AssignmentTransferred { .. }
            | Self::ProblemReopened { .. }
            | Self::QualificationRecorded { .. }
            | Self::FocusOverrideEnded { .. }
            | Self::InstructorAppraised { .. }
            | Self::InstructorTrained { .. } => {}
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::InstructorAppointed { person_id, .. } => vec![ClaimChange::Take(Claim {
                kind: INSTRUCTOR_CLAIM,
                value: ClaimValue::Plain(person_id.to_string()),
                holder: stream,
                span: None,
            })],
            Self::OrganizationAssigned { instructor_kind, link } => {
                focus_claim(*instructor_kind, link, stream).map(ClaimChange::Take).into_iter().collect()
            }
            Self::LinkKindChanged { instructor_kind, before, link_kind, changed_on } => {
                let mut after = *before;
                after.link_kind = *link_kind;
                after.span.from = *changed_on;
                let taken = focus_claim(*instructor_kind, &after, stream).map(ClaimChange::Take);
                let mut changes = shortened(*instructor_kind, before, time::day_before(*changed_on), stream);
                changes.extend(taken);
                changes
            }
            Self::AssignmentEnded { instructor_kind, before, ended_on }
            | Self::AssignmentTransferred { instructor_kind, before, ended_on, .. } => {
                shortened(*instructor_kind, before, *ended_on, stream)
            }
            Self::GuidanceVisitRecorded { .. }
            | Self::ProblemRaised { .. }
            | Self::ProblemResolved { .. }
            | Self::ProblemReopened { .. }
            | Self::InstructorReleased { .. }
            | Self::QualificationRecorded { .. }
            | Self::FocusOverrideGranted { .. }
            | Self::FocusOverrideEnded { .. }
            | Self::InstructorAppraised { .. }
            | Self::InstructorTrained { .. } => Vec::new(),
        }
    }
}

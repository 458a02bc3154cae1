//! One sample of every event of an instructor.

use super::parts::{code, day, days, division, organization, person, sealed, uuid};
use muster_domain::{
    instructor::{InstructorEvent, Qualification, events::Link, words::EducationLevel},
    kernel::{
        InstructorId, ProblemId,
        words::{AppraisalGrade, InstructorKind, LinkKind},
    },
};

/// Every event of an instructor.
#[must_use]
pub fn events() -> Vec<InstructorEvent> {
    let (problem_id, organization_id) = (ProblemId::new(uuid(9)), organization());
    let before = Link { organization_id, link_kind: LinkKind::Focus, span: days() };
    let instructor_kind = InstructorKind::FullTime;
    vec![
        InstructorEvent::InstructorAppointed {
            person_id: person(),
            code: code("I-1"),
            division: division(),
            kind: instructor_kind,
            appointed_on: day(1),
        },
        InstructorEvent::OrganizationAssigned { instructor_kind, link: before },
        InstructorEvent::LinkKindChanged { instructor_kind, before, link_kind: LinkKind::General, changed_on: day(2) },
        InstructorEvent::AssignmentEnded { instructor_kind, before, ended_on: day(3) },
        InstructorEvent::AssignmentTransferred {
            instructor_kind,
            before,
            ended_on: day(3),
            successor: InstructorId::new(uuid(10)),
        },
        InstructorEvent::GuidanceVisitRecorded {
            organization_id,
            visited_on: day(2),
            person_id: person(),
            note: Some(sealed()),
        },
        InstructorEvent::ProblemRaised {
            problem_id,
            organization_id,
            raised_on: day(2),
            person_id: person(),
            text: sealed(),
        },
        InstructorEvent::ProblemResolved {
            problem_id,
            organization_id,
            resolved_on: day(3),
            person_id: person(),
            result: sealed(),
        },
        InstructorEvent::ProblemReopened { problem_id, organization_id, reopened_on: day(4) },
        InstructorEvent::QualificationRecorded {
            qualification: Qualification { education: Some(EducationLevel::JuniorCollege), party_work_years: Some(3) },
            recorded_on: day(1),
        },
        InstructorEvent::FocusOverrideGranted {
            granted_by: organization_id,
            limit: 12,
            from: day(1),
            to: day(5),
            person_id: person(),
            reason: sealed(),
        },
        InstructorEvent::FocusOverrideEnded { from: day(1), ended_on: day(3) },
        InstructorEvent::InstructorAppraised { year: 2024, grade: AppraisalGrade::Excellent },
        InstructorEvent::InstructorTrained { name: "党务培训".to_owned(), minutes: 480, completed_on: day(2) },
        InstructorEvent::InstructorReleased { released_on: day(5), person_id: person(), reason: sealed() },
    ]
}

//! Appointment and release (I6).

use super::*;
use crate::{
    instructor::reassignment::Candidate,
    kernel::{Place, Placed as _},
};

fn appointed_event() -> InstructorEvent {
    E::InstructorAppointed {
        person_id: person(None, false).person_id,
        code: code("I1"),
        division: DivisionCode::new("360702"),
        kind: InstructorKind::FullTime,
        appointed_on: day("2024-01-02"),
    }
}

#[test]
fn instructor_is_appointed_when_new() {
    TestFramework::<Instructor>::with(context(Source::Api))
        .given_no_previous_events()
        .when(appoint())
        .then_expect_events(vec![appointed_event()]);
}

#[test]
fn appointment_is_known_when_sent_again_and_the_code_is_taken_when_it_differs() {
    let other = C::AppointInstructor {
        person: PersonFacts { person_id: PersonId::new(Uuid::from_u128(8)), ..person(Some(40), false) },
        code: code("I1"),
        division: DivisionCode::new("360703"),
        kind: InstructorKind::PartTime,
        appointed_on: day("2024-01-03"),
        qualification: Qualification::default(),
    };
    let fields = vec!["id_number", "division", "kind", "appointed_on"];
    let scene = Scene::new().emits_once(appoint(), appointed_event()).refuses(other, R::CodeTaken { fields });
    assert_eq!(scene.instructor.kind(), Some(InstructorKind::FullTime));
    assert_eq!(scene.instructor.appointed_on(), Some(day("2024-01-02")));
    assert_eq!(scene.instructor.code(), Some(&code("I1")));
    assert_eq!(scene.instructor.person_id(), Some(PersonId::new(Uuid::from_u128(7))));
}

#[test]
fn appointment_is_refused_when_its_day_or_division_or_the_age_is_not_good() {
    let adult = || person(Some(40), false);
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") };
    let young = DivisionRefusal::DivisionNotYetValid { division: DivisionCode::new("360703"), begins: 2013 };
    Scene::new()
        .refuses(appoint_with(adult(), "360702", "2024-06-02"), in_future("2024-06-02"))
        .refuses(appoint_with(adult(), "999999", "2024-01-02"), R::Division(unknown))
        .refuses(appoint_with(adult(), "360703", "2012-01-02"), R::Division(young))
        .refuses(
            appoint_with(person(Some(13), false), "360702", "2024-01-02"),
            R::GuardianConsentRequired { age_years: 13 },
        )
        .does(appoint_with(person(Some(13), true), "360702", "2024-01-02"));
}

#[test]
fn instructor_is_released_after_all_links_ended() {
    let live = |on: &str, count| R::LinksLive { count, day: day(on) };
    let end = C::EndAssignment { organization_id: org("B"), ended_on: day("2024-04-30") };
    let event = E::InstructorReleased {
        released_on: day("2024-04-30"),
        person_id: person(None, false).person_id,
        reason: Personal::clear("任期届满"),
    };
    let scene = Scene::appointed()
        .does(assign("A", LinkKind::Focus, "2024-02-01", Some("2024-04-30")))
        .does(assign("B", LinkKind::General, "2024-02-01", None))
        .refuses(release("2024-04-30"), live("2024-04-30", 1))
        .refuses(release("2024-04-29"), live("2024-04-29", 2))
        .does(end)
        .emits_once(release("2024-04-30"), event);
    assert_eq!(scene.instructor.released_on(), Some(day("2024-04-30")));
}

#[test]
fn release_is_refused_when_its_day_or_reason_is_not_good() {
    let mute = C::ReleaseInstructor { released_on: day("2024-04-30"), reason: " ".to_owned() };
    Scene::appointed()
        .refuses(release("2024-01-01"), too_early("2024-01-01", "2024-01-02"))
        .refuses(release("2024-06-02"), in_future("2024-06-02"))
        .refuses(mute, R::Text(TextRefusal::TextEmpty { field: "reason" }));
}

#[test]
fn released_instructor_takes_only_links_that_ended_before() {
    let gone = R::InstructorReleased { released_on: day("2024-04-30") };
    Scene::appointed()
        .does(release("2024-04-30"))
        .does(assign("A", LinkKind::Focus, "2024-02-01", Some("2024-04-30")))
        .refuses(assign("B", LinkKind::Focus, "2024-02-01", Some("2024-05-01")), gone.clone())
        .refuses(assign("B", LinkKind::General, "2024-02-01", None), gone.clone())
        .refuses(C::EndAssignment { organization_id: org("A"), ended_on: day("2024-03-01") }, gone.clone())
        .refuses(release("2024-05-01"), gone);
}

#[test]
fn every_command_but_appointment_is_refused_when_the_instructor_is_unknown() {
    let (organization_id, on, problem_id) = (org("A"), day("2024-03-01"), ProblemId::default());
    for command in [
        assign("A", LinkKind::Focus, "2024-03-01", None),
        C::ChangeLink { organization_id, link_kind: LinkKind::General, changed_on: on },
        C::EndAssignment { organization_id, ended_on: on },
        C::TransferAssignment { organization_id, successor: InstructorId::default(), ended_on: on },
        C::RecordVisit { organization_id, visited_on: on, note: None },
        C::RaiseProblem { problem_id, organization_id, raised_on: on, text: "停车难".to_owned() },
        C::ResolveProblem { problem_id, resolved_on: on, result: "已协调".to_owned() },
        C::ReopenProblem { problem_id, reopened_on: on },
        C::RecordQualification { qualification: Qualification::default(), recorded_on: on },
        C::GrantFocusOverride {
            department: facts("D"), limit: 12, from: on, to: on, reason: "新建园区".to_owned()
        },
        C::EndFocusOverride { ended_on: on },
        C::AppraiseInstructor { year: 2024, grade: crate::kernel::words::AppraisalGrade::Competent },
        C::RecordTraining { name: "党务培训".to_owned(), minutes: 90, completed_on: on },
        release("2024-03-01"),
    ] {
        Scene::new().refuses(command, R::InstructorUnknown);
    }
}

#[test]
fn claim_of_another_is_refused_by_its_own_code() {
    let holder = Uuid::from_u128(9);
    let code = |kind| R::of_claim(kind, holder).map(|refusal| coded(&refusal));
    assert_eq!(code(events::INSTRUCTOR_CLAIM).as_deref(), Some("IDENTITY_TAKEN"));
    assert_eq!(code(events::FOCUS_CLAIM).as_deref(), Some("FOCUS_INSTRUCTOR_EXISTS"));
    assert_eq!(code("identity"), None);
}

#[test]
fn appointment_is_accepted_on_the_day_itself_and_without_a_guardian_from_fourteen_years_on() {
    let scene = Scene::new().does(appoint_with(person(Some(14), false), "360702", "2024-06-01"));
    assert_eq!(scene.instructor.division(), Some(&DivisionCode::new("360702")));
    assert_eq!(Scene::new().instructor.division(), None);
    let place = Place::in_division(&DivisionCode::new("360702")).of_person(Some(person(None, false).person_id));
    assert_eq!(scene.instructor.place(), Some(place));
    assert_eq!(Scene::new().instructor.place(), None);
}

#[test]
fn candidate_is_somebody_else_of_the_same_kind_in_office_on_the_day() {
    let with = |name: &str, kind, appointed_on: &str| {
        let command = C::AppointInstructor {
            person: person(Some(40), false),
            code: code(name),
            division: DivisionCode::new("360702"),
            kind,
            appointed_on: day(appointed_on),
            qualification: Qualification::default(),
        };
        Scene::new().does(command).instructor
    };
    let leaving = with("I1", InstructorKind::FullTime, "2024-01-02");
    let candidate = |instructor: &Instructor| {
        Candidate::of(instructor, &leaving, day("2024-05-01"), &context(Source::Api)).map(|found| found.instructor_id)
    };
    let other = with("I2", InstructorKind::FullTime, "2024-01-02");
    assert_eq!(candidate(&other), Some(InstructorId::of_code(&code("I2"))));
    assert_eq!(candidate(&leaving), None);
    assert_eq!(candidate(&with("I2", InstructorKind::PartTime, "2024-01-02")), None);
    assert_eq!(candidate(&with("I2", InstructorKind::FullTime, "2024-05-02")), None);
    assert_eq!(candidate(&Instructor::default()), None);
}

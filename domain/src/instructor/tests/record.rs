//! Qualification (I4), legal representatives (I8), appraisals and trainings.

use super::*;
use crate::{
    instructor::words::EducationLevel,
    kernel::{KeyOwner, Policy, contract::personal_fields, words::AppraisalGrade},
};

const UNKNOWN: Qualification = Qualification { education: None, party_work_years: None };

fn told(education: EducationLevel, party_work_years: u32) -> Qualification {
    Qualification { education: Some(education), party_work_years: Some(party_work_years) }
}

fn appoint_as(kind: InstructorKind, qualification: Qualification) -> InstructorCommand {
    C::AppointInstructor {
        person: person(Some(40), false),
        code: code("I1"),
        division: DivisionCode::new("360702"),
        kind,
        appointed_on: day("2024-01-02"),
        qualification,
    }
}

fn record(qualification: Qualification) -> InstructorCommand {
    C::RecordQualification { qualification, recorded_on: day("2024-03-01") }
}

#[test]
fn full_time_instructor_is_refused_below_junior_college_or_without_party_work() {
    let full_time = |qualification| appoint_as(InstructorKind::FullTime, qualification);
    let low = R::EducationTooLow { education: EducationLevel::HighSchool, least: EducationLevel::JuniorCollege };
    Scene::new()
        .refuses(full_time(told(EducationLevel::HighSchool, 5)), low)
        .refuses(full_time(told(EducationLevel::JuniorCollege, 0)), R::ExperienceTooShort { actual: 0, least: 1 });
    Scene::new().does(appoint_as(InstructorKind::PartTime, told(EducationLevel::HighSchool, 0)));
    let mut open = Scene::new();
    open.context = open.context.with_number("instructor_education_least", 0);
    open.context = open.context.with_number("instructor_party_work_years", 0);
    open.does(full_time(told(EducationLevel::MiddleSchool, 0)));
}

#[test]
fn qualification_told_at_the_appointment_is_recorded_and_an_unknown_one_is_not_refused() {
    let scene = Scene::new().does(appoint_as(InstructorKind::FullTime, UNKNOWN));
    assert_eq!(scene.instructor.qualification, UNKNOWN);
    let asked = told(EducationLevel::Bachelor, 3);
    let scene = Scene::new()
        .does(appoint_as(InstructorKind::FullTime, asked))
        .knows(appoint_as(InstructorKind::FullTime, asked))
        .knows(appoint_as(InstructorKind::FullTime, UNKNOWN))
        .refuses(
            appoint_as(InstructorKind::FullTime, told(EducationLevel::Master, 3)),
            R::CodeTaken { fields: vec!["education"] },
        );
    assert_eq!(scene.instructor.qualification, asked);
}

#[test]
fn qualification_is_recorded_later_as_it_turns_out_and_adds_to_what_is_known() {
    let education = Qualification { education: Some(EducationLevel::HighSchool), ..UNKNOWN };
    let experience = Qualification { party_work_years: Some(2), ..UNKNOWN };
    let event = |qualification| E::QualificationRecorded { qualification, recorded_on: day("2024-03-01") };
    Scene::appointed()
        .knows(record(UNKNOWN))
        .refuses(
            C::RecordQualification { qualification: education, recorded_on: day("2024-06-02") },
            in_future("2024-06-02"),
        )
        .refuses(
            C::RecordQualification { qualification: education, recorded_on: day("2024-01-01") },
            too_early("2024-01-01", "2024-01-02"),
        )
        .emits_once(record(education), event(education))
        .emits_once(record(experience), event(told(EducationLevel::HighSchool, 2)));
}

#[test]
fn qualification_is_met_unknown_or_below_by_the_policy() {
    let policy = Policy::default();
    assert_eq!(UNKNOWN.state(&policy), QualificationState::Unknown);
    let education = Qualification { education: Some(EducationLevel::Bachelor), ..UNKNOWN };
    assert_eq!(education.state(&policy), QualificationState::Unknown);
    let experience = Qualification { party_work_years: Some(5), ..UNKNOWN };
    assert_eq!(experience.state(&policy), QualificationState::Unknown);
    assert_eq!(told(EducationLevel::JuniorCollege, 1).state(&policy), QualificationState::Met);
    assert_eq!(told(EducationLevel::HighSchool, 9).state(&policy), QualificationState::Below);
    assert_eq!(told(EducationLevel::Doctor, 0).state(&policy), QualificationState::Below);
    let none = Policy { instructor_education_least: 0, instructor_party_work_years: 0, ..policy };
    assert_eq!(UNKNOWN.state(&none), QualificationState::Met);
}

#[test]
fn link_is_refused_in_the_days_in_which_the_instructor_represents_the_organization() {
    let represented = vec![DateSpan { from: day("2024-03-01"), to: Some(day("2024-03-31")) }];
    let asked = |from: &str, to: Option<&str>| C::AssignOrganization {
        organization: facts("A"),
        represented: represented.clone(),
        link_kind: LinkKind::General,
        from: day(from),
        to: to.map(day),
    };
    let refused = |on: &str| R::RepresentsOrganization { organization_id: org("A"), day: day(on) };
    Scene::appointed()
        .refuses(asked("2024-02-01", None), refused("2024-03-01"))
        .refuses(asked("2024-03-31", None), refused("2024-03-31"))
        .does(asked("2024-02-01", Some("2024-02-29")))
        .does(asked("2024-04-01", None));
}

#[test]
fn year_is_appraised_once_within_the_years_in_office() {
    let appraise = |year, grade| C::AppraiseInstructor { year, grade };
    let grade = AppraisalGrade::Excellent;
    let out = |year| R::AppraisalYearOutOfBounds { year, first: 2024, last: 2024 };
    Scene::appointed()
        .refuses(appraise(2023, grade), out(2023))
        .refuses(appraise(2025, grade), out(2025))
        .emits_once(appraise(2024, grade), E::InstructorAppraised { year: 2024, grade })
        .refuses(appraise(2024, AppraisalGrade::Competent), R::AppraisedAlready { year: 2024, grade });
    Scene::appointed().does(release("2024-04-30")).does(appraise(2024, grade));
}

#[test]
fn training_is_recorded_once_with_its_minutes() {
    let train =
        |minutes, on: &str| C::RecordTraining { name: " 党务培训 ".to_owned(), minutes, completed_on: day(on) };
    let event = E::InstructorTrained { name: "党务培训".to_owned(), minutes: 480, completed_on: day("2024-03-01") };
    Scene::appointed()
        .refuses(train(0, "2024-03-01"), R::TrainingOutOfBounds { limit: 30_000, actual: 0 })
        .refuses(train(30_001, "2024-03-01"), R::TrainingOutOfBounds { limit: 30_000, actual: 30_001 })
        .refuses(train(480, "2024-01-01"), too_early("2024-01-01", "2024-01-02"))
        .refuses(train(480, "2024-06-02"), in_future("2024-06-02"))
        .emits_once(train(480, "2024-03-01"), event);
}

#[test]
fn what_is_said_of_a_person_in_free_text_is_the_persons_own() {
    let (person_id, organization_id, on) = (person(None, false).person_id, org("A"), day("2024-03-01"));
    let (problem_id, text) = (ProblemId::default(), || Personal::clear("停车难"));
    let visited = |note| E::GuidanceVisitRecorded { person_id, organization_id, visited_on: on, note };
    for (event, fields) in [
        (visited(Some(text())), vec!["note"]),
        (visited(None), vec![]),
        (E::ProblemRaised { problem_id, organization_id, raised_on: on, person_id, text: text() }, vec!["text"]),
        (
            E::ProblemResolved { problem_id, organization_id, resolved_on: on, person_id, result: text() },
            vec!["result"],
        ),
        (E::InstructorReleased { released_on: on, person_id, reason: text() }, vec!["reason"]),
        (E::InstructorTrained { name: "党务培训".to_owned(), minutes: 90, completed_on: on }, vec![]),
    ] {
        let expected: Vec<_> = fields.into_iter().map(|field| (KeyOwner::Person(person_id), field)).collect();
        assert_eq!(personal_fields(event), expected);
    }
}

//! Who may take part: capacity, ages, consent, skills, insurance.

use super::*;
use crate::kernel::Personal;

fn accept(name: &str) -> ActivityCommand {
    C::AcceptEnrollment { session: 1, volunteer_id: volunteer_id(name) }
}

fn decline(name: &str) -> ActivityCommand {
    C::DeclineEnrollment { session: 1, volunteer_id: volunteer_id(name), reason: "名额已满".to_owned() }
}

fn withdraw(name: &str) -> ActivityCommand {
    C::WithdrawEnrollment { session: 1, volunteer_id: volunteer_id(name) }
}

fn insure(name: &str, insured_to: &str) -> ActivityCommand {
    C::RecordInsurance { session: 1, volunteer_id: volunteer_id(name), insured_to: day(insured_to) }
}

fn enroll_as(volunteer: VolunteerFacts) -> ActivityCommand {
    C::Enroll { session: 1, volunteer }
}

#[test]
fn volunteer_is_enrolled_once_when_the_activity_is_published() {
    let event = E::VolunteerEnrolled { session: 1, volunteer_id: volunteer_id("ann") };
    Scene::new().refuses(enroll("ann"), R::ActivityUnknown);
    Scene::drafted(plan()).refuses(enroll("ann"), R::NotPublished);
    let scene = Scene::published(plan()).emits_once(enroll("ann"), &[event]);
    assert_eq!(scene.activity.enrolled(1).collect::<Vec<_>>(), vec![volunteer_id("ann")]);
    scene.refuses(C::Enroll { session: 9, volunteer: volunteer("ann") }, R::SessionUnknown { session: 9 });
}

#[test]
fn enrolment_is_refused_when_the_session_is_over_or_closed() {
    let over = R::SessionOver { ends_at: at("03T12:00"), now: at("03T12:00") };
    Scene::published(plan())
        .at("03T12:00")
        .refuses(enroll("ann"), over)
        .does(C::CloseSession { session: 1 })
        .refuses(enroll("ann"), R::SessionClosed { session: 1 });
}

#[test]
fn enrolment_is_refused_when_the_session_is_full_and_a_withdrawn_place_is_free_again() {
    let full = R::SessionFull { capacity: 2, enrolled: 2 };
    Scene::enrolled()
        .does(enroll("bob"))
        .refuses(enroll("cai"), full.clone())
        .does(withdraw("bob"))
        .does(enroll("cai"))
        .refuses(enroll("bob"), full);
}

#[test]
fn minor_is_refused_when_the_activity_is_dangerous_or_no_guardian_consents() {
    let hazardous = ActivityPlan { risk: RiskLevel::Hazardous, ..plan() };
    let minor = R::MinorInHazard { required_age_years: 18, risk: RiskLevel::Hazardous };
    Scene::published(hazardous)
        .refuses(enroll_as(aged("kid", Some(17), true)), minor)
        .refuses(enroll_as(aged("who", None, true)), R::AgeUnknown { required_age_years: 18 })
        .does(enroll_as(aged("ann", Some(18), false)));
    Scene::published(plan())
        .refuses(enroll_as(aged("kid", Some(17), false)), R::GuardianConsentNeeded { below_age_years: 18 })
        .does(enroll_as(aged("kid", Some(17), true)))
        .does(enroll_as(aged("who", None, false)));
}

#[test]
fn volunteer_is_refused_when_younger_than_the_activity_asks() {
    let grown = ActivityPlan { min_age_years: Some(16), ..plan() };
    Scene::published(grown)
        .refuses(enroll_as(aged("kid", Some(15), true)), R::TooYoung { required_age_years: 16 })
        .refuses(enroll_as(aged("who", None, true)), R::AgeUnknown { required_age_years: 16 })
        .does(enroll_as(aged("kid", Some(16), true)));
}

#[test]
fn volunteer_is_refused_naming_what_is_missing_when_skills_are_not_declared() {
    let skilled = ActivityPlan { required_skills: vec!["急救".to_owned(), "游泳".to_owned()], ..plan() };
    let with = |skills: &[&str]| {
        let skills = skills.iter().map(|skill| (*skill).to_owned()).collect();
        enroll_as(VolunteerFacts { skills, ..volunteer("ann") })
    };
    Scene::published(skilled)
        .refuses(with(&["急救"]), R::SkillsMissing { missing: vec!["游泳".to_owned()] })
        .does(with(&["游泳", "急救", "烹饪"]));
}

#[test]
fn enrolment_is_accepted_once_and_a_declined_one_only_while_a_place_is_left() {
    let event = E::EnrollmentAccepted { session: 1, volunteer_id: volunteer_id("ann") };
    let scene = Scene::enrolled()
        .refuses(accept("bob"), R::NotEnrolled { session: 1 })
        .emits_once(accept("ann"), &[event])
        .does(decline("ann"))
        .does(enroll("bob"))
        .does(enroll("cai"));
    scene
        .refuses(accept("ann"), R::SessionFull { capacity: 2, enrolled: 2 })
        .does(withdraw("cai"))
        .refuses(accept("cai"), R::NotEnrolled { session: 1 })
        .does(accept("ann"))
        .at("03T12:00")
        .does(C::CloseSession { session: 1 })
        .refuses(accept("bob"), R::SessionClosed { session: 1 });
}

#[test]
fn enrolment_is_declined_once_and_stays_so_for_the_volunteer() {
    let reason = Personal::clear("名额已满");
    let event = E::EnrollmentDeclined { session: 1, volunteer_id: volunteer_id("ann"), reason };
    Scene::enrolled()
        .refuses(decline("bob"), R::NotEnrolled { session: 1 })
        .emits_once(decline("ann"), &[event])
        .refuses(enroll("ann"), R::EnrollmentWasDeclined)
        .refuses(withdraw("ann"), R::EnrollmentWasDeclined);
    Scene::enrolled().does(withdraw("ann")).refuses(decline("ann"), R::NotEnrolled { session: 1 });
}

#[test]
fn enrolment_is_withdrawn_once_and_not_when_attendance_is_on_record() {
    let event = E::EnrollmentWithdrawn { session: 1, volunteer_id: volunteer_id("ann") };
    Scene::enrolled().refuses(withdraw("bob"), R::NotEnrolled { session: 1 }).emits_once(withdraw("ann"), &[event]);
    Scene::enrolled()
        .at("03T09:00")
        .does(check_in("ann", "03T09:00"))
        .refuses(withdraw("ann"), R::AttendanceOnRecord { session: 1 })
        .refuses(decline("ann"), R::AttendanceOnRecord { session: 1 });
}

#[test]
fn insurance_is_recorded_once_and_refused_when_it_ends_before_the_session() {
    let short = R::InsuranceTooShort { day: day("2024-06-03"), insured_to: day("2024-06-02") };
    let insured_to = day("2024-06-03");
    let event = E::InsuranceRecorded { session: 1, volunteer_id: volunteer_id("ann"), insured_to };
    Scene::enrolled()
        .refuses(insure("bob", "2024-06-03"), R::NotEnrolled { session: 1 })
        .refuses(insure("ann", "2024-06-02"), short)
        .emits_once(insure("ann", "2024-06-03"), &[event])
        .at("03T12:00")
        .does(C::CloseSession { session: 1 })
        .refuses(insure("ann", "2024-06-05"), R::SessionClosed { session: 1 });
}

#[test]
fn check_in_to_dangerous_service_is_refused_when_no_insurance_covers_the_day() {
    let hazardous = ActivityPlan { risk: RiskLevel::Hazardous, ..plan() };
    let needed = R::InsuranceNeeded { day: day("2024-06-03"), insured_to: None };
    Scene::published(hazardous)
        .does(enroll("ann"))
        .at("03T12:00")
        .refuses(check_in("ann", "03T09:00"), needed.clone())
        .refuses(confirm("ann", "03T09:00", "03T12:00"), needed)
        .does(insure("ann", "2024-06-03"))
        .does(check_in("ann", "03T09:00"));
}

//! Who may take part: capacity, ages, consent, skills, insurance.

use super::*;
use crate::kernel::{DateSpan, Personal};

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
        .does(insure("ann", "2024-06-03"))
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
        .refuses(insure("ann", "2024-06-02"), short)
        .emits_once(insure("ann", "2024-06-03"), &[event])
        .at("03T12:00")
        .does(C::CloseSession { session: 1 })
        .refuses(insure("ann", "2024-06-05"), R::SessionClosed { session: 1 });
}

#[test]
fn insurance_before_the_enrolment_takes_no_place_and_gives_none() {
    let scene = Scene::published(plan()).does(insure("ann", "2024-06-03"));
    assert_eq!(scene.activity.enrolled(1).count(), 0);
    scene
        .refuses(accept("ann"), R::NotEnrolled { session: 1 })
        .refuses(decline("ann"), R::NotEnrolled { session: 1 })
        .refuses(withdraw("ann"), R::NotEnrolled { session: 1 })
        .does(enroll("bob"))
        .does(enroll("cai"))
        .refuses(enroll("ann"), R::SessionFull { capacity: 2, enrolled: 2 });
}

#[test]
fn dangerous_service_is_refused_at_every_gate_when_no_insurance_covers_the_day() {
    let hazardous = ActivityPlan { risk: RiskLevel::Hazardous, span: span("03T08:00", "04T18:00"), ..plan() };
    let needed = |day: &str, insured_to: Option<&str>| R::InsuranceNeeded {
        day: day.parse().unwrap(),
        insured_to: insured_to.map(|last| last.parse().unwrap()),
    };
    let night = C::ScheduleSession { session: 1, span: span("03T20:00", "04T02:00"), capacity: None };
    Scene::drafted(hazardous)
        .does(night)
        .does(publish())
        .refuses(enroll("ann"), needed("2024-06-03", None))
        .does(insure("ann", "2024-06-03"))
        .does(enroll("ann"))
        .at("04T02:00")
        .refuses(check_in("ann", "04T00:30"), needed("2024-06-04", Some("2024-06-03")))
        .refuses(confirm("ann", "04T00:30", "04T02:00"), needed("2024-06-04", Some("2024-06-03")))
        .does(check_in("ann", "03T20:00"));
}

/// Ann with these trainings, verified skills and level.
fn learned(trainings: &[(&str, &str)], verified: &[&str], level: Option<ProfessionalLevel>) -> VolunteerFacts {
    let training = |(name, on): &(&str, &str)| CompletedTraining { name: (*name).to_owned(), completed_on: day(on) };
    let qualifications = Qualifications {
        verified_skills: verified.iter().map(|skill| (*skill).to_owned()).collect(),
        trainings: trainings.iter().map(training).collect(),
        level,
    };
    VolunteerFacts { qualifications, ..volunteer("ann") }
}

/// A check-in at 09:00, as this volunteer.
fn come(volunteer: VolunteerFacts) -> ActivityCommand {
    C::CheckIn { session: 1, volunteer, at: at("03T09:00"), evidence: EvidenceClass::A }
}

#[test]
fn training_that_is_missing_or_too_old_is_refused_by_name_at_enrolment_and_at_check_in() {
    let asks = ActivityPlan { required_trainings: vec!["岗前培训".to_owned(), "急救".to_owned()], ..plan() };
    let missing = |names: &[&str]| R::TrainingsMissing {
        missing: names.iter().map(|name| (*name).to_owned()).collect(),
        day: day("2024-06-03"),
        valid_months: 36,
    };
    let with = |trainings: &[(&str, &str)]| enroll_as(learned(trainings, &[], None));
    let good = learned(&[("岗前培训", "2021-06-03"), ("急救", "2024-06-03")], &[], None);
    Scene::published(asks)
        .refuses(enroll("ann"), missing(&["岗前培训", "急救"]))
        .refuses(with(&[("岗前培训", "2021-06-02"), ("急救", "2024-06-03")]), missing(&["岗前培训"]))
        .refuses(with(&[("岗前培训", "2024-01-01"), ("急救", "2024-06-04")]), missing(&["急救"]))
        .does(enroll_as(good.clone()))
        .at("03T09:00")
        .refuses(come(volunteer("ann")), missing(&["岗前培训", "急救"]))
        .does(come(good));
}

#[test]
fn certificate_or_level_that_is_missing_is_refused_with_what_is_held_at_enrolment_and_at_check_in() {
    use ProfessionalLevel::{AssistantSocialWorker, SocialWorker};
    let skilled = ActivityPlan { required_certificates: vec!["急救".to_owned()], ..plan() };
    let missing = R::CertificatesMissing { missing: vec!["急救".to_owned()] };
    let declared = VolunteerFacts { skills: vec!["急救".to_owned()], ..volunteer("ann") };
    Scene::published(skilled)
        .refuses(enroll_as(declared.clone()), missing.clone())
        .does(enroll_as(learned(&[], &["急救"], None)))
        .at("03T09:00")
        .refuses(come(declared), missing);
    let professional = ActivityPlan { required_level: Some(SocialWorker), ..plan() };
    let low = |held| R::LevelTooLow { required: SocialWorker, held };
    Scene::published(professional)
        .refuses(enroll("ann"), low(None))
        .refuses(enroll_as(learned(&[], &[], Some(AssistantSocialWorker))), low(Some(AssistantSocialWorker)))
        .does(enroll_as(learned(&[], &[], Some(SocialWorker))))
        .at("03T09:00")
        .refuses(come(volunteer("ann")), low(None));
}

fn on_the_day(insured_to: Option<&str>, pause: Option<(&str, Option<&str>)>) -> VolunteerFacts {
    let pause = pause.map(|(from, to)| DateSpan { from: day(from), to: to.map(day) });
    VolunteerFacts { on_the_day: OnTheDay { insured_to: insured_to.map(day), pause }, ..volunteer("ann") }
}

#[test]
fn paused_volunteer_signs_up_for_no_session_of_these_days_and_is_put_on_record_when_they_come() {
    let paused = on_the_day(None, Some(("2024-06-01", None)));
    let refusal = R::VolunteerPaused { day: day("2024-06-03"), from: day("2024-06-01"), until: None };
    Scene::published(plan())
        .refuses(enroll_as(paused.clone()), refusal)
        .does(enroll("ann"))
        .at("03T09:00")
        .does(come(paused));
}

#[test]
fn dangerous_service_takes_insurance_of_the_volunteers_own_that_covers_the_day() {
    let hazard = || ActivityPlan { risk: RiskLevel::Hazardous, ..plan() };
    let needed =
        |insured_to: Option<&str>| R::InsuranceNeeded { day: day("2024-06-03"), insured_to: insured_to.map(day) };
    Scene::published(hazard())
        .refuses(enroll_as(on_the_day(None, None)), needed(None))
        .refuses(enroll_as(on_the_day(Some("2024-06-02"), None)), needed(Some("2024-06-02")))
        .does(enroll_as(on_the_day(Some("2024-06-03"), None)))
        .at("03T09:00")
        .refuses(come(volunteer("ann")), needed(None))
        .does(come(on_the_day(Some("2024-12-31"), None)));
}

#[test]
fn level_or_age_that_is_not_on_record_is_unknown_and_a_lower_one_is_not() {
    let low = |held| R::LevelTooLow { required: ProfessionalLevel::SocialWorker, held };
    assert!(low(None).is_for_want_of_knowledge());
    assert!(!low(Some(ProfessionalLevel::AssistantSocialWorker)).is_for_want_of_knowledge());
    assert!(R::AgeUnknown { required_age_years: 18 }.is_for_want_of_knowledge());
    assert!(!R::TooYoung { required_age_years: 18 }.is_for_want_of_knowledge());
}

#[test]
fn volunteer_is_eligible_exactly_when_the_enrolment_is_accepted_and_refused_by_the_first_condition() {
    let facts = [
        volunteer("ann"),
        aged("ann", Some(15), false),
        aged("ann", Some(15), true),
        aged("ann", None, false),
        on_the_day(Some("2024-06-03"), None),
        on_the_day(None, Some(("2024-06-01", Some("2024-06-03")))),
        learned(&[("岗前培训", "2024-01-01")], &[], None),
        learned(&[("岗前培训", "2024-01-01")], &["急救"], Some(ProfessionalLevel::SocialWorker)),
    ];
    let plans = [
        plan(),
        ActivityPlan { risk: RiskLevel::Hazardous, ..plan() },
        ActivityPlan { min_age_years: Some(16), ..plan() },
        ActivityPlan { required_trainings: vec!["岗前培训".to_owned()], ..plan() },
        ActivityPlan { required_certificates: vec!["急救".to_owned()], ..plan() },
        ActivityPlan { required_level: Some(ProfessionalLevel::SocialWorker), ..plan() },
        ActivityPlan { required_skills: vec!["游泳".to_owned()], ..plan() },
    ];
    let steps: [fn(Scene) -> Scene; 9] = [
        |scene| scene,
        |scene| scene.does(insure("ann", "2024-06-03")),
        |scene| scene.at("03T12:00"),
        |scene| scene.at("03T12:00").does(C::CloseSession { session: 1 }),
        |mut scene| {
            for volunteer_id in ["bob", "cai"].map(volunteer_id) {
                scene.activity.remember(E::VolunteerEnrolled { session: 1, volunteer_id });
            }
            scene
        },
        |scene| scene.does(C::CancelActivity { reason: "暴雨".into() }),
        // Who is enrolled stays so, whatever the gates say today and however full or over it is.
        |mut scene| {
            for volunteer_id in ["ann", "bob"].map(volunteer_id) {
                scene.activity.remember(E::VolunteerEnrolled { session: 1, volunteer_id });
            }
            scene.at("03T12:00")
        },
        |mut scene| {
            let (session, volunteer_id) = (1, volunteer_id("ann"));
            scene.activity.remember(E::VolunteerEnrolled { session, volunteer_id });
            scene.activity.remember(E::EnrollmentWithdrawn { session, volunteer_id });
            scene
        },
        |mut scene| {
            let (session, volunteer_id, reason) = (1, volunteer_id("ann"), Personal::clear("名额已满"));
            scene.activity.remember(E::VolunteerEnrolled { session, volunteer_id });
            scene.activity.remember(E::EnrollmentDeclined { session, volunteer_id, reason });
            scene
        },
    ];
    let (mut yes, mut no) = (0, 0);
    for (plan, step) in plans.iter().flat_map(|plan| steps.iter().map(move |step| (plan, step))) {
        let scene = step(Scene::published(plan.clone()));
        for facts in &facts {
            let eligibility = scene.activity.eligibility(1, facts, &scene.context);
            let eligible = eligibility.as_ref().is_ok_and(Eligibility::is_eligible);
            let decided = scene.activity.decide(enroll_as(facts.clone()), &scene.context);
            let accepted = decided.is_ok();
            assert_eq!(eligible, accepted, "{plan:?} {facts:?}");
            // The refusal is the first condition that does not hold.
            if let (Ok(eligibility), Err(refusal)) = (eligibility, decided) {
                assert_eq!(eligibility.conditions.into_iter().find_map(|(_, gate)| gate.err()), Some(refusal));
            }
            if accepted {
                yes += 1;
            } else {
                no += 1;
            }
        }
    }
    assert!(yes > 20 && no > 20, "{yes} accepted, {no} refused");
}

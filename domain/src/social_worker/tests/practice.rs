//! Registration, certificates (S1), practice (S2, S7) and abilities.

use super::*;
use ProfessionalLevel::{AssistantSocialWorker, SeniorSocialWorker, SocialWorker as Middle};

fn abilities(all: &[&str]) -> SocialWorkerCommand {
    C::DeclareAbilities { abilities: all.iter().map(|ability| (*ability).to_owned()).collect() }
}

fn registered_event() -> SocialWorkerEvent {
    E::SocialWorkerRegistered {
        person_id: person(None, false).person_id,
        code: Code::try_new("S1").unwrap(),
        division: DivisionCode::new("360702"),
        registered_on: day("2024-01-02"),
    }
}

fn practice_event(registered_on: &str, valid_to: &str, late: bool) -> SocialWorkerEvent {
    E::PracticeRegistered { registered_on: day(registered_on), valid_to: day(valid_to), late }
}

#[test]
fn social_worker_is_registered_when_new() {
    TestFramework::<SocialWorker>::with(context(Source::Api))
        .given_no_previous_events()
        .when(register())
        .then_expect_events(vec![registered_event()]);
}

#[test]
fn registration_is_known_on_another_day_and_the_code_is_taken_when_it_differs() {
    let other = PersonFacts { person_id: PersonId::new(Uuid::from_u128(8)), ..person(None, false) };
    let scene = Scene::new()
        .emits_once(register(), registered_event())
        .knows(register_with(person(None, false), "360702", "2024-05-01"))
        .refuses(register_with(other, "360703", "2024-01-02"), R::CodeTaken { fields: vec!["id_number", "division"] });
    assert_eq!(scene.worker.code(), Some(&Code::try_new("S1").unwrap()));
    assert_eq!(scene.worker.person_id(), Some(PersonId::new(Uuid::from_u128(7))));
    assert_eq!(scene.worker.division(), Some(&DivisionCode::new("360702")));
    assert_eq!(scene.worker.registered_on(), Some(day("2024-01-02")));
}

#[test]
fn registration_is_refused_when_its_day_or_division_or_the_age_is_not_good() {
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") };
    Scene::new()
        .refuses(register_with(person(None, false), "360702", "2024-06-02"), in_future("2024-06-02"))
        .refuses(register_with(person(None, false), "999999", "2024-01-02"), R::Division(unknown))
        .refuses(
            register_with(person(Some(13), false), "360702", "2024-01-02"),
            R::GuardianConsentRequired { age_years: 13 },
        )
        .does(register_with(person(Some(13), true), "360702", "2024-01-02"));
    Scene::new().does(register_with(person(Some(14), false), "360702", "2024-01-02"));
}

#[test]
fn several_certificates_are_held_and_the_highest_counts() {
    let event =
        E::CertificateObtained { level: Middle, certificate_no: "B-1".to_owned(), certified_on: day("2023-03-01") };
    let scene = Scene::registered();
    assert_eq!(scene.worker.level(), None);
    let scene = scene.emits_once(certify(Middle, " B-1 ", "2023-03-01"), event).does(certify(
        AssistantSocialWorker,
        "A-1",
        "2020-03-01",
    ));
    assert_eq!(scene.worker.level(), Some(Middle));
    let scene = scene.does(certify(SeniorSocialWorker, "C-1", "2024-03-01"));
    assert_eq!((scene.worker.level(), scene.worker.certificates().len()), (Some(SeniorSocialWorker), 3));
}

#[test]
fn certificate_is_refused_when_it_differs_or_its_day_or_number_is_not_good() {
    let scene = Scene::registered()
        .does(certify(Middle, "B-1", "2023-03-01"))
        .refuses(
            certify(SeniorSocialWorker, "B-1", "2023-03-02"),
            R::CertificateDiffers { fields: vec!["level", "certified_on"] },
        )
        .refuses(certify(Middle, "B-2", "2024-06-02"), in_future("2024-06-02"))
        .refuses(certify(Middle, " ", "2024-03-01"), empty("certificate_no"));
    let full = (2..=20).fold(scene, |scene, number| scene.does(certify(Middle, &format!("B-{number}"), "2023-03-01")));
    full.refuses(certify(Middle, "B-21", "2023-03-01"), R::TooMany { list: "certificates", limit: 20 });
}

#[test]
fn practice_is_registered_for_three_years_on_a_certificate() {
    let scene = Scene::registered()
        .refuses(practise("2023-04-01"), R::CertificateRequired { day: day("2023-04-01") })
        .does(certify(Middle, "B-1", "2023-03-01"))
        .refuses(practise("2023-02-28"), R::CertificateRequired { day: day("2023-02-28") })
        .emits_once(practise("2023-04-01"), practice_event("2023-04-01", "2026-03-31", false));
    let on = |text| scene.worker.is_registered_on(day(text));
    assert_eq!([on("2023-03-31"), on("2023-04-01"), on("2026-03-31"), on("2026-04-01")], [false, true, true, false]);
}

#[test]
fn practice_is_flagged_late_when_first_registered_over_a_year_after_the_certificate() {
    let with =
        |registered_on| Scene::registered().does(certify(Middle, "B-1", "2020-02-29")).does(practise(registered_on));
    let first = |registered_on, valid_to, late| {
        Scene::registered()
            .does(certify(Middle, "B-1", "2020-02-29"))
            .emits_once(practise(registered_on), practice_event(registered_on, valid_to, late));
    };
    // There is no 29 February 2021, so the year is over with 1 March.
    first("2021-03-01", "2024-02-29", false);
    first("2021-03-02", "2024-03-01", true);
    let again = with("2021-03-01").by(Source::Import);
    again.emits_once(practise("2024-03-01"), practice_event("2024-03-01", "2027-02-28", false));
}

#[test]
fn practice_is_refused_when_in_future_or_a_registration_is_valid_in_these_days() {
    let there = R::PracticeRegisteredAlready { from: day("2020-04-01"), until: day("2023-03-31") };
    let scene = Scene::registered()
        .does(certify(Middle, "B-1", "2010-03-01"))
        .refuses(practise("2024-06-02"), in_future("2024-06-02"))
        .does(practise("2020-04-01"))
        .refuses(practise("2023-03-31"), there.clone())
        .refuses(practise("2017-04-02"), there)
        .does(practise("2017-04-01"))
        .by(Source::Import)
        .does(practise("2023-04-01"));
    let firsts: Vec<_> = scene.worker.practices().iter().map(|days| days.from).collect();
    assert_eq!(firsts, vec![day("2017-04-01"), day("2020-04-01"), day("2023-04-01")]);
}

#[test]
fn practice_is_refused_when_there_are_too_many() {
    let scene = Scene::registered().by(Source::Import).does(certify(Middle, "B-1", "1800-01-01"));
    let full = (0..50).fold(scene, |scene, number| scene.does(practise(&format!("{}-01-01", 1800 + 3 * number))));
    full.refuses(practise("2024-01-01"), R::TooMany { list: "registrations", limit: 50 });
}

#[test]
fn practice_is_valid_for_the_years_of_the_policy() {
    let mut scene = Scene::registered().does(certify(Middle, "B-1", "2023-03-01"));
    scene.context = scene.context.with_number("registration_years", 5);
    let event = E::PracticeRegistered { registered_on: day("2023-04-01"), valid_to: day("2028-03-31"), late: false };
    assert_eq!(scene.worker.decide(practise("2023-04-01"), &scene.context), Ok(vec![event]));
}

#[test]
fn abilities_are_declared_whole_sorted_and_each_once() {
    let event = E::AbilitiesDeclared { abilities: vec!["依法办事".to_owned(), "应急处突".to_owned()] };
    let limit = 50;
    let many: Vec<String> = (0..=limit).map(|number| format!("能力{number}")).collect();
    Scene::registered()
        .knows(abilities(&[]))
        .emits_once(abilities(&["应急处突", " 依法办事", "应急处突"]), event)
        .does(abilities(&[]))
        .refuses(abilities(&[" "]), empty("abilities"))
        .does(C::DeclareAbilities { abilities: many[1..].to_vec() })
        .refuses(C::DeclareAbilities { abilities: many }, R::TooMany { list: "abilities", limit });
}

#[test]
fn every_command_but_registration_is_refused_when_the_social_worker_is_unknown() {
    for command in [
        certify(Middle, "B-1", "2023-03-01"),
        practise("2023-04-01"),
        assume(PostClass::Staff, None, "2024-02-01"),
        leave_post("2024-02-01"),
        join(facts("A"), "2024-02-01"),
        leave_agency("2024-02-01"),
        abilities(&["应急处突"]),
    ] {
        Scene::new().refuses(command, R::SocialWorkerUnknown);
    }
}

#[test]
fn claim_of_another_is_refused_by_its_own_code() {
    let holder = Uuid::from_u128(9);
    let code = |kind| R::of_claim(kind, holder).map(|refusal| coded(&refusal));
    assert_eq!(code(events::SOCIAL_WORKER_CLAIM).as_deref(), Some("IDENTITY_TAKEN"));
    assert_eq!(code(events::CERTIFICATE_CLAIM).as_deref(), Some("CERTIFICATE_TAKEN"));
    assert_eq!(code("identity"), None);
}

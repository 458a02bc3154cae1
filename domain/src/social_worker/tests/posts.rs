//! Posts (S4) and agencies: one at a time, also in the past.

use super::*;
use PostClass::{Assistant, Committee, Staff};

fn held(post_class: PostClass, from: &str, until: Option<&str>) -> SocialWorkerRefusal {
    R::PostHeld { post_class, from: day(from), until: until.map(day) }
}

fn joined(name: &str, from: &str, until: Option<&str>) -> SocialWorkerRefusal {
    R::AgencyHeld { organization_id: org(name), from: day(from), until: until.map(day) }
}

#[test]
fn post_is_assumed_when_none_is_held() {
    let event = E::PostAssumed {
        post_class: Staff,
        grade: Some(7),
        organization_id: Some(org("A")),
        division: DivisionCode::new("360702"),
        assumed_on: day("2024-02-01"),
    };
    let scene = Scene::registered()
        .emits_once(assume(Staff, Some(7), "2024-02-01"), event)
        .refuses(assume(Staff, Some(8), "2024-02-01"), held(Staff, "2024-02-01", None))
        .refuses(assume(Assistant, None, "2024-03-01"), held(Staff, "2024-02-01", None));
    let post = scene.worker.post().unwrap();
    assert_eq!((post.post_class, post.grade, post.organization_id), (Staff, Some(7), Some(org("A"))));
}

#[test]
fn post_is_refused_when_its_grade_or_day_or_division_or_organization_is_not_good() {
    let elsewhere = |division: &str, organization: OrganizationFacts| C::AssumePost {
        post_class: Staff,
        grade: None,
        organization: Some(organization),
        division: DivisionCode::new(division),
        assumed_on: day("2024-02-01"),
    };
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") };
    let mut gone = facts("A");
    gone.dissolved_on = Some(day("2024-01-31"));
    let not_live = R::OrganizationNotLive {
        organization_id: org("A"),
        day: day("2024-02-01"),
        from: day("2020-01-01"),
        until: Some(day("2024-01-31")),
    };
    Scene::registered()
        .refuses(assume(Staff, Some(0), "2024-02-01"), R::GradeOutOfRange { limit: 24, actual: 0 })
        .refuses(assume(Staff, Some(25), "2024-02-01"), R::GradeOutOfRange { limit: 24, actual: 25 })
        .refuses(assume(Staff, None, "2024-06-02"), in_future("2024-06-02"))
        .refuses(elsewhere("999999", facts("A")), R::Division(unknown))
        .refuses(elsewhere("360702", gone), not_live)
        .does(assume(Staff, Some(24), "2024-02-01"));
}

#[test]
fn organization_that_began_later_is_accepted_when_the_operator_imports_it() {
    let mut young = facts("A");
    young.registered_on = day("2024-06-01");
    let refused = R::OrganizationNotLive {
        organization_id: org("A"),
        day: day("2024-02-01"),
        from: day("2024-06-01"),
        until: None,
    };
    Scene::registered()
        .refuses(join(young.clone(), "2024-02-01"), refused)
        .by(Source::Import)
        .does(join(young, "2024-02-01"));
}

#[test]
fn next_post_begins_after_the_last_day_of_the_one_before() {
    let scene = Scene::registered()
        .refuses(leave_post("2024-04-30"), R::NoPost)
        .does(assume(Committee, None, "2024-02-01"))
        .refuses(leave_post("2024-01-31"), too_early("2024-01-31", "2024-02-01"))
        .refuses(leave_post("2024-06-02"), in_future("2024-06-02"))
        .emits_once(leave_post("2024-04-30"), E::PostLeft { left_on: day("2024-04-30") });
    assert_eq!(scene.worker.post(), None);
    scene
        .refuses(leave_post("2024-05-01"), R::NoPost)
        .refuses(assume(Staff, None, "2024-04-30"), held(Committee, "2024-02-01", Some("2024-04-30")))
        .refuses(assume(Committee, None, "2024-02-01"), held(Committee, "2024-02-01", Some("2024-04-30")))
        .does(assume(Staff, None, "2024-05-01"));
}

#[test]
fn agency_is_joined_when_it_is_one_and_none_was_joined() {
    let mut school = facts("B");
    school.kind = OrganizationKind::School;
    let event = E::AgencyJoined { organization_id: org("A"), joined_on: day("2024-02-01") };
    let scene = Scene::registered()
        .refuses(join(school, "2024-02-01"), R::NotAnAgency { kind: OrganizationKind::School })
        .refuses(join(facts("A"), "2024-06-02"), in_future("2024-06-02"))
        .emits_once(join(facts("A"), "2024-02-01"), event)
        .refuses(join(facts("B"), "2024-03-01"), joined("A", "2024-02-01", None));
    assert_eq!(scene.worker.agency(), Some(org("A")));
}

#[test]
fn next_agency_is_joined_after_the_last_day_in_the_one_before() {
    let event = E::AgencyLeft { organization_id: org("A"), left_on: day("2024-04-30") };
    Scene::registered()
        .refuses(leave_agency("2024-04-30"), R::NoAgency)
        .does(join(facts("A"), "2024-02-01"))
        .refuses(leave_agency("2024-01-31"), too_early("2024-01-31", "2024-02-01"))
        .refuses(leave_agency("2024-06-02"), in_future("2024-06-02"))
        .emits_once(leave_agency("2024-04-30"), event)
        .refuses(leave_agency("2024-05-01"), R::NoAgency)
        .refuses(join(facts("B"), "2024-04-30"), joined("A", "2024-02-01", Some("2024-04-30")))
        .does(join(facts("B"), "2024-05-01"));
}

#[test]
fn level_on_a_day_is_that_of_the_certificates_held_by_then() {
    let worker = Scene::registered()
        .does(certify(ProfessionalLevel::AssistantSocialWorker, "ZL-1", "2022-01-01"))
        .does(certify(ProfessionalLevel::SocialWorker, "ZJ-1", "2024-03-01"))
        .worker;
    let level = |on: &str| worker.level_on(day(on));
    assert_eq!(level("2021-12-31"), None);
    assert_eq!(level("2022-01-01"), Some(ProfessionalLevel::AssistantSocialWorker));
    assert_eq!(level("2024-02-29"), Some(ProfessionalLevel::AssistantSocialWorker));
    assert_eq!(level("2024-03-01"), Some(ProfessionalLevel::SocialWorker));
}

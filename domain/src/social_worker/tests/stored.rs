//! Where a social worker stands, what is claimed, and what is the person's own.

use super::*;
use crate::kernel::{
    Claim, ClaimChange, ClaimValue, KeyOwner, Personal, Place, Placed as _, StoredEvent as _, contract::personal_fields,
};

#[test]
fn social_worker_stands_in_the_division_of_work_and_with_the_agency() {
    let person_id = person(None, false).person_id;
    let own = Place::in_division(&DivisionCode::new("360702")).of_person(Some(person_id));
    assert_eq!(SocialWorker::default().place(), None);
    assert_eq!(Scene::registered().worker.place(), Some(own.clone()));
    assert_eq!(Scene::registered().does(join(facts("A"), "2024-02-01")).worker.place(), Some(own.of(org("A"))));
}

#[test]
fn person_and_certificate_are_claimed_by_whoever_registers_them() {
    let holder = Uuid::from_u128(9);
    let decided = |scene: &Scene, command| scene.worker.decide(command, &scene.context).unwrap().remove(0);
    let take =
        |kind, value: String| [ClaimChange::Take(Claim { kind, value: ClaimValue::Plain(value), holder, span: None })];
    let registered = decided(&Scene::new(), register());
    let person_id = person(None, false).person_id;
    assert_eq!(registered.claims(holder), take(events::SOCIAL_WORKER_CLAIM, person_id.to_string()));
    let certified = decided(&Scene::registered(), certify(ProfessionalLevel::SocialWorker, "B-1", "2023-03-01"));
    assert_eq!(certified.claims(holder), take(events::CERTIFICATE_CLAIM, "B-1".to_owned()));
    let reason = Personal::clear("本人申请");
    let (registered_on, cancelled_on) = (day("2020-04-01"), day("2021-06-30"));
    let cancelled = E::PracticeCancelled { registered_on, cancelled_on, person_id, reason };
    assert_eq!(cancelled.claims(holder), []);
    assert_eq!(personal_fields(cancelled), [(KeyOwner::Person(person_id), "reason")]);
    assert_eq!(personal_fields(registered), []);
}

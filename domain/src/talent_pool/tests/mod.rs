//! Given a pool, when somebody asks, then it says yes, knows it already, or says no with figures.

mod properties;

use super::{
    words::{AdmissionSource, RemovalCause},
    *,
};
use crate::{
    kernel::{Code, DivisionCode, KeyOwner, PersonId, Personal, RuleContext, Source, contract::personal_fields},
    person::PersonFacts,
    talent_profile::criteria::{CriteriaRefusal, TalentCriterion},
};
use TalentPoolCommand as C;
use TalentPoolEvent as E;
use TalentPoolRefusal as R;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Today is 1 June 2024.
fn context() -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn person(number: u128) -> PersonFacts {
    let person_id = PersonId::new(uuid::Uuid::from_u128(number));
    PersonFacts { person_id, age_years: Some(40), guardian_consent: false }
}

fn open(kind: PoolKind) -> C {
    C::OpenPool {
        code: Code::try_new("POOL-1").unwrap(),
        name: "社区党组织书记后备人才库".to_owned(),
        division: DivisionCode::new("360735"),
        kind,
        opened_on: day("2022-01-01"),
    }
}

fn saved_query() -> PoolKind {
    PoolKind::SavedQuery { criteria: vec![TalentCriterion::Registered] }
}

fn admit(number: u128, consents: bool, on: &str) -> C {
    C::AdmitTalent {
        person: person(number),
        consents,
        basis: AdmissionBasis::Consent,
        source: AdmissionSource::Recommendation,
        reason: "街道推荐".to_owned(),
        admitted_on: day(on),
    }
}

fn reconfirm(number: u128, on: &str) -> C {
    C::ReconfirmTalent { person: person(number), reconfirmed_on: day(on) }
}

fn remove(number: u128, on: &str) -> C {
    let (cause, reason) = (RemovalCause::Appointed, Some("已任书记".to_owned()));
    C::RemoveTalent { person_id: person(number).person_id, cause, reason, removed_on: day(on) }
}

fn close(on: &str) -> C {
    C::ClosePool { closed_on: day(on) }
}

fn after(commands: Vec<C>) -> TalentPool {
    commands.into_iter().fold(TalentPool::default(), |mut pool, command| {
        let events = pool.decide(command, &context()).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        events.into_iter().for_each(|event| pool.remember(event));
        pool
    })
}

fn refused(pool: &TalentPool, command: C) -> R {
    pool.decide(command, &context()).unwrap_err()
}

fn known(pool: &TalentPool, command: C) {
    assert_eq!(pool.decide(command, &context()), Ok(vec![]));
}

#[test]
fn pool_is_opened_once_and_refused_with_other_content() {
    let pool = after(vec![open(PoolKind::Curated)]);
    known(&pool, open(PoolKind::Curated));
    assert_eq!(refused(&pool, open(saved_query())), R::CodeTaken { fields: vec!["kind"] });
    let empty = CriteriaRefusal::CriteriaCount { limit: 20, actual: 0 };
    let command = open(PoolKind::SavedQuery { criteria: Vec::new() });
    assert_eq!(refused(&TalentPool::default(), command), R::Criteria(empty));
    assert_eq!(refused(&TalentPool::default(), admit(1, true, "2024-01-01")), R::PoolUnknown);
}

#[test]
fn talent_is_admitted_with_a_live_consent_and_stays_fresh_for_the_review_period() {
    let pool = after(vec![open(PoolKind::Curated)]);
    let expected = E::TalentAdmitted {
        person_id: person(1).person_id,
        basis: AdmissionBasis::Consent,
        source: AdmissionSource::Recommendation,
        reason: Personal::clear("街道推荐"),
        admitted_on: day("2023-05-01"),
        fresh_until: day("2024-04-30"),
    };
    assert_eq!(pool.decide(admit(1, true, "2023-05-01"), &context()), Ok(vec![expected]));
}

#[test]
fn review_period_is_the_one_of_the_policy_on_the_day() {
    let pool = after(vec![open(PoolKind::Curated), admit(1, true, "2023-05-01")]);
    let context = context().with_number("pool_review_days", 30);
    let person_id = person(1).person_id;
    let reconfirmed_on = day("2024-05-01");
    let expected = E::EntryReconfirmed { person_id, reconfirmed_on, fresh_until: day("2024-05-31") };
    assert_eq!(pool.decide(reconfirm(1, "2024-05-01"), &context), Ok(vec![expected]));
}

#[test]
fn talent_is_refused_without_consent_unless_the_law_says_so() {
    let pool = after(vec![open(PoolKind::Curated)]);
    let refusal = R::ConsentRequired { day: day("2023-05-01") };
    assert_eq!(refused(&pool, admit(1, false, "2023-05-01")), refusal);
    let statutory = |provision: &str| C::AdmitTalent {
        person: person(1),
        consents: false,
        basis: AdmissionBasis::Statutory { provision: provision.to_owned() },
        source: AdmissionSource::Recommendation,
        reason: "编制内干部".to_owned(),
        admitted_on: day("2023-05-01"),
    };
    assert_eq!(pool.decide(statutory("公务员法第12条"), &context()).unwrap().len(), 1);
    assert!(matches!(refused(&pool, statutory(" ")), R::Text(_)));
}

#[test]
fn second_live_entry_is_refused_and_one_after_the_first_has_ended_is_not() {
    let mut pool = after(vec![open(PoolKind::Curated), admit(1, true, "2023-05-01")]);
    known(&pool, admit(1, true, "2023-05-01"));
    // A repetition is known even after the consent was withdrawn.
    known(&pool, admit(1, false, "2023-05-01"));
    assert_eq!(refused(&pool, admit(1, true, "2024-05-01")), R::EntryLive { admitted_on: day("2023-05-01") });
    for event in pool.decide(remove(1, "2024-01-31"), &context()).unwrap() {
        pool.remember(event);
    }
    known(&pool, remove(1, "2024-01-31"));
    assert_eq!(refused(&pool, reconfirm(1, "2024-02-01")), R::EntryUnknown);
    let early = R::DayTooEarly { day: day("2024-01-31"), earliest: day("2024-02-01") };
    assert_eq!(refused(&pool, admit(1, true, "2024-01-31")), early);
    assert_eq!(pool.decide(admit(1, true, "2024-02-01"), &context()).unwrap().len(), 1);
}

#[test]
fn entry_is_reconfirmed_once_a_day_and_never_backwards() {
    let pool = after(vec![open(PoolKind::Curated), admit(1, true, "2023-05-01"), reconfirm(1, "2024-05-01")]);
    known(&pool, reconfirm(1, "2024-05-01"));
    let early = R::DayTooEarly { day: day("2024-04-30"), earliest: day("2024-05-01") };
    assert_eq!(refused(&pool, reconfirm(1, "2024-04-30")), early);
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    assert_eq!(refused(&pool, reconfirm(1, "2024-06-02")), future);
    assert_eq!(refused(&pool, reconfirm(2, "2024-05-02")), R::EntryUnknown);
    assert_eq!(refused(&pool, remove(1, "2024-04-30")), early);
}

#[test]
fn saved_query_takes_nobody_in() {
    let pool = after(vec![open(saved_query())]);
    for command in [admit(1, true, "2023-05-01"), reconfirm(1, "2023-05-01"), remove(1, "2023-05-01")] {
        assert_eq!(refused(&pool, command), R::PoolNotCurated);
    }
}

#[test]
fn closed_pool_takes_no_command() {
    let pool = after(vec![open(PoolKind::Curated), admit(1, true, "2023-05-01"), close("2024-05-31")]);
    known(&pool, close("2024-05-31"));
    let closed = R::PoolClosed { closed_on: day("2024-05-31") };
    for command in [admit(2, true, "2024-05-31"), reconfirm(1, "2024-05-31"), remove(1, "2024-05-31")] {
        assert_eq!(refused(&pool, command), closed);
    }
    let pool = after(vec![open(PoolKind::Curated), admit(1, true, "2023-05-01")]);
    let early = R::DayTooEarly { day: day("2023-04-30"), earliest: day("2023-05-01") };
    assert_eq!(refused(&pool, close("2023-04-30")), early);
    let pool = after(vec![open(PoolKind::Curated), admit(1, true, "2023-05-01"), remove(1, "2024-01-31")]);
    let early = R::DayTooEarly { day: day("2024-01-30"), earliest: day("2024-01-31") };
    assert_eq!(refused(&pool, close("2024-01-30")), early);
}

#[test]
fn pool_that_has_had_as_many_people_as_it_may_takes_only_those_back() {
    let mut pool = after(vec![open(PoolKind::Curated)]);
    for number in 1..=aggregate::PEOPLE_LIMIT as u128 {
        let (person_id, admitted_on) = (person(number).person_id, day("2023-05-01"));
        let (basis, source) = (AdmissionBasis::Consent, AdmissionSource::Recommendation);
        let (reason, fresh_until) = (Personal::clear("街道推荐"), day("2024-04-30"));
        pool.remember(E::TalentAdmitted { person_id, basis, source, reason, admitted_on, fresh_until });
        let removed_on = day("2023-06-01");
        pool.remember(E::TalentRemoved { person_id, cause: RemovalCause::MovedAway, reason: None, removed_on });
    }
    assert_eq!(refused(&pool, admit(0, true, "2024-01-01")), R::PoolUsedUp { limit: 20_000 });
    assert_eq!(pool.decide(admit(1, true, "2024-01-01"), &context()).unwrap().len(), 1);
}

#[test]
fn pool_stands_in_its_division() {
    use crate::kernel::{Place, Placed as _};
    let place = Place::in_division(&DivisionCode::new("360735"));
    assert_eq!(after(vec![open(PoolKind::Curated)]).place(), Some(place));
    assert_eq!(TalentPool::default().place(), None);
}

#[test]
fn entry_is_unknown_when_it_is_removed_on_another_day_than_its_last_or_was_never_there() {
    let pool = after(vec![open(PoolKind::Curated), admit(1, true, "2024-06-01"), remove(1, "2024-06-01")]);
    for command in [remove(1, "2024-05-31"), remove(2, "2024-06-01")] {
        assert_eq!(refused(&pool, command), R::EntryUnknown);
    }
    assert_eq!(pool.code(), Some(&Code::try_new("POOL-1").unwrap()));
    assert_eq!(TalentPool::default().code(), None);
}

#[test]
fn reason_of_an_admission_or_a_removal_is_the_persons_own() {
    let person_id = person(1).person_id;
    let reason = vec![(KeyOwner::Person(person_id), "reason")];
    let pool = after(vec![open(PoolKind::Curated), admit(1, true, "2023-05-01")]);
    let removed =
        |reason| E::TalentRemoved { person_id, cause: RemovalCause::Appointed, reason, removed_on: day("2024-01-31") };
    let admitted = after(vec![open(PoolKind::Curated)]).decide(admit(1, true, "2023-05-01"), &context()).unwrap();
    let removal = pool.decide(remove(1, "2024-01-31"), &context()).unwrap();
    for (event, expected) in
        [(admitted[0].clone(), reason.clone()), (removal[0].clone(), reason), (removed(None), vec![])]
    {
        assert_eq!(personal_fields(event), expected);
    }
}

#[test]
fn members_of_a_saved_query_are_of_its_division_whatever_else_is_asked_of_them() {
    use TalentCriterion::{Registered, Within};
    let within = |code: &str| Within { division: DivisionCode::new(code) };
    let asked = |criteria: &[TalentCriterion]| asked_of_members(criteria.to_vec(), &DivisionCode::new("445202"));
    assert_eq!(asked(&[Registered]), [within("445202"), Registered]);
    assert_eq!(asked(&[within("445202"), Registered]), [within("445202"), Registered]);
    assert_eq!(asked(&[within("445203")]), [within("445202"), within("445203")]);
}

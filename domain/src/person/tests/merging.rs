//! Two records of one human: merged by two people, split by two people, and what stands against either.

use super::*;
use crate::{
    kernel::FourEyesRefusal,
    person::{
        MergeFacts, RolesMet, SharedService,
        merge_facts::{FullDay, SharedDay},
        merging::MergedRole,
        words::{ErasureBasis, MergeStep, PersonRole, RestrictionBasis},
    },
};
use chrono::Duration;
use proptest::prelude::*;

fn by(actor: &str, days_later: i64) -> RuleContext {
    let context = context();
    RuleContext { actor: actor.to_owned(), now: context.now + Duration::days(days_later), ..context }
}

fn id_of(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

/// Somebody with a passport, on file under this number.
fn somebody(number: u128) -> Person {
    let id_number = passport(&format!("E{number:08}"));
    let (name, birth_on) = ("张小明".to_owned(), Some(day("1990-01-01")));
    after([PersonCommand::RegisterPerson { person_id: id_of(number), id_number, name, phone: None, birth_on }])
}

fn act(person: &mut Person, command: PersonCommand, context: &RuleContext) -> Result<Vec<PersonEvent>, PersonRefusal> {
    let events = person.decide(command, context)?;
    events.iter().cloned().for_each(|event| person.apply(event));
    Ok(events)
}

fn with(duplicate: &Person) -> MergeFacts {
    let duplicate = duplicate.duplicate_facts().unwrap();
    MergeFacts { duplicate, roles: Vec::new(), shared: SharedService::default() }
}

fn propose(duplicate: &Person) -> PersonCommand {
    PersonCommand::ProposeMerge { with: with(duplicate), reason: "同一人两次建档".to_owned() }
}

fn approve(duplicate: &Person) -> PersonCommand {
    PersonCommand::ApproveMerge { with: with(duplicate) }
}

fn propose_split(duplicate: PersonId) -> PersonCommand {
    PersonCommand::ProposeSplit { duplicate, reason: "核实为两人".to_owned() }
}

/// The survivor after ann proposed and bob approved, and the duplicate after that.
fn merge(survivor: &mut Person, duplicate: &mut Person) {
    act(survivor, propose(duplicate), &by("ann", 0)).unwrap();
    act(survivor, approve(duplicate), &by("bob", 0)).unwrap();
    let survivor = survivor.person_id().unwrap();
    act(duplicate, PersonCommand::FollowSurvivor { survivor }, &by("bob", 0)).unwrap();
}

fn merged() -> (Person, Person) {
    let (mut survivor, mut duplicate) = (somebody(1), somebody(2));
    merge(&mut survivor, &mut duplicate);
    (survivor, duplicate)
}

#[test]
fn survivor_takes_the_duplicate_in_when_a_second_person_approves() {
    let (mut survivor, mut duplicate) = (somebody(1), somebody(2));
    assert_eq!(act(&mut survivor, propose(&duplicate), &by("ann", 0)).unwrap().len(), 1);
    assert_eq!(act(&mut survivor, propose(&duplicate), &by("ann", 1)), Ok(Vec::new()), "said twice");
    let alone = FourEyesRefusal::SecondPersonRequired {};
    assert_eq!(act(&mut survivor, approve(&duplicate), &by("ann", 1)), Err(alone.into()));
    let events = act(&mut survivor, approve(&duplicate), &by("bob", 1)).unwrap();
    let [PersonEvent::PersonsMerged { duplicate: taken, proposed_by, approved_by, merged_on, .. }] = &*events else {
        panic!("{events:?}")
    };
    let expected = (id_of(2), "ann", "bob", day("2024-06-04"));
    assert_eq!((*taken, proposed_by.as_str(), approved_by.as_str(), *merged_on), expected);
    assert_eq!(survivor.took_in().collect::<Vec<_>>(), [id_of(2)]);
    assert_eq!(act(&mut survivor, approve(&duplicate), &by("cid", 2)), Ok(Vec::new()));
    assert_eq!(act(&mut survivor, propose(&duplicate), &by("cid", 2)), Ok(Vec::new()));

    act(&mut duplicate, PersonCommand::FollowSurvivor { survivor: id_of(1) }, &by("bob", 1)).unwrap();
    assert_eq!((duplicate.merged_into(), duplicate.facts(day("2024-06-05"))), (Some(id_of(1)), None));
    for command in [correction(Some("张大明"), None, None), consent("1", "2024-06-01"), propose(&somebody(3))] {
        let named = PersonRefusal::PersonMerged { survivor: id_of(1) };
        assert_eq!(act(&mut duplicate, command, &by("ann", 2)), Err(named));
    }
}

#[test]
fn number_of_the_duplicate_leads_to_the_survivor_and_back_after_a_split() {
    let (mut survivor, duplicate) = (somebody(1), somebody(2));
    act(&mut survivor, propose(&duplicate), &by("ann", 0)).unwrap();
    let merged = act(&mut survivor, approve(&duplicate), &by("bob", 0)).unwrap();
    let holders = |event: &PersonEvent| -> Vec<(bool, Uuid)> {
        let claims = event.claims(id_of(1).uuid()).into_iter();
        let told = claims.map(|change| match change {
            ClaimChange::Take(claim) => (true, claim),
            ClaimChange::Release(claim) => (false, claim),
        });
        told.filter(|(_, claim)| claim.kind == IDENTITY_CLAIM).map(|(take, claim)| (take, claim.holder)).collect()
    };
    assert_eq!(holders(&merged[0]), [(false, id_of(2).uuid()), (true, id_of(1).uuid())]);
    assert!(survivor.differences(&passport("E00000002"), NAME, None).is_empty());
    assert!(survivor.differences(&passport("E00000001"), NAME, None).is_empty());
    assert_eq!(survivor.differences(&passport("E00000009"), NAME, None), ["id_number"], "of neither");
    act(&mut survivor, propose_split(id_of(2)), &by("ann", 1)).unwrap();
    let split = PersonCommand::ApproveSplit { duplicate: id_of(2) };
    let parted = act(&mut survivor, split, &by("bob", 1)).unwrap();
    assert_eq!(holders(&parted[0]), [(false, id_of(1).uuid()), (true, id_of(2).uuid())]);
    assert_eq!(survivor.differences(&passport("E00000002"), NAME, None), ["id_number"]);
}

#[test]
fn duplicate_speaks_for_itself_again_when_two_people_split() {
    let (mut survivor, mut duplicate) = merged();
    act(&mut survivor, propose_split(id_of(2)), &by("ann", 1)).unwrap();
    let approve_merge = approve(&somebody(3));
    let nothing = PersonRefusal::from(FourEyesRefusal::NothingProposed {});
    assert_eq!(act(&mut survivor, approve_merge, &by("bob", 1)), Err(nothing.clone()), "a split is no merge");
    let split = || PersonCommand::ApproveSplit { duplicate: id_of(2) };
    let alone = PersonRefusal::from(FourEyesRefusal::SecondPersonRequired {});
    assert_eq!(act(&mut survivor, split(), &by("ann", 1)), Err(alone));
    assert_eq!(act(&mut survivor, split(), &by("bob", 1)).unwrap().len(), 1);
    assert_eq!(act(&mut duplicate, PersonCommand::LeaveSurvivor, &by("bob", 1)).unwrap().len(), 1);
    assert_eq!((survivor.took_in().count(), duplicate.merged_into()), (0, None));
    assert_eq!(act(&mut duplicate, consent("1", "2024-06-01"), &by("ann", 2)).unwrap().len(), 1);
    assert_eq!(act(&mut survivor, split(), &by("bob", 1)), Err(nothing));
    let not_merged = PersonRefusal::PersonsNotMerged { duplicate: id_of(2) };
    assert_eq!(act(&mut survivor, propose_split(id_of(2)), &by("ann", 2)), Err(not_merged));
}

#[test]
fn merge_is_refused_for_records_that_cannot_be_one() {
    let mut survivor = somebody(1);
    let itself = PersonRefusal::SamePerson { person: id_of(1) };
    let same = propose(&survivor.clone());
    assert_eq!(act(&mut survivor, same, &by("ann", 0)), Err(itself));
    let (other, taken) = merged();
    let elsewhere = PersonRefusal::PersonMerged { survivor: id_of(1) };
    let mut third = somebody(3);
    assert_eq!(act(&mut third, propose(&taken), &by("ann", 0)), Err(elsewhere));
    let took_in = PersonRefusal::DuplicateTookIn { took_in: vec![id_of(2)] };
    assert_eq!(act(&mut third, propose(&other), &by("ann", 0)), Err(took_in));
    let mut restricted = somebody(4);
    let (basis, reason) = (RestrictionBasis::InDispute, "异议".to_owned());
    let restrict = PersonCommand::RestrictProcessing { basis, until: None, reason };
    act(&mut restricted, restrict, &context()).unwrap();
    let only_stored = PersonRefusal::ProcessingRestricted { basis, until: None };
    assert_eq!(act(&mut third, propose(&restricted), &by("ann", 0)), Err(only_stored.clone()));
    assert_eq!(act(&mut restricted, propose(&third), &by("ann", 0)), Err(only_stored));
    let blank = PersonCommand::ProposeMerge { with: with(&restricted), reason: " ".to_owned() };
    assert!(matches!(act(&mut third, blank, &by("ann", 0)), Err(PersonRefusal::Text(_))));
}

#[test]
fn merge_is_refused_with_days_and_minutes_when_one_human_would_serve_twice_at_a_time() {
    let (mut survivor, duplicate) = (somebody(1), somebody(2));
    act(&mut survivor, propose(&duplicate), &by("ann", 0)).unwrap();
    let days =
        vec![SharedDay { day: day("2024-06-01"), minutes: 30 }, SharedDay { day: day("2024-06-02"), minutes: 15 }];
    let shared = SharedService { overlaps: days.clone(), full: Vec::new() };
    let overlap = PersonRefusal::ServiceOverlaps { minutes: 45, days_total: 2, days };
    for command in [
        PersonCommand::ProposeMerge {
            with: MergeFacts { shared: shared.clone(), ..with(&duplicate) },
            reason: "同".to_owned(),
        },
        PersonCommand::ApproveMerge { with: MergeFacts { shared, ..with(&duplicate) } },
    ] {
        assert_eq!(survivor.decide(command, &by("bob", 0)), Err(overlap.clone()), "found at the proposal and after it");
    }
    let days = vec![FullDay { day: day("2024-06-01"), limit: 1440, actual: 1441 }];
    let shared = SharedService { overlaps: Vec::new(), full: days.clone() };
    let command = PersonCommand::ApproveMerge { with: MergeFacts { shared, ..with(&duplicate) } };
    assert_eq!(survivor.decide(command, &by("bob", 0)), Err(PersonRefusal::DaysBeyondLimit { days_total: 1, days }));
}

#[test]
fn role_of_the_duplicate_alone_passes_to_the_survivor_and_one_that_both_register_is_refused() {
    let (mut survivor, duplicate) = (somebody(1), somebody(2));
    let (one, other) = (Uuid::from_u128(11), Uuid::from_u128(12));
    let met = |role, survivor| RolesMet { role, survivor, duplicate: Some(other) };
    let asked = |roles| PersonCommand::ApproveMerge { with: MergeFacts { roles, ..with(&duplicate) } };
    act(&mut survivor, propose(&duplicate), &by("ann", 0)).unwrap();
    for role in [PersonRole::SocialWorker, PersonRole::Instructor] {
        let twice = PersonRefusal::RoleHeldTwice { role, survivor: one, duplicate: other };
        assert_eq!(survivor.decide(asked(vec![met(role, Some(one))]), &by("bob", 0)), Err(twice));
    }
    let roles = vec![met(PersonRole::Volunteer, Some(one)), met(PersonRole::SocialWorker, None)];
    let events = act(&mut survivor, asked(roles), &by("bob", 0)).unwrap();
    let [PersonEvent::PersonsMerged { roles, .. }] = &*events else { panic!("{events:?}") };
    assert_eq!(*roles, [MergedRole { role: PersonRole::SocialWorker, role_id: other }]);
    let takes = |change: &ClaimChange| matches!(change, ClaimChange::Take(claim) if claim.holder == other);
    assert!(events[0].claims(id_of(1).uuid()).iter().any(takes), "the survivor is found to be the social worker");

    let mut later = somebody(3);
    merge(&mut survivor, &mut later);
    let first = PersonRefusal::SplitLaterFirst { later: id_of(3) };
    assert_eq!(act(&mut survivor, propose_split(id_of(2)), &by("ann", 1)), Err(first));
    assert_eq!(act(&mut survivor, propose_split(id_of(3)), &by("ann", 1)).unwrap().len(), 1);
}

#[test]
fn record_without_a_role_of_its_own_is_split_off_also_when_another_came_later() {
    let (mut survivor, _) = merged();
    merge(&mut survivor, &mut somebody(3));
    assert_eq!(act(&mut survivor, propose_split(id_of(2)), &by("ann", 1)).unwrap().len(), 1);
}

#[test]
fn split_is_refused_while_the_survivor_has_the_number_of_the_duplicate() {
    let (mut survivor, _) = merged();
    act(&mut survivor, correction(None, None, Some(passport("E00000002"))), &context()).unwrap();
    let taken_over = PersonRefusal::NumberTakenOver { duplicate: id_of(2) };
    assert_eq!(act(&mut survivor, propose_split(id_of(2)), &by("ann", 1)), Err(taken_over));
}

#[test]
fn proposal_is_declined_or_expires_and_then_merges_nothing() {
    let (mut survivor, duplicate) = (somebody(1), somebody(2));
    act(&mut survivor, propose(&duplicate), &by("ann", 0)).unwrap();
    assert!(survivor.proposed_merge().is_some_and(|made| made.proposed_by == "ann"));
    for (other, actor) in [(somebody(3), "bob"), (somebody(3), "ann"), (somebody(2), "bob")] {
        let stands = act(&mut survivor, propose(&other), &by(actor, 1));
        assert!(matches!(stands, Err(PersonRefusal::FourEyes(FourEyesRefusal::ProposalStands { .. }))), "{actor}");
    }
    let expired = act(&mut survivor, approve(&duplicate), &by("bob", 7));
    assert!(matches!(expired, Err(PersonRefusal::FourEyes(FourEyesRefusal::ProposalExpired { days: 7, .. }))));
    let decline = || PersonCommand::DeclineMerge { reason: Some("证据不足".to_owned()) };
    assert_eq!(act(&mut survivor, decline(), &by("bob", 1)).unwrap().len(), 1);
    assert_eq!(act(&mut survivor, decline(), &by("bob", 1)), Ok(Vec::new()));
    let nothing = PersonRefusal::from(FourEyesRefusal::NothingProposed {});
    assert_eq!(act(&mut survivor, approve(&duplicate), &by("bob", 1)), Err(nothing));
}

#[test]
fn record_that_was_taken_in_is_erased_with_its_survivor_and_a_free_one_is_not() {
    let (_, mut duplicate) = merged();
    let erase = || PersonCommand::EraseWithSurvivor {
        basis: ErasureBasis::ConsentWithdrawn,
        proposed_by: "ann".to_owned(),
        approved_by: "bob".to_owned(),
    };
    assert_eq!(somebody(3).decide(erase(), &context()), Ok(Vec::new()));
    assert_eq!(act(&mut duplicate, erase(), &context()).unwrap().len(), 1);
    assert!(duplicate.is_erased());
    assert_eq!(act(&mut duplicate, erase(), &context()), Ok(Vec::new()), "erased once");
}

#[test]
fn request_of_the_duplicate_is_still_answered_after_the_merge() {
    let (mut survivor, mut duplicate) = (somebody(1), somebody(2));
    let (kind, text) = (words::DataRequestKind::Correction, Some("姓名有误".to_owned()));
    act(&mut duplicate, PersonCommand::RequestData { kind, text }, &context()).unwrap();
    merge(&mut survivor, &mut duplicate);
    let fulfil = PersonCommand::FulfilDataRequest { request: 1, note: None };
    assert_eq!(act(&mut duplicate, fulfil, &context()).unwrap().len(), 1);
}

proptest! {
    #[test]
    fn what_was_merged_and_split_is_what_it_was_before(steps in prop::collection::vec((0..2_u8, 0..2_u8), 0..12)) {
        let (mut survivor, mut duplicate) = (somebody(1), somebody(2));
        let before = (survivor.clone(), duplicate.clone());
        for (step, actor) in steps {
            let context = by(if actor == 0 { "ann" } else { "bob" }, 0);
            let (propose, approve) = match step {
                0 => (propose(&duplicate), approve(&duplicate)),
                _ => (propose_split(id_of(2)), PersonCommand::ApproveSplit { duplicate: id_of(2) }),
            };
            let _ = act(&mut survivor, propose, &context);
            for event in act(&mut survivor, approve, &context).unwrap_or_default() {
                let merged = matches!(event, PersonEvent::PersonsMerged { .. });
                let follow = if merged {
                    PersonCommand::FollowSurvivor { survivor: id_of(1) }
                } else {
                    PersonCommand::LeaveSurvivor
                };
                act(&mut duplicate, follow, &context).unwrap();
            }
            prop_assert_eq!(survivor.took_in().count() == 1, duplicate.merged_into().is_some(), "both or neither say so");
        }
        if duplicate.merged_into().is_none() {
            let decline = PersonCommand::DeclineMerge { reason: None };
            act(&mut survivor, decline, &by("ann", 0)).unwrap();
            prop_assert_eq!((survivor, duplicate), before);
        }
        prop_assert_eq!(MergeStep::ALL.len(), 2);
    }
}

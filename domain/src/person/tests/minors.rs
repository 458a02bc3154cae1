//! A minor's record: two people, one reader, a day; a guardian who agrees; broken glass in an emergency.

use super::*;
use crate::{
    kernel::FourEyesRefusal,
    person::words::{PersonalField as F, ReadPurpose as P},
};
use chrono::Duration;

/// Somebody asks, some minutes after the moment of the tests.
fn by(actor: &str, minutes_later: i64) -> RuleContext {
    let context = context();
    RuleContext { actor: actor.to_owned(), now: context.now + Duration::minutes(minutes_later), ..context }
}

fn ask(purpose: P, fields: &[F]) -> ReadRequest {
    ReadRequest::try_new(fields.to_vec(), purpose, Some("家长会通知")).unwrap()
}

fn contact() -> ReadRequest {
    ask(P::Contact, &[F::Name, F::Phone])
}

fn act(person: &mut Person, command: PersonCommand, context: &RuleContext) -> Result<usize, PersonRefusal> {
    let events = person.decide(command, context)?;
    let count = events.len();
    events.into_iter().for_each(|event| person.apply(event));
    Ok(count)
}

fn propose(request: ReadRequest) -> PersonCommand {
    PersonCommand::ProposeMinorRead { request }
}

fn approve(reader: &str) -> PersonCommand {
    PersonCommand::ApproveMinorRead { reader: reader.to_owned() }
}

fn decline(reader: &str) -> PersonCommand {
    PersonCommand::DeclineMinorRead { reader: reader.to_owned(), reason: Some("无此必要".to_owned()) }
}

fn not_approved() -> PersonRefusal {
    PersonRefusal::MinorReadNotApproved { age_years: 12, guardian_age_years: 14 }
}

/// Twelve years old, with a guardian who consents.
fn child() -> Person {
    after([register(number_born("20120101"), None, None), guardian_consent("2024-06-01")])
}

/// The same, whom ann may read for a day after bob's approval at minute ten.
fn approved() -> Person {
    let mut child = child();
    assert_eq!(act(&mut child, propose(contact()), &by("ann", 0)), Ok(1));
    assert_eq!(act(&mut child, approve("ann"), &by("bob", 10)), Ok(1));
    child
}

#[test]
fn minor_is_read_by_who_asked_after_a_second_person_approved_for_a_day() {
    let mut child = child();
    assert_eq!(child.read(&contact(), &by("ann", 0)), Err(not_approved()));
    let proposed = child.decide(propose(contact()), &by("ann", 0)).unwrap();
    let expected = PersonEvent::MinorReadProposed {
        person_id: person_id(),
        purpose: P::Contact,
        fields: vec![F::Name, F::Phone],
        note: Personal::clear("家长会通知"),
        proposed_by: "ann".to_owned(),
        proposed_at: context().now,
    };
    assert_eq!(proposed, [expected]);
    assert_eq!(act(&mut child, propose(contact()), &by("ann", 0)), Ok(1));
    assert_eq!(child.read(&contact(), &by("ann", 1)), Err(not_approved()), "nobody has approved");
    assert_eq!(act(&mut child, approve("ann"), &by("bob", 10)), Ok(1));
    let ground = ReadGround::Approved { by: "bob".to_owned(), at: by("bob", 10).now };
    for minutes in [10, 10 + 24 * 60 - 1] {
        assert_eq!(child.read(&contact(), &by("ann", minutes)), Ok(ground.clone()));
    }
    assert_eq!(child.read(&ask(P::Contact, &[F::Name]), &by("ann", 11)), Ok(ground), "fewer fields are inside");
    assert_eq!(child.read(&contact(), &by("ann", 10 + 24 * 60)), Err(not_approved()), "the day is over");
}

#[test]
fn approval_is_for_one_reader_one_purpose_and_the_fields_named() {
    let child = approved();
    assert_eq!(child.read(&contact(), &by("cai", 11)), Err(not_approved()));
    assert_eq!(child.read(&contact(), &by("bob", 11)), Err(not_approved()), "who approved asked for nothing");
    assert_eq!(child.read(&ask(P::Dispute, &[F::Name]), &by("ann", 11)), Err(not_approved()));
    assert_eq!(child.read(&ask(P::Contact, &[F::Name, F::GuardianPhone]), &by("ann", 11)), Err(not_approved()));
}

#[test]
fn approval_is_refused_to_its_proposer_without_a_proposal_and_after_its_days() {
    let mut child = child();
    assert_eq!(refused(&child, approve("ann")), FourEyesRefusal::NothingProposed {}.into());
    act(&mut child, propose(contact()), &by("ann", 0)).unwrap();
    let own = child.decide(approve("ann"), &by("ann", 1)).unwrap_err();
    assert_eq!(own, FourEyesRefusal::SecondPersonRequired {}.into());
    let late = child.decide(approve("ann"), &by("bob", 7 * 24 * 60)).unwrap_err();
    assert!(matches!(late, PersonRefusal::FourEyes(FourEyesRefusal::ProposalExpired { days: 7, .. })));
}

#[test]
fn proposal_is_known_when_repeated_takes_the_place_of_the_readers_last_and_stands_beside_those_of_others() {
    let mut child = child();
    act(&mut child, propose(contact()), &by("ann", 0)).unwrap();
    assert_eq!(act(&mut child, propose(contact()), &by("ann", 1)), Ok(0));
    assert_eq!(act(&mut child, propose(contact()), &by("ann", 7 * 24 * 60)), Ok(1), "the first has expired");
    let dispute = ask(P::Dispute, &[F::Name]);
    assert_eq!(act(&mut child, propose(dispute.clone()), &by("ann", 7 * 24 * 60 + 1)), Ok(1));
    assert_eq!(act(&mut child, propose(contact()), &by("cai", 1)), Ok(1));
    assert_eq!(act(&mut child, approve("cai"), &by("ann", 2)), Ok(1), "readers approve each other");
    assert_eq!(act(&mut child, approve("ann"), &by("cai", 7 * 24 * 60 + 2)), Ok(1));
    assert!(child.read(&dispute, &by("ann", 7 * 24 * 60 + 3)).is_ok());
    assert_eq!(child.read(&contact(), &by("ann", 7 * 24 * 60 + 3)), Err(not_approved()));
    act(&mut child, propose(contact()), &by("dan", 0)).unwrap();
    assert_eq!(act(&mut child, decline("dan"), &by("bob", 3)), Ok(1));
    assert_eq!(act(&mut child, decline("dan"), &by("bob", 4)), Ok(0));
    assert_eq!(child.decide(approve("dan"), &by("bob", 5)).unwrap_err(), FourEyesRefusal::NothingProposed {}.into());
}

#[test]
fn nobody_approves_a_read_of_somebody_of_fourteen_or_of_unknown_age() {
    let not_needed = PersonRefusal::MinorReadNotNeeded { guardian_age_years: 14 };
    let fourteen_today = after([register(number_born("20100603"), None, None)]);
    assert_eq!(fourteen_today.read(&contact(), &context()), Ok(ReadGround::Purpose));
    assert_eq!(refused(&fourteen_today, propose(contact())), not_needed);
    let tomorrow = after([register(number_born("20100604"), None, None), guardian_consent("2024-06-01")]);
    let young = PersonRefusal::MinorReadNotApproved { age_years: 13, guardian_age_years: 14 };
    assert_eq!(tomorrow.read(&contact(), &context()), Err(young));
    let of_unknown_age = after([register(passport("E12345678"), None, None)]);
    assert_eq!(of_unknown_age.read(&contact(), &context()), Ok(ReadGround::Purpose));
    assert_eq!(refused(&of_unknown_age, propose(contact())), not_needed);
}

#[test]
fn minor_is_not_read_without_a_guardian_but_in_an_emergency_or_to_answer_them() {
    let not_agreed = PersonRefusal::GuardianNotAgreed { age_years: 12, guardian_age_years: 14 };
    let mut orphan = minor();
    assert_eq!(refused(&orphan, propose(contact())), not_agreed);
    assert_eq!(orphan.read(&contact(), &context()), Err(not_agreed.clone()));
    for purpose in [P::Emergency, P::RightsRequest] {
        assert_eq!(act(&mut orphan, propose(ask(purpose, &[F::Name])), &by(purpose.code(), 0)), Ok(1), "{purpose:?}");
    }
    // A guardian who withdraws ends what was approved.
    let mut child = approved();
    let withdraw = PersonCommand::WithdrawGuardianConsent { withdrawn_on: day("2024-06-03") };
    act(&mut child, withdraw, &by("officer", 11)).unwrap();
    assert_eq!(child.read(&contact(), &by("ann", 12)), Err(not_agreed));
}

#[test]
fn glass_is_broken_in_an_emergency_for_an_hour_by_one_reader() {
    let mut orphan = minor();
    let emergency = || ask(P::Emergency, &[F::Name, F::GuardianPhone]);
    let break_glass = |request| PersonCommand::BreakGlass { request };
    assert_eq!(refused(&orphan, break_glass(contact())), PersonRefusal::NoEmergency { purpose: P::Contact });
    let silent = ReadRequest::try_new(vec![F::Name], P::Emergency, None).unwrap();
    assert_eq!(refused(&orphan, break_glass(silent)), PersonRefusal::Text(TextRefusal::TextEmpty { field: "note" }));
    assert_eq!(act(&mut orphan, break_glass(emergency()), &by("ann", 0)), Ok(1));
    assert_eq!(act(&mut orphan, break_glass(emergency()), &by("ann", 1)), Ok(0));
    assert_eq!(orphan.read(&emergency(), &by("ann", 59)), Ok(ReadGround::BrokenGlass));
    assert_eq!(orphan.read(&emergency(), &by("ann", 60)), Err(not_approved()));
    assert_eq!(orphan.read(&emergency(), &by("bob", 1)), Err(not_approved()));
    assert_eq!(act(&mut orphan, break_glass(emergency()), &by("ann", 60)), Ok(1), "another hour is another event");
    let grown = adult();
    let not_needed = PersonRefusal::MinorReadNotNeeded { guardian_age_years: 14 };
    assert_eq!(refused(&grown, break_glass(emergency())), not_needed);
}

//! What a person asks for as of right: it stands open until it is fulfilled, refused with a reason, or erased with them.

use super::*;
use crate::person::words::{DataRequestKind as K, ErasureBasis};

fn ask(kind: K, text: Option<&str>) -> PersonCommand {
    PersonCommand::RequestData { kind, text: text.map(str::to_owned) }
}

fn fulfil(request: u32) -> PersonCommand {
    PersonCommand::FulfilDataRequest { request, note: Some("已更正".to_owned()) }
}

fn refuse(request: u32, reason: &str) -> PersonCommand {
    PersonCommand::RefuseDataRequest { request, reason: reason.to_owned() }
}

fn act(person: &mut Person, command: PersonCommand) -> Result<Vec<PersonEvent>, PersonRefusal> {
    let events = person.decide(command, &context())?;
    events.iter().cloned().for_each(|event| person.apply(event));
    Ok(events)
}

#[test]
fn request_stands_with_its_deadline_until_it_is_fulfilled_or_refused() {
    let mut person = adult();
    let expected = |request, kind, text: Option<&str>| PersonEvent::DataRequested {
        person_id: person_id(),
        request,
        kind,
        text: text.map(Personal::clear),
        requested_by: "tester".to_owned(),
        requested_on: day("2024-06-03"),
        due_on: day("2024-06-18"),
    };
    let wrong_name = Some("姓名有误");
    assert_eq!(act(&mut person, ask(K::Correction, wrong_name)), Ok(vec![expected(1, K::Correction, wrong_name)]));
    assert_eq!(act(&mut person, ask(K::Deletion, None)), Ok(vec![expected(2, K::Deletion, None)]));
    let open = |person: &Person| person.data_requests().filter(|(_, asked)| asked.answer.is_none()).count();
    assert_eq!(open(&person), 2);
    let fulfilled = PersonEvent::DataRequestFulfilled {
        person_id: person_id(),
        request: 1,
        note: Some(Personal::clear("已更正")),
        fulfilled_on: day("2024-06-03"),
    };
    assert_eq!(act(&mut person, fulfil(1)), Ok(vec![fulfilled]));
    let refused = PersonEvent::DataRequestRefused {
        person_id: person_id(),
        request: 2,
        reason: Personal::clear("保存期限未届满"),
        refused_on: day("2024-06-03"),
    };
    assert_eq!(act(&mut person, refuse(2, "保存期限未届满")), Ok(vec![refused]));
    let refused =
        DataRequestAnswer {
            on: day("2024-06-03"), refused: true, text: Some(Personal::clear("保存期限未届满"))
        };
    let told = person.data_requests().last().and_then(|(number, asked)| Some((number, asked.answer.clone()?)));
    assert_eq!((open(&person), told), (0, Some((2, refused))));
    for again in [fulfil(1), refuse(1, "晚了"), fulfil(2), refuse(2, "晚了")] {
        assert_eq!(act(&mut person, again), Ok(Vec::new()));
    }
}

#[test]
fn deadline_follows_the_policy_of_the_day() {
    let context = context().with_number("deletion_request_days", 10);
    let events = adult().decide(ask(K::Deletion, None), &context).unwrap();
    assert!(matches!(events[..], [PersonEvent::DataRequested { due_on, .. }] if due_on == day("2024-06-13")));
}

#[test]
fn request_is_known_while_the_same_stands_open_and_made_anew_after_its_answer() {
    let mut person = adult();
    assert_eq!(act(&mut person, ask(K::Deletion, Some("不再参加"))).unwrap().len(), 1);
    assert_eq!(act(&mut person, ask(K::Deletion, Some("换句话说"))), Ok(Vec::new()));
    assert_eq!(act(&mut person, ask(K::Correction, Some("电话有误"))).unwrap().len(), 1);
    assert_eq!(act(&mut person, ask(K::Correction, Some("电话有误"))), Ok(Vec::new()));
    assert_eq!(act(&mut person, ask(K::Correction, Some("姓名有误"))).unwrap().len(), 1);
    act(&mut person, refuse(1, "材料不全")).unwrap();
    assert_eq!(act(&mut person, ask(K::Deletion, None)).unwrap().len(), 1);
}

#[test]
fn request_is_refused_without_a_word_to_correct_and_beyond_twenty() {
    let mut person = adult();
    let empty = PersonRefusal::Text(TextRefusal::TextEmpty { field: "text" });
    assert_eq!(refused(&person, ask(K::Correction, None)), empty);
    for number in 1..=20 {
        act(&mut person, ask(K::Correction, Some(&format!("第{number}处有误")))).unwrap();
    }
    let many = PersonRefusal::TooManyDataRequests { limit: 20 };
    assert_eq!(refused(&person, ask(K::Correction, Some("再一处"))), many);
}

#[test]
fn answer_is_refused_without_a_request_a_reason_or_an_erasure() {
    let mut person = adult();
    assert_eq!(refused(&person, fulfil(1)), PersonRefusal::DataRequestUnknown { request: 1 });
    act(&mut person, ask(K::Deletion, None)).unwrap();
    assert_eq!(refused(&person, fulfil(1)), PersonRefusal::DeletionNeedsErasure { request: 1 });
    let empty = PersonRefusal::Text(TextRefusal::TextEmpty { field: "reason" });
    assert_eq!(refused(&person, refuse(1, " ")), empty);
}

#[test]
fn request_is_made_while_data_are_only_stored_and_gone_with_the_person() {
    let mut person = adult();
    let restrict = PersonCommand::RestrictProcessing {
        basis: words::RestrictionBasis::InDispute,
        until: None,
        reason: "核实".to_owned(),
    };
    act(&mut person, restrict).unwrap();
    act(&mut person, ask(K::Deletion, None)).unwrap();
    person.apply(PersonEvent::PersonErased {
        person_id: person_id(),
        basis: ErasureBasis::ConsentWithdrawn,
        proposed_by: "ann".to_owned(),
        approved_by: "bob".to_owned(),
        erased_on: day("2024-06-03"),
        first_position: None,
    });
    assert_eq!(person.data_requests().count(), 0);
    assert_eq!(refused(&person, ask(K::Deletion, None)), PersonRefusal::PersonErased);
}

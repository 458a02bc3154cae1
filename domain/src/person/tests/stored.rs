//! What of the events is personal: each text once, under the person's own key.

use super::*;
use crate::{
    kernel::{KeyOwner, contract::personal_fields},
    person::events::IdentityChange,
};

#[test]
fn personal_text_is_shown_once_under_the_persons_key() {
    let (person_id, text) = (person_id(), || Personal::clear("私"));
    let on = day("2024-06-03");
    let (document, old_document) = (DocumentType::Passport, DocumentType::ResidentId);
    let identity = Some(IdentityChange { document, id_number: text(), old_document, old_id_number: text() });
    let (phone, birth_on) = (Some(text()), Some(text()));
    for (event, fields) in [
        (
            PersonEvent::PersonRegistered { person_id, document, id_number: text(), name: text(), phone, birth_on },
            &["id_number", "name", "phone", "birth_on"][..],
        ),
        (
            PersonEvent::PersonDataCorrected {
                person_id,
                name: Some(text()),
                phone: Some(text()),
                identity,
                reason: text(),
            },
            &["name", "phone", "id_number", "old_id_number", "reason"],
        ),
        (
            PersonEvent::GuardianConsentGiven {
                person_id,
                guardian_name: text(),
                guardian_phone: text(),
                notice_version: "1".to_owned(),
                given_on: on,
            },
            &["guardian_name", "guardian_phone"],
        ),
        (PersonEvent::DataRequestFulfilled { person_id, request: 1, note: Some(text()), fulfilled_on: on }, &["note"]),
        (PersonEvent::DataRequestFulfilled { person_id, request: 1, note: None, fulfilled_on: on }, &[]),
        (PersonEvent::ErasureDeclined { person_id, reason: Some(text()), declined_by: "ann".to_owned() }, &["reason"]),
        (PersonEvent::ErasureDeclined { person_id, reason: None, declined_by: "ann".to_owned() }, &[]),
        (PersonEvent::RestrictionLifted { person_id, reason: text(), lifted_on: on }, &["reason"]),
        (PersonEvent::ConsentWithdrawn { scope: ConsentScope::TalentPool, withdrawn_on: on }, &[]),
    ] {
        let expected: Vec<_> = fields.iter().map(|field| (KeyOwner::Person(person_id), *field)).collect();
        assert_eq!(personal_fields(event), expected);
    }
    let events =
        minor().decide(PersonCommand::RequestData { kind: words::DataRequestKind::Deletion, text: None }, &context());
    assert_eq!(personal_fields(events.unwrap().remove(0)), []);
}

//! What is read in clear: what the purpose needs, of nobody whose data are only stored or gone.

use super::*;
use crate::person::words::{ErasureBasis, PersonalField as F, ReadPurpose as P, RestrictionBasis};

fn ask(purpose: P, fields: &[F]) -> ReadRequest {
    ReadRequest::try_new(fields.to_vec(), purpose, Some("核对名册")).unwrap()
}

#[test]
fn fields_are_read_that_the_purpose_needs_each_once() {
    let request = ask(P::Contact, &[F::Phone, F::Name, F::Phone]);
    assert_eq!((request.fields(), request.note()), (&[F::Name, F::Phone][..], Some("核对名册")));
    let person = adult();
    assert_eq!(person.read(&request, &context()), Ok(ReadGround::Purpose));
    let clear = |field| person.field(field).and_then(Personal::expose).map(str::to_owned);
    assert_eq!(clear(F::Name).as_deref(), Some(NAME));
    assert_eq!(clear(F::Phone).as_deref(), Some("13800001234"));
    assert_eq!(clear(F::IdNumber).as_deref(), Some(number_born("19900101").expose()));
    assert_eq!((clear(F::GuardianName), clear(F::GuardianPhone)), (None, None));
}

#[test]
fn read_is_refused_for_fields_beyond_the_purpose_none_at_all_and_a_sensitive_one_without_a_note() {
    let beyond = ReadRequest::try_new(vec![F::Name, F::IdNumber], P::Contact, Some("核对")).unwrap_err();
    let needed = &[F::Name, F::Phone, F::GuardianName, F::GuardianPhone];
    assert_eq!(beyond, PersonRefusal::FieldsNotNeeded { purpose: P::Contact, fields: vec![F::IdNumber], needed });
    let none = ReadRequest::try_new(Vec::new(), P::Dispute, None).unwrap_err();
    let needed = &[F::Name, F::Phone];
    assert_eq!(none, PersonRefusal::FieldsNotNeeded { purpose: P::Dispute, fields: Vec::new(), needed });
    let silent = ReadRequest::try_new(vec![F::Name, F::IdNumber], P::Verification, None).unwrap_err();
    assert_eq!(silent, PersonRefusal::ReadNoteMissing { field: F::IdNumber });
    let empty = ReadRequest::try_new(vec![F::Name], P::Contact, Some(" ")).unwrap_err();
    assert_eq!(empty, PersonRefusal::Text(TextRefusal::TextEmpty { field: "note" }));
}

#[test]
fn data_that_are_only_stored_are_read_to_answer_the_person_and_for_nothing_else() {
    let mut person = adult();
    let restrict = PersonCommand::RestrictProcessing {
        basis: RestrictionBasis::PersonRefuses,
        until: None,
        reason: "本人拒绝".to_owned(),
    };
    person.decide(restrict, &context()).unwrap().into_iter().for_each(|event| person.apply(event));
    let restricted = PersonRefusal::ProcessingRestricted { basis: RestrictionBasis::PersonRefuses, until: None };
    for purpose in P::ALL {
        let read = person.read(&ask(*purpose, &[F::Name]), &context());
        let expected = if *purpose == P::RightsRequest { Ok(ReadGround::Purpose) } else { Err(restricted.clone()) };
        assert_eq!(read, expected, "{purpose:?}");
    }
}

#[test]
fn nothing_is_read_of_somebody_unknown_or_erased() {
    let request = ask(P::RightsRequest, F::ALL);
    assert_eq!(Person::default().read(&request, &context()), Err(PersonRefusal::PersonUnknown));
    let mut person = adult();
    let erased = PersonEvent::PersonErased {
        person_id: person_id(),
        basis: ErasureBasis::PeriodEnded,
        proposed_by: "ann".to_owned(),
        approved_by: "bob".to_owned(),
        erased_on: day("2024-06-03"),
        first_position: None,
    };
    person.apply(erased);
    assert_eq!(person.read(&request, &context()), Err(PersonRefusal::PersonErased));
}

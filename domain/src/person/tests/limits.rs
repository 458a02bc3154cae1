//! Ages, files and consents at their limits.

use super::*;
use crate::person::words::ErasureBasis;

#[test]
fn birth_date_beside_a_number_is_believed_from_a_hundred_and_thirty_years_ago_until_today() {
    let registered = |birth: &str| {
        let command = register(passport("E12345678"), None, Some(birth));
        Person::default().decide(command, &context()).map(|events| events.len())
    };
    for birth in ["2024-06-03", "1893-06-04"] {
        assert_eq!(registered(birth), Ok(1), "{birth}");
    }
    for birth in ["2024-06-04", "1893-06-03"] {
        assert_eq!(registered(birth), Err(PersonRefusal::BirthDateImpossible), "{birth}");
    }
}

#[test]
fn traveller_is_known_with_and_without_the_birth_date_that_is_lost_with_the_file() {
    let register = |birth| register(passport("E12345678"), None, birth);
    let mut traveller = after([register(Some("1990-01-01"))]);
    for birth in [Some("1990-01-01"), None] {
        assert_eq!(traveller.decide(register(birth), &context()), Ok(Vec::new()));
    }
    let on_file = |person: &Person| (person.document(), person.birth());
    assert_eq!(on_file(&traveller), (Some(DocumentType::Passport), Some(day("1990-01-01"))));
    assert_eq!(on_file(&Person::default()), (None, None));
    traveller.apply(PersonEvent::PersonErased {
        person_id: person_id(),
        basis: ErasureBasis::ALL[0],
        proposed_by: "ann".to_owned(),
        approved_by: "bob".to_owned(),
        erased_on: day("2024-06-03"),
        first_position: None,
    });
    assert_eq!(on_file(&traveller), (Some(DocumentType::Passport), None));
}

#[test]
fn person_is_erased_when_the_number_or_the_name_cannot_be_read() {
    let (number, name) = (Personal::clear(number_born("19900101").expose()), Personal::clear(NAME));
    for (id_number, name, erased) in [
        (number.clone(), name.clone(), false),
        (Personal::Erased, name, true),
        (number, Personal::Erased, true),
        (Personal::Erased, Personal::Erased, true),
    ] {
        let mut person = Person::default();
        let (person_id, document) = (person_id(), DocumentType::ResidentId);
        person.apply(PersonEvent::PersonRegistered {
            person_id,
            document,
            id_number,
            name,
            phone: None,
            birth_on: None,
        });
        assert_eq!(person.is_erased(), erased);
    }
}

#[test]
fn live_consents_are_shown_with_their_notice_and_first_day_on_which_they_may_end() {
    let mut person = after([register(number_born("19900101"), None, None), consent("1", "2024-06-02")]);
    let shown: Vec<_> = person
        .live_consents()
        .map(|live| (live.scope, live.notice_version, live.fields.len(), live.given_on))
        .collect();
    assert_eq!(shown, [(ConsentScope::TalentPool, "1", 0, day("2024-06-02"))]);
    person.decide(withdrawal("2024-06-02"), &context()).unwrap().into_iter().for_each(|event| person.apply(event));
    assert_eq!(person.live_consents().count(), 0);
}

#[test]
fn consent_of_another_guardian_number_or_notice_takes_the_place_of_the_one_before() {
    let mut person = minor();
    person
        .decide(guardian_consent("2024-06-02"), &context())
        .unwrap()
        .into_iter()
        .for_each(|event| person.apply(event));
    for (name, phone, notice, expected) in [
        ("张大明", "13900005678", "1", 0),
        ("李大明", "13900005678", "1", 1),
        ("张大明", "13900005679", "1", 1),
        ("张大明", "13900005678", "2", 1),
    ] {
        let command = PersonCommand::GiveGuardianConsent {
            guardian_name: name.to_owned(),
            guardian_phone: phone.to_owned(),
            notice_version: notice.to_owned(),
            given_on: day("2024-06-03"),
        };
        assert_eq!(person.decide(command, &context()).unwrap().len(), expected, "{name} {phone} {notice}");
    }
}

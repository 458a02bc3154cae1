//! Given, when, then for a person: each acceptance, each refusal, each repeat.

mod disclosure;
mod erasing;
mod limits;
mod merging;
mod minors;
mod reading;
mod requests;
mod stored;

use super::*;
use crate::{
    kernel::{
        ClaimChange, DocumentType, IdentityNumber, PersonId, Personal, Refusal, RuleContext, Source, StoredEvent,
        identity_number::check_character, text::TextRefusal, words::ConsentScope,
    },
    person::events::{IDENTITY_CLAIM, VerificationMethod},
};
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use uuid::Uuid;

const NOW: &str = "2024-06-03T04:00:00Z";
const NAME: &str = "张小明";

fn context() -> RuleContext {
    RuleContext::tested_at(NOW.parse::<DateTime<Utc>>().unwrap(), Source::Api)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person_id() -> PersonId {
    PersonId::new(Uuid::from_u128(7))
}

/// A citizen number of somebody born on this day (`YYYYMMDD`).
fn number_born(birth: &str) -> IdentityNumber {
    let seventeen = format!("360702{birth}123");
    let text = format!("{seventeen}{}", check_character(&seventeen).unwrap());
    IdentityNumber::try_new(DocumentType::ResidentId, &text, context().today()).unwrap()
}

fn passport(text: &str) -> IdentityNumber {
    IdentityNumber::try_new(DocumentType::Passport, text, context().today()).unwrap()
}

fn register(id_number: IdentityNumber, phone: Option<&str>, birth_on: Option<&str>) -> PersonCommand {
    PersonCommand::RegisterPerson {
        person_id: person_id(),
        id_number,
        name: NAME.to_owned(),
        phone: phone.map(str::to_owned),
        birth_on: birth_on.map(day),
    }
}

fn after(commands: impl IntoIterator<Item = PersonCommand>) -> Person {
    let mut person = Person::default();
    for command in commands {
        for event in person.decide(command, &context()).unwrap() {
            person.apply(event);
        }
    }
    person
}

fn adult() -> Person {
    after([register(number_born("19900101"), Some("13800001234"), None)])
}

/// Twelve years old on the day of the tests.
fn minor() -> Person {
    after([register(number_born("20120101"), None, None)])
}

fn refused(person: &Person, command: PersonCommand) -> PersonRefusal {
    person.decide(command, &context()).unwrap_err()
}

fn correction(name: Option<&str>, phone: Option<&str>, id_number: Option<IdentityNumber>) -> PersonCommand {
    let reason = "typing error".to_owned();
    PersonCommand::CorrectPersonData {
        name: name.map(str::to_owned),
        phone: phone.map(str::to_owned),
        id_number,
        reason,
    }
}

fn consent(version: &str, on: &str) -> PersonCommand {
    let (scope, notice_version) = (ConsentScope::TalentPool, version.to_owned());
    PersonCommand::GiveConsent { scope, notice_version, fields: Vec::new(), given_on: day(on) }
}

fn withdrawal(on: &str) -> PersonCommand {
    PersonCommand::WithdrawConsent { scope: ConsentScope::TalentPool, withdrawn_on: day(on) }
}

fn guardian_consent(on: &str) -> PersonCommand {
    PersonCommand::GiveGuardianConsent {
        guardian_name: "张大明".to_owned(),
        guardian_phone: "139 0000 5678".to_owned(),
        notice_version: "1".to_owned(),
        given_on: day(on),
    }
}

#[test]
fn person_is_registered_and_holds_identity_when_new() {
    let events =
        Person::default().decide(register(number_born("19900101"), Some("+86 138-0000-1234"), None), &context());
    let events = events.unwrap();
    let [PersonEvent::PersonRegistered { phone, birth_on, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((phone.clone(), birth_on.clone()), (Some(Personal::clear("13800001234")), None));
    let claims = events[0].claims(person_id().uuid());
    assert!(matches!(claims.as_slice(), [ClaimChange::Take(claim)] if claim.kind == IDENTITY_CLAIM));
}

#[test]
fn registration_is_known_when_repeated_with_the_same_content() {
    let again = register(number_born("19900101"), Some("138 0000 1234"), Some("1990-01-01"));
    assert_eq!(adult().decide(again, &context()), Ok(Vec::new()));
    let without_phone = register(number_born("19900101"), None, None);
    assert_eq!(adult().decide(without_phone, &context()), Ok(Vec::new()));
}

#[test]
fn registration_is_refused_naming_fields_when_content_differs() {
    let other = register(number_born("19910101"), Some("13800009999"), None);
    assert_eq!(refused(&adult(), other), PersonRefusal::CodeTaken { fields: vec!["id_number", "phone"] });
    let traveller = after([register(passport("E12345678"), None, Some("1990-01-01"))]);
    let other = register(passport("E12345678"), None, Some("1990-01-02"));
    assert_eq!(refused(&traveller, other), PersonRefusal::CodeTaken { fields: vec!["birth_on"] });
}

#[test]
fn registration_is_refused_when_the_birth_date_contradicts_or_is_impossible() {
    let contradicting = register(number_born("19900101"), None, Some("1990-01-02"));
    assert_eq!(refused(&Person::default(), contradicting), PersonRefusal::BirthDateContradiction);
    for birth in ["2024-06-04", "1850-01-01"] {
        let impossible = register(passport("E12345678"), None, Some(birth));
        assert_eq!(refused(&Person::default(), impossible), PersonRefusal::BirthDateImpossible);
    }
}

#[test]
fn registration_is_refused_when_name_or_phone_cannot_be_read() {
    let mut nameless = register(number_born("19900101"), None, None);
    if let PersonCommand::RegisterPerson { name, .. } = &mut nameless {
        "  ".clone_into(name);
    }
    assert_eq!(refused(&Person::default(), nameless), TextRefusal::TextEmpty { field: "name" }.into());
    let short = register(number_born("19900101"), Some("1234"), None);
    let length = PhoneRefusal::PhoneLength { actual: 4, least: 5, limit: 20 };
    assert_eq!(refused(&Person::default(), short), length.into());
}

#[test]
fn phone_is_normalised_when_written_in_another_form() {
    for text in ["13800001234", "+8613800001234", "＋86 １３８ 0000-1234", " (138)00001234 "] {
        assert_eq!(normal_phone(text).as_deref(), Ok("13800001234"), "{text}");
    }
    assert_eq!(normal_phone("0797-12345").as_deref(), Ok("079712345"));
}

#[test]
fn phone_is_refused_without_repeating_it_when_it_holds_other_characters() {
    assert_eq!(normal_phone("138x0001234"), Err(PhoneRefusal::PhoneCharacter { place: 4 }));
    assert_eq!(normal_phone("+861x"), Err(PhoneRefusal::PhoneCharacter { place: 5 }));
    assert!(matches!(normal_phone(&"1".repeat(21)), Err(PhoneRefusal::PhoneLength { actual: 21, .. })));
}

#[test]
fn differences_tell_known_rows_from_differing_ones() {
    let (person, number) = (adult(), number_born("19900101"));
    assert!(person.differences(&number, NAME, None).is_empty());
    assert!(person.differences(&number, " 张小明 ", Some("+8613800001234")).is_empty());
    assert_eq!(person.differences(&number, "张晓明", Some("13900001234")), ["name", "phone"]);
    assert_eq!(person.differences(&number_born("19910101"), NAME, None), ["id_number"]);
    assert_eq!(minor().differences(&number_born("20120101"), NAME, Some("13800001234")), ["phone"]);
}

#[test]
fn identity_is_verified_once_by_one_method() {
    let verify = || PersonCommand::VerifyIdentity { method: VerificationMethod::DocumentSeen };
    let person = after([register(number_born("19900101"), None, None), verify()]);
    assert_eq!(person.verified(), Some(VerificationMethod::DocumentSeen));
    assert_eq!(person.decide(verify(), &context()), Ok(Vec::new()));
}

#[test]
fn correction_holds_only_what_changed_and_is_already_applied_when_repeated() {
    let mut person = adult();
    let change = || correction(Some("张晓明"), Some("13800001234"), None);
    let events = person.decide(change(), &context()).unwrap();
    assert!(matches!(
        events.as_slice(),
        [PersonEvent::PersonDataCorrected { name: Some(_), phone: None, identity: None, .. }]
    ));
    events.into_iter().for_each(|event| person.apply(event));
    assert_eq!(person.name().and_then(Personal::expose), Some("张晓明"));
    assert_eq!(person.decide(change(), &context()), Ok(Vec::new()));
}

#[test]
fn corrected_identity_frees_the_old_number_and_keeps_the_age() {
    let verify = PersonCommand::VerifyIdentity { method: VerificationMethod::OnlineService };
    let mut person = after([register(number_born("20120101"), None, None), verify]);
    let events = person.decide(correction(None, None, Some(passport("E12345678"))), &context()).unwrap();
    let claims = events[0].claims(person_id().uuid());
    assert!(matches!(claims.as_slice(), [ClaimChange::Release(_), ClaimChange::Take(_)]));
    events.into_iter().for_each(|event| person.apply(event));
    assert_eq!(person.verified(), None);
    assert_eq!(person.facts(context().today()).unwrap().age_years, Some(12));
}

#[test]
fn correction_is_refused_when_it_gives_no_reason() {
    let command = PersonCommand::CorrectPersonData {
        name: Some("张晓明".to_owned()),
        phone: None,
        id_number: None,
        reason: String::new(),
    };
    assert_eq!(refused(&adult(), command), TextRefusal::TextEmpty { field: "reason" }.into());
}

#[test]
fn consent_is_given_and_withdrawn_by_scope_and_repeats_change_nothing() {
    let mut person = adult();
    assert_eq!(person.decide(withdrawal("2024-06-01"), &context()), Ok(Vec::new()));
    person.decide(consent("1", "2024-06-01"), &context()).unwrap().into_iter().for_each(|event| person.apply(event));
    assert!(person.consents_to(ConsentScope::TalentPool) && !person.consents_to(ConsentScope::Publication));
    assert_eq!(person.decide(consent("1", "2024-06-02"), &context()), Ok(Vec::new()));
    assert_eq!(person.decide(consent("2", "2024-06-02"), &context()).unwrap().len(), 1);
    person.decide(withdrawal("2024-06-02"), &context()).unwrap().into_iter().for_each(|event| person.apply(event));
    assert!(!person.consents_to(ConsentScope::TalentPool));
}

#[test]
fn consent_is_refused_when_its_days_are_to_come_or_reversed() {
    let (today, tomorrow) = (day("2024-06-03"), day("2024-06-04"));
    let future = |field| PersonRefusal::DateInFuture { field, day: tomorrow, today };
    assert_eq!(refused(&adult(), consent("1", "2024-06-04")), future("given_on"));
    let person = after([register(number_born("19900101"), None, None), consent("1", "2024-06-02")]);
    assert_eq!(refused(&person, withdrawal("2024-06-04")), future("withdrawn_on"));
    let reversed = PersonRefusal::WithdrawnBeforeGiven { given_on: day("2024-06-02"), withdrawn_on: day("2024-06-01") };
    assert_eq!(refused(&person, withdrawal("2024-06-01")), reversed);
}

#[test]
fn guardian_consent_shows_in_the_facts_from_its_first_day_until_withdrawn() {
    let mut person = minor();
    let consented = |person: &Person, on: &str| person.facts(day(on)).unwrap().guardian_consent;
    assert!(!consented(&person, "2024-06-03"));
    let events = person.decide(guardian_consent("2024-06-02"), &context()).unwrap();
    events.into_iter().for_each(|event| person.apply(event));
    assert_eq!((consented(&person, "2024-06-01"), consented(&person, "2024-06-02")), (false, true));
    assert_eq!(person.decide(guardian_consent("2024-06-03"), &context()), Ok(Vec::new()));
    let withdraw = || PersonCommand::WithdrawGuardianConsent { withdrawn_on: day("2024-06-03") };
    person.decide(withdraw(), &context()).unwrap().into_iter().for_each(|event| person.apply(event));
    assert!(!consented(&person, "2024-06-03"));
    assert_eq!(person.decide(withdraw(), &context()), Ok(Vec::new()));
}

#[test]
fn guardian_consent_is_refused_when_the_person_is_of_age_or_of_unknown_age() {
    let of_age = PersonRefusal::GuardianNotNeeded { age_years: 34, adult_age_years: 18 };
    assert_eq!(refused(&adult(), guardian_consent("2024-06-03")), of_age);
    let traveller = after([register(passport("E12345678"), None, None)]);
    assert_eq!(refused(&traveller, guardian_consent("2024-06-03")), PersonRefusal::AgeUnknown);
}

#[test]
fn command_is_refused_when_the_person_is_unknown_or_erased() {
    assert_eq!(refused(&Person::default(), consent("1", "2024-06-01")), PersonRefusal::PersonUnknown);
    let mut erased = Person::default();
    erased.apply(PersonEvent::PersonRegistered {
        person_id: person_id(),
        document: DocumentType::ResidentId,
        id_number: Personal::Erased,
        name: Personal::Erased,
        phone: None,
        birth_on: None,
    });
    assert!(erased.is_erased() && erased.facts(context().today()).is_none());
    let register = register(number_born("19900101"), None, None);
    let verify = PersonCommand::VerifyIdentity { method: VerificationMethod::DocumentSeen };
    let commands =
        [register, verify, correction(Some("李四"), None, None), consent("1", "2024-06-01"), withdrawal("2024-06-01")];
    for command in commands {
        assert_eq!(refused(&erased, command), PersonRefusal::PersonErased);
    }
}

#[test]
fn every_refusal_has_a_stable_code_and_no_personal_data() {
    let today = context().today();
    let refusals = [
        (PersonRefusal::PersonUnknown, "PERSON_UNKNOWN"),
        (PersonRefusal::PersonErased, "PERSON_ERASED"),
        (PersonRefusal::CodeTaken { fields: vec!["name"] }, "CODE_TAKEN"),
        (PersonRefusal::of_claim(IDENTITY_CLAIM, Uuid::nil()).unwrap(), "IDENTITY_TAKEN"),
        (PersonRefusal::BirthDateContradiction, "BIRTH_DATE_CONTRADICTION"),
        (PersonRefusal::BirthDateImpossible, "BIRTH_DATE_IMPOSSIBLE"),
        (PersonRefusal::DateInFuture { field: "given_on", day: today, today }, "DATE_IN_FUTURE"),
        (PersonRefusal::WithdrawnBeforeGiven { given_on: today, withdrawn_on: today }, "WITHDRAWN_BEFORE_GIVEN"),
        (PersonRefusal::AgeUnknown, "AGE_UNKNOWN"),
        (PersonRefusal::GuardianNotNeeded { age_years: 18, adult_age_years: 18 }, "GUARDIAN_NOT_NEEDED"),
        (PersonRefusal::RetentionRuns { duty: words::RetentionDutyKind::DisputeOpen, until: None }, "RETENTION_RUNS"),
        (
            PersonRefusal::ProcessingRestricted { basis: words::RestrictionBasis::InDispute, until: None },
            "PROCESSING_RESTRICTED",
        ),
        (PersonRefusal::RestrictionOver { until: today, today }, "RESTRICTION_OVER"),
        (PersonRefusal::NoEmergency { purpose: words::ReadPurpose::Audit }, "NO_EMERGENCY"),
        (PersonRefusal::DeletionNeedsErasure { request: 1 }, "DELETION_NEEDS_ERASURE"),
        (crate::kernel::FourEyesRefusal::SecondPersonRequired {}.into(), "SECOND_PERSON_REQUIRED"),
        (crate::kernel::FourEyesRefusal::NothingProposed {}.into(), "NOTHING_PROPOSED"),
        (TextRefusal::TextEmpty { field: "name" }.into(), "TEXT_EMPTY"),
        (PhoneRefusal::PhoneCharacter { place: 1 }.into(), "PHONE_CHARACTER"),
    ];
    for (refusal, code) in refusals {
        assert_eq!(serde_json::to_value(&refusal).unwrap()["code"], code);
    }
    assert_eq!(PersonRefusal::of_claim("other", Uuid::nil()), None);
}

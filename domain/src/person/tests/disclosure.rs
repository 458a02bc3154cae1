//! What a person agrees to hand over, and what is handed over.

use super::*;
use crate::{
    kernel::{Code, DivisionCode, ExportId, OrganizationId, words::OrganizationKind},
    organization::OrganizationFacts,
    person::words::{DisclosedField as F, ExportPurpose, PersonalField, ReadPurpose},
};

fn recipient() -> ExportRecipient {
    ExportRecipient {
        organization: OrganizationFacts {
            organization_id: OrganizationId::of_code(&Code::try_new("O-1").unwrap()),
            kind: OrganizationKind::Department,
            registered_on: day("2020-01-01"),
            dissolved_on: None,
            suspended: false,
            ancestors: Vec::new(),
        },
        division: DivisionCode::new("360735"),
    }
}

fn export_to(recipient: ExportRecipient, fields: &[F]) -> PersonCommand {
    let request = ExportRequest {
        export_id: ExportId::new(Uuid::from_u128(5)),
        fields: fields.to_vec(),
        purpose: ExportPurpose::Recruitment,
        note: Some("推荐到示例镇".to_owned()),
        recipient,
    };
    PersonCommand::ExportPersonalData { request }
}

fn export(fields: &[F]) -> PersonCommand {
    export_to(recipient(), fields)
}

fn agree(scope: ConsentScope, fields: &[F], on: &str) -> PersonCommand {
    let notice_version = "2024-1".to_owned();
    PersonCommand::GiveConsent { scope, notice_version, fields: fields.to_vec(), given_on: day(on) }
}

fn adult_who(consents: impl IntoIterator<Item = PersonCommand>) -> Person {
    let begin = register(number_born("19900101"), Some("13800001234"), None);
    after([begin].into_iter().chain(consents))
}

/// The fields that leave.
fn leaving(person: &Person, fields: &[F]) -> Vec<F> {
    let events = person.decide(export(fields), &context()).unwrap();
    let [PersonEvent::PersonalDataExported { fields, .. }] = events.as_slice() else { panic!("{events:?}") };
    fields.clone()
}

#[test]
fn export_is_recorded_with_what_leaves_what_for_and_to_whom() {
    let person = adult_who([agree(ConsentScope::Disclosure, &[F::Phone, F::Name], "2024-06-01")]);
    let expected = PersonEvent::PersonalDataExported {
        person_id: person_id(),
        export_id: ExportId::new(Uuid::from_u128(5)),
        fields: vec![F::Name, F::Phone],
        purpose: ExportPurpose::Recruitment,
        note: Some(Personal::clear("推荐到示例镇")),
        recipient: recipient().organization.organization_id,
        recipient_division: DivisionCode::new("360735"),
        exported_on: day("2024-06-03"),
    };
    let decided = person.decide(export(&[F::Skills, F::Phone, F::Name]), &context());
    assert_eq!(decided, Ok(vec![expected]));
    // Each handing over is one of its own.
    assert_eq!(leaving(&person, &[F::Name]), [F::Name]);
}

#[test]
fn consent_without_fields_is_to_all_that_is_not_sensitive() {
    let all = [F::IdNumber, F::Name, F::Category];
    let person = adult_who([agree(ConsentScope::Disclosure, &[], "2024-06-01")]);
    assert_eq!(leaving(&person, &all), [F::Name, F::Category]);
    let person = adult_who([
        agree(ConsentScope::Disclosure, &[], "2024-06-01"),
        agree(ConsentScope::Sensitive, &[], "2024-06-01"),
    ]);
    assert_eq!(leaving(&person, &all), [F::Name, F::IdNumber, F::Category]);
}

#[test]
fn export_is_refused_without_consent_or_for_fields_that_are_not_agreed() {
    let none = PersonRefusal::DisclosureNotAgreed { day: day("2024-06-03") };
    let person = adult_who([consent("1", "2024-06-01")]);
    assert_eq!(refused(&person, export(&[F::Name])), none);
    let person = adult_who([
        agree(ConsentScope::Disclosure, &[F::Name], "2024-06-01"),
        PersonCommand::WithdrawConsent { scope: ConsentScope::Disclosure, withdrawn_on: day("2024-06-02") },
    ]);
    assert_eq!(refused(&person, export(&[F::Name])), none);
    let person = adult_who([agree(ConsentScope::Disclosure, &[F::Name, F::IdNumber], "2024-06-01")]);
    assert_eq!(refused(&person, export(&[F::Phone, F::IdNumber])), PersonRefusal::FieldsNotAgreed {});
    assert_eq!(refused(&Person::default(), export(&[F::Name])), PersonRefusal::PersonUnknown);
}

#[test]
fn export_is_refused_below_the_guardians_age_until_a_guardian_consents() {
    let agreed = agree(ConsentScope::Disclosure, &[], "2024-06-01");
    let child = register(number_born("20120101"), None, None);
    let person = after([child.clone(), agreed.clone()]);
    let refusal = PersonRefusal::GuardianNotAgreed { age_years: 12, guardian_age_years: 14 };
    assert_eq!(refused(&person, export(&[F::Name])), refusal);
    let mut person = after([child, agreed, guardian_consent("2024-06-02")]);
    let refusal = PersonRefusal::MinorReadNotApproved { age_years: 12, guardian_age_years: 14 };
    assert_eq!(refused(&person, export(&[F::Name])), refusal);
    // A second person approves that this reader hands the name over, and nothing more.
    let request = ReadRequest::try_new(vec![PersonalField::Name], ReadPurpose::HandOver, Some("推荐")).unwrap();
    let approve = PersonCommand::ApproveMinorRead { reader: context().actor };
    let second = RuleContext { actor: "second".to_owned(), ..context() };
    for (command, context) in [(PersonCommand::ProposeMinorRead { request }, context()), (approve, second)] {
        person.decide(command, &context).unwrap().into_iter().for_each(|event| person.apply(event));
    }
    assert_eq!(leaving(&person, &[F::Name, F::Skills]), [F::Name, F::Skills]);
    assert!(refused(&person, export(&[F::Name, F::Phone])).leaves_out());
}

#[test]
fn export_is_refused_to_a_recipient_that_is_gone_or_may_not_act() {
    let person = adult_who([agree(ConsentScope::Disclosure, &[], "2024-06-01")]);
    let mut gone = recipient();
    gone.organization.dissolved_on = Some(day("2024-06-02"));
    let mut suspended = recipient();
    suspended.organization.suspended = true;
    for recipient in [gone, suspended] {
        let id = recipient.organization.organization_id;
        let refusal = PersonRefusal::RecipientNotLive { recipient: id, day: day("2024-06-03") };
        assert!(!refusal.leaves_out(), "nobody is handed over");
        assert_eq!(refused(&person, export_to(recipient, &[F::Name])), refusal);
    }
}

#[test]
fn fields_belong_to_a_consent_to_disclosure_and_other_fields_are_another_consent() {
    let refusal = PersonRefusal::FieldsNotNamed { scope: ConsentScope::Publication };
    assert_eq!(refused(&adult(), agree(ConsentScope::Publication, &[F::Name], "2024-06-01")), refusal);
    let person = adult_who([agree(ConsentScope::Disclosure, &[F::Phone, F::Name, F::Name], "2024-06-01")]);
    let again = agree(ConsentScope::Disclosure, &[F::Name, F::Phone], "2024-06-02");
    assert_eq!(person.decide(again, &context()), Ok(Vec::new()));
    let fewer = agree(ConsentScope::Disclosure, &[F::Name], "2024-06-02");
    assert_eq!(person.decide(fewer, &context()).unwrap().len(), 1);
}

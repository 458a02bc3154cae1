//! Days, lists and claims at their limits.

use super::*;
use crate::{
    kernel::{Claim, ClaimChange, ClaimValue, Refusal as _, StoredEvent as _},
    volunteer::CompletedTraining,
};

fn training(name: &str, completed_on: &str) -> RecognitionCommand {
    let (name, provider) = (name.to_owned(), "示例红十字会".to_owned());
    C::RecordTraining { name, provider, minutes: 240, completed_on: day(completed_on) }
}

fn evaluate(number: u128, quality: ServiceQuality, evaluated_on: &str) -> RecognitionCommand {
    let credit_id = CreditId::new(Uuid::from_u128(number));
    let ledger = ledger(&[(60, EvidenceClass::B), (60, EvidenceClass::B)]);
    C::EvaluateService { ledger, credit_id, quality, evaluated_on: day(evaluated_on) }
}

#[test]
fn training_may_be_of_today_and_the_last_one_is_the_newest_completed_by_the_day() {
    let mut recognition = Recognition::default();
    for command in [training("复训", "2024-06-01"), training("急救培训", "2024-05-01")] {
        does(&mut recognition, command, &on("2024-06-01"));
    }
    for (asked, last) in [
        ("2024-04-30", None),
        ("2024-05-01", Some("2024-05-01")),
        ("2024-05-31", Some("2024-05-01")),
        ("2024-06-01", Some("2024-06-01")),
    ] {
        assert_eq!(recognition.last_trained_on(day(asked)), last.map(day), "{asked}");
    }
    let completed = |name: &str, on: &str| CompletedTraining { name: name.to_owned(), completed_on: day(on) };
    let expected = [completed("急救培训", "2024-05-01"), completed("复训", "2024-06-01")];
    assert_eq!(recognition.trainings().collect::<Vec<_>>(), expected);
}

#[test]
fn service_is_evaluated_from_its_own_day_on_and_anew_even_when_the_list_is_full() {
    let mut recognition = Recognition::default();
    does(&mut recognition, evaluate(1, ServiceQuality::Good, "2024-01-01"), &on("2024-06-01"));
    for number in 3..20_002 {
        let credit_id = CreditId::new(Uuid::from_u128(number));
        let (quality, evaluated_on) = (ServiceQuality::Good, day("2024-01-01"));
        recognition.apply(E::ServiceEvaluated { credit_id, quality, evaluated_on });
    }
    let full = R::TooMany { list: "evaluations", limit: 20_000 };
    assert_eq!(refused(&recognition, evaluate(2, ServiceQuality::Good, "2024-01-02"), &on("2024-06-01")), full);
    does(&mut recognition, evaluate(1, ServiceQuality::Excellent, "2024-01-02"), &on("2024-06-01"));
}

#[test]
fn certificate_has_ten_thousand_credits_at_most() {
    let today = on("2060-01-01");
    let issue = |credits: usize| {
        let served = ledger(&vec![(60, EvidenceClass::B); credits]);
        Recognition::default().decide(certify(&served, "ZM-1", "2024-01-01", Some("2059-12-31")), &today)
    };
    assert_eq!(issue(10_000).map(|events| events.len()), Ok(1));
    assert_eq!(issue(10_001), Err(R::TooMany { list: "items", limit: 10_000 }));
}

#[test]
fn number_of_a_certificate_is_claimed_by_the_record_that_issued_it_with_its_units() {
    let served = ledger(&[(60, EvidenceClass::B), (60, EvidenceClass::B)]);
    let mut recognition = Recognition::default();
    let issue = certify(&served, "ZM-1", "2024-01-01", Some("2024-01-31"));
    let events = does(&mut recognition, issue, &on("2024-01-31"));
    let units = [100, 101].map(|number| OrganizationId::new(Uuid::from_u128(number)));
    assert_eq!(recognition.recording_units(&code("ZM-1")), units);
    assert_eq!(recognition.recording_units(&code("ZM-2")), []);
    let (kind, holder) = (events::SERVICE_CERTIFICATE_CLAIM, Uuid::from_u128(9));
    let claim = Claim { kind, value: ClaimValue::Plain("ZM-1".to_owned()), holder, span: None };
    assert_eq!(events[0].claims(holder), [ClaimChange::Take(claim)]);
    assert_eq!(R::of_claim(kind, holder), Some(R::CertificateNumberTaken { holder }));
    assert_eq!(R::of_claim("identity", holder), None);
}

//! Given a volunteer's recognition, when somebody asks, then the answer is yes, known already, or no with figures.

mod limits;

use super::{
    events::CertificateItem,
    words::{GrantingLevel, ServiceQuality},
    *,
};
use crate::{
    kernel::{
        ActivityId, Code, CreditId, DateSpan, DivisionCode, OrganizationId, PersonId, RuleContext, Source, TimeSpan,
        text::TextRefusal, words::EvidenceClass,
    },
    volunteer::HeldCredit,
};
use RecognitionCommand as C;
use RecognitionEvent as E;
use RecognitionRefusal as R;
use chrono::{Duration, NaiveDate};
use cqrs_es::Aggregate as _;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

/// 08:00 of a local day.
fn on(text: &str) -> RuleContext {
    RuleContext::tested_at(format!("{text}T08:00:00+08:00").parse().unwrap(), Source::Api)
}

fn person() -> PersonId {
    PersonId::new(Uuid::from_u128(7))
}

/// Credits of so many minutes each, a day apart from 1 January 2024 on, each of another evidence and organization.
fn ledger(minutes: &[(u32, EvidenceClass)]) -> LedgerFacts {
    let live = minutes.iter().zip(0_u32..).map(|((minutes, evidence), number)| {
        let starts_at = on("2024-01-01").now + Duration::days(i64::from(number));
        HeldCredit {
            credit_id: CreditId::new(Uuid::from_u128(u128::from(number) + 1)),
            activity_id: ActivityId::new(Uuid::from_u128(5)),
            session: 1,
            minutes: *minutes,
            span: TimeSpan { starts_at, ends_at: starts_at + Duration::minutes(i64::from(*minutes)) },
            evidence: *evidence,
            organization_id: OrganizationId::new(Uuid::from_u128(u128::from(number % 2) + 100)),
            source: Source::Api,
            late: false,
            pending: None,
        }
    });
    LedgerFacts { person_id: person(), division: DivisionCode::new("445281"), live: live.collect() }
}

/// Enough for the first star, and no more.
fn hundred_hours() -> LedgerFacts {
    ledger(&[(6_000, EvidenceClass::B)])
}

fn apply(ledger: &LedgerFacts, level: u8) -> RecognitionCommand {
    C::ApplyStar { ledger: ledger.clone(), level }
}

fn award(ledger: &LedgerFacts, level: u8, authority: GrantingLevel) -> RecognitionCommand {
    C::AwardStar { ledger: ledger.clone(), level, authority }
}

fn object(text: &str) -> RecognitionCommand {
    C::ObjectToStar { level: 1, code: code(text), statement: "时长不实".to_owned() }
}

fn answer(text: &str, upheld: bool) -> RecognitionCommand {
    answer_as(GrantingLevel::County, text, upheld)
}

fn answer_as(authority: GrantingLevel, text: &str, upheld: bool) -> RecognitionCommand {
    C::AnswerObjection { level: 1, code: code(text), upheld, ledger: hundred_hours(), authority }
}

fn revoke_as(authority: GrantingLevel, level: u8) -> RecognitionCommand {
    C::RevokeStar { ledger: hundred_hours(), level, authority, reason: "虚假时长".to_owned() }
}

fn does(recognition: &mut Recognition, command: RecognitionCommand, context: &RuleContext) -> Vec<RecognitionEvent> {
    let events = recognition.decide(command, context).unwrap();
    events.iter().cloned().for_each(|event| recognition.apply(event));
    events
}

fn refused(recognition: &Recognition, command: RecognitionCommand, context: &RuleContext) -> RecognitionRefusal {
    recognition.decide(command, context).unwrap_err()
}

/// Applied for the first star on Monday 3 June 2024: shown until Tuesday 11 June, the 10th being a holiday.
fn applied() -> Recognition {
    let mut recognition = Recognition::default();
    does(&mut recognition, apply(&hundred_hours(), 1), &on("2024-06-03"));
    recognition
}

fn awarded() -> Recognition {
    let mut recognition = applied();
    does(&mut recognition, award(&hundred_hours(), 1, GrantingLevel::County), &on("2024-06-12"));
    recognition
}

fn certify(ledger: &LedgerFacts, number: &str, from: &str, to: Option<&str>) -> RecognitionCommand {
    let period = DateSpan { from: day(from), to: to.map(day) };
    C::IssueCertificate { ledger: ledger.clone(), number: code(number), period }
}

#[test]
fn star_is_applied_for_shown_for_five_working_days_and_awarded_after_them() {
    let mut recognition = applied();
    assert_eq!(recognition.decide(apply(&hundred_hours(), 1), &on("2024-06-04")), Ok(Vec::new()));
    let shown = R::StarStillShown { until: day("2024-06-11"), today: day("2024-06-11") };
    assert_eq!(refused(&recognition, award(&hundred_hours(), 1, GrantingLevel::County), &on("2024-06-11")), shown);
    let events = does(&mut recognition, award(&hundred_hours(), 1, GrantingLevel::County), &on("2024-06-12"));
    let (level, authority, minutes, threshold) = (1, GrantingLevel::County, 6_000, 6_000);
    assert_eq!(events, [E::StarAwarded { level, authority, minutes, threshold, awarded_on: day("2024-06-12") }]);
    assert_eq!(recognition.star(), 1);
    assert_eq!(
        recognition.decide(award(&hundred_hours(), 1, GrantingLevel::County), &on("2024-06-13")),
        Ok(Vec::new())
    );
}

#[test]
fn star_is_refused_below_its_threshold_of_allowed_evidence_out_of_order_or_without_such_a_level() {
    let none = Recognition::default();
    let short = ledger(&[(5_999, EvidenceClass::A), (9_000, EvidenceClass::E)]);
    let missing = R::StarMinutesMissing { level: 1, threshold: 6_000, actual: 5_999 };
    assert_eq!(refused(&none, apply(&short, 1), &on("2024-06-03")), missing);
    let order = R::StarOutOfOrder { next: 1, actual: 2 };
    assert_eq!(refused(&none, apply(&hundred_hours(), 2), &on("2024-06-03")), order);
    for actual in [0, 6] {
        let unknown = R::StarUnknown { limit: 5, actual };
        assert_eq!(refused(&none, apply(&hundred_hours(), actual), &on("2024-06-03")), unknown);
    }
    let unapplied = R::StarNotApplied { level: 1 };
    assert_eq!(refused(&none, award(&hundred_hours(), 1, GrantingLevel::City), &on("2024-06-12")), unapplied);
}

#[test]
fn thresholds_and_authorities_rise_with_the_level() {
    let policy = crate::kernel::Policy::default();
    let hours: Vec<u64> = (1..=5).map(|level| stars::threshold(&policy, level) / 60).collect();
    assert_eq!(hours, [100, 300, 600, 1_000, 1_500]);
    let authorities: Vec<GrantingLevel> = (1..=5).map(|level| stars::authority_for(&policy, level)).collect();
    use GrantingLevel::{City, County, Province};
    assert_eq!(authorities, [County, County, City, City, Province]);
}

#[test]
fn star_is_refused_when_the_authority_stands_too_low_or_hours_fell_since() {
    let low = R::AuthorityTooLow { level: 1, needed: GrantingLevel::County, given: GrantingLevel::Organization };
    assert_eq!(refused(&applied(), award(&hundred_hours(), 1, GrantingLevel::Organization), &on("2024-06-12")), low);
    let fewer = ledger(&[(5_000, EvidenceClass::B)]);
    let missing = R::StarMinutesMissing { level: 1, threshold: 6_000, actual: 5_000 };
    assert_eq!(refused(&applied(), award(&fewer, 1, GrantingLevel::County), &on("2024-06-12")), missing);
}

#[test]
fn objection_stops_the_award_until_it_is_answered_and_an_upheld_one_ends_the_application() {
    let mut recognition = applied();
    does(&mut recognition, object("Y-1"), &on("2024-06-11"));
    assert_eq!(recognition.decide(object("Y-1"), &on("2024-06-11")), Ok(Vec::new()));
    let after = R::StarShownBefore { until: day("2024-06-11"), today: day("2024-06-12") };
    assert_eq!(refused(&recognition, object("Y-2"), &on("2024-06-12")), after);
    let open = R::ObjectionOpen { objection: code("Y-1") };
    assert_eq!(refused(&recognition, award(&hundred_hours(), 1, GrantingLevel::County), &on("2024-06-12")), open);
    let unknown = R::ObjectionUnknown { objection: code("Y-9") };
    assert_eq!(refused(&recognition, answer("Y-9", false), &on("2024-06-12")), unknown);

    let mut dismissed = recognition.clone();
    does(&mut dismissed, answer("Y-1", false), &on("2024-06-12"));
    assert_eq!(dismissed.decide(answer("Y-1", false), &on("2024-06-12")), Ok(Vec::new()));
    let answered = R::ObjectionAnswered { objection: code("Y-1"), upheld: false };
    assert_eq!(refused(&dismissed, answer("Y-1", true), &on("2024-06-12")), answered);
    does(&mut dismissed, award(&hundred_hours(), 1, GrantingLevel::County), &on("2024-06-12"));

    does(&mut recognition, answer("Y-1", true), &on("2024-06-12"));
    assert_eq!(recognition.decide(answer("Y-1", true), &on("2024-06-13")), Ok(Vec::new()));
    let upheld = R::ObjectionAnswered { objection: code("Y-1"), upheld: true };
    assert_eq!(refused(&recognition, answer("Y-1", false), &on("2024-06-13")), upheld);
    let fallen = R::StarNotApplied { level: 1 };
    assert_eq!(refused(&recognition, award(&hundred_hours(), 1, GrantingLevel::County), &on("2024-06-13")), fallen);
}

#[test]
fn revoked_star_bans_an_application_for_a_year_and_the_level_below_stays() {
    let mut recognition = awarded();
    let revoke = |level| revoke_as(GrantingLevel::County, level);
    assert_eq!(refused(&recognition, revoke(2), &on("2024-07-01")), R::StarNotHeld { level: 2 });
    does(&mut recognition, revoke(1), &on("2024-07-01"));
    assert_eq!(recognition.star(), 0);
    assert_eq!(recognition.decide(revoke(1), &on("2024-07-02")), Ok(Vec::new()));
    let banned = R::StarBanned { until: day("2025-07-01") };
    assert_eq!(refused(&recognition, apply(&hundred_hours(), 1), &on("2025-06-30")), banned);
    does(&mut recognition, apply(&hundred_hours(), 1), &on("2025-07-01"));
}

#[test]
fn objection_is_answered_and_a_star_revoked_by_nobody_below_the_authority_that_awards_or_awarded() {
    let mut recognition = applied();
    does(&mut recognition, object("Y-1"), &on("2024-06-11"));
    let low = |needed, given| R::AuthorityTooLow { level: 1, needed, given };
    let organization = answer_as(GrantingLevel::Organization, "Y-1", true);
    let refusal = low(GrantingLevel::County, GrantingLevel::Organization);
    assert_eq!(refused(&recognition, organization, &on("2024-06-12")), refusal);
    does(&mut recognition, answer("Y-1", false), &on("2024-06-12"));
    does(&mut recognition, award(&hundred_hours(), 1, GrantingLevel::City), &on("2024-06-12"));
    let refusal = low(GrantingLevel::City, GrantingLevel::County);
    assert_eq!(refused(&recognition, revoke_as(GrantingLevel::County, 1), &on("2024-07-01")), refusal);
    // The star above falls with it, and was awarded higher still.
    let above = ledger(&[(18_000, EvidenceClass::B)]);
    does(&mut recognition, apply(&above, 2), &on("2024-06-13"));
    does(&mut recognition, award(&above, 2, GrantingLevel::Province), &on("2024-07-01"));
    let refusal = low(GrantingLevel::Province, GrantingLevel::City);
    assert_eq!(refused(&recognition, revoke_as(GrantingLevel::City, 1), &on("2024-07-02")), refusal);
    does(&mut recognition, revoke_as(GrantingLevel::Province, 2), &on("2024-07-02"));
    does(&mut recognition, revoke_as(GrantingLevel::City, 1), &on("2024-07-03"));
    assert_eq!(recognition.star(), 0);
}

#[test]
fn certificate_holds_the_credits_of_the_period_their_sum_and_the_units_that_recorded() {
    let served = ledger(&[(60, EvidenceClass::A), (90, EvidenceClass::B), (30, EvidenceClass::D)]);
    let mut recognition = Recognition::default();
    let asked = certify(&served, "ZM-1", "2024-01-02", Some("2024-01-03"));
    let events = does(&mut recognition, asked.clone(), &on("2024-02-01"));
    let [E::CertificateIssued { certificate, .. }] = &events[..] else { panic!("{events:?}") };
    let item = |number: u128, day_text: &str, minutes| CertificateItem {
        credit_id: CreditId::new(Uuid::from_u128(number)),
        served_on: day(day_text),
        minutes,
    };
    assert_eq!(certificate.items, [item(2, "2024-01-02", 90), item(3, "2024-01-03", 30)]);
    assert_eq!((certificate.minutes_total, certificate.recording_units.len()), (120, 2));
    assert_eq!(recognition.decide(asked, &on("2024-02-02")), Ok(Vec::new()));
    let differs = R::CertificateDiffers { number: code("ZM-1") };
    assert_eq!(
        refused(&recognition, certify(&served, "ZM-1", "2024-01-01", Some("2024-01-03")), &on("2024-02-01")),
        differs
    );
}

#[test]
fn certificate_is_refused_for_a_wrong_period_or_when_nothing_counts() {
    let none = Recognition::default();
    let served = hundred_hours();
    for (from, to) in [("2024-01-02", Some("2024-01-01")), ("2024-01-01", None), ("2024-01-01", Some("2024-02-02"))] {
        let wrong = R::PeriodWrong { from: day(from), to: to.map(day), today: day("2024-02-01") };
        assert_eq!(refused(&none, certify(&served, "ZM-1", from, to), &on("2024-02-01")), wrong);
    }
    let nothing = R::NothingToCertify { from: day("2023-01-01"), to: day("2023-12-31") };
    assert_eq!(refused(&none, certify(&served, "ZM-1", "2023-01-01", Some("2023-12-31")), &on("2024-02-01")), nothing);
}

#[test]
fn certificate_is_revoked_once_and_an_unknown_one_is_refused() {
    let revoke = |number: &str| C::RevokeCertificate { number: code(number), reason: "信息有误".to_owned() };
    let mut recognition = Recognition::default();
    assert_eq!(
        refused(&recognition, revoke("ZM-1"), &on("2024-02-01")),
        R::CertificateUnknown { number: code("ZM-1") }
    );
    does(&mut recognition, certify(&hundred_hours(), "ZM-1", "2024-01-01", Some("2024-01-31")), &on("2024-02-01"));
    assert_eq!(
        refused(&recognition, revoke("ZM-2"), &on("2024-02-01")),
        R::CertificateUnknown { number: code("ZM-2") }
    );
    assert_eq!(does(&mut recognition, revoke("ZM-1"), &on("2024-02-01")).len(), 1);
    assert_eq!(recognition.decide(revoke("ZM-1"), &on("2024-02-02")), Ok(Vec::new()));
    let again = certify(&hundred_hours(), "ZM-1", "2024-01-01", Some("2024-01-31"));
    let revoked = R::CertificateRevoked { number: code("ZM-1") };
    assert_eq!(refused(&recognition, again, &on("2024-02-02")), revoked);
}

#[test]
fn trainings_commendations_and_evaluations_are_recorded_once_and_refused_with_figures() {
    let training = |minutes, on: &str| C::RecordTraining {
        name: "急救培训".to_owned(),
        provider: "示例红十字会".to_owned(),
        minutes,
        completed_on: day(on),
    };
    let mut recognition = Recognition::default();
    does(&mut recognition, training(240, "2024-05-01"), &on("2024-06-01"));
    assert_eq!(recognition.decide(training(240, "2024-05-01"), &on("2024-06-01")), Ok(Vec::new()));
    assert_eq!(recognition.trainings_on(day("2024-05-01")).collect::<Vec<_>>(), ["急救培训"]);
    assert_eq!(recognition.trainings_on(day("2024-04-30")).count(), 0);
    for actual in [0, 30_001] {
        let bounds = R::TrainingOutOfBounds { limit: 30_000, actual };
        assert_eq!(refused(&recognition, training(actual, "2024-05-01"), &on("2024-06-01")), bounds);
    }
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    assert_eq!(refused(&recognition, training(60, "2024-06-02"), &on("2024-06-01")), future);

    let commend = |evidence: &str| C::RecordCommendation {
        name: "优秀志愿者".to_owned(),
        granting_body: "示例市文明办".to_owned(),
        level: GrantingLevel::City,
        granted_on: day("2024-03-05"),
        evidence_reference: evidence.to_owned(),
    };
    let empty = R::Text(TextRefusal::TextEmpty { field: "evidence_reference" });
    assert_eq!(refused(&recognition, commend(" "), &on("2024-06-01")), empty);
    does(&mut recognition, commend("文-1"), &on("2024-06-01"));
    assert_eq!(recognition.decide(commend("文-1"), &on("2024-06-01")), Ok(Vec::new()));
    let differs = R::CommendationDiffers { granted_on: day("2024-03-05"), fields: vec!["evidence_reference"] };
    assert_eq!(refused(&recognition, commend("文-2"), &on("2024-06-01")), differs);

    let evaluate = |number: u128| C::EvaluateService {
        ledger: hundred_hours(),
        credit_id: CreditId::new(Uuid::from_u128(number)),
        quality: ServiceQuality::Good,
        evaluated_on: day("2024-02-01"),
    };
    let early = C::EvaluateService {
        ledger: hundred_hours(),
        credit_id: CreditId::new(Uuid::from_u128(1)),
        quality: ServiceQuality::Good,
        evaluated_on: day("2023-12-31"),
    };
    let before = R::EvaluatedBeforeService { served_on: day("2024-01-01"), evaluated_on: day("2023-12-31") };
    assert_eq!(refused(&recognition, early, &on("2024-06-01")), before);
    does(&mut recognition, evaluate(1), &on("2024-06-01"));
    assert_eq!(recognition.decide(evaluate(1), &on("2024-06-01")), Ok(Vec::new()));
    let not_live = R::CreditNotLive { credit_id: CreditId::new(Uuid::from_u128(9)) };
    assert_eq!(refused(&recognition, evaluate(9), &on("2024-06-01")), not_live);
}

proptest! {
    /// V15: whatever the ledger and the period, the total is the sum of the items, and each item lies in the period.
    #[test]
    fn total_of_a_certificate_is_the_sum_of_its_items(
        minutes in prop::collection::vec((1_u32..600, 0_usize..5), 1..40), from in 0_u64..40, days in 0_u64..40,
    ) {
        let credits: Vec<_> = minutes.iter().map(|(minutes, class)| (*minutes, EvidenceClass::ALL[*class])).collect();
        let from = day("2024-01-01") + chrono::Days::new(from);
        let to = from + chrono::Days::new(days);
        let command = certify(&ledger(&credits), "ZM-1", &from.to_string(), Some(&to.to_string()));
        for event in Recognition::default().decide(command, &on("2024-12-01")).unwrap_or_default() {
            let E::CertificateIssued { certificate, .. } = event else { continue };
            let sum: u64 = certificate.items.iter().map(|item| u64::from(item.minutes)).sum();
            prop_assert_eq!(certificate.minutes_total, sum);
            prop_assert!(certificate.items.iter().all(|item| from <= item.served_on && item.served_on <= to));
            prop_assert!(certificate.recording_units.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}

#[test]
fn certificate_differs_when_its_number_comes_with_other_credits_or_another_period() {
    let mut recognition = Recognition::default();
    let (one, two) = (ledger(&[(60, EvidenceClass::B)]), ledger(&[(60, EvidenceClass::B), (30, EvidenceClass::B)]));
    let issue = |ledger: &LedgerFacts, to: &str| certify(ledger, "ZM-1", "2024-01-01", Some(to));
    does(&mut recognition, issue(&one, "2024-05-31"), &on("2024-06-03"));
    assert_eq!(recognition.decide(issue(&one, "2024-05-31"), &on("2024-06-03")), Ok(Vec::new()));
    let differs = R::CertificateDiffers { number: code("ZM-1") };
    assert_eq!(refused(&recognition, issue(&two, "2024-05-31"), &on("2024-06-03")), differs);
    assert_eq!(refused(&recognition, issue(&one, "2024-05-30"), &on("2024-06-03")), differs);
}

#[test]
fn list_takes_as_many_as_its_limit_says_and_a_star_of_no_level_needs_nothing() {
    assert_eq!(aggregate::limited("items", 1, 2), Ok(()));
    assert_eq!(aggregate::limited("items", 2, 2), Err(R::TooMany { list: "items", limit: 2 }));
    let policy = on("2024-06-03").policy_nationwide(day("2024-06-03"));
    assert_eq!(stars::threshold(&policy, 0), 0);
}

#[test]
fn what_is_said_in_free_text_is_the_persons_own() {
    use crate::kernel::{KeyOwner, Personal, StoredEvent as _};
    let said = || Personal::clear("事由".to_owned());
    let (number, revoked_on) = (code("ZM-1"), day("2024-06-03"));
    let mut event = E::ServiceCertificateRevoked { number, revoked_on, person_id: person(), reason: said() };
    let mut seen = Vec::new();
    event.visit_personal(&mut |owner, field, _| seen.push((owner, field.to_owned())));
    assert_eq!(seen, [(KeyOwner::Person(person()), "reason".to_owned())]);
}

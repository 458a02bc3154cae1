//! Every refusal has a stable code at the edge.

use super::*;
use crate::kernel::{DivisionRefusal, Refusal, text::TextRefusal, words::ApprovalTier};
use crate::volunteer::events::VOLUNTEER_CLAIM;

fn of_ledger() -> Vec<(VolunteerRefusal, &'static str)> {
    use VolunteerRefusal as R;
    let (credit_id, activity_id) = (CreditId::default(), ActivityId::default());
    let (starts_at, ends_at) = (at("2024-06-20 08:00"), at("2024-06-20 09:00"));
    let tier = ApprovalTier::Province;
    vec![
        (R::IntervalReversed { starts_at, ends_at }, "INTERVAL_REVERSED"),
        (R::HoursTooShort { seconds: 1 }, "HOURS_TOO_SHORT"),
        (R::SpanTooLong { limit: 1, actual: 2 }, "SPAN_TOO_LONG"),
        (R::HoursInFuture { now: starts_at, ends_at }, "HOURS_IN_FUTURE"),
        (R::HoursOverlap { credit_id, activity_id, starts_at, ends_at }, "HOURS_OVERLAP"),
        (R::DailyLimitExceeded { limit: 1, actual: 2, day: day("2024-06-20") }, "DAILY_LIMIT_EXCEEDED"),
        (
            R::OutsideActivity { starts_at, ends_at, from: starts_at, until: ends_at, tolerance_minutes: 0 },
            "OUTSIDE_ACTIVITY",
        ),
        (R::MakeUpTooLong { limit: 1, actual: 2 }, "MAKE_UP_TOO_LONG"),
        (R::AlreadyCredited { credit_id, activity_id, session: 1, starts_at, ends_at }, "ALREADY_CREDITED"),
        (R::CreditCorrected { credit_id, starts_at, ends_at }, "CREDIT_CORRECTED"),
        (R::NotService { kind: ActivityKind::Dinner }, "NOT_SERVICE"),
        (R::ActivityCancelled { activity_id }, "ACTIVITY_CANCELLED"),
        (R::ActivityVoided { activity_id }, "ACTIVITY_VOIDED"),
        (R::CreditUnknown { credit_id }, "CREDIT_UNKNOWN"),
        (R::CreditNotLive { credit_id }, "CREDIT_NOT_LIVE"),
        (R::CreditPending { credit_id, tier }, "CREDIT_PENDING"),
        (R::CreditNotPending { credit_id }, "CREDIT_NOT_PENDING"),
        (R::TierTooLow { credit_id, needed: tier, given: ApprovalTier::Organization }, "TIER_TOO_LOW"),
        (R::WrongSession { credit_id, activity_id, session: 1 }, "WRONG_SESSION"),
    ]
}

#[test]
fn every_refusal_has_a_stable_code() {
    use VolunteerRefusal as R;
    let on = day("2024-06-20");
    let of_registration = vec![
        (R::VolunteerUnknown, "VOLUNTEER_UNKNOWN"),
        (R::CodeTaken { fields: vec!["skills"] }, "CODE_TAKEN"),
        (R::of_claim(VOLUNTEER_CLAIM, Uuid::nil()).unwrap(), "IDENTITY_TAKEN"),
        (R::GuardianConsentRequired { age_years: 13, guardian_age_years: 14 }, "GUARDIAN_CONSENT_REQUIRED"),
        (R::RegisteredInFuture { registered_on: on, today: on }, "REGISTERED_IN_FUTURE"),
        (R::TooManySkills { actual: 51, limit: 50 }, "TOO_MANY_SKILLS"),
        (R::SkillNotDeclared, "SKILL_NOT_DECLARED"),
        (DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") }.into(), "UNKNOWN_DIVISION"),
        (TextRefusal::TextEmpty { field: "reason" }.into(), "TEXT_EMPTY"),
    ];
    for (refusal, code) in of_registration.into_iter().chain(of_ledger()) {
        assert_eq!(serde_json::to_value(&refusal).unwrap()["code"], code);
        assert!(!refusal.to_string().is_empty());
    }
    assert_eq!(R::of_claim("other", Uuid::nil()), None);
}

#[test]
fn figures_of_a_refusal_are_written_in_camel_case() {
    let refusal = VolunteerRefusal::GuardianConsentRequired { age_years: 13, guardian_age_years: 14 };
    let expected = serde_json::json!({"code": "GUARDIAN_CONSENT_REQUIRED", "ageYears": 13, "guardianAgeYears": 14});
    assert_eq!(serde_json::to_value(&refusal).unwrap(), expected);
}

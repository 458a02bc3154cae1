//! Approval, rejection, correction and revocation of credits.

use super::*;
use crate::kernel::{text::TextRefusal, words::ApprovalTier};

fn first() -> CreditId {
    credit_id(1, "2024-06-20 08:00")
}

/// One live credit of two hours inside a session of six.
fn with_live() -> Volunteer {
    after([credit(&morning(), span("2024-06-20 08:00", "2024-06-20 10:00"), EvidenceClass::A)])
}

fn morning() -> SessionFacts {
    session(1, span("2024-06-20 08:00", "2024-06-20 14:00"))
}

/// One credit of nine hours that waits for its organization.
fn with_pending() -> Volunteer {
    after([scanned(1, "2024-06-20 08:00", "2024-06-20 17:00")])
}

fn correct(session: SessionFacts, from: &str, until: &str) -> VolunteerCommand {
    let (starts_at, ends_at) = (at(from), at(until));
    VolunteerCommand::CorrectHours {
        credit_id: first(),
        starts_at,
        ends_at,
        session,
        reason: "left early".to_owned(),
        beside: Vec::new(),
    }
}

fn revoke(credit_id: CreditId) -> VolunteerCommand {
    VolunteerCommand::RevokeHours { credit_id, reason: "not served".to_owned() }
}

fn reject(credit_id: CreditId) -> VolunteerCommand {
    VolunteerCommand::RejectCredit { credit_id, reason: "no evidence".to_owned() }
}

fn approve(tier: ApprovalTier) -> VolunteerCommand {
    VolunteerCommand::ApproveCredit { credit_id: first(), tier, session: morning() }
}

#[test]
fn approval_is_refused_when_the_tier_is_too_low() {
    let volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 22:00")]);
    let (needed, given) = (ApprovalTier::Province, ApprovalTier::Organization);
    let too_low = VolunteerRefusal::TierTooLow { credit_id: first(), needed, given };
    assert_eq!(refused(&volunteer, approve(given), &api()), too_low);
    assert_eq!(volunteer.decide(approve(needed), &other()).unwrap().len(), 1);
}

#[test]
fn rejected_credit_leaves_the_day_and_may_be_credited_anew() {
    let mut volunteer = with_pending();
    apply(&mut volunteer, reject(first()), &api());
    assert_eq!(volunteer.credits().count(), 0);
    assert_eq!(volunteer.decide(reject(first()), &api()), Ok(Vec::new()));
    let not_live = VolunteerRefusal::CreditNotLive { credit_id: first() };
    assert_eq!(refused(&volunteer, approve(ApprovalTier::Province), &api()), not_live);
    assert_eq!(refused(&volunteer, revoke(first()), &api()), not_live);
    let anew = apply(&mut volunteer, scanned(1, "2024-06-20 08:00", "2024-06-20 10:00"), &api());
    assert_eq!((anew.len(), volunteer.minutes_total()), (1, 120));
}

#[test]
fn rejection_is_refused_when_the_credit_is_live_or_no_reason_is_given() {
    let not_pending = VolunteerRefusal::CreditNotPending { credit_id: first() };
    assert_eq!(refused(&with_live(), reject(first()), &api()), not_pending);
    let silent = VolunteerCommand::RejectCredit { credit_id: first(), reason: " ".to_owned() };
    let empty = VolunteerRefusal::Text(TextRefusal::TextEmpty { field: "reason" });
    assert_eq!(refused(&with_pending(), silent, &api()), empty);
}

#[test]
fn correction_changes_the_span_and_keeps_the_id() {
    let mut volunteer = with_live();
    let change = || correct(morning(), "2024-06-20 09:00", "2024-06-20 09:45");
    let events = apply(&mut volunteer, change(), &api());
    let [VolunteerEvent::HoursCorrected { before, after, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(*before, span("2024-06-20 08:00", "2024-06-20 10:00"));
    assert_eq!((after.credit_id, after.minutes, after.pending), (first(), 45, None));
    assert_eq!(volunteer.minutes_total(), 45);
    assert_eq!(volunteer.decide(change(), &api()), Ok(Vec::new()));
}

#[test]
fn correction_passes_the_same_checks_without_the_credit_itself() {
    let mut volunteer = with_live();
    apply(&mut volunteer, scanned(2, "2024-06-20 12:00", "2024-06-20 13:00"), &api());
    let overlapping = correct(morning(), "2024-06-20 08:00", "2024-06-20 12:01");
    assert!(matches!(refused(&volunteer, overlapping, &api()), VolunteerRefusal::HoursOverlap { .. }));
    let outside = correct(morning(), "2024-06-20 07:00", "2024-06-20 08:00");
    assert!(matches!(refused(&volunteer, outside, &api()), VolunteerRefusal::OutsideActivity { .. }));
    let reversed = correct(morning(), "2024-06-20 09:00", "2024-06-20 08:00");
    assert!(matches!(refused(&volunteer, reversed, &api()), VolunteerRefusal::IntervalReversed { .. }));
    let touching = correct(morning(), "2024-06-20 08:00", "2024-06-20 12:00");
    assert_eq!(volunteer.decide(touching, &api()).unwrap().len(), 1);
}

#[test]
fn corrected_credit_is_pending_again_when_its_day_passes_the_limit() {
    let long = session(1, span("2024-06-20 08:00", "2024-06-20 18:00"));
    let mut volunteer = after([credit(&long, span("2024-06-20 08:00", "2024-06-20 10:00"), EvidenceClass::A)]);
    apply(&mut volunteer, correct(long, "2024-06-20 08:00", "2024-06-20 17:00"), &api());
    let pending: Vec<_> = volunteer.credits().map(|held| held.pending).collect();
    assert_eq!((pending, volunteer.minutes_total()), (vec![Some(ApprovalTier::Organization)], 0));
}

#[test]
fn correction_is_refused_when_the_credit_is_unknown_pending_or_of_another_session() {
    let ask = || correct(morning(), "2024-06-20 08:00", "2024-06-20 09:00");
    let credit_id = first();
    assert_eq!(refused(&after([]), ask(), &api()), VolunteerRefusal::CreditUnknown { credit_id });
    let pending = VolunteerRefusal::CreditPending { credit_id, tier: ApprovalTier::Organization };
    assert_eq!(refused(&with_pending(), ask(), &api()), pending);
    let other = SessionFacts { session: 2, ..morning() };
    let wrong = VolunteerRefusal::WrongSession { credit_id, activity_id: other.activity_id, session: 1 };
    assert_eq!(refused(&with_live(), correct(other, "2024-06-20 08:00", "2024-06-20 09:00"), &api()), wrong);
}

#[test]
fn file_row_is_refused_when_its_credit_was_corrected() {
    let mut volunteer = with_live();
    apply(&mut volunteer, correct(morning(), "2024-06-20 11:00", "2024-06-20 12:00"), &api());
    let row = credit(&morning(), span("2024-06-20 08:00", "2024-06-20 10:00"), EvidenceClass::A);
    let corrected = VolunteerRefusal::CreditCorrected {
        credit_id: first(),
        starts_at: at("2024-06-20 11:00"),
        ends_at: at("2024-06-20 12:00"),
    };
    assert_eq!(refused(&volunteer, row, &import()), corrected);
}

#[test]
fn revoked_minutes_leave_the_total_and_the_span_is_free_again() {
    let mut volunteer = with_live();
    let events = apply(&mut volunteer, revoke(first()), &api());
    assert!(matches!(events.as_slice(), [VolunteerEvent::HoursRevoked { minutes: 120, .. }]));
    assert_eq!(volunteer.minutes_total(), 0);
    assert_eq!(volunteer.decide(revoke(first()), &api()), Ok(Vec::new()));
    let not_live = VolunteerRefusal::CreditNotLive { credit_id: first() };
    let late = correct(morning(), "2024-06-20 08:00", "2024-06-20 09:00");
    assert_eq!(refused(&volunteer, late, &api()), not_live);
    assert_eq!(refused(&volunteer, reject(first()), &api()), not_live);
    apply(&mut volunteer, scanned(2, "2024-06-20 08:00", "2024-06-20 10:00"), &api());
    assert_eq!(volunteer.minutes_total(), 120);
}

#[test]
fn recorder_of_a_credit_is_known_whether_it_stands_or_not() {
    let recorder = Some(morning().organization_id);
    let mut volunteer = with_live();
    assert_eq!(volunteer.recorder_of(first()), recorder);
    apply(&mut volunteer, revoke(first()), &api());
    assert_eq!((volunteer.standing(first()).ok(), volunteer.recorder_of(first())), (None, recorder));
    assert_eq!(after([]).recorder_of(first()), None);
}

#[test]
fn revocation_is_refused_when_the_credit_is_pending_or_unknown() {
    let credit_id = first();
    let pending = VolunteerRefusal::CreditPending { credit_id, tier: ApprovalTier::Organization };
    assert_eq!(refused(&with_pending(), revoke(credit_id), &api()), pending);
    assert_eq!(refused(&after([]), revoke(credit_id), &api()), VolunteerRefusal::CreditUnknown { credit_id });
}

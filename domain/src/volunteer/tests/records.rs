//! What stands beside the ledger, and the second person for manual and late credits (V6).

use super::*;
use crate::{
    kernel::{DateSpan, text::TextRefusal, words::ApprovalTier},
    volunteer::{
        events::{Dispute, ImportedTotal, PendingReason},
        words::DisputeKind,
    },
};

fn key(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

fn manual() -> VolunteerCommand {
    let whole = span("2024-06-20 08:00", "2024-06-20 10:00");
    credit(&session(1, whole), whole, EvidenceClass::D)
}

fn approve() -> VolunteerCommand {
    let session = session(1, span("2024-06-20 08:00", "2024-06-20 10:00"));
    VolunteerCommand::ApproveCredit { credit_id: first(), tier: ApprovalTier::Organization, session }
}

fn first() -> CreditId {
    credit_id(1, "2024-06-20 08:00")
}

fn raise(kind: DisputeKind, credit_id: Option<CreditId>, claimed: Option<TimeSpan>) -> VolunteerCommand {
    VolunteerCommand::DisputeRecord {
        code: key("D-1"),
        kind,
        activity_id: session(1, span("2024-06-20 08:00", "2024-06-20 10:00")).activity_id,
        credit_id,
        claimed,
        statement: "我参加了全程".to_owned(),
        evidence_reference: Some("照片-1".to_owned()),
    }
}

fn missing() -> VolunteerCommand {
    raise(DisputeKind::MissingHours, None, Some(span("2024-06-20 08:00", "2024-06-20 10:00")))
}

fn answer(upheld: bool, answer: Option<CreditId>) -> VolunteerCommand {
    VolunteerCommand::ResolveDispute { code: key("D-1"), upheld, answer, reason: "核对签到表".to_owned() }
}

fn total(reference: &str, from: &str, to: Option<&str>, minutes: u32) -> VolunteerCommand {
    let period = DateSpan { from: day(from), to: to.map(day) };
    let (platform, reference) = ("示例平台".to_owned(), reference.to_owned());
    VolunteerCommand::ImportHours { total: ImportedTotal { platform, reference, period, minutes } }
}

#[test]
fn manual_credit_is_refused_without_its_document_and_says_why_it_waits() {
    let whole = span("2024-06-20 08:00", "2024-06-20 10:00");
    for evidence in [EvidenceClass::D, EvidenceClass::E] {
        let bare = VolunteerCommand::CreditHours {
            session: session(1, whole),
            starts_at: whole.starts_at,
            ends_at: whole.ends_at,
            evidence,
            document_reference: None,
            beside: Vec::new(),
        };
        assert_eq!(refused(&after([]), bare.clone(), &api()), VolunteerRefusal::DocumentRequired { evidence });
        assert_eq!(credited(&after([]), bare, &import()).pending, None);
    }
    let waiting = credited(&after([]), manual(), &api());
    assert_eq!(waiting.pending_reasons, [PendingReason::ManualEvidence { evidence: EvidenceClass::D }]);
    assert_eq!(waiting.document_reference.as_deref(), Some("文-1"));
    assert_eq!(waiting.credited_by, Some(api().actor));
}

#[test]
fn manual_credit_takes_effect_by_somebody_other_than_the_one_who_entered_it() {
    let mut volunteer = after([manual()]);
    let same = VolunteerRefusal::SamePersonApproves { credit_id: first() };
    assert_eq!(refused(&volunteer, approve(), &api()), same);
    let approved = apply(&mut volunteer, approve(), &other());
    let (tier, approved_by) = (ApprovalTier::Organization, Some("second".to_owned()));
    assert_eq!(approved, [VolunteerEvent::CreditApproved { credit_id: first(), tier, approved_by }]);
    assert_eq!(volunteer.minutes_total(), 120);
}

#[test]
fn correction_of_a_manual_credit_waits_for_somebody_other_than_the_one_who_corrected() {
    let mut volunteer = after([manual()]);
    apply(&mut volunteer, approve(), &other());
    let corrected = VolunteerCommand::CorrectHours {
        credit_id: first(),
        starts_at: at("2024-06-20 08:00"),
        ends_at: at("2024-06-20 09:00"),
        session: session(1, span("2024-06-20 08:00", "2024-06-20 10:00")),
        reason: "提前离开".to_owned(),
        beside: Vec::new(),
    };
    apply(&mut volunteer, corrected, &other());
    assert_eq!(volunteer.minutes_total(), 0);
    assert_eq!(refused(&volunteer, approve(), &other()), VolunteerRefusal::SamePersonApproves { credit_id: first() });
    apply(&mut volunteer, approve(), &api());
    assert_eq!(volunteer.minutes_total(), 60);
}

#[test]
fn late_credit_waits_for_a_second_person_and_one_in_time_does_not() {
    let late = credited(&after([]), scanned(1, "2024-06-07 08:00", "2024-06-07 10:00"), &api());
    assert_eq!(late.pending_reasons, [PendingReason::Late { working_days: 10 }]);
    assert_eq!((late.late, late.pending), (true, Some(ApprovalTier::Organization)));
    let timely = credited(&after([]), scanned(1, "2024-06-20 08:00", "2024-06-20 10:00"), &api());
    assert_eq!((timely.late, timely.pending, timely.credited_by), (false, None, None));
}

#[test]
fn day_over_the_tier_says_its_minutes_and_limit() {
    let long = credited(&after([]), scanned(1, "2024-06-20 08:00", "2024-06-20 16:30"), &api());
    let reason = PendingReason::DailyMinutes { day: day("2024-06-20"), minutes: 510, limit: 480 };
    assert_eq!(long.pending_reasons, [reason]);
}

#[test]
fn missing_hours_are_disputed_once_and_upheld_with_the_credit_that_stands_now() {
    let mut volunteer = after([]);
    let raised = apply(&mut volunteer, missing(), &api());
    assert!(matches!(
        &raised[..],
        [VolunteerEvent::RecordDisputed { dispute: Dispute { kind: DisputeKind::MissingHours, .. }, .. }]
    ));
    assert_eq!(volunteer.decide(missing(), &api()), Ok(Vec::new()));
    let other_claim = raise(DisputeKind::MissingHours, None, Some(span("2024-06-20 08:00", "2024-06-20 09:00")));
    assert_eq!(refused(&volunteer, other_claim, &api()), VolunteerRefusal::DisputeTaken { dispute: key("D-1") });

    let nothing = VolunteerRefusal::AnswerMissing { dispute: key("D-1") };
    assert_eq!(refused(&volunteer, answer(true, None), &api()), nothing);
    assert_eq!(refused(&volunteer, answer(true, Some(first())), &api()), nothing);
    apply(&mut volunteer, manual(), &api());
    apply(&mut volunteer, answer(true, Some(first())), &api());
    assert_eq!(volunteer.decide(answer(true, Some(first())), &api()), Ok(Vec::new()));
    let answered = VolunteerRefusal::DisputeAnswered { dispute: key("D-1"), upheld: true };
    assert_eq!(refused(&volunteer, answer(false, None), &api()), answered);
}

#[test]
fn service_that_was_not_the_volunteers_leaves_the_record_before_the_dispute_is_upheld() {
    let mut volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00")]);
    apply(&mut volunteer, raise(DisputeKind::NotMine, Some(first()), None), &api());
    let stands = VolunteerRefusal::CreditStillStands { dispute: key("D-1"), credit_id: first() };
    assert_eq!(refused(&volunteer, answer(true, None), &api()), stands);
    let revoke = VolunteerCommand::RevokeHours { credit_id: first(), reason: "非本人".to_owned() };
    apply(&mut volunteer, revoke, &api());
    assert_eq!(apply(&mut volunteer, answer(true, None), &api()).len(), 1);
}

#[test]
fn dispute_is_refused_when_it_lacks_or_has_too_much_or_names_nothing_on_record() {
    let claimed = Some(span("2024-06-20 08:00", "2024-06-20 10:00"));
    for (kind, credit_id, given, claims_span, names_credit) in [
        (DisputeKind::MissingHours, None, None, true, false),
        (DisputeKind::MissingHours, Some(first()), claimed, true, false),
        (DisputeKind::WrongHours, None, claimed, true, true),
        (DisputeKind::WrongHours, Some(first()), None, true, true),
        (DisputeKind::NotMine, Some(first()), claimed, false, true),
        (DisputeKind::NotMine, None, None, false, true),
    ] {
        let incomplete = VolunteerRefusal::DisputeIncomplete { kind, claims_span, names_credit };
        assert_eq!(refused(&after([]), raise(kind, credit_id, given), &api()), incomplete);
    }
    let unknown = VolunteerRefusal::CreditUnknown { credit_id: first() };
    assert_eq!(refused(&after([]), raise(DisputeKind::NotMine, Some(first()), None), &api()), unknown);
    let tomorrow = Some(span("2024-07-01 08:00", "2024-07-02 10:00"));
    assert!(matches!(
        refused(&after([]), raise(DisputeKind::MissingHours, None, tomorrow), &api()),
        VolunteerRefusal::HoursInFuture { .. }
    ));
    let unknown = VolunteerRefusal::DisputeUnknown { dispute: key("D-1") };
    assert_eq!(refused(&after([]), answer(false, None), &api()), unknown);
}

#[test]
fn total_from_elsewhere_is_taken_in_once_and_changes_no_total_of_the_ledger() {
    let mut volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00")]);
    apply(&mut volunteer, total("T-1", "2023-01-01", Some("2023-12-31"), 6_000), &api());
    assert_eq!((volunteer.minutes_total(), volunteer.imported_minutes()), (120, 6_000));
    assert_eq!(volunteer.decide(total("T-1", "2023-01-01", Some("2023-12-31"), 6_000), &api()), Ok(Vec::new()));
    let period = DateSpan { from: day("2023-01-01"), to: Some(day("2023-12-31")) };
    let (platform, reference) = (" 示例平台 ".to_owned(), " T-1 ".to_owned());
    let spaced = VolunteerCommand::ImportHours { total: ImportedTotal { platform, reference, period, minutes: 6_000 } };
    assert_eq!(volunteer.decide(spaced, &api()), Ok(Vec::new()));
    let changed = total("T-1", "2023-01-01", Some("2023-12-31"), 6_001);
    assert_eq!(refused(&volunteer, changed, &api()), VolunteerRefusal::ImportedBefore);
    let overlap = VolunteerRefusal::ImportedOverlap { from: day("2023-01-01"), to: Some(day("2023-12-31")) };
    assert_eq!(refused(&volunteer, total("T-2", "2023-12-31", Some("2024-01-31"), 60), &api()), overlap);
    apply(&mut volunteer, total("T-2", "2024-01-01", Some("2024-01-31"), 60), &api());
}

#[test]
fn total_from_elsewhere_is_refused_when_its_period_or_minutes_cannot_be() {
    let today = day("2024-07-01");
    for (from, to) in [("2024-01-02", Some("2024-01-01")), ("2024-01-01", None), ("2024-01-01", Some("2024-07-02"))] {
        let wrong = VolunteerRefusal::PeriodWrong { from: day(from), to: to.map(day), today };
        assert_eq!(refused(&after([]), total("T-1", from, to, 60), &api()), wrong);
    }
    for actual in [0, 1_441] {
        let bounds = VolunteerRefusal::ImportedMinutesOutOfBounds { limit: 1_440, actual };
        assert_eq!(refused(&after([]), total("T-1", "2024-01-01", Some("2024-01-01"), actual), &api()), bounds);
    }
    let nameless = total(" ", "2024-01-01", Some("2024-01-01"), 60);
    assert_eq!(
        refused(&after([]), nameless, &api()),
        VolunteerRefusal::Text(TextRefusal::TextEmpty { field: "reference" })
    );
}

#[test]
fn manual_credits_are_refused_while_suspended_and_scanned_ones_are_not() {
    let suspend =
        |until: &str| VolunteerCommand::SuspendSelfEntry { until: day(until), reason: "虚假补录".to_owned() };
    let over = VolunteerRefusal::SuspensionOver { until: day("2024-06-30"), today: day("2024-07-01") };
    assert_eq!(refused(&after([]), suspend("2024-06-30"), &api()), over);
    let mut volunteer = after([suspend("2024-07-01")]);
    assert_eq!(volunteer.decide(suspend("2024-07-01"), &api()), Ok(Vec::new()));
    let suspended = VolunteerRefusal::SelfEntrySuspended { until: day("2024-07-01") };
    assert_eq!(refused(&volunteer, manual(), &api()), suspended);
    credited(&volunteer, scanned(1, "2024-06-20 08:00", "2024-06-20 10:00"), &api());
    credited(&volunteer, manual(), &import());
    let tomorrow = RuleContext { now: at("2024-07-02 08:00"), ..api() };
    credited(&volunteer, manual(), &tomorrow);
    apply(&mut volunteer, VolunteerCommand::RestoreSelfEntry, &api());
    assert_eq!(volunteer.decide(VolunteerCommand::RestoreSelfEntry, &api()), Ok(Vec::new()));
    credited(&volunteer, manual(), &api());
}

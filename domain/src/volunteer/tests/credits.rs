//! Crediting of hours: what is accepted, at once or pending, and what is refused.

use super::*;
use crate::kernel::{DivisionRefusal, words::ApprovalTier};

#[test]
fn hours_are_credited_at_once_with_the_figures_of_the_report() {
    let given = credited(&after([]), scanned(1, "2024-06-20 23:00", "2024-06-21 00:30"), &api());
    assert_eq!((given.minutes, given.served_on), (90, day("2024-06-20")));
    assert_eq!((given.pending, given.late, given.before_registration), (None, false, false));
    assert_eq!((given.source, given.credit_id), (Source::Api, credit_id(1, "2024-06-20 23:00")));
}

#[test]
fn hours_are_known_when_the_same_credit_is_sent_again() {
    let again = || scanned(1, "2024-06-20 08:00", "2024-06-20 09:00");
    let volunteer = after([again()]);
    assert_eq!(volunteer.decide(again(), &api()), Ok(Vec::new()));
    assert_eq!(volunteer.decide(again(), &import()), Ok(Vec::new()));
}

#[test]
fn hours_are_refused_when_the_interval_is_reversed_empty_or_longer_than_a_day() {
    let whole = session(1, span("2024-06-01 00:00", "2024-06-30 00:00"));
    let asked = |from: &str, until: &str| VolunteerCommand::CreditHours {
        session: whole.clone(),
        starts_at: at(from),
        ends_at: at(until),
        evidence: EvidenceClass::A,
        document_reference: None,
        beside: Vec::new(),
    };
    for (from, until) in [("2024-06-10 09:00", "2024-06-10 08:00"), ("2024-06-10 09:00", "2024-06-10 09:00")] {
        let reversed = VolunteerRefusal::IntervalReversed { starts_at: at(from), ends_at: at(until) };
        assert_eq!(refused(&after([]), asked(from, until), &api()), reversed);
    }
    let (starts_at, half) = (at("2024-06-10 09:00"), chrono::Duration::seconds(59));
    let short = VolunteerCommand::CreditHours {
        session: whole.clone(),
        starts_at,
        ends_at: starts_at + half,
        evidence: EvidenceClass::A,
        document_reference: None,
        beside: Vec::new(),
    };
    assert_eq!(refused(&after([]), short, &api()), VolunteerRefusal::HoursTooShort { seconds: 59 });
    let too_long = VolunteerRefusal::SpanTooLong { limit: 1440, actual: 1500 };
    for context in [api(), import()] {
        assert_eq!(refused(&after([]), asked("2024-06-10 00:00", "2024-06-11 01:00"), &context), too_long);
    }
    let eternal = VolunteerCommand::CreditHours {
        session: whole.clone(),
        starts_at: DateTime::<Utc>::MIN_UTC,
        ends_at: DateTime::<Utc>::MAX_UTC,
        evidence: EvidenceClass::A,
        document_reference: None,
        beside: Vec::new(),
    };
    assert!(matches!(refused(&after([]), eternal, &api()), VolunteerRefusal::SpanTooLong { .. }));
}

#[test]
fn hours_are_refused_when_they_end_in_the_future() {
    let future = VolunteerRefusal::HoursInFuture { now: at(NOW), ends_at: at("2024-07-01 12:01") };
    assert_eq!(refused(&after([]), scanned(1, "2024-07-01 11:00", "2024-07-01 12:01"), &import()), future);
    assert_eq!(credited(&after([]), scanned(1, "2024-07-01 11:00", NOW), &api()).minutes, 60);
}

#[test]
fn hours_are_refused_when_spans_overlap_across_activities_and_touching_ends_are_not() {
    let volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00")]);
    let overlap = VolunteerRefusal::HoursOverlap {
        credit_id: credit_id(1, "2024-06-20 08:00"),
        activity_id: session(1, span("2024-06-20 08:00", "2024-06-20 10:00")).activity_id,
        starts_at: at("2024-06-20 08:00"),
        ends_at: at("2024-06-20 10:00"),
    };
    for (from, until) in [("07:00", "08:01"), ("09:59", "11:00"), ("08:30", "09:00"), ("07:00", "11:00")] {
        let other = scanned(2, &format!("2024-06-20 {from}"), &format!("2024-06-20 {until}"));
        assert_eq!(refused(&volunteer, other, &api()), overlap);
    }
    for (from, until) in [("07:00", "08:00"), ("10:00", "11:00")] {
        let other = scanned(2, &format!("2024-06-20 {from}"), &format!("2024-06-20 {until}"));
        assert_eq!(credited(&volunteer, other, &api()).pending, None);
    }
}

#[test]
fn hours_are_refused_in_a_file_when_the_same_span_comes_with_other_evidence() {
    let volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00")]);
    let whole = span("2024-06-20 08:00", "2024-06-20 10:00");
    let other = credit(&session(1, whole), whole, EvidenceClass::B);
    assert!(matches!(refused(&volunteer, other, &import()), VolunteerRefusal::HoursOverlap { .. }));
}

#[test]
fn hours_are_pending_for_the_tier_that_the_fullest_local_day_needs() {
    let volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 14:00")]);
    let tier = |until: &str| {
        let command = scanned(2, "2024-06-20 14:00", &format!("2024-06-20 {until}"));
        credited(&volunteer, command, &api()).pending
    };
    assert_eq!(tier("16:00"), None);
    assert_eq!(tier("16:01"), Some(ApprovalTier::Organization));
    assert_eq!(tier("20:00"), Some(ApprovalTier::Organization));
    assert_eq!(tier("20:01"), Some(ApprovalTier::Province));
}

#[test]
fn hours_are_split_at_local_midnight_for_the_daily_limit() {
    // Eight hours before and eight after the midnight of +08:00: neither day has more than it may.
    assert_eq!(credited(&after([]), scanned(1, "2024-06-20 16:00", "2024-06-21 08:00"), &api()).pending, None);
    let one_day = scanned(1, "2024-06-20 08:00", "2024-06-21 00:00");
    assert_eq!(credited(&after([]), one_day, &api()).pending, Some(ApprovalTier::Province));
}

#[test]
fn pending_hours_count_for_the_daily_sum_and_not_for_the_total() {
    let mut volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 17:00")]);
    assert_eq!(volunteer.minutes_total(), 0);
    let more = scanned(2, "2024-06-20 17:00", "2024-06-20 18:00");
    assert_eq!(credited(&volunteer, more, &api()).pending, Some(ApprovalTier::Organization));
    let approval = |tier| {
        let session = session(1, span("2024-06-20 08:00", "2024-06-20 17:00"));
        VolunteerCommand::ApproveCredit { credit_id: credit_id(1, "2024-06-20 08:00"), tier, session }
    };
    apply(&mut volunteer, approval(ApprovalTier::Province), &other());
    assert_eq!(volunteer.minutes_total(), 540);
    assert_eq!(volunteer.decide(approval(ApprovalTier::Organization), &api()), Ok(Vec::new()));
}

#[test]
fn hours_are_live_at_once_in_a_file_whatever_the_tier_or_evidence() {
    let whole = span("2024-06-20 00:00", "2024-06-21 00:00");
    for evidence in EvidenceClass::ALL {
        let given = credited(&after([]), credit(&session(1, whole), whole, *evidence), &import());
        assert_eq!((given.pending, given.source, given.minutes), (None, Source::Import, 1440));
    }
}

#[test]
fn hours_are_refused_when_a_day_would_pass_its_bound() {
    let limits = import().with_number("daily_minutes_by_organization", 600);
    let context = limits.with_number("daily_minutes_bound", 600);
    let volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 16:00")]);
    let exceeded = VolunteerRefusal::DailyLimitExceeded { limit: 600, actual: 601, day: day("2024-06-20") };
    assert_eq!(refused(&volunteer, scanned(2, "2024-06-20 16:00", "2024-06-20 18:01"), &context), exceeded);
    let full = scanned(2, "2024-06-20 16:00", "2024-06-20 18:00");
    assert_eq!(credited(&volunteer, full, &context).minutes, 120);
}

#[test]
fn manual_hours_wait_for_the_organization_through_the_api() {
    let whole = span("2024-06-20 08:00", "2024-06-20 09:00");
    for (evidence, pending) in [
        (EvidenceClass::B, None),
        (EvidenceClass::C, None),
        (EvidenceClass::D, Some(ApprovalTier::Organization)),
        (EvidenceClass::E, Some(ApprovalTier::Organization)),
    ] {
        assert_eq!(credited(&after([]), credit(&session(1, whole), whole, evidence), &api()).pending, pending);
    }
}

#[test]
fn hours_are_refused_outside_the_session_beyond_the_tolerance() {
    let held = session(1, span("2024-06-20 08:00", "2024-06-20 10:00"));
    let asked = |from: &str, until: &str| {
        let span = span(&format!("2024-06-20 {from}"), &format!("2024-06-20 {until}"));
        credit(&held, span, EvidenceClass::A)
    };
    let outside = |from: &str, until: &str, tolerance_minutes| VolunteerRefusal::OutsideActivity {
        starts_at: at(&format!("2024-06-20 {from}")),
        ends_at: at(&format!("2024-06-20 {until}")),
        from: held.span.starts_at,
        until: held.span.ends_at,
        tolerance_minutes,
    };
    assert_eq!(credited(&after([]), asked("07:30", "10:30"), &api()).minutes, 180);
    assert_eq!(refused(&after([]), asked("07:29", "10:00"), &api()), outside("07:29", "10:00", 30));
    assert_eq!(refused(&after([]), asked("08:00", "10:31"), &api()), outside("08:00", "10:31", 30));
    assert_eq!(refused(&after([]), asked("08:00", "10:01"), &import()), outside("08:00", "10:01", 0));
}

#[test]
fn make_up_hours_are_refused_when_longer_than_the_session() {
    let held = session(1, span("2024-06-20 08:00", "2024-06-20 10:00"));
    let longer = span("2024-06-20 08:00", "2024-06-20 10:01");
    let too_long = VolunteerRefusal::MakeUpTooLong { limit: 120, actual: 121 };
    assert_eq!(refused(&after([]), credit(&held, longer, EvidenceClass::D), &api()), too_long);
}

#[test]
fn hours_are_flagged_late_when_recorded_after_ten_working_days() {
    // Ten working days before Monday 2024-07-01 is Monday 2024-06-17.
    assert!(!credited(&after([]), scanned(1, "2024-06-17 08:00", "2024-06-17 09:00"), &api()).late);
    assert!(!credited(&after([]), scanned(1, "2024-06-17 20:00", "2024-06-18 00:00"), &api()).late);
    assert!(credited(&after([]), scanned(1, "2024-06-14 08:00", "2024-06-14 09:00"), &api()).late);
    assert!(credited(&after([]), scanned(1, "2024-06-14 20:00", "2024-06-15 00:00"), &import()).late);
}

#[test]
fn hours_are_flagged_when_they_start_before_registration() {
    assert!(credited(&after([]), scanned(1, "2024-05-31 23:00", "2024-06-01 01:00"), &import()).before_registration);
    assert!(!credited(&after([]), scanned(1, "2024-06-01 00:00", "2024-06-01 01:00"), &import()).before_registration);
}

#[test]
fn hours_are_refused_when_the_session_is_credited_already() {
    let whole = span("2024-06-20 08:00", "2024-06-20 12:00");
    let held = session(1, whole);
    let volunteer = after([credit(&held, span("2024-06-20 08:00", "2024-06-20 09:00"), EvidenceClass::A)]);
    let later = || credit(&held, span("2024-06-20 10:00", "2024-06-20 11:00"), EvidenceClass::A);
    let already = VolunteerRefusal::AlreadyCredited {
        credit_id: credit_id(1, "2024-06-20 08:00"),
        activity_id: held.activity_id,
        session: 1,
        starts_at: at("2024-06-20 08:00"),
        ends_at: at("2024-06-20 09:00"),
    };
    assert_eq!(refused(&volunteer, later(), &api()), already);
    assert_eq!(credited(&volunteer, later(), &import()).minutes, 60);
}

#[test]
fn hours_are_refused_when_the_activity_is_no_service_or_cancelled() {
    let whole = span("2024-06-20 08:00", "2024-06-20 09:00");
    for kind in ActivityKind::ALL.iter().copied().filter(|kind| *kind != ActivityKind::Service) {
        let dinner = SessionFacts { kind, ..session(1, whole) };
        let refusal = refused(&after([]), credit(&dinner, whole, EvidenceClass::A), &import());
        assert_eq!(refusal, VolunteerRefusal::NotService { kind });
    }
    let cancelled = SessionFacts { cancelled: true, ..session(1, whole) };
    let activity_id = cancelled.activity_id;
    let refusal = refused(&after([]), credit(&cancelled, whole, EvidenceClass::A), &api());
    assert_eq!(refusal, VolunteerRefusal::ActivityCancelled { activity_id });
}

#[test]
fn hours_are_refused_when_the_division_is_retired_on_the_day_served() {
    let in_year = |year: u32| {
        let whole = span(&format!("{year}-06-20 08:00"), &format!("{year}-06-20 09:00"));
        let held = SessionFacts { division: DivisionCode::new("360721"), ..session(1, whole) };
        credit(&held, whole, EvidenceClass::A)
    };
    assert_eq!(credited(&after([]), in_year(2016), &import()).minutes, 60);
    let retired = refused(&after([]), in_year(2017), &import());
    assert!(matches!(retired, VolunteerRefusal::Division(DivisionRefusal::DivisionRetired { .. })));
}

#[test]
fn outlook_of_a_session_says_what_a_credit_of_it_is_told_and_counts_each_local_day() {
    let volunteer = after([scanned(1, "2024-06-20 08:00", "2024-06-20 16:00")]);
    let limits = api().with_number("daily_minutes_by_organization", 600);
    let context = limits.with_number("daily_minutes_bound", 600);
    let of_day = |day: &str, credited, asked| DayMinutes {
        day: day.parse().unwrap(),
        credited,
        asked,
        at_once: 480,
        by_organization: 600,
        bound: 600,
    };
    let cases = [
        ("2024-06-20 15:59", "2024-06-20 16:30", false, true, vec![of_day("2024-06-20", 480, 31)]),
        ("2024-06-20 16:00", "2024-06-20 18:00", true, true, vec![of_day("2024-06-20", 480, 120)]),
        ("2024-06-20 16:00", "2024-06-20 18:01", true, false, vec![of_day("2024-06-20", 480, 121)]),
        (
            "2024-06-20 23:00",
            "2024-06-21 02:00",
            true,
            true,
            vec![of_day("2024-06-20", 480, 60), of_day("2024-06-21", 0, 120)],
        ),
        ("2024-06-20 08:00", "2024-06-20 16:00", false, false, vec![of_day("2024-06-20", 480, 480)]),
    ];
    for (from, until, free, fits, days) in cases {
        let asked = session(2, span(from, until));
        let outlook = volunteer.outlook(&asked, &[], &context);
        assert_eq!((outlook.overlap.is_ok(), outlook.daily_limit.is_ok()), (free, fits), "{from} {until}");
        assert_eq!(outlook.days, days);
        let told = volunteer.decide(credit(&asked, asked.span, EvidenceClass::A), &context).map(drop);
        assert_eq!(told, outlook.overlap.and(outlook.daily_limit), "{from} {until}");
    }
}

//! Coming, leaving, the leader's word, and who of a closed session can be credited.

use super::*;

fn absent(name: &str) -> ActivityCommand {
    C::MarkAbsent { session: 1, volunteer_id: volunteer_id(name) }
}

fn close() -> ActivityCommand {
    C::CloseSession { session: 1 }
}

/// Ann is enrolled and it is half an hour after the session's end.
fn after() -> Scene {
    Scene::enrolled().at("03T12:30")
}

/// Ann's attendance after the session is closed.
fn credited(scene: &Scene) -> (Vec<AttendedSpan>, Vec<RefusedAttendance>) {
    let Creditable { spans, refused } = scene.activity.creditable(1, &scene.context).unwrap();
    (spans, refused)
}

fn stays(pairs: &[(&str, &str)]) -> Scene {
    let came = |scene: Scene, (from, until): &(&str, &str)| {
        scene.does(check_in("ann", &format!("03T{from}"))).does(check_out("ann", &format!("03T{until}")))
    };
    pairs.iter().fold(after(), came).does(close())
}

#[test]
fn volunteer_checks_in_and_out_once_within_the_tolerance() {
    let (volunteer_id, evidence) = (volunteer_id("ann"), EvidenceClass::A);
    let came = E::CheckedIn { session: 1, volunteer_id, at: at("03T08:30"), evidence };
    let left = E::CheckedOut { session: 1, volunteer_id, at: at("03T12:30") };
    after()
        .emits_once(check_in("ann", "03T08:30"), &[came])
        .emits_once(check_out("ann", "03T12:30"), &[left])
        .does(close())
        .knows(check_in("ann", "03T08:30"))
        .knows(check_out("ann", "03T12:30"));
}

#[test]
fn check_in_is_refused_when_not_enrolled_too_early_too_late_or_in_the_future() {
    let window = R::OutsideSession { from: at("03T08:30"), until: at("03T12:30") };
    after()
        .refuses(check_in("bob", "03T09:00"), R::NotEnrolled { session: 1 })
        .refuses(check_in("ann", "03T08:29"), window.clone())
        .at("03T12:31")
        .refuses(check_in("ann", "03T12:31"), window)
        .at("03T09:00")
        .refuses(check_in("ann", "03T09:01"), R::InFuture { at: at("03T09:01"), now: at("03T09:00") })
        .at("03T12:00")
        .does(close())
        .refuses(check_in("ann", "03T09:00"), R::SessionClosed { session: 1 });
}

#[test]
fn check_in_is_refused_when_inside_already_or_before_the_last_check_out() {
    after()
        .does(check_in("ann", "03T09:00"))
        .refuses(check_in("ann", "03T09:30"), R::AlreadyInside { since: at("03T09:00") })
        .does(check_out("ann", "03T10:00"))
        .refuses(check_in("ann", "03T09:30"), R::CheckInBeforeCheckOut { checked_out_at: at("03T10:00") })
        .does(check_in("ann", "03T10:00"));
}

#[test]
fn fourth_check_in_is_refused() {
    let pairs = [("09:00", "09:10"), ("09:20", "09:30"), ("09:40", "09:50")];
    let came = |scene: Scene, (from, until): (&str, &str)| {
        scene.does(check_in("ann", &format!("03T{from}"))).does(check_out("ann", &format!("03T{until}")))
    };
    pairs.into_iter().fold(after(), came).refuses(check_in("ann", "03T10:00"), R::TooManyCheckIns { limit: 3 });
}

#[test]
fn check_in_is_refused_when_its_evidence_is_not_scan_or_position() {
    for actual in [EvidenceClass::B, EvidenceClass::D, EvidenceClass::E] {
        let asked = C::CheckIn { session: 1, volunteer: volunteer("ann"), at: at("03T09:00"), evidence: actual };
        let allowed = [EvidenceClass::A, EvidenceClass::C];
        after().refuses(asked, R::EvidenceNotForCheckIn { actual, allowed });
    }
}

#[test]
fn position_alone_is_evidence_only_among_a_hundred() {
    let whole = C::ScheduleSession { session: 1, span: span("03T09:00", "03T12:00"), capacity: None };
    let mut scene = Scene::drafted(plan()).does(whole).does(publish());
    let by_position = |name: &str| C::CheckIn {
        session: 1,
        volunteer: volunteer(name),
        at: at("03T09:00"),
        evidence: EvidenceClass::C,
    };
    for number in 0..99 {
        scene = scene.does(enroll(&format!("v{number}")));
    }
    scene
        .at("03T09:00")
        .refuses(by_position("v0"), R::PositionNotEnough { required: 100, actual: 99 })
        .does(enroll("v99"))
        .does(by_position("v0"));
}

#[test]
fn gates_stand_again_at_check_in_and_at_confirmation() {
    let grown = ActivityPlan { min_age_years: Some(16), ..plan() };
    let kid = || aged("ann", Some(15), true);
    let asked = C::CheckIn { session: 1, volunteer: kid(), at: at("03T09:00"), evidence: EvidenceClass::A };
    let confirmed = C::ConfirmAttendance { session: 1, volunteer: kid(), span: span("03T09:00", "03T10:00") };
    let young = R::TooYoung { required_age_years: 16 };
    Scene::published(grown).does(enroll("ann")).at("03T12:00").refuses(asked, young.clone()).refuses(confirmed, young);
}

#[test]
fn check_out_is_refused_when_there_is_no_check_in_before_it() {
    let before = R::CheckOutBeforeCheckIn { checked_in_at: at("03T09:00") };
    after()
        .refuses(check_out("bob", "03T10:00"), R::NotEnrolled { session: 1 })
        .refuses(check_out("ann", "03T10:00"), R::NotCheckedIn)
        .does(check_in("ann", "03T09:00"))
        .refuses(check_out("ann", "03T09:00"), before)
        .at("03T09:30")
        .refuses(check_out("ann", "03T10:00"), R::InFuture { at: at("03T10:00"), now: at("03T09:30") })
        .at("03T12:31")
        .refuses(check_out("ann", "03T12:31"), R::OutsideSession { from: at("03T08:30"), until: at("03T12:30") })
        .does(close())
        .refuses(check_out("ann", "03T12:00"), R::SessionClosed { session: 1 });
}

#[test]
fn leader_confirms_a_span_once_and_it_goes_before_scans() {
    let confirmed = span("03T09:00", "03T12:00");
    let event = E::AttendanceConfirmed { session: 1, volunteer_id: volunteer_id("ann"), span: confirmed };
    let reversed = R::SpanReversed { starts_at: at("03T10:00"), ends_at: at("03T09:00") };
    let scene = after()
        .does(check_in("ann", "03T10:00"))
        .refuses(confirm("bob", "03T09:00", "03T10:00"), R::NotEnrolled { session: 1 })
        .refuses(confirm("ann", "03T10:00", "03T09:00"), reversed)
        .refuses(
            confirm("ann", "03T08:00", "03T10:00"),
            R::OutsideSession { from: at("03T08:30"), until: at("03T12:30") },
        )
        .emits_once(confirm("ann", "03T09:00", "03T12:00"), &[event])
        .emits_once(close(), &[E::SessionClosed { session: 1, open_check_ins: vec![] }])
        .refuses(confirm("ann", "03T09:00", "03T11:00"), R::SessionClosed { session: 1 });
    let (spans, refused) = credited(&scene);
    assert_eq!(refused, vec![]);
    assert_eq!(
        spans,
        vec![AttendedSpan {
            volunteer_id: volunteer_id("ann"),
            span: confirmed,
            evidence: EvidenceClass::B,
            open: false,
            presence_percent: 100,
            left_out_minutes: 0,
        }]
    );
}

#[test]
fn confirmed_span_is_creditable_when_it_is_shorter_than_the_share_of_presence() {
    let (spans, refused) = credited(&after().does(confirm("ann", "03T09:00", "03T10:00")).does(close()));
    assert_eq!((spans.len(), refused.len(), spans[0].presence_percent), (1, 0, 33));
}

#[test]
fn open_check_in_is_flagged_at_the_close_and_creditable_after_the_leaders_review() {
    let flagged = E::SessionClosed { session: 1, open_check_ins: vec![volunteer_id("ann")] };
    let scene = after().does(check_in("ann", "03T09:30")).emits_once(close(), &[flagged]);
    let (spans, refused) = credited(&scene);
    let reason = AttendanceRefusal::OpenCheckIn { checked_in_at: at("03T09:30") };
    assert_eq!((spans, refused), (vec![], vec![RefusedAttendance { volunteer_id: volunteer_id("ann"), reason }]));
    let shown = scene.activity.attendance(1, &scene.policy());
    assert_eq!((shown[0].open, shown[0].span), (true, span("03T09:30", "03T12:00")));
    let reviewed = scene
        .does(C::CloseActivity)
        .does(confirm("ann", "03T09:30", "03T11:30"))
        .refuses(confirm("ann", "03T09:30", "03T12:00"), R::SessionClosed { session: 1 });
    let (spans, refused) = credited(&reviewed);
    assert_eq!((spans[0].span, refused), (span("03T09:30", "03T11:30"), vec![]));
}

#[test]
fn presence_below_sixty_percent_is_refused_and_sixty_is_not() {
    let (spans, refused) = credited(&stays(&[("09:00", "10:47")]));
    let reason = AttendanceRefusal::PresenceTooShort { actual: 59, required: 60 };
    assert_eq!((spans, refused[0].reason), (vec![], reason));
    let (spans, refused) = credited(&stays(&[("09:00", "10:48")]));
    assert_eq!((spans.len(), refused, spans[0].presence_percent), (1, vec![], 60));
}

#[test]
fn stays_are_one_span_when_the_break_is_short() {
    let (spans, _) = credited(&stays(&[("09:00", "10:00"), ("10:30", "12:00")]));
    assert_eq!((spans[0].span, spans[0].left_out_minutes), (span("03T09:00", "03T12:00"), 0));
    assert_eq!((spans[0].evidence, spans[0].presence_percent), (EvidenceClass::A, 83));
}

#[test]
fn joined_stays_have_the_weaker_evidence_when_one_is_known_by_position_only() {
    for order in [[EvidenceClass::A, EvidenceClass::C], [EvidenceClass::C, EvidenceClass::A]] {
        let mut scene = after();
        scene.context = scene.context.with_number("position_evidence_participants", 1);
        for (evidence, (from, until)) in order.into_iter().zip([("03T09:00", "03T10:00"), ("03T10:10", "03T12:00")]) {
            let came = C::CheckIn { session: 1, volunteer: volunteer("ann"), at: at(from), evidence };
            scene = scene.does(came).does(check_out("ann", until));
        }
        let (spans, _) = credited(&scene.does(close()));
        assert_eq!((spans[0].span, spans[0].evidence), (span("03T09:00", "03T12:00"), EvidenceClass::C));
    }
}

#[test]
fn longest_stay_counts_and_the_rest_is_shown_when_the_break_is_long() {
    let (spans, refused) = credited(&stays(&[("09:00", "10:00"), ("10:31", "12:00")]));
    assert_eq!((spans[0].span, spans[0].left_out_minutes), (span("03T10:31", "03T12:00"), 60));
    assert_eq!((spans[0].presence_percent, refused), (82, vec![]));
}

#[test]
fn absence_is_marked_once_and_ended_by_presence() {
    let event = E::AbsenceMarked { session: 1, volunteer_id: volunteer_id("ann") };
    Scene::enrolled().refuses(absent("ann"), R::NotStarted { starts_at: at("03T09:00"), now: at("01T08:00") });
    let scene = after()
        .refuses(absent("bob"), R::NotEnrolled { session: 1 })
        .emits_once(absent("ann"), &[event])
        .does(check_in("ann", "03T09:00"))
        .refuses(absent("ann"), R::AttendanceOnRecord { session: 1 });
    assert_eq!(scene.activity.attendance(1, &scene.policy()).len(), 1);
}

#[test]
fn nobody_is_creditable_when_the_session_is_unknown_open_or_cancelled() {
    let scene = after();
    assert_eq!(scene.activity.creditable(1, &scene.context), Err(R::SessionNotClosed { session: 1 }));
    assert_eq!(scene.activity.creditable(2, &scene.context), Err(R::SessionUnknown { session: 2 }));
    assert_eq!(scene.activity.attendance(2, &scene.policy()), vec![]);
    let cancelled = scene.does(C::CancelActivity { reason: "停电".to_owned() });
    assert_eq!(cancelled.activity.creditable(1, &cancelled.context), Err(R::ActivityCancelled));
}

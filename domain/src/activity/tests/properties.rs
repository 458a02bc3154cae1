//! What holds after any sequence of commands.

use super::*;
use proptest::prelude::*;

/// Commands on session 1 of a published activity: six volunteers, and minutes around the session.
fn any_command() -> impl Strategy<Value = (u8, usize, i64, i64)> {
    (0u8..8, 0usize..6, 0i64..260, 1i64..200)
}

const NAMES: [&str; 6] = ["ann", "bob", "cai", "dan", "eva", "fei"];

fn command(kind: u8, who: usize, minute: i64, length: i64) -> ActivityCommand {
    let name = NAMES[who];
    let (session, volunteer_id) = (1, volunteer_id(name));
    let at = at("03T08:15") + chrono::Duration::minutes(minute);
    match kind {
        0 => enroll(name),
        1 => C::AcceptEnrollment { session, volunteer_id },
        2 => C::DeclineEnrollment { session, volunteer_id, reason: "改期".to_owned() },
        3 => C::WithdrawEnrollment { session, volunteer_id },
        4 => C::CheckIn { session, volunteer: volunteer(name), at, evidence: EvidenceClass::A },
        5 => C::CheckOut { session, volunteer_id, at },
        6 if length > 190 => C::CloseSession { session },
        6 => C::MarkAbsent { session, volunteer_id },
        _ => {
            let span = TimeSpan { starts_at: at, ends_at: at + chrono::Duration::minutes(length) };
            C::ConfirmAttendance { session, volunteer: volunteer(name), span }
        }
    }
}

/// How many enrolments stand, counted from the events alone.
fn enrolled_by_events(events: &[ActivityEvent]) -> usize {
    let mut standing = std::collections::BTreeSet::new();
    for event in events {
        if let E::VolunteerEnrolled { volunteer_id, .. } | E::EnrollmentAccepted { volunteer_id, .. } = event {
            standing.insert(*volunteer_id);
        }
        if let E::EnrollmentDeclined { volunteer_id, .. } | E::EnrollmentWithdrawn { volunteer_id, .. } = event {
            standing.remove(volunteer_id);
        }
    }
    standing.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn capacity_stays_and_pairs_hold_after_any_commands(
        asked in prop::collection::vec(any_command(), 1..80),
        capacity in 1u32..4,
    ) {
        let whole = C::ScheduleSession { session: 1, span: span("03T09:00", "03T12:00"), capacity: Some(capacity) };
        let mut scene = Scene::drafted(plan()).does(whole).does(publish()).at("03T12:45").by(Source::Demo);
        let start = scene.activity.clone();
        let mut events = Vec::new();
        for (kind, who, minute, length) in asked {
            let command = command(kind, who, minute, length);
            let Ok(decided) = scene.activity.decide(command.clone(), &scene.context) else { continue };
            for event in &decided {
                scene.activity.remember(event.clone());
            }
            events.extend(decided);
            // Whatever was accepted is already applied when it comes again.
            prop_assert_eq!(scene.activity.decide(command, &scene.context), Ok(vec![]));
            let enrolled = scene.activity.enrolled(1).count();
            prop_assert!(enrolled <= usize::try_from(capacity).unwrap());
            prop_assert_eq!(enrolled, enrolled_by_events(&events));
        }
        for person in scene.activity.sessions[&1].people.values() {
            prop_assert!(person.stays.len() <= 3);
            let mut free_from = at("03T08:30");
            for (index, stay) in person.stays.iter().enumerate() {
                prop_assert!(stay.checked_in_at >= free_from);
                prop_assert!(stay.checked_out_at.is_some() || index + 1 == person.stays.len());
                free_from = stay.checked_out_at.unwrap_or(stay.checked_in_at);
                prop_assert!(stay.checked_out_at.is_none_or(|left| left > stay.checked_in_at));
                prop_assert!(free_from <= at("03T12:30"));
            }
        }
        for attended in scene.activity.attendance(1, &scene.policy()) {
            prop_assert!(attended.presence_percent <= 100);
            prop_assert!(attended.open || attended.span.ends_at > attended.span.starts_at);
        }
        let mut folded = start;
        for event in events {
            folded.remember(event);
        }
        prop_assert_eq!(&folded, &scene.activity);
        let stored = serde_json::to_string(&folded).unwrap();
        prop_assert_eq!(serde_json::from_str::<Activity>(&stored).unwrap(), folded);
    }
}

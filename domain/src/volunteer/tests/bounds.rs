//! The last value that is accepted, and what others may ask.

use super::*;
use crate::kernel::DateSpan;
use crate::volunteer::{
    aggregate::SKILLS_LIMIT,
    availability::{Availability, DayException, DayWindow, WINDOWS_LIMIT, WeeklyWindow},
    crediting::recording_due_on,
    words::Weekday,
};

const MORNING: DayWindow = DayWindow { from_minute: 480, to_minute: 720 };

/// So many windows of the week and of one day that differs; the declaration holds for that day alone.
fn availability(weekly: usize, of_day: usize) -> VolunteerCommand {
    let from = day("2024-07-02");
    let availability = Availability {
        span: DateSpan { from, to: Some(from) },
        weekly: vec![WeeklyWindow { weekday: Weekday::Tuesday, window: MORNING }; weekly],
        exceptions: vec![DayException { day: from, windows: vec![MORNING; of_day] }],
        divisions: vec![DivisionCode::new("360722")],
    };
    VolunteerCommand::SetAvailability { availability }
}

#[test]
fn availability_of_one_day_is_accepted_with_as_many_windows_as_there_may_be_and_refused_with_one_more() {
    assert_eq!(after([]).decide(availability(100, WINDOWS_LIMIT - 100), &api()).unwrap().len(), 1);
    let refusal = serde_json::to_value(refused(&after([]), availability(100, 101), &api())).unwrap();
    assert_eq!((&refusal["list"], &refusal["actual"]), (&"windows".into(), &201.into()));
}

#[test]
fn volunteer_is_registered_today_with_as_many_skills_as_there_may_be() {
    let skills: Vec<String> = (0..SKILLS_LIMIT).map(|number| format!("技能{number}")).collect();
    let mut command = registration(grown_up(), &skills.iter().map(String::as_str).collect::<Vec<_>>());
    if let VolunteerCommand::RegisterVolunteer { registered_on, .. } = &mut command {
        *registered_on = day("2024-07-01");
    }
    let mut volunteer = Volunteer::default();
    apply(&mut volunteer, command, &api());
    assert_eq!(volunteer.skills().len(), SKILLS_LIMIT);
    assert_eq!(volunteer.volunteer_id(), Some(VolunteerId::of_code(&code())));
}

#[test]
fn skill_is_verified_once_for_each_evidence() {
    let verify = |reference: &str| VolunteerCommand::VerifySkill {
        skill: "急救".to_owned(),
        evidence_reference: reference.to_owned(),
    };
    let mut volunteer = Volunteer::default();
    apply(&mut volunteer, registration(grown_up(), &["急救"]), &api());
    assert_eq!(apply(&mut volunteer, verify("证-1"), &api()).len(), 1);
    assert_eq!(apply(&mut volunteer, verify("证-1"), &api()), vec![]);
    assert_eq!(apply(&mut volunteer, verify("证-2"), &api()).len(), 1);
    assert_eq!(volunteer.verified_skills().collect::<Vec<_>>(), [("急救", "证-2")]);
}

#[test]
fn ledger_facts_hold_the_live_credits_and_there_are_none_before_registration() {
    assert!(Volunteer::default().ledger_facts().is_none());
    let volunteer =
        after([scanned(1, "2024-06-20 08:00", "2024-06-20 08:01"), scanned(2, "2024-06-21 08:00", "2024-06-21 20:00")]);
    let facts = volunteer.ledger_facts().unwrap();
    assert_eq!((facts.person_id, facts.division), (grown_up().person_id, DivisionCode::new("360722")));
    assert_eq!(facts.live.iter().map(|held| held.minutes).collect::<Vec<_>>(), [1]);
}

#[test]
fn tolerance_is_that_of_the_policy_in_force_and_only_make_up_is_bound_by_the_sessions_length() {
    let held = session(1, span("2024-06-20 08:00", "2024-06-20 10:00"));
    let longer = credit(&held, span("2024-06-20 08:00", "2024-06-20 10:01"), EvidenceClass::A);
    assert_eq!(credited(&after([]), longer.clone(), &api()).minutes, 121);
    let strict = api().with_number("session_tolerance_minutes", 0);
    assert!(matches!(
        refused(&after([]), longer, &strict),
        VolunteerRefusal::OutsideActivity { tolerance_minutes: 0, .. }
    ));
}

#[test]
fn recording_is_due_ten_working_days_after_the_local_day_of_the_end() {
    let context = api();
    let division = DivisionCode::new("360722");
    let due = recording_due_on(&context.standing, &context.divisions, &division, at("2024-06-18 00:00"));
    assert_eq!(due.unwrap(), day("2024-07-01"));
}

//! Availability, insurance of one's own, and days on which a volunteer is not active.

use super::*;
use crate::{
    kernel::{DateSpan, DivisionRefusal, Personal},
    volunteer::{
        OnTheDay, ReadinessRefusal as R,
        availability::{Availability, DayException, DayWindow, EXCEPTIONS_LIMIT, WINDOWS_LIMIT, WeeklyWindow},
        events::Insurance,
        words::Weekday,
    },
};

fn window(from: u16, to: u16) -> DayWindow {
    DayWindow { from_minute: from * 60, to_minute: to * 60 }
}

fn weekly(weekday: Weekday, from: u16, to: u16) -> WeeklyWindow {
    WeeklyWindow { weekday, window: window(from, to) }
}

fn from(day_from: &str, weekly: Vec<WeeklyWindow>) -> Availability {
    let span = DateSpan { from: day(day_from), to: None };
    Availability { span, weekly, exceptions: Vec::new(), divisions: Vec::new() }
}

fn set(availability: Availability) -> VolunteerCommand {
    VolunteerCommand::SetAvailability { availability }
}

fn insure(reference: &str, from: &str, to: &str) -> VolunteerCommand {
    VolunteerCommand::RecordInsurance { insurance: insurance(reference, from, to) }
}

fn insurance(reference: &str, from: &str, to: &str) -> Insurance {
    let span = DateSpan { from: day(from), to: Some(day(to)) };
    Insurance { insurer: "示例保险公司".to_owned(), policy_reference: reference.to_owned(), span }
}

fn deactivate(on: &str) -> VolunteerCommand {
    VolunteerCommand::DeactivateVolunteer { deactivated_on: day(on), reason: "外出务工".to_owned() }
}

fn reactivate(on: &str) -> VolunteerCommand {
    VolunteerCommand::ReactivateVolunteer { reactivated_on: day(on) }
}

fn of_readiness(volunteer: &Volunteer, command: VolunteerCommand, context: &RuleContext) -> R {
    let refusal = refused(volunteer, command, context);
    let VolunteerRefusal::Readiness(refusal) = refusal else { panic!("{refusal:?}") };
    refusal
}

#[test]
fn availability_is_declared_once_with_windows_joined_and_the_division_of_residence() {
    let mut volunteer = after([]);
    let asked = from(
        "2024-07-01",
        vec![
            weekly(Weekday::Sunday, 8, 10),
            weekly(Weekday::Saturday, 12, 14),
            weekly(Weekday::Saturday, 9, 12),
            weekly(Weekday::Saturday, 10, 11),
            weekly(Weekday::Saturday, 20, 24),
        ],
    );
    let declared = Availability {
        weekly: vec![
            weekly(Weekday::Saturday, 9, 14),
            weekly(Weekday::Saturday, 20, 24),
            weekly(Weekday::Sunday, 8, 10),
        ],
        divisions: vec![DivisionCode::new("360722")],
        ..asked.clone()
    };
    let events = apply(&mut volunteer, set(asked.clone()), &api());
    assert_eq!(events, [VolunteerEvent::AvailabilityDeclared { availability: declared.clone() }]);
    assert_eq!(volunteer.decide(set(asked), &api()), Ok(Vec::new()));
    assert_eq!(volunteer.availability(), Some(&declared));
    assert!(Weekday::of(day("2024-07-06")) == Weekday::Saturday && Weekday::of(day("2024-07-01")) == Weekday::Monday);
}

#[test]
fn availability_is_refused_with_figures_when_late_reversed_outside_or_too_long() {
    let volunteer = after([]);
    let (past, today) = (day("2024-06-30"), day("2024-07-01"));
    let late = set(from("2024-06-30", Vec::new()));
    assert_eq!(of_readiness(&volunteer, late.clone(), &api()), R::AvailabilityInPast { from: past, today });
    assert_eq!(volunteer.decide(late, &import()).map(|events| events.len()), Ok(1));
    let earliest = day("2024-06-01");
    let before = set(from("2024-05-31", Vec::new()));
    assert_eq!(of_readiness(&volunteer, before, &import()), R::DayTooEarly { day: day("2024-05-31"), earliest });

    let with = |change: &dyn Fn(&mut Availability)| {
        let mut availability = from("2024-07-01", vec![weekly(Weekday::Monday, 9, 12)]);
        change(&mut availability);
        set(availability)
    };
    let reversed = with(&|a| a.span.to = Some(past));
    assert_eq!(of_readiness(&volunteer, reversed, &api()), R::SpanReversed { from: today, to: past });
    for (from, to) in [(12, 9), (9, 9), (23, 25)] {
        let bad = with(&|a| a.weekly.push(weekly(Weekday::Sunday, from, to)));
        let (from_minute, to_minute) = (from * 60, to * 60);
        let expected = R::WindowReversed { from_minute, to_minute, day_end_minute: 1_440 };
        assert_eq!(of_readiness(&volunteer, bad, &api()), expected);
    }
    let outside = with(&|a| a.exceptions.push(DayException { day: past, windows: Vec::new() }));
    let expected = R::ExceptionOutsideSpan { day: past, from: today, until: None };
    assert_eq!(of_readiness(&volunteer, outside, &api()), expected);
    let many = with(&|a| a.weekly = vec![weekly(Weekday::Monday, 9, 12); WINDOWS_LIMIT + 1]);
    let (limit, actual) = (WINDOWS_LIMIT, WINDOWS_LIMIT + 1);
    assert_eq!(of_readiness(&volunteer, many, &api()), R::ReadinessTooMany { list: "windows", limit, actual });
    let days = with(&|a| a.exceptions = vec![DayException { day: today, windows: Vec::new() }; EXCEPTIONS_LIMIT + 1]);
    let (limit, actual) = (EXCEPTIONS_LIMIT, EXCEPTIONS_LIMIT + 1);
    assert_eq!(of_readiness(&volunteer, days, &api()), R::ReadinessTooMany { list: "exceptions", limit, actual });
    let nowhere = with(&|a| a.divisions = vec![DivisionCode::new("999999")]);
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") };
    assert_eq!(refused(&volunteer, nowhere, &api()), VolunteerRefusal::Division(unknown));
    assert_eq!(refused(&Volunteer::default(), with(&|_| ()), &api()), VolunteerRefusal::VolunteerUnknown);
}

#[test]
fn insurance_is_recorded_once_and_anew_under_its_policy() {
    let mut volunteer = after([insure("保-1", "2024-06-10", "2024-06-30")]);
    assert!(volunteer.is_insured_on(day("2024-06-30")) && !volunteer.is_insured_on(day("2024-07-01")));
    assert_eq!(volunteer.decide(insure(" 保-1 ", "2024-06-10", "2024-06-30"), &api()), Ok(Vec::new()));
    let events = apply(&mut volunteer, insure("保-1", "2024-06-10", "2025-06-09"), &api());
    let expected = VolunteerEvent::InsuranceRecorded { insurance: insurance("保-1", "2024-06-10", "2025-06-09") };
    assert_eq!(events, [expected]);
    // Put right: the policy ended earlier than was thought.
    apply(&mut volunteer, insure("保-1", "2024-06-10", "2024-06-20"), &api());
    apply(&mut volunteer, insure("保-2", "2024-07-01", "2024-07-31"), &api());
    let insured = |on: &str| volunteer.is_insured_on(day(on));
    assert!(insured("2024-06-20") && !insured("2024-06-21") && insured("2024-07-01") && !insured("2024-08-01"));
}

#[test]
fn insurance_is_refused_when_reversed_or_longer_than_ten_years() {
    let volunteer = after([]);
    let (from, to) = (day("2024-06-10"), day("2024-06-09"));
    assert_eq!(
        of_readiness(&volunteer, insure("保-1", "2024-06-10", "2024-06-09"), &api()),
        R::SpanReversed { from, to }
    );
    let long = insure("保-1", "2024-06-10", "2034-06-18");
    assert_eq!(of_readiness(&volunteer, long, &api()), R::InsuranceTooLong { limit: 3_660, actual: 3_661 });
    assert!(volunteer.decide(insure("保-1", "2024-06-10", "2034-06-17"), &api()).is_ok());
}

#[test]
fn volunteer_is_not_active_from_the_day_of_the_pause_until_the_day_of_the_return() {
    let mut volunteer = after([]);
    let events = apply(&mut volunteer, deactivate("2024-06-10"), &api());
    let (deactivated_on, person_id) = (day("2024-06-10"), grown_up().person_id);
    let reason = Personal::clear("外出务工");
    assert_eq!(events, [VolunteerEvent::VolunteerDeactivated { deactivated_on, person_id, reason }]);
    assert_eq!(volunteer.decide(deactivate("2024-06-12"), &api()), Ok(Vec::new()));
    let early = |on: &str, earliest: &str| R::DayTooEarly { day: day(on), earliest: day(earliest) };
    let future = R::DayInFuture { day: day("2024-07-02"), today: day("2024-07-01") };
    let refusal = of_readiness(&volunteer, reactivate("2024-06-10"), &api());
    assert_eq!(refusal, early("2024-06-10", "2024-06-11"));
    assert_eq!(of_readiness(&volunteer, reactivate("2024-07-02"), &api()), future);
    apply(&mut volunteer, reactivate("2024-06-20"), &api());
    assert_eq!(volunteer.decide(reactivate("2024-06-20"), &api()), Ok(Vec::new()));
    let active = |on: &str| volunteer.is_active_on(day(on));
    assert!(!active("2024-05-31") && active("2024-06-09") && !active("2024-06-10") && !active("2024-06-19"));
    assert!(active("2024-06-20"));
    assert_eq!(of_readiness(&volunteer, deactivate("2024-06-19"), &api()), early("2024-06-19", "2024-06-20"));
    assert_eq!(of_readiness(&volunteer, deactivate("2024-07-02"), &api()), future);
    assert_eq!(of_readiness(&after([]), deactivate("2024-05-31"), &api()), early("2024-05-31", "2024-06-01"));
}

#[test]
fn refusal_of_readiness_has_a_stable_code_and_its_figures() {
    let refusal = VolunteerRefusal::from(R::InsuranceTooLong { limit: 3_660, actual: 3_661 });
    let expected = serde_json::json!({"code": "INSURANCE_TOO_LONG", "limit": 3660, "actual": 3661});
    assert_eq!(serde_json::to_value(refusal).unwrap(), expected);
}

#[test]
fn rules_of_others_see_the_longest_insurance_that_covers_the_day_and_the_pause_in_which_it_lies() {
    let volunteer = after([
        insure("保-1", "2024-06-01", "2024-06-15"),
        insure("保-2", "2024-06-10", "2024-12-31"),
        deactivate("2024-06-20"),
    ]);
    let on = |on: &str| volunteer.on_the_day(day(on));
    let pause = Some(DateSpan { from: day("2024-06-20"), to: None });
    assert_eq!(on("2024-05-31"), OnTheDay::default());
    assert_eq!(on("2024-06-09"), OnTheDay { insured_to: Some(day("2024-06-15")), pause: None });
    assert_eq!(on("2024-06-12"), OnTheDay { insured_to: Some(day("2024-12-31")), pause: None });
    assert_eq!(on("2024-06-19"), OnTheDay { insured_to: Some(day("2024-12-31")), pause: None });
    assert_eq!(on("2024-12-31"), OnTheDay { insured_to: Some(day("2024-12-31")), pause });
    assert_eq!(on("2025-01-01"), OnTheDay { insured_to: None, pause });
}

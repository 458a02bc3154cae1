//! Given the calendar, when a year is loaded, then deadlines are counted on it, or it is refused with figures.

use super::*;
use crate::kernel::{
    CalendarDays, CalendarYearMissing, RuleContext, Source, text::TextRefusal, work_calendar::DayKind,
};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn context() -> RuleContext {
    RuleContext::tested_at("2026-12-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn run(from: &str, to: &str, kind: DayKind) -> CalendarDays {
    CalendarDays { from: day(from), to: day(to), kind, name: "元旦".to_owned() }
}

fn load(year: i32, days: &[CalendarDays]) -> WorkCalendarCommand {
    WorkCalendarCommand::LoadYear {
        year, days: days.to_vec(), order_reference: "国办发明电〔2026〕0号".to_owned()
    }
}

fn refused(command: WorkCalendarCommand) -> WorkCalendarRefusal {
    LoadedCalendar::default().decide(command, &context()).unwrap_err()
}

/// New Year of an invented order for 2027: off from Friday to Sunday, work on Saturday the 9th.
fn new_year() -> [CalendarDays; 2] {
    [run("2027-01-09", "2027-01-09", DayKind::Work), run("2027-01-01", "2027-01-03", DayKind::Off)]
}

fn loaded() -> LoadedCalendar {
    let mut calendar = LoadedCalendar::default();
    for event in calendar.decide(load(2027, &new_year()), &context()).unwrap() {
        calendar.remember(event);
    }
    calendar
}

#[test]
fn deadline_is_counted_over_the_year_when_it_is_loaded() {
    let missing = LoadedCalendar::default().calendar().unwrap().due_on(day("2026-12-30"), 2);
    assert_eq!(missing, Err(CalendarYearMissing { year: 2027 }));
    let calendar = loaded().calendar().unwrap();
    assert_eq!(calendar.due_on(day("2026-12-30"), 2), Ok(day("2027-01-04")));
    assert_eq!(calendar.due_on(day("2026-12-30"), 7), Ok(day("2027-01-09")));
}

#[test]
fn year_is_known_when_it_is_loaded_again_and_replaced_by_a_later_order() {
    assert_eq!(loaded().decide(load(2027, &new_year()), &context()), Ok(Vec::new()));
    let mut calendar = loaded();
    let later = [run("2027-01-01", "2027-01-04", DayKind::Off)];
    for event in calendar.decide(load(2027, &later), &context()).unwrap() {
        calendar.remember(event);
    }
    assert_eq!(calendar.calendar().unwrap().due_on(day("2026-12-30"), 2), Ok(day("2027-01-05")));
}

#[test]
fn year_is_refused_when_it_is_out_of_bounds_or_has_no_days() {
    assert_eq!(
        refused(load(1995, &[run("1995-01-01", "1995-01-01", DayKind::Off)])),
        WorkCalendarRefusal::CalendarYearOutOfBounds { year: 1995, first: 1996, last: 2100 }
    );
    assert_eq!(refused(load(2027, &[])), WorkCalendarRefusal::CalendarRunsOutOfBounds { actual: 0, limit: 60 });
    let many: Vec<_> = (0..61).map(|_| run("2027-01-01", "2027-01-01", DayKind::Off)).collect();
    assert_eq!(refused(load(2027, &many)), WorkCalendarRefusal::CalendarRunsOutOfBounds { actual: 61, limit: 60 });
}

#[test]
fn days_are_refused_when_reversed_outside_the_year_or_named_twice() {
    let wrong =
        |from: &str, to: &str| WorkCalendarRefusal::CalendarDaysWrong { from: day(from), to: day(to), year: 2027 };
    for (from, to) in [("2027-01-03", "2027-01-01"), ("2026-12-31", "2027-01-01"), ("2027-12-31", "2028-01-01")] {
        assert_eq!(refused(load(2027, &[run(from, to, DayKind::Off)])), wrong(from, to));
    }
    let twice = [run("2027-01-01", "2027-01-03", DayKind::Off), run("2027-01-03", "2027-01-03", DayKind::Off)];
    assert_eq!(refused(load(2027, &twice)), wrong("2027-01-03", "2027-01-03"));
}

#[test]
fn make_up_day_is_refused_when_it_is_a_working_day_anyhow() {
    let monday = [run("2027-01-02", "2027-01-04", DayKind::Work)];
    assert_eq!(refused(load(2027, &monday)), WorkCalendarRefusal::DayIsWorkingAnyhow { day: day("2027-01-04") });
}

#[test]
fn year_is_refused_when_the_order_is_not_named() {
    let days = new_year().to_vec();
    let command = WorkCalendarCommand::LoadYear { year: 2027, days, order_reference: " ".to_owned() };
    assert_eq!(refused(command), WorkCalendarRefusal::Text(TextRefusal::TextEmpty { field: "order_reference" }));
}

#[test]
fn year_has_as_many_runs_as_the_limit_says_and_no_more() {
    let days = |count: usize| {
        let days = day("2027-01-01").iter_days().take(count);
        days.map(|on| CalendarDays { from: on, to: on, kind: DayKind::Off, name: "示例".to_owned() })
            .collect::<Vec<_>>()
    };
    let limit = aggregate::RUNS_LIMIT;
    assert!(LoadedCalendar::default().decide(load(2027, &days(limit)), &context()).is_ok());
    let out = WorkCalendarRefusal::CalendarRunsOutOfBounds { actual: limit + 1, limit };
    assert_eq!(refused(load(2027, &days(limit + 1))), out);
}

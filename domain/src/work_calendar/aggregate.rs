//! The state of the calendar: one function a command, one arm an event.

use crate::{
    kernel::{
        CalendarDays, RuleContext, WorkCalendar, text,
        work_calendar::{CalendarLineUnreadable, DayKind},
    },
    work_calendar::{commands::WorkCalendarCommand, events::WorkCalendarEvent, refusals::WorkCalendarRefusal},
};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// First year that is taken: the five-day week began in 1995.
const FIRST_YEAR: i32 = 1996;
/// Last year that is taken.
const LAST_YEAR: i32 = 2100;
/// Runs of days of one year.
pub(super) const RUNS_LIMIT: usize = 60;

type Decision = Result<Vec<WorkCalendarEvent>, WorkCalendarRefusal>;

/// The years that were loaded (工作日历), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedCalendar {
    years: BTreeMap<i32, (Vec<CalendarDays>, String)>,
}

impl LoadedCalendar {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`WorkCalendarRefusal`] names the rule that said no.
    pub fn decide(&self, command: WorkCalendarCommand, _context: &RuleContext) -> Decision {
        match command {
            WorkCalendarCommand::LoadYear { year, days, order_reference } => self.load(year, days, &order_reference),
        }
    }

    /// The calendar with which deadlines are counted: the years that the product carries, and those loaded over them.
    ///
    /// # Errors
    /// [`CalendarLineUnreadable`] when the built-in calendar is damaged.
    pub fn calendar(&self) -> Result<WorkCalendar, CalendarLineUnreadable> {
        let mut calendar = WorkCalendar::built_in()?;
        for (year, (days, _)) in &self.years {
            calendar.set_year(*year, days);
        }
        Ok(calendar)
    }

    fn load(&self, year: i32, mut days: Vec<CalendarDays>, order_reference: &str) -> Decision {
        let order_reference = text::name("order_reference", order_reference)?;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(WorkCalendarRefusal::CalendarYearOutOfBounds { year, first: FIRST_YEAR, last: LAST_YEAR });
        }
        let actual = days.len();
        if actual == 0 || actual > RUNS_LIMIT {
            return Err(WorkCalendarRefusal::CalendarRunsOutOfBounds { actual, limit: RUNS_LIMIT });
        }
        days.sort_by_key(|run| run.from);
        let mut last: Option<NaiveDate> = None;
        for run in &mut days {
            check_run(run, year, last)?;
            run.name = text::name("name", &run.name)?;
            last = Some(run.to);
        }
        if self.years.get(&year).is_some_and(|held| held.0 == days && held.1 == order_reference) {
            return Ok(Vec::new());
        }
        Ok(vec![WorkCalendarEvent::CalendarYearLoaded { year, days, order_reference }])
    }

    pub(super) fn remember(&mut self, event: WorkCalendarEvent) {
        match event {
            WorkCalendarEvent::CalendarYearLoaded { year, days, order_reference } => {
                self.years.insert(year, (days, order_reference));
            }
        }
    }
}

/// The run lies in the year, after the run before it, and says something that the weekday does not.
fn check_run(run: &CalendarDays, year: i32, last: Option<NaiveDate>) -> Result<(), WorkCalendarRefusal> {
    let (from, to) = (run.from, run.to);
    if from > to || from.year() != year || to.year() != year || last.is_some_and(|last| from <= last) {
        return Err(WorkCalendarRefusal::CalendarDaysWrong { from, to, year });
    }
    let weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let mut days = from.iter_days().take_while(|day| *day <= to);
    match days.find(|day| run.kind == DayKind::Work && !weekend(day)) {
        Some(day) => Err(WorkCalendarRefusal::DayIsWorkingAnyhow { day }),
        None => Ok(()),
    }
}

crate::aggregate!(LoadedCalendar, "work_calendar", WorkCalendarCommand, WorkCalendarEvent, WorkCalendarRefusal);

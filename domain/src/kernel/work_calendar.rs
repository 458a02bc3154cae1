//! Working days (工作日), for deadlines that the rules count in them: dated reference data, a year at a time.
//!
//! Monday to Friday are working days, but for the holidays and make-up working days that the State Council orders
//! for a year (国务院办公厅关于节假日安排的通知). The product carries the years of `reference/work_calendar.csv`;
//! later ones are loaded. A year that is missing is said so and never guessed.

use crate::kernel::time;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether work is done on a day that the order names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DayKind {
    /// A holiday (放假).
    Off,
    /// A make-up working day (调休上班).
    Work,
}

/// Days of one kind that follow each other, as an order for a year names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDays {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Whether work is done.
    pub kind: DayKind,
    /// The holiday to which they belong (节日).
    pub name: String,
}

/// A year whose holidays are not known, so that no deadline can be counted in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("the working days of {year} are not loaded")]
#[serde(tag = "code", rename = "CALENDAR_YEAR_MISSING", rename_all = "camelCase")]
pub struct CalendarYearMissing {
    /// The year.
    pub year: i32,
}

/// A line of the reference data that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("line {line} of the calendar is not from,to,kind,name with two days of one year and OFF or WORK")]
#[serde(tag = "code", rename = "CALENDAR_LINE_UNREADABLE", rename_all = "camelCase")]
pub struct CalendarLineUnreadable {
    /// Line, counted from 1.
    pub line: usize,
}

/// Days of the longest run that the count of so few working days can take: beyond it a deadline is over in any year.
///
/// No order has ever given more than 9 days off in a row, so 60 days hold far more than 10 working days.
const DAYS_FOR_CERTAIN: u64 = 60;
/// Working days for which [`DAYS_FOR_CERTAIN`] is certain.
const WORKING_DAYS_FOR_CERTAIN: u32 = 15;

/// The years that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkCalendar {
    years: BTreeMap<i32, BTreeMap<NaiveDate, DayKind>>,
}

impl WorkCalendar {
    /// The years that the product carries.
    ///
    /// # Errors
    /// [`CalendarLineUnreadable`] when the built-in file is damaged.
    pub fn built_in() -> Result<Self, CalendarLineUnreadable> {
        let mut calendar = Self::default();
        for (year, days) in read(include_str!("../../reference/work_calendar.csv"))? {
            calendar.set_year(year, &days);
        }
        Ok(calendar)
    }

    /// The years known, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.keys().copied()
    }

    /// Puts the days of a year in, in place of what was known of it.
    pub(crate) fn set_year(&mut self, year: i32, days: &[CalendarDays]) {
        let mut named = BTreeMap::new();
        for run in days {
            named.extend(run.from.iter_days().take_while(|day| *day <= run.to).map(|day| (day, run.kind)));
        }
        self.years.insert(year, named);
    }

    /// Whether work is done on the day.
    ///
    /// # Errors
    /// [`CalendarYearMissing`].
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, CalendarYearMissing> {
        let year = self.years.get(&day.year()).ok_or(CalendarYearMissing { year: day.year() })?;
        Ok(match (year.get(&day), day.weekday()) {
            (Some(DayKind::Work), _) => true,
            (Some(DayKind::Off), _) | (None, Weekday::Sat | Weekday::Sun) => false,
            (None, Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri) => true,
        })
    }

    /// The last of so many working days after a day; the day itself does not count (民政部令第67号 art. 11).
    ///
    /// # Errors
    /// [`CalendarYearMissing`] when the count reaches a year that is not known.
    pub fn due_on(&self, end_date: NaiveDate, working_days: u32) -> Result<NaiveDate, CalendarYearMissing> {
        let mut day = end_date;
        let mut left = working_days;
        while left > 0 {
            let next = time::next_day(day);
            // At the end of time the day stays where it is.
            if next == day {
                break;
            }
            day = next;
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day)
    }

    /// Whether more than so many working days lie between a day and today: what was due in them is late.
    ///
    /// Only days up to today are looked at, and none where the deadline is long over, so a year that is missing
    /// matters only where it could change the answer.
    ///
    /// # Errors
    /// [`CalendarYearMissing`].
    pub fn is_over(
        &self,
        end_date: NaiveDate,
        working_days: u32,
        today: NaiveDate,
    ) -> Result<bool, CalendarYearMissing> {
        if working_days <= WORKING_DAYS_FOR_CERTAIN
            && end_date.checked_add_days(Days::new(DAYS_FOR_CERTAIN)).is_some_and(|last| last < today)
        {
            return Ok(true);
        }
        let mut left = working_days;
        let mut day = end_date;
        while left > 0 {
            day = time::next_day(day);
            if day >= today {
                return Ok(false);
            }
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day < today)
    }
}

/// Reads lines of `from,to,kind,name` below one header, gathered by year.
///
/// # Errors
/// [`CalendarLineUnreadable`] naming the first line that is short, reversed, over two years or of an unknown kind.
pub fn read(csv: &str) -> Result<BTreeMap<i32, Vec<CalendarDays>>, CalendarLineUnreadable> {
    let mut years: BTreeMap<i32, Vec<CalendarDays>> = BTreeMap::new();
    for (index, line) in csv.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let days = parse_line(line).ok_or(CalendarLineUnreadable { line: index + 1 })?;
        years.entry(days.from.year()).or_default().push(days);
    }
    Ok(years)
}

fn parse_line(line: &str) -> Option<CalendarDays> {
    let mut cells = line.split(',').map(str::trim);
    let (from, to): (NaiveDate, NaiveDate) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let kind = match cells.next()? {
        "OFF" => DayKind::Off,
        "WORK" => DayKind::Work,
        _ => return None,
    };
    let name = cells.next().filter(|name| !name.is_empty())?.to_owned();
    let one_year = from <= to && from.year() == to.year();
    (one_year && cells.next().is_none()).then_some(CalendarDays { from, to, kind, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(end: &str, working_days: u32) -> Result<NaiveDate, CalendarYearMissing> {
        WorkCalendar::built_in().unwrap().due_on(day(end), working_days)
    }

    fn over(end: &str, today: &str) -> Result<bool, CalendarYearMissing> {
        WorkCalendar::built_in().unwrap().is_over(day(end), 10, day(today))
    }

    #[test]
    fn due_date_skips_a_holiday_and_counts_a_make_up_day() {
        // Labour Day 2024: off from 1 to 5 May; work on Saturday 11 May.
        assert_eq!(due("2024-04-30", 1), Ok(day("2024-05-06")));
        assert_eq!(due("2024-05-10", 1), Ok(day("2024-05-11")));
        assert_eq!(due("2024-04-30", 10), Ok(day("2024-05-16")));
    }

    #[test]
    fn due_date_skips_the_whole_spring_festival() {
        // 2025: work on Sunday 26 January, off from 28 January to 4 February, work on Saturday 8 February.
        assert_eq!(due("2025-01-25", 2), Ok(day("2025-01-27")));
        assert_eq!(due("2025-01-25", 3), Ok(day("2025-02-05")));
        assert_eq!(due("2025-01-25", 6), Ok(day("2025-02-08")));
    }

    #[test]
    fn due_date_is_the_day_itself_when_no_days_are_given() {
        assert_eq!(due("2024-05-11", 0), Ok(day("2024-05-11")));
    }

    #[test]
    fn due_date_is_refused_naming_the_year_when_it_is_not_loaded() {
        assert_eq!(due("2020-12-20", 10), Err(CalendarYearMissing { year: 2020 }));
        assert_eq!(due("2026-12-25", 10), Err(CalendarYearMissing { year: 2027 }));
    }

    #[test]
    fn deadline_is_over_on_the_day_after_its_last_one() {
        assert_eq!(over("2024-04-30", "2024-05-16"), Ok(false));
        assert_eq!(over("2024-04-30", "2024-05-17"), Ok(true));
        let at_once = |today: &str| WorkCalendar::built_in().unwrap().is_over(day("2024-05-11"), 0, day(today));
        assert_eq!((at_once("2024-05-11"), at_once("2024-05-12")), (Ok(false), Ok(true)));
    }

    #[test]
    fn missing_year_matters_only_where_it_could_change_the_answer() {
        assert_eq!(over("2026-12-25", "2026-12-31"), Ok(false));
        assert_eq!(over("2026-12-25", "2027-01-01"), Ok(false));
        assert_eq!(over("2026-12-25", "2027-01-15"), Err(CalendarYearMissing { year: 2027 }));
        assert_eq!(over("2019-05-01", "2024-05-01"), Ok(true));
    }

    #[test]
    fn built_in_years_are_2021_to_2026_and_make_up_days_are_weekend_days() {
        let calendar = WorkCalendar::built_in().unwrap();
        assert_eq!(calendar.years().collect::<Vec<_>>(), (2021..=2026).collect::<Vec<_>>());
        for (day, kind) in calendar.years.values().flatten() {
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            assert!(*kind == DayKind::Off || weekend, "{day} is a working day anyhow");
        }
    }

    #[test]
    fn line_is_refused_with_its_number_when_it_cannot_be_read() {
        for line in ["2027-01-01,2027-01-03,OFF", "2027-01-03,2027-01-01,OFF,元旦", "2027-01-01,2027-01-03,FREE,元旦"]
        {
            let refused = read(&format!("from,to,kind,name\n2027-05-01,2027-05-05,OFF,劳动节\n{line}\n"));
            assert_eq!(refused, Err(CalendarLineUnreadable { line: 3 }), "{line}");
        }
    }
}

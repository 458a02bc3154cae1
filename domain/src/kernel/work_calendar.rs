//! Working days (工作日), for deadlines that the rules count in them.
//!
//! Monday to Friday are working days here. Public holidays and make-up working days are dated reference data
//! that comes later; until then a deadline is a few days early over a holiday and a day late over a make-up day.

use crate::kernel::time;
use chrono::{Datelike, NaiveDate, Weekday};

/// Whether work is done on the day.
#[must_use]
pub fn is_working_day(day: NaiveDate) -> bool {
    match day.weekday() {
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => true,
        Weekday::Sat | Weekday::Sun => false,
    }
}

/// The last of so many working days after a day; the day itself does not count (民政部令第67号 art. 11).
#[must_use]
pub fn due_on(end_date: NaiveDate, working_days: u32) -> NaiveDate {
    let mut day = end_date;
    for _ in 0..working_days {
        day = time::next_day(day);
        // Two days off at most stand in a row, so this ends; at the end of time the day stays where it is.
        while !is_working_day(day) && time::next_day(day) > day {
            day = time::next_day(day);
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn due_date_is_two_weeks_later_when_ten_working_days_are_given() {
        // 2024-05-08 is a Wednesday.
        assert_eq!(due_on(day("2024-05-08"), 10), day("2024-05-22"));
    }

    #[test]
    fn due_date_counts_from_monday_when_the_end_is_on_a_weekend() {
        for end in ["2024-05-10", "2024-05-11", "2024-05-12"] {
            assert_eq!(due_on(day(end), 1), day("2024-05-13"));
            assert_eq!(due_on(day(end), 10), day("2024-05-24"));
        }
    }

    #[test]
    fn due_date_is_the_day_itself_when_no_days_are_given() {
        assert_eq!(due_on(day("2024-05-11"), 0), day("2024-05-11"));
    }
}

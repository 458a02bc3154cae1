//! Every reason for which the calendar says no, each with its figures and a stable code. No personal data.

use crate::kernel::{Refusal, text::TextRefusal};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why the calendar refuses a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum WorkCalendarRefusal {
    /// The year is none for which there are such orders.
    #[error("a calendar year lies between {first} and {last}, {year} was given")]
    CalendarYearOutOfBounds {
        /// The year given.
        year: i32,
        /// First year taken.
        first: i32,
        /// Last year taken.
        last: i32,
    },
    /// Days are reversed, outside the year, or stand twice.
    #[error("the days from {from} to {to} are reversed, outside of {year} or named twice")]
    CalendarDaysWrong {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
        /// The year.
        year: i32,
    },
    /// A make-up working day falls on a Saturday or Sunday; this one does not.
    #[error("{day} is a working day anyhow")]
    DayIsWorkingAnyhow {
        /// The day.
        day: NaiveDate,
    },
    /// A year without a holiday is a file that was cut.
    #[error("a year has 1 to {limit} runs of days, this one has {actual}")]
    CalendarRunsOutOfBounds {
        /// Runs given.
        actual: usize,
        /// Runs allowed.
        limit: usize,
    },
    /// A text is empty or too long.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for WorkCalendarRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

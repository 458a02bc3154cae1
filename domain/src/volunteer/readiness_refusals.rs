//! Every way in which a command on a volunteer's readiness can be refused, with the figures that a person needs.

use chrono::NaiveDate;
use serde::Serialize;

/// Why availability, insurance or a pause is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum ReadinessRefusal {
    /// The last day lies before the first.
    #[error("the last day {to} is before the first day {from}")]
    SpanReversed {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// A window ends before it begins, or after its day.
    #[error("a window from minute {from_minute} to {to_minute} is none; a day ends with minute {day_end_minute}")]
    WindowReversed {
        /// First minute after local midnight.
        from_minute: u16,
        /// First minute after the window.
        to_minute: u16,
        /// Minutes of a day.
        day_end_minute: u16,
    },
    /// A day that differs is not one of the declaration's days.
    #[error("{day} is not one of the days from {from} to {until:?}")]
    ExceptionOutsideSpan {
        /// The day given.
        day: NaiveDate,
        /// First day of the declaration.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// There are more than there may be.
    #[error("there are at most {limit} {list}, {actual} were given")]
    ReadinessTooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
        /// How many there would be.
        actual: usize,
    },
    /// A declaration is not made for days that have passed: who could come then is settled.
    #[error("a declaration from {from} is too late, today is {today}")]
    AvailabilityInPast {
        /// First day given.
        from: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// Nobody is insured for so long by one policy.
    #[error("an insurance has at most {limit} days, {actual} were given")]
    InsuranceTooLong {
        /// Days that one may have.
        limit: i64,
        /// Days given.
        actual: i64,
    },
    /// The day lies before the registration, or before what it ends began.
    #[error("{day} is before {earliest}")]
    DayTooEarly {
        /// The day given.
        day: NaiveDate,
        /// The earliest day possible.
        earliest: NaiveDate,
    },
    /// What has taken effect cannot be dated in the future.
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day given.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
}

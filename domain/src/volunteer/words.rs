//! The closed lists of a volunteer's records: both spellings are read, the code is stored.

use crate::word_list;
use chrono::{Datelike as _, NaiveDate};

word_list! {
    /// What a volunteer says is wrong with the record (异议类型).
    DisputeKind, "dispute_kind" {
        /// Service that was given is not on record (漏记).
        MissingHours = "MISSING_HOURS", "漏记";
        /// The span on record is not the one that was served (时长有误).
        WrongHours = "WRONG_HOURS", "时长有误";
        /// Service is on record that the volunteer did not give (非本人服务).
        NotMine = "NOT_MINE", "非本人服务";
    }
}

word_list! {
    /// A day of the week (星期).
    Weekday, "weekday" {
        /// Monday (星期一).
        Monday = "MONDAY", "星期一";
        /// Tuesday (星期二).
        Tuesday = "TUESDAY", "星期二";
        /// Wednesday (星期三).
        Wednesday = "WEDNESDAY", "星期三";
        /// Thursday (星期四).
        Thursday = "THURSDAY", "星期四";
        /// Friday (星期五).
        Friday = "FRIDAY", "星期五";
        /// Saturday (星期六).
        Saturday = "SATURDAY", "星期六";
        /// Sunday (星期日).
        Sunday = "SUNDAY", "星期日";
    }
}

impl Weekday {
    /// The weekday of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        match day.weekday() {
            chrono::Weekday::Mon => Self::Monday,
            chrono::Weekday::Tue => Self::Tuesday,
            chrono::Weekday::Wed => Self::Wednesday,
            chrono::Weekday::Thu => Self::Thursday,
            chrono::Weekday::Fri => Self::Friday,
            chrono::Weekday::Sat => Self::Saturday,
            chrono::Weekday::Sun => Self::Sunday,
        }
    }
}

//! Two kinds of span: of instants, half open; and of days, both ends included.

use crate::kernel::time;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// From one instant up to, and without, a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimeSpan {
    /// First instant.
    pub starts_at: DateTime<Utc>,
    /// First instant after.
    pub ends_at: DateTime<Utc>,
}

impl TimeSpan {
    /// The span, or nothing unless the end is later than the start.
    #[must_use]
    pub fn try_new(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Option<Self> {
        (ends_at > starts_at).then_some(Self { starts_at, ends_at })
    }

    /// Whole minutes; a started minute does not count.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        u32::try_from((self.ends_at - self.starts_at).num_minutes()).unwrap_or(0)
    }

    /// Whether the two share an instant; touching ends do not.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// Whether the other lies wholly inside.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.starts_at <= other.starts_at && other.ends_at <= self.ends_at
    }

    /// The minutes that fall on each local day, split at +08:00 midnight.
    #[must_use]
    pub fn minutes_by_local_day(&self) -> Vec<(NaiveDate, u32)> {
        let mut days = Vec::new();
        let mut from = self.starts_at;
        while from < self.ends_at {
            let day = time::local_date(from);
            let midnight = time::local_midnight(time::next_day(day));
            let until = if midnight > from { midnight.min(self.ends_at) } else { self.ends_at };
            let part = Self { starts_at: from, ends_at: until };
            days.push((day, part.minutes()));
            from = until;
        }
        days
    }
}

/// From a first day to a last day, both included; without a last day it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateSpan {
    /// First day.
    pub from: NaiveDate,
    /// Last day, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl DateSpan {
    /// The span, or nothing when the last day is before the first.
    #[must_use]
    pub fn try_new(from: NaiveDate, to: Option<NaiveDate>) -> Option<Self> {
        to.is_none_or(|to| to >= from).then_some(Self { from, to })
    }

    /// Live on a day: from ≤ day ≤ to.
    #[must_use]
    pub fn is_live_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        other.to.is_none_or(|to| self.from <= to) && self.to.is_none_or(|to| other.from <= to)
    }
}

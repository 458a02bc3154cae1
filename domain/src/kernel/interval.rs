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

#[cfg(test)]
mod tests {
    use super::*;

    /// A local (+08:00) time of June 2024, `ddThh:mm`.
    fn at(text: &str) -> DateTime<Utc> {
        format!("2024-06-{text}:00+08:00").parse().unwrap()
    }

    fn span(from: &str, until: &str) -> TimeSpan {
        TimeSpan { starts_at: at(from), ends_at: at(until) }
    }

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 6, number).unwrap()
    }

    fn days(from: u32, to: Option<u32>) -> DateSpan {
        DateSpan { from: day(from), to: to.map(day) }
    }

    #[test]
    fn span_of_instants_ends_after_its_start_and_shares_none_with_one_that_touches_it() {
        assert_eq!(TimeSpan::try_new(at("03T09:00"), at("03T09:00")), None);
        assert_eq!(TimeSpan::try_new(at("03T09:00"), at("03T09:01")), Some(span("03T09:00", "03T09:01")));
        let morning = span("03T09:00", "03T12:00");
        for (from, until, overlaps, contains) in [
            ("03T08:00", "03T09:00", false, false),
            ("03T08:00", "03T09:01", true, false),
            ("03T09:00", "03T12:00", true, true),
            ("03T10:00", "03T11:00", true, true),
            ("03T11:59", "03T12:01", true, false),
            ("03T12:00", "03T13:00", false, false),
        ] {
            let other = span(from, until);
            assert_eq!((morning.overlaps(&other), other.overlaps(&morning)), (overlaps, overlaps), "{from} {until}");
            assert_eq!(morning.contains(&other), contains, "{from} {until}");
        }
    }

    #[test]
    fn minutes_are_whole_and_fall_on_their_local_days() {
        let second = chrono::Duration::seconds(1);
        let short = TimeSpan { starts_at: at("03T09:00"), ends_at: at("03T09:02") - second };
        assert_eq!((short.minutes(), span("03T12:00", "03T09:00").minutes()), (1, 0));
        let minutes = |from, until| span(from, until).minutes_by_local_day();
        assert_eq!(minutes("03T23:00", "05T00:30"), [(day(3), 60), (day(4), 1_440), (day(5), 30)]);
        assert_eq!(minutes("03T23:00", "04T00:00"), [(day(3), 60)]);
        assert_eq!(minutes("03T09:00", "03T09:00"), []);
    }

    #[test]
    fn span_of_days_includes_both_its_ends() {
        assert_eq!(DateSpan::try_new(day(3), Some(day(2))), None);
        assert_eq!(DateSpan::try_new(day(3), Some(day(3))), Some(days(3, Some(3))));
        let live = |span: DateSpan| [2, 3, 5, 6].map(|number| span.is_live_on(day(number)));
        assert_eq!(live(days(3, Some(5))), [false, true, true, false]);
        assert_eq!(live(days(3, None)), [false, true, true, true]);
        for (other, overlaps) in [
            (days(1, Some(2)), false),
            (days(1, Some(3)), true),
            (days(1, None), true),
            (days(4, Some(4)), true),
            (days(5, None), true),
            (days(6, None), false),
        ] {
            let span = days(3, Some(5));
            assert_eq!((span.overlaps(&other), other.overlaps(&span)), (overlaps, overlaps), "{other:?}");
        }
    }
}

//! When and where a volunteer can come: windows of the local week, days that differ, divisions (可服务时间).
//!
//! Windows are minutes after local midnight (+08:00), half open. In a declaration they are sorted and do not touch, so
//! that a span lies either inside one of them or not. A window past midnight is two, one a day.

use crate::{
    kernel::{DateSpan, DivisionCode},
    volunteer::{readiness_refusals::ReadinessRefusal, words::Weekday},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Minutes of a day; the end of its last window at most.
pub const DAY_END_MINUTE: u16 = 1_440;
/// Windows of one declaration, those of days that differ too.
pub const WINDOWS_LIMIT: usize = 200;
/// Days of one declaration that differ from its week.
pub const EXCEPTIONS_LIMIT: usize = 100;
/// Divisions of one declaration.
pub const DIVISIONS_LIMIT: usize = 50;

/// A span of one local day (时段).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DayWindow {
    /// First minute after local midnight.
    pub from_minute: u16,
    /// First minute after the window; 1,440 is the end of the day.
    pub to_minute: u16,
}

/// A window of every week (每周时段).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WeeklyWindow {
    /// On which day of the week.
    pub weekday: Weekday,
    /// From when to when.
    pub window: DayWindow,
}

/// A day on which other windows hold than those of its weekday; none means that the volunteer cannot come (例外日).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayException {
    /// Which day.
    pub day: NaiveDate,
    /// Its windows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<DayWindow>,
}

/// One declaration: it holds from its first day until its last one or the first day of the next declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// In which days it holds.
    pub span: DateSpan,
    /// The windows of a week.
    pub weekly: Vec<WeeklyWindow>,
    /// Days that differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<DayException>,
    /// Divisions served, each with all below it.
    pub divisions: Vec<DivisionCode>,
}

impl Availability {
    /// The declaration in its normal form: windows sorted and joined, days and divisions sorted, each once.
    ///
    /// # Errors
    /// [`ReadinessRefusal`]: too many of something, a reversed window or span, a day outside of the span.
    pub(super) fn normal(self) -> Result<Self, ReadinessRefusal> {
        let Self { span, weekly, exceptions, mut divisions } = self;
        if let Some(to) = span.to.filter(|to| *to < span.from) {
            return Err(ReadinessRefusal::SpanReversed { from: span.from, to });
        }
        let windows = weekly.len() + exceptions.iter().map(|exception| exception.windows.len()).sum::<usize>();
        limited("windows", windows, WINDOWS_LIMIT)?;
        limited("exceptions", exceptions.len(), EXCEPTIONS_LIMIT)?;
        divisions.sort();
        divisions.dedup();
        limited("divisions", divisions.len(), DIVISIONS_LIMIT)?;
        let mut week: BTreeMap<Weekday, Vec<DayWindow>> = BTreeMap::new();
        for WeeklyWindow { weekday, window } in weekly {
            week.entry(weekday).or_default().push(window);
        }
        let mut days: BTreeMap<NaiveDate, Vec<DayWindow>> = BTreeMap::new();
        for DayException { day, windows } in exceptions {
            if !span.is_live_on(day) {
                return Err(ReadinessRefusal::ExceptionOutsideSpan { day, from: span.from, until: span.to });
            }
            days.entry(day).or_default().extend(windows);
        }
        let mut weekly = Vec::with_capacity(week.len());
        for (weekday, windows) in week {
            weekly.extend(joined(windows)?.into_iter().map(|window| WeeklyWindow { weekday, window }));
        }
        let exceptions = days.into_iter().map(|(day, windows)| Ok(DayException { day, windows: joined(windows)? }));
        Ok(Self { span, weekly, exceptions: exceptions.collect::<Result<_, ReadinessRefusal>>()?, divisions })
    }
}

/// The windows of one day, sorted; those that touch are one.
fn joined(mut windows: Vec<DayWindow>) -> Result<Vec<DayWindow>, ReadinessRefusal> {
    windows.sort_unstable();
    let mut joined: Vec<DayWindow> = Vec::with_capacity(windows.len());
    for window in windows {
        let DayWindow { from_minute, to_minute } = window;
        if from_minute >= to_minute || to_minute > DAY_END_MINUTE {
            return Err(ReadinessRefusal::WindowReversed { from_minute, to_minute, day_end_minute: DAY_END_MINUTE });
        }
        match joined.last_mut().filter(|last| from_minute <= last.to_minute) {
            Some(last) => last.to_minute = last.to_minute.max(to_minute),
            None => joined.push(window),
        }
    }
    Ok(joined)
}

/// There are no more than there may be.
pub(super) fn limited(list: &'static str, actual: usize, limit: usize) -> Result<(), ReadinessRefusal> {
    if actual > limit { Err(ReadinessRefusal::ReadinessTooMany { list, limit, actual }) } else { Ok(()) }
}

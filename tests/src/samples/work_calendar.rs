//! One sample of every event of the working-day calendar.

use super::parts::day;
use muster_domain::{
    kernel::{CalendarDays, work_calendar::DayKind},
    work_calendar::WorkCalendarEvent,
};

/// Every event of the calendar.
#[must_use]
pub fn events() -> Vec<WorkCalendarEvent> {
    let run = |from, to, kind| CalendarDays { from: day(from), to: day(to), kind, name: "劳动节".to_owned() };
    vec![WorkCalendarEvent::CalendarYearLoaded {
        year: 2024,
        days: vec![run(1, 5, DayKind::Off), run(11, 11, DayKind::Work)],
        order_reference: "国办发明电〔2023〕7号".to_owned(),
    }]
}

//! What is remembered of the calendar. Stored for ever: a change is a new variant or a version with an upcast step.

use crate::kernel::{CalendarDays, ClaimChange, PersonalVisitor, StoredEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of the calendar (工作日历).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkCalendarEvent {
    /// A year was loaded, in place of what was known of it (已载入).
    CalendarYearLoaded {
        /// The year.
        year: i32,
        /// Its holidays and make-up working days, in the order of their days.
        days: Vec<CalendarDays>,
        /// The State Council's order.
        order_reference: String,
    },
}

crate::stored_names!(WorkCalendarEvent {
    CalendarYearLoaded => "calendar_year_loaded" v "1.0",
});

impl StoredEvent for WorkCalendarEvent {
    fn visit_personal(&mut self, _visitor: &mut PersonalVisitor<'_>) {
        match self {
            Self::CalendarYearLoaded { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::CalendarYearLoaded { .. } => Vec::new(),
        }
    }
}

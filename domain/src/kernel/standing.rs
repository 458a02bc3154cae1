//! What every rule goes by beside its facts: the dated policies and the working-day calendar, as they stand now.

use crate::kernel::{PolicyTimeline, WorkCalendar, work_calendar::CalendarLineUnreadable};
use std::sync::Arc;

/// The standing rules (现行规则) under which a command is decided.
#[derive(Clone, Debug)]
pub struct StandingRules {
    /// The versions of the rules' numbers.
    pub policies: Arc<PolicyTimeline>,
    /// Working days, holidays and make-up days.
    pub calendar: Arc<WorkCalendar>,
}

impl StandingRules {
    /// What the product carries, before anything was published or loaded.
    ///
    /// # Errors
    /// [`CalendarLineUnreadable`] when the built-in calendar is damaged.
    pub fn built_in() -> Result<Self, CalendarLineUnreadable> {
        Ok(Self { policies: Arc::default(), calendar: Arc::new(WorkCalendar::built_in()?) })
    }
}

//! What may be asked of the calendar. The ways in which the answer can be no stand in `refusals.rs`.

use crate::kernel::CalendarDays;

/// What may be asked of the calendar (工作日历).
#[derive(Clone, Debug)]
pub enum WorkCalendarCommand {
    /// Load a year whole (载入年度工作日历).
    LoadYear {
        /// The year.
        year: i32,
        /// Its holidays and make-up working days, in any order.
        days: Vec<CalendarDays>,
        /// The State Council's order (文号).
        order_reference: String,
    },
}

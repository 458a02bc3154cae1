//! One stream is the working-day calendar of the registry (工作日历): the State Council's order for each year.
//!
//! A year is loaded whole: its holidays and its make-up working days, with the number of the order. A later order for
//! the same year takes the place of the earlier one, which stays in history. Deadlines in working days (民政部令第67号
//! art. 11) are counted on the calendar as it is known when a command is decided; a year that nobody loaded is refused
//! by name (`CALENDAR_YEAR_MISSING`) where it could change the answer, and never guessed.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod refusals;
#[cfg(test)]
mod tests;

pub use aggregate::LoadedCalendar;
pub use commands::WorkCalendarCommand;
pub use events::WorkCalendarEvent;
pub use refusals::WorkCalendarRefusal;

use uuid::Uuid;

/// The stream of the calendar; there is one.
pub const WORK_CALENDAR: Uuid = Uuid::from_u128(0x5e0a_4d1b_77c2_4c6f_9b31_6361_6c65_6e64);

//! The standing rules on the wire: dated versions of the rules' numbers, and the working-day calendar.
//!
//! Both are small streams of their own that every command is checked against, so they are read from the log itself:
//! an answer is never behind.

pub mod calendar;
pub mod policy;
pub mod what_if;

pub use calendar::{CalendarMutation, CalendarQuery};
pub(crate) use policy::version_in_force;
pub use policy::{PolicyMutation, PolicyQuery};
pub use what_if::WhatIfQuery;

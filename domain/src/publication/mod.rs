//! One stream is one published report series (报表发布): a kind of report, of one division or one organization, for one
//! period.
//!
//! An edition holds the figures as they were counted, what they reflect (position of the log, policy versions, set of
//! divisions, denominators with their basis and source) and the hash of the figures. It is never changed: what turns out
//! wrong is corrected by a later edition with a reason, and the earlier one stays as it was told. Figures are counts by
//! the name of their cell and hold nothing personal.
//!
//! - O7 a published report is immutable; a correction is a new edition, with a reason, that differs from the one before.
//! - R1 an edition carries position, policy versions, division set, and for ratios their denominators.
//! - PB1 the period is over, or ends today; the publisher exists on the day.
//! - PB2 an edition reflects a position of the log that is not before that of the edition before.
//! - PB3 a service summary is of one organization, and every other report of a division.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod figures;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::Publication;
pub use commands::PublicationCommand;
pub use events::{Denominator, Edition, PublicationEvent, ReportSeries};
pub use figures::{Difference, Figures};
pub use refusals::PublicationRefusal;

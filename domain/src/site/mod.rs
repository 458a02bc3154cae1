//! One stream is one site (阵地): a service centre, a practice station, an observation station, a rest station, a shop.
//!
//! It is opened by an organization that runs it, may be handed over to another and take another name, is checked
//! against the six points of the opinion of April 2024 (place, team, projects, equipment, rules, sign), and is closed.
//! Closed, it accepts nothing.
//!
//! Invariants: ST1 one code is one site of a live organization in a division that is good on the day; ST2 nothing
//! happens to it before it opens, after it closes or in the future; ST3 there is one check a day, and a site is complete
//! when all six points were found; ST4 it does not close over people who are posted there.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod facts;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::Site;
pub use commands::SiteCommand;
pub use events::{Checklist, SiteEvent};
pub use facts::SiteFacts;
pub use refusals::SiteRefusal;

//! One stream is the posts of one place (岗位任职): the people who are posted to a village, or to a site, in a role.
//!
//! First secretaries and work teams of villages, observers at observation stations, grid workers, informants and
//! practice workers are one model: a person, a role, a place, and days. Whoever comes in one decision is posted in one
//! command, as a work team comes to a village. A post ends at its term or before, with a reason.
//!
//! Invariants: PO1 the role belongs to a place of this kind, and the place exists on every day of the term; PO2 a person
//! on file, of age; PO3 a term ends not before it begins, within the years that the policy allows, and roles that are
//! held for a term name their last day; PO4 a person holds a role at a place at most once a day, a village has one first
//! secretary a day, and nobody is posted to two villages at once (a claim across streams); PO5 what ended early keeps
//! its earlier last day, and stays on record.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::Posting;
pub use commands::{Appointee, PlaceFacts, PostingCommand};
pub use events::{PlaceKind, Post, PostPlace, PostingEvent};
pub use refusals::PostingRefusal;

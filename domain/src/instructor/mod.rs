//! One stream is one party-building instructor (党建指导员), full-time or part-time.
//!
//! The instructor is appointed, is linked to organizations that he or she guides, visits them, brings up their problems
//! and sees them solved, and is released at the end. A link is a focus link (重点联系), of which there may be ten at a
//! time, or a general one (一般联系) without limit. Links end, change their kind or go over to another instructor;
//! nothing is deleted.
//!
//! Invariants: I1 at every moment of a link, also in the past, at most ten focus links are live, unless a department
//! granted an override for a time; links that began under it outlive it, and the load then stands as over; I3 an
//! organization has at most one full-time focus instructor at every moment (a claim across streams, declared by the
//! events); I4 a full-time instructor has junior college or more and party work behind, as far as the sender tells it:
//! what is unknown is flagged and not refused, for `instructors.csv` has no column for it; I5 no link to an organization
//! that has ended; I6 release only after all links ended or went over; I7 a problem is solved only after it was raised,
//! with a result in words; I8 no link to an organization in the days in which the instructor is its legal
//! representative, and whoever has a link is not named its representative before the link has ended; I9 links to one
//! organization never overlap. I2 (too few focus links) is a report's matter. A year is
//! appraised once.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod focus;
mod linking;
mod place;
mod problems;
pub mod qualification;
pub mod reassignment;
mod record;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::Instructor;
pub use commands::InstructorCommand;
pub use events::{InstructorEvent, Link};
pub use focus::FocusOverride;
pub use qualification::{Qualification, QualificationState};
pub use refusals::InstructorRefusal;

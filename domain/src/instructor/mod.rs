//! One stream is one party-building instructor (党建指导员), full-time or part-time.
//!
//! The instructor is appointed, is linked to organizations that he or she guides, visits them, brings up their problems
//! and sees them solved, and is released at the end. A link is a focus link (重点联系), of which there may be ten at a
//! time, or a general one (一般联系) without limit. Links end, change their kind or go over to another instructor;
//! nothing is deleted.
//!
//! Invariants: I1 at every moment of a link, also in the past, at most ten focus links are live; I3 an organization has
//! at most one full-time focus instructor at every moment (a claim across streams, declared by the events); I5 no link
//! to an organization that has ended; I6 release only after all links ended; I7 a problem is solved only after it was
//! raised, with a result in words; I9 links to one organization never overlap. I2 (too few focus links) is a report's
//! matter. I4 (education and experience) and I8 (legal representatives) need facts that the registry does not hold yet.

pub mod aggregate;
pub mod commands;
pub mod events;
mod linking;
mod problems;
pub mod refusals;
#[cfg(test)]
mod tests;

pub use aggregate::Instructor;
pub use commands::InstructorCommand;
pub use events::{InstructorEvent, Link};
pub use refusals::InstructorRefusal;

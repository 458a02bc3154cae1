//! One stream is one social-work professional or community worker (社会工作专业人才, 社区工作者).
//!
//! The person is put on file, obtains certificates of rising levels, registers practice for three years at a time, holds
//! posts in communities one after the other, works for agencies, and declares abilities.
//!
//! Continuing education is credited by the course. A grade is assigned for a post, a year is appraised, and where the
//! career leads is recorded. The registration of practice can be cancelled before its time.
//!
//! Invariants: S1 several certificates may be held, the highest level counts, and a certificate number is one person's
//! (a claim across streams); one that the issuer does not know is kept, marked, and counts no more. S2 practice is
//! registered within a year of the certificate, later is an exception that is flagged, and a registration lasts three
//! years. S3 registering again needs the level's hours of continuing education inside the period before; a degree in
//! the field counts once, for the hours of a period. S4 one post at a time, also in the past, assistants' posts
//! counted. S5 a grade lies in the range of its rank under a named scheme. S6 and S7 are the views' (assistants never
//! count, lapsed registrations leave on the day).

pub mod aggregate;
pub mod career;
pub mod commands;
pub mod education;
mod employment;
pub mod events;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::{HeldCertificate, HeldPost, SocialWorker};
pub use commands::SocialWorkerCommand;
pub use events::SocialWorkerEvent;
pub use refusals::SocialWorkerRefusal;

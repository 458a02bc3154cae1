//! One stream is one social-work professional or community worker (社会工作专业人才, 社区工作者).
//!
//! The person is put on file, obtains certificates of rising levels, registers practice for three years at a time, holds
//! posts in communities one after the other, works for agencies, and declares abilities.
//!
//! Invariants: S1 several certificates may be held, the highest level counts, and a certificate number is one person's
//! (a claim across streams); S2 practice is registered within a year of the certificate, later is an exception that is
//! flagged, and a registration lasts three years; S4 one post at a time, also in
//! the past, assistants' posts counted; S6 and S7 are the views' (assistants never
//! count, lapsed registrations leave on the day). S3 (continuing education) and S5 (grade schemes) come with their own
//! commands.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod refusals;
#[cfg(test)]
mod tests;

pub use aggregate::{HeldCertificate, HeldPost, SocialWorker};
pub use commands::SocialWorkerCommand;
pub use events::SocialWorkerEvent;
pub use refusals::SocialWorkerRefusal;

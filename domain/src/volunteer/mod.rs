//! One stream is one volunteer (志愿者): a natural person who gives time, and the ledger of that time.
//!
//! A stream begins when a person is registered as a volunteer under the sender's code. Skills are declared and
//! verified. Then the ledger grows: a span of service is credited with its evidence, at once or pending approval;
//! a pending credit is approved or rejected; a live credit is corrected or revoked, with a reason, and the earlier
//! version stays in history. A credit that was rejected or revoked may be credited anew.
//!
//! Rules of registration: P3 below 14 a guardian consents first. One person is one volunteer (a claim, enforced by
//! the log in the transaction of the event).
//!
//! Rules of the ledger. A credit *stands* while it is live or pending.
//! - V1 the end is after the start; whole minutes are counted by the server, and there is at least one. No span is
//!   longer than 24 hours (`SPAN_TOO_LONG`): a longer one lies on several days and would pass the daily limit.
//! - V2 the end has come.
//! - V3 no two standing credits share an instant, whatever organization recorded them; touching ends do not.
//! - V4 the standing minutes of one local day (+08:00) stay within 24 hours; above 8 hours the whole new credit is
//!   pending for its organization, above 12 for the province. The operator's files count as approved.
//! - V5 a credit lies inside its session, give or take the policy's tolerance; one from a file lies inside its
//!   activity, exactly. Make-up service (evidence D) is no longer than the session.
//! - V7 a credit recorded later than ten working days after its activity is flagged late, not refused.
//! - V8 a session is credited once; what stands already is not said twice. In files a credit is known by activity,
//!   volunteer and start.
//! - V9 only service is credited, and nothing of a cancelled or voided activity; nothing of one is approved or corrected.
//! - V10 a correction concerns a live credit, carries a reason and passes the same checks; it can fall back to pending.
//! - V11 revoked minutes leave the totals; the row stays in history.
//!
//! - V6 through the API a manual credit (evidence D or E) names its document and, like a late one, waits for somebody
//!   other than the one who entered it. Why a credit waits stands in it, with the figures of the moment.
//!
//! Beside the ledger stand disputes of the volunteer, each answered with a reason and, where the volunteer is right, with
//! the credit that puts the record right (民政部令第67号 art. 12, 13); totals that other platforms recorded, which are
//! never part of the ledger or its totals; and the suspension of manual credits after false ones.
//!
//! Readiness says who can come (`readiness.rs`): the windows in which a volunteer is available, insurance of their own,
//! and the days on which they are not active.
//!
//! Two volunteers who turn out to be one human are joined (`merging.rs`).
//!
//! V12 to V16 (points, stars, certificates, training) are kept elsewhere; V17 (who may credit) is `organization`'s.

pub mod aggregate;
mod approving;
pub mod availability;
pub mod commands;
mod crediting;
pub mod events;
pub mod facts;
pub mod ledger;
pub mod merging;
pub mod outlook;
mod place;
mod readiness;
pub mod readiness_refusals;
mod records;
pub mod refusals;
#[cfg(test)]
mod tests;
mod voiding;
pub mod words;

pub use aggregate::Volunteer;
pub use availability::Availability;
pub use commands::VolunteerCommand;
pub use crediting::recording_due_on;
pub use events::VolunteerEvent;
pub use facts::{CompletedTraining, OnTheDay, Qualifications, VolunteerFacts};
pub use ledger::HeldCredit;
pub use merging::shared_service;
pub use outlook::{CreditOutlook, DayMinutes};
pub use readiness_refusals::ReadinessRefusal;
pub use refusals::VolunteerRefusal;

//! One stream is one volunteer-service activity (志愿服务活动) with its sessions (场次) and the people in them.
//!
//! **Life.** An activity is drafted with its plan, gets one or more sessions, and is published before it starts.
//! Volunteers sign up for a session; the leader may accept or decline; they check in and out, or the leader
//! confirms their span. After its end a session is closed, and its attendance is final: the batch `creditSession`
//! takes [`Activity::creditable`] to the volunteers' own ledgers and books the figures here. When all sessions are
//! closed the activity is closed. It can be cancelled as long as nobody was credited. One that should never have stood
//! is voided, at any time: it takes nothing more, and a process of the edge takes its credits back from the volunteers'
//! ledgers. A held activity from the operator's file begins as *imported*: published by nature, with one session of its
//! whole span. Who took part may say how it was, once a session.
//!
//! **Rules.**
//! * A1 published before the start only, with leader, place and risk notice, and with a session; sessions are planned
//!   before they begin. The operator's own takeover is bound to no clock.
//! * A2 no longer than the policy's days. The division, organization and team must be good on the start day.
//! * A3 no enrolment above the session's capacity. Sessions may run side by side; only their numbers are unique.
//! * A4 least age, guardian's consent for minors, no minors where it is dangerous, needed skills, trainings that are
//!   not too old, verified certificates and the professional level, and insurance on the day where it is dangerous: at
//!   enrolment, at check-in and when the leader confirms. Insurance may be recorded before the enrolment.
//! * A5 a check-out follows its check-in, at most three pairs of one person in a session, in the session or within the
//!   tolerance around it, never in the future. A check-in that is open when the session closes is flagged; the
//!   leader's confirmation is its review, the only thing that a closed session still takes.
//! * A6 what nobody confirmed is credited from the policy's share of presence on.
//! * A7 position alone is evidence only where enough people are enrolled.
//! * A8 a draft changes freely in title and sessions; once published, a change names its reason, and the risk notice
//!   stays from the activity's start on, a session from its own. Place and title are harmless at any time.
//! * A9 closing gives the local date of the last session's end, on which the clock of ten working days starts.
//! * A10 a cancellation always names its reason; it is refused once somebody was credited. A voiding names its reason
//!   and is never refused: what it takes back is each volunteer's own ledger's business.
//!
//! **Several stays.** A session is credited once a person (V8), as one span. Stays with a break of at most the
//! tolerance are one block, break included, as one does not stop the clock for a cup of tea; of several blocks the
//! longest counts, and the minutes of the others are shown as left out. The share of presence counts all stays, so
//! that a long lunch break does not cost the credit; the leader can confirm the whole span instead. The leader's
//! word goes before scans and has evidence B.
//!
//! **Elsewhere.** The volunteer's ledger enforces V1 to V9 (overlap, daily limit, once a session, excluded kinds,
//! the late flag). Whether the leader exists and who may command is the edge's.

pub mod aggregate;
mod attendance;
mod changing;
pub mod commands;
mod enrolment;
pub mod events;
pub mod facts;
mod feedback;
pub mod gates;
mod place;
pub mod planning;
pub mod refusals;
mod session;
#[cfg(test)]
mod tests;
mod voiding;

pub use aggregate::{Activity, Stage};
pub use commands::ActivityCommand;
pub use events::{ActivityChange, ActivityEvent, ActivityPlan, SessionPlan};
pub use facts::{AttendanceRefusal, AttendedSpan, Creditable, RefusedAttendance, SessionFacts};
pub use gates::{Condition, Eligibility, Gate};
pub use refusals::ActivityRefusal;

//! One stream is one demand for service in an emergency (应急服务需求): how many people, with which skill, where and
//! when, and who answered.
//!
//! **Life.** An organization posts the demand, on the order of its command authority where there is one. Teams and
//! volunteers are matched to it; each accepts, declines, arrives. Then it is closed with its outcome.
//!
//! **Rules.**
//! * D1 a demand is posted by an organization that is live on the day, for a window that is not over, in a division
//!   that is valid, for at least one person.
//! * D2 only a team that is live, or a volunteer who is active, on the day is matched, once at a time; whoever declined
//!   may be matched again. More people than are needed may be matched: the event says how many.
//! * D3 only who is matched answers: accepts, then arrives or declines after all; arrival is the last word.
//! * D4 nothing happens before what it follows, nor in the future; after closing nothing happens.
//!
//! **Elsewhere.** Who could be matched is the answer of two views: teams at standby, and volunteers who are available.
//! Calling a team out (战时启动) is the team's own command, with its own gates (T4).

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod facts;
mod matching;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::ServiceDemand;
pub use commands::ServiceDemandCommand;
pub use events::{Demand, Responder, ServiceDemandEvent};
pub use facts::ResponderFacts;
pub use refusals::ServiceDemandRefusal;

//! One stream is one volunteer team (志愿服务队): who belongs to it, who leads it, where it serves, and whether it is
//! called out.
//!
//! **Life.** A team is formed under a responsible organization, admits members, and members lead it. It serves the
//! divisions that are assigned to it, each for an interval of days. An emergency team is at standby (平时) until the
//! command authority calls it out (战时), and stands down after. A team may be suspended and resumed. Disbanding ends
//! its life; members and areas end with it, without events of their own.
//!
//! **Rules.**
//! * T1 a leader is a member and an adult; a team may have several. The only leader cannot leave while members
//!   remain. A team from a file has no leader yet, so none is asked for at its formation.
//! * T2 the memberships of one volunteer in one team never share a day; one volunteer may serve in several teams.
//! * T3 every team has a responsible organization that is live on the first day. What the operator takes over from
//!   files needs an organization that has not ended before that day, because files carry no first days.
//! * T4 only emergency teams are called out, with the authority's reference and the policy's number of members who are
//!   active, adult, insured on the day, and trained: by a training or a drill of the team in the policy's months.
//! * T5 a disbanded team accepts nothing.
//! * Intervals of one service division do not overlap; one that lies within another changes nothing.
//! * A team that is called out stands down before it is reclassified, suspended or disbanded.
//!
//! **Elsewhere.** T6, that coverage counts only live teams with a service area on the day, is the coverage view's.
//! Whether a member exists as a volunteer is the edge's, which finds the id.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod facts;
pub mod members;
mod place;
pub mod readiness;
pub mod refusals;
pub mod service;
#[cfg(test)]
mod tests;

pub use aggregate::Team;
pub use commands::TeamCommand;
pub use events::TeamEvent;
pub use facts::{MemberFacts, TeamFacts};
pub use refusals::TeamRefusal;

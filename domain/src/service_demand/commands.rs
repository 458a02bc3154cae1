//! What may be asked of a demand. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::Code,
    organization::OrganizationFacts,
    service_demand::{
        events::{Demand, Responder},
        facts::ResponderFacts,
        words::{DemandAnswer, DemandOutcome},
    },
};
use chrono::{DateTime, Utc};

/// The commands of a demand (应急服务需求).
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceDemandCommand {
    /// Post a demand (发布需求, D1).
    PostDemand {
        /// The sender's own key.
        code: Code,
        /// Who needs the people.
        organization: OrganizationFacts,
        /// What is needed.
        demand: Demand,
        /// When.
        posted_at: DateTime<Utc>,
    },
    /// Match a team or volunteer to it (匹配, D2).
    MatchResponder {
        /// Who, as of the day.
        responder: ResponderFacts,
        /// How many people they bring; a volunteer is one.
        people: u32,
        /// When.
        matched_at: DateTime<Utc>,
    },
    /// Record what a team or volunteer answers (登记响应, D3).
    RecordResponse {
        /// Who.
        responder: Responder,
        /// What they answer.
        answer: DemandAnswer,
        /// How many people come or came, where it is not as many as were matched.
        people: Option<u32>,
        /// When.
        answered_at: DateTime<Utc>,
    },
    /// Close the demand (办结, D4).
    CloseDemand {
        /// What became of it.
        outcome: DemandOutcome,
        /// In words.
        note: String,
        /// When.
        closed_at: DateTime<Utc>,
    },
}

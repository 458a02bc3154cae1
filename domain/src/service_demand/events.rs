//! What is remembered of a demand. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::{
    kernel::{
        ClaimChange, Code, DivisionCode, KeyOwner, OrganizationId, Personal, PersonalVisitor, StoredEvent, TeamId,
        TimeSpan, VolunteerId, words::ServiceCategory,
    },
    service_demand::words::{DemandAnswer, DemandOutcome},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who answers a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Responder {
    /// A team.
    Team(TeamId),
    /// A volunteer.
    Volunteer(VolunteerId),
}

/// What is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// In which division.
    pub division: DivisionCode,
    /// Where exactly.
    pub place: String,
    /// From when to when.
    pub window: TimeSpan,
    /// Category of the service.
    pub category: ServiceCategory,
    /// Skill that is needed, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// How many people.
    pub people_needed: u32,
    /// Reference of the command authority's order, where there is one (志愿服务条例 art. 24).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority_reference: Option<String>,
}

/// The events of a demand (应急服务需求).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceDemandEvent {
    /// The demand is posted (已发布).
    ServiceDemandPosted {
        /// The sender's own key.
        code: Code,
        /// Who needs the people.
        organization_id: OrganizationId,
        /// What is needed.
        demand: Demand,
        /// When.
        posted_at: DateTime<Utc>,
    },
    /// A team or volunteer is matched to it (已匹配).
    ServiceDemandMatched {
        /// Who.
        responder: Responder,
        /// How many people they bring.
        people: u32,
        /// People matched by then, these too, without those who declined; may be more than are needed.
        people_matched: u32,
        /// When.
        matched_at: DateTime<Utc>,
    },
    /// A team or volunteer answered (已响应).
    DemandResponseRecorded {
        /// Who.
        responder: Responder,
        /// What they answered.
        answer: DemandAnswer,
        /// How many people come or came; nobody of who declined.
        people: u32,
        /// When.
        answered_at: DateTime<Utc>,
    },
    /// The demand is closed (已办结).
    ServiceDemandClosed {
        /// What became of it.
        outcome: DemandOutcome,
        /// How many people had arrived.
        people_arrived: u32,
        /// In words.
        note: Personal,
        /// When.
        closed_at: DateTime<Utc>,
    },
}

crate::stored_names!(ServiceDemandEvent {
    ServiceDemandPosted => "service_demand_posted" v "1.0",
    ServiceDemandMatched => "service_demand_matched" v "1.0",
    DemandResponseRecorded => "demand_response_recorded" v "1.0",
    ServiceDemandClosed => "service_demand_closed" v "1.0",
});

impl StoredEvent for ServiceDemandEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::ServiceDemandClosed { note, .. } => visit(KeyOwner::Stream, "note", note),
            Self::ServiceDemandPosted { .. }
            | Self::ServiceDemandMatched { .. }
            | Self::DemandResponseRecorded { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}

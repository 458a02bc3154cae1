//! Which demands for service there are, who was matched to them, and who came (应急服务需求).
//!
//! What was written at the closing stays in the log, sealed. Who could be matched is asked of other views.

mod fold;
mod reads;

pub use reads::{DemandFigures, DemandFilter, by_ids, figures, matches, matches_of, page};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "demand_board";

/// The board of demands.
#[derive(Clone, Copy, Debug, Default)]
pub struct DemandBoard;

/// One demand as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DemandRow {
    /// The demand.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Who needs the people.
    pub organization_id: Uuid,
    /// Division.
    pub division: String,
    /// Where exactly.
    pub place: String,
    /// First instant.
    pub starts_at: DateTime<Utc>,
    /// First instant after.
    pub ends_at: DateTime<Utc>,
    /// Category code of the service.
    pub category: String,
    /// Skill that is needed, where there is one.
    pub skill: Option<String>,
    /// How many people are needed.
    pub people_needed: i32,
    /// Reference of the command authority's order, where there is one.
    pub authority_reference: Option<String>,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// Code of what became of it, once closed.
    pub outcome: Option<String>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A team or volunteer matched to a demand, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct MatchRow {
    /// `{demand}/{team or volunteer}`.
    pub key: String,
    /// The demand.
    pub demand_id: Uuid,
    /// The team, where it is one.
    pub team_id: Option<Uuid>,
    /// The volunteer, where it is one.
    pub volunteer_id: Option<Uuid>,
    /// People matched.
    pub people: i32,
    /// When they were matched last.
    pub matched_at: DateTime<Utc>,
    /// Code of the answer, where there is one.
    pub answer: Option<String>,
    /// People of the answer.
    pub people_answered: i32,
    /// When they answered.
    pub answered_at: Option<DateTime<Utc>>,
}

rows! {
    DemandRow: "demands" by id "uuid";
    MatchRow: "matches" by key "text";
}

impl View for DemandBoard {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["service_demand"]
    }

    fn tables(&self) -> &'static str {
        r#"create table demands (
            id uuid primary key, code text not null, organization_id uuid not null, division text not null,
            place text not null, starts_at timestamptz not null, ends_at timestamptz not null, category text not null,
            skill text, people_needed integer not null, authority_reference text, posted_at timestamptz not null,
            outcome text, closed_at timestamptz
        );
        create table matches (
            key text collate "C" primary key, demand_id uuid not null, team_id uuid, volunteer_id uuid,
            people integer not null, matched_at timestamptz not null, answer text, people_answered integer not null,
            answered_at timestamptz
        )"#
    }

    fn indexes(&self) -> &'static str {
        "-- Pages run in the order of the code, often within one county.
         create index demands_code on demands (code, id);
         create index demands_division on demands (division, code, id);
         create index matches_demand on matches (demand_id);
         create index matches_volunteer on matches (volunteer_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

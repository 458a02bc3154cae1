//! The tables of the calendar of what ends and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table expiries (
    key text collate "C" primary key, kind text not null, person_id uuid, volunteer_id uuid, what text not null,
    division text, ends_on date not null
);
create table places (
    id uuid primary key, code text not null, division text not null, person_id uuid
)"#;

/// What kind of thing ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryKind {
    /// A registration of practice.
    Registration,
    /// Accident insurance of a participant, or of a volunteer.
    Insurance,
    /// The time in which an entry of a talent pool is fresh.
    PoolEntry,
    /// An engagement whose contract names a last day.
    Engagement,
    /// Leave of an instructor to hold more focus links.
    FocusOverride,
    /// The running term of an organization's leadership.
    LeadershipTerm,
}

impl ExpiryKind {
    /// Every kind, in the order of reports.
    pub const ALL: &'static [Self] = &[
        Self::Registration,
        Self::Insurance,
        Self::PoolEntry,
        Self::Engagement,
        Self::FocusOverride,
        Self::LeadershipTerm,
    ];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Registration => "REGISTRATION",
            Self::Insurance => "INSURANCE",
            Self::PoolEntry => "POOL_ENTRY",
            Self::Engagement => "ENGAGEMENT",
            Self::FocusOverride => "FOCUS_OVERRIDE",
            Self::LeadershipTerm => "LEADERSHIP_TERM",
        }
    }
}

/// One thing that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ExpiryRow {
    /// `{stream}/{kind}/{what tells it from others}`.
    pub key: String,
    /// Code of the kind.
    pub kind: String,
    /// The natural person, where known by id.
    pub person_id: Option<Uuid>,
    /// The volunteer, where known as one.
    pub volunteer_id: Option<Uuid>,
    /// Code of the social worker, volunteer, activity, pool, engagement, instructor or organization.
    pub what: String,
    /// Division of the role, activity, pool or organization.
    pub division: Option<String>,
    /// Last day.
    pub ends_on: NaiveDate,
}

/// A social worker, volunteer, instructor, activity, pool or organization, as far as what ends is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PlaceRow {
    /// Which.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division.
    pub division: String,
    /// The person behind a social worker, volunteer or instructor.
    pub person_id: Option<Uuid>,
}

rows! {
    ExpiryRow: "expiries" by key "text";
    PlaceRow: "places" by id "uuid";
}

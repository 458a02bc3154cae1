//! Service time given (服务时长): one row a credit, and one a sheet, on which a session's credits stand side by side.
//!
//! Figures of hours, sessions, attendances and people stand nowhere: they are counted from the sheets when they are
//! asked for. Every version of a credit is kept, and every entry of a sheet says its position, so that lists and
//! figures answer as of any position at once.

mod figures;
mod fold;
mod reads;
mod sheets;
mod write;

pub use figures::{Figures, GroupBy, HOURS_ROWS_LIMIT, HoursFilter, HoursRow, HoursServed, hours_served};
pub use reads::{
    PAGE_LIMIT, VolunteerMinutes, changed, credit, credits, credits_of_session, credits_of_volunteer,
    minutes_by_volunteer, volunteers_standing,
};

use crate::{Fold, Row, View, ViewFault};
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "service_hours";

/// The credits of service time and their sheets.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServiceHours;

/// Whether a credit's minutes count (记录状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CreditState {
    /// They count (有效).
    Live,
    /// They wait for an approval (待审批, V4).
    Pending,
    /// They counted and were revoked; the row stays (已撤销, V11).
    Revoked,
    /// They were turned down (未批准).
    Rejected,
}

impl CreditState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Live, Self::Pending, Self::Revoked, Self::Rejected];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Live => "LIVE",
            Self::Pending => "PENDING",
            Self::Revoked => "REVOKED",
            Self::Rejected => "REJECTED",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }
}

/// One credit as it stands (时长记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CreditRow {
    /// The credit.
    pub credit_id: Uuid,
    /// Whose.
    pub volunteer_id: Uuid,
    /// The natural person, by whom people (人数) are counted.
    pub person_id: Uuid,
    /// The activity.
    pub activity_id: Uuid,
    /// Number of the session within the activity, from 1.
    pub session: i32,
    /// Division of the activity.
    pub division: String,
    /// Category code of the service.
    pub category: String,
    /// Team that served, where there is one.
    pub team_id: Option<Uuid>,
    /// Organization that ran and records the activity.
    pub organization_id: Uuid,
    /// Local (+08:00) date of the start.
    pub served_on: NaiveDate,
    /// Month of that date, `YYYY-MM`.
    pub month: String,
    /// Start of the span.
    pub starts_at: DateTime<Utc>,
    /// End of the span.
    pub ends_at: DateTime<Utc>,
    /// Minutes given.
    pub minutes: i32,
    /// Evidence class, A to E.
    pub evidence: String,
    /// Where the credit came from.
    pub source: String,
    /// Recorded after the due date (逾期补录).
    pub late: bool,
    /// The span starts before the day of registration.
    pub before_registration: bool,
    /// Code of a [`CreditState`].
    pub state: String,
    /// Who has to approve, while it is pending.
    pub approval_tier: Option<String>,
    /// When the log took the credit in (recorded, not served).
    pub recorded_at: DateTime<Utc>,
    /// Position of the event that gave the row its present form.
    pub position: i64,
}

impl Row for CreditRow {
    const TABLE: &'static str = "credits";
    const KEY: &'static str = "credit_id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.credit_id.to_string()
    }
}

/// Which person a volunteer is; a side table of the fold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct VolunteerPerson {
    /// The volunteer.
    pub id: Uuid,
    /// The natural person as entered.
    pub person_id: Uuid,
}

impl Row for VolunteerPerson {
    const TABLE: &'static str = "volunteers";
    const KEY: &'static str = "id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl View for ServiceHours {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        4
    }

    fn keeps_versions(&self) -> bool {
        true
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["person", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        "create table volunteers (id uuid primary key, person_id uuid not null);
         create table merged (duplicate uuid primary key, survivor uuid not null);
         create table credits (
            credit_id uuid primary key, volunteer_id uuid not null, person_id uuid not null,
            activity_id uuid not null, session integer not null, division text not null, category text not null,
            team_id uuid, organization_id uuid not null, served_on date not null, month text not null,
            starts_at timestamptz not null, ends_at timestamptz not null, minutes integer not null,
            evidence text not null, source text not null, late boolean not null, before_registration boolean not null,
            state text not null, approval_tier text, recorded_at timestamptz not null, position bigint not null);
         create table people (person_id uuid primary key, number bigint not null);
         create table sheets (
            from_position bigint not null, number integer not null, activity_id uuid not null, session integer not null,
            served_on date not null, month text not null, evidence text not null, division text not null,
            category text not null, team_id uuid, organization_id uuid not null,
            entries bytea not null check (length(entries) % 16 = 0), primary key (from_position, number));
         -- Numbers of people do not compress, and trying to takes time.
         alter table sheets alter column entries set storage external"
    }

    fn indexes(&self) -> &'static str {
        "-- The report of hours served of divisions and days, of one organization, of one activity.
         create index sheets_division on sheets (division, served_on);
         create index sheets_organization on sheets (organization_id, served_on);
         create index sheets_activity on sheets (activity_id, session);
         -- Lists of credits by the same, and what changed among them.
         create index credits_division on credits (division, served_on);
         create index credits_organization on credits (organization_id, served_on);
         -- The credits of a session.
         create index credits_session on credits (activity_id, session, starts_at, credit_id);
         -- The credits of a volunteer in their order, and minutes by volunteer.
         create index credits_volunteer on credits (volunteer_id, starts_at, credit_id);
         -- The volunteers of a person who was entered twice.
         create index volunteers_person on volunteers (person_id);
         -- The few that wait for an approval, in the order of service.
         create index credits_pending on credits (starts_at, credit_id) where state = 'PENDING'"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

//! The rows of activities, sessions and outcomes. Those of people in a session stand in `attendance`.

use crate::Row;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// How far an activity has come (活动状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActivityStatus {
    /// Planned only (已拟).
    Draft,
    /// Open to volunteers (已发布).
    Published,
    /// Taken over from a file as held (已转入).
    Held,
    /// All sessions are closed (已结项).
    Closed,
    /// Called off (已取消).
    Cancelled,
    /// It should never have stood (已作废).
    Voided,
}

impl ActivityStatus {
    /// Every status.
    pub const ALL: &'static [Self] =
        &[Self::Draft, Self::Published, Self::Held, Self::Closed, Self::Cancelled, Self::Voided];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Published => "PUBLISHED",
            Self::Held => "HELD",
            Self::Closed => "CLOSED",
            Self::Cancelled => "CANCELLED",
            Self::Voided => "VOIDED",
        }
    }

    /// The status with this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.code() == code)
    }
}

/// One activity as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ActivityRow {
    /// The activity.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Title.
    pub title: String,
    /// Code of the kind; only service is credited.
    pub kind: String,
    /// Category code of the service.
    pub category: String,
    /// Division in which it takes place.
    pub division: String,
    /// Team that serves, where there is one.
    pub team_id: Option<Uuid>,
    /// Organization that runs and records it.
    pub organization_id: Uuid,
    /// First instant.
    pub starts_at: DateTime<Utc>,
    /// Last instant.
    pub ends_at: DateTime<Utc>,
    /// Code of how dangerous it is.
    pub risk: String,
    /// Programme or brand that it belongs to.
    pub programme: Option<String>,
    /// Code of an [`ActivityStatus`].
    pub status: String,
    /// Volunteer who leads it, once it is published.
    pub leader_id: Option<Uuid>,
    /// Where exactly, once it is published.
    pub place: Option<String>,
    /// Risks that the volunteers are told, once it is published.
    pub risk_notice: Option<String>,
    /// Local day on which it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Sessions planned.
    pub sessions_count: i32,
}

impl Row for ActivityRow {
    const TABLE: &'static str = "activities";
    const KEY: &'static str = "id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// One session as it stands, with how many people are at which point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SessionRow {
    /// `{activity}/{session}`.
    pub key: String,
    /// The activity.
    pub activity_id: Uuid,
    /// Number within the activity, from 1.
    pub session: i32,
    /// First instant.
    pub starts_at: DateTime<Utc>,
    /// Last instant.
    pub ends_at: DateTime<Utc>,
    /// How many may take part; nothing where it is open.
    pub capacity: Option<i32>,
    /// Whether attendance is final (场次已结束).
    pub closed: bool,
    /// People whose enrolment stands, accepted or not.
    pub enrolled: i32,
    /// People whose enrolment is accepted.
    pub accepted: i32,
    /// People who checked in.
    pub checked_in: i32,
    /// People whose attendance the leader confirmed.
    pub confirmed: i32,
    /// People marked absent.
    pub absent: i32,
    /// People credited so far.
    pub credited: i32,
    /// People whom the last crediting refused.
    pub refused: i32,
    /// People who were still checked in when the session was closed.
    pub open_check_ins: i32,
    /// People who said how it was (评价人数).
    pub feedback_count: i32,
    /// The sum of their scores, 1 to 5 each.
    pub feedback_points: i32,
}

impl Row for SessionRow {
    const TABLE: &'static str = "sessions";
    const KEY: &'static str = "key";
    const KEY_TYPE: &'static str = "text";

    fn key(&self) -> String {
        self.key.clone()
    }
}

/// A countable result of an activity, as it was last recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct OutcomeRow {
    /// `{activity}/{measure}`.
    pub key: String,
    /// The activity.
    pub activity_id: Uuid,
    /// What was counted.
    pub measure: String,
    /// How many.
    pub amount: i32,
}

impl Row for OutcomeRow {
    const TABLE: &'static str = "outcomes";
    const KEY: &'static str = "key";
    const KEY_TYPE: &'static str = "text";

    fn key(&self) -> String {
        self.key.clone()
    }
}

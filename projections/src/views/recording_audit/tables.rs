//! The tables of the audit of recording and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table volunteers (id uuid primary key, registered_at timestamptz not null);
create table instructors (id uuid primary key, division text not null);
create table activities (
    id uuid primary key, title text not null, division text not null, organization_id uuid not null,
    starts_at timestamptz not null, ends_at timestamptz not null, source text not null, actor text,
    created_at timestamptz not null, position bigint not null
);
create table appearances (key text collate "C" primary key, first_at timestamptz not null);
create table credits (
    credit_id uuid primary key, volunteer_id uuid not null, activity_id uuid not null, session integer not null,
    division text not null, organization_id uuid not null, starts_at timestamptz not null, ends_at timestamptz not null,
    served_on date not null, minutes integer not null, evidence text not null, manual boolean not null, source text not null,
    late boolean not null, documented boolean not null, state text not null, entered_by text,
    entered_at timestamptz not null, entered_position bigint not null, asked_by text, asked_position bigint not null,
    over_day date, over_minutes integer, over_limit integer, corrections integer not null, position bigint not null
);
create table decisions (
    position bigint primary key, kind text not null, subject uuid not null, organization_id uuid, division text,
    asked_by text, asked_position bigint, decided_by text, decided_on date not null, approved boolean not null,
    over_day date, over_minutes integer, over_limit integer
);
create table refusals (
    position bigint primary key, activity_id uuid not null, organization_id uuid not null, division text not null,
    session integer not null, credited integer not null, refused integer not null, actor text,
    recorded_on date not null
);
create table focus_overrides (
    position bigint primary key, instructor_id uuid not null, division text not null, granted_by uuid not null,
    links_limit integer not null, from_day date not null, to_day date not null, actor text
);
create table certificates (
    number text primary key, volunteer_id uuid not null, actor text, issued_at timestamptz not null,
    position bigint not null, revoked_position bigint
);
create table items (key text collate "C" primary key, number text not null, credit_id uuid not null)"#;

/// `create index` statements, each for the question that needs it.
pub(super) const INDEXES: &str = "-- Every question is of divisions or one organization, and of days of service.
    create index credits_division on credits (division, served_on);
    create index credits_organization on credits (organization_id, served_on);
    -- What lies before and after a credit of the same volunteer?
    create index credits_volunteer on credits (volunteer_id, starts_at);
    create index activities_division on activities (division, starts_at);
    create index decisions_day on decisions (decided_on);
    create index items_credit on items (credit_id);
    create index items_number on items (number)";

/// When a volunteer came on record; a side table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct VolunteerRow {
    /// The volunteer.
    pub id: Uuid,
    /// When the registration was recorded.
    pub registered_at: DateTime<Utc>,
}

/// Where an instructor is; a side table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct InstructorRow {
    /// The instructor.
    pub id: Uuid,
    /// Division.
    pub division: String,
}

/// An activity, and when and how it came on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct ActivityRow {
    /// The activity.
    pub id: Uuid,
    /// Title as it stands.
    pub title: String,
    /// Division.
    pub division: String,
    /// Organization that runs and records it.
    pub organization_id: Uuid,
    /// First instant as first planned.
    pub starts_at: DateTime<Utc>,
    /// Last instant as first planned.
    pub ends_at: DateTime<Utc>,
    /// Code of where the command came from.
    pub source: String,
    /// Pseudonym of who put it on record.
    pub actor: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Position of the event.
    pub position: i64,
}

/// When a volunteer first appears in an activity: signs up, is insured, comes, or is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct AppearanceRow {
    /// `{activity}/{volunteer}`.
    pub key: String,
    /// When that was recorded.
    pub first_at: DateTime<Utc>,
}

/// A credit, who entered it, and what became of it (时长录入).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CreditEntryRow {
    /// The credit.
    pub credit_id: Uuid,
    /// Whose.
    pub volunteer_id: Uuid,
    /// The activity.
    pub activity_id: Uuid,
    /// Number of the session within the activity.
    pub session: i32,
    /// Division of the activity.
    pub division: String,
    /// Organization that records.
    pub organization_id: Uuid,
    /// Start of the span.
    pub starts_at: DateTime<Utc>,
    /// End of the span.
    pub ends_at: DateTime<Utc>,
    /// Local day of service.
    pub served_on: NaiveDate,
    /// Minutes.
    pub minutes: i32,
    /// Evidence class.
    pub evidence: String,
    /// Whether one person alone could write it (V6).
    pub manual: bool,
    /// Code of where the entry came from.
    pub source: String,
    /// Recorded after the due date.
    pub late: bool,
    /// Whether it names a document.
    pub documented: bool,
    /// `LIVE`, `PENDING`, `REVOKED` or `REJECTED`.
    pub state: String,
    /// Pseudonym of who entered it.
    pub entered_by: Option<String>,
    /// When.
    pub entered_at: DateTime<Utc>,
    /// Position of the entry.
    pub entered_position: i64,
    /// Pseudonym of who entered or corrected it last: what waits is theirs.
    pub asked_by: Option<String>,
    /// Position of that.
    pub asked_position: i64,
    /// The local day that had too many minutes to count at once, where that is why it waits or waited.
    pub over_day: Option<NaiveDate>,
    /// Minutes of that day with this credit.
    pub over_minutes: Option<i32>,
    /// Minutes that would have counted at once.
    pub over_limit: Option<i32>,
    /// How often its span was corrected.
    pub corrections: i32,
    /// Position of the last event of it.
    pub position: i64,
}

/// What a second person decides on (复核事项).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecisionKind {
    /// Hours that wait (待审批时长).
    Credit,
    /// A grant (授权).
    Grant,
    /// The erasure of a person's data (擦除).
    Erasure,
    /// The read of a minor's record (查阅未成年人信息).
    MinorRead,
}

impl DecisionKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Credit, Self::Grant, Self::Erasure, Self::MinorRead];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Credit => "CREDIT",
            Self::Grant => "GRANT",
            Self::Erasure => "ERASURE",
            Self::MinorRead => "MINOR_READ",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// Somebody's act, and what another decided on it (复核).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DecisionRow {
    /// Position of the decision.
    pub position: i64,
    /// Code of a [`DecisionKind`].
    pub kind: String,
    /// The credit, account or person.
    pub subject: Uuid,
    /// Organization that records, of a credit.
    pub organization_id: Option<Uuid>,
    /// Division of the activity, of a credit.
    pub division: Option<String>,
    /// Pseudonym of who entered or proposed it.
    pub asked_by: Option<String>,
    /// Position of the entry, of a credit.
    pub asked_position: Option<i64>,
    /// Pseudonym of who decided.
    pub decided_by: Option<String>,
    /// Local day on which that was recorded.
    pub decided_on: NaiveDate,
    /// Whether it was let through.
    pub approved: bool,
    /// The local day with too many minutes to count at once, where that was decided on.
    pub over_day: Option<NaiveDate>,
    /// Minutes of that day with the credit.
    pub over_minutes: Option<i32>,
    /// Minutes that would have counted at once.
    pub over_limit: Option<i32>,
}

/// A session of which somebody was not credited when all were to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct RefusalRow {
    /// Position of the event.
    pub position: i64,
    /// The activity.
    pub activity_id: Uuid,
    /// Organization that records.
    pub organization_id: Uuid,
    /// Division.
    pub division: String,
    /// Number of the session.
    pub session: i32,
    /// People credited.
    pub credited: i32,
    /// People refused.
    pub refused: i32,
    /// Pseudonym of who asked.
    pub actor: Option<String>,
    /// Local day on which it was recorded.
    pub recorded_on: NaiveDate,
}

/// Leave of an instructor to hold more focus links (特批超限).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct FocusOverrideRow {
    /// Position of the event; the reason stands sealed there.
    pub position: i64,
    /// The instructor.
    pub instructor_id: Uuid,
    /// Division of the instructor.
    pub division: String,
    /// The department that granted it.
    pub granted_by: Uuid,
    /// Links allowed.
    pub links_limit: i32,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day as granted.
    pub to_day: NaiveDate,
    /// Pseudonym of who recorded it.
    pub actor: Option<String>,
}

/// A certificate as far as it is audited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CertificateRow {
    /// Its number.
    pub number: String,
    /// Whose.
    pub volunteer_id: Uuid,
    /// Pseudonym of who issued it.
    pub actor: Option<String>,
    /// When that was recorded.
    pub issued_at: DateTime<Utc>,
    /// Position of the issue.
    pub position: i64,
    /// Position of the revocation.
    pub revoked_position: Option<i64>,
}

/// A credit in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct ItemRow {
    /// `{number}/{credit}`.
    pub key: String,
    /// The certificate.
    pub number: String,
    /// The credit.
    pub credit_id: Uuid,
}

rows! {
    VolunteerRow: "volunteers" by id "uuid";
    InstructorRow: "instructors" by id "uuid";
    ActivityRow: "activities" by id "uuid";
    AppearanceRow: "appearances" by key "text";
    CreditEntryRow: "credits" by credit_id "uuid";
    DecisionRow: "decisions" by position "bigint";
    RefusalRow: "refusals" by position "bigint";
    FocusOverrideRow: "focus_overrides" by position "bigint";
    CertificateRow: "certificates" by number "text";
    ItemRow: "items" by key "text";
}

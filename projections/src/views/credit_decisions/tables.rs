//! The tables of decisions, changes and disputes, and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table decisions (
    credit_id uuid primary key, volunteer_id uuid not null, approval_tier text, reasons jsonb not null,
    credited_by text, document_reference text, decided text, decided_by text, decided_at timestamptz,
    policy_version text
);
create table changes (
    position bigint primary key, credit_id uuid not null, kind text not null, starts_at timestamptz,
    ends_at timestamptz, minutes integer, actor text, recorded_at timestamptz not null
);
create table disputes (
    key text collate "C" primary key, volunteer_id uuid not null, code text not null, kind text not null,
    activity_id uuid not null, credit_id uuid, claimed_from timestamptz, claimed_to timestamptz,
    evidence_reference text, raised_by text, raised_at timestamptz not null, state text not null,
    answer uuid, resolved_by text, resolved_at timestamptz, position bigint not null
)"#;

/// What happened to a credit (变更类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It took effect by somebody's approval (批准).
    Approved,
    /// It was turned down (不批准).
    Rejected,
    /// Its span was corrected (更正).
    Corrected,
    /// It was revoked (撤销).
    Revoked,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Approved, Self::Rejected, Self::Corrected, Self::Revoked];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Corrected => "CORRECTED",
            Self::Revoked => "REVOKED",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// How far a dispute has come (异议状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisputeState {
    /// It waits for an answer (处理中).
    Open,
    /// The volunteer is right (成立).
    Upheld,
    /// The record is right (不成立).
    Dismissed,
}

impl DisputeState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Open, Self::Upheld, Self::Dismissed];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Upheld => "UPHELD",
            Self::Dismissed => "DISMISSED",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }
}

/// Why a credit waited or waits, and who decided (认定决定).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DecisionRow {
    /// The credit.
    pub credit_id: Uuid,
    /// Whose.
    pub volunteer_id: Uuid,
    /// Who has or had to approve.
    pub approval_tier: Option<String>,
    /// Why, with the figures of the moment, as the event says it.
    pub reasons: serde_json::Value,
    /// Pseudonym of who entered it.
    pub credited_by: Option<String>,
    /// Reference of the document behind it.
    pub document_reference: Option<String>,
    /// Code of the last [`ChangeKind`].
    pub decided: Option<String>,
    /// Pseudonym of who decided last.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Versions of the policy under which the credit was entered or corrected last.
    pub policy_version: Option<String>,
}

/// One thing that happened to a credit after it was entered (时长变更).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ChangeRow {
    /// Position of the event.
    pub position: i64,
    /// The credit.
    pub credit_id: Uuid,
    /// Code of a [`ChangeKind`].
    pub kind: String,
    /// Start of the span before a correction.
    pub starts_at: Option<DateTime<Utc>>,
    /// End of the span before a correction.
    pub ends_at: Option<DateTime<Utc>>,
    /// Minutes before a correction, or those that left the totals.
    pub minutes: Option<i32>,
    /// Pseudonym of who did it.
    pub actor: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// What a volunteer disputes (异议).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DisputeRow {
    /// `{volunteer}/{code}`.
    pub key: String,
    /// Whose.
    pub volunteer_id: Uuid,
    /// Its own key within the volunteer's records.
    pub code: String,
    /// Kind code.
    pub kind: String,
    /// The activity in question.
    pub activity_id: Uuid,
    /// The credit in question.
    pub credit_id: Option<Uuid>,
    /// Start of the span claimed.
    pub claimed_from: Option<DateTime<Utc>>,
    /// End of the span claimed.
    pub claimed_to: Option<DateTime<Utc>>,
    /// Reference of the evidence.
    pub evidence_reference: Option<String>,
    /// Pseudonym of who raised it.
    pub raised_by: Option<String>,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// Code of a [`DisputeState`].
    pub state: String,
    /// The credit that puts the record right.
    pub answer: Option<Uuid>,
    /// Pseudonym of who answered.
    pub resolved_by: Option<String>,
    /// When.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Position of the event that raised it.
    pub position: i64,
}

rows! {
    DecisionRow: "decisions" by credit_id "uuid";
    ChangeRow: "changes" by position "bigint";
    DisputeRow: "disputes" by key "text";
}

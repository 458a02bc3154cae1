//! The tables of recognition and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table ledger (
    credit_id uuid primary key, volunteer_id uuid not null, organization_id uuid not null, minutes integer not null,
    evidence text not null, served_on date not null, live boolean not null
);
create table residents (id uuid primary key, code text not null, division text not null);
create table trainings (
    position bigint primary key, volunteer_id uuid not null, name text not null, provider text not null,
    minutes integer not null, completed_on date not null
);
create table commendations (
    position bigint primary key, volunteer_id uuid not null, name text not null, granting_body text not null,
    level text not null, granted_on date not null
);
create table evaluations (credit_id uuid primary key, volunteer_id uuid not null, quality text not null);
create table stars (
    volunteer_id uuid primary key, star integer not null, awarded_on date, applied integer, shown_until date,
    objections integer not null, banned_until date
);
create table certificates (
    number text primary key, volunteer_id uuid not null, from_day date not null, to_day date not null,
    minutes_total bigint not null, recording_units uuid[] not null, issued_on date not null, position bigint not null,
    revoked_on date, revoked_position bigint, affected_position bigint
);
create table items (
    key text collate "C" primary key, number text not null, credit_id uuid not null, minutes integer not null
)"#;

/// One credit, as far as recognition needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct LedgerRow {
    /// The credit.
    pub credit_id: Uuid,
    /// Whose.
    pub volunteer_id: Uuid,
    /// Organization that recorded.
    pub organization_id: Uuid,
    /// Minutes.
    pub minutes: i32,
    /// Evidence class.
    pub evidence: String,
    /// Local (+08:00) day of service.
    pub served_on: NaiveDate,
    /// Whether it counts.
    pub live: bool,
}

/// Where a volunteer lives, by whose rules stars are awarded; a side table of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct ResidentRow {
    /// The volunteer.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division of residence.
    pub division: String,
}

/// One training (培训).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct TrainingRow {
    /// Position of the event.
    pub position: i64,
    /// Whose.
    pub volunteer_id: Uuid,
    /// What it was called.
    pub name: String,
    /// Who gave it.
    pub provider: String,
    /// Minutes of learning.
    pub minutes: i32,
    /// Day of its completion.
    pub completed_on: NaiveDate,
}

/// One commendation (表彰奖励).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CommendationRow {
    /// Position of the event.
    pub position: i64,
    /// Whose.
    pub volunteer_id: Uuid,
    /// What it is called.
    pub name: String,
    /// Who granted it.
    pub granting_body: String,
    /// Level code.
    pub level: String,
    /// Day on which it was granted.
    pub granted_on: NaiveDate,
}

/// The judgement of one credited service (服务评价).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct EvaluationRow {
    /// The credit.
    pub credit_id: Uuid,
    /// Whose.
    pub volunteer_id: Uuid,
    /// Quality code.
    pub quality: String,
}

/// The star of one volunteer (星级).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct StarRow {
    /// Whose.
    pub volunteer_id: Uuid,
    /// The highest star held; 0 for none.
    pub star: i32,
    /// Day of the last award.
    pub awarded_on: Option<NaiveDate>,
    /// The level that is applied for.
    pub applied: Option<i32>,
    /// Last day on which the application is shown.
    pub shown_until: Option<NaiveDate>,
    /// Objections to it that wait for an answer.
    pub objections: i32,
    /// First day on which a star may be applied for again.
    pub banned_until: Option<NaiveDate>,
}

/// One certificate (志愿服务记录证明).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CertificateRow {
    /// Its number.
    pub number: String,
    /// Whose.
    pub volunteer_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day.
    pub to_day: NaiveDate,
    /// Minutes in all, at the issue.
    pub minutes_total: i64,
    /// The units that recorded.
    pub recording_units: Vec<Uuid>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Position of the event that issued it: the records as they stood then are certified.
    pub position: i64,
    /// The day of its revocation.
    pub revoked_on: Option<NaiveDate>,
    /// Position of the event that revoked it.
    pub revoked_position: Option<i64>,
    /// Position of the first event after the issue that corrected or revoked a credit in it.
    pub affected_position: Option<i64>,
}

/// One credit in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct ItemRow {
    /// `{number}/{credit}`.
    pub key: String,
    /// The certificate.
    pub number: String,
    /// The credit.
    pub credit_id: Uuid,
    /// Minutes, at the issue.
    pub minutes: i32,
}

rows! {
    LedgerRow: "ledger" by credit_id "uuid";
    ResidentRow: "residents" by id "uuid";
    TrainingRow: "trainings" by position "bigint";
    CommendationRow: "commendations" by position "bigint";
    EvaluationRow: "evaluations" by credit_id "uuid";
    StarRow: "stars" by volunteer_id "uuid";
    CertificateRow: "certificates" by number "text";
    ItemRow: "items" by key "text";
}

//! The tables of the ledger of careers and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements. Keys of parts begin with the worker's id, so that the parts of one are found by it.
pub(super) const TABLES: &str = r#"create table workers (
    id uuid primary key, person_id uuid not null, code text not null, division text not null,
    registered_on date not null
);
create table periods (
    key text collate "C" primary key, social_worker_id uuid not null, from_day date not null, to_day date not null
);
create table certificates (
    certificate_no text primary key, social_worker_id uuid not null, level text not null, certified_on date not null,
    rejected_on date
);
create table education (
    position bigint primary key, social_worker_id uuid not null, course text not null, provider text not null,
    kind text not null, minutes integer not null, completed_on date not null
);
create table posts (
    key text collate "C" primary key, social_worker_id uuid not null, post_class text not null, division text not null,
    from_day date not null, to_day date, grade integer
);
create table grades (
    key text collate "C" primary key, social_worker_id uuid not null, assigned_on date not null, rank text not null,
    grade integer not null
);
create table appraisals (
    key text collate "C" primary key, social_worker_id uuid not null, year integer not null, grade text not null
);
create table outcomes (
    position bigint primary key, social_worker_id uuid not null, outcome text not null, occurred_on date not null
)"#;

/// One social worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct WorkerRow {
    /// The social worker.
    pub id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division of work.
    pub division: String,
    /// Day of registration in this registry.
    pub registered_on: NaiveDate,
}

/// One registration of practice (登记有效期).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PeriodRow {
    /// `{worker}/{from_day}`.
    pub key: String,
    /// Whose it is.
    pub social_worker_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day; the day of its cancellation where it was cancelled.
    pub to_day: NaiveDate,
}

/// One certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CertificateRow {
    /// Its number.
    pub certificate_no: String,
    /// Whose it is.
    pub social_worker_id: Uuid,
    /// Level.
    pub level: String,
    /// Day of the certificate.
    pub certified_on: NaiveDate,
    /// The day from which it does not count, because its issuer does not know it.
    pub rejected_on: Option<NaiveDate>,
}

/// One course or degree (继续教育).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct EducationRow {
    /// Position of the event that credited it.
    pub position: i64,
    /// Whose it is.
    pub social_worker_id: Uuid,
    /// What was learned.
    pub course: String,
    /// Who gave it.
    pub provider: String,
    /// Kind code.
    pub kind: String,
    /// Minutes that count.
    pub minutes: i32,
    /// Day of its completion.
    pub completed_on: NaiveDate,
}

/// One post that was or is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PostRow {
    /// `{worker}/{from_day}`.
    pub key: String,
    /// Who holds it.
    pub social_worker_id: Uuid,
    /// Class of the post.
    pub post_class: String,
    /// Division of the post.
    pub division: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where it was left.
    pub to_day: Option<NaiveDate>,
    /// Grade with which it was assumed, where there was one.
    pub grade: Option<i32>,
}

/// A grade in the days from its assignment to the next one, while the post lasts (岗位等级).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct GradeRow {
    /// `{worker}/{assigned_on}`.
    pub key: String,
    /// Whose it is.
    pub social_worker_id: Uuid,
    /// First day.
    pub assigned_on: NaiveDate,
    /// Rank code.
    pub rank: String,
    /// Grade.
    pub grade: i32,
}

/// One year's appraisal (年度考核).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct AppraisalRow {
    /// `{worker}/{year}`.
    pub key: String,
    /// Whose it is.
    pub social_worker_id: Uuid,
    /// The year.
    pub year: i32,
    /// Result code.
    pub grade: String,
}

/// Where a career led (职业发展).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct OutcomeRow {
    /// Position of the event that recorded it.
    pub position: i64,
    /// Whose it is.
    pub social_worker_id: Uuid,
    /// Outcome code.
    pub outcome: String,
    /// The day.
    pub occurred_on: NaiveDate,
}

rows! {
    WorkerRow: "workers" by id "uuid";
    PeriodRow: "periods" by key "text";
    CertificateRow: "certificates" by certificate_no "text";
    EducationRow: "education" by position "bigint";
    PostRow: "posts" by key "text";
    GradeRow: "grades" by key "text";
    AppraisalRow: "appraisals" by key "text";
    OutcomeRow: "outcomes" by position "bigint";
}

//! The tables of the register of social workers and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table social_workers (
    id uuid primary key, person_id uuid not null, code text not null, division text not null,
    registered_on date not null, level text, certificates_count integer not null, certified_on date,
    practice_from date, practice_to date, post_class text, grade integer, post_organization_id uuid,
    post_division text, post_from date, agency_id uuid, abilities text[] not null
);
create table certificates (
    certificate_no text primary key, social_worker_id uuid not null, level text not null, certified_on date not null,
    rejected_on date
);
create table posts (
    key text collate "C" primary key, social_worker_id uuid not null, post_class text not null, grade integer,
    organization_id uuid, division text not null, from_day date not null, to_day date
)"#;

/// One social worker as the worker stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SocialWorkerRow {
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
    /// Highest level held, where there is one.
    pub level: Option<String>,
    /// Certificates held.
    pub certificates_count: i32,
    /// Day of the certificate of the highest level.
    pub certified_on: Option<NaiveDate>,
    /// First day of the latest registration of practice (登记).
    pub practice_from: Option<NaiveDate>,
    /// Last day of the latest registration of practice.
    pub practice_to: Option<NaiveDate>,
    /// Class of the post held.
    pub post_class: Option<String>,
    /// Grade of the post held.
    pub grade: Option<i32>,
    /// Where the post held is.
    pub post_organization_id: Option<Uuid>,
    /// Division of the post held.
    pub post_division: Option<String>,
    /// First day in the post held.
    pub post_from: Option<NaiveDate>,
    /// The agency (社工机构) that the worker is with.
    pub agency_id: Option<Uuid>,
    /// Declared abilities.
    pub abilities: Vec<String>,
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

/// One post that was or is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PostRow {
    /// `{worker}/{from_day}`.
    pub key: String,
    /// Who holds it.
    pub social_worker_id: Uuid,
    /// Class of the post.
    pub post_class: String,
    /// Grade within the class, where assigned.
    pub grade: Option<i32>,
    /// Where the post is.
    pub organization_id: Option<Uuid>,
    /// Division of the post.
    pub division: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where it was left.
    pub to_day: Option<NaiveDate>,
}

rows! {
    SocialWorkerRow: "social_workers" by id "uuid";
    CertificateRow: "certificates" by certificate_no "text";
    PostRow: "posts" by key "text";
}

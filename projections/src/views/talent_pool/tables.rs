//! The tables of the pool of talents and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table talents (
    key text collate "C" primary key, role text not null, role_id uuid not null, person_id uuid not null,
    code text not null, division text not null, skills text[] not null, level text, kind text, post_class text,
    since date not null, live boolean not null, minutes_total bigint
);
create table volunteers (
    id uuid primary key, person_id uuid not null, code text not null, division text not null,
    registered_on date not null, skills text[] not null, minutes_total bigint not null
);
create table credits (
    id uuid primary key, minutes bigint not null, live boolean not null
)"#;

/// One person in one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct TalentRow {
    /// `{role}/{role_id}`.
    pub key: String,
    /// Role code.
    pub role: String,
    /// The social worker, instructor or volunteer.
    pub role_id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division.
    pub division: String,
    /// Declared skills or abilities.
    pub skills: Vec<String>,
    /// Highest level of a social worker.
    pub level: Option<String>,
    /// Kind of an instructor.
    pub kind: Option<String>,
    /// Class of the post that a social worker holds.
    pub post_class: Option<String>,
    /// Day of registration or appointment.
    pub since: NaiveDate,
    /// Whether the role lasts; an instructor's ends with the release.
    pub live: bool,
    /// Live minutes of a volunteer.
    pub minutes_total: Option<i64>,
}

/// What is kept of a volunteer, listed or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct VolunteerRow {
    /// The volunteer.
    pub id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division.
    pub division: String,
    /// Day of registration.
    pub registered_on: NaiveDate,
    /// Declared skills.
    pub skills: Vec<String>,
    /// Live minutes.
    pub minutes_total: i64,
}

/// What is kept of a credit: how many minutes it is of, and whether they count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CreditRow {
    /// The credit.
    pub id: Uuid,
    /// Minutes.
    pub minutes: i64,
    /// Whether it counts: neither pending, rejected nor revoked.
    pub live: bool,
}

rows! {
    TalentRow: "talents" by key "text";
    VolunteerRow: "volunteers" by id "uuid";
    CreditRow: "credits" by id "uuid";
}

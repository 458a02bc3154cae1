//! The tables of availability and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table volunteers (
    id uuid primary key, person_id uuid not null, code text not null, registered_on date not null,
    skills text[] not null, verified_skills text[] not null
);
create table pauses (
    key text collate "C" primary key, volunteer_id uuid not null, from_day date not null, to_day date
);
create table declarations (
    key text collate "C" primary key, volunteer_id uuid not null, position bigint not null, from_day date not null,
    to_day date, divisions text[] not null
);
create table windows (
    key text collate "C" primary key, declaration text collate "C" not null, weekday integer, day date,
    from_minute integer not null, to_minute integer not null
);
create table insurances (
    key text collate "C" primary key, volunteer_id uuid not null, insurer text not null, policy_reference text not null,
    from_day date not null, to_day date not null
);
create table credits (
    key text collate "C" primary key, volunteer_id uuid not null, starts_at timestamptz not null,
    ends_at timestamptz not null, served_on date not null, standing boolean not null, live boolean not null
);
create table sessions (
    key text collate "C" primary key, starts_at timestamptz not null, ends_at timestamptz not null,
    cancelled boolean not null
);
create table busy (
    key text collate "C" primary key, session text collate "C" not null, volunteer_id uuid not null
)"#;

/// A volunteer with their skills as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct VolunteerRow {
    /// The volunteer.
    pub id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Day of registration.
    pub registered_on: NaiveDate,
    /// Skills declared.
    pub skills: Vec<String>,
    /// Those of them that were checked on evidence.
    pub verified_skills: Vec<String>,
}

/// Days on which a volunteer is not active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PauseRow {
    /// `{volunteer}/{from_day}`.
    pub key: String,
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where it ended.
    pub to_day: Option<NaiveDate>,
}

/// One declaration of a volunteer; of those that have begun, the one recorded last holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DeclarationRow {
    /// `{volunteer}/{position}`.
    pub key: String,
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// Position of the event.
    pub position: i64,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where there is one.
    pub to_day: Option<NaiveDate>,
    /// Divisions served, each with all below it.
    pub divisions: Vec<String>,
}

/// A window of a declaration, of a weekday or of one day that differs; one without minutes says that nobody comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct WindowRow {
    /// `{declaration}/{number}`.
    pub key: String,
    /// Key of the declaration.
    pub declaration: String,
    /// Weekday, Monday is 1.
    pub weekday: Option<i32>,
    /// The one day that differs.
    pub day: Option<NaiveDate>,
    /// First minute after local midnight.
    pub from_minute: i32,
    /// First minute after the window.
    pub to_minute: i32,
}

/// Insurance of a volunteer's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct InsuranceRow {
    /// `{volunteer}/{reference of the policy}`.
    pub key: String,
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// Who insures.
    pub insurer: String,
    /// The insurer's reference.
    pub policy_reference: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day.
    pub to_day: NaiveDate,
}

/// A credit of a volunteer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CreditRow {
    /// `{volunteer}/{credit}`.
    pub key: String,
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// First instant.
    pub starts_at: DateTime<Utc>,
    /// First instant after.
    pub ends_at: DateTime<Utc>,
    /// Local day of service.
    pub served_on: NaiveDate,
    /// Whether it is live or pending.
    pub standing: bool,
    /// Whether its minutes count.
    pub live: bool,
}

/// A session of an activity, or the window of a demand: time that it takes from whoever is enrolled, or accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SessionRow {
    /// `{activity}/{session}`, or `{demand}/window`.
    pub key: String,
    /// First instant.
    pub starts_at: DateTime<Utc>,
    /// First instant after.
    pub ends_at: DateTime<Utc>,
    /// Whether it does not take place.
    pub cancelled: bool,
}

/// A volunteer who is enrolled for a session, or has accepted a demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct BusyRow {
    /// `{session}/{volunteer}`.
    pub key: String,
    /// Key of the session.
    pub session: String,
    /// The volunteer.
    pub volunteer_id: Uuid,
}

rows! {
    VolunteerRow: "volunteers" by id "uuid";
    PauseRow: "pauses" by key "text";
    DeclarationRow: "declarations" by key "text";
    WindowRow: "windows" by key "text";
    InsuranceRow: "insurances" by key "text";
    CreditRow: "credits" by key "text";
    SessionRow: "sessions" by key "text";
    BusyRow: "busy" by key "text";
}

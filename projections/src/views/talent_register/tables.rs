//! The tables of the register of talents and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table facts (
    key text collate "C" primary key, person_id uuid not null, entered_id uuid, kind text not null, value text not null,
    from_day date not null, to_day date, position bigint not null
);
create table merged (duplicate uuid primary key, survivor uuid not null);
create table holders (
    id uuid primary key, person_id uuid not null, division text not null, registered_on date not null
);
create table pools (
    id uuid primary key, code text not null, name text not null, division text not null, criteria text,
    opened_on date not null, closed_on date
);
create table entries (
    key text collate "C" primary key, pool_id uuid not null, person_id uuid not null, basis text not null,
    provision text, source text not null, admitted_on date not null, admitted_position bigint not null,
    fresh_until date not null, removed_on date, removed_position bigint, cause text
)"#;

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// The role of the value lasts.
    Role,
    /// A role in the division of the value lasts.
    Division,
    /// The skill of the value is declared or has evidence.
    Skill,
    /// A certificate of the level of the value counts.
    Level,
    /// A registration of practice is valid.
    Registered,
    /// The category of the value is assigned.
    Category,
    /// An engagement of the mode of the value runs.
    Mode,
    /// A contact was made, by the channel of the value.
    Contact,
    /// The consent of the scope of the value is live.
    Consent,
    /// The entry in the pool of the value is fresh.
    Fresh,
    /// The person's data are restricted or erased, so that nobody is told of the person as a talent.
    Barred,
}

impl FactKind {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Role => "ROLE",
            Self::Division => "DIVISION",
            Self::Skill => "SKILL",
            Self::Level => "LEVEL",
            Self::Registered => "REGISTERED",
            Self::Category => "CATEGORY",
            Self::Mode => "MODE",
            Self::Contact => "CONTACT",
            Self::Consent => "CONSENT",
            Self::Fresh => "FRESH",
            Self::Barred => "BARRED",
        }
    }
}

impl FactKind {
    /// Whether it holds of the survivor too, where its person was merged: what somebody is and did, not what they agreed to
    /// under one record, and neither an entry of a pool nor a bar.
    pub(super) const fn passes_over(self) -> bool {
        match self {
            Self::Role
            | Self::Division
            | Self::Skill
            | Self::Level
            | Self::Registered
            | Self::Category
            | Self::Mode
            | Self::Contact => true,
            Self::Consent | Self::Fresh | Self::Barred => false,
        }
    }
}

/// One thing that holds of a person from a day to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct FactRow {
    /// `{stream}/{kind}/{what tells it from others}`.
    pub key: String,
    /// The natural person of whom it holds.
    pub person_id: Uuid,
    /// The natural person as entered, where it holds of whoever speaks for that record.
    pub entered_id: Option<Uuid>,
    /// Code of the kind.
    pub kind: String,
    /// The value.
    pub value: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where there is one.
    pub to_day: Option<NaiveDate>,
    /// Position of the event that said so last.
    pub position: i64,
}

/// Who stands behind a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct HolderRow {
    /// The social worker, instructor or volunteer.
    pub id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// Division of the role.
    pub division: String,
    /// First day of the role.
    pub registered_on: NaiveDate,
}

/// One pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PoolRow {
    /// The pool.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Division whose pool it is.
    pub division: String,
    /// What is asked of members of a saved query, as JSON; nothing for a curated pool.
    pub criteria: Option<String>,
    /// First day.
    pub opened_on: NaiveDate,
    /// Last day, once closed.
    pub closed_on: Option<NaiveDate>,
}

/// One entry of a curated pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct EntryRow {
    /// `{pool}/{person}/{admitted_on}`.
    pub key: String,
    /// The pool.
    pub pool_id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// `CONSENT` or `STATUTORY`.
    pub basis: String,
    /// The provision of a statutory basis.
    pub provision: Option<String>,
    /// Code of the source.
    pub source: String,
    /// First day.
    pub admitted_on: NaiveDate,
    /// Position of the admission.
    pub admitted_position: i64,
    /// Last day on which it is fresh.
    pub fresh_until: NaiveDate,
    /// Last day, where the talent was taken out.
    pub removed_on: Option<NaiveDate>,
    /// Position of the removal.
    pub removed_position: Option<i64>,
    /// Code of the cause of the removal.
    pub cause: Option<String>,
}

rows! {
    FactRow: "facts" by key "text";
    HolderRow: "holders" by id "uuid";
    PoolRow: "pools" by id "uuid";
    EntryRow: "entries" by key "text";
}

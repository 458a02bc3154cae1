//! The tables of the directory and the rows of what is said of an organization. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table organizations (
    id uuid primary key, code text not null, name text not null, kind text not null, division text not null,
    parent_id uuid, credit_code text, registered_on date not null, suspended boolean not null,
    dissolved_on date, successor_id uuid, recorders_count integer not null, level text,
    legal_representative_id uuid
);
create table pairings (
    id uuid primary key, organization_id uuid not null, partner_id uuid not null, from_day date not null,
    to_day date, kind text, scope text
);
create table terms (
    key text collate "C" primary key, organization_id uuid not null, from_day date not null, to_day date not null
);
create table labels (
    key text collate "C" primary key, organization_id uuid not null, label text not null, from_day date not null,
    to_day date
);
create table pledges (
    key text collate "C" primary key, organization_id uuid not null, pledge text not null, copies bigint not null,
    signed_on date not null
);
create table surveys (
    key text collate "C" primary key, organization_id uuid not null, surveyed_on date not null, coverage text not null
);
create table levels (
    key text collate "C" primary key, organization_id uuid not null, recorded_on date not null, level text not null
)"#;

/// A term of an organization's leadership (届次).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct TermRow {
    /// `{organization}/{from_day}`.
    pub key: String,
    /// The organization.
    pub organization_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day; that before the next one where it was cut short.
    pub to_day: NaiveDate,
}

/// A label in the days in which it is held (标识).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct LabelRow {
    /// `{organization}/{label}/{from_day}`.
    pub key: String,
    /// The organization.
    pub organization_id: Uuid,
    /// Label code.
    pub label: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where it was withdrawn.
    pub to_day: Option<NaiveDate>,
}

/// An entry of the ledger of pledges (承诺书).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PledgeRow {
    /// `{organization}/{code}`.
    pub key: String,
    /// The organization.
    pub organization_id: Uuid,
    /// Code of what is promised.
    pub pledge: String,
    /// How many were signed.
    pub copies: i64,
    /// On which day.
    pub signed_on: NaiveDate,
}

/// What a survey of the two coverages found (两个覆盖摸查).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SurveyRow {
    /// `{organization}/{surveyed_on}`.
    pub key: String,
    /// The organization.
    pub organization_id: Uuid,
    /// On which day.
    pub surveyed_on: NaiveDate,
    /// Code of what was found.
    pub coverage: String,
}

/// A level in the days from its record to the next one (层级).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct LevelRow {
    /// `{organization}/{recorded_on}`.
    pub key: String,
    /// The organization.
    pub organization_id: Uuid,
    /// First day.
    pub recorded_on: NaiveDate,
    /// Level code.
    pub level: String,
}

rows! {
    TermRow: "terms" by key "text";
    LabelRow: "labels" by key "text";
    PledgeRow: "pledges" by key "text";
    SurveyRow: "surveys" by key "text";
    LevelRow: "levels" by key "text";
}

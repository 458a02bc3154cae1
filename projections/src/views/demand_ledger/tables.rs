//! The tables of the ledger of demand and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table catalogs (
    id uuid primary key, code text not null, division text not null, year integer not null, closed_on date
);
create table editions (
    key text collate "C" primary key, catalog_id uuid not null, edition integer not null, title text not null,
    published_on date not null
);
create table items (
    key text collate "C" primary key, catalog_id uuid not null, edition integer not null, place integer not null,
    code text not null, title text not null, quantity bigint not null, criteria text not null, modes text[] not null,
    employer_id uuid
);
create table recipients (
    key text collate "C" primary key, catalog_id uuid not null, edition integer not null, place integer not null,
    organization_id uuid not null, kind text not null
);
create table allocations (
    key text collate "C" primary key, catalog_id uuid not null, item text not null, recipient_id uuid not null,
    quantity bigint not null, from_day date not null, to_day date
);
create table matches (
    key text collate "C" primary key, catalog_id uuid not null, item text not null, person_id uuid not null,
    recipient_id uuid, explained text not null, proposed_on date not null, accepted_on date, declined_on date,
    engagement text, engaged_from date, engaged_to date
);
create table links (
    key text collate "C" primary key, match_key text not null
)"#;

/// The catalogue of a division and year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CatalogRow {
    /// The catalogue.
    pub id: Uuid,
    /// `{division}-{year}`.
    pub code: String,
    /// Division whose it is.
    pub division: String,
    /// Its year.
    pub year: i32,
    /// Last day, once closed.
    pub closed_on: Option<NaiveDate>,
}

/// One edition of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct EditionRow {
    /// `{catalog}/{edition}`.
    pub key: String,
    /// The catalogue.
    pub catalog_id: Uuid,
    /// Number of the edition.
    pub edition: i32,
    /// Its title.
    pub title: String,
    /// First day.
    pub published_on: NaiveDate,
}

/// An item of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ItemRow {
    /// `{catalog}/{edition}/{place}`.
    pub key: String,
    /// The catalogue.
    pub catalog_id: Uuid,
    /// Number of the edition.
    pub edition: i32,
    /// Its place in the edition.
    pub place: i32,
    /// The catalogue's own key of it.
    pub code: String,
    /// Its title.
    pub title: String,
    /// People wanted.
    pub quantity: i64,
    /// What is asked of each, as JSON.
    pub criteria: String,
    /// Codes of the modes that are wanted; any where there is none.
    pub modes: Vec<String>,
    /// Whose the work is, where it is settled.
    pub employer_id: Option<Uuid>,
}

/// A unit that an edition names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct RecipientRow {
    /// `{catalog}/{edition}/{place}`.
    pub key: String,
    /// The catalogue.
    pub catalog_id: Uuid,
    /// Number of the edition.
    pub edition: i32,
    /// Its place in the edition.
    pub place: i32,
    /// Which.
    pub organization_id: Uuid,
    /// Code of its kind.
    pub kind: String,
}

/// What a unit has of an item from a day to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct AllocationRow {
    /// `{catalog}/{recipient}/{from_day}/{item}`.
    pub key: String,
    /// The catalogue.
    pub catalog_id: Uuid,
    /// Code of the item.
    pub item: String,
    /// The unit.
    pub recipient_id: Uuid,
    /// People.
    pub quantity: i64,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where another quantity followed.
    pub to_day: Option<NaiveDate>,
}

/// A person matched with an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct MatchRow {
    /// `{catalog}/{person}/{proposed_on}/{item}`.
    pub key: String,
    /// The catalogue.
    pub catalog_id: Uuid,
    /// Code of the item.
    pub item: String,
    /// The natural person.
    pub person_id: Uuid,
    /// Whose place it is for.
    pub recipient_id: Option<Uuid>,
    /// What was asked and what it came to, as JSON.
    pub explained: String,
    /// Day of the proposal.
    pub proposed_on: NaiveDate,
    /// Day of the acceptance.
    pub accepted_on: Option<NaiveDate>,
    /// Day from which the person is turned down.
    pub declined_on: Option<NaiveDate>,
    /// Code of the engagement that fills it.
    pub engagement: Option<String>,
    /// First day of that engagement.
    pub engaged_from: Option<NaiveDate>,
    /// Its last day, as it is known.
    pub engaged_to: Option<NaiveDate>,
}

/// Which match an engagement fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct LinkRow {
    /// `{profile}/{engagement}/{match_key}`.
    pub key: String,
    /// Key of the match.
    pub match_key: String,
}

rows! {
    CatalogRow: "catalogs" by id "uuid";
    EditionRow: "editions" by key "text";
    ItemRow: "items" by key "text";
    RecipientRow: "recipients" by key "text";
    AllocationRow: "allocations" by key "text";
    MatchRow: "matches" by key "text";
    LinkRow: "links" by key "text";
}

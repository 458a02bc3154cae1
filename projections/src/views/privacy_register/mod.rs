//! What waits for whoever answers for privacy (个人信息保护台账).
//!
//! What people ask for as of right, with its deadline; who asks to read a minor's record; and who broke the glass to read
//! one. Pseudonyms only: texts stay sealed in the log.

mod fold;
mod reads;

pub use reads::{broken_glass, minor_reads, requests};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "privacy_register";

/// The register of what waits for whoever answers for privacy.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrivacyRegister;

/// One request of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DataRequestRow {
    /// `{person}/{number}`.
    pub key: String,
    /// The person.
    pub person_id: Uuid,
    /// Its number among those of the person.
    pub number: i32,
    /// Code of what is asked for.
    pub kind: String,
    /// The day on which it was made.
    pub requested_on: NaiveDate,
    /// Last day on which it is answered in time.
    pub due_on: NaiveDate,
    /// Pseudonym of who entered it.
    pub requested_by: String,
    /// The day of its answer; nothing while it stands open.
    pub answered_on: Option<NaiveDate>,
    /// Whether it was refused.
    pub refused: bool,
}

/// A read of a minor's record that one reader asked for last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct MinorReadRow {
    /// `{person}/{reader}`.
    pub key: String,
    /// The person.
    pub person_id: Uuid,
    /// Pseudonym of who asked.
    pub reader: String,
    /// Code of what for.
    pub purpose: String,
    /// Codes of the fields.
    pub fields: Vec<String>,
    /// When it was asked for.
    pub proposed_at: DateTime<Utc>,
}

/// An emergency in which the glass was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct BrokenGlassRow {
    /// `{person}/{position}`, of the event.
    pub key: String,
    /// The person.
    pub person_id: Uuid,
    /// Pseudonym of who broke it.
    pub reader: String,
    /// Codes of the fields.
    pub fields: Vec<String>,
    /// When it was broken.
    pub broken_at: DateTime<Utc>,
    /// From when on nothing can be read.
    pub ends_at: DateTime<Utc>,
}

rows! {
    BrokenGlassRow: "broken_glass" by key "text";
    DataRequestRow: "data_requests" by key "text";
    MinorReadRow: "minor_reads" by key "text";
}

impl View for PrivacyRegister {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["person"]
    }

    fn tables(&self) -> &'static str {
        r#"create table data_requests (
            key text collate "C" primary key, person_id uuid not null, number integer not null, kind text not null,
            requested_on date not null, due_on date not null, requested_by text not null, answered_on date,
            refused boolean not null
        );
        create table minor_reads (
            key text collate "C" primary key, person_id uuid not null, reader text not null, purpose text not null,
            fields text[] not null, proposed_at timestamptz not null
        );
        create table broken_glass (
            key text collate "C" primary key, person_id uuid not null, reader text not null, fields text[] not null,
            broken_at timestamptz not null, ends_at timestamptz not null
        )"#
    }

    fn indexes(&self) -> &'static str {
        "-- What is due first; whose; what waits longest; and what happened last.
         create index data_requests_due on data_requests (due_on, person_id, number);
         create index data_requests_person on data_requests (person_id, number);
         create index minor_reads_proposed on minor_reads (proposed_at, person_id);
         create index broken_glass_newest on broken_glass (broken_at, person_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

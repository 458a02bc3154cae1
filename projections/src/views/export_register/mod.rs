//! Which personal data left the registry (导出台账): when, for what, to whom, by whom, of how many people. The data
//! themselves stand nowhere here.

mod fold;
mod reads;

pub use reads::{ExportFilter, HandedOver, exports_of, page};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "export_register";

/// The register of exports.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExportRegister;

/// One export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ExportRow {
    /// The export.
    pub id: Uuid,
    /// Codes of the fields of which at least one person's left, sorted.
    pub fields: Vec<String>,
    /// Code of the purpose.
    pub purpose: String,
    /// The organization that received it.
    pub recipient_id: Uuid,
    /// Division of the recipient.
    pub division: String,
    /// Pseudonym of who asked.
    pub actor: Option<String>,
    /// The day.
    pub exported_on: NaiveDate,
    /// People of whom anything left.
    pub people: i64,
    /// Position of its first event.
    pub position: i64,
}

/// One person of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ExportedRow {
    /// `{person}/{export}`.
    pub key: String,
    /// The export.
    pub export_id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// Codes of the fields of this person that left, sorted.
    pub fields: Vec<String>,
}

rows! {
    ExportRow: "exports" by id "uuid";
    ExportedRow: "exported" by key "text";
}

impl View for ExportRegister {
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
        r#"create table exports (
            id uuid primary key, fields text[] not null, purpose text not null, recipient_id uuid not null,
            division text not null, actor text, exported_on date not null, people bigint not null,
            position bigint not null
        );
        create table exported (
            key text collate "C" primary key, export_id uuid not null, person_id uuid not null,
            fields text[] not null
        )"#
    }

    fn indexes(&self) -> &'static str {
        "-- The newest first; of whom, and by whom.
         create index exports_position on exports (position);
         create index exports_actor on exports (actor, position);
         create index exported_person on exported (person_id, export_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

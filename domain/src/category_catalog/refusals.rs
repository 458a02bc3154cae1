//! Every reason for which a category catalogue says no, each with its figures and a stable code.

use crate::kernel::{DivisionRefusal, Refusal, text::TextRefusal};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a category catalogue refuses a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum CategoryCatalogRefusal {
    /// A version of this name is published with other content.
    #[error("version {version} is published and differs in {fields:?}")]
    CatalogVersionTaken {
        /// The version.
        version: String,
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// Versions follow each other in time and never change backwards (K4).
    #[error("the version before is in force from {newest}, this one cannot begin on {effective_from}")]
    CatalogOutOfOrder {
        /// First day of the newest version.
        newest: NaiveDate,
        /// The day given.
        effective_from: NaiveDate,
    },
    /// A catalogue has at least one category.
    #[error("a catalogue has at least one category")]
    CatalogEmpty,
    /// There are as many as there may be.
    #[error("a catalogue has at most {limit} versions")]
    TooManyVersions {
        /// How many there may be.
        limit: usize,
    },
    /// The division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for CategoryCatalogRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

//! What is remembered of a category catalogue. Stored for ever: a change is a new variant or a version with an upcast.

use crate::{
    category_catalog::words::TalentCategory,
    kernel::{ClaimChange, DivisionCode, PersonalVisitor, StoredEvent},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a category catalogue (人才分类目录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CategoryCatalogEvent {
    /// A version was published (已发布).
    CategoryCatalogPublished {
        /// The division whose catalogue it is.
        division: DivisionCode,
        /// Name of the version.
        version: String,
        /// First day.
        effective_from: NaiveDate,
        /// The categories that it has, the highest first.
        categories: Vec<TalentCategory>,
    },
}

crate::stored_names!(CategoryCatalogEvent {
    CategoryCatalogPublished => "category_catalog_published" v "1.0",
});

impl StoredEvent for CategoryCatalogEvent {
    fn visit_personal(&mut self, _visitor: &mut PersonalVisitor<'_>) {
        match self {
            Self::CategoryCatalogPublished { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::CategoryCatalogPublished { .. } => Vec::new(),
        }
    }
}

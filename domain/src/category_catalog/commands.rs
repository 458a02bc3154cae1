//! What may be asked of a category catalogue. The ways in which the answer can be no stand in `refusals.rs`.

use crate::{category_catalog::words::TalentCategory, kernel::DivisionCode};
use chrono::NaiveDate;

/// What may be asked of a category catalogue (人才分类目录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CategoryCatalogCommand {
    /// Publish a version (发布目录).
    PublishCategoryCatalog {
        /// The division whose catalogue it is.
        division: DivisionCode,
        /// Name of the version.
        version: String,
        /// First day.
        effective_from: NaiveDate,
        /// The categories that it has.
        categories: Vec<TalentCategory>,
    },
}

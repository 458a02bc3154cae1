//! One sample of every event of a category catalogue.

use super::parts::{day, division};
use muster_domain::category_catalog::{CategoryCatalogEvent, words::TalentCategory};

/// Every event of a category catalogue.
#[must_use]
pub fn events() -> Vec<CategoryCatalogEvent> {
    vec![CategoryCatalogEvent::CategoryCatalogPublished {
        division: division(),
        version: "2024".to_owned(),
        effective_from: day(1),
        categories: TalentCategory::ALL.to_vec(),
    }]
}

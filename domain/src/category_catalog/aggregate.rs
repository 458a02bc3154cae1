//! The state of a category catalogue: one function a command, one arm an event.

use crate::{
    category_catalog::{CategoryCatalogCommand, CategoryCatalogEvent, CategoryCatalogRefusal, words::TalentCategory},
    kernel::{DivisionCode, RuleContext, text},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Versions of one catalogue: one a year for two centuries.
const VERSIONS_LIMIT: usize = 200;

type Decision = Result<Vec<CategoryCatalogEvent>, CategoryCatalogRefusal>;

/// The category catalogue of one division (人才分类目录), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCatalog {
    /// Oldest first.
    versions: Vec<CatalogVersion>,
}

/// One version of a catalogue (目录版本).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogVersion {
    /// Its name.
    pub version: String,
    /// First day.
    pub effective_from: NaiveDate,
    /// The categories that it has, the highest first.
    pub categories: Vec<TalentCategory>,
}

impl CategoryCatalog {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`CategoryCatalogRefusal`] names the rule that said no.
    pub fn decide(&self, command: CategoryCatalogCommand, context: &RuleContext) -> Decision {
        match command {
            CategoryCatalogCommand::PublishCategoryCatalog { division, version, effective_from, categories } => {
                let version = text::name("version", &version)?;
                self.publish(division, CatalogVersion { version, effective_from, categories }, context)
            }
        }
    }

    /// The version in force on a day.
    #[must_use]
    pub fn in_force(&self, day: NaiveDate) -> Option<&CatalogVersion> {
        self.versions.iter().rev().find(|version| version.effective_from <= day)
    }

    fn publish(&self, division: DivisionCode, mut asked: CatalogVersion, context: &RuleContext) -> Decision {
        asked.categories.sort_unstable();
        asked.categories.dedup();
        if let Some(held) = self.versions.iter().find(|held| held.version == asked.version) {
            let checks = [
                ("effective_from", held.effective_from == asked.effective_from),
                ("categories", held.categories == asked.categories),
            ];
            let fields: Vec<_> = checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect();
            let version = asked.version;
            return if fields.is_empty() {
                Ok(Vec::new())
            } else {
                Err(CategoryCatalogRefusal::CatalogVersionTaken { version, fields })
            };
        }
        if asked.categories.is_empty() {
            return Err(CategoryCatalogRefusal::CatalogEmpty);
        }
        let effective_from = asked.effective_from;
        context.divisions.valid_on(&division, effective_from)?;
        if let Some(newest) = self.versions.last().map(|held| held.effective_from).filter(|day| *day >= effective_from)
        {
            return Err(CategoryCatalogRefusal::CatalogOutOfOrder { newest, effective_from });
        }
        if self.versions.len() >= VERSIONS_LIMIT {
            return Err(CategoryCatalogRefusal::TooManyVersions { limit: VERSIONS_LIMIT });
        }
        let CatalogVersion { version, categories, .. } = asked;
        Ok(vec![CategoryCatalogEvent::CategoryCatalogPublished { division, version, effective_from, categories }])
    }

    fn remember(&mut self, event: CategoryCatalogEvent) {
        match event {
            CategoryCatalogEvent::CategoryCatalogPublished { version, effective_from, categories, .. } => {
                self.versions.push(CatalogVersion { version, effective_from, categories });
            }
        }
    }
}

crate::aggregate!(
    CategoryCatalog,
    "category_catalog",
    CategoryCatalogCommand,
    CategoryCatalogEvent,
    CategoryCatalogRefusal
);

//! The ledger of scarce-talent catalogues (需求台账): editions, what was dealt out, who is matched, what is filled.
//!
//! Everything is dated, so that figures are those of the day asked. An engagement that fills a match is followed to its
//! end. People stand here by id only; who fulfils what is asked of an item is the register of talents' to say.

mod fold;
mod reads;
mod tables;

pub use reads::{Figures, catalogs, edition_on, figures, find, items, matches, matches_of, recipients};
pub use tables::{AllocationRow, CatalogRow, EditionRow, ItemRow, LinkRow, MatchRow, RecipientRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "demand_ledger";

/// The ledger of demand.
#[derive(Clone, Copy, Debug, Default)]
pub struct DemandLedger;

impl View for DemandLedger {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["talent_demand", "talent_profile"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        "-- Which catalogues does a division have?
         create index catalogs_division on catalogs (division, year, id);
         -- What is in an edition, who has a part, and who is matched?
         create index items_edition on items (catalog_id, edition);
         create index recipients_edition on recipients (catalog_id, edition);
         create index allocations_catalog on allocations (catalog_id, item);
         create index matches_catalog on matches (catalog_id, item, key);
         create index matches_person on matches (person_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

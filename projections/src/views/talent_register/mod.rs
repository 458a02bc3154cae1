//! Dated facts about talents, and the pools that list them (人才库): who fulfils what on which day.
//!
//! A fact is one thing that holds of a person from a day to a day: a role, a skill, a level, a category, an
//! engagement, a contact. Because facts are dated, what a pool holds can be asked as of any day, for a saved query as
//! well as for a curated pool, and two days can be compared. People stand here by id only.

mod changes;
mod criteria;
mod fold;
mod fold_roles;
mod matrix;
mod members;
mod reads;
mod tables;

pub use changes::{Change, ChangeCause, changes_of};
pub use criteria::{Searched, barred, count_any, fulfilling, talent_facts};
pub use matrix::{MatrixRow, matrix};
pub use members::{Member, Standing, count, members, standing};
pub use reads::{Listed, facts_of, listings_of, pool_by_id, pools};
pub use tables::{EntryRow, FactKind, FactRow, HolderRow, PoolRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "talent_register";

/// The register of facts about talents and of their pools.
#[derive(Clone, Copy, Debug, Default)]
pub struct TalentRegister;

impl View for TalentRegister {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        5
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["instructor", "person", "social_worker", "talent_pool", "talent_profile", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        "-- Of whom does this hold?
         create index facts_kind on facts (kind, value, person_id);
         -- What holds of this person?
         create index facts_person on facts (person_id, kind);
         create index facts_entered on facts (entered_id) where entered_id is not null;
         create index entries_pool on entries (pool_id, person_id);
         create index entries_person on entries (person_id);
         create index pools_code on pools (code, id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

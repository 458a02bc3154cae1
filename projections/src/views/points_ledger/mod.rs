//! Which points were granted, redeemed and reversed, by scheme, shop and day (积分台账).
//!
//! What was done and what was handed out stay in the log, sealed. Nothing of the hour ledger is read here.

mod fold;
mod reads;
mod tables;

pub use reads::{PointsFilter, PointsGroup, PointsGroupCount, PointsTotal, balances, page, schemes, summary, total};
pub use tables::{EntryKind, EntryRow, RateRow, SchemeRow, ShopRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "points_ledger";

/// The ledger of points.
#[derive(Clone, Copy, Debug, Default)]
pub struct PointsLedger;

impl View for PointsLedger {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["points_account", "points_scheme", "site"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        tables::INDEXES
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

//! What ends when (到期日历).
//!
//! Registrations of practice, insurance, entries of talent pools, engagements with a last day, overrides of focus
//! limits, terms of leadership. Consents are not among them: none is given until a day.
//!
//! One row a thing that ends, in place of the row of what it renews, on the last day that it has now. Each
//! source is a function of its own in `sources.rs`, so that another one is added beside. People stand here by id only.

mod reads;
mod sources;
mod tables;

pub use reads::{ExpiryFilter, page};
pub use tables::{ExpiryKind, ExpiryRow, PlaceRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "expiry_calendar";

/// The calendar of what ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExpiryCalendar;

impl View for ExpiryCalendar {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        4
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["activity", "instructor", "organization", "social_worker", "talent_pool", "talent_profile", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        "-- What ends in these days?
         create index expiries_ends_on on expiries (ends_on, key)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(sources::fold(page, fold))
    }
}

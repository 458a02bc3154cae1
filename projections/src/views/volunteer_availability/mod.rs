//! Who can come, when and where (可用志愿者): declared windows, insurance, skills, and what takes a volunteer's time.
//!
//! A window lies inside what was declared last for each of its days; sessions enrolled for, credits that stand and calls
//! accepted (`busy`) take it away. Birth dates do not stand here: whether somebody is of age is the caller's to ask.

mod declared;
mod fold;
mod reads;
mod tables;

pub use declared::{declarations_of, insurances_of, pauses_of, windows_of};
pub use fold::weekday_number;
pub use reads::{AvailabilityFilter, AvailableRow, available};
pub use tables::{BusyRow, CreditRow, DeclarationRow, InsuranceRow, PauseRow, SessionRow, VolunteerRow, WindowRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "volunteer_availability";

/// Who can come.
#[derive(Clone, Copy, Debug, Default)]
pub struct VolunteerAvailability;

impl View for VolunteerAvailability {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["activity", "service_demand", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        "-- Who has the skill, in the order of the code?
         create index volunteers_skills on volunteers using gin (skills);
         create index volunteers_code on volunteers (code, id);
         -- What holds for a volunteer on a day?
         create index declarations_volunteer on declarations (volunteer_id, position);
         create index declarations_divisions on declarations using gin (divisions);
         create index windows_declaration on windows (declaration);
         create index insurances_volunteer on insurances (volunteer_id);
         create index pauses_volunteer on pauses (volunteer_id);
         -- What takes a volunteer's time?
         create index credits_volunteer on credits (volunteer_id, ends_at);
         create index busy_volunteer on busy (volunteer_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

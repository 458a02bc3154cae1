//! An organization as seen by other rules: what they may know of one.

use crate::kernel::{OrganizationId, words::OrganizationKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What other rules may know of an organization (组织).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationFacts {
    /// Which one.
    pub organization_id: OrganizationId,
    /// Its kind.
    pub kind: OrganizationKind,
    /// First day.
    pub registered_on: NaiveDate,
    /// Last day, once dissolved.
    pub dissolved_on: Option<NaiveDate>,
    /// Whether it may not act for the time being.
    pub suspended: bool,
    /// The organizations above it, nearest first; filled by the edge (O2).
    pub ancestors: Vec<OrganizationId>,
}

impl OrganizationFacts {
    /// Whether the organization exists on a day: from registration to dissolution, both days included.
    #[must_use]
    pub fn is_live_on(&self, day: NaiveDate) -> bool {
        self.registered_on <= day && self.dissolved_on.is_none_or(|last| day <= last)
    }
}

//! What may be asked of a site. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, DivisionCode},
    organization::OrganizationFacts,
    site::{Checklist, words::SiteKind},
};
use chrono::NaiveDate;

/// The commands of a site (阵地).
#[derive(Clone, Debug, PartialEq)]
pub enum SiteCommand {
    /// Open a site (启用, ST1).
    OpenSite {
        /// The sender's own key.
        code: Code,
        /// Name (阵地名称).
        name: String,
        /// Kind.
        kind: SiteKind,
        /// Division, good on the first day.
        division: DivisionCode,
        /// Public address, where it is known.
        address: Option<String>,
        /// The organization that runs it.
        operator: OrganizationFacts,
        /// First day.
        opened_on: NaiveDate,
    },
    /// Change name or address (变更).
    ChangeSite {
        /// New name.
        name: Option<String>,
        /// New address.
        address: Option<String>,
        /// From which day.
        changed_on: NaiveDate,
    },
    /// Hand it over to another organization (移交).
    HandOverSite {
        /// The organization that runs it from then on.
        operator: OrganizationFacts,
        /// From which day.
        handed_on: NaiveDate,
    },
    /// Check it against the six points (六有检查, ST3).
    CheckSite {
        /// What was found.
        checklist: Checklist,
        /// On which day.
        checked_on: NaiveDate,
    },
    /// Close it (停用).
    CloseSite {
        /// Last day.
        closed_on: NaiveDate,
        /// People posted there beyond that day (ST4).
        posted_after: usize,
        /// Why.
        reason: String,
    },
}

//! A points scheme as seen by the rules of accounts.

use crate::kernel::{Code, DivisionCode};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What the rules of an account may know of a scheme (积分方案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeFacts {
    /// The sender's own key.
    pub scheme: Code,
    /// Division in whose shops its points are redeemed.
    pub jurisdiction: DivisionCode,
    /// First day.
    pub opened_on: NaiveDate,
    /// Last day, once it is set.
    pub closed_on: Option<NaiveDate>,
    /// Points for an hour of service, from each day on.
    pub rates: BTreeMap<NaiveDate, u32>,
}

impl SchemeFacts {
    /// Points for an hour of service on a day; none before the first rate.
    #[must_use]
    pub fn points_per_hour_on(&self, day: NaiveDate) -> u32 {
        self.rates.range(..=day).next_back().map_or(0, |(_, rate)| *rate)
    }

    /// Whether the scheme is open on a day, first and last day included.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.opened_on <= day && self.closed_on.is_none_or(|last| day <= last)
    }
}

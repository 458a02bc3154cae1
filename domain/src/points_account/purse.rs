//! The points of one scheme by day: what may still be spent. No rule of an entry belongs here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The points of one scheme (积分余额).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Purse {
    /// What each day brought less what it took; a day may take more than it brings.
    movements: BTreeMap<NaiveDate, i64>,
    /// Points of reversed grants that were spent before, and not yet settled.
    pub(super) uncovered: u32,
}

impl Purse {
    /// Points that may be taken on a day, so that neither it nor a later day ends below zero (V12).
    pub(super) fn available_on(&self, day: NaiveDate) -> u32 {
        let mut balance: i64 = self.movements.range(..=day).map(|(_, moved)| moved).sum();
        let mut least = balance;
        for (_, moved) in self.movements.iter().filter(|(later, _)| **later > day) {
            balance += moved;
            least = least.min(balance);
        }
        u32::try_from(least.max(0)).unwrap_or(u32::MAX)
    }

    /// Points at the end of all days.
    #[cfg(test)]
    pub(super) fn balance(&self) -> i64 {
        self.movements.values().sum()
    }

    /// What each day moved, in the order of the days.
    #[cfg(test)]
    pub(super) fn days(&self) -> impl Iterator<Item = i64> {
        self.movements.values().copied()
    }

    pub(super) fn add(&mut self, day: NaiveDate, amount: u32) {
        *self.movements.entry(day).or_default() += i64::from(amount);
    }

    pub(super) fn take(&mut self, day: NaiveDate, amount: u32) {
        *self.movements.entry(day).or_default() -= i64::from(amount);
    }
}

//! Unique values that a unit of work knows to be held, and the rows that it takes and releases.

use crate::vault::BlindIndex;
use chrono::NaiveDate;
use muster_domain::kernel::{Claim, ClaimChange};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The key of a unique row: kind, value, holder, first day.
pub(crate) type ClaimKey = (&'static str, String, Uuid, Option<NaiveDate>);

/// A unique value that a unit knows to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// By whom.
    pub holder: Uuid,
    /// First day held; nothing for all days.
    pub from: Option<NaiveDate>,
    /// Last day held; nothing for all days to come.
    pub to: Option<NaiveDate>,
}

impl Held {
    pub(crate) fn of(claim: &Claim) -> Self {
        let span = claim.span;
        Self { holder: claim.holder, from: span.map(|span| span.from), to: span.and_then(|span| span.to) }
    }

    pub(crate) fn is_row_of(&self, claim: &Claim) -> bool {
        self.holder == claim.holder && self.from == claim.span.map(|span| span.from)
    }

    pub(crate) fn shares_a_day(&self, claim: &Claim) -> bool {
        let span = claim.span;
        let starts_in_time = match (span.map(|span| span.from), self.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        let ends_late_enough = match (span.and_then(|span| span.to), self.from) {
            (Some(to), Some(from)) => from <= to,
            _ => true,
        };
        starts_in_time && ends_late_enough
    }
}

/// Notes a change of claims: what is held from now on, and the row that the append takes or releases.
pub(crate) fn take_claim(
    index: &BlindIndex,
    claims: &mut BTreeMap<ClaimKey, (bool, Option<NaiveDate>)>,
    held: &mut HashMap<(&'static str, String), Vec<Held>>,
    change: ClaimChange,
) {
    let (take, claim) = match change {
        ClaimChange::Take(claim) => (true, claim),
        ClaimChange::Release(claim) => (false, claim),
    };
    let text = index.claim_text(claim.kind, &claim.value);
    let row = Held::of(&claim);
    let known = held.entry((claim.kind, text.clone())).or_default();
    known.retain(|held| !held.is_row_of(&claim));
    if take {
        known.push(row);
    }
    claims.insert((claim.kind, text, claim.holder, row.from), (take, row.to));
}

//! The hour ledger as it is kept in memory: small, sorted by start, so that a new span is compared with its
//! neighbours only. Rules do not belong here; they stand in `crediting.rs`.

use crate::{
    kernel::{
        ActivityId, CreditId, OrganizationId, Source, TimeSpan, time,
        words::{ApprovalTier, EvidenceClass},
    },
    volunteer::events::Credit,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A standing credit, live or pending, without what only reports need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCredit {
    /// The credit.
    pub credit_id: CreditId,
    /// The activity.
    pub activity_id: ActivityId,
    /// Number of the session within the activity, from 1.
    pub session: u32,
    /// Minutes given.
    pub minutes: u32,
    /// The span served.
    pub span: TimeSpan,
    /// Evidence class.
    pub evidence: EvidenceClass,
    /// Organization that ran and records the activity.
    pub organization_id: OrganizationId,
    /// Where the credit came from.
    pub source: Source,
    /// Recorded after the due date (V7).
    pub late: bool,
    /// Who must approve; nothing when the credit is live.
    pub pending: Option<ApprovalTier>,
}

impl From<&Credit> for HeldCredit {
    fn from(credit: &Credit) -> Self {
        Self {
            credit_id: credit.credit_id,
            activity_id: credit.activity_id,
            session: credit.session,
            minutes: credit.minutes,
            span: credit.span,
            evidence: credit.evidence,
            organization_id: credit.organization_id,
            source: credit.source,
            late: credit.late,
            pending: credit.pending,
        }
    }
}

impl HeldCredit {
    /// Whether the minutes count now.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        self.pending.is_none()
    }
}

/// How a credit ceased to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Ending {
    Rejected,
    Revoked,
}

/// A credit that stands no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ended {
    how: Ending,
    /// Organization that recorded it, which may still ask after it.
    organization_id: OrganizationId,
}

/// The standing credits, and how the others ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ledger {
    /// Sorted by start; no two share an instant, so they are sorted by end as well.
    standing: Vec<HeldCredit>,
    ended: BTreeMap<CreditId, Ended>,
    /// Who entered each credit that waits (V6).
    entered_by: BTreeMap<CreditId, String>,
}

impl Ledger {
    pub(crate) fn standing(&self) -> impl Iterator<Item = &HeldCredit> {
        self.standing.iter()
    }

    pub(crate) fn find(&self, credit_id: CreditId) -> Option<&HeldCredit> {
        self.standing.iter().find(|held| held.credit_id == credit_id)
    }

    pub(crate) fn ending(&self, credit_id: CreditId) -> Option<Ending> {
        self.ended.get(&credit_id).map(|ended| ended.how)
    }

    /// The organization that recorded a credit, whether it stands or not.
    pub(crate) fn recorder_of(&self, credit_id: CreditId) -> Option<OrganizationId> {
        let standing = self.find(credit_id).map(|held| held.organization_id);
        standing.or_else(|| self.ended.get(&credit_id).map(|ended| ended.organization_id))
    }

    /// The standing credits that share an instant with the span, without one that is being corrected.
    pub(crate) fn sharing(&self, span: TimeSpan, except: Option<CreditId>) -> impl Iterator<Item = &HeldCredit> {
        let first = self.standing.partition_point(|held| held.span.ends_at <= span.starts_at);
        self.standing
            .iter()
            .skip(first)
            .take_while(move |held| held.span.starts_at < span.ends_at)
            .filter(move |held| Some(held.credit_id) != except)
    }

    /// The standing minutes of a local day, without those of a credit that is being corrected.
    pub(crate) fn minutes_on(&self, day: NaiveDate, except: Option<CreditId>) -> u32 {
        let starts_at = time::local_midnight(day);
        let ends_at = time::local_midnight(time::next_day(day));
        let of_day = |held: &HeldCredit| TimeSpan {
            starts_at: held.span.starts_at.max(starts_at),
            ends_at: held.span.ends_at.min(ends_at),
        };
        self.sharing(TimeSpan { starts_at, ends_at }, except).map(|held| of_day(held).minutes()).sum()
    }

    /// Who entered a credit that waits.
    pub(crate) fn entered_by(&self, credit_id: CreditId) -> Option<&str> {
        self.entered_by.get(&credit_id).map(String::as_str)
    }

    /// Notes who entered a credit; only of one that waits it matters.
    pub(crate) fn note_entry(&mut self, credit: &Credit) {
        match (&credit.pending, &credit.credited_by) {
            (Some(_), Some(actor)) => self.entered_by.insert(credit.credit_id, actor.clone()),
            _ => self.entered_by.remove(&credit.credit_id),
        };
    }

    pub(crate) fn insert(&mut self, held: HeldCredit) {
        self.ended.remove(&held.credit_id);
        let place = self.standing.partition_point(|other| other.span.starts_at <= held.span.starts_at);
        self.standing.insert(place, held);
    }

    pub(crate) fn approve(&mut self, credit_id: CreditId) {
        self.entered_by.remove(&credit_id);
        if let Some(held) = self.standing.iter_mut().find(|held| held.credit_id == credit_id) {
            held.pending = None;
        }
    }

    pub(crate) fn replace(&mut self, held: HeldCredit) {
        self.standing.retain(|other| other.credit_id != held.credit_id);
        self.insert(held);
    }

    pub(crate) fn end(&mut self, credit_id: CreditId, ending: Ending) {
        self.entered_by.remove(&credit_id);
        let Some(place) = self.standing.iter().position(|held| held.credit_id == credit_id) else { return };
        let organization_id = self.standing.remove(place).organization_id;
        self.ended.insert(credit_id, Ended { how: ending, organization_id });
    }
}

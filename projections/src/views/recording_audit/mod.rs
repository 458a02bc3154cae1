//! Who recorded what, when and on whose word (录入审计): what an auditor asks of entries, approvals and certificates.
//!
//! Only what the events say stands here; every share, pair and suspicion is counted when it is asked for. No reason of
//! anybody is kept: it stays sealed in the log, where its position leads.

mod anomalies;
mod fold;
mod fold_decisions;
mod reads;
mod tables;

pub use anomalies::{
    AnomalyKind, AnomalyRow, BULK_DIVISIONS, BULK_PEOPLE, CERTIFICATE_MINUTES, MANUAL_SHARE_PERCENT, REUSED_TITLE_DAYS,
    ROUND_MINUTES, ROUND_SHARE_PERCENT, SOON_MINUTES, TRAVEL_MINUTES, anomalies,
};
pub use reads::{
    AuditFilter, Compliance, DayOver, DecisionEdge, SampledCredit, certificate, compliance, days_over, decisions,
    focus_overrides, over_limit, population, refusals, sample,
};
pub use tables::{CertificateRow, CreditEntryRow, DecisionKind, DecisionRow, FocusOverrideRow, RefusalRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "recording_audit";

/// Entries, decisions and certificates as an auditor looks at them.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordingAudit;

impl View for RecordingAudit {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["account", "activity", "instructor", "person", "recognition", "volunteer"]
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

//! Why a credit stands, waits or fell, who decided, what it was before, and what volunteers dispute (时长认定与异议).
//!
//! A credit that counted at once and was never changed has no row here: there was nothing to decide.

mod fold;
mod reads;
mod tables;

pub use reads::{DisputeFilter, changes_of, changes_of_all, decision_of, decisions_of, disputes, disputes_of_credit};
pub use tables::{ChangeKind, ChangeRow, DecisionRow, DisputeRow, DisputeState};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "credit_decisions";

/// The decisions on credits, and the disputes.
#[derive(Clone, Copy, Debug, Default)]
pub struct CreditDecisions;

impl View for CreditDecisions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["volunteer"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        "-- What became of a credit, in order.
         create index changes_credit on changes (credit_id, position);
         -- Disputes in the order of their raising, those that are open first of all.
         create index disputes_open on disputes (position) where state = 'OPEN';
         create index disputes_credit on disputes (credit_id) where credit_id is not null;
         create index disputes_answer on disputes (answer) where answer is not null;
         create index disputes_volunteer on disputes (volunteer_id, position)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

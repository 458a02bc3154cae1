//! How a career went: registration periods with their education, posts, grades, appraisals, outcomes (职业档案).
//!
//! People stand here by id only; names are the person directory's.

mod fold;
mod reads;
mod tables;

pub use reads::{
    Candidate, CandidateFilter, Careers, DivisionHeadcount, EducationGap, GapFilter, Requirement, appraisals_of,
    candidates, careers_of, gaps, gaps_count, grades_of, headcounts,
};
pub use tables::{AppraisalRow, CertificateRow, EducationRow, GradeRow, OutcomeRow, PeriodRow, PostRow, WorkerRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "career_ledger";

/// The ledger of careers.
#[derive(Clone, Copy, Debug, Default)]
pub struct CareerLedger;

impl View for CareerLedger {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["social_worker"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        "-- Lists run in the order of the code.
         create index workers_code on workers (code, id);
         -- Whose registration ends in these days?
         create index periods_last on periods (to_day);
         create index certificates_worker on certificates (social_worker_id);
         create index outcomes_worker on outcomes (social_worker_id);
         create index periods_worker on periods (social_worker_id);
         create index education_worker on education (social_worker_id, completed_on);
         -- Who holds a post in this division?
         create index posts_division on posts (division, from_day);
         -- What posts, grades and appraisals did this worker have?
         create index posts_worker on posts (social_worker_id);
         create index grades_worker on grades (social_worker_id, assigned_on);
         create index appraisals_worker on appraisals (social_worker_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

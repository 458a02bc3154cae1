//! What volunteers were recognised for: trainings, commendations, evaluations, stars and certificates (激励嘉许).
//!
//! The credits stand here too, in short: a certificate shows that a credit in it was corrected or revoked after its
//! issue, and candidates for a star are counted by evidence class.

mod fold;
mod reads;
mod stars;
mod tables;

pub use reads::{
    CertificateUnit, ROWS_LIMIT, certificate, certificate_units, certificates_of, commendations_of, evaluations_of,
    star_of, trainings_of,
};
pub use stars::{StarCandidate, StarFilter, StarReached, StarRule, star_candidates, stars_reached};
pub use tables::{CertificateRow, CommendationRow, EvaluationRow, StarRow, TrainingRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "recognition_register";

/// The register of recognition.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecognitionRegister;

impl View for RecognitionRegister {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        3
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["recognition", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        "-- The live minutes of a volunteer by evidence; who served for an organization.
         create index ledger_volunteer on ledger (volunteer_id) include (evidence, minutes) where live;
         create index ledger_organization on ledger (organization_id, volunteer_id) where live;
         create index residents_division on residents (division);
         create index trainings_volunteer on trainings (volunteer_id, completed_on);
         create index commendations_volunteer on commendations (volunteer_id, granted_on);
         create index certificates_volunteer on certificates (volunteer_id, issued_on);
         -- Which certificates hold this credit?
         create index items_credit on items (credit_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}

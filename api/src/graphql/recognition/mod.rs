//! Recognition on the wire: trainings, commendations, evaluations, stars and certificates.

pub mod certificates;
pub mod mutations;
pub mod stars;
pub mod types;
pub mod words;

pub use certificates::{CertificateMutation, CertificateQuery};
pub use mutations::RecognitionMutation;
pub(crate) use stars::star_rule;
pub use stars::{StarMutation, StarQuery};
pub use types::Recognition;

use crate::{edge::Refused, facts};
use muster_domain::{
    kernel::Code,
    recognition::{LedgerFacts, Recognition as RecognitionState},
    volunteer::Volunteer as VolunteerState,
};
use muster_eventstore::{StepError, Unit};
use uuid::Uuid;

/// Loads a volunteer's ledger and recognition into one unit, so that the append checks both.
async fn load(unit: &mut Unit, volunteer: &Code) -> Result<(Uuid, LedgerFacts), StepError<Refused>> {
    let id = facts::known_volunteer(unit, volunteer).await?.uuid();
    unit.load::<RecognitionState>([id]).await?;
    let ledger = unit.state::<VolunteerState>(id)?.ledger_facts().ok_or_else(|| {
        let refused = Refused::new("VOLUNTEER_UNKNOWN", format!("there is no volunteer {volunteer}"));
        StepError::Refused(refused.with("volunteer", volunteer.as_str()))
    })?;
    Ok((id, ledger))
}

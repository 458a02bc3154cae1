//! Points follow the hours that brought them, in the unit of work that changes these, and never the other way.

use crate::edge::{self, Refused};
use muster_domain::{
    kernel::VolunteerId,
    points_account::{PointsAccount, PointsAccountCommand},
    volunteer::Volunteer,
};
use muster_eventstore::{StepError, Unit};

/// Lets a volunteer's points follow the hour ledger as this unit leaves it; whoever changes credits calls it after.
pub(crate) async fn follow(unit: &mut Unit, volunteer: VolunteerId) -> Result<(), StepError<Refused>> {
    let id = volunteer.uuid();
    unit.load::<Volunteer>([id]).await?;
    let Some(ledger) = unit.state::<Volunteer>(id)?.ledger_facts() else { return Ok(()) };
    unit.decide::<PointsAccount>(id, PointsAccountCommand::FollowLedger { ledger }).await?.map_err(edge::refuse)?;
    Ok(())
}

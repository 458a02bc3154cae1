//! What a second person decided on somebody's act (复核): hours that waited, grants, erasures, reads of minors' records.

use super::tables::{CreditEntryRow, DecisionKind, DecisionRow};
use crate::{RowSet, ViewFault};
use muster_domain::{account::AccountEvent, kernel::time, person::PersonEvent};
use muster_eventstore::Recorded;

/// The decision on a credit that waited, as it stands.
pub(super) fn of_credit(recorded: &Recorded, row: &CreditEntryRow, approved: bool) -> DecisionRow {
    DecisionRow {
        position: recorded.position,
        kind: DecisionKind::Credit.code().to_owned(),
        subject: row.credit_id,
        organization_id: Some(row.organization_id),
        division: Some(row.division.clone()),
        asked_by: row.asked_by.clone(),
        asked_position: Some(row.asked_position),
        decided_by: recorded.metadata.actor.clone(),
        decided_on: time::local_date(recorded.recorded_at),
        approved,
        over_day: row.over_day,
        over_minutes: row.over_minutes,
        over_limit: row.over_limit,
    }
}

/// A decision of four eyes that says itself who asked.
fn decided(
    recorded: &Recorded,
    kind: DecisionKind,
    asked_by: Option<&str>,
    decided_by: &str,
) -> Result<DecisionRow, ViewFault> {
    Ok(DecisionRow {
        position: recorded.position,
        kind: kind.code().to_owned(),
        subject: recorded.stream()?,
        organization_id: None,
        division: None,
        asked_by: asked_by.map(str::to_owned),
        asked_position: None,
        decided_by: Some(decided_by.to_owned()),
        decided_on: time::local_date(recorded.recorded_at),
        approved: true,
        over_day: None,
        over_minutes: None,
        over_limit: None,
    })
}

pub(super) fn granted(
    rows: &mut RowSet<DecisionRow>,
    recorded: &Recorded,
    event: &AccountEvent,
) -> Result<(), ViewFault> {
    // One made on the host has nobody who proposed it.
    if let AccountEvent::RoleGranted { proposed_by: Some(proposed_by), approved_by, .. } = event {
        rows.put(decided(recorded, DecisionKind::Grant, Some(proposed_by), approved_by)?);
    }
    Ok(())
}

pub(super) fn protect(
    rows: &mut RowSet<DecisionRow>,
    recorded: &Recorded,
    event: &PersonEvent,
) -> Result<(), ViewFault> {
    if let PersonEvent::PersonErased { proposed_by, approved_by, .. } = event {
        rows.put(decided(recorded, DecisionKind::Erasure, Some(proposed_by), approved_by)?);
    }
    if let PersonEvent::MinorReadApproved { reader, approved_by, .. } = event {
        rows.put(decided(recorded, DecisionKind::MinorRead, Some(reader), approved_by)?);
    }
    Ok(())
}

//! How a page of organizations' events changes the directory. No reads for others.

use super::{OrganizationRow, PairingRow, standing_fold::StandingRows};
use crate::{Fold, RowSet, ViewFault};
use muster_domain::{kernel::OrganizationId, organization::OrganizationEvent};
use muster_eventstore::Recorded;

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut ended) = (Vec::new(), Vec::new());
    for recorded in page.iter().filter(|event| event.aggregate_type == "organization") {
        let event = recorded.decode::<OrganizationEvent>()?;
        if let OrganizationEvent::PairingEnded { pairing_id, .. } = &event {
            ended.push(pairing_id.to_string());
        }
        events.push((recorded, event));
    }
    let ids = events.iter().map(|(recorded, _)| recorded.aggregate_id.clone()).collect::<Vec<_>>();
    let mut organizations = RowSet::<OrganizationRow>::load(fold.connection, ids).await?;
    let mut pairings = RowSet::<PairingRow>::load(fold.connection, ended).await?;
    let mut standing = StandingRows::load(fold.connection, &events).await?;
    for (recorded, event) in events {
        standing.apply(recorded, &event)?;
        match event {
            OrganizationEvent::OrganizationsPaired { pairing_id, partner, span, kind, scope } => {
                pairings.put(PairingRow {
                    id: pairing_id.uuid(),
                    organization_id: recorded.stream()?,
                    partner_id: partner.uuid(),
                    from_day: span.from,
                    to_day: span.to,
                    kind: kind.map(|kind| kind.code().to_owned()),
                    scope: scope.map(|scope| scope.code().to_owned()),
                });
            }
            OrganizationEvent::PairingEnded { pairing_id, ended_on, .. } => {
                let row =
                    pairings.get_mut(&pairing_id.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "pairing"))?;
                row.to_day = Some(ended_on);
            }
            other @ (OrganizationEvent::OrganizationRegistered { .. }
            | OrganizationEvent::OrganizationChanged { .. }
            | OrganizationEvent::OrganizationAttached { .. }
            | OrganizationEvent::RecorderAuthorised { .. }
            | OrganizationEvent::RecorderRevoked { .. }
            | OrganizationEvent::OrganizationSuspended { .. }
            | OrganizationEvent::OrganizationRestored { .. }
            | OrganizationEvent::OrganizationDissolved { .. }
            | OrganizationEvent::LevelRecorded { .. }
            | OrganizationEvent::LegalRepresentativeNamed { .. }
            | OrganizationEvent::OrganizationSucceeded { .. }) => apply(&mut organizations, recorded, other)?,
            OrganizationEvent::LeadershipTermRenewed { .. }
            | OrganizationEvent::LabelGranted { .. }
            | OrganizationEvent::LabelWithdrawn { .. }
            | OrganizationEvent::PledgeSigned { .. }
            | OrganizationEvent::CoverageSurveyed { .. } => {}
        }
    }
    organizations.write(fold.connection).await?;
    standing.write(fold.connection).await?;
    pairings.write(fold.connection).await
}

fn apply(rows: &mut RowSet<OrganizationRow>, recorded: &Recorded, event: OrganizationEvent) -> Result<(), ViewFault> {
    if let OrganizationEvent::OrganizationRegistered {
        code,
        name,
        kind,
        division,
        parent,
        credit_code,
        registered_on,
    } = event
    {
        rows.put(OrganizationRow {
            id: recorded.stream()?,
            code: code.as_str().to_owned(),
            name,
            kind: kind.code().to_owned(),
            division: division.as_str().to_owned(),
            parent_id: parent.map(OrganizationId::uuid),
            credit_code: credit_code.map(|code| code.as_str().to_owned()),
            registered_on,
            suspended: false,
            dissolved_on: None,
            successor_id: None,
            recorders_count: 0,
            level: None,
            legal_representative_id: None,
        });
        return Ok(());
    }
    let row = rows.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "organization"))?;
    match event {
        OrganizationEvent::OrganizationChanged { name, division, .. } => {
            if let Some(name) = name {
                row.name = name;
            }
            if let Some(division) = division {
                division.as_str().clone_into(&mut row.division);
            }
        }
        OrganizationEvent::OrganizationAttached { parent, .. } => row.parent_id = Some(parent.uuid()),
        OrganizationEvent::RecorderAuthorised { .. } => row.recorders_count += 1,
        OrganizationEvent::RecorderRevoked { .. } => row.recorders_count -= 1,
        OrganizationEvent::OrganizationSuspended { .. } => row.suspended = true,
        OrganizationEvent::OrganizationRestored { .. } => row.suspended = false,
        OrganizationEvent::OrganizationDissolved { dissolved_on, successor, .. } => {
            row.dissolved_on = Some(dissolved_on);
            row.successor_id = successor.map(OrganizationId::uuid);
        }
        OrganizationEvent::OrganizationSucceeded { successor, .. } => row.successor_id = Some(successor.uuid()),
        OrganizationEvent::LegalRepresentativeNamed { person_id, .. } => {
            row.legal_representative_id = Some(person_id.uuid());
        }
        OrganizationEvent::LevelRecorded { level, .. } => row.level = Some(level.code().to_owned()),
        OrganizationEvent::OrganizationRegistered { .. }
        | OrganizationEvent::OrganizationsPaired { .. }
        | OrganizationEvent::PairingEnded { .. }
        | OrganizationEvent::LeadershipTermRenewed { .. }
        | OrganizationEvent::LabelGranted { .. }
        | OrganizationEvent::LabelWithdrawn { .. }
        | OrganizationEvent::PledgeSigned { .. }
        | OrganizationEvent::CoverageSurveyed { .. } => {}
    }
    Ok(())
}

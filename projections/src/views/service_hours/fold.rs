//! From events of the hour ledger to rows of credits. No figure is summed here.

use super::{CreditRow, CreditState, VolunteerPerson, write};
use crate::{Fold, RowSet, ViewFault, merged::Merged, rows::integer};
use chrono::Datelike as _;
use muster_domain::{
    kernel::CreditId,
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_eventstore::Recorded;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// An event with its place and its volunteer.
struct Entry<'p> {
    recorded: &'p Recorded,
    volunteer: Uuid,
    event: VolunteerEvent,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let merged = Merged::take_in(page, fold.connection).await?;
    let events = page.iter().filter(|event| event.aggregate_type == "volunteer");
    let entries = events
        .map(|recorded| Ok(Entry { recorded, volunteer: recorded.stream()?, event: recorded.decode()? }))
        .collect::<Result<Vec<_>, ViewFault>>()?;
    let credited = entries.iter().filter(|entry| {
        matches!(entry.event, VolunteerEvent::HoursCredited { .. } | VolunteerEvent::HoursCorrected { .. })
    });
    let volunteers: HashSet<Uuid> = credited.map(|entry| entry.volunteer).collect();
    let mut people = people_of(fold.connection, volunteers).await?;
    let mut registered = RowSet::<VolunteerPerson>::default();
    let known = entries.iter().filter_map(|entry| known_credit(&entry.event)).map(|id| id.to_string());
    let mut credits = RowSet::<CreditRow>::load(fold.connection, known).await?;
    for entry in entries {
        if let VolunteerEvent::VolunteerRegistered { person_id, .. } = &entry.event {
            people.insert(entry.volunteer, merged.counted(person_id.uuid()));
            registered.put(VolunteerPerson { id: entry.volunteer, person_id: person_id.uuid() });
        }
        apply(&people, &mut credits, entry)?;
    }
    registered.write(fold.connection).await?;
    write::write(credits.touched(), fold.connection).await?;
    recount(merged.changed(), fold.connection).await
}

/// Lets the credits of records that were merged or split count for whom they should.
async fn recount(changed: Vec<Uuid>, connection: &mut PgConnection) -> Result<(), ViewFault> {
    if changed.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "update credits c set person_id = p.counted
         from (select v.id, coalesce(m.survivor, v.person_id) as counted
               from volunteers v left join merged m on m.duplicate = v.person_id where v.person_id = any($1)) as p
         where c.volunteer_id = p.id and c.person_id <> p.counted",
    )
    .bind(changed)
    .execute(connection)
    .await
    .map_err(ViewFault::database("counting merged people once"))?;
    Ok(())
}

/// The natural persons for whom volunteers of earlier pages count.
async fn people_of(connection: &mut PgConnection, volunteers: HashSet<Uuid>) -> Result<HashMap<Uuid, Uuid>, ViewFault> {
    let volunteers: Vec<Uuid> = volunteers.into_iter().collect();
    let found: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "select v.id, coalesce(m.survivor, v.person_id)
         from volunteers v left join merged m on m.duplicate = v.person_id where v.id = any($1)",
    )
    .bind(volunteers)
    .fetch_all(connection)
    .await
    .map_err(ViewFault::database("finding the people of volunteers"))?;
    Ok(found.into_iter().collect())
}

/// The credit whose row an event changes; events that bring a whole credit need no row from before.
fn known_credit(event: &VolunteerEvent) -> Option<CreditId> {
    match event {
        VolunteerEvent::CreditApproved { credit_id, .. }
        | VolunteerEvent::CreditRejected { credit_id, .. }
        | VolunteerEvent::HoursCorrected { credit_id, .. }
        | VolunteerEvent::HoursRevoked { credit_id, .. } => Some(*credit_id),
        VolunteerEvent::VolunteerRegistered { .. }
        | VolunteerEvent::SkillsDeclared { .. }
        | VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::HoursCredited { .. }
        | VolunteerEvent::RecordDisputed { .. }
        | VolunteerEvent::DisputeResolved { .. }
        | VolunteerEvent::HoursImported { .. }
        | VolunteerEvent::SelfEntrySuspended { .. }
        | VolunteerEvent::SelfEntryRestored {}
        | VolunteerEvent::AvailabilityDeclared { .. }
        | VolunteerEvent::InsuranceRecorded { .. }
        | VolunteerEvent::VolunteerDeactivated { .. }
        | VolunteerEvent::VolunteerReactivated { .. }
        | VolunteerEvent::LedgersJoined { .. }
        | VolunteerEvent::LedgersParted { .. } => None,
    }
}

fn apply(people: &HashMap<Uuid, Uuid>, credits: &mut RowSet<CreditRow>, entry: Entry<'_>) -> Result<(), ViewFault> {
    let Entry { recorded, volunteer, event } = entry;
    match event {
        VolunteerEvent::HoursCredited { credit } => {
            let person = *people.get(&volunteer).ok_or_else(|| unknown(recorded, "volunteer"))?;
            credits.put(row(recorded, volunteer, person, &credit));
        }
        VolunteerEvent::HoursCorrected { credit_id, after, .. } => {
            let person = *people.get(&volunteer).ok_or_else(|| unknown(recorded, "volunteer"))?;
            let before = credits.get(&credit_id.to_string()).ok_or_else(|| unknown(recorded, "credit"))?;
            // A correction changes what was served, not when the credit was first recorded.
            let recorded_at = before.recorded_at;
            let corrected = row(recorded, volunteer, person, &after);
            credits.put(CreditRow { credit_id: credit_id.uuid(), recorded_at, ..corrected });
        }
        VolunteerEvent::CreditApproved { credit_id, .. } => turn(credits, recorded, credit_id, CreditState::Live)?,
        VolunteerEvent::CreditRejected { credit_id, .. } => turn(credits, recorded, credit_id, CreditState::Rejected)?,
        VolunteerEvent::HoursRevoked { credit_id, .. } => turn(credits, recorded, credit_id, CreditState::Revoked)?,
        VolunteerEvent::VolunteerRegistered { .. }
        | VolunteerEvent::SkillsDeclared { .. }
        | VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::RecordDisputed { .. }
        | VolunteerEvent::DisputeResolved { .. }
        | VolunteerEvent::HoursImported { .. }
        | VolunteerEvent::SelfEntrySuspended { .. }
        | VolunteerEvent::SelfEntryRestored {}
        | VolunteerEvent::AvailabilityDeclared { .. }
        | VolunteerEvent::InsuranceRecorded { .. }
        | VolunteerEvent::VolunteerDeactivated { .. }
        | VolunteerEvent::VolunteerReactivated { .. }
        | VolunteerEvent::LedgersJoined { .. }
        | VolunteerEvent::LedgersParted { .. } => {}
    }
    Ok(())
}

/// Gives a credit another state.
fn turn(
    credits: &mut RowSet<CreditRow>,
    recorded: &Recorded,
    credit: CreditId,
    state: CreditState,
) -> Result<(), ViewFault> {
    let row = credits.get_mut(&credit.to_string()).ok_or_else(|| unknown(recorded, "credit"))?;
    state.code().clone_into(&mut row.state);
    row.approval_tier = None;
    row.position = recorded.position;
    Ok(())
}

fn row(recorded: &Recorded, volunteer_id: Uuid, person_id: Uuid, credit: &Credit) -> CreditRow {
    let state = if credit.pending.is_some() { CreditState::Pending } else { CreditState::Live };
    CreditRow {
        credit_id: credit.credit_id.uuid(),
        volunteer_id,
        person_id,
        activity_id: credit.activity_id.uuid(),
        session: integer(credit.session),
        division: credit.division.as_str().to_owned(),
        category: credit.category.code().to_owned(),
        team_id: credit.team_id.map(muster_domain::kernel::TeamId::uuid),
        organization_id: credit.organization_id.uuid(),
        served_on: credit.served_on,
        month: format!("{:04}-{:02}", credit.served_on.year(), credit.served_on.month()),
        starts_at: credit.span.starts_at,
        ends_at: credit.span.ends_at,
        minutes: integer(credit.minutes),
        evidence: credit.evidence.code().to_owned(),
        source: credit.source.code().to_owned(),
        late: credit.late,
        before_registration: credit.before_registration,
        state: state.code().to_owned(),
        approval_tier: credit.pending.map(|tier| tier.code().to_owned()),
        recorded_at: recorded.recorded_at,
        position: recorded.position,
    }
}

fn unknown(recorded: &Recorded, what: &'static str) -> ViewFault {
    ViewFault::Unknown { position: recorded.position, event_type: recorded.event_type.clone(), what }
}

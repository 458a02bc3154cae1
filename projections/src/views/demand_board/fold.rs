//! How a page of events changes the board. No reads for others here.

use super::{DemandRow, MatchRow};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use muster_domain::service_demand::{Responder, ServiceDemandEvent};
use muster_eventstore::Recorded;
use uuid::Uuid;

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    for recorded in page.iter().filter(|event| event.aggregate_type == "service_demand") {
        events.push((recorded, recorded.decode::<ServiceDemandEvent>()?));
    }
    let (mut closed, mut answered) = (Vec::new(), Vec::new());
    for (recorded, event) in &events {
        match event {
            ServiceDemandEvent::ServiceDemandClosed { .. } => closed.push(recorded.aggregate_id.clone()),
            ServiceDemandEvent::DemandResponseRecorded { responder, .. } => {
                answered.push(match_key(recorded, *responder));
            }
            ServiceDemandEvent::ServiceDemandPosted { .. } | ServiceDemandEvent::ServiceDemandMatched { .. } => {}
        }
    }
    let mut demands = RowSet::<DemandRow>::load(fold.connection, closed).await?;
    let mut matches = RowSet::<MatchRow>::load(fold.connection, answered).await?;
    for (recorded, event) in events {
        apply((&mut demands, &mut matches), recorded, event)?;
    }
    demands.write(fold.connection).await?;
    matches.write(fold.connection).await
}

fn match_key(recorded: &Recorded, responder: Responder) -> String {
    let (team, volunteer) = ids(responder);
    format!("{}/{}", recorded.aggregate_id, team.or(volunteer).unwrap_or_default())
}

/// The team, or the volunteer.
fn ids(responder: Responder) -> (Option<Uuid>, Option<Uuid>) {
    match responder {
        Responder::Team(team) => (Some(team.uuid()), None),
        Responder::Volunteer(volunteer) => (None, Some(volunteer.uuid())),
    }
}

fn apply(
    (demands, matches): (&mut RowSet<DemandRow>, &mut RowSet<MatchRow>),
    recorded: &Recorded,
    event: ServiceDemandEvent,
) -> Result<(), ViewFault> {
    use ServiceDemandEvent as E;
    let demand_id = recorded.stream()?;
    match event {
        E::ServiceDemandPosted { code, organization_id, demand, posted_at } => demands.put(DemandRow {
            id: demand_id,
            code: code.as_str().to_owned(),
            organization_id: organization_id.uuid(),
            division: demand.division.as_str().to_owned(),
            place: demand.place,
            starts_at: demand.window.starts_at,
            ends_at: demand.window.ends_at,
            category: demand.category.code().to_owned(),
            skill: demand.skill,
            people_needed: integer(demand.people_needed),
            authority_reference: demand.authority_reference,
            posted_at,
            outcome: None,
            closed_at: None,
        }),
        E::ServiceDemandMatched { responder, people, matched_at, .. } => {
            let (team_id, volunteer_id) = ids(responder);
            matches.put(MatchRow {
                key: match_key(recorded, responder),
                demand_id,
                team_id,
                volunteer_id,
                people: integer(people),
                matched_at,
                answer: None,
                people_answered: 0,
                answered_at: None,
            });
        }
        E::DemandResponseRecorded { responder, answer, people, answered_at } => {
            let row = matches
                .get_mut(&match_key(recorded, responder))
                .ok_or_else(|| ViewFault::unknown(recorded, "match"))?;
            row.answer = Some(answer.code().to_owned());
            row.people_answered = integer(people);
            row.answered_at = Some(answered_at);
        }
        E::ServiceDemandClosed { outcome, closed_at, .. } => {
            let row = demands.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "demand"))?;
            row.outcome = Some(outcome.code().to_owned());
            row.closed_at = Some(closed_at);
        }
    }
    Ok(())
}

//! How a page of calls' events changes the ledger. No reads for others.

use super::{MatterRow, MatterState};
use crate::{Fold, RowSet, ViewFault};
use muster_domain::{
    kernel::Code,
    matter::{MatterCaller, MatterEvent},
};
use muster_eventstore::Recorded;

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut known) = (Vec::new(), Vec::new());
    for recorded in page.iter().filter(|event| event.aggregate_type == "matter") {
        let event = recorded.decode::<MatterEvent>()?;
        match &event {
            MatterEvent::MattersRaised { .. } => {}
            MatterEvent::MattersTaken { matters, .. }
            | MatterEvent::MattersResolved { matters, .. }
            | MatterEvent::MattersDeclined { matters, .. } => {
                known.extend(matters.iter().map(|code| key(recorded, code)));
            }
            MatterEvent::MatterReopened { matter, .. } => known.push(key(recorded, matter)),
        }
        events.push((recorded, event));
    }
    let mut rows = RowSet::<MatterRow>::load(fold.connection, known).await?;
    for (recorded, event) in events {
        apply(&mut rows, recorded, event)?;
    }
    rows.write(fold.connection).await
}

fn key(recorded: &Recorded, code: &Code) -> String {
    format!("{}/{code}", recorded.aggregate_id)
}

fn apply(rows: &mut RowSet<MatterRow>, recorded: &Recorded, event: MatterEvent) -> Result<(), ViewFault> {
    match event {
        MatterEvent::MattersRaised { code: call, caller, department, division, matters, raised_on } => {
            let (organization_id, instructor_id) = match caller {
                MatterCaller::Organization(id) => (Some(id.uuid()), None),
                MatterCaller::Instructor(id) => (None, Some(id.uuid())),
            };
            for listed in matters {
                rows.put(MatterRow {
                    key: key(recorded, &listed.code),
                    call_id: recorded.stream()?,
                    call_code: call.as_str().to_owned(),
                    code: listed.code.as_str().to_owned(),
                    kind: listed.kind.code().to_owned(),
                    organization_id,
                    instructor_id,
                    department_id: department.uuid(),
                    division: division.as_str().to_owned(),
                    raised_on,
                    response: None,
                    taken_on: None,
                    state: MatterState::Raised.code().to_owned(),
                    closed_on: None,
                    reopened: 0,
                });
            }
            Ok(())
        }
        MatterEvent::MattersTaken { response, matters, taken_on } => change(rows, recorded, &matters, |row| {
            row.response = Some(response.as_str().to_owned());
            row.taken_on = Some(taken_on);
            row.state = MatterState::Taken.code().to_owned();
        }),
        MatterEvent::MattersResolved { matters, resolved_on, .. } => change(rows, recorded, &matters, |row| {
            row.closed_on = Some(resolved_on);
            row.state = MatterState::Resolved.code().to_owned();
        }),
        MatterEvent::MattersDeclined { matters, declined_on, .. } => change(rows, recorded, &matters, |row| {
            row.closed_on = Some(declined_on);
            row.state = MatterState::Declined.code().to_owned();
        }),
        MatterEvent::MatterReopened { matter, .. } => change(rows, recorded, &[matter], |row| {
            row.closed_on = None;
            row.reopened += 1;
            let state = if row.taken_on.is_some() { MatterState::Taken } else { MatterState::Raised };
            row.state = state.code().to_owned();
        }),
    }
}

fn change(
    rows: &mut RowSet<MatterRow>,
    recorded: &Recorded,
    matters: &[Code],
    change: impl Fn(&mut MatterRow),
) -> Result<(), ViewFault> {
    for code in matters {
        let unknown = || ViewFault::Unknown {
            position: recorded.position,
            event_type: recorded.event_type.clone(),
            what: "matter",
        };
        change(rows.get_mut(&key(recorded, code)).ok_or_else(unknown)?);
    }
    Ok(())
}

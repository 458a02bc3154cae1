//! How a page of team events changes the intervals. No SQL of its own and no reads for others.

use super::{AreaRow, CallRow, CategoryRow, DrillRow, MemberRow, SuspensionRow, TeamRow};
use crate::{Fold, RowSet, ViewFault};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{VolunteerId, time, words::TeamCategory},
    team::TeamEvent,
};
use muster_eventstore::Recorded;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    teams: RowSet<TeamRow>,
    categories: RowSet<CategoryRow>,
    suspensions: RowSet<SuspensionRow>,
    areas: RowSet<AreaRow>,
    members: RowSet<MemberRow>,
    drills: RowSet<DrillRow>,
    calls: RowSet<CallRow>,
}

impl Rows {
    /// Says at which position the event stands whose changes come next.
    fn at(&mut self, position: i64) {
        self.teams.at(position);
        self.categories.at(position);
        self.suspensions.at(position);
        self.areas.at(position);
        self.members.at(position);
        self.drills.at(position);
        self.calls.at(position);
    }
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    for recorded in page.iter().filter(|event| event.aggregate_type == "team") {
        events.push((recorded, recorded.decode::<TeamEvent>()?));
    }
    let mut rows = load(&events, fold).await?;
    for (recorded, event) in events {
        rows.at(recorded.position);
        apply(&mut rows, recorded, event)?;
    }
    rows.teams.write(fold.connection).await?;
    rows.categories.write(fold.connection).await?;
    rows.suspensions.write(fold.connection).await?;
    rows.areas.write(fold.connection).await?;
    rows.members.write(fold.connection).await?;
    rows.drills.write(fold.connection).await?;
    rows.calls.write(fold.connection).await?;
    super::members::fold(page, fold).await
}

/// Loads the teams spoken of, and of the intervals those that an event of the page ends.
async fn load(events: &[(&Recorded, TeamEvent)], fold: &mut Fold<'_>) -> Result<Rows, ViewFault> {
    let (mut resumed, mut withdrawn, mut left, mut stood_down) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (recorded, event) in events {
        let team = &recorded.aggregate_id;
        match event {
            TeamEvent::TeamResumed { .. } => resumed.push(team.clone()),
            TeamEvent::ServiceAreaWithdrawn { division, .. } => withdrawn.push(format!("{team}/{}", division.as_str())),
            TeamEvent::MemberLeft { volunteer_id, .. } => left.push(format!("{team}/{volunteer_id}")),
            TeamEvent::TeamStoodDown { .. } => stood_down.push(team.clone()),
            TeamEvent::TeamFormed { .. }
            | TeamEvent::MemberAdmitted { .. }
            | TeamEvent::LeaderAppointed { .. }
            | TeamEvent::ServiceAreaAssigned { .. }
            | TeamEvent::TeamReclassified { .. }
            | TeamEvent::DrillRecorded { .. }
            | TeamEvent::TeamActivated { .. }
            | TeamEvent::TeamSuspended { .. }
            | TeamEvent::TeamDisbanded { .. } => {}
        }
    }
    let mut rows = Rows::default();
    let teams = events.iter().map(|(recorded, _)| recorded.aggregate_id.clone()).collect::<Vec<_>>();
    rows.teams.load_more(fold.connection, teams).await?;
    rows.suspensions.load_under(fold.connection, resumed).await?;
    rows.areas.load_under(fold.connection, withdrawn).await?;
    rows.members.load_under(fold.connection, left).await?;
    rows.calls.load_under(fold.connection, stood_down).await?;
    Ok(rows)
}

fn team_of<'r>(rows: &'r mut Rows, recorded: &Recorded) -> Result<&'r mut TeamRow, ViewFault> {
    rows.teams.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "team"))
}

fn apply(rows: &mut Rows, recorded: &Recorded, event: TeamEvent) -> Result<(), ViewFault> {
    let (team, team_id) = (&recorded.aggregate_id, recorded.stream()?);
    match event {
        TeamEvent::TeamFormed { code, category, emergency, formed_on, .. } => {
            rows.teams.put(TeamRow {
                id: team_id,
                code: code.as_str().to_owned(),
                category: category.code().to_owned(),
                emergency,
                formed_on,
                disbanded_on: None,
            });
            categorise(rows, recorded, category, emergency, formed_on)?;
        }
        TeamEvent::TeamReclassified { category, emergency, reclassified_on } => {
            let row = team_of(rows, recorded)?;
            category.code().clone_into(&mut row.category);
            row.emergency = emergency;
            categorise(rows, recorded, category, emergency, reclassified_on)?;
        }
        TeamEvent::TeamDisbanded { disbanded_on, .. } => {
            let row = team_of(rows, recorded)?;
            row.disbanded_on = Some(disbanded_on);
        }
        TeamEvent::MemberAdmitted { volunteer_id, admitted_on } => rows.members.put(MemberRow {
            key: format!("{team}/{volunteer_id}/{admitted_on}"),
            team_id,
            volunteer_id: volunteer_id.uuid(),
            admitted_on,
            left_on: None,
        }),
        TeamEvent::MemberLeft { volunteer_id, left_on } => leave(rows, recorded, volunteer_id, left_on)?,
        TeamEvent::ServiceAreaAssigned { division, span } => rows.areas.put(AreaRow {
            key: format!("{team}/{}/{}", division.as_str(), span.from),
            team_id,
            division: division.as_str().to_owned(),
            from_day: span.from,
            to_day: span.to,
        }),
        TeamEvent::ServiceAreaWithdrawn { division, last_day } => {
            withdraw(rows, recorded, &format!("{team}/{}", division.as_str()), last_day)?;
        }
        TeamEvent::TeamSuspended { suspended_on, .. } => rows.suspensions.put(SuspensionRow {
            key: format!("{team}/{suspended_on}"),
            team_id,
            from_day: suspended_on,
            to_day: None,
        }),
        TeamEvent::TeamResumed { resumed_on } => {
            let open = rows.suspensions.under(team).filter(|row| row.to_day.is_none()).last();
            let key = open.map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "suspension"))?;
            let row = rows.suspensions.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "suspension"))?;
            row.to_day = Some(time::day_before(resumed_on));
        }
        TeamEvent::DrillRecorded { drilled_on, .. } => {
            rows.drills.put(DrillRow { key: format!("{team}/{drilled_on}"), team_id, drilled_on });
        }
        TeamEvent::TeamActivated { activated_on, .. } => rows.calls.put(CallRow {
            key: format!("{team}/{activated_on}"),
            team_id,
            from_day: activated_on,
            to_day: None,
        }),
        TeamEvent::TeamStoodDown { stood_down_on } => stand_down(rows, recorded, stood_down_on)?,
        TeamEvent::LeaderAppointed { .. } => {}
    }
    Ok(())
}

/// Ends the membership that is open.
fn leave(rows: &mut Rows, recorded: &Recorded, volunteer_id: VolunteerId, left_on: NaiveDate) -> Result<(), ViewFault> {
    let open = rows
        .members
        .under(&format!("{}/{volunteer_id}", recorded.aggregate_id))
        .filter(|row| row.left_on.is_none())
        .last();
    let key = open.map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "membership"))?;
    rows.members.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "membership"))?.left_on = Some(left_on);
    Ok(())
}

/// Ends the call on the day before: on that day the team is at standby.
fn stand_down(rows: &mut Rows, recorded: &Recorded, stood_down_on: NaiveDate) -> Result<(), ViewFault> {
    let open = rows.calls.under(&recorded.aggregate_id).filter(|row| row.to_day.is_none()).last();
    let key = open.map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "call"))?;
    let row = rows.calls.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "call"))?;
    row.to_day = Some(time::day_before(stood_down_on));
    Ok(())
}

/// Remembers the category from a day on; a second change from the same day takes the place of the first.
fn categorise(
    rows: &mut Rows,
    recorded: &Recorded,
    category: TeamCategory,
    emergency: bool,
    from_day: NaiveDate,
) -> Result<(), ViewFault> {
    rows.categories.put(CategoryRow {
        key: format!("{}/{from_day}", recorded.aggregate_id),
        team_id: recorded.stream()?,
        from_day,
        category: category.code().to_owned(),
        emergency,
    });
    Ok(())
}

/// Shortens the area of the division that is live on the last day; a later one stays as it is.
fn withdraw(rows: &mut Rows, recorded: &Recorded, prefix: &str, last_day: NaiveDate) -> Result<(), ViewFault> {
    let longer =
        rows.areas.under(prefix).filter(|row| row.from_day <= last_day && row.to_day.is_none_or(|to| last_day < to));
    let keys: Vec<String> = longer.map(|row| row.key.clone()).collect();
    for key in keys {
        rows.areas.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "service area"))?.to_day = Some(last_day);
    }
    Ok(())
}

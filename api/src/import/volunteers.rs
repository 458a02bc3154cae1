//! `volunteers.csv`: people, their registration as volunteers, and the teams that they join with it.

use super::{
    cells::{self, Cells},
    file::{Column, needed, optional},
    people::{self, PersonCells},
    references,
    report::Refusal,
    rows::{Moment, Sheet, Stop, code_taken, refuse},
};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{Code, DivisionCode, PersonId, TeamId, VolunteerId},
    team::{Team, TeamCommand, TeamEvent, TeamFacts},
    volunteer::{Volunteer, VolunteerCommand, VolunteerRefusal, events::VOLUNTEER_CLAIM},
};
use muster_eventstore::{StoreFault, Unit};

/// The kind.
pub(super) struct Volunteers;

/// A row of `volunteers.csv`.
pub(super) struct Row {
    code: Code,
    person: PersonCells,
    division: DivisionCode,
    skills: Vec<String>,
    teams: Vec<Code>,
    registered_on: NaiveDate,
}

impl Sheet for Volunteers {
    type Row = Row;

    const COLUMNS: &'static [Column] = &[
        needed("code"),
        needed("name"),
        needed("id_number"),
        optional("phone"),
        needed("division"),
        optional("skills"),
        optional("team_codes"),
        needed("registered_on"),
    ];

    fn read(cells: &Cells<'_>, moment: Moment) -> Result<Row, Refusal> {
        let team_codes = cells.list("team_codes")?;
        let team_codes = team_codes.into_iter().map(|code| cells::code("team_codes", code));
        Ok(Row {
            code: cells.read("code", cells::code)?,
            person: PersonCells::read(cells, moment)?,
            division: cells.read("division", cells::division)?,
            skills: cells.list("skills")?.into_iter().map(str::to_owned).collect(),
            teams: team_codes.collect::<Result<_, _>>()?,
            registered_on: cells.read("registered_on", cells::date)?,
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        let ids: Vec<VolunteerId> = rows.iter().map(|row| VolunteerId::of_code(&row.code)).collect();
        unit.load::<Volunteer>(ids.iter().map(|id| id.uuid())).await?;
        references::load_teams(unit, rows.iter().flat_map(|row| &row.teams).collect()).await?;
        let mut of_roles = Vec::new();
        for id in ids {
            of_roles.extend(unit.state::<Volunteer>(id.uuid())?.person_id());
        }
        let people: Vec<&PersonCells> = rows.iter().map(|row| &row.person).collect();
        people::load(unit, &people, VOLUNTEER_CLAIM, of_roles).await
    }

    fn decide(unit: &mut Unit, row: &Row, _moment: Moment) -> Result<bool, Stop> {
        let id = VolunteerId::of_code(&row.code);
        let teams = row.teams.iter().map(|code| references::team(unit, "team_codes", code));
        let teams: Vec<TeamFacts> = teams.collect::<Result<_, _>>()?;
        if let Some(held) = unit.state::<Volunteer>(id.uuid())?.person_id() {
            let fields = differences(unit, row, id, held, &teams)?;
            return if fields.is_empty() { Ok(false) } else { Err(code_taken(&fields)) };
        }
        let link = people::link::<Self>(unit, &row.person, VOLUNTEER_CLAIM, row.registered_on)?;
        let command = VolunteerCommand::RegisterVolunteer {
            person: link.facts,
            code: row.code.clone(),
            division: row.division.clone(),
            registered_on: row.registered_on,
            skills: row.skills.clone(),
        };
        let registered =
            unit.propose::<Volunteer>(id.uuid(), command)?.map_err(|refusal| refuse_registration(&refusal))?;
        let admitted = admissions(unit, row, id, &teams)?;
        people::accept(unit, link)?;
        unit.accept::<Volunteer>(id.uuid(), registered)?;
        for (team, events) in admitted {
            unit.accept::<Team>(team.uuid(), events)?;
        }
        Ok(true)
    }
}

fn refuse_registration(refusal: &VolunteerRefusal) -> Stop {
    let columns = [
        ("IDENTITY_TAKEN", "id_number"),
        ("GUARDIAN_CONSENT_REQUIRED", "id_number"),
        ("REGISTERED_IN_FUTURE", "registered_on"),
        ("TOO_MANY_SKILLS", "skills"),
        ("UNKNOWN_DIVISION", "division"),
        ("DIVISION_", "division"),
    ];
    refuse::<Volunteers, _>(refusal, &columns)
}

/// Nobody joins a team before it is formed, and a file names no day of its own for joining.
fn admitted_on(row: &Row, team: &TeamFacts) -> NaiveDate {
    row.registered_on.max(team.formed_on)
}

fn admissions(
    unit: &Unit,
    row: &Row,
    volunteer_id: VolunteerId,
    teams: &[TeamFacts],
) -> Result<Vec<(TeamId, Vec<TeamEvent>)>, Stop> {
    let mut admitted = Vec::with_capacity(teams.len());
    for team in teams {
        let command = TeamCommand::AdmitMember { volunteer_id, admitted_on: admitted_on(row, team) };
        let events = unit.propose::<Team>(team.team_id.uuid(), command)?.map_err(cells::at("team_codes"))?;
        admitted.push((team.team_id, events));
    }
    Ok(admitted)
}

/// The columns in which a row differs from what its code holds; who left a team since is not admitted again.
fn differences(
    unit: &Unit,
    row: &Row,
    id: VolunteerId,
    held: PersonId,
    teams: &[TeamFacts],
) -> Result<Vec<&'static str>, Stop> {
    let volunteer = unit.state::<Volunteer>(id.uuid())?;
    let of_row = row.person.person_id(unit);
    let others = volunteer.differences(of_row, &row.code, &row.division, row.registered_on, &row.skills);
    let mut fields = people::joined(people::differences(unit, &row.person, held)?, others);
    for team in teams {
        let state = unit.state::<Team>(team.team_id.uuid())?;
        // The day on which a file admits is asked first: going through all members is slow.
        if !state.is_member(id, admitted_on(row, team)) && !state.members().any(|(member, _)| member == id) {
            fields.push("team_codes");
            break;
        }
    }
    Ok(fields)
}

//! `teams.csv`: teams with the divisions that they serve. A file names no first day, so the import's stands for it.

use super::{
    cells::{self, Cells},
    file::{Column, needed, optional},
    references,
    report::Refusal,
    rows::{Moment, Sheet, Stop, code_taken, refuse},
};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{Code, DivisionCode, TeamId, words::TeamCategory},
    organization::OrganizationFacts,
    team::{Team, TeamCommand, TeamRefusal},
};
use muster_eventstore::{StoreFault, Unit};
use std::collections::BTreeSet;

/// The kind.
pub(super) struct Teams;

/// A row of `teams.csv`.
pub(super) struct Row {
    code: Code,
    name: String,
    category: TeamCategory,
    home_division: DivisionCode,
    service_divisions: Vec<DivisionCode>,
    organization: Code,
    emergency: bool,
}

const REFUSAL_COLUMNS: &[(&str, &str)] = &[
    ("ORGANIZATION_NOT_LIVE", "organization_code"),
    ("TEAM_DISBANDED", "code"),
    ("UNKNOWN_DIVISION", "home_division"),
    ("DIVISION_", "home_division"),
];

impl Sheet for Teams {
    type Row = Row;

    const COLUMNS: &'static [Column] = &[
        needed("code"),
        needed("name"),
        needed("category"),
        needed("home_division"),
        needed("service_divisions"),
        needed("organization_code"),
        optional("emergency"),
    ];

    fn read(cells: &Cells<'_>, _moment: Moment) -> Result<Row, Refusal> {
        let service = cells.list("service_divisions")?;
        if service.is_empty() {
            return Err(Refusal::new("CELL_EMPTY", Some("service_divisions"), "service_divisions names no division"));
        }
        let service = service.into_iter().map(|code| cells::division("service_divisions", code));
        Ok(Row {
            code: cells.read("code", cells::code)?,
            name: cells.line("name"),
            category: cells.read("category", cells::word(TeamCategory::read))?,
            home_division: cells.read("home_division", cells::division)?,
            service_divisions: service.collect::<Result<_, _>>()?,
            organization: cells.read("organization_code", cells::code)?,
            emergency: cells.read("emergency", cells::flag)?,
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        references::load_organizations(unit, rows.iter().map(|row| &row.organization).collect()).await?;
        references::load_teams(unit, rows.iter().map(|row| &row.code).collect()).await
    }

    fn decide(unit: &mut Unit, row: &Row, moment: Moment) -> Result<bool, Stop> {
        let organization = references::organization(unit, "organization_code", &row.organization)?;
        let id = TeamId::of_code(&row.code).uuid();
        let form = form(row, organization, moment.effective_on);
        if unit.exists::<Team>(id)? {
            let mut fields = match unit.propose::<Team>(id, form)? {
                Ok(_) => Vec::new(),
                Err(TeamRefusal::CodeTaken { fields }) => fields,
                Err(refusal) => return Err(refuse::<Self, _>(&refusal, REFUSAL_COLUMNS)),
            };
            if !serves_as_listed(unit.state::<Team>(id)?, &row.service_divisions) {
                fields.push("service_divisions");
            }
            return if fields.is_empty() { Ok(false) } else { Err(code_taken(&fields)) };
        }
        check_service_divisions(unit, row, moment.effective_on)?;
        let mut commands = vec![form];
        commands.extend(row.service_divisions.iter().map(|division| TeamCommand::AssignServiceArea {
            division: division.clone(),
            from: moment.effective_on,
            to: None,
        }));
        let events = unit.propose_all::<Team>(id, commands)?;
        let events = events.map_err(|refusal| refuse::<Self, _>(&refusal, REFUSAL_COLUMNS))?;
        unit.accept::<Team>(id, events)?;
        Ok(true)
    }
}

fn form(row: &Row, organization: OrganizationFacts, formed_on: NaiveDate) -> TeamCommand {
    TeamCommand::FormTeam {
        code: row.code.clone(),
        name: row.name.clone(),
        category: row.category,
        home_division: row.home_division.clone(),
        organization,
        emergency: row.emergency,
        formed_on,
    }
}

/// Asked before the team's own rule, so that the refusal stands at its own column and not at the home's.
fn check_service_divisions(unit: &Unit, row: &Row, on: NaiveDate) -> Result<(), Stop> {
    for division in &row.service_divisions {
        unit.context().divisions.valid_on(division, on).map_err(cells::at("service_divisions"))?;
    }
    Ok(())
}

/// Whether the row lists the divisions that a file gave the team, beside any that commands added since.
///
/// A file's divisions are those served from the team's first day.
fn serves_as_listed(team: &Team, listed: &[DivisionCode]) -> bool {
    let formed_on = team.facts().map(|facts| facts.formed_on);
    let listed: BTreeSet<_> = listed.iter().collect();
    let ever: BTreeSet<_> = team.service_areas().map(|(division, _)| division).collect();
    let mut of_file = team.service_areas().filter(|(_, span)| Some(span.from) == formed_on);
    listed.is_subset(&ever) && of_file.all(|(division, _)| listed.contains(division))
}

//! `activities.csv`: activities that were held, taken over with one session of their whole span.

use super::{
    cells::{self, Cells},
    file::{Column, needed},
    references,
    report::Refusal,
    rows::{Moment, Sheet, Stop, refuse},
};
use muster_domain::{
    activity::{Activity, ActivityCommand, ActivityPlan},
    kernel::{
        ActivityId, Code, DivisionCode, TimeSpan,
        words::{ActivityKind, RiskLevel, ServiceCategory},
    },
};
use muster_eventstore::{StoreFault, Unit};

/// The kind.
pub(super) struct Activities;

/// A row of `activities.csv`.
pub(super) struct Row {
    code: Code,
    title: String,
    category: ServiceCategory,
    division: DivisionCode,
    team: Code,
    organization: Code,
    span: TimeSpan,
}

impl Sheet for Activities {
    type Row = Row;

    const COLUMNS: &'static [Column] = &[
        needed("code"),
        needed("title"),
        needed("category"),
        needed("division"),
        needed("team_code"),
        needed("organization_code"),
        needed("starts_at"),
        needed("ends_at"),
    ];

    fn read(cells: &Cells<'_>, _moment: Moment) -> Result<Row, Refusal> {
        Ok(Row {
            code: cells.read("code", cells::code)?,
            title: cells.line("title"),
            category: cells.read("category", cells::word(ServiceCategory::read))?,
            division: cells.read("division", cells::division)?,
            team: cells.read("team_code", cells::code)?,
            organization: cells.read("organization_code", cells::code)?,
            span: TimeSpan {
                starts_at: cells.read("starts_at", cells::instant)?,
                ends_at: cells.read("ends_at", cells::instant)?,
            },
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        references::load_organizations(unit, rows.iter().map(|row| &row.organization).collect()).await?;
        references::load_teams(unit, rows.iter().map(|row| &row.team).collect()).await?;
        unit.load::<Activity>(rows.iter().map(|row| ActivityId::of_code(&row.code).uuid())).await
    }

    fn decide(unit: &mut Unit, row: &Row, _moment: Moment) -> Result<bool, Stop> {
        let organization = references::organization(unit, "organization_code", &row.organization)?;
        let team = references::team(unit, "team_code", &row.team)?;
        let plan = ActivityPlan {
            code: row.code.clone(),
            title: row.title.clone(),
            kind: ActivityKind::Service,
            category: row.category,
            division: row.division.clone(),
            team_id: Some(team.team_id),
            organization_id: organization.organization_id,
            span: row.span,
            risk: RiskLevel::Ordinary,
            min_age_years: None,
            required_skills: Vec::new(),
            required_trainings: Vec::new(),
            required_certificates: Vec::new(),
            required_level: None,
            programme: None,
        };
        let id = ActivityId::of_code(&row.code).uuid();
        let columns = [
            ("SPAN_REVERSED", "ends_at"),
            ("ACTIVITY_TOO_LONG", "ends_at"),
            ("ORGANIZATION_NOT_LIVE", "organization_code"),
            ("TEAM_NOT_LIVE", "team_code"),
            ("UNKNOWN_DIVISION", "division"),
            ("DIVISION_", "division"),
        ];
        let command = ActivityCommand::ImportActivity { plan, organization, team: Some(team) };
        let events = unit.propose::<Activity>(id, command)?;
        let events = events.map_err(|refusal| refuse::<Self, _>(&refusal, &columns))?;
        let changed = !events.is_empty();
        if changed {
            unit.accept::<Activity>(id, events)?;
        }
        Ok(changed)
    }
}

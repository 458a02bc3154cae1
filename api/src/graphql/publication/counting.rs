//! The figures of a report as they are counted now, by the very reads that its own question uses.

use crate::edge::EdgeError;
use crate::graphql::{
    coverage::{self, listed},
    division::DivisionSet,
    gate::{Gate, codes_within, read_view},
    hours_served,
    instructor::assignments_counted,
    population::{PopulationBasis, Ratio, penetration},
    service_summary,
    social_worker::{WorkforceRow, workforce_report},
};
use async_graphql::{Context, Result};
use muster_domain::{
    kernel::{DivisionCode, OrganizationId, StandingRules},
    publication::{Denominator, Figures, ReportSeries, words::ReportKind},
};
use muster_projections::{
    ViewRead,
    views::{
        instructor_assignments,
        service_hours::{self, GroupBy, HoursFilter, HoursRow},
        team_coverage::{self, CoverageFilter, CoverageTotal},
    },
};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A report as it is counted now, with all that it reflects.
pub(super) struct Counted {
    pub(super) position: i64,
    pub(super) figures: Figures,
    pub(super) policy_versions: BTreeMap<DivisionCode, String>,
    pub(super) denominators: Vec<Denominator>,
}

/// What is asked beside kind, division and period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Which divisions are listed.
    pub(super) set: DivisionSet,
    /// Whom the denominators count, where there are any.
    pub(super) basis: Option<PopulationBasis>,
    /// Position that the figures must reflect.
    pub(super) at_least: Option<i64>,
}

/// SHA-256 of figures, in hexadecimal: over their canonical text.
pub(super) fn hash(figures: &Figures) -> String {
    format!("{:x}", Sha256::digest(figures.canonical().as_bytes()))
}

/// Counts a report.
pub(super) async fn count(ctx: &Context<'_>, series: &ReportSeries, asked: Asked) -> Result<Counted> {
    let mut figures = Figures::default();
    let (position, denominators) = match (series.kind, view_of(series.kind)) {
        (_, Some(view)) => {
            let standing = Gate::of(ctx)?.standing_rules().await.map_err(EdgeError::from)?;
            let mut read = read_view(ctx, view, asked.at_least).await?;
            figures = told(ctx, &mut read, series, (asked.set, Cells::All), &standing).await?;
            (read.position(), Vec::new())
        }
        (ReportKind::VolunteerPenetration, None) => volunteers(ctx, series, asked, &mut figures).await?,
        (_, None) => workers(ctx, series, asked, &mut figures).await?,
    };
    let policy_versions = policy_versions(ctx, series, asked.set).await?;
    Ok(Counted { position, figures, policy_versions, denominators })
}

/// Which cells of a report are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cells {
    /// All that is published.
    All,
    /// Those of the whole only.
    Totals,
}

/// The view that tells a report alone; nothing where a report divides by figures of another.
pub(crate) const fn view_of(kind: ReportKind) -> Option<&'static str> {
    match kind {
        ReportKind::HoursServed | ReportKind::ServiceSummary => Some(service_hours::NAME),
        ReportKind::TeamCoverage => Some(team_coverage::NAME),
        ReportKind::InstructorAssignments => Some(instructor_assignments::NAME),
        ReportKind::WorkforceRatio | ReportKind::VolunteerPenetration => None,
    }
}

/// The figures of a report that one view tells alone, over a read of it and by the rules that stand at its position;
/// none of any other report.
pub(crate) async fn told(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    series: &ReportSeries,
    (set, cells): (DivisionSet, Cells),
    standing: &StandingRules,
) -> Result<Figures> {
    let mut figures = Figures::default();
    match series.kind {
        ReportKind::HoursServed => hours(ctx, read, series, (set, cells), &mut figures).await?,
        ReportKind::ServiceSummary => summary(ctx, read, series, cells, &mut figures).await?,
        ReportKind::TeamCoverage => {
            let within = Some(series.division.as_str());
            let training_months = coverage::training_months_by(ctx, standing, within, series.to)?;
            teams(ctx, read, series, (set, cells), training_months, &mut figures).await?;
        }
        ReportKind::InstructorAssignments => assignments(ctx, read, series, (set, cells), &mut figures).await?,
        ReportKind::WorkforceRatio | ReportKind::VolunteerPenetration => {}
    }
    Ok(figures)
}

/// The credits of which a report of hours counts: those of a division, or of an organization.
pub(crate) fn hours_filter(ctx: &Context<'_>, series: &ReportSeries) -> Result<HoursFilter> {
    let period = HoursFilter { from: Some(series.from), to: Some(series.to), ..HoursFilter::default() };
    if series.kind == ReportKind::ServiceSummary {
        // Of no organization nothing is counted, and the rule refuses it.
        let organization_id = Some(series.organization.map_or(Uuid::nil(), OrganizationId::uuid));
        return Ok(HoursFilter { organization_id, ..period });
    }
    Ok(HoursFilter { divisions: Some(codes_within(ctx, series.division.as_str())?), ..period })
}

/// The versions in force on the last day in the division, and in each that is listed where the report is of a division.
async fn policy_versions(
    ctx: &Context<'_>,
    series: &ReportSeries,
    set: DivisionSet,
) -> Result<BTreeMap<DivisionCode, String>> {
    let gate = Gate::of(ctx)?;
    let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
    let codes = match series.organization {
        Some(_) => Vec::new(),
        None => listed(ctx, Some(series.division.as_str()), set, series.to)?,
    };
    let divisions = codes.iter().map(|code| DivisionCode::new(code)).chain([series.division.clone()]);
    let version = |code: &DivisionCode| standing.policies.in_force(gate.divisions(), code, series.to).version.clone();
    Ok(divisions.map(|code| (code.clone(), version(&code))).collect())
}

fn put(figures: &mut Figures, row: &str, cells: &[(&str, i64)]) {
    for (cell, count) in cells {
        figures.put(&format!("{row}.{cell}"), *count);
    }
}

fn put_hours(figures: &mut Figures, row: &str, found: service_hours::Figures) {
    let service_hours::Figures { minutes, sessions, attendances, people } = found;
    let cells = [("minutes", minutes), ("sessions", sessions), ("attendances", attendances), ("people", people)];
    put(figures, row, &cells);
}

/// One line by the one group that it was asked for.
fn put_group(figures: &mut Figures, name: &str, row: &HoursRow) {
    let keys = [&row.division, &row.month, &row.category];
    let key = keys.into_iter().flatten().next().map_or("outside", String::as_str);
    put_hours(figures, &format!("{name}.{key}"), row.figures);
}

/// The groups by which hours are published, by the name of their cells.
const HOURS_GROUPS: [(&str, GroupBy); 3] =
    [("division", GroupBy::Division), ("month", GroupBy::Month), ("category", GroupBy::Category)];

async fn hours(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    series: &ReportSeries,
    (set, cells): (DivisionSet, Cells),
    figures: &mut Figures,
) -> Result<()> {
    let filter = hours_filter(ctx, series)?;
    if cells == Cells::Totals {
        put_hours(figures, "total", hours_served::counted(read, &filter, &[]).await?.total);
        return Ok(());
    }
    for (name, group) in HOURS_GROUPS {
        let (total, rows) = hours_served::report(ctx, read, &filter, &[group], set).await?;
        put_hours(figures, "total", total);
        for found in &rows {
            put_group(figures, name, &found.row);
        }
    }
    Ok(())
}

/// What `serviceSummary` says of the organization, by division, month, category and evidence.
async fn summary(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    series: &ReportSeries,
    cells: Cells,
    figures: &mut Figures,
) -> Result<()> {
    let filter = hours_filter(ctx, series)?;
    if cells == Cells::Totals {
        put_hours(figures, "total", hours_served::counted(read, &filter, &[]).await?.total);
        return Ok(());
    }
    for (name, group) in HOURS_GROUPS {
        let report = hours_served::counted(read, &filter, &[group]).await?;
        put_hours(figures, "total", report.total);
        for row in &report.rows {
            put_group(figures, name, row);
        }
    }
    for (class, found) in service_summary::by_evidence(read, &filter).await? {
        put_hours(figures, &format!("evidence.{}", class.code()), found);
    }
    Ok(())
}

async fn teams(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    series: &ReportSeries,
    (set, cells): (DivisionSet, Cells),
    training_months: u32,
    figures: &mut Figures,
) -> Result<()> {
    let within = Some(series.division.as_str());
    let filter =
        CoverageFilter { category: None, emergency_only: None, on: series.to, training_months, standby_only: false };
    let report = coverage::counted(ctx, read, within, (set, &filter), false).await?;
    put(figures, "set", &[("covered", report.covered), ("of", report.of)]);
    for (row, found) in [("total", report.total), ("outside", report.outside_the_set)] {
        put(figures, row, &coverage_cells(found));
    }
    if cells == Cells::All {
        for found in report.rows {
            let row = format!("division.{}", found.division);
            put(figures, &row, &coverage_cells(found.into()));
        }
    }
    Ok(())
}

/// The cells of one line of coverage.
fn coverage_cells(found: CoverageTotal) -> [(&'static str, i64); 6] {
    [
        ("teams", found.teams),
        ("members", found.members),
        ("insured_members", found.insured_members),
        ("trained_members", found.trained_members),
        ("drilled_teams", found.drilled_teams),
        ("drills", found.drills),
    ]
}

async fn assignments(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    series: &ReportSeries,
    (set, cells): (DivisionSet, Cells),
    figures: &mut Figures,
) -> Result<()> {
    let whole = codes_within(ctx, series.division.as_str())?;
    let counties = match cells {
        Cells::All => listed(ctx, Some(series.division.as_str()), set, series.to)?,
        Cells::Totals => Vec::new(),
    };
    let rows = counties.into_iter().map(|code| (format!("division.{code}"), vec![code]));
    for (row, divisions) in [("total".to_owned(), whole)].into_iter().chain(rows) {
        let found = assignments_counted(read, series.to, Some(divisions)).await?;
        let cells = [
            ("full_time", found.full_time),
            ("part_time", found.part_time),
            ("organizations_guided", found.organizations_guided),
            ("links_focus", found.links_focus),
            ("links_general", found.links_general),
            ("problems_raised", found.problems_raised),
            ("problems_resolved", found.problems_resolved),
            ("problems_open", found.problems_open),
        ];
        put(figures, &row, &cells);
    }
    Ok(())
}

async fn workers(
    ctx: &Context<'_>,
    series: &ReportSeries,
    asked: Asked,
    figures: &mut Figures,
) -> Result<(i64, Vec<Denominator>)> {
    let basis = asked.basis.unwrap_or(PopulationBasis::UrbanResidents);
    let within = series.division.as_str();
    let report = workforce_report(ctx, within, (basis, asked.set, series.to), asked.at_least).await?;
    let mut denominators = Vec::new();
    let mut put_row = |row: &str, found: &WorkforceRow| {
        let cells = [("committee", found.committee), ("staff", found.staff), ("assistants", found.assistants)];
        put(figures, row, &cells);
        if let (Some(ratio), Some(division)) = (&found.ratio, &found.division) {
            put(figures, row, &[("numerator", ratio.numerator), ("denominator", people(ratio))]);
            denominators.push(Denominator { division: division.0.code.clone(), figure: ratio.denominator.clone() });
        }
        if let Some(gap) = &found.gap {
            put(figures, row, &[("needed", gap.needed), ("missing", gap.missing)]);
        }
    };
    put_row("total", &report.total);
    put_row("outside", &report.outside_the_set);
    for found in &report.rows {
        let code = found.division.as_ref().map_or("outside", |division| division.0.code.as_str());
        put_row(&format!("division.{code}"), found);
    }
    Ok((report.position, denominators))
}

async fn volunteers(
    ctx: &Context<'_>,
    series: &ReportSeries,
    asked: Asked,
    figures: &mut Figures,
) -> Result<(i64, Vec<Denominator>)> {
    let within = series.division.as_str();
    let report = penetration::counted(ctx, within, (asked.basis, series.to), asked.at_least).await?;
    put(figures, "total", &[("volunteers", report.volunteers)]);
    for ratio in &report.ratios {
        let basis = format!("basis.{}", ratio.denominator.basis.code());
        put(figures, &basis, &[("numerator", ratio.numerator), ("denominator", people(ratio))]);
    }
    let of = |ratio: &Ratio| Denominator { division: series.division.clone(), figure: ratio.denominator.clone() };
    Ok((report.position, report.ratios.iter().map(of).collect()))
}

/// The people by whom a ratio divides.
fn people(ratio: &Ratio) -> i64 {
    i64::try_from(ratio.denominator.value).unwrap_or(i64::MAX)
}

//! The report of team coverage (队伍覆盖): which divisions have live teams on a day, and which have none.

use super::{
    as_of::{AsOf, occurred_day},
    division::{Division, DivisionSet},
    gate::{Gate, codes_within, read_view},
    scalars::{Date, TeamCategory},
    standing::version_in_force,
};
use crate::{access::SmallCells, edge::EdgeError};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::kernel::{Division as DomainDivision, DivisionCode, DivisionKind, StandingRules};
use muster_projections::{
    ViewRead,
    views::team_coverage::{self, CoverageFilter, CoverageTotal},
};

/// Live teams and their members in one division (一个区划的覆盖).
pub struct CoverageRow {
    row: team_coverage::CoverageRow,
    shown: ShownMembers,
}

/// Which counts of people of a row the caller sees.
#[derive(Clone, Copy, Debug)]
struct ShownMembers {
    members: bool,
    insured: bool,
    trained: bool,
}

impl CoverageRow {
    /// The rows of a report, as far as the caller sees them: each count of people beside the same of the other rows.
    fn seen(rows: Vec<team_coverage::CoverageRow>, cells: SmallCells) -> Vec<Self> {
        let column = |count: fn(&team_coverage::CoverageRow) -> i64| {
            let people: Vec<i64> = rows.iter().map(count).collect();
            cells.shown(&people)
        };
        let (insured, trained) = (column(|row| row.insured_members), column(|row| row.trained_members));
        let shown = column(|row| row.members).into_iter().zip(insured).zip(trained);
        let shown = shown.map(|((members, insured), trained)| ShownMembers { members, insured, trained });
        shown.collect::<Vec<_>>().into_iter().zip(rows).map(|(shown, row)| Self { row, shown }).collect()
    }
}

/// Live teams and their members in one division (一个区划的覆盖).
#[Object]
impl CoverageRow {
    /// The division (区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Category, where the report is of one or broken down by it (队伍类别).
    async fn category(&self) -> Result<Option<TeamCategory>> {
        self.row.category.as_deref().map(TeamCategory::of_code).transpose()
    }

    /// Live teams that serve the division (队伍数).
    async fn teams(&self) -> i64 {
        self.row.teams
    }

    /// Different members of those teams; null of fewer than five whom the caller may not see (队员人数).
    async fn members(&self) -> Option<i64> {
        self.shown.members.then_some(self.row.members)
    }

    /// Those of the members whom insurance of their own covers on the day (已投保人数).
    async fn insured_members(&self) -> Option<i64> {
        self.shown.insured.then_some(self.row.insured_members)
    }

    /// Those of the members with a training, or a drill of the team by name, in the months that count (已受训人数, T4).
    async fn trained_members(&self) -> Option<i64> {
        self.shown.trained.then_some(self.row.trained_members)
    }

    /// Those of the teams that drilled in the twelve months up to the day (近12个月有演练的队伍数).
    async fn drilled_teams(&self) -> i64 {
        self.row.drilled_teams
    }

    /// Drills of those teams in the twelve months up to the day (近12个月演练次数).
    async fn drills(&self) -> i64 {
        self.row.drills
    }
}

/// Different teams, members and drills (合计).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct CoverageFigures {
    /// Live teams (队伍数).
    teams: i64,
    /// Different members of those teams; null of fewer than five whom the caller may not see (队员人数).
    members: Option<i64>,
    /// Those of the members whom insurance of their own covers on the day (已投保人数).
    insured_members: Option<i64>,
    /// Those of the members with a training, or a drill of the team by name, in the months that count (已受训人数, T4).
    trained_members: Option<i64>,
    /// Those of the teams that drilled in the twelve months up to the day (近12个月有演练的队伍数).
    drilled_teams: i64,
    /// Drills of those teams in the twelve months up to the day (近12个月演练次数).
    drills: i64,
}

impl CoverageFigures {
    /// The figures, as far as the caller sees them.
    fn seen(total: CoverageTotal, cells: SmallCells) -> Self {
        let CoverageTotal { teams, members, insured_members, trained_members, drilled_teams, drills } = total;
        Self {
            teams,
            members: cells.count(members),
            insured_members: cells.count(insured_members),
            trained_members: cells.count(trained_members),
            drilled_teams,
            drills,
        }
    }
}

/// The report of team coverage; it names its set of divisions (队伍覆盖统计).
#[derive(SimpleObject)]
pub struct TeamCoverage {
    /// The position of the log that the report reflects (日志位置).
    position: i64,
    /// The day for which it answers (截至日期).
    on: Date,
    /// Which divisions it lists (区划口径).
    division_set: DivisionSet,
    /// Versions of the policy in force on the day, in the division asked for (规则版本).
    policy_version: String,
    /// Divisions of the set with at least one team (已覆盖区划数).
    covered: i64,
    /// Divisions of the set (区划总数).
    of: i64,
    /// Every division of the set, those without a team too (各区划).
    rows: Vec<CoverageRow>,
    /// Teams that serve only divisions outside the set, with members whom no team inside has (口径之外).
    outside_the_set: CoverageFigures,
    /// Teams and members over the set, each once (合计).
    total: CoverageFigures,
}

/// Questions about coverage.
#[derive(Default)]
pub struct CoverageQuery;

/// Questions about coverage.
#[Object]
impl CoverageQuery {
    /// Live teams with a valid service area by division; divisions without a team are listed with zeros (队伍覆盖).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn team_coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(default, desc = "Which divisions are listed.")] division_set: DivisionSet,
        #[graphql(desc = "Only teams of this category.")] category: Option<TeamCategory>,
        #[graphql(desc = "Only emergency backbone teams, or only others.")] emergency: Option<bool>,
        #[graphql(default, desc = "Breaks each division down by category.")] by_category: bool,
        #[graphql(desc = "The moment for which the report is meant; today where it is not given.")] as_of: Option<AsOf>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<TeamCoverage> {
        let on = occurred_day(as_of, Gate::of(ctx)?.today())?;
        let filter = CoverageFilter {
            category: category.map(Into::into),
            emergency_only: emergency,
            on,
            training_months: training_months(ctx, within.as_deref(), on).await?,
            standby_only: false,
        };
        let policy_version = version_in_force(ctx, within.as_deref(), on).await?;
        let mut read = read_view(ctx, team_coverage::NAME, at_least).await?;
        let counted = counted(ctx, &mut read, within.as_deref(), (division_set, &filter), by_category).await?;
        let cells = SmallCells::of(ctx)?;
        Ok(TeamCoverage {
            position: read.position(),
            on: Date(on),
            division_set,
            policy_version,
            covered: counted.covered,
            of: counted.of,
            outside_the_set: CoverageFigures::seen(counted.outside_the_set, cells),
            total: CoverageFigures::seen(counted.total, cells),
            rows: CoverageRow::seen(counted.rows, cells),
        })
    }
}

/// The report as it is counted, whoever asks.
pub(super) struct CountedCoverage {
    pub(super) covered: i64,
    pub(super) of: i64,
    pub(super) rows: Vec<team_coverage::CoverageRow>,
    pub(super) outside_the_set: CoverageTotal,
    pub(super) total: CoverageTotal,
}

/// Counts the report over one read: what `teamCoverage` answers, and what is published of it.
pub(super) async fn counted(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    within: Option<&str>,
    (division_set, filter): (DivisionSet, &CoverageFilter),
    by_category: bool,
) -> Result<CountedCoverage> {
    let divisions = listed(ctx, within, division_set, filter.on)?;
    let whole = team_coverage::coverage(read, &divisions, filter).await.map_err(EdgeError::from)?;
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    Ok(CountedCoverage {
        covered: count(whole.iter().filter(|row| row.teams > 0).count()),
        of: count(whole.len()),
        outside_the_set: outside(ctx, read, within, (&divisions, filter)).await?,
        total: team_coverage::total(read, &divisions, filter).await.map_err(EdgeError::from)?,
        rows: if by_category {
            team_coverage::coverage_by_category(read, &divisions, filter).await.map_err(EdgeError::from)?
        } else {
            whole
        },
    })
}

/// Teams outside the set: under a division only those of its functional zones, else all.
async fn outside(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    within: Option<&str>,
    (divisions, filter): (&[String], &CoverageFilter),
) -> Result<CoverageTotal> {
    let Some(within) = within else {
        return Ok(team_coverage::outside(read, divisions, filter).await.map_err(EdgeError::from)?);
    };
    let others: Vec<String> = codes_within(ctx, within)?.into_iter().filter(|code| !divisions.contains(code)).collect();
    let inside = team_coverage::total(read, divisions, filter).await.map_err(EdgeError::from)?;
    let all: Vec<String> = divisions.iter().cloned().chain(others).collect();
    let whole = team_coverage::total(read, &all, filter).await.map_err(EdgeError::from)?;
    Ok(CoverageTotal {
        teams: whole.teams - inside.teams,
        members: whole.members - inside.members,
        insured_members: whole.insured_members - inside.insured_members,
        trained_members: whole.trained_members - inside.trained_members,
        drilled_teams: whole.drilled_teams - inside.drilled_teams,
        drills: whole.drills - inside.drills,
    })
}

/// Months in which a training counts, by the policy of a division, or of the country, on a day.
pub(super) async fn training_months(ctx: &Context<'_>, within: Option<&str>, on: NaiveDate) -> Result<u32> {
    let standing = Gate::of(ctx)?.standing_rules().await.map_err(EdgeError::from)?;
    training_months_by(ctx, &standing, within, on)
}

/// The same by rules in hand.
pub(super) fn training_months_by(
    ctx: &Context<'_>,
    standing: &StandingRules,
    within: Option<&str>,
    on: NaiveDate,
) -> Result<u32> {
    let division = within.map(DivisionCode::new).unwrap_or_default();
    Ok(standing.policies.in_force(Gate::of(ctx)?.divisions(), &division, on).activation_training_months)
}

/// The divisions that a set lists on a day, in the order of their codes.
pub(super) fn listed(ctx: &Context<'_>, within: Option<&str>, set: DivisionSet, on: NaiveDate) -> Result<Vec<String>> {
    let divisions = Gate::of(ctx)?.divisions();
    let codes = within.map(|within| codes_within(ctx, within)).transpose()?;
    let belongs = |division: &&DomainDivision| match division.kind {
        DivisionKind::County => true,
        DivisionKind::FunctionalZone => set == DivisionSet::WithZones,
        DivisionKind::Province | DivisionKind::City => false,
    };
    let wanted = |division: &&DomainDivision| match &codes {
        Some(codes) => codes.iter().any(|code| code == division.code.as_str()),
        None => true,
    };
    let live = divisions.all().filter(belongs).filter(wanted).filter(|division| division.is_listed_on(on));
    Ok(live.map(|division| division.code.as_str().to_owned()).collect())
}

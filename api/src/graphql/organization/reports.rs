//! Reports on what is said of organizations: terms that are due, pledges, labels, levels, the two coverages.

use super::{
    Organization,
    record::PledgeFigures,
    words::{OrganizationLabel, OrganizationLevel},
};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        counted_ratio::{CountedRatio, counted_in, is_listed},
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, codes_within, read_view},
        scalars::Date,
        words_organization::OrganizationKind,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject, connection::Connection};
use chrono::{Days, NaiveDate};
use muster_domain::kernel::words;
use muster_projections::views::organization_directory::{self as directory, CoverageCount, DueTerm};

/// Days ahead that the report of due terms looks at most: ten years.
const DAYS_LIMIT: i32 = 3_660;
/// What the ratio of the two coverages counts.
const COVERAGE_BASIS: &str = "living organizations of the new fields whose last survey found either coverage, of all that \
                              were surveyed";

/// The last term of an organization that must be renewed (届满应换届).
#[derive(SimpleObject)]
pub struct LeadershipTermDue {
    /// The organization (组织).
    organization: Organization,
    /// First day of the term (起始日期).
    from: Date,
    /// Last day of the term (届满日期).
    to: Date,
    /// Days that are left; below zero when it is overdue (剩余天数).
    days_left: i64,
    /// Whether the term has ended and no other began (是否逾期).
    overdue: bool,
}

/// Organizations that hold a label (标识统计).
#[derive(SimpleObject)]
pub struct LabelFigures {
    /// Which label (标识).
    label: OrganizationLabel,
    /// Organizations that hold it (组织数).
    organizations: i64,
}

/// Organizations of one level (层级统计).
#[derive(SimpleObject)]
pub struct LevelFigures {
    /// The level; null for those whose level is not known (登记层级).
    level: Option<OrganizationLevel>,
    /// Organizations (组织数).
    organizations: i64,
}

/// Pledges in days (承诺书台账).
#[derive(SimpleObject)]
pub struct PledgeReport {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// By what is promised, zero rows too (按类别).
    rows: Vec<PledgeFigures>,
}

/// Labels on a day (标识统计).
#[derive(SimpleObject)]
pub struct LabelReport {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// The day (截至日期).
    on: Date,
    /// By label, zero rows too (按标识).
    rows: Vec<LabelFigures>,
}

/// Organizations by level on a day (层级统计).
#[derive(SimpleObject)]
pub struct LevelReport {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// The day (截至日期).
    on: Date,
    /// Organizations over all levels (合计).
    total: i64,
    /// By level, zero rows too, and those without one (按层级).
    rows: Vec<LevelFigures>,
}

/// The two coverages in one division (一个区划的两个覆盖).
pub struct PartyCoverageRow {
    count: CoverageCount,
    on: NaiveDate,
}

/// The two coverages in one division (一个区划的两个覆盖).
#[Object]
impl PartyCoverageRow {
    /// The division; null for the sum (区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.count.division)
    }

    /// Living organizations of the new fields (两新组织数).
    async fn organizations(&self) -> i64 {
        self.count.organizations
    }

    /// Found with a party organization (组织覆盖).
    async fn organization_covered(&self) -> i64 {
        self.count.organization_covered
    }

    /// Found with party work alone (工作覆盖).
    async fn work_covered(&self) -> i64 {
        self.count.work_covered
    }

    /// Found with neither (未覆盖).
    async fn not_covered(&self) -> i64 {
        self.count.not_covered
    }

    /// Never surveyed up to the day (未摸查).
    async fn not_surveyed(&self) -> i64 {
        self.count.not_surveyed
    }

    /// Covered, of those surveyed (覆盖率).
    async fn covered(&self) -> CountedRatio {
        let covered = self.count.organization_covered + self.count.work_covered;
        CountedRatio::new((covered, covered + self.count.not_covered), COVERAGE_BASIS, self.on)
    }
}

/// The two coverages of organizations of the new fields ("两个覆盖").
#[derive(SimpleObject)]
pub struct PartyCoverageReport {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// The day (截至日期).
    on: Date,
    /// Over all divisions (合计).
    total: PartyCoverageRow,
    /// By the organization's own division, zero rows too (各区划).
    rows: Vec<PartyCoverageRow>,
}

/// Questions about what is said of organizations.
#[derive(Default)]
pub struct StandingQuery;

/// Questions about what is said of organizations.
#[Object]
impl StandingQuery {
    /// Organizations whose last term of leadership has ended or ends soon, the longest overdue first (应换届名单).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn leadership_terms_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(default = 90, desc = "Days ahead, 0 to 3660.")] days: i32,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, LeadershipTermDue>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let after = page.after_in_order_of()?;
        let ahead = u64::try_from(days).ok().filter(|_| days <= DAYS_LIMIT).ok_or_else(|| {
            Refused::new("DAYS_OUT_OF_RANGE", format!("days are 0 to {DAYS_LIMIT}, {days} was asked for"))
                .with("limit", DAYS_LIMIT)
                .with("actual", days)
        })?;
        let on = day(ctx, on)?;
        let until = on.checked_add_days(Days::new(ahead)).unwrap_or(on);
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let mut read = read_view(ctx, directory::NAME, at_least).await?;
        let rows = directory::terms_due(&mut read, divisions.as_deref(), (on, until), after, page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.to_day.to_string(), id: row.organization.id },
            |DueTerm { organization, from_day, to_day }| LeadershipTermDue {
                organization: Organization { row: organization, position },
                from: Date(from_day),
                to: Date(to_day),
                days_left: (to_day - on).num_days(),
                overdue: to_day < on,
            },
        ))
    }

    /// How many pledges were signed, of what kind, by how many organizations (承诺书统计).
    async fn pledge_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "Signed on or after this day.")] from: Option<Date>,
        #[graphql(desc = "Signed on or before this day.")] to: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<PledgeReport> {
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let days = (from.map(|day| day.0), to.map(|day| day.0));
        let mut read = read_view(ctx, directory::NAME, at_least).await?;
        let rows = directory::pledge_counts(&mut read, divisions.as_deref(), days).await.map_err(EdgeError::from)?;
        let rows = rows.into_iter().map(PledgeFigures::try_from).collect::<Result<_>>()?;
        Ok(PledgeReport { position: read.position(), rows })
    }

    /// How many organizations hold each label on a day (标识统计).
    async fn label_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<LabelReport> {
        let on = day(ctx, on)?;
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let mut read = read_view(ctx, directory::NAME, at_least).await?;
        let rows = directory::label_counts(&mut read, divisions.as_deref(), on).await.map_err(EdgeError::from)?;
        let figures = |row: directory::LabelCount| {
            let label = OrganizationLabel::of_code(&row.label)?;
            Ok(LabelFigures { label, organizations: row.organizations })
        };
        let rows = rows.into_iter().map(figures).collect::<Result<_>>()?;
        Ok(LabelReport { position: read.position(), on: Date(on), rows })
    }

    /// Organizations of some kinds by level on a day, for example agencies of the city and of counties (层级统计).
    async fn organization_levels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "Only these kinds.")] kinds: Option<Vec<OrganizationKind>>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<LevelReport> {
        let on = day(ctx, on)?;
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let kinds = kinds.map(|kinds| kinds.into_iter().map(words::OrganizationKind::from).collect::<Vec<_>>());
        let mut read = read_view(ctx, directory::NAME, at_least).await?;
        let rows = directory::level_counts(&mut read, divisions.as_deref(), kinds.as_deref(), on).await;
        let rows = rows.map_err(EdgeError::from)?;
        let total = rows.iter().map(|row| row.organizations).sum();
        let figures = |row: directory::LevelCount| {
            let level = row.level.as_deref().map(OrganizationLevel::of_code).transpose()?;
            Ok(LevelFigures { level, organizations: row.organizations })
        };
        let rows = rows.into_iter().map(figures).collect::<Result<_>>()?;
        Ok(LevelReport { position: read.position(), on: Date(on), total, rows })
    }

    /// What the last surveys found of the two coverages, as of a day ("两个覆盖"统计).
    async fn party_coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<PartyCoverageReport> {
        let on = day(ctx, on)?;
        let divisions = counted_in(ctx, within.as_deref())?;
        let mut read = read_view(ctx, directory::NAME, at_least).await?;
        let counts = directory::coverage_counts(&mut read, &divisions, on).await.map_err(EdgeError::from)?;
        let total = PartyCoverageRow { count: sum(&counts), on };
        let mut rows = Vec::with_capacity(counts.len());
        for count in counts {
            if is_listed(ctx, &count.division, count.organizations, on)? {
                rows.push(PartyCoverageRow { count, on });
            }
        }
        Ok(PartyCoverageReport { position: read.position(), on: Date(on), total, rows })
    }
}

fn sum(counts: &[CoverageCount]) -> CoverageCount {
    let of = |figure: fn(&CoverageCount) -> i64| counts.iter().map(figure).sum();
    CoverageCount {
        division: String::new(),
        organizations: of(|count| count.organizations),
        organization_covered: of(|count| count.organization_covered),
        work_covered: of(|count| count.work_covered),
        not_covered: of(|count| count.not_covered),
        not_surveyed: of(|count| count.not_surveyed),
    }
}

fn day(ctx: &Context<'_>, on: Option<Date>) -> Result<NaiveDate> {
    on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))
}

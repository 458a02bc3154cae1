//! Questions about points.

use super::types::{PointsBalance, PointsEntry, PointsGroup, PointsGroupFigures, PointsSummary};
use crate::{
    access::SmallCells,
    edge::{EdgeError, Refused},
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, codes_within, read_view},
        mutation::code,
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result, connection::Connection};
use muster_domain::kernel::{SiteId, VolunteerId};
use muster_projections::views::points_ledger::{self as ledger, PointsFilter};

/// Groups of the summary at most; more shops than a province has.
const ROWS_LIMIT: i64 = 5_000;

/// Which entries are shown or counted; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct PointsFilterInput {
    /// Division and everything below it (所在区划).
    within: Option<String>,
    /// Code of the volunteer (志愿者编码).
    volunteer: Option<String>,
    /// Code of the scheme (方案编码).
    scheme: Option<String>,
    /// Code of the points shop (积分超市编码).
    site: Option<String>,
    /// On or after this day (起始日期).
    from: Option<Date>,
    /// On or before this day (截止日期).
    to: Option<Date>,
}

impl PointsFilterInput {
    fn read(self, ctx: &Context<'_>) -> Result<PointsFilter> {
        let volunteer = self.volunteer.as_deref().map(code).transpose()?;
        let site = self.site.as_deref().map(code).transpose()?;
        Ok(PointsFilter {
            divisions: self.within.map(|within| codes_within(ctx, &within)).transpose()?,
            volunteer_id: volunteer.map(|code| VolunteerId::of_code(&code).uuid()),
            scheme: self.scheme.map(|scheme| scheme.trim().to_owned()),
            site_id: site.map(|code| SiteId::of_code(&code).uuid()),
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
        })
    }
}

/// Questions about points.
#[derive(Default)]
pub struct PointsQuery;

/// Questions about points.
#[Object]
impl PointsQuery {
    /// A volunteer's points by scheme at the end of a day (积分余额).
    async fn points_balance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<PointsBalance> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let volunteer_id = Some(VolunteerId::of_code(&code(&volunteer)?).uuid());
        let filter = PointsFilter { volunteer_id, to: Some(on), ..PointsFilter::default() };
        let mut read = read_view(ctx, ledger::NAME, at_least).await?;
        let counts = ledger::balances(&mut read, &filter).await.map_err(EdgeError::from)?;
        let position = read.position();
        let group = ledger::PointsGroup::Scheme;
        let schemes =
            counts.into_iter().map(|count| PointsGroupFigures { group, count, shown: true, position }).collect();
        Ok(PointsBalance { position, on: Date(on), schemes })
    }

    /// Entries by day: grants, redemptions and their reversals (积分明细).
    async fn points_ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which entries.")] filter: PointsFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, PointsEntry>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = filter.read(ctx)?;
        let mut read = read_view(ctx, ledger::NAME, at_least).await?;
        let rows = ledger::page(&mut read, &filter, page.after().map(|(key, _)| key), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.ordered.clone(), id: row.volunteer_id },
            |row| PointsEntry { row, position },
        ))
    }

    /// What was granted, redeemed and reversed, whole and by group (积分统计).
    async fn points_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which entries.")] filter: PointsFilterInput,
        #[graphql(desc = "By what it is broken down.")] by: Option<PointsGroup>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<PointsSummary> {
        let filter = filter.read(ctx)?;
        let mut read = read_view(ctx, ledger::NAME, at_least).await?;
        let position = read.position();
        let cells = SmallCells::of(ctx)?;
        let total = ledger::total(&mut read, &filter).await.map_err(EdgeError::from)?;
        let total = cells.shows(total.volunteers).then(|| total.into());
        let Some(group) = by.map(ledger::PointsGroup::from) else {
            return Ok(PointsSummary { position, total, rows: Vec::new() });
        };
        let counts = ledger::summary(&mut read, &filter, group, ROWS_LIMIT + 1).await.map_err(EdgeError::from)?;
        if i64::try_from(counts.len()).is_ok_and(|rows| rows > ROWS_LIMIT) {
            let message = format!("the report has more than {ROWS_LIMIT} rows; filter more");
            return Err(Refused::new("REPORT_TOO_LARGE", message).with("limit", ROWS_LIMIT).into());
        }
        let people: Vec<i64> = counts.iter().map(|count| count.total.volunteers).collect();
        let rows = counts.into_iter().zip(cells.shown(&people));
        let rows = rows.map(|(count, shown)| PointsGroupFigures { group, count, shown, position }).collect();
        Ok(PointsSummary { position, total, rows })
    }
}

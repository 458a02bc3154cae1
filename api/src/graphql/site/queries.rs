//! Questions about sites.

use super::{Site, SiteKind};
use crate::{
    edge::EdgeError,
    graphql::{
        counted_ratio::{counted_in, is_listed},
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, codes_within, read_view},
        mutation::code,
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject, connection::Connection};
use muster_domain::{kernel::OrganizationId, site::words};
use muster_projections::views::site_register::{self, SiteCount, SiteFilter};

/// Which sites a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct SiteFilterInput {
    /// Division and everything below it (所在区划).
    within: Option<String>,
    /// Kinds (阵地类型).
    kinds: Option<Vec<SiteKind>>,
    /// Code of the organization that runs it (运营单位).
    operator: Option<String>,
    /// Open on this day; all that ever were where there is none (启用期).
    open_on: Option<Date>,
    /// Whether the latest check found all six points (是否达标).
    complete: Option<bool>,
}

impl SiteFilterInput {
    fn read(self, ctx: &Context<'_>) -> Result<SiteFilter> {
        let operator = self.operator.as_deref().map(code).transpose()?;
        Ok(SiteFilter {
            divisions: self.within.map(|within| codes_within(ctx, &within)).transpose()?,
            kinds: self.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            operator_id: operator.map(|code| OrganizationId::of_code(&code).uuid()),
            open_on: self.open_on.map(|day| day.0),
            complete: self.complete,
        })
    }
}

/// Sites of one kind in one division (一个区划的一类阵地).
pub struct SiteCountRow(SiteCount);

/// Sites of one kind in one division (一个区划的一类阵地).
#[Object]
impl SiteCountRow {
    /// The division; null in a sum (区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.0.division)
    }

    /// Kind (阵地类型).
    async fn kind(&self) -> Result<SiteKind> {
        SiteKind::of_code(&self.0.kind)
    }

    /// Open sites (阵地数).
    async fn sites(&self) -> i64 {
        self.0.sites
    }

    /// Of these, sites of which the latest check found all six points (达标数).
    async fn complete(&self) -> i64 {
        self.0.complete
    }
}

/// Open sites by kind and division (阵地统计).
#[derive(SimpleObject)]
pub struct SiteCounts {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// The day (截至日期).
    on: Date,
    /// Open sites of all kinds (合计).
    total: i64,
    /// By kind over all divisions, zero rows too (按类型).
    kinds: Vec<SiteCountRow>,
    /// By division and kind, zero rows too (按区划和类型).
    rows: Vec<SiteCountRow>,
}

/// Questions about sites.
#[derive(Default)]
pub struct SiteQuery;

/// Questions about sites.
#[Object]
impl SiteQuery {
    /// Sites in the order of their code (阵地名录).
    async fn sites(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which sites.")] filter: SiteFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Site>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = filter.read(ctx)?;
        let mut read = read_view(ctx, site_register::NAME, at_least).await?;
        let rows = site_register::page(&mut read, &filter, page.after(), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.code.clone(), id: row.id },
            |row| Site { row, position },
        ))
    }

    /// One site by code; null where there is none (阵地).
    async fn site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sender's own key.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Site>> {
        let mut read = read_view(ctx, site_register::NAME, at_least).await?;
        let rows = site_register::by_codes(&mut read, &[code.trim().to_owned()]).await;
        let position = read.position();
        Ok(rows.map_err(EdgeError::from)?.pop().map(|row| Site { row, position }))
    }

    /// Sites open on a day by kind and division; divisions without one are listed with zeros (阵地统计).
    async fn site_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "Only these kinds.")] kinds: Option<Vec<SiteKind>>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<SiteCounts> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let divisions = counted_in(ctx, within.as_deref())?;
        let kinds: Vec<words::SiteKind> = match kinds {
            Some(kinds) => {
                words::SiteKind::ALL.iter().copied().filter(|kind| kinds.contains(&SiteKind::from(*kind))).collect()
            }
            None => words::SiteKind::ALL.to_vec(),
        };
        let mut read = read_view(ctx, site_register::NAME, at_least).await?;
        let counts = site_register::counts(&mut read, &divisions, &kinds, on).await.map_err(EdgeError::from)?;
        let of = |kind: &words::SiteKind, figure: fn(&SiteCount) -> i64| {
            counts.iter().filter(|count| count.kind == kind.code()).map(figure).sum()
        };
        let sums = kinds.iter().map(|kind| {
            let (sites, complete) = (of(kind, |count| count.sites), of(kind, |count| count.complete));
            SiteCountRow(SiteCount { division: String::new(), kind: kind.code().to_owned(), sites, complete })
        });
        let (sums, total) = (sums.collect(), counts.iter().map(|count| count.sites).sum());
        let mut rows = Vec::with_capacity(counts.len());
        for count in counts {
            if is_listed(ctx, &count.division, count.sites, on)? {
                rows.push(SiteCountRow(count));
            }
        }
        Ok(SiteCounts { position: read.position(), on: Date(on), total, kinds: sums, rows })
    }
}

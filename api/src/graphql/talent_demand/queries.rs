//! Questions about scarce-talent demand.

use super::report::{DemandCatalog, DemandMatch};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{codes_within, read_view},
        mutation::code,
        scalars::Date,
        talent_pool::day_or_today,
    },
};
use async_graphql::{Context, Object, Result, connection::Connection};
use muster_domain::kernel::DemandCatalogId;
use muster_projections::views::demand_ledger;

/// Questions about demand.
#[derive(Default)]
pub struct DemandQuery;

/// Questions about demand.
#[Object]
impl DemandQuery {
    /// A scarce-talent catalogue matched with the registry on a day: filled, candidates and gaps by item, township and
    /// member unit; null where there is no such catalogue (急需紧缺人才目录匹配).
    async fn demand_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the catalogue: `{division}-{year}`.")] catalog: String,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<DemandMatch>> {
        let (id, on) = (DemandCatalogId::of_code(&code(&catalog)?).uuid(), day_or_today(ctx, on)?);
        let mut read = read_view(ctx, demand_ledger::NAME, at_least).await?;
        let Some(row) = demand_ledger::find(&mut read, id).await.map_err(EdgeError::from)? else { return Ok(None) };
        let edition = demand_ledger::edition_on(&mut read, id, on).await.map_err(EdgeError::from)?;
        let (mut items, mut units) = (Vec::new(), Vec::new());
        if let Some(edition) = &edition {
            items = demand_ledger::items(&mut read, edition).await.map_err(EdgeError::from)?;
            units = demand_ledger::recipients(&mut read, edition).await.map_err(EdgeError::from)?;
        }
        let told = demand_ledger::figures(&mut read, id, on).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(Some(DemandMatch::of(DemandCatalog { row, edition, on }, (items, units, &told), position)?))
    }

    /// Scarce-talent catalogues in the order of their codes, each with its edition on a day (急需紧缺人才目录一览).
    async fn demand_catalogs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division and everything below it.")] within: Option<String>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, DemandCatalog>> {
        let (page, on) = (PageArguments::read(first, after.as_deref())?, day_or_today(ctx, on)?);
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let mut read = read_view(ctx, demand_ledger::NAME, at_least).await?;
        let rows = demand_ledger::catalogs(&mut read, divisions.as_deref(), page.after(), page.limit()).await;
        let mut catalogs = Vec::new();
        for row in rows.map_err(EdgeError::from)? {
            let edition = demand_ledger::edition_on(&mut read, row.id, on).await.map_err(EdgeError::from)?;
            catalogs.push(DemandCatalog { row, edition, on });
        }
        let cursor = |catalog: &DemandCatalog| PageCursor { order: catalog.row.code.clone(), id: catalog.row.id };
        Ok(page.connection(catalogs, cursor, |catalog| catalog))
    }
}

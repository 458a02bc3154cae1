//! Questions about demands.

use super::ServiceDemand;
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{codes_within, read_view},
        mutation::code,
        words::ServiceCategory,
    },
};
use async_graphql::{Context, Object, Result, connection::Connection};
use muster_domain::kernel::ServiceDemandId;
use muster_projections::views::demand_board::{self, DemandFilter, DemandRow};

/// Questions about demands.
#[derive(Default)]
pub struct ServiceDemandQuery;

/// Questions about demands.
#[Object]
impl ServiceDemandQuery {
    /// Demands for people in the order of their code (应急服务需求).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn service_demands(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division and everything below it.")] within: Option<String>,
        #[graphql(desc = "Only open ones, or only closed ones.")] open: Option<bool>,
        #[graphql(desc = "Category of the service.")] category: Option<ServiceCategory>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, ServiceDemand>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let filter = DemandFilter { divisions, open, category: category.map(Into::into) };
        let mut read = read_view(ctx, demand_board::NAME, at_least).await?;
        let rows = demand_board::page(&mut read, &filter, page.after(), page.limit()).await.map_err(EdgeError::from)?;
        let position = read.position();
        let cursor = |row: &DemandRow| PageCursor { order: row.code.clone(), id: row.id };
        Ok(page.connection(rows, cursor, |row| ServiceDemand { row, position }))
    }

    /// One demand by code; null where there is none (应急服务需求).
    async fn service_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<ServiceDemand>> {
        let id = ServiceDemandId::of_code(&self::code(&code)?).uuid();
        let mut read = read_view(ctx, demand_board::NAME, at_least).await?;
        let rows = demand_board::by_ids(&mut read, &[id]).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().next().map(|row| ServiceDemand { row, position }))
    }
}

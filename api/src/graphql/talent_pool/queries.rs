//! Questions about talent pools.

use super::types::Pool;
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{codes_within, read_view},
        mutation::code,
    },
};
use async_graphql::{Context, Object, Result, connection::Connection};
use muster_domain::kernel::PoolId;
use muster_projections::views::talent_register;

/// The pool with this code, read at least at a position.
pub(super) async fn find(ctx: &Context<'_>, own: &str, at_least: Option<i64>) -> Result<Option<Pool>> {
    let id = PoolId::of_code(&code(own)?).uuid();
    let mut read = read_view(ctx, talent_register::NAME, at_least).await?;
    let row = talent_register::pool_by_id(&mut read, id).await.map_err(EdgeError::from)?;
    let position = read.position();
    Ok(row.map(|row| Pool { row, position }))
}

/// Questions about talent pools.
#[derive(Default)]
pub struct PoolQuery;

/// Questions about talent pools.
#[Object]
impl PoolQuery {
    /// One talent pool by its code; null where there is none (人才库).
    async fn pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the pool.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Pool>> {
        find(ctx, &code, at_least).await
    }

    /// One pool of a saved query by its code; null where there is none (条件人才库).
    async fn saved_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the pool.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Pool>> {
        Ok(find(ctx, &code, at_least).await?.filter(|pool| pool.row.criteria.is_some()))
    }

    /// Talent pools in the order of the code (人才库一览).
    async fn pools(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division and everything below it.")] within: Option<String>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Pool>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let mut read = read_view(ctx, talent_register::NAME, at_least).await?;
        let rows = talent_register::pools(&mut read, divisions.as_deref(), page.after(), page.limit()).await;
        let (rows, position) = (rows.map_err(EdgeError::from)?, read.position());
        let cursor = |row: &talent_register::PoolRow| PageCursor { order: row.code.clone(), id: row.id };
        Ok(page.connection(rows, cursor, |row| Pool { row, position }))
    }
}

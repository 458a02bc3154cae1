//! Questions about social workers.

use super::SocialWorker;
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{codes_within, read_view},
        scalars::Date,
        words_organization::{PostClass, ProfessionalLevel},
    },
};
use async_graphql::{Context, InputObject, Object, Result, connection::Connection};
use muster_projections::views::social_worker_register::{self, SocialWorkerFilter};

/// Which social workers a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct SocialWorkerFilterInput {
    /// Division of work and everything below it (工作区划).
    within: Option<String>,
    /// This level or a higher one (职业水平等级).
    level_at_least: Option<ProfessionalLevel>,
    /// Practice is registered on this day (登记有效日期).
    practising_on: Option<Date>,
    /// Class of the post held (岗位类别).
    post_class: Option<PostClass>,
}

/// Questions about social workers.
#[derive(Default)]
pub struct SocialWorkerQuery;

/// Questions about social workers.
#[Object]
impl SocialWorkerQuery {
    /// Social workers in the order of their code (社会工作人才名册).
    async fn social_workers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which social workers.")] filter: SocialWorkerFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, SocialWorker>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = SocialWorkerFilter {
            divisions: filter.within.map(|within| codes_within(ctx, &within)).transpose()?,
            level_at_least: filter.level_at_least.map(Into::into),
            registered_on: filter.practising_on.map(|day| day.0),
            post_class: filter.post_class.map(Into::into),
        };
        let mut read = read_view(ctx, social_worker_register::NAME, at_least).await?;
        let rows = social_worker_register::page(&mut read, &filter, page.after(), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.code.clone(), id: row.id },
            |row| SocialWorker { row, position },
        ))
    }

    /// One social worker by code; null where there is none (社会工作人才).
    async fn social_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sender's own key.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<SocialWorker>> {
        let mut read = read_view(ctx, social_worker_register::NAME, at_least).await?;
        let rows = social_worker_register::by_codes(&mut read, &[code.trim().to_owned()]).await;
        let position = read.position();
        Ok(rows.map_err(EdgeError::from)?.pop().map(|row| SocialWorker { row, position }))
    }
}

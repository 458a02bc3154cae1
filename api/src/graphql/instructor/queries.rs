//! Questions about instructors one by one.

use super::Instructor;
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{codes_within, read_view},
        scalars::Date,
        words_organization::InstructorKind,
    },
};
use async_graphql::{Context, InputObject, Object, Result, connection::Connection};
use muster_projections::views::instructor_assignments::{self, InstructorFilter};

/// Which instructors a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct InstructorFilterInput {
    /// Division and everything below it (所在区划).
    within: Option<String>,
    /// Full-time or part-time (指导员类别).
    kind: Option<InstructorKind>,
    /// In office on this day; all that ever were where there is none (在任日期).
    on: Option<Date>,
}

/// Questions about instructors.
#[derive(Default)]
pub struct InstructorQuery;

/// Questions about instructors.
#[Object]
impl InstructorQuery {
    /// Instructors in the order of their code (指导员名册).
    async fn instructors(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which instructors.")] filter: InstructorFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Instructor>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = InstructorFilter {
            divisions: filter.within.map(|within| codes_within(ctx, &within)).transpose()?,
            kind: filter.kind.map(Into::into),
            on: filter.on.map(|day| day.0),
        };
        let mut read = read_view(ctx, instructor_assignments::NAME, at_least).await?;
        let rows = instructor_assignments::page(&mut read, &filter, page.after(), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.code.clone(), id: row.id },
            |row| Instructor { row, position },
        ))
    }

    /// One instructor by code; null where there is none (指导员).
    async fn instructor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sender's own key.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Instructor>> {
        let mut read = read_view(ctx, instructor_assignments::NAME, at_least).await?;
        let rows = instructor_assignments::by_codes(&mut read, &[code.trim().to_owned()]).await;
        let position = read.position();
        Ok(rows.map_err(EdgeError::from)?.pop().map(|row| Instructor { row, position }))
    }
}

//! Which teams serve a division on a day, one by one; how many there are is the coverage report's.

use super::Team;
use crate::{
    access::SmallCells,
    edge::EdgeError,
    graphql::{
        coverage::training_months,
        cursor::{PageArguments, PageCursor},
        gate::{Gate, codes_within, read_view},
        loaders::{self, Named, team::TeamLoader},
        scalars::{Date, TeamCategory},
    },
};
use async_graphql::{Context, Object, Result, connection::Connection};
use muster_projections::views::team_coverage::{self, CoverageFilter, ServingTeam as ServingRow};
use uuid::Uuid;

/// A team that serves a division on a day (在岗队伍).
pub struct ServingTeam {
    row: ServingRow,
    position: i64,
}

/// A team that serves a division on a day (在岗队伍).
#[Object]
impl ServingTeam {
    /// The team; its standing is that of today, standby or called out (队伍).
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        let named = Named { id: self.row.id, at_least: self.position };
        Ok(loaders::load::<TeamLoader, _>(ctx, named).await?.map(|(position, row)| Team { row, position }))
    }

    /// Its members on the day; null of fewer than five whom the caller may not see (队员人数).
    async fn members(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(SmallCells::of(ctx)?.count(self.row.members))
    }

    /// Those of the members whom insurance of their own covers on the day (已投保人数).
    async fn insured_members(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(SmallCells::of(ctx)?.count(self.row.insured_members))
    }

    /// Those of the members with a training, or a drill of the team by name, in the months that count (已受训人数, T4).
    async fn trained_members(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(SmallCells::of(ctx)?.count(self.row.trained_members))
    }

    /// Its drills in the twelve months up to the day (近12个月演练次数).
    async fn drills(&self) -> i64 {
        self.row.drills
    }

    /// The last of these drills, where there was one (最近演练日期).
    async fn last_drilled_on(&self) -> Option<Date> {
        self.row.last_drilled_on.map(Date)
    }
}

/// Questions about teams where they serve.
#[derive(Default)]
pub struct ServingQuery;

/// Questions about teams where they serve.
#[Object]
impl ServingQuery {
    /// Live teams with a valid service area in a division or below it, in the order of their code (在岗队伍).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn teams_serving(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the division.")] division: String,
        #[graphql(desc = "The day; today where it is not given.")] on: Option<Date>,
        #[graphql(desc = "Only teams of this category.")] category: Option<TeamCategory>,
        #[graphql(desc = "Only emergency backbone teams, or only others.")] emergency: Option<bool>,
        #[graphql(default, desc = "Only teams at standby: not called out on the day.")] standby_only: bool,
        #[graphql(desc = "Rows of the page, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, ServingTeam>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let filter = CoverageFilter {
            category: category.map(Into::into),
            emergency_only: emergency,
            on,
            training_months: training_months(ctx, Some(&division), on).await?,
            standby_only,
        };
        serving_page(ctx, &division, (&filter, &[]), &page, at_least).await
    }
}

/// Reads a page of the teams that serve a division or one below it, without some of them.
pub(crate) async fn serving_page(
    ctx: &Context<'_>,
    division: &str,
    filter: (&CoverageFilter, &[Uuid]),
    page: &PageArguments,
    at_least: Option<i64>,
) -> Result<Connection<PageCursor, ServingTeam>> {
    let divisions = codes_within(ctx, division)?;
    let mut read = read_view(ctx, team_coverage::NAME, at_least).await?;
    let rows = team_coverage::serving(&mut read, &divisions, filter, page.after(), page.limit());
    let rows = rows.await.map_err(EdgeError::from)?;
    let position = read.position();
    let cursor = |row: &ServingRow| PageCursor { order: row.code.clone(), id: row.id };
    Ok(page.connection(rows, cursor, |row| ServingTeam { row, position }))
}

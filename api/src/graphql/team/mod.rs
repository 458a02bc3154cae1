//! Teams on the wire: the roster and the commands of a team.

mod mutations;
mod serving;
mod types;

pub use mutations::{ActivationInput, FormationInput, TeamMutation};
pub(crate) use serving::serving_page;
pub use serving::{ServingQuery, ServingTeam};
pub use types::Team;

use super::{
    cursor::{PageArguments, PageCursor},
    gate::{codes_within, read_view},
    mutation::code as read_code,
    scalars::TeamCategory,
};
use crate::edge::EdgeError;
use async_graphql::{Context, InputObject, Object, Result, connection::Connection};
use muster_domain::kernel::{OrganizationId, TeamId};
use muster_projections::views::team_roster::{self, TeamFilter};

/// Which teams a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct TeamFilterInput {
    /// Home division and everything below it (所在地).
    within: Option<String>,
    /// Category (队伍类别).
    category: Option<TeamCategory>,
    /// Code of the responsible organization (依托单位).
    organization: Option<String>,
}

/// Questions about teams.
#[derive(Default)]
pub struct TeamQuery;

/// Questions about teams.
#[Object]
impl TeamQuery {
    /// Teams in the order of their code (队伍名册).
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which teams.")] filter: TeamFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Team>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let organization = filter.organization.map(|organization| read_code(&organization)).transpose()?;
        let filter = TeamFilter {
            home_divisions: filter.within.map(|within| codes_within(ctx, &within)).transpose()?.unwrap_or_default(),
            category: filter.category.map(Into::into),
            organization_id: organization.map(|code| OrganizationId::of_code(&code).uuid()),
        };
        let mut read = read_view(ctx, team_roster::NAME, at_least).await?;
        let rows = team_roster::page(&mut read, &filter, page.after(), page.limit()).await.map_err(EdgeError::from)?;
        let position = read.position();
        let cursor = |row: &team_roster::TeamRow| PageCursor { order: row.code.clone(), id: row.id };
        Ok(page.connection(rows, cursor, |row| Team { row, position }))
    }

    /// The team with this code (队伍).
    async fn team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Team>> {
        let id = TeamId::of_code(&read_code(&code)?).uuid();
        let mut read = read_view(ctx, team_roster::NAME, at_least).await?;
        let rows = team_roster::by_ids(&mut read, &[id]).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().next().map(|row| Team { row, position }))
    }
}

//! Teams on the wire: the roster and the commands of a team.

use super::{
    cursor::{PageArguments, PageCursor},
    gate::{codes_within, read_view},
    mutation::{Done, code, execute},
    scalars::{Date, TeamCategory},
};
use crate::edge::EdgeError;
use async_graphql::{Context, ID, InputObject, Object, Result, connection::Connection};
use muster_domain::{
    kernel::TeamId,
    team::{Team as TeamState, TeamCommand},
};
use muster_projections::views::team_roster::{self, TeamFilter, TeamRow};

/// A team (志愿服务队).
pub struct Team(pub(crate) TeamRow);

/// A team (志愿服务队).
#[Object]
impl Team {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name (队伍名称).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Category (队伍类别).
    async fn category(&self) -> Result<TeamCategory> {
        TeamCategory::of_code(&self.0.category)
    }

    /// First day of service (组建日期).
    async fn formed_on(&self) -> Date {
        Date(self.0.formed_on)
    }

    /// Live members (在册人数).
    async fn members_count(&self) -> i32 {
        self.0.members_count
    }
}

/// Which teams a list shows (筛选).
#[derive(InputObject, Default)]
pub struct TeamFilterInput {
    /// Home division and everything below it.
    within: Option<String>,
    /// Category.
    category: Option<TeamCategory>,
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
        #[graphql(default)] filter: TeamFilterInput,
        first: Option<i32>,
        after: Option<String>,
        at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Team>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = TeamFilter {
            home_divisions: filter.within.map(|within| codes_within(ctx, &within)).transpose()?.unwrap_or_default(),
            category: filter.category.map(Into::into),
            organization_id: None,
        };
        let mut read = read_view(ctx, team_roster::NAME, at_least).await?;
        let rows = team_roster::page(&mut read, &filter, page.after(), page.limit()).await.map_err(EdgeError::from)?;
        Ok(page.connection(rows, |row| PageCursor { order: row.code.clone(), id: row.id }, Team))
    }
}

/// Commands of teams.
#[derive(Default)]
pub struct TeamMutation;

/// Commands of teams.
#[Object]
impl TeamMutation {
    /// Records a drill (登记演练).
    async fn record_drill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "On which day.")] drilled_on: Date,
        #[graphql(desc = "Members who took part.")] participants: u32,
    ) -> Result<Done> {
        let id = TeamId::of_code(&code(&team)?);
        let command = TeamCommand::RecordDrill { drilled_on: drilled_on.0, participants };
        execute::<TeamState>(ctx, id.uuid(), command).await
    }
}

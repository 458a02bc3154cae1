//! What a team shows of itself.

use crate::{
    access::{SmallCells, beside},
    graphql::{
        division::Division,
        loaders::{self, Named, volunteer::VolunteerLoader},
        organization::Organization,
        scalars::{Date, TeamCategory},
        volunteer::Volunteer,
    },
};
use async_graphql::{Context, Enum, ID, Object, Result};
use muster_projections::views::team_roster::TeamRow;

/// Where a team stands (队伍状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamStanding {
    /// Ready, not called out (平时).
    Standby,
    /// Called out (战时).
    Activated,
    /// Suspended: it does not count in coverage (暂停).
    Suspended,
    /// Disbanded (解散).
    Disbanded,
}

/// A team (志愿服务队).
pub struct Team {
    pub(crate) row: TeamRow,
    pub(crate) position: i64,
}

/// A team (志愿服务队).
#[Object]
impl Team {
    /// Its id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Name (队伍名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Category (队伍类别).
    async fn category(&self) -> Result<TeamCategory> {
        TeamCategory::of_code(&self.row.category)
    }

    /// Whether it is an emergency backbone team (应急骨干队伍).
    async fn emergency(&self) -> bool {
        self.row.emergency
    }

    /// Where it stands (队伍状态).
    async fn standing(&self) -> TeamStanding {
        match &self.row {
            row if row.disbanded_on.is_some() => TeamStanding::Disbanded,
            row if row.suspended => TeamStanding::Suspended,
            row if row.activated => TeamStanding::Activated,
            _ => TeamStanding::Standby,
        }
    }

    /// Division in which it is at home; coverage counts its service areas (所在地).
    async fn home_division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.home_division)
    }

    /// Organization that answers for it (依托单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let named = Named { id: self.row.organization_id, at_least: self.position };
        Organization::find(ctx, named).await
    }

    /// Who leads it (队长).
    async fn leader(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let Some(id) = self.row.leader_id else { return Ok(None) };
        beside::check_leader(ctx, &self.row.home_division, self.row.organization_id).await?;
        let named = Named { id, at_least: self.position };
        Ok(loaders::load::<VolunteerLoader, _>(ctx, named).await?.map(|(position, row)| Volunteer { row, position }))
    }

    /// First day of service (组建日期).
    async fn formed_on(&self) -> Date {
        Date(self.row.formed_on)
    }

    /// Last day of service, where it ended (解散日期).
    async fn disbanded_on(&self) -> Option<Date> {
        self.row.disbanded_on.map(Date)
    }

    /// Live members; null of fewer than five whom the caller may not see (在册人数).
    async fn members_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let count = self.row.members_count;
        Ok(SmallCells::of(ctx)?.shows(count.into()).then_some(count))
    }
}

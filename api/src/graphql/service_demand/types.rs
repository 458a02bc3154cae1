//! A demand as GraphQL shows it, with who was matched and who could be.

use super::{DemandAnswer, DemandOutcome};
use crate::{
    access::{SmallCells, reach},
    edge::EdgeError,
    graphql::{
        coverage::training_months,
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::read_view,
        loaders::{self, Named, team::TeamLoader},
        organization::Organization,
        team::{ServingTeam, Team, serving_page},
        volunteer::{
            Volunteer,
            available::{self, AvailableVolunteer},
        },
        words::ServiceCategory,
    },
};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use muster_domain::kernel::{DivisionCode, TimeSpan, time};
use muster_projections::views::{
    demand_board::{self, DemandFigures, DemandRow, MatchRow},
    team_coverage::CoverageFilter,
};
use uuid::Uuid;

/// Whether a demand still looks for people (需求状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemandStatus {
    /// Not closed (进行中).
    Open,
    /// Closed with an outcome (已办结).
    Closed,
}

/// A demand for people in an emergency (应急服务需求).
pub struct ServiceDemand {
    pub(super) row: DemandRow,
    pub(super) position: i64,
}

/// How many people a demand has so far; a count that tells of fewer than five people whom the caller may not see is null
/// (人数).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct DemandPeople {
    /// People needed (所需人数).
    needed: i64,
    /// People matched, without those who declined (已匹配).
    matched: Option<i64>,
    /// People of those who accepted or have arrived (已接受).
    accepted: Option<i64>,
    /// People who have arrived (已到场).
    arrived: Option<i64>,
    /// People needed whom nobody accepted for yet (缺口).
    missing: Option<i64>,
    /// People matched beyond those needed (超配).
    over: Option<i64>,
}

/// A team or volunteer matched to a demand (匹配).
pub struct ServiceDemandMatch {
    row: MatchRow,
    position: i64,
}

/// A team or volunteer matched to a demand (匹配).
#[Object]
impl ServiceDemandMatch {
    /// The team, where it is one (队伍).
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        let Some(id) = self.row.team_id else { return Ok(None) };
        let named = Named { id, at_least: self.position };
        Ok(loaders::load::<TeamLoader, _>(ctx, named).await?.map(|(position, row)| Team { row, position }))
    }

    /// The volunteer, where it is one (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let Some(id) = self.row.volunteer_id else { return Ok(None) };
        Volunteer::load(ctx, Named { id, at_least: self.position }).await.map(Some)
    }

    /// People matched; null of fewer than five whom the caller may not see (匹配人数).
    async fn people(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(SmallCells::of(ctx)?.shows(i64::from(self.row.people)).then_some(self.row.people))
    }

    /// When they were matched (匹配时间).
    async fn matched_at(&self) -> DateTime<Utc> {
        self.row.matched_at
    }

    /// What they answered, where they did (响应).
    async fn answer(&self) -> Result<Option<DemandAnswer>> {
        self.row.answer.as_deref().map(DemandAnswer::of_code).transpose()
    }

    /// People who come or came; null of fewer than five whom the caller may not see (响应人数).
    async fn people_answered(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(SmallCells::of(ctx)?.shows(i64::from(self.row.people_answered)).then_some(self.row.people_answered))
    }

    /// When they answered (响应时间).
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.row.answered_at
    }
}

/// Who could be matched to a demand, without those who are (候选).
pub struct DemandCandidates {
    row: DemandRow,
    matched: Vec<MatchRow>,
    position: i64,
}

impl DemandCandidates {
    fn without(&self, id: impl Fn(&MatchRow) -> Option<Uuid>) -> Vec<Uuid> {
        self.matched.iter().filter(|row| row.answer.as_deref() != Some("DECLINED")).filter_map(id).collect()
    }
}

/// Who could be matched to a demand, without those who are (候选).
#[Object]
impl DemandCandidates {
    /// Live teams at standby that serve the division on the first day (待命队伍).
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only emergency backbone teams, or only others.")] emergency: Option<bool>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, ServingTeam>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let on = time::local_date(self.row.starts_at);
        let training_months = training_months(ctx, Some(&self.row.division), on).await?;
        let filter =
            CoverageFilter { category: None, emergency_only: emergency, on, training_months, standby_only: true };
        let without = self.without(|row| row.team_id);
        serving_page(ctx, &self.row.division, (&filter, &without), &page, Some(self.position)).await
    }

    /// Volunteers with the skill who can come for the whole window, for whoever may see the people of the division
    /// (可用志愿者).
    async fn volunteers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Only those whose skill was checked on evidence; the demand names one then.")]
        verified_only: bool,
        #[graphql(desc = "Only those insured on every day of the window, or only others.")] insured: Option<bool>,
        #[graphql(default, desc = "Only those known to be of age.")] only_adults: bool,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, AvailableVolunteer>> {
        let page = PageArguments::read(first, after.as_deref())?;
        reach::check_people_of(ctx, &self.row.division)?;
        let asked = available::Asked {
            within: DivisionCode::new(&self.row.division),
            window: TimeSpan { starts_at: self.row.starts_at, ends_at: self.row.ends_at },
            skill: self.row.skill.clone(),
            verified_only,
            insured,
            only_adults,
            without: self.without(|row| row.volunteer_id),
        };
        available::page(ctx, &asked, &page, Some(self.position)).await
    }
}

/// A demand for people in an emergency (应急服务需求).
#[Object]
impl ServiceDemand {
    /// Its id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Who needs the people (需求单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        Organization::find(ctx, Named { id: self.row.organization_id, at_least: self.position }).await
    }

    /// Reference of the command authority's order, where there is one (指挥机构文号).
    async fn authority_reference(&self) -> Option<&str> {
        self.row.authority_reference.as_deref()
    }

    /// The division (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Where exactly (地点).
    async fn place(&self) -> &str {
        &self.row.place
    }

    /// First instant (开始).
    async fn starts_at(&self) -> DateTime<Utc> {
        self.row.starts_at
    }

    /// First instant after (结束).
    async fn ends_at(&self) -> DateTime<Utc> {
        self.row.ends_at
    }

    /// Category of the service (服务类别).
    async fn category(&self) -> Result<ServiceCategory> {
        ServiceCategory::of_code(&self.row.category)
    }

    /// Skill that is needed, where there is one (所需技能).
    async fn skill(&self) -> Option<&str> {
        self.row.skill.as_deref()
    }

    /// When it was posted (发布时间).
    async fn posted_at(&self) -> DateTime<Utc> {
        self.row.posted_at
    }

    /// Whether it still looks for people (需求状态).
    async fn status(&self) -> DemandStatus {
        if self.row.closed_at.is_some() { DemandStatus::Closed } else { DemandStatus::Open }
    }

    /// What became of it, once closed (结果).
    async fn outcome(&self) -> Result<Option<DemandOutcome>> {
        self.row.outcome.as_deref().map(DemandOutcome::of_code).transpose()
    }

    /// When it was closed (办结时间).
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.row.closed_at
    }

    /// How many people it has so far (人数).
    async fn people(&self, ctx: &Context<'_>) -> Result<DemandPeople> {
        let mut read = read_view(ctx, demand_board::NAME, Some(self.position)).await?;
        let figures = demand_board::figures(&mut read, self.row.id).await.map_err(EdgeError::from)?;
        let DemandFigures { matched, accepted, arrived } = figures;
        let needed = i64::from(self.row.people_needed);
        let [matched, accepted, arrived] = SmallCells::of(ctx)?.apart([matched, accepted, arrived]);
        let missing = accepted.map(|accepted| (needed - accepted).max(0));
        let over = matched.map(|matched| (matched - needed).max(0));
        Ok(DemandPeople { needed, matched, accepted, arrived, missing, over })
    }

    /// Who is or was matched, in the order of the match (匹配记录).
    async fn matches(&self, ctx: &Context<'_>) -> Result<Vec<ServiceDemandMatch>> {
        let mut read = read_view(ctx, demand_board::NAME, Some(self.position)).await?;
        let rows = demand_board::matches(&mut read, self.row.id).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().map(|row| ServiceDemandMatch { row, position }).collect())
    }

    /// Who could be matched: teams at standby, and volunteers who can come (候选).
    async fn candidates(&self, ctx: &Context<'_>) -> Result<DemandCandidates> {
        let mut read = read_view(ctx, demand_board::NAME, Some(self.position)).await?;
        let matched = demand_board::matches(&mut read, self.row.id).await.map_err(EdgeError::from)?;
        Ok(DemandCandidates { row: self.row.clone(), matched, position: read.position() })
    }
}

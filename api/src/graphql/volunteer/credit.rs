//! One credit of service time as GraphQL shows it.

use super::{decision::CreditDecision, types::Volunteer};
use crate::graphql::{
    cursor::PageCursor,
    division::Division,
    loaders::{self, Named, team::TeamLoader},
    organization::Organization,
    scalars::Date,
    team::Team,
    words::{ApprovalTier, CreditState, EvidenceClass, ServiceCategory},
};
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use muster_projections::views::service_hours::CreditRow;
use uuid::Uuid;

/// One credited span of service (时长记录).
pub struct Credit {
    pub(super) row: CreditRow,
    /// The position that the row reflects.
    pub(super) position: i64,
}

impl Credit {
    fn named(&self, id: Uuid) -> Named {
        Named { id, at_least: self.position }
    }
}

/// The cursor of a credit: its start and id.
pub(super) fn cursor_of(row: &CreditRow) -> PageCursor {
    PageCursor { order: row.starts_at.to_rfc3339_opts(SecondsFormat::Micros, true), id: row.credit_id }
}

/// One credited span of service (时长记录).
#[Object]
impl Credit {
    /// Its id.
    async fn id(&self) -> ID {
        self.row.credit_id.into()
    }

    /// Whose (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Volunteer> {
        Volunteer::load(ctx, self.named(self.row.volunteer_id)).await
    }

    /// Id of the activity (活动).
    async fn activity_id(&self) -> ID {
        self.row.activity_id.into()
    }

    /// Number of the session within the activity, from 1 (场次序号).
    async fn session(&self) -> i32 {
        self.row.session
    }

    /// Division of the activity (活动所在地).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Category of the service (服务类别).
    async fn category(&self) -> Result<ServiceCategory> {
        ServiceCategory::of_code(&self.row.category)
    }

    /// Team that served, where there is one (队伍).
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        let Some(id) = self.row.team_id else { return Ok(None) };
        Ok(loaders::load::<TeamLoader, _>(ctx, self.named(id)).await?.map(|(position, row)| Team { row, position }))
    }

    /// Organization that ran and records the activity (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        Organization::find(ctx, self.named(self.row.organization_id)).await
    }

    /// Local (+08:00) day of the start, to which the minutes belong (服务日期).
    async fn served_on(&self) -> Date {
        Date(self.row.served_on)
    }

    /// First instant (开始时间).
    async fn starts_at(&self) -> DateTime<Utc> {
        self.row.starts_at
    }

    /// First instant after (结束时间).
    async fn ends_at(&self) -> DateTime<Utc> {
        self.row.ends_at
    }

    /// Minutes given, counted by the registry (时长, 分钟).
    async fn minutes(&self) -> i32 {
        self.row.minutes
    }

    /// Evidence class (凭证等级).
    async fn evidence(&self) -> Result<EvidenceClass> {
        EvidenceClass::of_code(&self.row.evidence)
    }

    /// Whether the minutes count (记录状态).
    async fn state(&self) -> Result<CreditState> {
        CreditState::of_code(&self.row.state)
    }

    /// Who has to approve, while it is pending (审批层级).
    async fn approval_tier(&self) -> Result<Option<ApprovalTier>> {
        self.row.approval_tier.as_deref().map(ApprovalTier::of_code).transpose()
    }

    /// Recorded after the due date (逾期补录).
    async fn late(&self) -> bool {
        self.row.late
    }

    /// The span starts before the day of registration (注册前服务).
    async fn before_registration(&self) -> bool {
        self.row.before_registration
    }

    /// Why it stands, waits or fell, who decided, what it was before (认定决定).
    async fn decision(&self, ctx: &Context<'_>) -> Result<CreditDecision> {
        CreditDecision::load(ctx, self.row.credit_id, self.position).await
    }

    /// When the registry took the credit in (登记时间).
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.row.recorded_at
    }
}

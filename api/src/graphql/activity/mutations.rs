//! Commands of an activity beside attendance: plan, publish, schedule, close, cancel.

use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, transact},
        words::ServiceCategory,
        words_activity::{ActivityKind, RiskLevel},
        words_organization::ProfessionalLevel,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use muster_domain::{
    activity::{Activity as ActivityState, ActivityCommand, ActivityPlan},
    kernel::{ActivityId, DivisionCode, OrganizationId, TeamId, TimeSpan},
};

/// What an activity is planned to be (活动方案).
#[derive(InputObject)]
pub struct PlanInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Title (活动名称).
    title: String,
    /// Kind; only service is credited (活动类型).
    #[graphql(default_with = "ActivityKind::Service")]
    kind: ActivityKind,
    /// Category of the service (服务类别).
    category: ServiceCategory,
    /// Code of the division in which it takes place (活动所在地).
    division: String,
    /// Code of the team that serves (队伍).
    team: Option<String>,
    /// Code of the organization that runs and records it (组织单位).
    organization: String,
    /// First instant (开始时间).
    starts_at: DateTime<Utc>,
    /// Last instant (结束时间).
    ends_at: DateTime<Utc>,
    /// How dangerous it is (风险等级).
    #[graphql(default_with = "RiskLevel::Ordinary")]
    risk: RiskLevel,
    /// Least age in years (最低年龄).
    min_age_years: Option<u32>,
    /// Skills that each participant needs (所需技能).
    #[graphql(default)]
    required_skills: Vec<String>,
    /// Trainings that each participant has completed, by name (须完成的培训).
    #[graphql(default)]
    required_trainings: Vec<String>,
    /// Skills of which each participant has a verified certificate (须核验证书的技能).
    #[graphql(default)]
    required_certificates: Vec<String>,
    /// Least professional level of each participant (须具备的职业水平).
    required_level: Option<ProfessionalLevel>,
    /// Programme or brand (项目品牌).
    programme: Option<String>,
}

/// A span of instants, or the refusal that its end does not come after its start.
pub(super) fn span(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Result<TimeSpan> {
    TimeSpan::try_new(starts_at, ends_at).ok_or_else(|| {
        Refused::new("INTERVAL_REVERSED", "the end does not come after the start")
            .with("from", starts_at.to_rfc3339())
            .with("until", ends_at.to_rfc3339())
            .into()
    })
}

impl PlanInput {
    fn plan(self) -> Result<(ActivityPlan, Option<muster_domain::kernel::Code>, muster_domain::kernel::Code)> {
        let team = self.team.map(|team| code(&team)).transpose()?;
        let organization = code(&self.organization)?;
        let plan = ActivityPlan {
            code: code(&self.code)?,
            title: self.title,
            kind: self.kind.into(),
            category: self.category.into(),
            division: DivisionCode::new(&self.division),
            team_id: team.as_ref().map(TeamId::of_code),
            organization_id: OrganizationId::of_code(&organization),
            span: span(self.starts_at, self.ends_at)?,
            risk: self.risk.into(),
            min_age_years: self.min_age_years,
            required_skills: self.required_skills,
            required_trainings: self.required_trainings,
            required_certificates: self.required_certificates,
            required_level: self.required_level.map(Into::into),
            programme: self.programme,
        };
        Ok((plan, team, organization))
    }
}

/// Executes a command of whoever runs an activity: only who may record for its organization gives it (V17).
pub(super) async fn on_activity(
    ctx: &Context<'_>,
    key: Option<String>,
    activity: &str,
    command: ActivityCommand,
) -> Result<Done> {
    let activity_id = ActivityId::of_code(&code(activity)?);
    transact(ctx, key.as_deref(), move |unit| {
        let command = command.clone();
        Box::pin(async move {
            facts::may_record_activity(unit, activity_id).await?;
            unit.decide::<ActivityState>(activity_id.uuid(), command).await?.map_err(edge::refuse)?;
            Ok(activity_id.uuid())
        })
    })
    .await
}

/// Commands of activities.
#[derive(Default)]
pub struct ActivityMutation;

/// Commands of activities.
#[Object]
impl ActivityMutation {
    /// Drafts an activity (拟定活动).
    async fn draft_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] input: PlanInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (plan, team, organization) = input.plan()?;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (plan, team, organization) = (plan.clone(), team.clone(), organization.clone());
            Box::pin(async move {
                let organization = facts::known_organization(unit, &organization).await?;
                facts::may_record(unit, organization.organization_id).await?;
                let team = match team {
                    Some(team) => Some(facts::known_team(unit, &team).await?),
                    None => None,
                };
                let id = ActivityId::of_code(&plan.code).uuid();
                let command = ActivityCommand::DraftActivity { plan, organization, team };
                unit.decide::<ActivityState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Opens an activity to volunteers (发布活动).
    async fn publish_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Code of the volunteer who leads it.")] leader: String,
        #[graphql(desc = "Risks that the volunteers are told.")] risk_notice: String,
        #[graphql(desc = "Where exactly it takes place.")] place: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (activity, leader) = (code(&activity)?, code(&leader)?);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (activity, leader) = (activity.clone(), leader.clone());
            let (risk_notice, place) = (risk_notice.clone(), place.clone());
            Box::pin(async move {
                let id = ActivityId::of_code(&activity);
                facts::may_record_activity(unit, id).await?;
                let leader = facts::known_volunteer(unit, &leader).await?;
                let command = ActivityCommand::PublishActivity { leader, risk_notice, place };
                unit.decide::<ActivityState>(id.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(id.uuid())
            })
        })
        .await
    }

    /// Plans a dated occurrence of an activity (安排场次).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the mutation")]
    async fn schedule_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Number within the activity, from 1.")] session: u32,
        #[graphql(desc = "First instant.")] starts_at: DateTime<Utc>,
        #[graphql(desc = "Last instant.")] ends_at: DateTime<Utc>,
        #[graphql(desc = "How many may take part; open where it is not given.")] capacity: Option<u32>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let span = span(starts_at, ends_at)?;
        on_activity(ctx, idempotency_key, &activity, ActivityCommand::ScheduleSession { session, span, capacity }).await
    }

    /// Records a countable result; the same measure again replaces its figure (登记成果).
    async fn record_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "What was counted, for example trees planted.")] measure: String,
        #[graphql(desc = "How many.")] amount: u32,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        on_activity(ctx, idempotency_key, &activity, ActivityCommand::RecordOutcome { measure, amount }).await
    }

    /// Makes the attendance of a session final (结束场次).
    async fn close_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Number of the session.")] session: u32,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        on_activity(ctx, idempotency_key, &activity, ActivityCommand::CloseSession { session }).await
    }

    /// Closes an activity whose sessions are all closed: the recording clock starts (结项).
    async fn close_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        on_activity(ctx, idempotency_key, &activity, ActivityCommand::CloseActivity).await
    }

    /// Calls an activity off (取消活动).
    async fn cancel_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        on_activity(ctx, idempotency_key, &activity, ActivityCommand::CancelActivity { reason }).await
    }
}

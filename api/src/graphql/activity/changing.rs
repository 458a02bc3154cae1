//! Changing what is planned (变更, A8), the changes that were made, and what those who took part say (评价).

use super::{
    attending::{ActOf, SeatInput, with_volunteer},
    mutations::{on_activity, span},
};
use crate::graphql::mutation::Done;
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use muster_domain::activity::{ActivityChange as Change, ActivityCommand, SessionPlan};
use muster_projections::views::activity_calendar::ActivityChangeRow;

/// A change of an activity after it was planned; its reason is sealed in the event (活动变更).
pub struct ActivityChange(pub(super) ActivityChangeRow);

/// A change of an activity after it was planned; its reason is sealed in the event (活动变更).
#[Object]
impl ActivityChange {
    /// What of the activity is otherwise: `title`, `place`, `risk_notice` (变更事项).
    async fn fields(&self) -> &[String] {
        &self.0.fields
    }

    /// Numbers of the sessions whose times or capacity are otherwise (变更场次).
    async fn sessions(&self) -> &[i32] {
        &self.0.sessions
    }

    /// Whether it was open to volunteers already (发布后变更).
    async fn published(&self) -> bool {
        self.0.published
    }

    /// Pseudonym of who changed it (操作者).
    async fn actor(&self) -> Option<&str> {
        self.0.actor.as_deref()
    }

    /// When (变更时间).
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// Position of the event (日志位置).
    async fn position(&self) -> i64 {
        self.0.position
    }
}

/// A session as it shall be (场次安排).
#[derive(InputObject)]
pub struct SessionPlanInput {
    /// Number within the activity (场次序号).
    session: u32,
    /// First instant (开始时间).
    starts_at: DateTime<Utc>,
    /// Last instant (结束时间).
    ends_at: DateTime<Utc>,
    /// How many may take part; open where it is not given (名额).
    capacity: Option<u32>,
}

/// What of an activity shall be otherwise; what is left out stays (活动变更).
#[derive(InputObject)]
pub struct ActivityChangeInput {
    /// Code of the activity (活动编码).
    activity: String,
    /// Title; it may change at any time (活动名称).
    title: Option<String>,
    /// Where exactly; it may change at any time (活动地点).
    place: Option<String>,
    /// Risks that the volunteers are told, until the activity begins (风险告知).
    risk_notice: Option<String>,
    /// Sessions as they shall be, each until it begins (场次).
    #[graphql(default)]
    sessions: Vec<SessionPlanInput>,
    /// Why; needed once the activity is published, and sealed (变更原因).
    reason: Option<String>,
}

/// Commands that change a plan, and feedback.
#[derive(Default)]
pub struct ChangingMutation;

/// Commands that change a plan, and feedback.
#[Object]
impl ChangingMutation {
    /// Changes what of an activity is planned: a draft freely, a published one with its reason (变更活动).
    async fn change_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shall be otherwise.")] input: ActivityChangeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let ActivityChangeInput { activity, title, place, risk_notice, sessions, reason } = input;
        let plan = |asked: SessionPlanInput| {
            let SessionPlanInput { session, starts_at, ends_at, capacity } = asked;
            Ok(SessionPlan { session, span: span(starts_at, ends_at)?, capacity })
        };
        let sessions = sessions.into_iter().map(plan).collect::<Result<Vec<_>>>()?;
        let change = Change { title, place, risk_notice, sessions };
        on_activity(ctx, idempotency_key, &activity, ActivityCommand::ChangeActivity { change, reason }).await
    }

    /// Records how a session was in the words of one who took part, once each (服务评价反馈).
    async fn record_feedback(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "From 1, bad, to 5, good.")] score: u8,
        #[graphql(desc = "In their own words; it is sealed.")] comment: Option<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = move |session, volunteer| {
            let comment = comment.clone();
            ActivityCommand::RecordFeedback { session, volunteer, score, comment }
        };
        with_volunteer(ctx, idempotency_key, (ActOf::Participant, seat), command).await
    }
}

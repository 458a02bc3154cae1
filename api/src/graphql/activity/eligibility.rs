//! May this person join this activity (V5)? Each condition of an enrolment, by the very rules that an enrolment asks.

use crate::{
    edge::{EdgeError, Refused, refuse},
    facts,
    graphql::{
        gate::{Gate, read_view, request},
        mutation::code,
        scalars::Date,
    },
};
use async_graphql::{Context, Enum, ID, Json, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use muster_domain::{
    activity::{self, Activity as ActivityState, ActivityRefusal},
    kernel::{ActivityId, Code},
};
use muster_eventstore::{StepError, Unit};
use muster_projections::views::activity_calendar;
use serde_json::{Map, Value};

/// What an enrolment depends on (报名条件).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "activity::Condition")]
pub enum EligibilityCondition {
    /// The session takes enrolments now (场次可报名).
    Session,
    /// Old enough; where it is dangerous, of age (年龄).
    Age,
    /// A guardian consents where the volunteer is a minor (监护人同意).
    Guardian,
    /// Skills declared (技能).
    Skill,
    /// Trainings completed, and not too long ago (培训).
    Training,
    /// Certificates verified, and the professional level (证书).
    Certificate,
    /// Accident insurance on the day, where it is dangerous (保险).
    Insurance,
    /// A place is left (名额).
    Capacity,
    /// No credit stands in the session's time (时间冲突).
    Overlap,
    /// The day has minutes left (当日时长上限).
    DailyLimit,
}

/// How a condition stands (条件结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionState {
    /// It holds (符合).
    Met,
    /// It does not (不符合).
    Unmet,
    /// The registry does not know enough to say; an enrolment is refused until it does (未知).
    Unknown,
}

/// One condition with its answer (条件核对).
#[derive(SimpleObject)]
pub struct ConditionAnswer {
    /// Which (条件).
    condition: EligibilityCondition,
    /// How it stands (结果).
    state: ConditionState,
    /// Stable code of the reason, where it does not hold (原因代码).
    code: Option<String>,
    /// The reason in a sentence (原因).
    message: Option<String>,
    /// The figures of the reason, by name (原因数据).
    figures: Json<Map<String, Value>>,
}

/// The minutes of one local day of the session (当日时长).
#[derive(SimpleObject)]
pub struct EligibilityDay {
    /// The local day (日期).
    day: Date,
    /// Minutes of credits that stand (已认定分钟数).
    credited: u32,
    /// Minutes of the session (场次分钟数).
    session: u32,
    /// Minutes left that take effect at once, before the session (当日剩余分钟数).
    left_at_once: u32,
    /// Minutes left at all; more than the first waits for approval (当日上限剩余分钟数).
    left: u32,
}

/// Another session in which the volunteer is enrolled at the same time; it does not stand in the way (同时段报名).
#[derive(SimpleObject)]
pub struct EnrolledElsewhere {
    /// Id of the activity (活动).
    activity_id: ID,
    /// Number of the session (场次序号).
    session: i32,
    /// First instant (开始时间).
    starts_at: DateTime<Utc>,
    /// Last instant (结束时间).
    ends_at: DateTime<Utc>,
}

/// Whether a volunteer may sign up for a session, and why (报名资格).
#[derive(SimpleObject)]
pub struct Eligibility {
    /// Whether an enrolment would be accepted now: every condition is met (是否符合).
    eligible: bool,
    /// Every condition, in the order in which an enrolment asks them (逐项核对).
    conditions: Vec<ConditionAnswer>,
    /// The minutes of the session's local days (当日时长).
    days: Vec<EligibilityDay>,
    /// Other sessions at the same time in which the volunteer is enrolled (同时段报名).
    enrolled_elsewhere: Vec<EnrolledElsewhere>,
}

/// Questions before an enrolment.
#[derive(Default)]
pub struct EligibilityQuery;

/// Questions before an enrolment.
#[Object]
impl EligibilityQuery {
    /// Whether a volunteer may sign up for a session: each condition with its reason and figures (报名资格核对).
    async fn eligibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Number of the session.", default = 1)] session: u32,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Eligibility> {
        let (volunteer, activity) = (code(&volunteer)?, code(&activity)?);
        let mut unit = Gate::of(ctx)?.log().rehearsal(&request(ctx, None)?).await.map_err(EdgeError::from)?;
        let (mut answer, facts) = answer(&mut unit, &volunteer, &activity, session).await.map_err(|no| match no {
            StepError::Refused(refused) => EdgeError::Refused(refused),
            StepError::Fault(fault) => EdgeError::Store(fault),
        })?;
        let mut read = read_view(ctx, activity_calendar::NAME, at_least).await?;
        let (id, span) = (ActivityId::of_code(&activity).uuid(), facts.0);
        let rows = activity_calendar::enrolled_between(&mut read, facts.1, span.starts_at, span.ends_at).await;
        let rows = rows.map_err(EdgeError::from)?.into_iter();
        let own = i32::try_from(session).unwrap_or(i32::MAX);
        let elsewhere = rows.filter(|row| (row.activity_id, row.session) != (id, own)).map(|row| EnrolledElsewhere {
            activity_id: row.activity_id.into(),
            session: row.session,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        });
        answer.enrolled_elsewhere = elsewhere.collect();
        Ok(answer)
    }
}

/// The answer of the rules on the log as it is, with the span of the session and the volunteer's id.
async fn answer(
    unit: &mut Unit,
    volunteer: &Code,
    activity: &Code,
    session: u32,
) -> Result<(Eligibility, (muster_domain::kernel::TimeSpan, uuid::Uuid)), StepError<Refused>> {
    let span = facts::session(unit, activity, session).await?.span;
    let facts = facts::participant(unit, volunteer, span).await?;
    let state = unit.state::<ActivityState>(ActivityId::of_code(activity).uuid())?;
    let conditions = state.conditions(session, &facts, unit.context()).map_err(refuse)?;
    let days = state.minutes_of_days(session, &facts, unit.context());
    let answer = Eligibility {
        eligible: conditions.iter().all(|(_, gate)| gate.is_ok()),
        conditions: conditions.into_iter().map(|(condition, gate)| told(condition, gate)).collect(),
        days: days.into_iter().map(EligibilityDay::from).collect(),
        enrolled_elsewhere: Vec::new(),
    };
    Ok((answer, (span, facts.volunteer_id.uuid())))
}

fn told(condition: activity::Condition, gate: activity::Gate) -> ConditionAnswer {
    let condition = condition.into();
    let Err(refusal) = gate else {
        let (code, message, figures) = (None, None, Json(Map::new()));
        return ConditionAnswer { condition, state: ConditionState::Met, code, message, figures };
    };
    let unknown = matches!(refusal, ActivityRefusal::AgeUnknown { .. });
    let state = if unknown { ConditionState::Unknown } else { ConditionState::Unmet };
    let Refused { code, message, figures } = Refused::of(&refusal);
    ConditionAnswer { condition, state, code: Some(code), message: Some(message), figures: Json(figures) }
}

impl From<activity::DayMinutes> for EligibilityDay {
    fn from(minutes: activity::DayMinutes) -> Self {
        let activity::DayMinutes { day, credited, session, at_once, bound } = minutes;
        let (left_at_once, left) = (at_once.saturating_sub(credited), bound.saturating_sub(credited));
        Self { day: Date(day), credited, session, left_at_once, left }
    }
}

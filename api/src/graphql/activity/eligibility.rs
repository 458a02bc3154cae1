//! May this person join this activity (V5)? Each condition of an enrolment, by the very rules that an enrolment asks,
//! and beside them what will hinder the credit afterwards, by the very rules of a credit.

use crate::{
    access::beside,
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
    kernel::{ActivityId, Code, TimeSpan, VolunteerId, time},
    volunteer::{CreditOutlook, DayMinutes, Volunteer as VolunteerState},
};
use muster_eventstore::{StepError, Unit};
use muster_projections::views::activity_calendar;
use serde_json::{Map, Value};

/// What an enrolment, or the credit after it, depends on (报名条件).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EligibilityCondition {
    /// The session takes enrolments now (场次可报名).
    Session,
    /// Not paused on the day (未停用).
    Active,
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
    /// No credit stands in the session's time (时长冲突, V3).
    Overlap,
    /// No other enrolment stands in the session's time (同时段报名).
    OtherEnrollment,
    /// The session stays within the minutes that its local days may have at all (当日时长上限, V4).
    DailyLimit,
}

/// What a condition decides (条件类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionKind {
    /// An enrolment is refused where it does not hold (报名).
    Enrollment,
    /// A warning: an enrolment is accepted all the same, but its hours may not be credited (时长认定).
    Crediting,
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

/// One condition with its answer; whoever may not see what the volunteer did elsewhere is told of conditions on the volunteer
/// by their code only (条件核对).
#[derive(SimpleObject)]
pub struct ConditionAnswer {
    /// Which (条件).
    condition: EligibilityCondition,
    /// What it decides (类别).
    kind: ConditionKind,
    /// How it stands (结果).
    state: ConditionState,
    /// Stable code of the reason, where it does not hold (原因代码).
    code: Option<String>,
    /// The reason in a sentence, where its figures are shown (原因).
    message: Option<String>,
    /// The figures of the reason, by name (原因数据).
    figures: Json<Map<String, Value>>,
}

/// The minutes of one local day of the session (当日时长).
#[derive(SimpleObject)]
pub struct EligibilityDay {
    /// The local day (日期).
    day: Date,
    /// Minutes of credits that stand, live or waiting for approval (已认定分钟数).
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
    /// Whether an enrolment would be accepted now: every condition of kind `ENROLLMENT` is met, or the enrolment stands
    /// already (是否符合).
    eligible: bool,
    /// Whether the enrolment stands already; another one changes nothing (是否已报名).
    enrolled: bool,
    /// Every condition: first those of an enrolment, in the order in which it asks them, then the warnings of kind
    /// `CREDITING` (逐项核对).
    conditions: Vec<ConditionAnswer>,
    /// The minutes of the session's local days; empty for whoever may not see what the volunteer did elsewhere (当日时长).
    days: Vec<EligibilityDay>,
    /// Other sessions at the same time in which the volunteer is enrolled; empty for whoever may not see what the volunteer
    /// did elsewhere (同时段报名).
    enrolled_elsewhere: Vec<EnrolledElsewhere>,
}

/// Questions before an enrolment.
#[derive(Default)]
pub struct EligibilityQuery;

/// Questions before an enrolment.
#[Object]
impl EligibilityQuery {
    /// Whether a volunteer may sign up for a session: each condition with its reason, and with figures for whoever may see
    /// what the volunteer did elsewhere (报名资格核对).
    async fn eligibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Number of the session.", default = 1)] session: u32,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Eligibility> {
        let (volunteer, activity) = (code(&volunteer)?, code(&activity)?);
        let mut unit =
            Gate::of(ctx)?.as_things_stand()?.rehearsal(&request(ctx, None)?).await.map_err(EdgeError::from)?;
        let found = found(&mut unit, &volunteer, &activity, session).await.map_err(|no| match no {
            StepError::Refused(refused) => EdgeError::Refused(refused),
            StepError::Fault(fault) => EdgeError::Store(fault),
        })?;
        let volunteer_id = VolunteerId::of_code(&volunteer).uuid();
        let reached = beside::reaches_volunteer(ctx, volunteer_id).await?;
        let mut read = read_view(ctx, activity_calendar::NAME, at_least).await?;
        let (id, span) = (ActivityId::of_code(&activity).uuid(), found.span);
        let rows = activity_calendar::enrolled_between(&mut read, volunteer_id, span.starts_at, span.ends_at).await;
        let rows = rows.map_err(EdgeError::from)?.into_iter();
        let own = i32::try_from(session).unwrap_or(i32::MAX);
        let elsewhere = rows.filter(|row| (row.activity_id, row.session) != (id, own)).map(|row| EnrolledElsewhere {
            activity_id: row.activity_id.into(),
            session: row.session,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        });
        let answer = found.answer(elsewhere.collect());
        Ok(if reached { answer } else { answer.of_a_stranger() })
    }
}

impl Eligibility {
    /// The same for whoever does not reach the volunteer: whether each condition holds and by which code it does not, and
    /// nothing of what they did elsewhere.
    fn of_a_stranger(mut self) -> Self {
        for answer in self.conditions.iter_mut().filter(|answer| answer.condition.is_about_the_volunteer()) {
            (answer.message, answer.figures) = (None, Json(Map::new()));
        }
        Self { days: Vec::new(), enrolled_elsewhere: Vec::new(), ..self }
    }
}

impl EligibilityCondition {
    /// Whether its reason says something of the volunteer, and not of the session only.
    const fn is_about_the_volunteer(self) -> bool {
        match self {
            Self::Session | Self::Capacity => false,
            Self::Active
            | Self::Age
            | Self::Guardian
            | Self::Skill
            | Self::Training
            | Self::Certificate
            | Self::Insurance
            | Self::Overlap
            | Self::OtherEnrollment
            | Self::DailyLimit => true,
        }
    }
}

/// What the rules say on the log as it is.
struct Found {
    span: TimeSpan,
    eligibility: activity::Eligibility,
    outlook: CreditOutlook,
}

async fn found(unit: &mut Unit, volunteer: &Code, activity: &Code, session: u32) -> Result<Found, StepError<Refused>> {
    let held = facts::session(unit, activity, session).await?;
    let person = facts::participant(unit, volunteer, time::local_date(held.span.starts_at)).await?;
    let joined = facts::ledgers_beside(unit, person.volunteer_id).await?;
    let state = unit.state::<ActivityState>(held.activity_id.uuid())?;
    let eligibility = state.eligibility(session, &person, unit.context()).map_err(refuse)?;
    let outlook = unit.state::<VolunteerState>(person.volunteer_id.uuid())?.outlook(&held, &joined, unit.context());
    Ok(Found { span: held.span, eligibility, outlook })
}

impl Found {
    fn answer(self, enrolled_elsewhere: Vec<EnrolledElsewhere>) -> Eligibility {
        use EligibilityCondition::{DailyLimit, OtherEnrollment, Overlap};
        let (eligible, enrolled) = (self.eligibility.is_eligible(), self.eligibility.enrolled);
        let asked = self.eligibility.conditions.into_iter();
        let mut conditions: Vec<ConditionAnswer> = asked.map(|(condition, gate)| told(condition, gate)).collect();
        let elsewhere = elsewhere(&enrolled_elsewhere);
        for (condition, refused) in [
            (Overlap, self.outlook.overlap.err().map(|refusal| Refused::of(&refusal))),
            (OtherEnrollment, elsewhere),
            (DailyLimit, self.outlook.daily_limit.err().map(|refusal| Refused::of(&refusal))),
        ] {
            conditions.push(ConditionAnswer::new(condition, ConditionKind::Crediting, ConditionState::Unmet, refused));
        }
        let days = self.outlook.days.into_iter().map(EligibilityDay::from).collect();
        Eligibility { eligible, enrolled, conditions, days, enrolled_elsewhere }
    }
}

/// Other enrolments at the same time, of which only one can be credited.
fn elsewhere(enrolled: &[EnrolledElsewhere]) -> Option<Refused> {
    let sessions = enrolled.len();
    let refused = || Refused::new("ENROLLED_ELSEWHERE", format!("{sessions} other sessions are at the same time"));
    (sessions > 0).then(|| refused().with("sessions", sessions))
}

fn told(condition: activity::Condition, gate: activity::Gate) -> ConditionAnswer {
    let unknown = gate.as_ref().is_err_and(ActivityRefusal::is_for_want_of_knowledge);
    let otherwise = if unknown { ConditionState::Unknown } else { ConditionState::Unmet };
    let refused = gate.err().map(|refusal| Refused::of(&refusal));
    ConditionAnswer::new(condition.into(), ConditionKind::Enrollment, otherwise, refused)
}

impl ConditionAnswer {
    /// The condition is met where nothing is refused.
    fn new(
        condition: EligibilityCondition,
        kind: ConditionKind,
        otherwise: ConditionState,
        refused: Option<Refused>,
    ) -> Self {
        match refused {
            None => {
                let (code, message, figures) = (None, None, Json(Map::new()));
                Self { condition, kind, state: ConditionState::Met, code, message, figures }
            }
            Some(Refused { code, message, figures }) => {
                let (code, message, figures) = (Some(code), Some(message), Json(figures));
                Self { condition, kind, state: otherwise, code, message, figures }
            }
        }
    }
}

impl From<activity::Condition> for EligibilityCondition {
    fn from(condition: activity::Condition) -> Self {
        match condition {
            activity::Condition::Session => Self::Session,
            activity::Condition::Active => Self::Active,
            activity::Condition::Age => Self::Age,
            activity::Condition::Guardian => Self::Guardian,
            activity::Condition::Skill => Self::Skill,
            activity::Condition::Training => Self::Training,
            activity::Condition::Certificate => Self::Certificate,
            activity::Condition::Insurance => Self::Insurance,
            activity::Condition::Capacity => Self::Capacity,
        }
    }
}

impl From<DayMinutes> for EligibilityDay {
    fn from(minutes: DayMinutes) -> Self {
        let DayMinutes { day, credited, asked: session, at_once, bound, .. } = minutes;
        let (left_at_once, left) = (at_once.saturating_sub(credited), bound.saturating_sub(credited));
        Self { day: Date(day), credited, session, left_at_once, left }
    }
}

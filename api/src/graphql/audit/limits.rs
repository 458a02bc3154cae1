//! Where limits were reached, and who let them be passed (限额与特批, A8).

use super::{filter, row_limit, whole};
use crate::{
    edge::EdgeError,
    graphql::{
        gate::{Gate, read_view},
        scalars::Date,
        words::ApprovalTier,
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::kernel::{DivisionCode, Policy, StandingRules};
use muster_projections::views::recording_audit::{self, AuditFilter, DayOver};
use std::sync::Arc;

/// A day on which one person has more minutes than count at once (当日时长超限, V4).
#[derive(SimpleObject)]
pub struct LongDay {
    /// Id of the volunteer (志愿者).
    volunteer: ID,
    /// The local (+08:00) day (日期).
    day: Date,
    /// Minutes of standing credits on it, those that wait too (分钟数).
    minutes: i64,
    /// Minutes that count at once (即时生效限额).
    at_once: u32,
    /// Minutes that the organization may approve (组织审批限额).
    by_organization: u32,
    /// Who may approve so many (审批层级).
    tier: ApprovalTier,
    /// Ids of the credits (时长记录).
    credits: Vec<ID>,
}

/// What was decided on a credit of a day with too many minutes to count at once (超限审批).
#[derive(SimpleObject)]
pub struct LongDayDecision {
    /// Position of the decision; a reason stands sealed there (日志位置).
    position: i64,
    /// Id of the credit (时长记录).
    credit: ID,
    /// The local day (日期).
    day: Date,
    /// Minutes of the day with the credit, when it was entered (当日分钟数).
    minutes: i32,
    /// Minutes that would have counted at once (限额).
    limit: i32,
    /// Pseudonym of who entered it (录入者).
    entered_by: Option<String>,
    /// Pseudonym of who decided (决定者).
    decided_by: Option<String>,
    /// Whether it was let through (是否批准).
    approved: bool,
}

/// A session of which somebody was refused when all were to be credited (未认定).
#[derive(SimpleObject)]
pub struct RefusedCrediting {
    /// Position of the event (日志位置).
    position: i64,
    /// Id of the activity (活动).
    activity: ID,
    /// Number of the session (场次序号).
    session: i32,
    /// People credited (认定人数).
    credited: i32,
    /// People refused: of overlaps, limits and whatever else a rule said no to; the log keeps their number only (未认定人数).
    refused: i32,
    /// Pseudonym of who asked (操作者).
    actor: Option<String>,
}

/// Leave of an instructor to hold more focus links than the rules allow (特批超限, I1).
#[derive(SimpleObject)]
pub struct FocusOverrideGrant {
    /// Position of the event; the reason stands sealed there (日志位置).
    position: i64,
    /// Id of the instructor (指导员).
    instructor: ID,
    /// Id of the department that granted it (批准部门).
    granted_by: ID,
    /// Links allowed (允许数).
    limit: i32,
    /// First day (起始日期).
    from: Date,
    /// Last day as granted (截止日期).
    to: Date,
    /// Pseudonym of who recorded it (操作者).
    actor: Option<String>,
}

/// Where limits were reached in a period, and who let them be passed (限额与特批).
#[derive(SimpleObject)]
pub struct LimitEvents {
    /// The position of the log that it reflects (日志位置).
    position: i64,
    /// Days with more minutes than count at once, by day (超限日).
    days: Vec<LongDay>,
    /// Decisions on credits of days that had too many when they were entered, by position (超限审批).
    decisions: Vec<LongDayDecision>,
    /// Sessions of which somebody was refused, by position; a refusal of a single credit leaves no event (未认定).
    refusals: Vec<RefusedCrediting>,
    /// Overrides of the limit of focus links that hold on a day of the period, by position (特批超限).
    focus_overrides: Vec<FocusOverrideGrant>,
}

/// Where limits were reached.
#[derive(Default)]
pub struct LimitsQuery;

/// Where limits were reached.
#[Object]
impl LimitsQuery {
    /// People with more minutes a day than count at once, refusals that the log holds, and overrides, in a period of 366
    /// days at most; reasons stay sealed (A8, 限额与特批).
    async fn limit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First local day.")] from: Date,
        #[graphql(desc = "Last local day.")] to: Date,
        #[graphql(desc = "Only what happened in this division and below it.")] within: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<LimitEvents> {
        let filter = filter(ctx, within.as_deref(), (from, to))?;
        let gate = Gate::of(ctx)?;
        let rules = gate.standing_rules().await.map_err(EdgeError::from)?;
        let mut read = read_view(ctx, recording_audit::NAME, at_least).await?;
        let limits = DayLimits { gate, rules };
        let days = recording_audit::days_over(&mut read, &filter, limits.least(&filter), row_limit()).await;
        let days = whole(days.map_err(EdgeError::from)?)?;
        let decisions = recording_audit::over_limit(&mut read, &filter, row_limit()).await.map_err(EdgeError::from)?;
        let refusals = recording_audit::refusals(&mut read, &filter, row_limit()).await.map_err(EdgeError::from)?;
        let overrides = recording_audit::focus_overrides(&mut read, &filter, row_limit()).await;
        Ok(LimitEvents {
            position: read.position(),
            days: days.into_iter().filter_map(|day| limits.over(day)).collect(),
            decisions: whole(decisions)?.into_iter().filter_map(decision).collect(),
            refusals: whole(refusals)?.into_iter().map(refused).collect(),
            focus_overrides: whole(overrides.map_err(EdgeError::from)?)?.into_iter().map(granted).collect(),
        })
    }
}

/// The limits of days, by the rules of the day and of the divisions served in.
struct DayLimits<'g> {
    gate: &'g Gate,
    rules: StandingRules,
}

impl DayLimits<'_> {
    fn policy(&self, division: &str, day: NaiveDate) -> Arc<Policy> {
        self.rules.policies.in_force(self.gate.divisions(), &DivisionCode::new(division), day)
    }

    /// The least limit that stands anywhere on a day of the period: no fewer minutes can be too many.
    fn least(&self, filter: &AuditFilter) -> i64 {
        let divisions = self.gate.divisions().all().map(|division| division.code.as_str());
        let days = || filter.from.iter_days().take_while(|day| *day <= filter.to);
        let limits = divisions.flat_map(|division| days().map(move |day| (division, day)));
        let least = limits.map(|(division, day)| self.policy(division, day).daily_minutes_at_once).min();
        least.map_or(0, i64::from)
    }

    /// The day where it is too long by the strictest of the divisions served in.
    fn over(&self, day: DayOver) -> Option<LongDay> {
        let policies = day.divisions.iter().map(|division| self.policy(division, day.day));
        let policy = policies.min_by_key(|policy| policy.daily_minutes_at_once)?;
        if day.minutes <= i64::from(policy.daily_minutes_at_once) {
            return None;
        }
        let by_organization = day.minutes <= i64::from(policy.daily_minutes_by_organization);
        Some(LongDay {
            volunteer: day.volunteer_id.into(),
            day: Date(day.day),
            minutes: day.minutes,
            at_once: policy.daily_minutes_at_once,
            by_organization: policy.daily_minutes_by_organization,
            tier: if by_organization { ApprovalTier::Organization } else { ApprovalTier::Province },
            credits: day.credits.into_iter().map(ID::from).collect(),
        })
    }
}

fn decision(row: recording_audit::DecisionRow) -> Option<LongDayDecision> {
    Some(LongDayDecision {
        position: row.position,
        credit: row.subject.into(),
        day: Date(row.over_day?),
        minutes: row.over_minutes?,
        limit: row.over_limit?,
        entered_by: row.asked_by,
        decided_by: row.decided_by,
        approved: row.approved,
    })
}

fn refused(row: recording_audit::RefusalRow) -> RefusedCrediting {
    RefusedCrediting {
        position: row.position,
        activity: row.activity_id.into(),
        session: row.session,
        credited: row.credited,
        refused: row.refused,
        actor: row.actor,
    }
}

fn granted(row: recording_audit::FocusOverrideRow) -> FocusOverrideGrant {
    FocusOverrideGrant {
        position: row.position,
        instructor: row.instructor_id.into(),
        granted_by: row.granted_by.into(),
        limit: row.links_limit,
        from: Date(row.from_day),
        to: Date(row.to_day),
        actor: row.actor,
    }
}

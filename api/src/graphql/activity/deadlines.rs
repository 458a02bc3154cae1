//! Which sessions have to be recorded, until when, and which are late (录入期限, V3; 民政部令第67号 art. 11).

use super::Activity;
use crate::{
    access::SmallCells,
    edge::{EdgeError, Refused},
    graphql::{
        gate::{Gate, read_view},
        loaders::{self, Named, activity::ActivityLoader},
        organization::known_organization,
        scalars::Date,
    },
};
use async_graphql::{Context, Enum, Error, Object, Result, SimpleObject};
use chrono::{Days, NaiveDate};
use muster_domain::{
    kernel::{DivisionCode, time},
    volunteer::recording_due_on,
};
use muster_projections::views::activity_calendar::{self, EndedSession};

/// Days ahead that the question looks at most.
const DAYS_AHEAD_LIMIT: u32 = 60;
/// Days back from which an unrecorded session is still listed: what is older is a matter of the year's report.
const DAYS_BACK: u64 = 400;
/// Sessions of one answer.
const SESSIONS_LIMIT: i64 = 2_000;

/// How a session stands to its due date (期限状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineState {
    /// The due date is over (已逾期).
    Late,
    /// The due date lies in the days looked at (即将到期).
    DueSoon,
}

/// A session that has people to be credited (待录入场次).
pub struct RecordingDeadline {
    row: EndedSession,
    due_on: NaiveDate,
    days_left: i64,
    position: i64,
}

impl RecordingDeadline {
    /// People whose hours are entered and those whose are not, where the caller sees them beside those who came: each
    /// follows from the other, so that both are shown or none.
    fn parts(&self, ctx: &Context<'_>) -> Result<Option<(i64, i64)>> {
        let cells = SmallCells::of(ctx)?;
        let (entered, others) = (self.row.recorded, self.row.attended - self.row.recorded);
        let shown = [self.row.attended, entered, others].into_iter().all(|people| cells.shows(people));
        Ok(shown.then_some((entered, others)))
    }
}

/// A session that has people to be credited; a count that tells of fewer than five people whom the caller may not see is
/// null (待录入场次).
#[Object]
impl RecordingDeadline {
    /// The activity (活动).
    async fn activity(&self, ctx: &Context<'_>) -> Result<Activity> {
        let named = Named { id: self.row.activity_id, at_least: self.position };
        let found = loaders::load::<ActivityLoader, _>(ctx, named).await?;
        let (position, row) = found.ok_or_else(|| Error::new("the calendar misses an activity that it names"))?;
        Ok(Activity { row, position })
    }

    /// Number of the session within the activity, from 1 (场次序号).
    async fn session(&self) -> i32 {
        self.row.session
    }

    /// Local day on which the activity ended (结束日期).
    async fn ended_on(&self) -> Date {
        Date(time::last_local_date(self.row.activity_ends_at))
    }

    /// Last day on which its hours are recorded in time (录入截止日期).
    async fn due_on(&self) -> Date {
        Date(self.due_on)
    }

    /// Days left until then; negative when it is late (剩余天数).
    async fn days_left(&self) -> i64 {
        self.days_left
    }

    /// How it stands (期限状态).
    async fn state(&self) -> DeadlineState {
        if self.days_left < 0 { DeadlineState::Late } else { DeadlineState::DueSoon }
    }

    /// Whether attendance is final; only then can the session be credited (场次已结束).
    async fn closed(&self) -> bool {
        self.row.closed
    }

    /// People who came (到场人数).
    async fn attended(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(SmallCells::of(ctx)?.count(self.row.attended))
    }

    /// Those of them whose hours are entered, by the session or by hand, waiting ones too (已录入人数).
    async fn credited(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(self.parts(ctx)?.map(|(entered, _)| entered))
    }

    /// People who came and whose hours are not entered (待录入人数).
    async fn uncredited(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(self.parts(ctx)?.map(|(_, others)| others))
    }
}

/// Sessions that pass their due date soon, or have (录入期限).
#[derive(SimpleObject)]
pub struct RecordingDeadlines {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// Sessions whose due date is over (逾期场次).
    late: usize,
    /// Sessions whose due date lies in the days looked at (即将到期场次).
    due_soon: usize,
    /// Each of them, the earliest due first (各场次).
    sessions: Vec<RecordingDeadline>,
}

/// Questions about due dates.
#[derive(Default)]
pub struct DeadlineQuery;

/// Questions about due dates.
#[Object]
impl DeadlineQuery {
    /// Sessions with people to be credited whose due date passes in the next days, or has passed (录入期限).
    async fn recording_deadlines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization; all where nothing is said.")] organization: Option<String>,
        #[graphql(default = 3, desc = "Days ahead that are looked at.")] within_days: u32,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<RecordingDeadlines> {
        if within_days > DAYS_AHEAD_LIMIT {
            let refused = Refused::new("TOO_MANY_DAYS", format!("at most {DAYS_AHEAD_LIMIT} days ahead are looked at"));
            return Err(refused.with("limit", DAYS_AHEAD_LIMIT).with("actual", within_days).into());
        }
        let gate = Gate::of(ctx)?;
        let today = gate.today();
        let organization = match organization {
            Some(text) => Some(known_organization(gate, text).await?.0),
            None => None,
        };
        let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
        let since = today.checked_sub_days(Days::new(DAYS_BACK)).unwrap_or(today);
        let (from, until) = (time::local_midnight(since), gate.now());
        let mut read = read_view(ctx, activity_calendar::NAME, at_least).await?;
        let rows = activity_calendar::uncredited(&mut read, organization, from, until, SESSIONS_LIMIT + 1).await;
        let (rows, position) = (rows.map_err(EdgeError::from)?, read.position());
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) > SESSIONS_LIMIT {
            let message = format!("more than {SESSIONS_LIMIT} sessions are unrecorded; ask for one organization");
            return Err(Refused::new("TOO_MANY_SESSIONS", message).with("limit", SESSIONS_LIMIT).into());
        }
        let mut sessions = Vec::new();
        for row in rows {
            let division = DivisionCode::new(&row.division);
            let due_on = recording_due_on(&standing, gate.divisions(), &division, row.activity_ends_at);
            let due_on = due_on.map_err(|missing| Refused::of(&missing))?;
            let days_left = (due_on - today).num_days();
            if days_left <= i64::from(within_days) {
                sessions.push(RecordingDeadline { row, due_on, days_left, position });
            }
        }
        sessions.sort_by_key(|session| (session.due_on, session.row.activity_id, session.row.session));
        let late = sessions.iter().filter(|session| session.days_left < 0).count();
        Ok(RecordingDeadlines { position, late, due_soon: sessions.len() - late, sessions })
    }
}

//! Activities on the wire: the calendar, attendance, the commands of an activity, and crediting a whole session.

mod attending;
mod changing;
mod crediting;
mod deadlines;
mod eligibility;
mod mutations;
mod types;
mod voiding;

pub use attending::{AttendingMutation, CheckInInput, ConfirmationInput, SeatInput};
pub use changing::{ActivityChange, ActivityChangeInput, ChangingMutation, SessionPlanInput};
pub use crediting::{CreditedRow, CreditingMutation, RowOutcome, SessionCredit};
pub use deadlines::{DeadlineQuery, DeadlineState, RecordingDeadline, RecordingDeadlines};
pub use eligibility::{
    ConditionAnswer, ConditionKind, ConditionState, Eligibility, EligibilityCondition, EligibilityDay,
    EligibilityQuery, EnrolledElsewhere,
};
pub use mutations::{ActivityMutation, PlanInput};
pub use types::{Activity, ActivityOutcome, Attendance, Session};
pub use voiding::{ActivityVoiding, EndedCredit, VoidedCredit, VoidingMutation};

use super::{
    cursor::{PageArguments, PageCursor},
    gate::{codes_within, read_view},
    mutation::code as read_code,
    scalars::Date,
    words::ServiceCategory,
    words_activity::ActivityStatus,
};
use crate::edge::EdgeError;
use async_graphql::{Context, InputObject, Object, Result, connection::Connection};
use chrono::SecondsFormat;
use muster_domain::kernel::{OrganizationId, TeamId};
use muster_projections::views::activity_calendar::{self, ActivityFilter, ActivityRow};

/// Which activities a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct ActivityFilterInput {
    /// Division of the activity and everything below it (活动所在地).
    within: Option<String>,
    /// Category of the service (服务类别).
    category: Option<ServiceCategory>,
    /// Code of the organization that runs it (组织单位).
    organization: Option<String>,
    /// Code of the team that serves (队伍).
    team: Option<String>,
    /// How far it has come (活动状态).
    status: Option<ActivityStatus>,
    /// First local day; what ended before is left out (起始日期).
    from: Option<Date>,
    /// Last local day, included (截止日期).
    to: Option<Date>,
}

impl ActivityFilterInput {
    fn read(self, ctx: &Context<'_>) -> Result<ActivityFilter> {
        let organization = self.organization.map(|text| read_code(&text)).transpose()?;
        let team = self.team.map(|text| read_code(&text)).transpose()?;
        Ok(ActivityFilter {
            divisions: self.within.map(|within| codes_within(ctx, &within)).transpose()?,
            category: self.category.map(Into::into),
            organization_id: organization.map(|code| OrganizationId::of_code(&code).uuid()),
            team_id: team.map(|code| TeamId::of_code(&code).uuid()),
            status: self.status.map(Into::into),
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
        })
    }
}

/// Questions about activities.
#[derive(Default)]
pub struct ActivityQuery;

/// Questions about activities.
#[Object]
impl ActivityQuery {
    /// Activities in the order of their start (活动日历).
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which activities.")] filter: ActivityFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Activity>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let start = page.after_in_order_of()?;
        let filter = filter.read(ctx)?;
        let mut read = read_view(ctx, activity_calendar::NAME, at_least).await?;
        let rows = activity_calendar::page(&mut read, &filter, start, page.limit()).await.map_err(EdgeError::from)?;
        let position = read.position();
        let cursor = |row: &ActivityRow| PageCursor {
            order: row.starts_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            id: row.id,
        };
        Ok(page.connection(rows, cursor, |row| Activity { row, position }))
    }

    /// The activity with this code (活动).
    async fn activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Activity>> {
        let code = read_code(&code)?;
        let mut read = read_view(ctx, activity_calendar::NAME, at_least).await?;
        let row = activity_calendar::by_code(&mut read, code.as_str()).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(row.map(|row| Activity { row, position }))
    }
}

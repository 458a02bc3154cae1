//! What an activity, a session and an attendance show of themselves.

use super::changing::ActivityChange;
use crate::{
    access::{SmallCells, beside},
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::read_view,
        loaders::{
            self, Named,
            activity::{OutcomesLoader, SessionsLoader},
            organization::OrganizationLoader,
            team::TeamLoader,
            volunteer::VolunteerLoader,
        },
        organization::Organization,
        scalars::Date,
        team::Team,
        volunteer::Volunteer,
        words::{EvidenceClass, ServiceCategory},
        words_activity::{ActivityKind, ActivityStatus, RiskLevel},
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use muster_projections::views::activity_calendar::{self, ActivityRow, AttendanceRow, SessionRow};

/// An activity (志愿服务活动).
pub struct Activity {
    pub(crate) row: ActivityRow,
    pub(crate) position: i64,
}

/// A countable result (成果).
#[derive(SimpleObject)]
pub struct ActivityOutcome {
    /// What was counted (指标).
    measure: String,
    /// How many (数量).
    amount: i32,
}

/// An activity (志愿服务活动).
#[Object]
impl Activity {
    /// Its id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Title (活动名称).
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// Kind; only service is credited (活动类型).
    async fn kind(&self) -> Result<ActivityKind> {
        ActivityKind::of_code(&self.row.kind)
    }

    /// Category of the service (服务类别).
    async fn category(&self) -> Result<ServiceCategory> {
        ServiceCategory::of_code(&self.row.category)
    }

    /// How far it has come (活动状态).
    async fn status(&self) -> Result<ActivityStatus> {
        ActivityStatus::of_code(&self.row.status)
    }

    /// How dangerous it is (风险等级).
    async fn risk(&self) -> Result<RiskLevel> {
        RiskLevel::of_code(&self.row.risk)
    }

    /// Division in which it takes place (活动所在地).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Where exactly, once it is published (活动地点).
    async fn place(&self) -> Option<&str> {
        self.row.place.as_deref()
    }

    /// Risks that the volunteers are told, once it is published (风险告知).
    async fn risk_notice(&self) -> Option<&str> {
        self.row.risk_notice.as_deref()
    }

    /// How it changed after it was planned, oldest first; the first 1,000 (变更记录).
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<ActivityChange>> {
        let mut read = read_view(ctx, activity_calendar::NAME, Some(self.position)).await?;
        let rows = activity_calendar::changes_of(&mut read, self.row.id).await.map_err(EdgeError::from)?;
        Ok(rows.into_iter().map(ActivityChange).collect())
    }

    /// Programme or brand that it belongs to (项目品牌).
    async fn programme(&self) -> Option<&str> {
        self.row.programme.as_deref()
    }

    /// First instant (开始时间).
    async fn starts_at(&self) -> DateTime<Utc> {
        self.row.starts_at
    }

    /// Last instant (结束时间).
    async fn ends_at(&self) -> DateTime<Utc> {
        self.row.ends_at
    }

    /// Local day on which it was closed (结项日期).
    async fn closed_on(&self) -> Option<Date> {
        self.row.closed_on.map(Date)
    }

    /// Team that serves (队伍).
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        let Some(id) = self.row.team_id else { return Ok(None) };
        let named = Named { id, at_least: self.position };
        Ok(loaders::load::<TeamLoader, _>(ctx, named).await?.map(|(position, row)| Team { row, position }))
    }

    /// Organization that runs and records it (组织单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let named = Named { id: self.row.organization_id, at_least: self.position };
        Ok(loaders::load::<OrganizationLoader, _>(ctx, named)
            .await?
            .map(|(position, row)| Organization { row, position }))
    }

    /// Volunteer who leads it (负责人).
    async fn leader(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let Some(id) = self.row.leader_id else { return Ok(None) };
        beside::check_leader(ctx, &self.row.division, self.row.organization_id).await?;
        let named = Named { id, at_least: self.position };
        Ok(loaders::load::<VolunteerLoader, _>(ctx, named).await?.map(|(position, row)| Volunteer { row, position }))
    }

    /// Its dated occurrences (场次).
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let named = Named { id: self.row.id, at_least: self.position };
        let found = loaders::load::<SessionsLoader, _>(ctx, named).await?;
        let session =
            |(position, rows): (i64, Vec<SessionRow>)| rows.into_iter().map(|row| Session { row, position }).collect();
        Ok(found.map(session).unwrap_or_default())
    }

    /// Countable results (成果).
    async fn outcomes(&self, ctx: &Context<'_>) -> Result<Vec<ActivityOutcome>> {
        let named = Named { id: self.row.id, at_least: self.position };
        let found = loaders::load::<OutcomesLoader, _>(ctx, named).await?;
        let rows = found.map(|(_, rows)| rows).unwrap_or_default();
        Ok(rows.into_iter().map(|row| ActivityOutcome { measure: row.measure, amount: row.amount }).collect())
    }
}

/// A dated occurrence of an activity (场次).
pub struct Session {
    row: SessionRow,
    position: i64,
}

/// The counts of people of a session, those that take others in first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Count {
    Enrolled,
    Accepted,
    CheckedIn,
    Confirmed,
    Credited,
    Refused,
    Absent,
    OpenCheckIns,
    Feedback,
}

impl Count {
    const ALL: [Self; 9] = [
        Self::Enrolled,
        Self::Accepted,
        Self::CheckedIn,
        Self::Confirmed,
        Self::Credited,
        Self::Refused,
        Self::Absent,
        Self::OpenCheckIns,
        Self::Feedback,
    ];

    const fn of(self, row: &SessionRow) -> i32 {
        match self {
            Self::Enrolled => row.enrolled,
            Self::Accepted => row.accepted,
            Self::CheckedIn => row.checked_in,
            Self::Confirmed => row.confirmed,
            Self::Credited => row.credited,
            Self::Refused => row.refused,
            Self::Absent => row.absent,
            Self::OpenCheckIns => row.open_check_ins,
            Self::Feedback => row.feedback_count,
        }
    }
}

impl Session {
    /// A count, where the caller sees it.
    fn seen(&self, ctx: &Context<'_>, count: Count) -> Result<Option<i32>> {
        let seen = SmallCells::of(ctx)?.apart(Count::ALL.map(|count| i64::from(count.of(&self.row))));
        let is_seen = Count::ALL.into_iter().zip(seen).any(|(of, people)| of == count && people.is_some());
        Ok(is_seen.then(|| count.of(&self.row)))
    }
}

/// A dated occurrence of an activity; a count that tells of fewer than five people whom the caller may not see is null (场次).
#[Object]
impl Session {
    /// Number within the activity, from 1 (场次序号).
    async fn session(&self) -> i32 {
        self.row.session
    }

    /// First instant (开始时间).
    async fn starts_at(&self) -> DateTime<Utc> {
        self.row.starts_at
    }

    /// Last instant (结束时间).
    async fn ends_at(&self) -> DateTime<Utc> {
        self.row.ends_at
    }

    /// How many may take part; null where it is open (名额).
    async fn capacity(&self) -> Option<i32> {
        self.row.capacity
    }

    /// Whether attendance is final (是否已结束).
    async fn closed(&self) -> bool {
        self.row.closed
    }

    /// People whose enrolment stands, accepted or not (报名人数).
    async fn enrolled(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::Enrolled)
    }

    /// People whose enrolment is accepted (录用人数).
    async fn accepted(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::Accepted)
    }

    /// People who checked in (签到人数).
    async fn checked_in(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::CheckedIn)
    }

    /// People whom the leader confirmed (负责人确认人数).
    async fn confirmed(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::Confirmed)
    }

    /// People marked absent (缺席人数).
    async fn absent(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::Absent)
    }

    /// People who were still checked in when the session was closed (未签退人数, A5).
    async fn open_check_ins(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::OpenCheckIns)
    }

    /// People credited (已认定人数).
    async fn credited(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::Credited)
    }

    /// People whom the last crediting refused (未通过认定人数).
    async fn refused(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::Refused)
    }

    /// People who said how it was (评价人数).
    async fn feedback_count(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        self.seen(ctx, Count::Feedback)
    }

    /// The sum of their scores, 1 to 5 each (评价总分).
    async fn score_total(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.seen(ctx, Count::Feedback)?.map(|_| self.row.feedback_points))
    }

    /// Who is enrolled, came, or did not, in the order of ids (到场情况).
    async fn attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, Attendance>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let mut read = read_view(ctx, activity_calendar::NAME, Some(self.position)).await?;
        let (activity, after) = (self.row.activity_id, page.after().map(|(_, id)| id));
        let rows = activity_calendar::attendance_of(&mut read, activity, self.row.session, after, page.limit());
        let rows = rows.await.map_err(EdgeError::from)?;
        let position = read.position();
        let cursor = |row: &AttendanceRow| PageCursor { order: String::new(), id: row.volunteer_id };
        Ok(page.connection(rows, cursor, |row| Attendance { row, position }))
    }
}

/// One volunteer in one session (到场记录).
pub struct Attendance {
    row: AttendanceRow,
    position: i64,
}

/// One volunteer in one session (到场记录).
#[Object]
impl Attendance {
    /// The volunteer (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let named = Named { id: self.row.volunteer_id, at_least: self.position };
        Ok(loaders::load::<VolunteerLoader, _>(ctx, named).await?.map(|(position, row)| Volunteer { row, position }))
    }

    /// How far it has come: `INSURED`, `ENROLLED`, `ACCEPTED`, `DECLINED`, `WITHDRAWN`, `CHECKED_IN`, `CHECKED_OUT`,
    /// `CONFIRMED` or `ABSENT` (状态).
    async fn status(&self) -> &str {
        &self.row.status
    }

    /// First check-in (首次签到).
    async fn first_in(&self) -> Option<DateTime<Utc>> {
        self.row.first_in
    }

    /// Last check-out, or the session's end for a check-in that was left open (末次签退).
    async fn last_out(&self) -> Option<DateTime<Utc>> {
        self.row.last_out
    }

    /// Check-ins (签到次数).
    async fn check_ins(&self) -> i32 {
        self.row.check_ins
    }

    /// Evidence class of the last check-in (凭证等级).
    async fn evidence(&self) -> Result<Option<EvidenceClass>> {
        self.row.evidence.as_deref().map(EvidenceClass::of_code).transpose()
    }

    /// Checked in and not out yet, while the session is open (在场).
    async fn present(&self) -> bool {
        self.row.present
    }

    /// Start of the span that the leader confirmed (确认开始时间).
    async fn confirmed_from(&self) -> Option<DateTime<Utc>> {
        self.row.confirmed_from
    }

    /// End of the span that the leader confirmed (确认结束时间).
    async fn confirmed_to(&self) -> Option<DateTime<Utc>> {
        self.row.confirmed_to
    }

    /// Was still checked in when the session was closed: the leader confirms before it is credited (未签退).
    async fn open_check_in(&self) -> bool {
        self.row.open_check_in
    }

    /// Last day insured (保险截止).
    async fn insured_to(&self) -> Option<Date> {
        self.row.insured_to.map(Date)
    }
}

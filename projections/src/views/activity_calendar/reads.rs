//! What can be asked of the calendar: pages of activities by filter, their sessions, the people in them, the outcomes.

use super::{ActivityChangeRow, ActivityRow, ActivityStatus, AttendanceRow, OutcomeRow, SessionRow};
use crate::{ViewFault, ViewRead};
use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::kernel::{
    time,
    words::{ActivityKind, ServiceCategory},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

/// Rows of one page at most.
pub const PAGE_LIMIT: i64 = 1_000;
/// Sessions or outcomes of one answer that names many activities.
const DETAIL_LIMIT: i64 = 50_000;

/// Which activities a page of the calendar shows.
#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// Divisions; all where nothing is given, none where the list is empty.
    pub divisions: Option<Vec<String>>,
    /// Category of the service.
    pub category: Option<ServiceCategory>,
    /// Organization that runs it.
    pub organization_id: Option<Uuid>,
    /// Team that serves.
    pub team_id: Option<Uuid>,
    /// How far it has come.
    pub status: Option<ActivityStatus>,
    /// First local day: what ended before it is left out.
    pub from: Option<NaiveDate>,
    /// Last local day, included: what starts after it is left out.
    pub to: Option<NaiveDate>,
}

/// A page of activities in the order of start and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &ActivityFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<ActivityRow>, ViewFault> {
    let mut query = QueryBuilder::new("select * from activities where true");
    if let Some(divisions) = &filter.divisions {
        query.push(" and division = any(").push_bind(divisions.clone()).push(")");
    }
    if let Some(category) = filter.category {
        query.push(" and category = ").push_bind(category.code());
    }
    if let Some(id) = filter.organization_id {
        query.push(" and organization_id = ").push_bind(id);
    }
    if let Some(id) = filter.team_id {
        query.push(" and team_id = ").push_bind(id);
    }
    if let Some(status) = filter.status {
        query.push(" and status = ").push_bind(status.code());
    }
    if let Some(from) = filter.from {
        query.push(" and ends_at > ").push_bind(time::local_midnight(from));
    }
    if let Some(to) = filter.to {
        query.push(" and starts_at < ").push_bind(time::local_midnight(time::next_day(to)));
    }
    if let Some((starts_at, id)) = after {
        query.push(" and (starts_at, id) > (").push_bind(starts_at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by starts_at, id limit ").push_bind(limit.clamp(0, PAGE_LIMIT));
    query
        .build_query_as()
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the calendar of activities"))
}

/// The activities with these ids, in no order; for one GraphQL answer that names many.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<ActivityRow>, ViewFault> {
    sqlx::query_as("select * from activities where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading activities"))
}

/// The activity with this code.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_code(read: &mut ViewRead, code: &str) -> Result<Option<ActivityRow>, ViewFault> {
    sqlx::query_as("select * from activities where code = $1 order by id limit 1")
        .bind(code)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading an activity by code"))
}

/// The sessions of these activities in the order of activity and number, 50,000 at most.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn sessions_of(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<SessionRow>, ViewFault> {
    sqlx::query_as("select * from sessions where activity_id = any($1) order by activity_id, session limit $2")
        .bind(ids)
        .bind(DETAIL_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading sessions"))
}

/// What came of these activities in the order of activity and measure, 50,000 at most.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn outcomes_of(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<OutcomeRow>, ViewFault> {
    sqlx::query_as("select * from outcomes where activity_id = any($1) order by activity_id, measure limit $2")
        .bind(ids)
        .bind(DETAIL_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading outcomes"))
}

/// How an activity changed after it was planned, oldest first; the first 1,000.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn changes_of(read: &mut ViewRead, activity_id: Uuid) -> Result<Vec<ActivityChangeRow>, ViewFault> {
    sqlx::query_as("select * from activity_changes where activity_id = $1 order by position limit $2")
        .bind(activity_id)
        .bind(PAGE_LIMIT)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the changes of an activity"))
}

/// A page of the people in a session in the order of the volunteer's id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn attendance_of(
    read: &mut ViewRead,
    activity_id: Uuid,
    session: i32,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AttendanceRow>, ViewFault> {
    sqlx::query_as(
        "select * from attendance where activity_id = $1 and session = $2
           and ($3::uuid is null or volunteer_id > $3)
         order by volunteer_id limit $4",
    )
    .bind(activity_id)
    .bind(session)
    .bind(after)
    .bind(limit.clamp(0, PAGE_LIMIT))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading attendance"))
}

/// A page of the sessions in which a volunteer is or was, in the order of the row's key, after a key.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn attendance_of_volunteer(
    read: &mut ViewRead,
    volunteer_id: Uuid,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<AttendanceRow>, ViewFault> {
    sqlx::query_as(
        "select * from attendance where volunteer_id = $1 and ($2::text is null or key > $2) order by key limit $3",
    )
    .bind(volunteer_id)
    .bind(after)
    .bind(limit.clamp(0, PAGE_LIMIT))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading a volunteer's attendance"))
}

/// The sessions in which a volunteer is enrolled and that share an instant with a span, 1,000 at most; those of
/// activities that do not take place are left out.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn enrolled_between(
    read: &mut ViewRead,
    volunteer_id: Uuid,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<SessionRow>, ViewFault> {
    sqlx::query_as(
        "select s.* from attendance p join sessions s on s.activity_id = p.activity_id and s.session = p.session
           join activities a on a.id = s.activity_id
         where p.volunteer_id = $1 and p.enrollment in ('ENROLLED', 'ACCEPTED') and s.starts_at < $3
           and s.ends_at > $2 and a.status not in ('CANCELLED', 'VOIDED')
         order by s.starts_at, s.key limit $4",
    )
    .bind(volunteer_id)
    .bind(from)
    .bind(until)
    .bind(PAGE_LIMIT)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the sessions of a volunteer"))
}

/// A session that ended with people who came and whose hours were never entered.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EndedSession {
    /// The activity.
    pub activity_id: Uuid,
    /// Number of the session within it.
    pub session: i32,
    /// Division of the activity.
    pub division: String,
    /// When the activity ended; due dates count from there.
    pub activity_ends_at: DateTime<Utc>,
    /// Whether attendance is final.
    pub closed: bool,
    /// People who checked in or whom the leader confirmed.
    pub attended: i64,
    /// Those of them for whom hours were entered.
    pub recorded: i64,
}

/// Sessions of service that ended between two instants with people who came and whose hours were never entered, the
/// earliest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn uncredited(
    read: &mut ViewRead,
    organization: Option<Uuid>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<EndedSession>, ViewFault> {
    sqlx::query_as(
        "select a.id as activity_id, s.session, a.division, a.ends_at as activity_ends_at, s.closed, p.attended,
                p.recorded
         from activities a join sessions s on s.activity_id = a.id
         join lateral (
             select count(*) as attended, count(*) filter (where t.recorded) as recorded from attendance t
             where t.activity_id = s.activity_id and t.session = s.session
               and (t.check_ins > 0 or t.confirmed_from is not null)
         ) p on p.attended > p.recorded
         where a.kind = $5 and a.status not in ($6, $7, $8) and a.ends_at >= $1 and a.ends_at <= $2
           and ($3::uuid is null or a.organization_id = $3)
         order by a.ends_at, a.id, s.session limit $4",
    )
    .bind(from)
    .bind(until)
    .bind(organization)
    .bind(limit.clamp(0, DETAIL_LIMIT))
    .bind(ActivityKind::Service.code())
    .bind(ActivityStatus::Cancelled.code())
    .bind(ActivityStatus::Draft.code())
    .bind(ActivityStatus::Voided.code())
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading sessions to be credited"))
}

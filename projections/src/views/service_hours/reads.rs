//! What can be asked of the credits: figures of hours served by group, and the credits themselves.

use super::{CreditRow, CreditState};
use crate::{
    ViewFault, ViewRead,
    versions::{self, Changed, Stretch},
};
use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::kernel::words::{EvidenceClass, ServiceCategory};
use sqlx::{FromRow, Postgres, QueryBuilder, Row as _, postgres::PgRow};
use uuid::Uuid;

/// Rows of one report at most; a report with more says that it is cut off.
pub const HOURS_ROWS_LIMIT: usize = 20_000;
/// Credits of one page at most.
pub const PAGE_LIMIT: i64 = 1_000;

/// Which credits a figure is counted from.
#[derive(Clone, Debug, Default)]
pub struct HoursFilter {
    /// Divisions of the activity; all where nothing is given, none where the list is empty.
    pub divisions: Option<Vec<String>>,
    /// First local day of service.
    pub from: Option<NaiveDate>,
    /// Last local day of service, included.
    pub to: Option<NaiveDate>,
    /// Category of the service.
    pub category: Option<ServiceCategory>,
    /// Team that served.
    pub team_id: Option<Uuid>,
    /// Organization that ran and records the activity.
    pub organization_id: Option<Uuid>,
    /// The activity.
    pub activity_id: Option<Uuid>,
    /// Whose.
    pub volunteer_id: Option<Uuid>,
    /// Evidence classes; all where nothing is given.
    pub evidence: Option<Vec<EvidenceClass>>,
}

/// By what figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// Division of the activity.
    Division,
    /// Local month of the start.
    Month,
    /// Category of the service.
    Category,
    /// Team that served.
    Team,
    /// Organization that ran and records the activity.
    Organization,
}

impl GroupBy {
    /// Every group in the order of a row's fields, with its column and the column's type.
    const COLUMNS: [(Self, &'static str, &'static str); 5] = [
        (Self::Division, "division", "text"),
        (Self::Month, "month", "text"),
        (Self::Category, "category", "text"),
        (Self::Team, "team_id", "uuid"),
        (Self::Organization, "organization_id", "uuid"),
    ];
}

/// The four figures of service; only live credits are in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Minutes given (时长).
    pub minutes: i64,
    /// Sessions in which somebody was credited (场次).
    pub sessions: i64,
    /// Credits (人次).
    pub attendances: i64,
    /// Different people (人数).
    pub people: i64,
}

/// The figures of one group; fields by which nobody asked to group are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursRow {
    /// Division.
    pub division: Option<String>,
    /// Month `YYYY-MM`.
    pub month: Option<String>,
    /// Category code.
    pub category: Option<String>,
    /// Team; nothing also for service without a team.
    pub team_id: Option<Uuid>,
    /// Organization.
    pub organization_id: Option<Uuid>,
    /// The group's figures.
    pub figures: Figures,
}

/// The report of hours served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursServed {
    /// Figures of everything that the filter takes in; people and sessions are counted once, not summed over rows.
    pub total: Figures,
    /// Figures by group in the order of the group's keys; none where no group was asked for.
    pub rows: Vec<HoursRow>,
    /// Whether there are more groups than [`HOURS_ROWS_LIMIT`].
    pub truncated: bool,
}

/// Appends the conditions of a filter, each with `and` before it.
fn push_filter(query: &mut QueryBuilder<'_, Postgres>, filter: &HoursFilter) {
    if let Some(divisions) = &filter.divisions {
        query.push(" and division = any(").push_bind(divisions.clone()).push(")");
    }
    if let Some(from) = filter.from {
        query.push(" and served_on >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        query.push(" and served_on <= ").push_bind(to);
    }
    if let Some(category) = filter.category {
        query.push(" and category = ").push_bind(category.code());
    }
    if let Some(classes) = &filter.evidence {
        let codes: Vec<&'static str> = classes.iter().map(|class| class.code()).collect();
        query.push(" and evidence = any(").push_bind(codes).push(")");
    }
    let ids = [
        ("team_id", filter.team_id),
        ("organization_id", filter.organization_id),
        ("activity_id", filter.activity_id),
        ("volunteer_id", filter.volunteer_id),
    ];
    for (column, id) in ids {
        if let Some(id) = id {
            query.push(" and ").push(column).push(" = ").push_bind(id);
        }
    }
}

/// The statement that counts one kind of part in each group and in the whole.
///
/// Parts (a person, or a session) are made by one pass over the credits and counted after, because counting distinct
/// values directly sorts every credit. The first row is the whole.
fn parts_statement<'q>(part: &str, sums: &str, filter: &HoursFilter, groups: &[GroupBy]) -> QueryBuilder<'q, Postgres> {
    let grouped = |group: &GroupBy| groups.contains(group);
    let columns: Vec<&str> =
        GroupBy::COLUMNS.iter().filter(|(group, ..)| grouped(group)).map(|(_, column, _)| *column).collect();
    let shown: Vec<String> = GroupBy::COLUMNS
        .iter()
        .map(
            |(group, column, kind)| {
                if grouped(group) { (*column).to_owned() } else { format!("null::{kind} as {column}") }
            },
        )
        .collect();
    let parts: Vec<&str> = columns.iter().copied().chain([part]).collect();
    let parts = parts.join(", ");
    let mut query = QueryBuilder::new(format!(
        "with parts as materialized (select {parts}, {sums} from credits where state = 'LIVE'"
    ));
    push_filter(&mut query, filter);
    query.push(format!(
        " group by {parts})
         select * from (select true as whole, null::text as division, null::text as month, null::text as category, null::uuid as team_id,
                null::uuid as organization_id, coalesce(sum(minutes), 0)::bigint as minutes,
                coalesce(sum(attendances), 0)::bigint as attendances, count(*) as parts
           from (select sum(minutes) as minutes, sum(attendances) as attendances from parts group by {part}) as pieces"
    ));
    if !columns.is_empty() {
        let keys = columns.join(", ");
        query.push(format!(
            " union all (select false, {}, sum(minutes)::bigint, sum(attendances)::bigint, count(*)
               from parts group by {keys} order by {keys} limit {})",
            shown.join(", "),
            HOURS_ROWS_LIMIT + 1
        ));
    }
    query.push(") as figures order by whole desc, division, month, category, team_id, organization_id");
    query
}

/// Hours, sessions, attendances and people of the live credits that a filter takes in, whole and by group.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn hours_served(
    read: &mut ViewRead,
    filter: &HoursFilter,
    groups: &[GroupBy],
) -> Result<HoursServed, ViewFault> {
    let doing = || ViewFault::database("counting hours served");
    let sums = "sum(minutes) as minutes, count(*) as attendances";
    let mut people = parts_statement("person_id", sums, filter, groups);
    let people = people.build().fetch_all(read.connection()).await.map_err(doing())?;
    let unused = "0 as minutes, 0 as attendances";
    let mut sessions = parts_statement("activity_id, session", unused, filter, groups);
    let sessions = sessions.build().fetch_all(read.connection()).await.map_err(doing())?;
    // Both statements see the same snapshot and sort by the same keys, so their rows belong together in order.
    let mut rows = people
        .iter()
        .zip(&sessions)
        .map(|(people, sessions)| hours_row(people, sessions))
        .collect::<Result<Vec<_>, _>>()
        .map_err(doing())?
        .into_iter();
    let total = rows.next().unwrap_or_default().figures;
    let mut rows: Vec<HoursRow> = rows.collect();
    let truncated = rows.len() > HOURS_ROWS_LIMIT;
    rows.truncate(HOURS_ROWS_LIMIT);
    Ok(HoursServed { total, rows, truncated })
}

fn hours_row(people: &PgRow, sessions: &PgRow) -> Result<HoursRow, sqlx::Error> {
    Ok(HoursRow {
        division: people.try_get("division")?,
        month: people.try_get("month")?,
        category: people.try_get("category")?,
        team_id: people.try_get("team_id")?,
        organization_id: people.try_get("organization_id")?,
        figures: Figures {
            minutes: people.try_get("minutes")?,
            sessions: sessions.try_get("parts")?,
            attendances: people.try_get("attendances")?,
            people: people.try_get("parts")?,
        },
    })
}

/// The positions at which figures of a filter may change: those of credits that it takes in before or after.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn changed(read: &mut ViewRead, filter: &HoursFilter, stretch: Stretch) -> Result<Changed, ViewFault> {
    versions::changed(read, &["credits"], |query| push_filter(query, filter), stretch).await
}

/// A page of credits of any or one state in the order of start and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn credits(
    read: &mut ViewRead,
    filter: &HoursFilter,
    state: Option<CreditState>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<CreditRow>, ViewFault> {
    let mut query = QueryBuilder::new("select * from credits where true");
    if let Some(state) = state {
        // As a literal, so that the index of the few pending ones serves.
        query.push(format!(" and state = '{}'", state.code()));
    }
    push_filter(&mut query, filter);
    if let Some((starts_at, id)) = after {
        query.push(" and (starts_at, credit_id) > (").push_bind(starts_at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by starts_at, credit_id limit ").push_bind(limit.clamp(0, PAGE_LIMIT));
    query.build_query_as().fetch_all(read.connection()).await.map_err(ViewFault::database("reading credits"))
}

/// The credits of a volunteer, of every state, in the order of start and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn credits_of_volunteer(
    read: &mut ViewRead,
    volunteer_id: Uuid,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<CreditRow>, ViewFault> {
    let filter = HoursFilter { volunteer_id: Some(volunteer_id), ..HoursFilter::default() };
    credits(read, &filter, None, after, limit).await
}

/// The credits of a session, of every state, in the order of start and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn credits_of_session(
    read: &mut ViewRead,
    activity_id: Uuid,
    session: i32,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<CreditRow>, ViewFault> {
    sqlx::query_as(
        "select * from credits where activity_id = $1 and session = $2
           and ($3::timestamptz is null or (starts_at, credit_id) > ($3, $4))
         order by starts_at, credit_id limit $5",
    )
    .bind(activity_id)
    .bind(session)
    .bind(after.map(|(starts_at, _)| starts_at))
    .bind(after.map(|(_, id)| id))
    .bind(limit.clamp(0, PAGE_LIMIT))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the credits of a session"))
}

/// A page of the volunteers who have a live or pending credit of an activity, in the order of ids, after one of them.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn volunteers_standing(
    read: &mut ViewRead,
    activity_id: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Uuid>, ViewFault> {
    sqlx::query_scalar(
        "select distinct volunteer_id from credits where activity_id = $1 and state in ($4, $5)
           and ($2::uuid is null or volunteer_id > $2)
         order by volunteer_id limit $3",
    )
    .bind(activity_id)
    .bind(after)
    .bind(limit.clamp(0, PAGE_LIMIT))
    .bind(CreditState::Live.code())
    .bind(CreditState::Pending.code())
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading who has credits of an activity"))
}

/// One credit, of any state.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn credit(read: &mut ViewRead, id: Uuid) -> Result<Option<CreditRow>, ViewFault> {
    sqlx::query_as("select * from credits where credit_id = $1")
        .bind(id)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading a credit"))
}

/// What one volunteer gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct VolunteerMinutes {
    /// Who.
    pub volunteer_id: Uuid,
    /// Minutes of live credits.
    pub minutes: i64,
    /// Minutes of pending credits.
    pub pending_minutes: i64,
    /// Live credits.
    pub credits: i64,
}

/// Minutes by volunteer; those without any credit are left out. For one GraphQL answer that names many.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn minutes_by_volunteer(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<VolunteerMinutes>, ViewFault> {
    sqlx::query_as(
        "select volunteer_id, coalesce(sum(minutes) filter (where state = 'LIVE'), 0)::bigint as minutes,
                coalesce(sum(minutes) filter (where state = 'PENDING'), 0)::bigint as pending_minutes,
                count(*) filter (where state = 'LIVE') as credits
         from credits where volunteer_id = any($1) group by volunteer_id",
    )
    .bind(ids)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting minutes by volunteer"))
}

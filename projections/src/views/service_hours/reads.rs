//! What can be asked of the credits themselves.

use super::{CreditRow, CreditState, HoursFilter};
use crate::{
    ViewFault, ViewRead,
    versions::{self, Changed, Stretch},
};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

/// Credits of one page at most.
pub const PAGE_LIMIT: i64 = 1_000;

/// Appends the conditions of a filter, each with `and` before it; sheets and credits have the same columns for them.
pub(super) fn push_filter(query: &mut QueryBuilder<'_, Postgres>, filter: &HoursFilter) {
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
    let ids =
        [("team_id", filter.team_id), ("organization_id", filter.organization_id), ("activity_id", filter.activity_id)];
    for (column, id) in ids {
        if let Some(id) = id {
            query.push(" and ").push(column).push(" = ").push_bind(id);
        }
    }
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
    sqlx::query_as(
        "select * from credits where volunteer_id = $1
           and ($2::timestamptz is null or (starts_at, credit_id) > ($2, $3))
         order by starts_at, credit_id limit $4",
    )
    .bind(volunteer_id)
    .bind(after.map(|(starts_at, _)| starts_at))
    .bind(after.map(|(_, id)| id))
    .bind(limit.clamp(0, PAGE_LIMIT))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the credits of a volunteer"))
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

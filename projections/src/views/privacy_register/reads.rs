//! The reads of the register. Nothing is written here.

use super::{BrokenGlassRow, DataRequestRow, MinorReadRow};
use crate::{ViewFault, ViewRead};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A page of requests in the order of their deadline, after a cursor of deadline, person and number.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn requests(
    read: &mut ViewRead,
    (open, person): (Option<bool>, Option<Uuid>),
    after: Option<(NaiveDate, Uuid, i32)>,
    limit: i64,
) -> Result<Vec<DataRequestRow>, ViewFault> {
    sqlx::query_as(
        "select * from data_requests where ($1::boolean is null or (answered_on is null) = $1)
            and ($2::uuid is null or person_id = $2)
            and ($3::date is null or (due_on, person_id, number) > ($3, $4, $5))
         order by due_on, person_id, number limit $6",
    )
    .bind(open)
    .bind(person)
    .bind(after.map(|(due_on, ..)| due_on))
    .bind(after.map(|(_, person, _)| person))
    .bind(after.map(|(.., number)| number))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading requests of people"))
}

/// A page of reads of minors on which nobody has decided, in the order of their proposals, after a cursor of instant and
/// person.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn minor_reads(
    read: &mut ViewRead,
    person: Option<Uuid>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<MinorReadRow>, ViewFault> {
    sqlx::query_as(
        "select * from minor_reads where ($1::uuid is null or person_id = $1)
            and ($2::timestamptz is null or (proposed_at, person_id) > ($2, $3))
         order by proposed_at, person_id limit $4",
    )
    .bind(person)
    .bind(after.map(|(at, _)| at))
    .bind(after.map(|(_, person)| person))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading proposals to read of minors"))
}

/// A page of emergencies in which the glass was broken, the newest first, before a cursor of instant and person.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn broken_glass(
    read: &mut ViewRead,
    person: Option<Uuid>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<BrokenGlassRow>, ViewFault> {
    sqlx::query_as(
        "select * from broken_glass where ($1::uuid is null or person_id = $1)
            and ($2::timestamptz is null or (broken_at, person_id) < ($2, $3))
         order by broken_at desc, person_id desc limit $4",
    )
    .bind(person)
    .bind(before.map(|(at, _)| at))
    .bind(before.map(|(_, person)| person))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading where the glass was broken"))
}

//! The reads of the roster of posts. Nothing is written here.

use super::PostRow;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::posting::words::PostRole;
use sqlx::FromRow;
use uuid::Uuid;

/// Which posts are shown or counted.
#[derive(Clone, Debug, Default)]
pub struct PostingFilter {
    /// Divisions of the place; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Roles; all when there is no list.
    pub roles: Option<Vec<PostRole>>,
    /// At this place.
    pub place_id: Option<Uuid>,
    /// Held by this person.
    pub person_id: Option<Uuid>,
    /// Held on this day; all that ever were when there is none.
    pub live_on: Option<NaiveDate>,
    /// Ending on or before this day.
    pub ends_by: Option<NaiveDate>,
}

/// What a filter keeps, $1 to $6.
const KEPT: &str = "($1::text[] is null or division = any($1)) and ($2::text[] is null or role = any($2))
    and ($3::uuid is null or place_id = $3) and ($4::uuid is null or person_id = $4)
    and ($5::date is null or (from_day <= $5 and (to_day is null or $5 <= to_day)))
    and ($6::date is null or to_day <= $6)";

fn role_codes(filter: &PostingFilter) -> Option<Vec<&'static str>> {
    filter.roles.as_ref().map(|roles| roles.iter().map(|role| role.code()).collect())
}

/// A page of posts in the order of their keys, after one.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &PostingFilter,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<PostRow>, ViewFault> {
    let sql = format!("select * from posts where {KEPT} and ($7::text is null or key > $7) order by key limit $8");
    sqlx::query_as(&sql)
        .bind(filter.divisions.as_deref())
        .bind(role_codes(filter))
        .bind(filter.place_id)
        .bind(filter.person_id)
        .bind(filter.live_on)
        .bind(filter.ends_by)
        .bind(after)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading posts"))
}

/// Every post that counts for this person or was entered for them, in the order of first day and place.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn posts_of(read: &mut ViewRead, person: Uuid) -> Result<Vec<PostRow>, ViewFault> {
    sqlx::query_as("select * from posts where person_id = $1 or entered_id = $1 order by from_day, key")
        .bind(person)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the posts of a person"))
}

/// Posts, people and places, each counted by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct PostingTotal {
    /// Posts.
    pub posts: i64,
    /// Different people.
    pub people: i64,
    /// Different places.
    pub places: i64,
}

/// The figures of one role or division.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PostingCount {
    /// Role or division code.
    pub key: String,
    /// The figures.
    #[sqlx(flatten)]
    pub total: PostingTotal,
}

/// The figures over all that a filter keeps.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn total(read: &mut ViewRead, filter: &PostingFilter) -> Result<PostingTotal, ViewFault> {
    let sql = format!(
        "select count(*) as posts, count(distinct person_id) as people, count(distinct place_id) as places
         from posts where {KEPT}"
    );
    sqlx::query_as(&sql)
        .bind(filter.divisions.as_deref())
        .bind(role_codes(filter))
        .bind(filter.place_id)
        .bind(filter.person_id)
        .bind(filter.live_on)
        .bind(filter.ends_by)
        .fetch_one(read.connection())
        .await
        .map_err(ViewFault::database("counting posts"))
}

/// The figures by role, in the order of the roles asked for, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts_by_role(read: &mut ViewRead, filter: &PostingFilter) -> Result<Vec<PostingCount>, ViewFault> {
    let all = || PostRole::ALL.iter().map(|role| role.code().to_owned()).collect();
    let roles = role_codes(filter).map_or_else(all, |roles| roles.into_iter().map(str::to_owned).collect());
    counts(read, filter, "role", roles).await
}

/// The figures by division of the place, in the order of the divisions given, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts_by_division(
    read: &mut ViewRead,
    filter: &PostingFilter,
    divisions: Vec<String>,
) -> Result<Vec<PostingCount>, ViewFault> {
    counts(read, filter, "division", divisions).await
}

async fn counts(
    read: &mut ViewRead,
    filter: &PostingFilter,
    column: &'static str,
    keys: Vec<String>,
) -> Result<Vec<PostingCount>, ViewFault> {
    let sql = format!(
        "with kept as (select * from posts where {KEPT})
         select k.key, count(p.key) as posts, count(distinct p.person_id) as people,
                count(distinct p.place_id) as places
         from unnest($7::text[]) with ordinality as k (key, place) left join kept p on p.{column} = k.key
         group by k.key, k.place order by k.place"
    );
    sqlx::query_as(&sql)
        .bind(filter.divisions.as_deref())
        .bind(role_codes(filter))
        .bind(filter.place_id)
        .bind(filter.person_id)
        .bind(filter.live_on)
        .bind(filter.ends_by)
        .bind(keys)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("counting posts by a word"))
}

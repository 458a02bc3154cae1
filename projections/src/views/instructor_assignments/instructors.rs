//! The reads of instructors, their problems and visits. Nothing is written here.

use super::InstructorRow;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::words::InstructorKind;
use sqlx::FromRow;
use uuid::Uuid;

/// Which instructors a page shows.
#[derive(Clone, Debug, Default)]
pub struct InstructorFilter {
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Full-time or part-time.
    pub kind: Option<InstructorKind>,
    /// In office on this day; all that ever were when there is none.
    pub on: Option<NaiveDate>,
}

/// A page of instructors in the order of code and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &InstructorFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<InstructorRow>, ViewFault> {
    sqlx::query_as(
        "select * from instructors
         where ($1::text[] is null or division = any($1)) and ($2::text is null or kind = $2)
           and ($3::date is null or (appointed_on <= $3 and (released_on is null or $3 <= released_on)))
           and ($4::text is null or (code, id) > ($4, $5))
         order by code, id limit $6",
    )
    .bind(filter.divisions.as_deref())
    .bind(filter.kind.map(InstructorKind::code))
    .bind(filter.on)
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading instructors"))
}

/// The instructors with these ids, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<InstructorRow>, ViewFault> {
    sqlx::query_as("select * from instructors where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading instructors by id"))
}

/// The instructors that these persons are, in the order of the code.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_person_ids(read: &mut ViewRead, people: &[Uuid]) -> Result<Vec<InstructorRow>, ViewFault> {
    sqlx::query_as("select * from instructors where person_id = any($1) order by code, id")
        .bind(people)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading instructors by person"))
}

/// The instructors with these codes, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_codes(read: &mut ViewRead, codes: &[String]) -> Result<Vec<InstructorRow>, ViewFault> {
    sqlx::query_as("select * from instructors where code = any($1)")
        .bind(codes)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading instructors by code"))
}

/// Which problems are counted.
#[derive(Clone, Debug, Default)]
pub struct ProblemFilter {
    /// Of these instructors; all when there is no list.
    pub instructor_ids: Option<Vec<Uuid>>,
    /// Of these organizations; all when there is no list.
    pub organization_ids: Option<Vec<Uuid>>,
    /// Divisions of the instructors; all when there is no list.
    pub divisions: Option<Vec<String>>,
}

/// Problems as they stood on a day (协调事项).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ProblemCount {
    /// The instructor or organization that they are of; nil in the count of all.
    pub id: Uuid,
    /// Brought up by the day.
    pub raised: i64,
    /// Of these, solved on the day (办结).
    pub resolved: i64,
    /// Of these, open on the day.
    pub open: i64,
}

/// Problems brought up by the day ($1), with whether each was solved on it; $2 to $4 are the filter.
const STANDING: &str = "with standing as (
    select p.instructor_id, p.organization_id,
           exists (select from solutions s where s.problem_id = p.id and s.resolved_on <= $1
                   and (s.reopened_on is null or $1 < s.reopened_on)) as solved
    from problems p join instructors i on i.id = p.instructor_id
    where p.raised_on <= $1 and ($2::uuid[] is null or p.instructor_id = any($2))
      and ($3::uuid[] is null or p.organization_id = any($3)) and ($4::text[] is null or i.division = any($4))
)";
/// What is counted of them.
const SUMS: &str = "count(*) as raised, count(*) filter (where solved) as resolved, \
     count(*) filter (where not solved) as open";

async fn count_by(
    read: &mut ViewRead,
    sql: &str,
    on: NaiveDate,
    filter: &ProblemFilter,
    limit: i64,
) -> Result<Vec<ProblemCount>, ViewFault> {
    sqlx::query_as(sql)
        .bind(on)
        .bind(filter.instructor_ids.as_deref())
        .bind(filter.organization_ids.as_deref())
        .bind(filter.divisions.as_deref())
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("counting problems"))
}

/// All problems as they stood on a day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn problem_counts(
    read: &mut ViewRead,
    on: NaiveDate,
    filter: &ProblemFilter,
) -> Result<ProblemCount, ViewFault> {
    let nil = Uuid::nil();
    let sql = format!("{STANDING} select '{nil}'::uuid as id, {SUMS} from standing limit $5");
    Ok(count_by(read, &sql, on, filter, 1).await?.into_iter().next().unwrap_or_default())
}

/// Problems by instructor as they stood on a day; who has none is not listed.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn problems_by_instructor(
    read: &mut ViewRead,
    on: NaiveDate,
    filter: &ProblemFilter,
    limit: i64,
) -> Result<Vec<ProblemCount>, ViewFault> {
    let sql = format!("{STANDING} select instructor_id as id, {SUMS} from standing group by 1 order by 1 limit $5");
    count_by(read, &sql, on, filter, limit).await
}

/// Problems by organization as they stood on a day; which has none is not listed.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn problems_by_organization(
    read: &mut ViewRead,
    on: NaiveDate,
    filter: &ProblemFilter,
    limit: i64,
) -> Result<Vec<ProblemCount>, ViewFault> {
    let sql = format!("{STANDING} select organization_id as id, {SUMS} from standing group by 1 order by 1 limit $5");
    count_by(read, &sql, on, filter, limit).await
}

/// Visits of an instructor to an organization (走访).
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct VisitCount {
    /// The instructor.
    pub instructor_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// How many by the day.
    pub visits: i64,
    /// The last one by the day.
    pub last_visited_on: NaiveDate,
}

/// Visits by instructor and organization up to a day, of these instructors, in the order of both ids.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn visits(
    read: &mut ViewRead,
    on: NaiveDate,
    instructor_ids: &[Uuid],
    limit: i64,
) -> Result<Vec<VisitCount>, ViewFault> {
    let ids: Vec<String> = instructor_ids.iter().map(Uuid::to_string).collect();
    // The keys begin with the instructor, so the key's own index finds the visits of each.
    sqlx::query_as(
        "select v.instructor_id, v.organization_id, sum(v.visits)::bigint as visits,
                max(v.visited_on) as last_visited_on
         from unnest($2::text[]) as i (id) join visits v on v.key >= i.id || '/' and v.key < i.id || '0'
         where v.visited_on <= $1 group by 1, 2 order by 1, 2 limit $3",
    )
    .bind(on)
    .bind(ids)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting visits"))
}

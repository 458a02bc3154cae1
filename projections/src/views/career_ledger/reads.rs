//! The reads of the ledger of careers. Nothing is written here.

use super::tables::{AppraisalRow, EducationRow, GradeRow, OutcomeRow, PeriodRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::words::{PostClass, ProfessionalLevel};
use sqlx::FromRow;
use uuid::Uuid;

/// What a level asks for in a division of who registers again in some days: the policy's numbers, which the caller
/// knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The division of work.
    pub division: String,
    /// The level.
    pub level: ProfessionalLevel,
    /// First and last day of a new registration for which the number holds.
    pub days: (NaiveDate, NaiveDate),
    /// Minutes of continuing education in a period.
    pub minutes: i32,
}

/// Which gaps in continuing education are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapFilter {
    /// Periods whose last day is this day or later.
    pub from: NaiveDate,
    /// Periods whose last day is this day or earlier.
    pub to: NaiveDate,
    /// Level that counts in the period; all when nothing is said.
    pub level: Option<ProfessionalLevel>,
    /// What each level asks for, by division; other divisions are left out.
    pub requirements: Vec<Requirement>,
}

/// Somebody who lacks hours to register again.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct EducationGap {
    /// The social worker.
    pub social_worker_id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division of work.
    pub division: String,
    /// Code of the highest level that counts in the period.
    pub level: String,
    /// First day of the period.
    pub from_day: NaiveDate,
    /// Last day of the period.
    pub to_day: NaiveDate,
    /// Minutes that the level asks for.
    pub needed_minutes: i32,
    /// Minutes completed in the period.
    pub had_minutes: i64,
}

/// Periods with the level that counts and the minutes had: those that end in the days and lack something.
const GAPS: &str = "with asked as (
        select * from unnest($1::text[], $2::text[], $3::int[], $4::int[], $8::date[], $9::date[])
            as r (division, level, place, minutes, from_day, to_day)
    ), levels as (
        select p.key, p.social_worker_id, p.from_day, p.to_day, w.person_id, w.code, w.division, max(r.place) as place
        from periods p
        join workers w on w.id = p.social_worker_id
        join certificates c on c.social_worker_id = p.social_worker_id and c.certified_on <= p.to_day
            and (c.rejected_on is null or p.to_day < c.rejected_on)
        join asked r on r.division = w.division and r.level = c.level and p.to_day + 1 between r.from_day and r.to_day
        where p.to_day between $5 and $6
        group by p.key, w.id
    ), gaps as (
        select l.social_worker_id, l.person_id, l.code, l.division, r.level, l.from_day, l.to_day,
               r.minutes as needed_minutes,
               coalesce((select sum(e.minutes) from education e where e.social_worker_id = l.social_worker_id
                         and e.completed_on between l.from_day and l.to_day), 0) as had_minutes
        from levels l join asked r on r.division = l.division and r.place = l.place
            and l.to_day + 1 between r.from_day and r.to_day
        where $7::text is null or r.level = $7
    )";

fn bind_gaps<'q, O>(
    query: sqlx::query::QueryAs<'q, sqlx::Postgres, O, sqlx::postgres::PgArguments>,
    filter: &GapFilter,
) -> sqlx::query::QueryAs<'q, sqlx::Postgres, O, sqlx::postgres::PgArguments> {
    let place = |level: ProfessionalLevel| {
        let found = ProfessionalLevel::ALL.iter().position(|other| *other == level);
        found.and_then(|place| i32::try_from(place).ok()).unwrap_or(i32::MAX)
    };
    let asked = &filter.requirements;
    query
        .bind(asked.iter().map(|asked| asked.division.clone()).collect::<Vec<_>>())
        .bind(asked.iter().map(|asked| asked.level.code()).collect::<Vec<_>>())
        .bind(asked.iter().map(|asked| place(asked.level)).collect::<Vec<_>>())
        .bind(asked.iter().map(|asked| asked.minutes).collect::<Vec<_>>())
        .bind(filter.from)
        .bind(filter.to)
        .bind(filter.level.map(ProfessionalLevel::code))
        .bind(asked.iter().map(|asked| asked.days.0).collect::<Vec<_>>())
        .bind(asked.iter().map(|asked| asked.days.1).collect::<Vec<_>>())
}

/// A page of the periods that lack hours, in the order of code and last day, after a cursor of both and the id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn gaps(
    read: &mut ViewRead,
    filter: &GapFilter,
    after: Option<(&str, NaiveDate, Uuid)>,
    limit: i64,
) -> Result<Vec<EducationGap>, ViewFault> {
    let sql = format!(
        "{GAPS} select * from gaps where had_minutes < needed_minutes
         and ($10::text is null or (code, to_day, social_worker_id) > ($10, $11, $12))
         order by code, to_day, social_worker_id limit $13"
    );
    bind_gaps(sqlx::query_as(&sql), filter)
        .bind(after.map(|(code, ..)| code.to_owned()))
        .bind(after.map(|(_, to_day, _)| to_day))
        .bind(after.map(|(.., id)| id))
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading gaps in education"))
}

/// How many periods lack hours, and of how many that end in the days.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn gaps_count(read: &mut ViewRead, filter: &GapFilter) -> Result<(i64, i64), ViewFault> {
    let sql =
        format!("{GAPS} select count(*) filter (where had_minutes < needed_minutes) as lacking, count(*) from gaps");
    bind_gaps(sqlx::query_as(&sql), filter)
        .fetch_one(read.connection())
        .await
        .map_err(ViewFault::database("counting gaps in education"))
}

/// People in posts that count in the ratio, of one division (S6).
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DivisionHeadcount {
    /// Division of the posts.
    pub division: String,
    /// Full-time committee members.
    pub committee: i64,
    /// Full-time staff.
    pub staff: i64,
    /// Assistants, who never count.
    pub assistants: i64,
}

/// People in posts on a day by division of the post.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn headcounts(
    read: &mut ViewRead,
    on: NaiveDate,
    divisions: &[String],
) -> Result<Vec<DivisionHeadcount>, ViewFault> {
    sqlx::query_as(
        "select division, count(*) filter (where post_class = $3) as committee,
                count(*) filter (where post_class = $4) as staff,
                count(*) filter (where post_class = $5) as assistants
         from posts where division = any($1) and from_day <= $2 and (to_day is null or $2 <= to_day)
         group by division order by division",
    )
    .bind(divisions)
    .bind(on)
    .bind(PostClass::Committee.code())
    .bind(PostClass::Staff.code())
    .bind(PostClass::Assistant.code())
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting people in posts"))
}

/// What one career holds beside posts: registrations, education, outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Careers {
    /// Registrations of practice, by worker and first day.
    pub periods: Vec<PeriodRow>,
    /// Education, by worker and day.
    pub education: Vec<EducationRow>,
    /// Outcomes, by worker and day.
    pub outcomes: Vec<OutcomeRow>,
}

/// The careers of these social workers.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn careers_of(read: &mut ViewRead, ids: &[Uuid], limit: i64) -> Result<Careers, ViewFault> {
    let doing = || ViewFault::database("reading careers");
    let periods = sqlx::query_as("select * from periods where social_worker_id = any($1) order by key limit $2");
    let education = sqlx::query_as(
        "select * from education where social_worker_id = any($1) order by social_worker_id, completed_on, position
         limit $2",
    );
    let outcomes = sqlx::query_as(
        "select * from outcomes where social_worker_id = any($1) order by social_worker_id, occurred_on, position
         limit $2",
    );
    Ok(Careers {
        periods: periods.bind(ids).bind(limit).fetch_all(read.connection()).await.map_err(doing())?,
        education: education.bind(ids).bind(limit).fetch_all(read.connection()).await.map_err(doing())?,
        outcomes: outcomes.bind(ids).bind(limit).fetch_all(read.connection()).await.map_err(doing())?,
    })
}

/// The grades of these social workers, by worker and first day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn grades_of(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<GradeRow>, ViewFault> {
    sqlx::query_as("select * from grades where social_worker_id = any($1) order by key")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading grades"))
}

/// The yearly appraisals of these social workers, by worker and year.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn appraisals_of(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<AppraisalRow>, ViewFault> {
    sqlx::query_as("select * from appraisals where social_worker_id = any($1) order by social_worker_id, year")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading appraisals of social workers"))
}

/// Which candidates for a post are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateFilter {
    /// The day on which they are looked at.
    pub on: NaiveDate,
    /// Divisions of the post that they hold.
    pub divisions: Vec<String>,
    /// Class of the post that they hold; all that count in the ratio when nothing is said.
    pub post_class: Option<PostClass>,
    /// Days in posts, over all moves, at least.
    pub days_at_least: i32,
    /// Grade at least.
    pub grade_at_least: Option<i32>,
    /// This level or a higher one.
    pub level_at_least: Option<ProfessionalLevel>,
    /// Without these people.
    pub without: Vec<Uuid>,
}

/// Somebody who could take a post of responsibility.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Candidate {
    /// The social worker.
    pub social_worker_id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Class of the post held.
    pub post_class: String,
    /// Division of the post held.
    pub division: String,
    /// Rank code, where a grade was assigned.
    pub rank: Option<String>,
    /// Grade, where assigned.
    pub grade: Option<i32>,
    /// Days in all posts that count, over all moves.
    pub days: i64,
    /// Posts held so far.
    pub posts: i64,
    /// Code of the highest level that counts on the day.
    pub level: Option<String>,
    /// Years appraised, newest first, and the result of each in the same order.
    pub appraisal_years: Vec<i32>,
    /// Result codes of the years.
    pub appraisals: Vec<String>,
}

/// A page of candidates in the order of days in posts, longest first, then id; after a cursor of both.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn candidates(
    read: &mut ViewRead,
    filter: &CandidateFilter,
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<Candidate>, ViewFault> {
    let classes: Vec<&str> = match filter.post_class {
        Some(class) => vec![class.code()],
        None => PostClass::ALL.iter().filter(|class| class.counts_in_ratio()).map(|class| class.code()).collect(),
    };
    let counting: Vec<&str> =
        PostClass::ALL.iter().filter(|class| class.counts_in_ratio()).map(|class| class.code()).collect();
    let levels: Vec<&str> = ProfessionalLevel::ALL.iter().map(|level| level.code()).collect();
    let least = filter.level_at_least.and_then(|least| ProfessionalLevel::ALL.iter().position(|level| *level == least));
    sqlx::query_as(
        "with now as (
            select p.social_worker_id, p.post_class, p.division, g.rank, coalesce(g.grade, p.grade) as grade
            from posts p left join lateral (
                select rank, grade from grades where social_worker_id = p.social_worker_id
                    and assigned_on between p.from_day and $3 order by assigned_on desc limit 1
            ) g on true
            where p.division = any($1) and p.post_class = any($2)
                and p.from_day <= $3 and (p.to_day is null or $3 <= p.to_day)
        ), years as (
            select p.social_worker_id, count(*) as posts, sum(least(coalesce(p.to_day, $3), $3) - p.from_day + 1) as days
            from posts p where p.social_worker_id in (select social_worker_id from now)
                and p.post_class = any($4) and p.from_day <= $3
            group by p.social_worker_id
        ), highest as (
            select c.social_worker_id, max(l.place) as place
            from certificates c join unnest($5::text[]) with ordinality as l (level, place) on l.level = c.level
            where c.certified_on <= $3 and (c.rejected_on is null or $3 < c.rejected_on)
                and c.social_worker_id in (select social_worker_id from now)
            group by c.social_worker_id
        )
        select n.social_worker_id, w.person_id, w.code, n.post_class, n.division, n.rank, n.grade, y.days, y.posts,
               ($5::text[])[h.place] as level,
               coalesce(a.years, '{}') as appraisal_years, coalesce(a.grades, '{}') as appraisals
        from now n join workers w on w.id = n.social_worker_id join years y using (social_worker_id)
        left join highest h using (social_worker_id)
        left join lateral (
            select array_agg(year order by year desc) as years, array_agg(grade order by year desc) as grades
            from appraisals where appraisals.social_worker_id = n.social_worker_id and year <= extract(year from $3)
        ) a on true
        where y.days >= $6 and ($7::int is null or n.grade >= $7) and ($8::bigint is null or h.place >= $8)
            and not w.person_id = any($12) and ($9::bigint is null or (-y.days, n.social_worker_id) > (-$9, $10))
        order by -y.days, n.social_worker_id limit $11",
    )
    .bind(&filter.divisions)
    .bind(classes)
    .bind(filter.on)
    .bind(counting)
    .bind(levels)
    .bind(filter.days_at_least)
    .bind(filter.grade_at_least)
    .bind(least.and_then(|place| i64::try_from(place + 1).ok()))
    .bind(after.map(|(days, _)| days))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .bind(&filter.without)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading candidates"))
}

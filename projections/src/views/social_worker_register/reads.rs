//! The reads of the register of social workers. Nothing is written here.

use super::{CertificateRow, PostRow, SocialWorkerRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::words::{PostClass, ProfessionalLevel};
use sqlx::FromRow;
use uuid::Uuid;

/// Which social workers a page shows.
#[derive(Clone, Debug, Default)]
pub struct SocialWorkerFilter {
    /// Divisions of work; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// This level or a higher one.
    pub level_at_least: Option<ProfessionalLevel>,
    /// Registered for practice on this day by the latest registration (S7).
    pub registered_on: Option<NaiveDate>,
    /// Class of the post held.
    pub post_class: Option<PostClass>,
}

/// The codes of a level and those above it.
fn levels_from(least: ProfessionalLevel) -> Vec<&'static str> {
    ProfessionalLevel::ALL.iter().filter(|level| **level >= least).map(|level| level.code()).collect()
}

/// A page of social workers in the order of code and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &SocialWorkerFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<SocialWorkerRow>, ViewFault> {
    sqlx::query_as(
        "select * from social_workers
         where ($1::text[] is null or division = any($1)) and ($2::text[] is null or level = any($2))
           and ($3::date is null or (practice_from <= $3 and $3 <= practice_to))
           and ($4::text is null or post_class = $4) and ($5::text is null or (code, id) > ($5, $6))
         order by code, id limit $7",
    )
    .bind(filter.divisions.as_deref())
    .bind(filter.level_at_least.map(levels_from))
    .bind(filter.registered_on)
    .bind(filter.post_class.map(PostClass::code))
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading social workers"))
}

/// The social workers with these ids, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<SocialWorkerRow>, ViewFault> {
    sqlx::query_as("select * from social_workers where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading social workers by id"))
}

/// The social workers that these persons are, in the order of the code.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_person_ids(read: &mut ViewRead, people: &[Uuid]) -> Result<Vec<SocialWorkerRow>, ViewFault> {
    sqlx::query_as("select * from social_workers where person_id = any($1) order by code, id")
        .bind(people)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading social workers by person"))
}

/// The social workers with these codes, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_codes(read: &mut ViewRead, codes: &[String]) -> Result<Vec<SocialWorkerRow>, ViewFault> {
    sqlx::query_as("select * from social_workers where code = any($1)")
        .bind(codes)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading social workers by code"))
}

/// The certificates of these social workers, in the order of day and number.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn certificates_of(read: &mut ViewRead, ids: &[Uuid], limit: i64) -> Result<Vec<CertificateRow>, ViewFault> {
    sqlx::query_as(
        "select * from certificates where social_worker_id = any($1) order by certified_on, certificate_no limit $2",
    )
    .bind(ids)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading certificates"))
}

/// All posts that these social workers held or hold, in the order of worker and first day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn posts_of(read: &mut ViewRead, ids: &[Uuid], limit: i64) -> Result<Vec<PostRow>, ViewFault> {
    sqlx::query_as("select * from posts where social_worker_id = any($1) order by social_worker_id, from_day limit $2")
        .bind(ids)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading posts"))
}

/// Social workers of one highest level.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LevelCount {
    /// The level's code; nothing for those without a certificate.
    pub level: Option<String>,
    /// How many hold it as their highest.
    pub workers: i64,
}

/// Social workers by highest level held on a day, those on file by the day; lowest level first, without one last.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts_by_level(
    read: &mut ViewRead,
    on: NaiveDate,
    divisions: Option<&[String]>,
) -> Result<Vec<LevelCount>, ViewFault> {
    sqlx::query_as(
        "with levels as (
            select level, place from unnest($3::text[]) with ordinality as l (level, place)
        ), highest as (
            select w.id, max(l.place) as place from social_workers w
            left join certificates c on c.social_worker_id = w.id and c.certified_on <= $1
                and (c.rejected_on is null or $1 < c.rejected_on)
            left join levels l on l.level = c.level
            where w.registered_on <= $1 and ($2::text[] is null or w.division = any($2)) group by w.id
        )
        select r.level, count(h.id) as workers
        from (select level, place from levels union all select null, null) as r (level, place)
        left join highest h on h.place is not distinct from r.place
        group by r.level, r.place order by r.place nulls last",
    )
    .bind(on)
    .bind(divisions)
    .bind(levels_from(ProfessionalLevel::AssistantSocialWorker))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting social workers by level"))
}

/// Community workers in posts of one class.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PostCount {
    /// The class's code.
    pub post_class: String,
    /// Distinct people in such posts on the day.
    pub workers: i64,
}

/// People in posts on a day by class, zero rows too (R4); divisions are those of the posts. Assistants are a row of
/// their own and never enter the ratio (S6).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn posts_by_class(
    read: &mut ViewRead,
    on: NaiveDate,
    divisions: Option<&[String]>,
) -> Result<Vec<PostCount>, ViewFault> {
    let classes: Vec<&str> = PostClass::ALL.iter().map(|class| class.code()).collect();
    sqlx::query_as(
        "select k.post_class, count(distinct p.social_worker_id) as workers
         from unnest($3::text[]) with ordinality as k (post_class, place)
         left join posts p on p.post_class = k.post_class and p.from_day <= $1 and (p.to_day is null or $1 <= p.to_day)
           and ($2::text[] is null or p.division = any($2))
         group by k.post_class, k.place order by k.place",
    )
    .bind(on)
    .bind(divisions)
    .bind(classes)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting posts by class"))
}

//! The pools themselves, and what stands here of some people. Members are in `members.rs`. Nothing is written here.

use super::{EntryRow, FactRow, PoolRow};
use crate::{ViewFault, ViewRead};
use muster_domain::{kernel::DivisionCode, talent_pool, talent_profile::TalentCriterion};
use sqlx::FromRow;
use uuid::Uuid;

impl PoolRow {
    /// What is asked of members of a saved query, the division of the pool among it; nothing for a curated pool.
    ///
    /// # Errors
    /// [`ViewFault::Rows`] when what is kept does not read.
    pub fn criteria(&self) -> Result<Option<Vec<TalentCriterion>>, ViewFault> {
        let kept = self.criteria.as_deref().map(serde_json::from_str).transpose();
        let kept: Option<Vec<TalentCriterion>> = kept.map_err(|source| ViewFault::Rows { table: "pools", source })?;
        Ok(kept.map(|criteria| talent_pool::asked_of_members(criteria, &DivisionCode::new(&self.division))))
    }
}

/// One pool.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn pool_by_id(read: &mut ViewRead, id: Uuid) -> Result<Option<PoolRow>, ViewFault> {
    sqlx::query_as("select * from pools where id = $1")
        .bind(id)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading a pool"))
}

/// A page of pools in the order of the code, after a cursor of code and id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn pools(
    read: &mut ViewRead,
    divisions: Option<&[String]>,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<PoolRow>, ViewFault> {
    sqlx::query_as(
        "select * from pools where ($1::text[] is null or division = any($1))
         and ($2::text is null or (code, id) > ($2, $3)) order by code, id limit $4",
    )
    .bind(divisions)
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading pools"))
}

/// An entry of a curated pool, with the pool's own key and name.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Listed {
    /// The sender's own key of the pool.
    pub pool_code: String,
    /// The pool's name.
    pub pool_name: String,
    /// The entry.
    #[sqlx(flatten)]
    pub entry: EntryRow,
}

/// The entries that these people ever had in curated pools, in the order of their admission.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn listings_of(read: &mut ViewRead, people: &[Uuid]) -> Result<Vec<Listed>, ViewFault> {
    sqlx::query_as(
        "select p.code as pool_code, p.name as pool_name, e.* from entries e join pools p on p.id = e.pool_id
         where e.person_id = any($1) order by e.admitted_on, e.key",
    )
    .bind(people)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading in which pools people are"))
}

/// Everything that ever held of these people or was entered for them, in the order of its first day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn facts_of(read: &mut ViewRead, people: &[Uuid]) -> Result<Vec<FactRow>, ViewFault> {
    sqlx::query_as("select * from facts where person_id = any($1) or entered_id = any($1) order by from_day, key")
        .bind(people)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the facts about people"))
}

//! The pools themselves. Their members are in `members.rs`. Nothing is written here.

use super::PoolRow;
use crate::{ViewFault, ViewRead};
use muster_domain::{kernel::DivisionCode, talent_pool, talent_profile::TalentCriterion};
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

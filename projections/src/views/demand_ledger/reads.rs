//! What can be asked of the ledger of demand. Nothing is written here.

use super::{CatalogRow, EditionRow, ItemRow, MatchRow, RecipientRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::talent_profile::{Explained, TalentCriterion};
use sqlx::FromRow;
use uuid::Uuid;

/// What a recipient has of an item on a day, and what came of it; without a recipient, what nobody has.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Figures {
    /// Code of the item.
    pub item: String,
    /// The unit.
    pub recipient_id: Option<Uuid>,
    /// People dealt out to it.
    pub allocated: i64,
    /// People proposed and not turned down.
    pub proposed: i64,
    /// Those of them who are accepted.
    pub accepted: i64,
    /// Those of them whose engagement runs.
    pub engaged: i64,
}

impl ItemRow {
    /// What is asked of each.
    ///
    /// # Errors
    /// [`ViewFault::Rows`] when what is kept does not read.
    pub fn criteria(&self) -> Result<Vec<TalentCriterion>, ViewFault> {
        serde_json::from_str(&self.criteria).map_err(|source| ViewFault::Rows { table: "items", source })
    }
}

impl MatchRow {
    /// What was asked and what it came to on the day of the proposal.
    ///
    /// # Errors
    /// [`ViewFault::Rows`] when what is kept does not read.
    pub fn explained(&self) -> Result<Vec<Explained>, ViewFault> {
        serde_json::from_str(&self.explained).map_err(|source| ViewFault::Rows { table: "matches", source })
    }
}

/// One catalogue.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn find(read: &mut ViewRead, id: Uuid) -> Result<Option<CatalogRow>, ViewFault> {
    sqlx::query_as("select * from catalogs where id = $1")
        .bind(id)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading a catalogue"))
}

/// A page of catalogues in the order of the code, after a cursor of code and id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn catalogs(
    read: &mut ViewRead,
    divisions: Option<&[String]>,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<CatalogRow>, ViewFault> {
    sqlx::query_as(
        "select * from catalogs where ($1::text[] is null or division = any($1))
         and ($2::text is null or (code, id) > ($2, $3)) order by code, id limit $4",
    )
    .bind(divisions)
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading catalogues"))
}

/// The edition that is out on a day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn edition_on(read: &mut ViewRead, catalog: Uuid, on: NaiveDate) -> Result<Option<EditionRow>, ViewFault> {
    sqlx::query_as("select * from editions where catalog_id = $1 and published_on <= $2 order by edition desc limit 1")
        .bind(catalog)
        .bind(on)
        .fetch_optional(read.connection())
        .await
        .map_err(ViewFault::database("reading an edition"))
}

/// The items of an edition, in their order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn items(read: &mut ViewRead, edition: &EditionRow) -> Result<Vec<ItemRow>, ViewFault> {
    sqlx::query_as("select * from items where catalog_id = $1 and edition = $2 order by place")
        .bind(edition.catalog_id)
        .bind(edition.edition)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading items of a catalogue"))
}

/// The units that an edition names, in their order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn recipients(read: &mut ViewRead, edition: &EditionRow) -> Result<Vec<RecipientRow>, ViewFault> {
    sqlx::query_as("select * from recipients where catalog_id = $1 and edition = $2 order by place")
        .bind(edition.catalog_id)
        .bind(edition.edition)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading recipients of a catalogue"))
}

/// What recipients have of each item on a day and what came of it, where there is anything.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn figures(read: &mut ViewRead, catalog: Uuid, on: NaiveDate) -> Result<Vec<Figures>, ViewFault> {
    sqlx::query_as(
        "select item, recipient_id, sum(allocated)::bigint as allocated, sum(proposed)::bigint as proposed,
                sum(accepted)::bigint as accepted, sum(engaged)::bigint as engaged
         from (
            select item, recipient_id, quantity as allocated, 0 as proposed, 0 as accepted, 0 as engaged
            from allocations where catalog_id = $1 and from_day <= $2 and (to_day is null or $2 <= to_day)
            union all
            select item, recipient_id, 0, 1, coalesce(accepted_on <= $2, false)::int,
                   coalesce(accepted_on <= $2 and engaged_from <= $2 and (engaged_to is null or $2 <= engaged_to),
                            false)::int
            from matches where catalog_id = $1 and proposed_on <= $2 and (declined_on is null or $2 < declined_on)
         ) told group by item, recipient_id order by item, recipient_id",
    )
    .bind(catalog)
    .bind(on)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting what came of a demand"))
}

/// A page of the matches of an item that were proposed by a day, the turned down too, by key, after one.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn matches(
    read: &mut ViewRead,
    (catalog, item): (Uuid, &str),
    on: NaiveDate,
    (after, limit): (Option<&str>, i64),
) -> Result<Vec<MatchRow>, ViewFault> {
    sqlx::query_as(
        "select * from matches where catalog_id = $1 and item = $2 and proposed_on <= $3
         and ($4::text is null or key > $4) order by key limit $5",
    )
    .bind(catalog)
    .bind(item)
    .bind(on)
    .bind(after)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading matches of an item"))
}

/// The matches of these people with items of any catalogue, the turned down too, in the order of their proposal.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn matches_of(read: &mut ViewRead, people: &[Uuid]) -> Result<Vec<MatchRow>, ViewFault> {
    sqlx::query_as("select * from matches where person_id = any($1) order by proposed_on, key")
        .bind(people)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading matches of people"))
}

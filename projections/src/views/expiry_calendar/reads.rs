//! The read of the calendar of what ends. Nothing is written here.

use super::{ExpiryKind, ExpiryRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct ExpiryFilter {
    /// First last day.
    pub from: NaiveDate,
    /// Last last day.
    pub to: NaiveDate,
    /// Kinds; all when there is no list.
    pub kinds: Option<Vec<ExpiryKind>>,
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
}

/// A page of what ends in the days, the nearest first, after a last day and key.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &ExpiryFilter,
    after: Option<(NaiveDate, &str)>,
    limit: i64,
) -> Result<Vec<ExpiryRow>, ViewFault> {
    let kinds = filter.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>());
    sqlx::query_as(
        "select * from expiries where ends_on between $1 and $2 and ($3::text[] is null or kind = any($3))
         and ($4::text[] is null or division = any($4))
         and ($5::date is null or (ends_on, key) > ($5, $6)) order by ends_on, key limit $7",
    )
    .bind(filter.from)
    .bind(filter.to)
    .bind(kinds)
    .bind(filter.divisions.as_deref())
    .bind(after.map(|(day, _)| day))
    .bind(after.map(|(_, key)| key))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading what ends"))
}

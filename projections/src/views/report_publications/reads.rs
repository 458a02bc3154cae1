//! The reads of published reports. Nothing is written here.

use super::EditionRow;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which editions are shown.
#[derive(Clone, Debug, Default)]
pub struct PublicationFilter {
    /// Kind code.
    pub kind: Option<&'static str>,
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Reports of this organization.
    pub organization_id: Option<Uuid>,
    /// Periods that begin on this day or later.
    pub from: Option<NaiveDate>,
    /// Periods that end on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Leaves out editions that a later one corrects.
    pub newest_only: bool,
}

/// A page of editions in the order of their keys, after one.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &PublicationFilter,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<EditionRow>, ViewFault> {
    sqlx::query_as(
        "select * from editions where ($1::text is null or kind = $1) and ($2::text[] is null or division = any($2))
            and ($3::date is null or $3 <= from_day) and ($4::date is null or to_day <= $4) and not ($5 and corrected)
            and ($6::text is null or key > $6) and ($7::uuid is null or organization_id = $7) order by key limit $8",
    )
    .bind(filter.kind)
    .bind(filter.divisions.as_deref())
    .bind(filter.from)
    .bind(filter.to)
    .bind(filter.newest_only)
    .bind(after)
    .bind(filter.organization_id)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading editions"))
}

/// One edition of a series by its number, or the newest.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn edition(read: &mut ViewRead, series: Uuid, number: Option<i32>) -> Result<Option<EditionRow>, ViewFault> {
    sqlx::query_as(
        "select * from editions where series_id = $1 and ($2::integer is null or number = $2)
         order by number desc limit 1",
    )
    .bind(series)
    .bind(number)
    .fetch_optional(read.connection())
    .await
    .map_err(ViewFault::database("reading an edition"))
}

//! The read of the register of exports. Nothing is written here.

use super::ExportRow;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which exports are listed; all that is given holds.
#[derive(Clone, Debug, Default)]
pub struct ExportFilter {
    /// Divisions of the recipient; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Pseudonym of who asked.
    pub actor: Option<String>,
    /// On this day or later.
    pub since: Option<NaiveDate>,
    /// Of which this person is a part.
    pub person_id: Option<Uuid>,
}

/// A page of exports, the newest first, after a position.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &ExportFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<ExportRow>, ViewFault> {
    sqlx::query_as(
        "select * from exports e where ($1::text[] is null or division = any($1))
         and ($2::text is null or actor = $2) and ($3::date is null or exported_on >= $3)
         and ($4::uuid is null or exists (select from exported p where p.export_id = e.id and p.person_id = $4))
         and ($5::bigint is null or position < $5) order by position desc limit $6",
    )
    .bind(filter.divisions.as_deref())
    .bind(filter.actor.as_deref())
    .bind(filter.since)
    .bind(filter.person_id)
    .bind(before)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading exports"))
}

//! The reads of the register of exports. Nothing is written here.

use super::ExportRow;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use sqlx::FromRow;
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

/// What of one person left with an export.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct HandedOver {
    /// The export.
    pub export_id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// Codes of the fields of this person that left, sorted.
    pub fields: Vec<String>,
    /// Code of the purpose.
    pub purpose: String,
    /// The organization that received it.
    pub recipient_id: Uuid,
    /// Pseudonym of who asked.
    pub actor: Option<String>,
    /// The day.
    pub exported_on: NaiveDate,
}

/// The exports with which anything of these people left, the newest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn exports_of(read: &mut ViewRead, people: &[Uuid]) -> Result<Vec<HandedOver>, ViewFault> {
    sqlx::query_as(
        "select p.export_id, p.person_id, p.fields, e.purpose, e.recipient_id, e.actor, e.exported_on
         from exported p join exports e on e.id = p.export_id
         where p.person_id = any($1) order by e.position desc, p.key",
    )
    .bind(people)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading exports of people"))
}

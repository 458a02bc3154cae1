//! People by category and mode of engagement on days (H8). Nothing is written here.

use super::FactKind;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use sqlx::FromRow;

/// People of one category in one mode on one day; a row without a category or without a mode is of those who have none.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct MatrixRow {
    /// The day.
    pub day: NaiveDate,
    /// Code of the category.
    pub category: Option<String>,
    /// Code of the mode.
    pub mode: Option<String>,
    /// Distinct people.
    pub people: i64,
}

/// People by category and mode on each of the days; who has two modes counts in both.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn matrix(
    read: &mut ViewRead,
    days: &[NaiveDate],
    divisions: Option<&[String]>,
) -> Result<Vec<MatrixRow>, ViewFault> {
    sqlx::query_as(
        "with live as (
            select d.day, f.person_id, f.kind, f.value from unnest($1::date[]) as d (day)
            join facts f on f.kind in ($2, $3) and f.from_day <= d.day and (f.to_day is null or d.day <= f.to_day)
            where $4::text[] is null or exists (
                select from facts p where p.person_id = f.person_id and p.kind = $5 and p.value = any($4)
                and p.from_day <= d.day and (p.to_day is null or d.day <= p.to_day))
         ), categories as (select * from live where kind = $2), modes as (select * from live where kind = $3)
         select coalesce(c.day, m.day) as day, c.value as category, m.value as mode,
                count(distinct coalesce(c.person_id, m.person_id)) as people
         from categories c full join modes m on m.day = c.day and m.person_id = c.person_id
         group by 1, 2, 3 order by 1, 2 nulls last, 3 nulls last",
    )
    .bind(days)
    .bind(FactKind::Category.code())
    .bind(FactKind::Mode.code())
    .bind(divisions)
    .bind(FactKind::Division.code())
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting people by category and mode"))
}

//! The teams that serve divisions on a day, one by one. Nothing is written here.

use super::reads::{CoverageFilter, served};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::words::TeamCategory;
use sqlx::FromRow;
use uuid::Uuid;

/// A team that serves at least one of the divisions on the day.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ServingTeam {
    /// The team.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Its members on the day.
    pub members: i64,
    /// Those of them whom insurance of their own covers on the day.
    pub insured_members: i64,
    /// Those of them with a training, or a drill of the team by name, in the months that count.
    pub trained_members: i64,
    /// Its drills in the twelve months up to the day.
    pub drills: i64,
    /// The last of these drills, where there was one.
    pub last_drilled_on: Option<NaiveDate>,
}

/// A page of the live teams that serve one of the divisions on the day, without some, in the order of code and id,
/// after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn serving(
    read: &mut ViewRead,
    divisions: &[String],
    (filter, without): (&CoverageFilter, &[Uuid]),
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<ServingTeam>, ViewFault> {
    let served = served(filter);
    let sql = format!(
        "{served} select t.id, t.code, coalesce(r.drills, 0) as drills, r.last_drilled_on,
                m.members, m.insured_members, m.trained_members
         from (select distinct id from served where division = any($1)) s
         join teams t on t.id = s.id left join drilled r on r.team_id = t.id
         cross join lateral (select count(distinct volunteer_id) as members,
            count(distinct volunteer_id) filter (where insured) as insured_members,
            count(distinct volunteer_id) filter (where trained) as trained_members
            from serving where team_id = t.id) m
         where ($5::text is null or (t.code, t.id) > ($5, $6)) and not t.id = any($8)
         order by t.code, t.id limit $7"
    );
    sqlx::query_as(&sql)
        .bind(divisions)
        .bind(filter.category.map(TeamCategory::code))
        .bind(filter.emergency_only)
        .bind(filter.on)
        .bind(after.map(|(code, _)| code))
        .bind(after.map(|(_, id)| id))
        .bind(limit)
        .bind(without)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the teams that serve"))
}

//! The reads of the pool of talents. Nothing is written here.

use super::{TalentRole, TalentRow};
use crate::{ViewFault, ViewRead};
use muster_domain::kernel::words::ProfessionalLevel;
use sqlx::FromRow;
use uuid::Uuid;

/// Which talents are listed.
#[derive(Clone, Debug, Default)]
pub struct TalentFilter {
    /// Roles; all when there is no list.
    pub roles: Option<Vec<TalentRole>>,
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Skills of which each must be declared; none when empty.
    pub skills: Vec<String>,
    /// This level or a higher one; only social workers have one.
    pub level_at_least: Option<ProfessionalLevel>,
    /// Of these people; all when there is no list.
    pub person_ids: Option<Vec<Uuid>>,
    /// Without these people.
    pub without: Vec<Uuid>,
    /// Roles that ended too.
    pub with_ended: bool,
}

/// What a filter keeps, $1 to $7.
const KEPT: &str = "($1::text[] is null or role = any($1)) and ($2::text[] is null or division = any($2))
    and skills @> $3::text[] and ($4::text[] is null or level = any($4))
    and ($5::uuid[] is null or person_id = any($5)) and ($6 or live) and not person_id = any($7)";

fn role_codes(filter: &TalentFilter) -> Option<Vec<&'static str>> {
    filter.roles.as_ref().map(|roles| roles.iter().map(|role| role.code()).collect())
}

fn level_codes(filter: &TalentFilter) -> Option<Vec<&'static str>> {
    let least = filter.level_at_least?;
    Some(ProfessionalLevel::ALL.iter().filter(|level| **level >= least).map(|level| level.code()).collect())
}

/// A page of talents in the order of code and key, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &TalentFilter,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<TalentRow>, ViewFault> {
    let sql = format!(
        "select * from talents where {KEPT} and ($8::text is null or (code, key) > ($8, $9))
         order by code, key limit $10"
    );
    sqlx::query_as(&sql)
        .bind(role_codes(filter))
        .bind(filter.divisions.as_deref())
        .bind(&filter.skills)
        .bind(level_codes(filter))
        .bind(filter.person_ids.as_deref())
        .bind(filter.with_ended)
        .bind(&filter.without)
        .bind(after.map(|(code, _)| code))
        .bind(after.map(|(_, key)| key))
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading talents"))
}

/// The talents with these keys, in no order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_keys(read: &mut ViewRead, keys: &[String]) -> Result<Vec<TalentRow>, ViewFault> {
    sqlx::query_as("select * from talents where key = any($1)")
        .bind(keys)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading talents by key"))
}

/// Talents of one role.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct RoleCount {
    /// Role code.
    pub role: String,
    /// How many the filter keeps.
    pub talents: i64,
}

/// Talents that a filter keeps by role, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn counts_by_role(read: &mut ViewRead, filter: &TalentFilter) -> Result<Vec<RoleCount>, ViewFault> {
    let roles: Vec<&str> = TalentRole::ALL.iter().map(|role| role.code()).collect();
    let sql = format!(
        "with kept as (select role, count(*) as talents from talents where {KEPT} group by role)
         select r.role, coalesce(k.talents, 0) as talents
         from unnest($8::text[]) with ordinality as r (role, place) left join kept k on k.role = r.role
         order by r.place"
    );
    sqlx::query_as(&sql)
        .bind(role_codes(filter))
        .bind(filter.divisions.as_deref())
        .bind(&filter.skills)
        .bind(level_codes(filter))
        .bind(filter.person_ids.as_deref())
        .bind(filter.with_ended)
        .bind(&filter.without)
        .bind(roles)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("counting talents"))
}

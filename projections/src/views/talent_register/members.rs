//! Who belongs to a pool on a day, and why somebody does or does not. Nothing is written here.

use super::{
    FactKind, PoolRow,
    criteria::{Searched, push_fulfilling, push_not_barred},
};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::{Divisions, words::ConsentScope};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

/// A member of a pool on a day; of a curated pool with the entry.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Member {
    /// The natural person.
    pub person_id: Uuid,
    /// First day of the entry.
    pub admitted_on: Option<NaiveDate>,
    /// Code of the source.
    pub source: Option<String>,
    /// `CONSENT` or `STATUTORY`.
    pub basis: Option<String>,
    /// The provision of a statutory basis.
    pub provision: Option<String>,
    /// Last day on which the entry is fresh, as it stands.
    pub fresh_until: Option<NaiveDate>,
}

/// How a person stands with a curated pool on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Standing {
    /// An entry lasts on the day.
    pub live: bool,
    /// Its legal basis holds: a provision, or a consent that is live on the day (K1), and no restriction or erasure.
    pub lawful: bool,
    /// It was looked at within the review period (K3).
    pub fresh: bool,
}

/// Entries that last on the day, with whether their basis holds and whether they are fresh.
const STANDINGS: &str = "select e.person_id, e.admitted_on, e.source, e.basis, e.provision, e.fresh_until,
        (e.basis <> 'CONSENT' or exists (select from facts f where f.person_id = e.person_id and f.kind = ";

fn push_standings(query: &mut QueryBuilder<'_, Postgres>, pool: &PoolRow, on: NaiveDate) {
    query.push(STANDINGS).push_bind(FactKind::Consent.code());
    query.push(" and f.value = ").push_bind(ConsentScope::TalentPool.code());
    query.push(" and f.from_day <= ").push_bind(on);
    query.push(" and (f.to_day is null or ").push_bind(on).push(" <= f.to_day)))");
    push_not_barred(query, "e", on);
    query.push(" as lawful,");
    query.push(" exists (select from facts f where f.person_id = e.person_id and f.kind = ");
    query.push_bind(FactKind::Fresh.code()).push(" and f.value = ").push_bind(pool.id.to_string());
    query.push(" and f.from_day <= ").push_bind(on).push(" and ").push_bind(on).push(" <= f.to_day) as fresh");
    query.push(" from entries e where e.pool_id = ").push_bind(pool.id);
    query.push(" and e.admitted_on <= ").push_bind(on);
    query.push(" and (e.removed_on is null or ").push_bind(on).push(" <= e.removed_on)");
}

/// Adds a select of the members of a day; none outside of the pool's own days.
pub(super) fn push_members(
    query: &mut QueryBuilder<'_, Postgres>,
    pool: &PoolRow,
    on: NaiveDate,
    with_stale: bool,
    divisions: &Divisions,
) -> Result<(), ViewFault> {
    let open = pool.opened_on <= on && pool.closed_on.is_none_or(|last| on <= last);
    match pool.criteria()? {
        Some(criteria) => {
            query.push(
                "select f.person_id, null::date as admitted_on, null::text as source, null::text as basis,
                 null::text as provision, null::date as fresh_until from (",
            );
            push_fulfilling(query, &criteria, on, Searched::everywhere(divisions));
            query.push(") f where ").push_bind(open);
        }
        None => {
            query.push("select s.person_id, s.admitted_on, s.source, s.basis, s.provision, s.fresh_until from (");
            push_standings(query, pool, on);
            query.push(") s where s.lawful and (s.fresh or ").push_bind(with_stale).push(") and ").push_bind(open);
        }
    }
    Ok(())
}

/// A page of the members of a pool on a day, by person, after one of them.
///
/// # Errors
/// [`ViewFault`].
pub async fn members(
    read: &mut ViewRead,
    pool: &PoolRow,
    (on, with_stale): (NaiveDate, bool),
    divisions: &Divisions,
    (after, limit): (Option<Uuid>, i64),
) -> Result<Vec<Member>, ViewFault> {
    let mut query = QueryBuilder::new("select * from (");
    push_members(&mut query, pool, on, with_stale, divisions)?;
    query.push(") m where true");
    if let Some(after) = after {
        query.push(" and m.person_id > ").push_bind(after);
    }
    query.push(" order by m.person_id limit ").push_bind(limit);
    let found = query.build_query_as().fetch_all(read.connection()).await;
    found.map_err(ViewFault::database("reading members of a pool"))
}

/// How many belong to a pool on a day.
///
/// # Errors
/// [`ViewFault`].
pub async fn count(
    read: &mut ViewRead,
    pool: &PoolRow,
    (on, with_stale): (NaiveDate, bool),
    divisions: &Divisions,
) -> Result<i64, ViewFault> {
    let mut query = QueryBuilder::new("select count(*) from (");
    push_members(&mut query, pool, on, with_stale, divisions)?;
    query.push(") m");
    let counted = query.build_query_scalar().fetch_one(read.connection()).await;
    counted.map_err(ViewFault::database("counting members of a pool"))
}

/// How a person stands with a curated pool on a day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn standing(read: &mut ViewRead, pool: &PoolRow, person: Uuid, on: NaiveDate) -> Result<Standing, ViewFault> {
    let mut query = QueryBuilder::new("select true as live, s.lawful, s.fresh from (");
    push_standings(&mut query, pool, on);
    query.push(") s where s.person_id = ").push_bind(person).push(" limit 1");
    let found = query.build_query_as().fetch_optional(read.connection()).await;
    Ok(found.map_err(ViewFault::database("reading an entry of a pool"))?.unwrap_or_default())
}

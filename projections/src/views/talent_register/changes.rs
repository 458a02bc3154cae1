//! Who came into a pool and who left it between two days, and why. Nothing is written here.

use super::{FactKind, PoolRow, members::push_members};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::kernel::{Divisions, words::ConsentScope};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

/// Somebody who belongs to a pool on one of two days only.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Change {
    /// The natural person.
    pub person_id: Uuid,
    /// Whether the person came, and did not leave.
    pub came: bool,
    /// Code of the cause, where one event or day is it.
    pub cause: String,
    /// Code of the source of an admission.
    pub source: Option<String>,
    /// Code of the cause of a removal.
    pub removal_cause: Option<String>,
    /// Position of the event that changed it; nothing where only time did.
    pub position: Option<i64>,
}

/// Why somebody belongs to a pool on one of two days only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeCause {
    /// Taken in.
    Admitted,
    /// Looked at again after having been stale.
    Reconfirmed,
    /// Consents again.
    ConsentGiven,
    /// Taken out.
    Removed,
    /// Withdrew the consent.
    ConsentWithdrawn,
    /// Not looked at within the review period.
    Stale,
    /// The data were restricted or erased, or the restriction was lifted.
    Barred,
    /// What is known of the person changed.
    FactsChanged,
    /// The pool itself opened or closed between the days.
    PoolChanged,
}

impl ChangeCause {
    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Admitted => "ADMITTED",
            Self::Reconfirmed => "RECONFIRMED",
            Self::ConsentGiven => "CONSENT_GIVEN",
            Self::Removed => "REMOVED",
            Self::ConsentWithdrawn => "CONSENT_WITHDRAWN",
            Self::Stale => "STALE",
            Self::Barred => "BARRED",
            Self::FactsChanged => "FACTS_CHANGED",
            Self::PoolChanged => "POOL_CHANGED",
        }
    }
}

/// Position of the newest fact of these kinds that begins or ends in the days $since to $until.
const MOVED: &str = "(select max(f.position) from facts f where f.person_id = d.person_id";

/// Those who belong to the pool on one of the two days only, by person, up to a limit.
///
/// # Errors
/// [`ViewFault`].
pub async fn changes_of(
    read: &mut ViewRead,
    pool: &PoolRow,
    (since, until): (NaiveDate, NaiveDate),
    divisions: &Divisions,
    limit: i64,
) -> Result<Vec<Change>, ViewFault> {
    let mut query = QueryBuilder::new("with then_in as (");
    push_members(&mut query, pool, since, false, divisions)?;
    query.push("), now_in as (");
    push_members(&mut query, pool, until, false, divisions)?;
    query.push(
        "), d as (
            select person_id, true as came from now_in where person_id not in (select person_id from then_in)
            union all
            select person_id, false from then_in where person_id not in (select person_id from now_in)
            order by person_id limit ",
    );
    query.push_bind(limit).push("), e as (select d.*, ");
    if pool.criteria.is_some() {
        push_moved(&mut query, (since, until));
        query.push(" as moved from d) select person_id, came, ").push_bind(cause_of_query(pool, (since, until)).code());
        query.push("::text as cause, null::text as source, null::text as removal_cause, moved as position from e");
    } else {
        push_entry(&mut query, pool, (since, until));
        query.push(
            " from d) select person_id, came, case
                when came and admitted is not null then 'ADMITTED'
                when came and consent is not null then 'CONSENT_GIVEN'
                when came and fresh is not null then 'RECONFIRMED'
                when barred is not null then 'BARRED'
                when not came and removed is not null then 'REMOVED'
                when not came and consent is not null then 'CONSENT_WITHDRAWN'
                when not came and not closed then 'STALE'
                else 'POOL_CHANGED' end as cause,
                case when came then source end as source, case when not came then removal end as removal_cause,
                case when came then coalesce(admitted, consent, fresh, barred)
                     else coalesce(barred, removed, consent) end as position
              from e",
        );
    }
    query.push(" order by person_id");
    let found = query.build_query_as().fetch_all(read.connection()).await;
    found.map_err(ViewFault::database("comparing a pool on two days"))
}

/// Why people come to a saved query or leave it: where it is not there on one of the days, all do.
fn cause_of_query(pool: &PoolRow, (since, until): (NaiveDate, NaiveDate)) -> ChangeCause {
    if since < pool.opened_on || pool.closed_on.is_some_and(|last| last < until) {
        ChangeCause::PoolChanged
    } else {
        ChangeCause::FactsChanged
    }
}

/// Adds the position of the newest fact that begins after the first day or ends before the second.
fn push_moved(query: &mut QueryBuilder<'_, sqlx::Postgres>, (since, until): (NaiveDate, NaiveDate)) {
    query.push(MOVED).push(" and f.kind <> all(").push_bind(vec![FactKind::Fresh.code(), FactKind::Consent.code()]);
    query.push(") and ((f.from_day > ").push_bind(since).push(" and f.from_day <= ").push_bind(until);
    query.push(") or (f.to_day >= ").push_bind(since).push(" and f.to_day < ").push_bind(until).push(")))");
}

/// Adds the positions of what happened to the entry and the consent between the two days.
fn push_entry(query: &mut QueryBuilder<'_, sqlx::Postgres>, pool: &PoolRow, (since, until): (NaiveDate, NaiveDate)) {
    let columns = [
        ("max(n.admitted_position)", "n.admitted_on", "admitted"),
        ("(array_agg(n.source order by n.admitted_position desc))[1]", "n.admitted_on", "source"),
    ];
    for (what, day, name) in columns {
        query.push(format!("(select {what} from entries n where n.person_id = d.person_id and n.pool_id = "));
        query.push_bind(pool.id).push(format!(" and {day} > ")).push_bind(since);
        query.push(format!(" and {day} <= ")).push_bind(until).push(format!(") as {name}, "));
    }
    let columns = [
        ("max(n.removed_position)", "removed"),
        ("(array_agg(n.cause order by n.removed_position desc))[1]", "removal"),
    ];
    for (what, name) in columns {
        query.push(format!("(select {what} from entries n where n.person_id = d.person_id and n.pool_id = "));
        query.push_bind(pool.id).push(" and n.removed_on >= ").push_bind(since);
        query.push(" and n.removed_on < ").push_bind(until).push(format!(") as {name}, "));
    }
    query.push(MOVED).push(" and f.kind = ").push_bind(FactKind::Consent.code());
    query.push(" and f.value = ").push_bind(ConsentScope::TalentPool.code());
    query.push(" and ((d.came and f.from_day > ").push_bind(since).push(" and f.from_day <= ").push_bind(until);
    query.push(") or (not d.came and f.to_day >= ").push_bind(since).push(" and f.to_day < ").push_bind(until);
    query.push("))) as consent, ").push(MOVED).push(" and f.kind = ").push_bind(FactKind::Barred.code());
    query.push(" and ((not d.came and f.from_day > ").push_bind(since).push(" and f.from_day <= ").push_bind(until);
    query.push(") or (d.came and f.to_day >= ").push_bind(since).push(" and f.to_day < ").push_bind(until);
    query.push("))) as barred, ").push(MOVED).push(" and f.kind = ").push_bind(FactKind::Fresh.code());
    query.push(" and f.value = ").push_bind(pool.id.to_string()).push(" and f.from_day > ").push_bind(since);
    query.push(" and f.from_day <= ").push_bind(until).push(") as fresh, ");
    query.push_bind(pool.closed_on.is_some_and(|last| last < until)).push("::bool as closed");
}

//! What a store needs beside its events and follows from them: the unique values in force, and whose keys there are.

use super::ImportFault;
use crate::{
    held::ClaimKey,
    log::LogReader,
    nouns::{self, Opens},
    vault::Vault,
};
use chrono::NaiveDate;
use muster_domain::kernel::{ClaimChange, DateSpan};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Positions that are read at once.
const PAGE: i64 = 4_096;

/// What becomes of each row: taken, with its last day, or released. The last change of a row counts.
type Changes = BTreeMap<ClaimKey, (bool, Option<NaiveDate>)>;

/// Derives the unique values from the events as they stand, and gives everybody whose key the events need.
///
/// Whose key is destroyed has no blind index, as after the erasure itself.
pub(super) async fn claims(
    connection: &mut PgConnection,
    reader: &LogReader,
    vault: &Vault,
) -> Result<HashSet<Uuid>, ImportFault> {
    let mut everybody = HashSet::new();
    let index = vault.index_on(connection).await?;
    let mut after = 0;
    loop {
        let page = reader.page_on(connection, after, PAGE, nouns::TYPES).await?;
        let mut owners = HashSet::new();
        let mut waiting: Vec<Opens> = Vec::with_capacity(page.events.len());
        for recorded in &page.events {
            let unknown = || ImportFault::Unknown {
                position: recorded.position,
                aggregate_type: recorded.aggregate_type.clone(),
            };
            waiting.push(nouns::read(recorded, &mut owners)?.ok_or_else(unknown)?);
        }
        let ring = vault.ring_on(connection, &owners).await?;
        let mut changes = Changes::new();
        for opens in waiting {
            for change in opens(&ring)? {
                let (take, claim) = match change {
                    ClaimChange::Take(claim) => (true, claim),
                    ClaimChange::Release(claim) => (false, claim),
                };
                let text = index.claim_text(claim.kind, &claim.value);
                let (from, to) = claim.span.map_or((None, None), |DateSpan { from, to }| (Some(from), to));
                changes.insert((claim.kind, text, claim.holder, from), (take, to));
            }
        }
        write(connection, changes).await?;
        everybody.extend(owners);
        if page.to >= page.head {
            break;
        }
        after = page.to;
    }
    // A merge gives a number to a survivor who was erased later: what an erasure takes away goes once more.
    sqlx::query("select log.repeat_erasures()")
        .execute(connection)
        .await
        .map_err(ImportFault::database("repeating erasures"))?;
    Ok(everybody)
}

async fn write(connection: &mut PgConnection, changes: Changes) -> Result<(), ImportFault> {
    let doing = || ImportFault::database("deriving unique values");
    let (mut kinds, mut values, mut holders) = (Vec::new(), Vec::new(), Vec::new());
    let (mut taken, mut from_days, mut to_days) = (Vec::new(), Vec::new(), Vec::new());
    for ((kind, value, holder, from), (take, to)) in changes {
        kinds.push(kind);
        values.push(value);
        holders.push(holder);
        taken.push(take);
        from_days.push(from);
        to_days.push(to);
    }
    let rows = "unnest($1::text[], $2::text[], $3::uuid[], $4::boolean[], $5::date[], $6::date[])
        as t (kind, value, holder, taken, from_day, to_day)";
    for sql in [
        format!(
            "delete from log.claims held using {rows} where not t.taken and held.kind = t.kind
             and held.value = t.value and held.holder = t.holder and held.starts_on = coalesce(t.from_day, '-infinity')"
        ),
        format!(
            "insert into log.claims (kind, value, holder, starts_on, ends_on)
             select t.kind, t.value, t.holder, coalesce(t.from_day, '-infinity'), coalesce(t.to_day, 'infinity')
             from {rows} where t.taken
             on conflict (kind, value, holder, starts_on) do update set ends_on = excluded.ends_on"
        ),
    ] {
        sqlx::query(&sql)
            .bind(&kinds)
            .bind(&values)
            .bind(&holders)
            .bind(&taken)
            .bind(&from_days)
            .bind(&to_days)
            .execute(&mut *connection)
            .await
            .map_err(doing())?;
    }
    Ok(())
}

/// Refuses keys that are not all there: a text whose key is missing would read as erased.
pub(super) async fn refuse_unless_held(
    connection: &mut PgConnection,
    owners: &HashSet<Uuid>,
) -> Result<(), ImportFault> {
    let missing: i64 = sqlx::query_scalar(
        "select count(*) from unnest($1::uuid[]) as o (owner)
         where not exists (select from log.vault_keys k where k.owner = o.owner)",
    )
    .bind(owners.iter().copied().collect::<Vec<_>>())
    .fetch_one(connection)
    .await
    .map_err(ImportFault::database("looking for keys"))?;
    let owners = usize::try_from(missing).unwrap_or_default();
    if owners > 0 { Err(ImportFault::KeysMissing { owners }) } else { Ok(()) }
}

/// Leaves a destroyed key for everybody whose key did not come along: their texts read as erased, and no new key is ever
/// made under which the old ones would look damaged.
pub(super) async fn close(connection: &mut PgConnection, owners: &HashSet<Uuid>) -> Result<(), ImportFault> {
    sqlx::query("insert into log.vault_keys (owner) select * from unnest($1::uuid[]) on conflict do nothing")
        .bind(owners.iter().copied().collect::<Vec<_>>())
        .execute(connection)
        .await
        .map_err(ImportFault::database("closing the vault"))?;
    Ok(())
}

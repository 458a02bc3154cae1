//! Events as the seal reads them: what is stored, byte for byte, without upcasting and without a look into the texts.

use super::{Condition, SealFault};
use muster_seal::{Hash, Head, Leaf, leaf::LeafError, tree::leaf_hash};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

/// Microseconds from 1970 to 2000, the epoch of `PostgreSQL`.
const EPOCH_2000: i64 = 946_684_800_000_000;

/// The texts are hashed by the server, which has them in memory: 64 bytes travel for an event and not all of it.
const LEAVES: &str = "select position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, \
     recorded_at, actor, sha256(convert_to(payload::text, 'UTF8')) as payload_hash, \
     sha256(convert_to(metadata::text, 'UTF8')) as metadata_hash \
     from log.events where position > $1 and position <= $2 order by position";

/// The same with the texts themselves.
const RECORDS: &str = "select position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, \
     recorded_at, actor, payload::text as payload, metadata::text as metadata \
     from log.events where position > $1 and position <= $2 order by position";

/// A position of ours as the database counts.
pub(super) fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// A count of the database as we do; never negative there.
pub(super) fn unsigned(position: i64) -> u64 {
    u64::try_from(position).unwrap_or_default()
}

fn fault() -> impl FnOnce(sqlx::Error) -> SealFault {
    SealFault::database("reading an event to seal")
}

/// What a row says, with its position.
fn head(row: &PgRow) -> Result<Head<'_>, SealFault> {
    let since_2000: i64 = row.try_get_unchecked("recorded_at").map_err(fault())?;
    let event_id: Uuid = row.try_get("event_id").map_err(fault())?;
    Ok(Head {
        position: unsigned(row.try_get("position").map_err(fault())?),
        aggregate_type: row.try_get("aggregate_type").map_err(fault())?,
        aggregate_id: row.try_get("aggregate_id").map_err(fault())?,
        sequence: unsigned(row.try_get("sequence").map_err(fault())?),
        event_id,
        event_type: row.try_get("event_type").map_err(fault())?,
        event_version: row.try_get("event_version").map_err(fault())?,
        // An infinite time of a damaged row is held at the end of time and so differs from what was sealed.
        recorded_at: since_2000.saturating_add(EPOCH_2000),
        actor: row.try_get("actor").map_err(fault())?,
    })
}

/// The leaves of the events behind a position, up to another, each with its position; gaps show as missing positions.
pub(super) async fn leaves(
    connection: &mut PgConnection,
    after: u64,
    to: u64,
) -> Result<Vec<(u64, Result<Vec<u8>, LeafError>)>, SealFault> {
    let query = sqlx::query(LEAVES).bind(signed(after)).bind(signed(to));
    let rows = query.fetch_all(connection).await.map_err(fault())?;
    rows.iter()
        .map(|row| {
            let hash = |name| -> Result<[u8; 32], SealFault> {
                let bytes: &[u8] = row.try_get(name).map_err(fault())?;
                Ok(bytes.try_into().unwrap_or_default())
            };
            let leaf =
                Leaf { head: head(row)?, payload_hash: hash("payload_hash")?, metadata_hash: hash("metadata_hash")? };
            let mut bytes = Vec::with_capacity(320);
            let written = leaf.write(&mut bytes);
            Ok((leaf.head.position, written.map(|()| bytes)))
        })
        .collect()
}

/// The hashes of the leaves behind a position, up to another, all of them.
///
/// # Errors
/// [`Condition::Missing`] and [`Condition::Unsealable`], naming the first position.
pub(super) async fn hashes(connection: &mut PgConnection, after: u64, to: u64) -> Result<Vec<Hash>, SealFault> {
    let leaves = leaves(connection, after, to).await?;
    let mut hashes = Vec::with_capacity(leaves.len());
    for (expected, (position, leaf)) in (after + 1..).zip(leaves) {
        if position != expected {
            return Err(Condition::Missing { position: expected }.into());
        }
        let leaf = leaf.map_err(|why| Condition::Unsealable { position, why })?;
        hashes.push(leaf_hash(&leaf));
    }
    let found = after + hashes.len() as u64;
    if found == to { Ok(hashes) } else { Err(Condition::Missing { position: found + 1 }.into()) }
}

/// Gives each event behind a position, up to another, with its texts, as far as they are there.
pub(super) async fn records(
    connection: &mut PgConnection,
    after: u64,
    to: u64,
    mut take: impl FnMut(&Head<'_>, &str, &str) -> Result<(), SealFault>,
) -> Result<(), SealFault> {
    let query = sqlx::query(RECORDS).bind(signed(after)).bind(signed(to));
    for row in query.fetch_all(connection).await.map_err(fault())? {
        let payload = row.try_get("payload").map_err(fault())?;
        let metadata = row.try_get("metadata").map_err(fault())?;
        take(&head(&row)?, payload, metadata)?;
    }
    Ok(())
}

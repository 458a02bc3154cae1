//! The tables of the sealed log.

use super::{
    SealFault,
    rows::{self, signed, unsigned},
};
use muster_seal::{
    Hash, PublicKey, SignedCheckpoint,
    tile::Tile,
    tree::{EMPTY_HASH, Tiles},
};
use sqlx::{Acquire as _, PgConnection, Row as _};
use std::collections::BTreeMap;

/// What is sealed and published.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SealedHead {
    pub(super) public_key: String,
    pub(super) size: u64,
    pub(super) root: Hash,
    pub(super) published_size: u64,
    pub(super) note: Option<String>,
}

/// A hash from a column; a column of another length is no hash and equals none.
fn hash(bytes: &[u8]) -> Hash {
    Hash(bytes.try_into().unwrap_or_default())
}

/// The head of the sealed log; none before the first sealing.
pub(super) async fn head(connection: &mut PgConnection) -> Result<Option<SealedHead>, SealFault> {
    let fault = || SealFault::database("reading the head of the sealed log");
    let row = sqlx::query("select public_key, size, root, published_size, note from seal.head")
        .fetch_optional(connection)
        .await
        .map_err(fault())?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SealedHead {
        public_key: row.try_get("public_key").map_err(fault())?,
        size: unsigned(row.try_get("size").map_err(fault())?),
        root: hash(row.try_get("root").map_err(fault())?),
        published_size: unsigned(row.try_get("published_size").map_err(fault())?),
        note: row.try_get("note").map_err(fault())?,
    }))
}

/// The position of the newest event.
pub(super) async fn log_head(connection: &mut PgConnection) -> Result<u64, SealFault> {
    let position: i64 = sqlx::query_scalar("select position from log.head")
        .fetch_one(connection)
        .await
        .map_err(SealFault::database("reading the head"))?;
    Ok(unsigned(position))
}

/// Begins the sealed log under a key.
pub(super) async fn begin(connection: &mut PgConnection, public_key: &str) -> Result<(), SealFault> {
    sqlx::query("insert into seal.head (public_key, size, root) values ($1, 0, $2) on conflict do nothing")
        .bind(public_key)
        .bind(EMPTY_HASH.0.as_slice())
        .execute(connection)
        .await
        .map_err(SealFault::database("beginning the sealed log"))?;
    Ok(())
}

/// Tiles by level and index, those that are there.
pub(super) async fn tiles(
    connection: &mut PgConnection,
    wanted: &[(u8, u64)],
) -> Result<BTreeMap<(u8, u64), Vec<u8>>, SealFault> {
    let fault = || SealFault::database("reading tiles");
    let levels: Vec<i16> = wanted.iter().map(|(level, _)| i16::from(*level)).collect();
    let indexes: Vec<i64> = wanted.iter().map(|(_, index)| signed(*index)).collect();
    let rows = sqlx::query(
        "select t.level, t.index, t.hashes from unnest($1::smallint[], $2::bigint[]) as w (level, index)
         join seal.tiles t on t.level = w.level and t.index = w.index",
    )
    .bind(&levels)
    .bind(&indexes)
    .fetch_all(connection)
    .await
    .map_err(fault())?;
    rows.into_iter()
        .map(|row| {
            let level: i16 = row.try_get("level").map_err(fault())?;
            let index: i64 = row.try_get("index").map_err(fault())?;
            Ok(((u8::try_from(level).unwrap_or_default(), unsigned(index)), row.try_get("hashes").map_err(fault())?))
        })
        .collect()
}

/// The same as the tree reads them.
pub(super) async fn tiles_of_tree(connection: &mut PgConnection, wanted: &[(u8, u64)]) -> Result<Tiles, SealFault> {
    let mut found = Tiles::default();
    for ((level, index), hashes) in tiles(connection, wanted).await? {
        found.insert(level, index, hashes);
    }
    Ok(found)
}

/// The hashes of one level from an index, as they follow each other; fewer where a tile is missing.
pub(super) async fn run_of_level(
    connection: &mut PgConnection,
    level: u8,
    from_tile: u64,
    count: u64,
) -> Result<Vec<(u64, Vec<u8>)>, SealFault> {
    let fault = || SealFault::database("reading tiles");
    let query = sqlx::query(
        "select index, hashes from seal.tiles where level = $1 and index >= $2 and index < $3 order by index",
    );
    let query = query.bind(i16::from(level)).bind(signed(from_tile)).bind(signed(from_tile.saturating_add(count)));
    let rows = query.fetch_all(connection).await.map_err(fault())?;
    rows.iter()
        .map(|row| {
            let index: i64 = row.try_get("index").map_err(fault())?;
            Ok((unsigned(index), row.try_get("hashes").map_err(fault())?))
        })
        .collect()
}

/// Commits a larger tree: its new tiles, size and root, all or none.
pub(super) async fn grow(
    connection: &mut PgConnection,
    tiles: Vec<(Tile, Vec<u8>)>,
    size: u64,
    root: Hash,
) -> Result<(), SealFault> {
    let fault = || SealFault::database("sealing");
    let mut levels = Vec::with_capacity(tiles.len());
    let mut indexes = Vec::with_capacity(tiles.len());
    let mut hashes = Vec::with_capacity(tiles.len());
    for (tile, bytes) in tiles {
        levels.push(i16::from(tile.level));
        indexes.push(signed(tile.index));
        hashes.push(bytes);
    }
    let mut transaction = connection.begin().await.map_err(fault())?;
    sqlx::query(
        "insert into seal.tiles (level, index, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
         on conflict (level, index) do update set hashes = excluded.hashes",
    )
    .bind(&levels)
    .bind(&indexes)
    .bind(&hashes)
    .execute(&mut *transaction)
    .await
    .map_err(fault())?;
    sqlx::query("update seal.head set size = $1, root = $2")
        .bind(signed(size))
        .bind(root.0.as_slice())
        .execute(&mut *transaction)
        .await
        .map_err(fault())?;
    transaction.commit().await.map_err(fault())
}

/// Publishes a signed checkpoint of the committed tree.
pub(super) async fn publish(connection: &mut PgConnection, checkpoint: &SignedCheckpoint) -> Result<(), SealFault> {
    sqlx::query("update seal.head set published_size = $1, note = $2, published_at = clock_timestamp()")
        .bind(signed(checkpoint.checkpoint.size))
        .bind(String::from_utf8_lossy(checkpoint.note()).as_ref())
        .execute(connection)
        .await
        .map_err(SealFault::database("publishing a checkpoint"))?;
    Ok(())
}

/// How often a person has let signing go on from another state.
pub(super) async fn resumptions(connection: &mut PgConnection) -> Result<i64, SealFault> {
    sqlx::query_scalar("select count(*) from seal.resumptions")
        .fetch_one(connection)
        .await
        .map_err(SealFault::database("reading resumptions"))
}

/// From where the events of a store came that was made of a bundle.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Public key of the log that the bundle was of.
    pub public_key: String,
    /// Events of the bundle.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// Whether the keys of its people came along; without them every personal text of it is erased here.
    pub with_keys: bool,
    /// Whether a person has let signing go on since.
    pub resumed: bool,
}

/// From where the events of this store came; none where they were recorded here.
pub(super) async fn find_import(connection: &mut PgConnection) -> Result<Option<Import>, SealFault> {
    let fault = || SealFault::database("reading from where the log came");
    let row = sqlx::query(
        "select public_key, size, root, with_keys, exists (select from seal.resumptions) as resumed from seal.imports",
    )
    .fetch_optional(connection)
    .await
    .map_err(fault())?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Import {
        public_key: row.try_get("public_key").map_err(fault())?,
        size: unsigned(row.try_get("size").map_err(fault())?),
        root: hash(row.try_get("root").map_err(fault())?),
        with_keys: row.try_get("with_keys").map_err(fault())?,
        resumed: row.try_get("resumed").map_err(fault())?,
    }))
}

/// Puts on record from where the events of a store came.
pub(super) async fn put_import(
    connection: &mut PgConnection,
    signed: &SignedCheckpoint,
    key: &PublicKey,
    with_keys: bool,
) -> Result<(), SealFault> {
    sqlx::query("insert into seal.imports (public_key, size, root, with_keys) values ($1, $2, $3, $4)")
        .bind(key.to_string())
        .bind(rows::signed(signed.checkpoint.size))
        .bind(signed.checkpoint.root.0.as_slice())
        .bind(with_keys)
        .execute(connection)
        .await
        .map_err(SealFault::database("recording from where the log came"))?;
    Ok(())
}

/// Forgets the tree, so that it is derived anew, and puts on record from where signing goes on.
pub(super) async fn reset(
    connection: &mut PgConnection,
    public_key: &str,
    size: u64,
    root: Hash,
) -> Result<(), SealFault> {
    let fault = || SealFault::database("resuming");
    let mut transaction = connection.begin().await.map_err(fault())?;
    begin(&mut transaction, public_key).await?;
    sqlx::query(
        "insert into seal.resumptions (left_size, left_root, size, root) select size, root, $1, $2 from seal.head",
    )
    .bind(signed(size))
    .bind(root.0.as_slice())
    .execute(&mut *transaction)
    .await
    .map_err(fault())?;
    sqlx::query("delete from seal.tiles").execute(&mut *transaction).await.map_err(fault())?;
    sqlx::query("update seal.head set public_key = $1, size = 0, root = $2, published_size = 0, note = null")
        .bind(public_key)
        .bind(EMPTY_HASH.0.as_slice())
        .execute(&mut *transaction)
        .await
        .map_err(fault())?;
    transaction.commit().await.map_err(fault())
}

//! The sealed log as files: the bundle that an auditor checks without the registry, and the tiles as a folder.

use super::{SealFault, SealReader, rows, store};
use muster_seal::{
    PublicKey, SignedCheckpoint,
    bundle::{Writer, full_tiles},
    tile::{Resource, TILE_WIDTH, Tile},
};
use sqlx::PgPool;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// Tiles of level 1 that are read at once: each stands for 65,536 events.
const ROOT_TILES: u64 = 64;
/// Tiles of leaves that are read at once.
const LEAF_TILES: u64 = 32;

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// Key of the log.
    pub key: PublicKey,
    /// The checkpoint in it.
    pub checkpoint: SignedCheckpoint,
    /// Events written.
    pub events: u64,
}

/// Writes the events behind a position (0 for all) up to the newest checkpoint into a bundle, with little memory.
///
/// What stands in the tables is written as it is, also where it is damaged: the verifier names it.
///
/// # Errors
/// [`SealFault::NotYet`] when there is no checkpoint behind that position, [`SealFault::File`].
pub async fn export(pool: &PgPool, file: &Path, after: u64) -> Result<Exported, SealFault> {
    let reader = SealReader::new(pool.clone());
    let (key, checkpoint) = reader.checkpoint().await?.ok_or(SealFault::NotYet { asked: after, published: 0 })?;
    let size = checkpoint.checkpoint.size;
    if after > size {
        return Err(SealFault::NotYet { asked: after, published: size });
    }
    let failed = || SealFault::file(format!("{} cannot be written", file.display()));
    let out = BufWriter::new(File::create(file).map_err(failed())?);
    let mut writer = Writer::begin(out, &key, &checkpoint, after).map_err(failed())?;
    let mut connection = pool.acquire().await.map_err(SealFault::database("exporting"))?;
    let mut roots = Vec::new();
    for from in (0..full_tiles(size).div_ceil(TILE_WIDTH)).step_by(usize::try_from(ROOT_TILES).unwrap_or(1)) {
        for (_, hashes) in store::run_of_level(&mut connection, 1, from, ROOT_TILES).await? {
            roots.extend_from_slice(&hashes);
        }
    }
    // The stored tiles may have grown since the checkpoint; one that is missing is made up, and found by the verifier.
    roots.resize(bytes_of(full_tiles(size)), 0);
    let last = store::tiles(&mut connection, &[(0, full_tiles(size))]).await?.into_values().next();
    let mut rest = last.unwrap_or_default();
    rest.resize(bytes_of(size % TILE_WIDTH), 0);
    writer.hashes(&roots, &rest).map_err(failed())?;
    let mut tile = full_tiles(after);
    while tile * TILE_WIDTH < size {
        let leaves = store::run_of_level(&mut connection, 0, tile, LEAF_TILES).await?;
        for index in tile..tile + LEAF_TILES {
            if index < full_tiles(size) {
                let hashes = leaves.iter().find(|(found, _)| *found == index).map(|(_, hashes)| hashes.as_slice());
                writer.leaves(hashes.unwrap_or_default()).map_err(failed())?;
            }
            let (from, to) = ((index * TILE_WIDTH).max(after), ((index + 1) * TILE_WIDTH).min(size));
            if from < to {
                rows::records(&mut connection, from, to, |head, payload, metadata| {
                    writer.record(head, payload, metadata).map_err(failed())
                })
                .await?;
            }
        }
        tile += LEAF_TILES;
    }
    let written = writer.finish().map_err(failed())?.into_inner().map_err(|error| failed()(error.into_error()))?;
    written.sync_all().map_err(failed())?;
    Ok(Exported { key, checkpoint, events: size - after })
}

fn bytes_of(hashes: u64) -> usize {
    usize::try_from(hashes).unwrap_or_default() * 32
}

/// Writes the checkpoint and every tile into a folder, as any web server can serve them; the leaves only when asked for.
/// Full tiles that are there already are left as they are. Gives the size.
///
/// # Errors
/// [`SealFault`].
pub async fn publish(pool: &PgPool, folder: &Path, entries: bool) -> Result<u64, SealFault> {
    let reader = SealReader::new(pool.clone());
    let (_, checkpoint) = reader.checkpoint().await?.ok_or(SealFault::NotYet { asked: 1, published: 0 })?;
    let size = checkpoint.checkpoint.size;
    for tile in Tile::all_of(size) {
        write(&reader, folder, Resource::Tile(tile)).await?;
        if entries && tile.level == 0 {
            write(&reader, folder, Resource::Entries(tile)).await?;
        }
    }
    // Last, and in one step: whoever reads the checkpoint finds its tiles.
    let doing = || SealFault::file(format!("{} cannot be written", folder.display()));
    let beside = folder.join("checkpoint.new");
    std::fs::create_dir_all(folder).map_err(doing())?;
    let mut file = File::create(&beside).map_err(doing())?;
    file.write_all(checkpoint.note()).and_then(|()| file.sync_all()).map_err(doing())?;
    std::fs::rename(&beside, folder.join("checkpoint")).map_err(doing())?;
    Ok(size)
}

async fn write(reader: &SealReader, folder: &Path, resource: Resource) -> Result<(), SealFault> {
    let path = folder.join(resource.path());
    if path.exists() {
        return Ok(());
    }
    let doing = || SealFault::file(format!("{} cannot be written", path.display()));
    let bytes = reader.resource(resource).await?.ok_or(super::Condition::Hashes)?;
    path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(doing())?;
    // In one step: a tile that was cut short by a crash would be taken for whole.
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &path)).map_err(doing())
}

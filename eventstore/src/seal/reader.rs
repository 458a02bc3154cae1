//! Reading the sealed log: what is served, proofs of single events, and a check of a stretch of it.

use super::{Condition, SealFault, rows, store};
use muster_seal::{
    Hash, PublicKey, SignedCheckpoint, proof,
    tile::{Resource, TILE_WIDTH, Tile},
    tree::{self, RecordProof},
};
use sqlx::{PgConnection, PgPool};

/// Events of one page of a check.
const PAGE_EVENTS: u64 = 32 * TILE_WIDTH;
/// Bytes of a hash.
const HASH_BYTES: usize = 32;

/// What a check of a stretch of the log found.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// Size of the checkpoint against which it was checked.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The first position that differs, with what is wrong; none when all is as it was sealed.
    pub damage: Option<Condition>,
}

/// Reads the sealed log.
#[derive(Clone)]
pub struct SealReader {
    pool: PgPool,
}

impl SealReader {
    /// A reader on a pool.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    async fn connection(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>, SealFault> {
        self.pool.acquire().await.map_err(SealFault::database("reading the sealed log"))
    }

    /// The newest checkpoint with the public key of the log; none before the first.
    ///
    /// # Errors
    /// [`SealFault`]; [`Condition::Hashes`] when what is stored is not believed by its own key.
    pub async fn checkpoint(&self) -> Result<Option<(PublicKey, SignedCheckpoint)>, SealFault> {
        checkpoint_on(&mut *self.connection().await?).await
    }

    /// A resource as it is served; none when the published log has no such thing.
    ///
    /// # Errors
    /// [`SealFault`].
    pub async fn resource(&self, resource: Resource) -> Result<Option<Vec<u8>>, SealFault> {
        let Some((_, signed)) = self.checkpoint().await? else { return Ok(None) };
        match resource {
            Resource::Checkpoint => Ok(Some(signed.note().to_vec())),
            Resource::Tile(tile) if tile.is_in(signed.checkpoint.size) => self.tile(tile).await,
            Resource::Entries(tile) if tile.is_in(signed.checkpoint.size) => self.entries(tile).await.map(Some),
            Resource::Tile(_) | Resource::Entries(_) => Ok(None),
        }
    }

    async fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, SealFault> {
        let mut connection = self.connection().await?;
        let mut found = store::tiles(&mut connection, &[(tile.level, tile.index)]).await?;
        let hashes = found.remove(&(tile.level, tile.index));
        Ok(hashes.and_then(|hashes| hashes.get(..usize::from(tile.width) * HASH_BYTES).map(<[u8]>::to_vec)))
    }

    /// Leaves, each behind its length in 16 bits.
    async fn entries(&self, tile: Tile) -> Result<Vec<u8>, SealFault> {
        let mut connection = self.connection().await?;
        let leaves = rows::leaves(&mut connection, tile.start(), tile.end()).await?;
        let mut entries = Vec::new();
        for (expected, (position, leaf)) in (tile.start() + 1..).zip(leaves) {
            let leaf = leaf.map_err(|why| Condition::Unsealable { position, why })?;
            if position != expected {
                return Err(Condition::Missing { position: expected }.into());
            }
            entries.extend_from_slice(&u16::try_from(leaf.len()).unwrap_or(u16::MAX).to_be_bytes());
            entries.extend_from_slice(&leaf);
        }
        Ok(entries)
    }

    /// The proof file of one event under the newest checkpoint, with its leaf: for whoever may read the log.
    ///
    /// # Errors
    /// [`SealFault::NotYet`] when it is not published yet, [`Condition::Damaged`] when the event is not as it was sealed.
    pub async fn proof(&self, position: u64) -> Result<Vec<u8>, SealFault> {
        self.proof_by(position, |leaf, hashes, signed| proof::write(leaf, position, hashes, signed)).await
    }

    /// The same for everybody: the hash of the leaf, which is open in its tile, stands for the leaf.
    ///
    /// # Errors
    /// As [`SealReader::proof`].
    pub async fn blind_proof(&self, position: u64) -> Result<Vec<u8>, SealFault> {
        let write = |leaf: &[u8], hashes: &RecordProof, signed: &SignedCheckpoint| {
            proof::write_blind(&tree::leaf_hash(leaf), position, hashes, signed)
        };
        self.proof_by(position, write).await
    }

    async fn proof_by(
        &self,
        position: u64,
        write: impl FnOnce(&[u8], &RecordProof, &SignedCheckpoint) -> Vec<u8>,
    ) -> Result<Vec<u8>, SealFault> {
        let mut connection = self.connection().await?;
        let (key, signed) = published(&mut connection, position).await?;
        let size = signed.checkpoint.size;
        let not_yet = || SealFault::NotYet { asked: position, published: size };
        let index = position.checked_sub(1).ok_or_else(not_yet)?;
        let wanted = tree::tiles_of_leaf(size, index).map_err(|_| not_yet())?;
        let tiles = store::tiles_of_tree(&mut connection, &wanted).await?;
        let hashes = tree::prove_leaf(size, index, &tiles).map_err(|_| Condition::Hashes)?;
        let leaves = rows::leaves(&mut connection, index, position).await?;
        let (_, leaf) = leaves.into_iter().next().ok_or(Condition::Missing { position })?;
        let leaf = leaf.map_err(|why| Condition::Unsealable { position, why })?;
        let file = write(&leaf, &hashes, &signed);
        // Nobody is handed a proof that does not hold.
        if proof::verify(&file, &key).is_ok() { Ok(file) } else { Err(Condition::Damaged { position }.into()) }
    }

    /// The root of the first events, from the stored hashes.
    ///
    /// # Errors
    /// [`SealFault::NotYet`], [`Condition::Hashes`].
    pub async fn root_at(&self, size: u64) -> Result<Hash, SealFault> {
        let mut connection = self.connection().await?;
        let (_, signed) = published(&mut connection, size).await?;
        if size > signed.checkpoint.size {
            return Err(SealFault::NotYet { asked: size, published: signed.checkpoint.size });
        }
        let tiles = store::tiles_of_tree(&mut connection, &tree::tiles_of_root(size)).await?;
        tree::root(size, &tiles).map_err(|_| Condition::Hashes.into())
    }

    /// Checks that the events of a stretch are as they were sealed, and that their hashes lead to the signed root.
    ///
    /// # Errors
    /// [`SealFault::NotYet`] when the stretch ends behind the newest checkpoint.
    pub async fn check(&self, from: u64, to: u64) -> Result<Checked, SealFault> {
        let (_, signed) = published(&mut *self.connection().await?, to).await?;
        let (size, root) = (signed.checkpoint.size, signed.checkpoint.root);
        if to > size {
            return Err(SealFault::NotYet { asked: to, published: size });
        }
        let mut damage = match self.root_at(size).await {
            Ok(own) if own == root => None,
            Ok(_) | Err(SealFault::Condition(_)) => Some(Condition::Hashes),
            Err(fault) => return Err(fault),
        };
        let mut after = from.max(1) - 1;
        while damage.is_none() && after < to {
            let end = to.min((after / TILE_WIDTH + PAGE_EVENTS / TILE_WIDTH) * TILE_WIDTH);
            damage = self.check_page(after, end, size).await?;
            after = end;
        }
        Ok(Checked { size, root, damage })
    }

    async fn check_page(&self, after: u64, to: u64, size: u64) -> Result<Option<Condition>, SealFault> {
        let mut connection = self.connection().await?;
        let (first, count) = (after / TILE_WIDTH, to.div_ceil(TILE_WIDTH) - after / TILE_WIDTH);
        let tiles = store::run_of_level(&mut connection, 0, first, count).await?;
        let above = store::run_of_level(&mut connection, 1, first / TILE_WIDTH, count / TILE_WIDTH + 2).await?;
        for (index, hashes) in &tiles {
            let full = (index + 1) * TILE_WIDTH <= size;
            let listed = hash_of(&above, *index);
            if full && tree::tile_root(hashes).is_none_or(|root| listed != Some(root.0.as_slice())) {
                return Ok(Some(Condition::Hashes));
            }
        }
        for (index, _) in &above {
            if !is_anchored(&mut connection, size, Tile { level: 1, index: *index, width: 256 }).await? {
                return Ok(Some(Condition::Hashes));
            }
        }
        let hashes = match rows::hashes(&mut connection, after, to).await {
            Ok(hashes) => hashes,
            Err(SealFault::Condition(condition)) => return Ok(Some(condition)),
            Err(fault) => return Err(fault),
        };
        let differs = (after..).zip(hashes).find(|(index, hash)| hash_of(&tiles, *index) != Some(hash.0.as_slice()));
        Ok(differs.map(|(index, _)| Condition::Damaged { position: index + 1 }))
    }
}

async fn checkpoint_on(connection: &mut PgConnection) -> Result<Option<(PublicKey, SignedCheckpoint)>, SealFault> {
    let Some(head) = store::head(connection).await? else { return Ok(None) };
    let Some(note) = head.note else { return Ok(None) };
    let key: PublicKey = head.public_key.parse().map_err(|_| Condition::Hashes)?;
    let signed = SignedCheckpoint::open(note.as_bytes(), &key).map_err(|_| Condition::Hashes)?;
    Ok(Some((key, signed)))
}

async fn published(connection: &mut PgConnection, asked: u64) -> Result<(PublicKey, SignedCheckpoint), SealFault> {
    checkpoint_on(connection).await?.ok_or(SealFault::NotYet { asked, published: 0 })
}

/// Whether a tile leads to the right edge of the tree, which the root is computed from.
async fn is_anchored(connection: &mut PgConnection, size: u64, tile: Tile) -> Result<bool, SealFault> {
    let mut tile = tile;
    while tile.is_in(size) {
        let above = Tile { level: tile.level + 1, index: tile.index / TILE_WIDTH, width: tile.width };
        let found = store::tiles(connection, &[(tile.level, tile.index), (above.level, above.index)]).await?;
        let own = found.get(&(tile.level, tile.index)).and_then(|hashes| tree::tile_root(hashes));
        let listed = found.get(&(above.level, above.index)).map(|hashes| vec![(above.index, hashes.clone())]);
        let listed = listed.unwrap_or_default();
        if own.is_none_or(|root| hash_of(&listed, tile.index) != Some(root.0.as_slice())) {
            return Ok(false);
        }
        tile = above;
    }
    Ok(true)
}

/// A hash of a level by its index there.
fn hash_of(tiles: &[(u64, Vec<u8>)], index: u64) -> Option<&[u8]> {
    let (_, hashes) = tiles.iter().find(|(tile, _)| *tile == index / TILE_WIDTH)?;
    let at = usize::try_from(index % TILE_WIDTH).ok()? * HASH_BYTES;
    hashes.get(at..at + HASH_BYTES)
}

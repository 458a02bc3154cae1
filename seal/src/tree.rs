//! The tree of RFC 6962 over all leaves: one that is being built, one that is read, roots and proofs.
//!
//! The hashing and the proofs are those of `tlog_tiles`; what is here keeps and finds their hashes.

use crate::{
    Hash,
    tile::{TILE_HEIGHT, TILE_WIDTH, Tile},
};
use std::{cell::RefCell, collections::BTreeMap};
use tlog_tiles::{HashReader, Tile as Coordinates, record_hash};

pub use tlog_tiles::{EMPTY_HASH, RecordProof, TreeProof, check_record, check_tree};

/// Bytes of a hash.
const HASH_BYTES: usize = 32;
/// Bytes of a full tile.
const FULL_BYTES: usize = 8_192;

/// Why a root or a proof cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// A hash that is needed is not there.
    #[error("a tile of the tree is missing or too short")]
    Missing,
    /// The tree has no such leaf, or no such earlier size.
    #[error("the tree of {size} leaves has no leaf or earlier tree {asked}")]
    Outside {
        /// Leaves of the tree.
        size: u64,
        /// What was asked for.
        asked: u64,
    },
}

/// The hash of a leaf's bytes (RFC 6962, section 2.1).
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    record_hash(leaf)
}

/// The hash over a perfect run of hashes: 1, 2, 4, up to any power of two.
fn run_hash(hashes: &[u8]) -> Option<Hash> {
    let perfect = hashes.len() >= HASH_BYTES && (hashes.len() / HASH_BYTES).is_power_of_two();
    (perfect && hashes.len().is_multiple_of(HASH_BYTES)).then(|| Coordinates::subtree_hash(hashes))
}

/// The hash that stands for a full tile in the level above; none unless it has 256 hashes.
#[must_use]
pub fn tile_root(hashes: &[u8]) -> Option<Hash> {
    (hashes.len() == FULL_BYTES).then(|| Coordinates::subtree_hash(hashes))
}

/// Tiles by level and index, as far as they are at hand.
#[derive(Clone, Debug, Default)]
pub struct Tiles(BTreeMap<(u8, u64), Vec<u8>>);

impl Tiles {
    /// Puts a tile's hashes in its place.
    pub fn insert(&mut self, level: u8, index: u64, hashes: Vec<u8>) {
        self.0.insert((level, index), hashes);
    }

    fn hash_at(&self, index: u64) -> Option<Hash> {
        let tile = Coordinates::from_index(TILE_HEIGHT, index);
        let hashes = self.0.get(&(tile.level(), tile.level_index()))?;
        tile.hash_at_index(hashes, index).ok()
    }
}

impl HashReader for Tiles {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let found: Option<Vec<Hash>> = indexes.iter().map(|index| self.hash_at(*index)).collect();
        found.ok_or(tlog_tiles::Error::IndexesNotInTree)
    }
}

/// Writes down which hashes would be read.
#[derive(Default)]
struct Wanted(RefCell<Vec<u64>>);

impl HashReader for Wanted {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        self.0.borrow_mut().extend_from_slice(indexes);
        Ok(vec![Hash::default(); indexes.len()])
    }
}

impl Wanted {
    fn tiles(self) -> Vec<(u8, u64)> {
        let coordinates = self.0.into_inner().into_iter().map(|index| Coordinates::from_index(TILE_HEIGHT, index));
        let mut tiles: Vec<_> = coordinates.map(|tile| (tile.level(), tile.level_index())).collect();
        tiles.sort_unstable();
        tiles.dedup();
        tiles
    }
}

/// The root of the first `size` leaves.
///
/// # Errors
/// [`TreeError::Missing`] when a tile is not at hand.
pub fn root(size: u64, tiles: &impl HashReader) -> Result<Hash, TreeError> {
    tlog_tiles::tree_hash(size, tiles).map_err(|_| TreeError::Missing)
}

/// Level and index of the tiles that [`root`] reads.
#[must_use]
pub fn tiles_of_root(size: u64) -> Vec<(u8, u64)> {
    let wanted = Wanted::default();
    let _root = root(size, &wanted);
    wanted.tiles()
}

/// The proof that the leaf with an index, from 0, is in the tree of a size.
///
/// # Errors
/// [`TreeError::Outside`] unless `index < size`, [`TreeError::Missing`] when a tile is not at hand.
pub fn prove_leaf(size: u64, index: u64, tiles: &impl HashReader) -> Result<RecordProof, TreeError> {
    if index >= size {
        return Err(TreeError::Outside { size, asked: index });
    }
    tlog_tiles::prove_record(size, index, tiles).map_err(|_| TreeError::Missing)
}

/// Level and index of the tiles that [`prove_leaf`] reads.
///
/// # Errors
/// [`TreeError::Outside`] unless `index < size`.
pub fn tiles_of_leaf(size: u64, index: u64) -> Result<Vec<(u8, u64)>, TreeError> {
    let wanted = Wanted::default();
    prove_leaf(size, index, &wanted)?;
    Ok(wanted.tiles())
}

/// The proof that the tree of `old` leaves is the beginning of the tree of a size; empty where `old` is 0 or the size.
///
/// # Errors
/// [`TreeError::Outside`] unless `old <= size`, [`TreeError::Missing`] when a tile is not at hand.
pub fn prove_growth(size: u64, old: u64, tiles: &impl HashReader) -> Result<TreeProof, TreeError> {
    if old > size {
        return Err(TreeError::Outside { size, asked: old });
    }
    if old == 0 {
        return Ok(TreeProof::new());
    }
    tlog_tiles::prove_tree(size, old, tiles).map_err(|_| TreeError::Missing)
}

/// Level and index of the tiles that [`prove_growth`] reads.
///
/// # Errors
/// [`TreeError::Outside`] unless `old <= size`.
pub fn tiles_of_growth(size: u64, old: u64) -> Result<Vec<(u8, u64)>, TreeError> {
    let wanted = Wanted::default();
    prove_growth(size, old, &wanted)?;
    Ok(wanted.tiles())
}

/// The rightmost tile of each level: all that is needed to add leaves and to compute the root.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    size: u64,
    /// The hashes of the partial tile of each level; empty where the level has full tiles only.
    levels: Vec<Vec<u8>>,
    /// Levels below this have changed since the tiles were taken.
    touched: usize,
    full: Vec<(Tile, Vec<u8>)>,
}

impl Edge {
    /// The edge of a tree of a size, from the hashes of its rightmost tiles; see [`Edge::tiles_of`].
    ///
    /// # Errors
    /// [`TreeError::Missing`] when a tile is not there or is too short.
    pub fn of(size: u64, hashes_of: impl Fn(u8, u64) -> Option<Vec<u8>>) -> Result<Self, TreeError> {
        let mut levels = Vec::new();
        let mut hashes = size;
        let mut level = 0_u8;
        while hashes > 0 {
            let bytes = usize::try_from(hashes % TILE_WIDTH).unwrap_or_default() * HASH_BYTES;
            let mut partial = Vec::new();
            if bytes > 0 {
                partial = hashes_of(level, hashes / TILE_WIDTH).ok_or(TreeError::Missing)?;
                if partial.len() < bytes {
                    return Err(TreeError::Missing);
                }
                partial.truncate(bytes);
            }
            levels.push(partial);
            (level, hashes) = (level + 1, hashes / TILE_WIDTH);
        }
        Ok(Self { size, levels, touched: 0, full: Vec::new() })
    }

    /// Level and index of the tiles that [`Edge::of`] asks for.
    #[must_use]
    pub fn tiles_of(size: u64) -> Vec<(u8, u64)> {
        let mut wanted = Vec::new();
        let (mut level, mut hashes) = (0, size);
        while hashes > 0 {
            if !hashes.is_multiple_of(TILE_WIDTH) {
                wanted.push((level, hashes / TILE_WIDTH));
            }
            (level, hashes) = (level + 1, hashes / TILE_WIDTH);
        }
        wanted
    }

    /// Leaves so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut carried = leaf;
        let mut level = 0;
        self.size += 1;
        loop {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            self.touched = self.touched.max(level + 1);
            let Some(partial) = self.levels.get_mut(level) else { return };
            partial.extend_from_slice(&carried.0);
            let Some(root) = tile_root(partial) else { return };
            let hashes = std::mem::take(partial);
            let done = self.size >> (level * usize::from(TILE_HEIGHT));
            let name = u8::try_from(level).unwrap_or(u8::MAX);
            self.full.push((Tile { level: name, index: done.saturating_sub(1) / TILE_WIDTH, width: 256 }, hashes));
            (carried, level) = (root, level + 1);
        }
    }

    /// The root of the tree.
    ///
    /// # Errors
    /// Never; the type is that of all roots.
    pub fn root(&self) -> Result<Hash, TreeError> {
        root(self.size, self)
    }

    /// The tiles that are new or longer since they were taken last.
    pub fn take_tiles(&mut self) -> Vec<(Tile, Vec<u8>)> {
        let mut tiles = std::mem::take(&mut self.full);
        for (level, partial) in self.levels.iter().enumerate().take(self.touched) {
            let index = (self.size >> (level * usize::from(TILE_HEIGHT))) / TILE_WIDTH;
            let width = u16::try_from(partial.len() / HASH_BYTES).unwrap_or_default();
            if let (true, Ok(level)) = (width > 0, u8::try_from(level)) {
                tiles.push((Tile { level, index, width }, partial.clone()));
            }
        }
        self.touched = 0;
        tiles
    }

    fn hash_at(&self, index: u64) -> Option<Hash> {
        let (level, number) = tlog_tiles::split_stored_hash_index(index);
        let within = level % TILE_HEIGHT;
        let tile_level = usize::from(level / TILE_HEIGHT);
        let first = (self.size >> (tile_level * usize::from(TILE_HEIGHT))) / TILE_WIDTH * TILE_WIDTH;
        let from = usize::try_from((number << within).checked_sub(first)?).ok()? * HASH_BYTES;
        let hashes = self.levels.get(tile_level)?.get(from..from + (HASH_BYTES << within))?;
        run_hash(hashes)
    }
}

impl HashReader for Edge {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let found: Option<Vec<Hash>> = indexes.iter().map(|index| self.hash_at(*index)).collect();
        found.ok_or(tlog_tiles::Error::IndexesNotInTree)
    }
}

/// The root of the first `size` leaves from the roots of their full tiles and the hashes of the leaves behind these.
///
/// # Errors
/// [`TreeError::Missing`] when there are not as many hashes as the size asks for.
pub fn root_of_tiles(size: u64, roots: &[u8], rest: &[u8]) -> Result<Hash, TreeError> {
    let full = usize::try_from(size / TILE_WIDTH).map_err(|_| TreeError::Missing)?;
    let roots = roots.get(..full * HASH_BYTES).ok_or(TreeError::Missing)?;
    let behind = usize::try_from(size % TILE_WIDTH).map_err(|_| TreeError::Missing)?;
    let rest = rest.get(..behind * HASH_BYTES).ok_or(TreeError::Missing)?;
    root(size, &TileRoots { roots, rest, first_of_rest: size / TILE_WIDTH * TILE_WIDTH })
}

struct TileRoots<'a> {
    roots: &'a [u8],
    rest: &'a [u8],
    first_of_rest: u64,
}

impl TileRoots<'_> {
    fn hash_at(&self, index: u64) -> Option<Hash> {
        let (level, number) = tlog_tiles::split_stored_hash_index(index);
        let (hashes, first, within) = if level >= TILE_HEIGHT {
            (self.roots, number << (level - TILE_HEIGHT), level - TILE_HEIGHT)
        } else {
            (self.rest, (number << level).checked_sub(self.first_of_rest)?, level)
        };
        let from = usize::try_from(first).ok()? * HASH_BYTES;
        run_hash(hashes.get(from..from.checked_add(HASH_BYTES << within)?)?)
    }
}

impl HashReader for TileRoots<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let found: Option<Vec<Hash>> = indexes.iter().map(|index| self.hash_at(*index)).collect();
        found.ok_or(tlog_tiles::Error::IndexesNotInTree)
    }
}

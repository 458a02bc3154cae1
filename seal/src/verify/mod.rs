//! The verifier of a bundle: derives the signed root from its hashes, and every hash from its record.
//!
//! It needs the public
//! key and nothing else of ours, and 32 bytes of memory for 256 events besides one number a stream.

use crate::{
    Checkpoint, Hash, SignedCheckpoint,
    bundle::{Frame, Next, Reader, Record, full_tiles},
    damage::{Damage, Kind},
    key::PublicKey,
    tile::TILE_WIDTH,
    tree,
};
use std::io::{self, Read};

mod order;
mod wrong;

use order::Order;

/// Bytes of a hash.
const HASH_BYTES: usize = 32;

/// Why a bundle was not found good.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file could not be read.
    #[error("the bundle cannot be read")]
    Input(#[from] io::Error),
    /// It is damaged.
    #[error(transparent)]
    Damage(#[from] Damage),
}

/// What a good bundle shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// Under what it was signed, and by whom.
    pub signed: SignedCheckpoint,
    /// First position of its records; above the size where there are none.
    pub first: u64,
    /// How many records.
    pub records: u64,
    /// Size of the earlier checkpoint that it continues.
    pub continues: Option<u64>,
}

/// Checks a bundle by the key of its log, and that it continues an earlier checkpoint where one is given.
///
/// # Errors
/// [`Failure::Damage`] with the first position that differs; [`Failure::Input`].
pub fn verify(input: impl Read, key: &PublicKey, earlier: Option<&SignedCheckpoint>) -> Result<Verified, Failure> {
    let mut check = Check::begin(input, key)?;
    if let Some(earlier) = earlier {
        check.compare(&earlier.checkpoint)?;
    }
    let size = check.signed.checkpoint.size;
    for tile in full_tiles(check.after)..full_tiles(size) {
        check.full_tile(tile)?;
    }
    check.rest_of_tile()?;
    check.end()?;
    let first = check.after + 1;
    let continues = earlier.map(|earlier| earlier.checkpoint.size);
    Ok(Verified { signed: check.signed, first, records: size - check.after, continues })
}

struct Check<R> {
    reader: Reader<R>,
    signed: SignedCheckpoint,
    after: u64,
    roots: Vec<u8>,
    rest: Vec<u8>,
    /// Whether the hashes lead to the signed root.
    proven: bool,
    /// An earlier tree whose root is still to be compared: it ends inside a full tile.
    earlier: Option<Checkpoint>,
    order: Order,
}

impl<R: Read> Check<R> {
    fn begin(input: R, key: &PublicKey) -> Result<Self, Failure> {
        let form = || Damage::whole(Kind::Form);
        let mut reader = Reader::begin(input)?.ok_or_else(form)?;
        if expect(&mut reader, Frame::Key)? != key.to_string().as_bytes() {
            return Err(Damage::whole(Kind::Key).into());
        }
        let note = expect(&mut reader, Frame::Checkpoint)?;
        let signed = SignedCheckpoint::open(note, key).map_err(|error| Damage::whole(Kind::Checkpoint(error)))?;
        let checkpoint = &signed.checkpoint;
        let after = <[u8; 8]>::try_from(expect(&mut reader, Frame::After)?).map_err(|_| form())?;
        let after = u64::from_be_bytes(after);
        if after > checkpoint.size {
            return Err(form().into());
        }
        let wanted = usize::try_from(full_tiles(checkpoint.size)).map_err(|_| form())?.saturating_mul(HASH_BYTES);
        let mut roots = Vec::new();
        while roots.len() < wanted {
            let part = expect(&mut reader, Frame::Roots)?;
            if part.is_empty() || roots.len() + part.len() > wanted {
                return Err(form().into());
            }
            roots.extend_from_slice(part);
        }
        let rest = expect(&mut reader, Frame::Rest)?.to_vec();
        if rest.len() as u64 != checkpoint.size % TILE_WIDTH * HASH_BYTES as u64 {
            return Err(form().into());
        }
        let proven = tree::root_of_tiles(checkpoint.size, &roots, &rest).is_ok_and(|root| root == checkpoint.root);
        Ok(Self { reader, signed, after, roots, rest, proven, earlier: None, order: Order::after(after) })
    }

    /// Compares an earlier checkpoint, now or when its tile is read.
    fn compare(&mut self, earlier: &Checkpoint) -> Result<(), Failure> {
        let held = earlier.size;
        if earlier.origin != self.signed.checkpoint.origin {
            return Err(Damage::whole(Kind::Key).into());
        }
        if held > self.signed.checkpoint.size {
            return Err(Damage::whole(Kind::Shorter { held, found: self.signed.checkpoint.size }).into());
        }
        if held < self.after {
            return Err(Damage::whole(Kind::Uncovered { after: self.after, held }).into());
        }
        if !self.proven {
            return Ok(());
        }
        let inside_a_full_tile =
            !held.is_multiple_of(TILE_WIDTH) && full_tiles(held) < full_tiles(self.signed.checkpoint.size);
        if inside_a_full_tile {
            self.earlier = Some(earlier.clone());
            return Ok(());
        }
        self.compare_root(earlier, &self.rest)
    }

    fn compare_root(&self, earlier: &Checkpoint, leaves: &[u8]) -> Result<(), Failure> {
        let root = tree::root_of_tiles(earlier.size, &self.roots, leaves);
        let same = root.is_ok_and(|root| root == earlier.root);
        if same { Ok(()) } else { Err(Damage::whole(Kind::Forked { held: earlier.size }).into()) }
    }

    fn full_tile(&mut self, tile: u64) -> Result<(), Failure> {
        let first = tile * TILE_WIDTH + 1;
        let next = first.max(self.after + 1);
        let leaves = match self.reader.next_frame()? {
            Next::Frame(Frame::Leaves, leaves) => leaves.to_vec(),
            Next::Frame(Frame::Record, _) => return Err(Damage::at(next, Kind::Inserted).into()),
            Next::Frame(..) | Next::Unknown => return Err(Damage::at(next, Kind::Hashes).into()),
            Next::End | Next::Cut => return Err(Damage::at(next, Kind::Truncated).into()),
        };
        let at = usize::try_from(tile).unwrap_or(usize::MAX).saturating_mul(HASH_BYTES);
        let listed = self.roots.get(at..at.saturating_add(HASH_BYTES));
        if tree::tile_root(&leaves).is_none_or(|root| Some(root.0.as_slice()) != listed) {
            return Err(Damage::at(next, Kind::Hashes).into());
        }
        if let Some(earlier) = self.earlier.take_if(|earlier| full_tiles(earlier.size) == tile) {
            self.compare_root(&earlier, &leaves)?;
        }
        self.records(first, &leaves)
    }

    /// The records behind the last full tile, and what is left to say of hashes that were not proved.
    fn rest_of_tile(&mut self) -> Result<(), Failure> {
        let rest = std::mem::take(&mut self.rest);
        let size = self.signed.checkpoint.size;
        let first = full_tiles(size) * TILE_WIDTH + 1;
        if self.proven {
            return self.records(first, &rest);
        }
        // All full tiles are whole in themselves: either the rest of the hashes is damaged, or history is another one.
        let mut derived = rest.clone();
        for position in first.max(self.after + 1)..=size {
            let Next::Frame(Frame::Record, bytes) = self.reader.next_frame()? else { break };
            let Some(hash) = Record::read(bytes).ok().and_then(|record| record.leaf().hash().ok()) else { break };
            put(&mut derived, position - first, &hash);
        }
        let root = tree::root_of_tiles(size, &self.roots, &derived);
        if root.is_ok_and(|root| root == self.signed.checkpoint.root) {
            let same =
                derived.chunks(HASH_BYTES).zip(rest.chunks(HASH_BYTES)).take_while(|(own, listed)| own == listed);
            return Err(Damage::at(first + same.count() as u64, Kind::Hashes).into());
        }
        Err(Damage::whole(Kind::Rewritten).into())
    }

    /// Each record of a tile by the hash of its leaf.
    fn records(&mut self, first: u64, leaves: &[u8]) -> Result<(), Failure> {
        let from = first.max(self.after + 1);
        for (listed, position) in leaves.chunks(HASH_BYTES).zip(first..).filter(|(_, position)| *position >= from) {
            let verdict = match self.reader.next_frame()? {
                Next::Frame(Frame::Record, bytes) => match Record::read(bytes) {
                    Ok(record) if record.leaf().hash().is_ok_and(|hash| hash.0.as_slice() == listed) => {
                        Some(self.order.next(&record.head))
                    }
                    Ok(_) | Err(_) => None,
                },
                Next::Frame(..) => return Err(Damage::at(position, Kind::Missing).into()),
                Next::Unknown => return Err(Damage::at(position, Kind::Form).into()),
                Next::End | Next::Cut => return Err(Damage::at(position, Kind::Truncated).into()),
            };
            match verdict {
                Some(None) => {}
                Some(Some(kind)) => return Err(Damage::at(position, kind).into()),
                None => return Err(self.wrong(position, first, leaves)?.into()),
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        match self.reader.next_frame()? {
            Next::End => Ok(()),
            Next::Frame(..) | Next::Cut | Next::Unknown => Err(Damage::whole(Kind::Trailing).into()),
        }
    }
}

/// The frame that must come next.
fn expect<R: Read>(reader: &mut Reader<R>, wanted: Frame) -> Result<&[u8], Failure> {
    match reader.next_frame()? {
        Next::Frame(frame, bytes) if frame == wanted => Ok(bytes),
        Next::Frame(..) | Next::Unknown => Err(Damage::whole(Kind::Form).into()),
        Next::End | Next::Cut => Err(Damage::whole(Kind::Truncated).into()),
    }
}

fn put(hashes: &mut [u8], index: u64, hash: &Hash) {
    let from = usize::try_from(index).unwrap_or(usize::MAX).saturating_mul(HASH_BYTES);
    if let Some(place) = hashes.get_mut(from..from.saturating_add(HASH_BYTES)) {
        place.copy_from_slice(&hash.0);
    }
}

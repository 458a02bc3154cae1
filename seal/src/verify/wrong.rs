//! Naming the damage: what stands where a sealed record should, judged by the records that follow.

use super::{Check, HASH_BYTES};
use crate::{
    bundle::{Frame, Next, Record},
    damage::{Damage, Kind},
    leaf::Head,
};
use std::io::{self, Read};

/// Records behind the wrong one that are looked at to tell an insertion from an exchange.
const LOOK_AHEAD: usize = 1_024;

impl<R: Read> Check<R> {
    /// The kind of damage at a position, of which the record was read last; `leaves` are the hashes of its tile.
    pub(super) fn wrong(&mut self, position: u64, first: u64, leaves: &[u8]) -> io::Result<Damage> {
        let listed = |position: u64| leaf_of(leaves, first, position);
        let record = match Record::read(self.reader.last()) {
            Ok(record) => record,
            Err(error) => return Ok(Damage::at(position, Kind::Unreadable(error))),
        };
        let (found, hash) = (record.head.position, hash_of(&record));
        let renumbered = Record { head: Head { position, ..record.head }, ..record };
        if found != position && same(hash_of(&renumbered), listed(position)) {
            return Ok(Damage::at(position, Kind::Renumbered { found }));
        }
        let intact = found != position && same(hash, listed(found));
        // A later record of another tile cannot be looked up here; by its number it is one.
        let later = found > position && (intact || listed(found).is_none());
        let kind = if self.comes_later(listed(position))? {
            if later { Kind::Moved } else { Kind::Inserted }
        } else if later {
            Kind::Missing
        } else {
            Kind::Changed
        };
        Ok(Damage::at(position, kind))
    }

    /// Whether a sealed record stands further on.
    fn comes_later(&mut self, wanted: Option<&[u8]>) -> io::Result<bool> {
        for _ in 0..LOOK_AHEAD {
            match self.reader.next_frame()? {
                Next::Frame(Frame::Record, bytes) => {
                    if Record::read(bytes).is_ok_and(|record| same(hash_of(&record), wanted)) {
                        return Ok(true);
                    }
                }
                Next::Frame(..) => {}
                Next::End | Next::Cut | Next::Unknown => break,
            }
        }
        Ok(false)
    }
}

fn hash_of(record: &Record<'_>) -> Option<[u8; HASH_BYTES]> {
    record.leaf().hash().ok().map(|hash| hash.0)
}

fn same(hash: Option<[u8; HASH_BYTES]>, listed: Option<&[u8]>) -> bool {
    hash.is_some_and(|hash| listed == Some(hash.as_slice()))
}

/// The hash that is listed for a position in a tile that begins with `first`.
fn leaf_of(leaves: &[u8], first: u64, position: u64) -> Option<&[u8]> {
    let from = usize::try_from(position.checked_sub(first)?).ok()?.checked_mul(HASH_BYTES)?;
    leaves.get(from..from.checked_add(HASH_BYTES)?)
}

//! What the sealed records must keep among themselves: no stream has a gap, and time does not go back.

use crate::{damage::Kind, leaf::Head};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Bytes of a stream's name in memory: enough of its hash that no two streams are ever taken for one.
const NAME_BYTES: usize = 16;

/// The order so far.
pub(super) struct Order {
    sequences: HashMap<[u8; NAME_BYTES], u64>,
    recorded_at: i64,
    /// Whether the streams before the first record are known: there are none.
    from_the_beginning: bool,
}

impl Order {
    /// Before the records behind a position.
    pub(super) fn after(position: u64) -> Self {
        Self { sequences: HashMap::new(), recorded_at: i64::MIN, from_the_beginning: position == 0 }
    }

    /// What is wrong with the place of the next record, if anything.
    pub(super) fn next(&mut self, head: &Head<'_>) -> Option<Kind> {
        let expected = self.sequences.insert(name(head), head.sequence).map(|last| last.saturating_add(1));
        let expected = expected.or_else(|| self.from_the_beginning.then_some(1)).unwrap_or(head.sequence);
        if expected != head.sequence {
            return Some(Kind::SequenceGap { expected, found: head.sequence });
        }
        if head.recorded_at < self.recorded_at {
            return Some(Kind::TimeWentBack);
        }
        self.recorded_at = head.recorded_at;
        None
    }
}

fn name(head: &Head<'_>) -> [u8; NAME_BYTES] {
    let digest = Sha256::new()
        .chain_update((head.aggregate_type.len() as u64).to_be_bytes())
        .chain_update(head.aggregate_type)
        .chain_update(head.aggregate_id)
        .finalize();
    digest.first_chunk().copied().unwrap_or_default()
}

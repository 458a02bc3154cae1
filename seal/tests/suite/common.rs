//! A small log of synthetic events, sealed in memory.

use muster_seal::{
    Checkpoint, Head, PublicKey, SecretKey, SignedCheckpoint,
    bundle::{Record, Writer},
    key::KeyKind,
    tile::TILE_WIDTH,
    tree::{self, Edge, Tiles},
};
use uuid::Uuid;

/// Name of the log.
pub(crate) const ORIGIN: &str = "example.org/log";

/// One event with texts of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) position: u64,
    pub(crate) stream: String,
    pub(crate) sequence: u64,
    pub(crate) event_id: Uuid,
    pub(crate) recorded_at: i64,
    pub(crate) actor: Option<String>,
    pub(crate) payload: String,
    pub(crate) metadata: String,
}

impl Event {
    pub(crate) fn numbered(position: u64) -> Self {
        Self {
            position,
            stream: format!("stream-{}", position % 7),
            sequence: (position - 1) / 7 + 1,
            event_id: Uuid::from_u128(u128::from(position) << 64 | 0x4000_8000),
            recorded_at: 1_700_000_000_000_000 + i64::try_from(position).unwrap() * 10,
            actor: (!position.is_multiple_of(5)).then(|| format!("actor-{}", position % 3)),
            payload: format!("{{\"hours_credited\":{{\"minutes\":{position}}}}}"),
            metadata: "{\"role\":\"operator\"}".to_owned(),
        }
    }

    pub(crate) fn head(&self) -> Head<'_> {
        Head {
            position: self.position,
            aggregate_type: "volunteer",
            aggregate_id: &self.stream,
            sequence: self.sequence,
            event_id: self.event_id,
            event_type: "hours_credited",
            event_version: "1.0",
            recorded_at: self.recorded_at,
            actor: self.actor.as_deref(),
        }
    }

    pub(crate) fn record(&self) -> Record<'_> {
        Record { head: self.head(), payload: &self.payload, metadata: &self.metadata }
    }
}

/// The stream of event `position` in [`Event::numbered`] has its sequences without a gap.
pub(crate) fn events(count: u64) -> Vec<Event> {
    let mut sequences = std::collections::HashMap::new();
    (1..=count)
        .map(|position| {
            let mut event = Event::numbered(position);
            let sequence = sequences.entry(event.stream.clone()).or_insert(0);
            *sequence += 1;
            event.sequence = *sequence;
            event
        })
        .collect()
}

pub(crate) fn key() -> SecretKey {
    SecretKey::from_seed(ORIGIN, KeyKind::Log, &[1; 32]).unwrap()
}

pub(crate) fn public() -> PublicKey {
    key().public().clone()
}

/// A log that is sealed.
pub(crate) struct Sealed {
    pub(crate) hashes: Vec<[u8; 32]>,
    pub(crate) tiles: Tiles,
    pub(crate) signed: SignedCheckpoint,
}

pub(crate) fn seal(events: &[Event]) -> Sealed {
    let mut edge = Edge::default();
    let mut tiles = Tiles::default();
    let mut hashes = Vec::new();
    for event in events {
        let hash = event.record().leaf().hash().unwrap();
        hashes.push(hash.0);
        edge.push(hash);
    }
    for (tile, bytes) in edge.take_tiles() {
        tiles.insert(tile.level, tile.index, bytes);
    }
    let root = edge.root().unwrap();
    let signed = Checkpoint { origin: ORIGIN.to_owned(), size: edge.size(), root }.sign(&key()).unwrap();
    Sealed { hashes, tiles, signed }
}

/// A bundle as the registry would write it: the sealed hashes, and the rows as they are now.
pub(crate) fn bundle(sealed: &Sealed, rows: &[Event], after: u64) -> Vec<u8> {
    let width = usize::try_from(TILE_WIDTH).unwrap();
    let size = sealed.hashes.len();
    let full = size / width;
    let roots: Vec<u8> = sealed.hashes[..full * width]
        .chunks(width)
        .flat_map(|tile| tree::tile_root(&tile.concat()).unwrap().0)
        .collect();
    let mut writer = Writer::begin(Vec::new(), &public(), &sealed.signed, after).unwrap();
    writer.hashes(&roots, &sealed.hashes[full * width..].concat()).unwrap();
    let mut rows = rows.iter().filter(|row| row.position > after).peekable();
    for tile in usize::try_from(after).unwrap() / width..=full {
        if tile < full {
            writer.leaves(&sealed.hashes[tile * width..(tile + 1) * width].concat()).unwrap();
        }
        let end = u64::try_from((tile + 1) * width).unwrap();
        while let Some(row) = rows.next_if(|row| row.position <= end || tile == full) {
            writer.record(&row.head(), &row.payload, &row.metadata).unwrap();
        }
    }
    writer.finish().unwrap()
}

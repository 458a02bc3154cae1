//! Single edits of a sealed log, drawn at random: every one is found offline, and nothing untouched is taken for edited.
//! `make fuzz-seal` draws 10,000; the seed is printed, and `FUZZ_SEED` draws the same again.

use super::{Signing, sealed};
use crate::files::{ORGANIZATIONS, TEAMS, volunteers};
use muster_api::import::Kind;
use muster_eventstore::seal::export;
use muster_seal::{
    Head, PublicKey, SignedCheckpoint,
    bundle::{Frame, Next, Reader, Record, Writer},
    verify::{Failure, verify},
};
use muster_tests::TestApp;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use std::{collections::BTreeMap, time::Instant};
use uuid::Uuid;

/// Edits where `FUZZ_EDITS` does not say how many.
const EDITS: usize = 300;
/// Of how many edits one is made in the tables, by the superuser, and exported anew.
const IN_TABLES: usize = 20;

/// Puts every event back from the untouched copy.
const PUT_BACK: &str = "delete from log.events;
    insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, position,
        event_id, recorded_at)
    select aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, position, event_id,
        recorded_at
    from public.pristine";

/// One event with texts of its own.
#[derive(Clone, PartialEq)]
struct Row {
    position: u64,
    texts: [String; 4],
    sequence: u64,
    event_id: Uuid,
    recorded_at: i64,
    actor: Option<String>,
    payload: String,
    metadata: String,
}

impl Row {
    fn of(record: &Record<'_>) -> Self {
        let head = record.head;
        Self {
            position: head.position,
            texts: [head.aggregate_type, head.aggregate_id, head.event_type, head.event_version].map(str::to_owned),
            sequence: head.sequence,
            event_id: head.event_id,
            recorded_at: head.recorded_at,
            actor: head.actor.map(str::to_owned),
            payload: record.payload.to_owned(),
            metadata: record.metadata.to_owned(),
        }
    }

    fn head(&self) -> Head<'_> {
        let [aggregate_type, aggregate_id, event_type, event_version] = &self.texts;
        Head {
            position: self.position,
            aggregate_type,
            aggregate_id,
            sequence: self.sequence,
            event_id: self.event_id,
            event_type,
            event_version,
            recorded_at: self.recorded_at,
            actor: self.actor.as_deref(),
        }
    }
}

/// A bundle taken apart.
struct Parts {
    roots: Vec<u8>,
    rest: Vec<u8>,
    leaves: Vec<Vec<u8>>,
    rows: Vec<Row>,
}

fn parts(bundle: &[u8]) -> Parts {
    let mut reader = Reader::begin(bundle).expect("it is read").expect("a bundle");
    let mut parts = Parts { roots: Vec::new(), rest: Vec::new(), leaves: Vec::new(), rows: Vec::new() };
    while let Next::Frame(frame, bytes) = reader.next_frame().expect("it is read") {
        match frame {
            Frame::Key | Frame::Checkpoint | Frame::After => {}
            Frame::Roots => parts.roots.extend_from_slice(bytes),
            Frame::Rest => parts.rest = bytes.to_vec(),
            Frame::Leaves => parts.leaves.push(bytes.to_vec()),
            Frame::Record => parts.rows.push(Row::of(&Record::read(bytes).expect("a record"))),
        }
    }
    parts
}

/// The bundle that an export writes of these rows: in the order of their positions where `sorted`.
fn write(parts: &Parts, rows: &[Row], key: &PublicKey, signed: &SignedCheckpoint) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new(), key, signed, 0).expect("it is written");
    writer.hashes(&parts.roots, &parts.rest).expect("it is written");
    let mut rows = rows.iter().peekable();
    for tile in 0..=parts.leaves.len() {
        if let Some(leaves) = parts.leaves.get(tile) {
            writer.leaves(leaves).expect("it is written");
        }
        let end = (tile as u64 + 1) * 256;
        while let Some(row) = rows.next_if(|row| row.position <= end || tile == parts.leaves.len()) {
            writer.record(&row.head(), &row.payload, &row.metadata).expect("it is written");
        }
    }
    writer.finish().expect("it is written")
}

fn flip(text: &mut String, draw: &mut StdRng) {
    let mut bytes = std::mem::take(text).into_bytes();
    if bytes.is_empty() {
        bytes.push(b'x');
    } else {
        let place = draw.random_range(0..bytes.len());
        bytes[place] =
            if bytes[place].is_ascii() { (bytes[place] ^ (1 << draw.random_range(0..6))) & 0x7f } else { b'?' };
    }
    *text = String::from_utf8_lossy(&bytes).into_owned();
}

/// Edits one thing and names the kind of edit.
fn edit(rows: &mut Vec<Row>, draw: &mut StdRng) -> &'static str {
    let place = draw.random_range(0..rows.len());
    let other = draw.random_range(0..rows.len());
    match draw.random_range(0..12) {
        0 => flip(&mut rows[place].payload, draw),
        1 => {
            flip(&mut rows[place].metadata, draw);
            return "metadata";
        }
        2 => {
            rows.remove(place);
            return "delete";
        }
        3 => {
            rows.swap(place, other);
            return "swap of records";
        }
        4 => {
            let (one, two) = (rows[place].position, rows[other].position);
            rows.swap(place, other);
            (rows[place].position, rows[other].position) = (one, two);
            return "swap of contents";
        }
        5 => {
            let copy = Row { event_id: Uuid::from_u128(draw.random()), ..rows[other].clone() };
            rows.insert(place, copy);
            return "insert";
        }
        6 => {
            rows.truncate(place);
            return "truncation";
        }
        7 => {
            rows[place].position = rows[place].position.wrapping_add(draw.random_range(1..5));
            return "renumbering";
        }
        8 => {
            rows.iter_mut().skip(place).for_each(|row| row.position += 1);
            return "renumbering of the rest";
        }
        9 => {
            flip(&mut rows[place].texts[draw.random_range(0..4)], draw);
            return "name";
        }
        10 => {
            rows[place].recorded_at += draw.random_range(1..1_000_000);
            return "time";
        }
        _ => {
            rows[place].actor = match rows[place].actor.take() {
                Some(actor) if draw.random() => Some(format!("{actor}x")),
                Some(_) => None,
                None => Some(String::new()),
            };
            return "actor";
        }
    }
    "payload"
}

/// Edits the file itself.
fn edit_file(bytes: &mut Vec<u8>, draw: &mut StdRng) -> &'static str {
    let place = draw.random_range(0..bytes.len());
    match draw.random_range(0..3) {
        0 => {
            bytes[place] ^= 1 << draw.random_range(0..8);
            "bit of the file"
        }
        1 => {
            bytes.truncate(place);
            "cut of the file"
        }
        _ => {
            bytes.insert(place, draw.random());
            "byte put into the file"
        }
    }
}

/// The same by SQL, as the superuser.
fn statement(size: u64, draw: &mut StdRng) -> String {
    let (place, other) = (draw.random_range(1..=size), draw.random_range(1..=size));
    let far = size + 1_000;
    match draw.random_range(0..6) {
        0 => format!("update log.events set payload = (payload::text || ' ')::json where position = {place}"),
        1 => format!("update log.events set metadata = (' ' || metadata::text)::json where position = {place}"),
        2 => format!("delete from log.events where position = {place}"),
        3 => format!(
            "update log.events set position = {far} where position = {place};
             update log.events set position = {place} where position = {other};
             update log.events set position = {other} where position = {far};
             update log.events set event_version = event_version || '.' where position = {place} and {place} = {other}"
        ),
        4 => format!("delete from log.events where position >= {place}"),
        _ => format!("update log.events set position = position + {far} where position = {place}"),
    }
}

fn is_found(bytes: &[u8], key: &PublicKey) -> bool {
    matches!(verify(bytes, key, None), Err(Failure::Damage(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_single_edit_is_found_and_nothing_untouched_is_taken_for_edited() {
    let edits: usize = std::env::var("FUZZ_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(EDITS);
    let seed: u64 = std::env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(rand::random);
    let mut draw = StdRng::seed_from_u64(seed);
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let sealer = signing.sealer(&app.store);
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(320)).await;
    let (key, signed) = sealed(&app.store).await;
    drop(sealer);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log.muster-bundle");
    let pool = app.store.log.pool();
    export(pool, &file, 0).await.expect("it is exported");
    let whole = std::fs::read(&file).expect("it is read");
    let parts = parts(&whole);
    assert!(write(&parts, &parts.rows, &key, &signed) == whole, "taken apart and put together it is the same");
    app.store.admin_run("create table public.pristine as select * from log.events").await.expect("a copy");

    let begun = Instant::now();
    let mut missed = Vec::new();
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..edits {
        let (kind, bytes) = if number % IN_TABLES == 0 {
            super::tamper(&app.store, &statement(signed.checkpoint.size, &mut draw)).await;
            export(pool, &file, 0).await.expect("it is exported");
            super::tamper(&app.store, PUT_BACK).await;
            ("in the tables", std::fs::read(&file).expect("it is read"))
        } else if number % 3 == 0 {
            let mut bytes = whole.clone();
            (edit_file(&mut bytes, &mut draw), bytes)
        } else {
            let mut rows = parts.rows.clone();
            let kind = edit(&mut rows, &mut draw);
            (kind, write(&parts, &rows, &key, &signed))
        };
        if bytes == whole {
            continue;
        }
        *drawn.entry(kind).or_default() += 1;
        if !is_found(&bytes, &key) {
            missed.push((number, kind));
        }
    }
    assert!(missed.is_empty(), "seed {seed}: {missed:?}");
    let searched = begun.elapsed();
    let begun = Instant::now();
    let untouched = edits / 10;
    for _ in 0..untouched {
        let after = draw.random_range(0..=signed.checkpoint.size);
        export(pool, &file, after).await.expect("it is exported");
        let bytes = std::fs::read(&file).expect("it is read");
        assert!(verify(bytes.as_slice(), &key, Some(&signed)).is_ok(), "seed {seed}: a false alarm after {after}");
    }
    let found: usize = drawn.values().sum();
    println!(
        "seed {seed}: {found} single edits of a log of {} events ({} bytes), all found in {:.1} s; {untouched} untouched \
         exports, no false alarm, in {:.1} s\n{drawn:?}",
        signed.checkpoint.size,
        whole.len(),
        searched.as_secs_f64(),
        begun.elapsed().as_secs_f64(),
    );
}

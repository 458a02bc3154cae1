//! The stored form is for ever: leaves, roots, a checkpoint, a proof and a bundle are byte for byte those of the files.
//! `WRITE_GOLDEN=1` writes a file that is not there, and never changes one.

use crate::common::{bundle, events, public, seal};
use muster_seal::{
    Head, Leaf,
    leaf::{Field, LeafError, TEXT_LIMIT},
    proof, tree,
};
use std::{fmt::Write as _, path::PathBuf};
use uuid::Uuid;

fn golden(name: &str, bytes: &[u8]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("WRITE_GOLDEN").is_some() && !path.exists() {
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name} is another one");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn heads() -> [(&'static str, Head<'static>); 4] {
    let head = Head {
        position: 1,
        aggregate_type: "volunteer",
        aggregate_id: "0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b",
        sequence: 1,
        event_id: Uuid::from_u128(0x0011_2233_4455_4677_8899_aabb_ccdd_eeff),
        event_type: "volunteer_registered",
        event_version: "1.0",
        recorded_at: 1_717_300_800_123_456,
        actor: Some("key:5f0c"),
    };
    [
        ("an event", head),
        ("without an actor", Head { actor: None, ..head }),
        ("with an empty actor", Head { actor: Some(""), ..head }),
        (
            "at the far end",
            Head {
                position: u64::MAX >> 1, sequence: u64::MAX >> 1, aggregate_type: "组织", recorded_at: -1, ..head
            },
        ),
    ]
}

#[test]
fn leaves_are_those_of_the_golden_file() {
    let mut text = String::new();
    for (name, head) in heads() {
        let leaf = Leaf::of(head, "{\"volunteer_registered\":{}}", "{\"actor\":\"key:5f0c\"}");
        let mut bytes = Vec::new();
        leaf.write(&mut bytes).unwrap();
        assert_eq!(Leaf::read(&bytes).unwrap(), leaf);
        writeln!(text, "{name}\nleaf {}\nhash {}", hex(&bytes), hex(&leaf.hash().unwrap().0)).unwrap();
    }
    golden("leaves.txt", text.as_bytes());
}

#[test]
fn roots_checkpoint_proof_and_bundle_are_those_of_the_golden_files() {
    let events = events(600);
    let mut text = String::new();
    for size in [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 600] {
        let sealed = seal(&events[..size]);
        writeln!(text, "{size} {}", hex(&sealed.signed.checkpoint.root.0)).unwrap();
    }
    golden("roots.txt", text.as_bytes());
    let sealed = seal(&events);
    golden("checkpoint.txt", sealed.signed.note());
    let mut leaf = Vec::new();
    events[299].record().leaf().write(&mut leaf).unwrap();
    let hashes = tree::prove_leaf(600, 299, &sealed.tiles).unwrap();
    golden("position-300.tlog-proof", &proof::write(&leaf, 300, &hashes, &sealed.signed));
    let few = seal(&events[..3]);
    golden("three-events.muster-bundle", &bundle(&few, &events[..3], 0));
    golden("key.txt", public().to_string().as_bytes());
}

#[test]
fn leaf_is_refused_when_a_text_is_too_long_and_stays_below_the_limit_of_an_entry() {
    let long = "x".repeat(TEXT_LIMIT);
    let (_, head) = heads()[0];
    let longest = Head {
        aggregate_type: &long,
        aggregate_id: &long,
        event_type: &long,
        event_version: &long,
        actor: Some(&long),
        ..head
    };
    let mut bytes = Vec::new();
    Leaf::of(longest, "", "").write(&mut bytes).unwrap();
    assert!(bytes.len() < 65_536, "{} bytes", bytes.len());
    let too_long = "x".repeat(TEXT_LIMIT + 1);
    let refused = Leaf::of(Head { actor: Some(&too_long), ..head }, "", "").hash();
    assert!(matches!(refused, Err(LeafError::TextTooLong { field: Field::Actor, bytes: 4_097 })));
    assert!(matches!(Leaf::of(Head { position: 0, ..head }, "", "").hash(), Err(LeafError::Zero)));
}

#[test]
fn leaf_is_read_by_its_own_bytes_alone() {
    let (_, head) = heads()[0];
    let mut bytes = Vec::new();
    Leaf::of(head, "a", "b").write(&mut bytes).unwrap();
    for length in 0..bytes.len() {
        assert!(Leaf::read(&bytes[..length]).is_err(), "{length} bytes");
    }
    assert_eq!(Leaf::read(&[bytes.as_slice(), b"x"].concat()), Err(LeafError::Length));
    assert_eq!(Leaf::read(b"muster-leaf\x02"), Err(LeafError::Version { found: 2 }));
    assert_eq!(Leaf::read(b"another tag"), Err(LeafError::Tag));
}

/// Two events differ in the leaf whenever anything stored about them differs, also where the same bytes are cut
/// elsewhere.
#[test]
fn leaves_differ_when_any_field_does() {
    let (_, head) = heads()[0];
    let other = [
        Head { position: 2, ..head },
        Head { aggregate_type: "volunteer0", aggregate_id: "190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b", ..head },
        Head { sequence: 2, ..head },
        Head { event_id: Uuid::nil(), ..head },
        Head { event_type: "volunteer_registered1", event_version: ".0", ..head },
        Head { recorded_at: head.recorded_at + 1, ..head },
        Head { actor: None, ..head },
        Head { actor: Some(""), ..head },
    ];
    let mut hashes: Vec<_> = other.iter().map(|head| Leaf::of(*head, "a", "b").hash().unwrap().0).collect();
    hashes.push(Leaf::of(head, "a", "b").hash().unwrap().0);
    hashes.push(Leaf::of(head, "b", "a").hash().unwrap().0);
    hashes.push(Leaf::of(head, "ab", "").hash().unwrap().0);
    let count = hashes.len();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), count);
}

//! A bundle and its verifier: what is whole is found whole; every edit is found, at its first position and by its kind.

use crate::common::{Event, ORIGIN, bundle, events, key, public, seal};
use muster_seal::{
    Checkpoint,
    damage::{Damage, Kind},
    verify::{Failure, verify},
};

const SIZE: u64 = 600;

fn damage(bytes: &[u8]) -> Damage {
    match verify(bytes, &public(), None) {
        Err(Failure::Damage(damage)) => damage,
        other => panic!("no damage found: {other:?}"),
    }
}

/// What is found after an edit of the rows.
fn edited(edit: impl FnOnce(&mut Vec<Event>)) -> (Option<u64>, &'static str) {
    let whole = events(SIZE);
    let sealed = seal(&whole);
    let mut rows = whole;
    edit(&mut rows);
    let found = damage(&bundle(&sealed, &rows, 0));
    (found.position, found.kind.word())
}

#[test]
fn untouched_bundle_is_whole_at_every_size_and_from_every_position() {
    let all = events(800);
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 513, 800] {
        let rows = &all[..size];
        let sealed = seal(rows);
        for after in [0, 1, 255, 256, 300, 512, 799] {
            if after <= u64::try_from(size).unwrap() {
                let good = verify(bundle(&sealed, rows, after).as_slice(), &public(), None).unwrap();
                assert_eq!((good.records, good.first), (u64::try_from(size).unwrap() - after, after + 1));
            }
        }
    }
}

#[test]
fn edit_of_a_row_is_found_at_its_position_by_its_kind() {
    for place in [0, 5, 254, 255, 256, 400, 511, 512, 598, 599] {
        let position = Some(u64::try_from(place).unwrap() + 1);
        assert_eq!(edited(|rows| rows[place].payload.push(' ')), (position, "CHANGED"));
        assert_eq!(edited(|rows| rows[place].metadata.push(' ')), (position, "CHANGED"));
        assert_eq!(edited(|rows| rows[place].actor = Some("somebody".to_owned())), (position, "CHANGED"));
        assert_eq!(edited(|rows| rows[place].recorded_at += 1), (position, "CHANGED"));
        assert_eq!(edited(|rows| rows[place].sequence += 1), (position, "CHANGED"));
        // The hashes of the tiles behind it are still written, so the file ends early only behind them.
        let cut = if place < 256 { "MISSING" } else { "TRUNCATED" };
        assert_eq!(edited(|rows| rows.truncate(place)), (position, cut));
        if place + 1 < rows_of_a_tile(place) {
            assert_eq!(edited(|rows| drop(rows.remove(place))), (position, "MISSING"));
        } else {
            assert_eq!(edited(|rows| drop(rows.remove(place))).0, position);
        }
        assert_eq!(edited(|rows| rows.insert(place, Event::numbered(9_000))).0, position);
    }
    assert_eq!(edited(|rows| rows.swap(10, 20)), (Some(11), "MOVED"));
    assert_eq!(edited(|rows| rows.swap(10, 400)).0, Some(11));
    assert_eq!(edited(|rows| rows[40].position = 45), (Some(41), "RENUMBERED"));
    assert_eq!(edited(|rows| rows.insert(30, Event { position: 31, ..Event::numbered(77) })), (Some(31), "INSERTED"));
}

/// Up to which index the records of the same tile go.
fn rows_of_a_tile(place: usize) -> usize {
    ((place / 256 + 1) * 256).min(600)
}

#[test]
fn history_written_anew_is_found_when_its_tree_is_computed_anew() {
    let whole = events(SIZE);
    let sealed = seal(&whole);
    let mut rows = whole;
    rows[300].payload = "{\"hours_credited\":{\"minutes\":9999}}".to_owned();
    // Everything computed anew, but the signature is of the old tree.
    let mut anew = seal(&rows);
    anew.signed = sealed.signed.clone();
    assert_eq!(damage(&bundle(&anew, &rows, 0)), Damage { position: None, kind: Kind::Rewritten });
    // With the key: only whoever holds the older checkpoint can tell.
    let forged = bundle(&seal(&rows), &rows, 0);
    assert!(verify(forged.as_slice(), &public(), None).is_ok());
    for held in [301, 400, 512, 600] {
        let earlier = seal(&events(held)).signed;
        let found = verify(forged.as_slice(), &public(), Some(&earlier));
        assert!(matches!(found, Err(Failure::Damage(Damage { position: None, kind: Kind::Forked { .. } }))), "{held}");
    }
    for held in [1, 255, 256, 300] {
        let earlier = seal(&events(held)).signed;
        assert_eq!(verify(forged.as_slice(), &public(), Some(&earlier)).unwrap().continues, Some(held));
    }
}

#[test]
fn log_that_lost_its_end_is_found_by_the_earlier_checkpoint() {
    let (earlier, fewer) = (seal(&events(SIZE)).signed, events(SIZE - 10));
    let shorter = bundle(&seal(&fewer), &fewer, 0);
    let Err(Failure::Damage(found)) = verify(shorter.as_slice(), &public(), Some(&earlier)) else {
        panic!("it is found")
    };
    assert_eq!(found.kind, Kind::Shorter { held: 600, found: 590 });
    let all = events(SIZE);
    let part = bundle(&seal(&all), &all, 500);
    let before = seal(&events(499)).signed;
    let Err(Failure::Damage(found)) = verify(part.as_slice(), &public(), Some(&before)) else { panic!("it is found") };
    assert_eq!(found.kind, Kind::Uncovered { after: 500, held: 499 });
    let at = seal(&events(500)).signed;
    assert_eq!(verify(part.as_slice(), &public(), Some(&at)).unwrap().continues, Some(500));
}

#[test]
fn log_that_was_sealed_with_a_gap_or_with_time_going_back_is_named() {
    let mut rows = events(20);
    rows[9].sequence += 1;
    let found = damage(&bundle(&seal(&rows), &rows, 0));
    assert_eq!((found.position, found.kind.word()), (Some(10), "SEQUENCE_GAP"));
    let mut rows = events(20);
    rows[9].recorded_at -= 1_000;
    let found = damage(&bundle(&seal(&rows), &rows, 0));
    assert_eq!((found.position, found.kind.word()), (Some(10), "TIME_WENT_BACK"));
}

/// Not one bit of a bundle can be changed, and it cannot be cut or lengthened anywhere.
#[test]
fn every_bit_cut_and_addition_of_a_bundle_is_found() {
    let rows = events(260);
    let whole = bundle(&seal(&rows), &rows, 0);
    let step = 37;
    for place in (0..whole.len()).step_by(step).chain(0..700) {
        let mut changed = whole.clone();
        changed[place] ^= 1 << (place % 8);
        damage(&changed);
        damage(&whole[..place]);
    }
    damage(&[whole.as_slice(), &[0]].concat());
    damage(&[whole.as_slice(), &whole].concat());
}

#[test]
fn damage_of_the_hashes_is_told_from_damage_of_the_records() {
    let rows = events(SIZE);
    let sealed = seal(&rows);
    let mut hashes = seal(&rows);
    hashes.hashes[590][3] ^= 1;
    assert_eq!(damage(&bundle(&hashes, &rows, 0)), Damage { position: Some(591), kind: Kind::Hashes });
    let mut bytes = bundle(&sealed, &rows, 0);
    // A hash in the list of the second tile.
    let leaf = sealed.hashes[300];
    let at = bytes.windows(32).position(|window| window == leaf).unwrap();
    bytes[at] ^= 1;
    assert_eq!(damage(&bytes), Damage { position: Some(257), kind: Kind::Hashes });
}

#[test]
fn bundle_is_refused_under_another_key() {
    let rows = events(3);
    let sealed = seal(&rows);
    let other = muster_seal::SecretKey::from_seed(ORIGIN, muster_seal::key::KeyKind::Log, &[2; 32]).unwrap();
    let found = verify(bundle(&sealed, &rows, 0).as_slice(), other.public(), None);
    assert!(matches!(found, Err(Failure::Damage(Damage { kind: Kind::Key, .. }))));
    let unknown = Checkpoint { origin: "example.org/other".to_owned(), ..sealed.signed.checkpoint };
    assert!(unknown.sign(&key()).is_err());
}

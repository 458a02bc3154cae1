//! Proof files and the witness: what is believed, and every no.

use crate::common::{Event, Sealed, events, key, public, seal};
use muster_seal::{
    Hash, Leaf, SecretKey, SignedCheckpoint,
    key::KeyKind,
    proof::{self, ProofError},
    tree,
    witness::{AddCheckpoint, WitnessRefusal, cosign},
};

fn proof_of(sealed: &Sealed, events: &[Event], position: u64) -> Vec<u8> {
    let mut leaf = Vec::new();
    events[usize::try_from(position - 1).unwrap()].record().leaf().write(&mut leaf).unwrap();
    let size = sealed.signed.checkpoint.size;
    proof::write(&leaf, position, &tree::prove_leaf(size, position - 1, &sealed.tiles).unwrap(), &sealed.signed)
}

#[test]
fn proof_of_every_position_is_believed_and_names_the_event() {
    let events = events(300);
    let sealed = seal(&events);
    for position in 1..=300 {
        let proved = proof::verify(&proof_of(&sealed, &events, position), &public()).unwrap();
        let bytes = proved.leaf.unwrap();
        let leaf = Leaf::read(&bytes).unwrap();
        assert_eq!((leaf.head.position, proved.checkpoint.checkpoint.size), (position, 300));
        assert_eq!(leaf, events[usize::try_from(position - 1).unwrap()].record().leaf());
    }
}

#[test]
fn proof_for_everybody_binds_the_log_to_the_event_and_shows_nothing_of_it() {
    let events = events(300);
    let sealed = seal(&events);
    let blind = |event: &Event, position: u64| {
        let hashes = tree::prove_leaf(300, position - 1, &sealed.tiles).unwrap();
        proof::write_blind(&event.record().leaf().hash().unwrap(), position, &hashes, &sealed.signed)
    };
    let file = blind(&events[76], 77);
    let proved = proof::verify(&file, &public()).unwrap();
    assert_eq!((proved.position, proved.leaf), (77, None));
    assert_eq!(proved.hash, events[76].record().leaf().hash().unwrap());
    let text = String::from_utf8(file).unwrap();
    assert!(!text.contains("stream") && text.lines().nth(1).unwrap().len() == "extra ".len() + 44, "{text}");
    let other = Event { payload: "{}".to_owned(), ..events[76].clone() };
    let absent = |position| Err(ProofError::Absent { position, size: 300 });
    assert_eq!(proof::verify(&blind(&other, 77), &public()), absent(77));
    assert_eq!(proof::verify(text.replace("index 76\n", "index 77\n").as_bytes(), &public()), absent(78));
}

#[test]
fn proof_is_refused_when_any_byte_is_changed_or_it_is_borrowed() {
    let events = events(300);
    let sealed = seal(&events);
    let file = proof_of(&sealed, &events, 77);
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 1;
        assert!(proof::verify(&changed, &public()).is_err(), "byte {place}");
        assert!(proof::verify(&file[..place], &public()).is_err(), "{place} bytes");
    }
    let text = String::from_utf8(file).unwrap();
    let moved = text.replace("index 76\n", "index 77\n");
    assert_eq!(proof::verify(moved.as_bytes(), &public()), Err(ProofError::Position { leaf: 77, proof: 78 }));
    let other = Event { payload: "{}".to_owned(), ..events[76].clone() };
    let mut leaf = Vec::new();
    other.record().leaf().write(&mut leaf).unwrap();
    let forged = proof::write(&leaf, 77, &tree::prove_leaf(300, 76, &sealed.tiles).unwrap(), &sealed.signed);
    assert_eq!(proof::verify(&forged, &public()), Err(ProofError::Absent { position: 77, size: 300 }));
}

struct Log {
    sealed: Sealed,
}

impl Log {
    fn of(size: u64) -> Self {
        Self { sealed: seal(&events(size)) }
    }

    fn ask(&self, old: u64) -> AddCheckpoint {
        let size = self.sealed.signed.checkpoint.size;
        let proof = tree::prove_growth(size, old, &self.sealed.tiles).unwrap_or_default();
        AddCheckpoint { old, proof, note: self.sealed.signed.note().to_vec() }
    }

    fn state(&self) -> Option<(u64, Hash)> {
        Some((self.sealed.signed.checkpoint.size, self.sealed.signed.checkpoint.root))
    }
}

fn judged(ask: &AddCheckpoint, last: Option<(u64, Hash)>) -> Result<SignedCheckpoint, WitnessRefusal> {
    let read = AddCheckpoint::read(&ask.body()).unwrap();
    assert_eq!(&read, ask);
    read.judge(&[public()], |_| last)
}

#[test]
fn witness_signs_what_follows_from_what_it_signed_last() {
    let (small, large) = (Log::of(100), Log::of(300));
    assert_eq!(judged(&small.ask(0), None).unwrap(), small.sealed.signed);
    assert_eq!(judged(&large.ask(100), small.state()).unwrap(), large.sealed.signed);
    let witness = SecretKey::from_seed("example.org/witness", KeyKind::Witness, &[8; 32]).unwrap();
    let again = judged(&large.ask(300), large.state()).unwrap();
    let line = cosign(&again, &witness, 1_700_000_000).unwrap();
    let both = again.with_cosignature(&line, witness.public()).unwrap();
    assert_eq!(both.cosigned_at(witness.public()), Ok(1_700_000_000));
}

#[test]
fn witness_refuses_a_smaller_tree_another_history_and_what_it_does_not_know() {
    let (small, large) = (Log::of(100), Log::of(300));
    assert_eq!(judged(&small.ask(100), large.state()), Err(WitnessRefusal::Conflict { size: 300 }));
    assert_eq!(judged(&large.ask(0), small.state()), Err(WitnessRefusal::Conflict { size: 100 }));
    assert_eq!(judged(&small.ask(101), large.state()), Err(WitnessRefusal::Backwards { old: 101, size: 100 }));
    let mut rows = events(300);
    rows[50].payload.push(' ');
    let other = Log { sealed: seal(&rows) };
    assert_eq!(judged(&other.ask(300), large.state()), Err(WitnessRefusal::Conflict { size: 300 }));
    assert_eq!(judged(&other.ask(100), small.state()), Err(WitnessRefusal::Inconsistent { old: 100, size: 300 }));
    let mut padded = large.ask(0);
    padded.proof = vec![Hash([0; 32])];
    assert_eq!(judged(&padded, None), Err(WitnessRefusal::Inconsistent { old: 0, size: 300 }));
    let stranger = SecretKey::from_seed("example.org/log", KeyKind::Log, &[9; 32]).unwrap();
    let ask = large.ask(0);
    assert!(matches!(ask.judge(&[stranger.public().clone()], |_| None), Err(WitnessRefusal::Signature(_))));
    assert_eq!(ask.judge(&[], |_| None), Err(WitnessRefusal::Unknown));
    for body in [&b""[..], b"old 0\n", b"old 00\n\nx", b"old -1\n\nx", b"old 0\nno hash\n\nx", b"\xff"] {
        assert_eq!(AddCheckpoint::read(body), Err(WitnessRefusal::Form));
    }
    assert_eq!(key().public(), &public());
}

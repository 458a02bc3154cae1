//! The proof that one event is in the log, as a small file that is checked without the registry: C2SP tlog-proof.
//!
//! The leaf itself rides along as the proof's `extra`; it is believed only because its hash leads to the signed root. A proof
//! for everybody carries the leaf's hash in its place: it binds the log to the event and shows nothing of it.

use crate::{
    Hash, Leaf, SignedCheckpoint,
    checkpoint::CheckpointError,
    key::PublicKey,
    leaf::{HASH_BYTES, LeafError},
    tree::{self, RecordProof},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// First line of a proof.
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// Hashes of a proof at most: a tree of 2^63 leaves has 63 levels.
const HASHES_LIMIT: usize = 63;
/// Longest file that is read, in bytes.
pub const PROOF_LIMIT: usize = 128 * 1_024;

/// Why a proof proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// It is no proof file.
    #[error("it is no proof file")]
    Form,
    /// It carries no leaf, or one that is none.
    #[error("it carries no leaf: {0}")]
    Leaf(#[from] LeafError),
    /// Its checkpoint is not believed.
    #[error("its checkpoint is not believed: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The leaf names another position than the proof.
    #[error("the leaf is of position {leaf}, and the proof of {proof}")]
    Position {
        /// Position in the leaf.
        leaf: u64,
        /// Position that is proved.
        proof: u64,
    },
    /// The hashes do not lead from the leaf to the root.
    #[error("the leaf of position {position} is not in the tree of {size}")]
    Absent {
        /// Position of the leaf.
        position: u64,
        /// Leaves of the signed tree.
        size: u64,
    },
}

/// Writes a proof that shows the leaf.
#[must_use]
pub fn write(leaf: &[u8], position: u64, hashes: &RecordProof, checkpoint: &SignedCheckpoint) -> Vec<u8> {
    file(leaf, position, hashes, checkpoint)
}

/// Writes a proof that shows the hash of the leaf and nothing else.
#[must_use]
pub fn write_blind(leaf: &Hash, position: u64, hashes: &RecordProof, checkpoint: &SignedCheckpoint) -> Vec<u8> {
    file(&leaf.0, position, hashes, checkpoint)
}

fn file(leaf: &[u8], position: u64, hashes: &RecordProof, checkpoint: &SignedCheckpoint) -> Vec<u8> {
    let mut text = format!("{FIRST_LINE}\nextra {}\nindex {}\n", STANDARD.encode(leaf), position.saturating_sub(1));
    for hash in hashes {
        text.push_str(&format!("{hash}\n"));
    }
    text.push('\n');
    [text.as_bytes(), checkpoint.note()].concat()
}

/// What a good proof shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Proved {
    /// Position of the event.
    pub position: u64,
    /// Hash of its leaf.
    pub hash: Hash,
    /// The leaf's bytes, which [`Leaf::read`] reads; none of a proof that shows its hash alone.
    pub leaf: Option<Vec<u8>>,
    /// The checkpoint under which it is.
    pub checkpoint: SignedCheckpoint,
}

/// Checks a proof by the key of the log.
///
/// # Errors
/// [`ProofError`] naming the first thing that is wrong.
pub fn verify(file: &[u8], key: &PublicKey) -> Result<Proved, ProofError> {
    let text = std::str::from_utf8(file).ok().filter(|text| text.len() <= PROOF_LIMIT).ok_or(ProofError::Form)?;
    let (head, note) = text.split_once("\n\n").ok_or(ProofError::Form)?;
    let mut lines = head.split('\n');
    if lines.next() != Some(FIRST_LINE) {
        return Err(ProofError::Form);
    }
    let extra = lines.next().and_then(|line| line.strip_prefix("extra ")).ok_or(ProofError::Form)?;
    let bytes = STANDARD.decode(extra).map_err(|_| ProofError::Form)?;
    let index = lines.next().and_then(|line| line.strip_prefix("index ")).ok_or(ProofError::Form)?;
    let number: u64 = index.parse().ok().filter(|number: &u64| number.to_string() == index).ok_or(ProofError::Form)?;
    let hashes: Vec<Hash> =
        lines.map(|line| Hash::parse_hash(line).map_err(|_| ProofError::Form)).collect::<Result<_, _>>()?;
    let checkpoint = SignedCheckpoint::open(note.as_bytes(), key)?;
    let (position, size) = (number.saturating_add(1), checkpoint.checkpoint.size);
    // No leaf is as short as a hash.
    let (hash, leaf) = match <[u8; HASH_BYTES]>::try_from(bytes.as_slice()) {
        Ok(hash) => (Hash(hash), None),
        Err(_) => {
            let leaf = Leaf::read(&bytes)?;
            if leaf.head.position != position {
                return Err(ProofError::Position { leaf: leaf.head.position, proof: position });
            }
            (tree::leaf_hash(&bytes), Some(bytes))
        }
    };
    let known = hashes.len() <= HASHES_LIMIT
        && tree::check_record(&hashes, size, checkpoint.checkpoint.root, number, hash).is_ok();
    if known { Ok(Proved { position, hash, leaf, checkpoint }) } else { Err(ProofError::Absent { position, size }) }
}

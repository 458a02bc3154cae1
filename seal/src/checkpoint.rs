//! Checkpoints (检查点): size and root of the tree under the signatures of the log and of witnesses.
//! C2SP tlog-checkpoint in a C2SP signed-note; both formats are those of `tlog_tiles` and `signed_note`.

use crate::{
    Hash, SecretKey,
    key::{KeyKind, PublicKey},
};
use signed_note::{Note, NoteError, Signature, VerifierList};
use std::collections::BTreeMap;

/// Longest signed checkpoint that is read, in bytes: some hundred signature lines.
pub const NOTE_LIMIT: usize = 32 * 1_024;

/// Size and root of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Which log: the name of its key.
    pub origin: String,
    /// Leaves of the tree: the position of the last event in it.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

/// Why a checkpoint is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It is no signed note, or its text is no checkpoint.
    #[error("it is no signed checkpoint")]
    Form,
    /// The signature of this key is wrong.
    #[error("the signature of {name} is wrong")]
    Signature {
        /// The key's name.
        name: String,
    },
    /// Nobody who is known has signed it.
    #[error("it does not bear the signature of {name}")]
    Unsigned {
        /// The key that was asked for.
        name: String,
    },
    /// Too few of the witnesses that must have signed did.
    #[error("{} of the {wanted} witnesses that must have signed did; not {}", .signed, .silent.join(", "))]
    Unwitnessed {
        /// How many did.
        signed: usize,
        /// How many must have.
        wanted: usize,
        /// Names of those that did not, or whose signature is wrong.
        silent: Vec<String>,
    },
    /// It is of another log than the key.
    #[error("it is of the log {found}, and the key is of {wanted}")]
    Origin {
        /// Of which log it is.
        found: String,
        /// Of which log the key is.
        wanted: String,
    },
}

impl Checkpoint {
    /// Its three lines, which are what is signed.
    ///
    /// # Errors
    /// [`CheckpointError::Form`] when the origin cannot be a line.
    pub fn text(&self) -> Result<Vec<u8>, CheckpointError> {
        if !signed_note::is_key_name_valid(&self.origin) {
            return Err(CheckpointError::Form);
        }
        tlog_tiles::Checkpoint::new(&self.origin, self.size, self.root, "")
            .map(|checkpoint| checkpoint.to_bytes())
            .map_err(|_| CheckpointError::Form)
    }

    /// Signs it with the key of its log.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] when the key has another name.
    pub fn sign(&self, key: &SecretKey) -> Result<SignedCheckpoint, CheckpointError> {
        if key.public().name() != self.origin || key.public().kind() != KeyKind::Log {
            let (found, wanted) = (self.origin.clone(), key.public().name().to_owned());
            return Err(CheckpointError::Origin { found, wanted });
        }
        let mut note = self.text()?;
        let line = key.line(&note, 0);
        note.push(b'\n');
        note.extend_from_slice(&line);
        SignedCheckpoint::open(&note, key.public())
    }

    fn read(text: &[u8]) -> Result<Self, CheckpointError> {
        let read = tlog_tiles::Checkpoint::from_bytes(text).map_err(|_| CheckpointError::Form)?;
        // Positions are 64 bits with a sign; nothing larger is a log of anybody.
        if i64::try_from(read.size()).is_err() {
            return Err(CheckpointError::Form);
        }
        Ok(Self { origin: read.origin().to_owned(), size: read.size(), root: *read.hash() })
    }
}

/// A checkpoint that bears a good signature of its log.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedCheckpoint {
    /// What is signed.
    pub checkpoint: Checkpoint,
    note: Vec<u8>,
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint and believes it by the key of its log.
    ///
    /// # Errors
    /// [`CheckpointError`]; signatures of others are neither needed nor looked at.
    pub fn open(note: &[u8], key: &PublicKey) -> Result<Self, CheckpointError> {
        let read = read_note(note)?;
        let checkpoint = Checkpoint::read(read.text())?;
        if checkpoint.origin != key.name() {
            return Err(CheckpointError::Origin { found: checkpoint.origin, wanted: key.name().to_owned() });
        }
        verified(&read, key)?;
        Ok(Self { checkpoint, note: note.to_vec() })
    }

    /// The note as it is published.
    #[must_use]
    pub fn note(&self) -> &[u8] {
        &self.note
    }

    /// When a witness signed it, in seconds since 1970.
    ///
    /// # Errors
    /// [`CheckpointError`] when that witness did not, its signature is wrong, or the key is no witness's.
    pub fn cosigned_at(&self, witness: &PublicKey) -> Result<u64, CheckpointError> {
        if witness.kind() != KeyKind::Witness {
            return Err(CheckpointError::Unsigned { name: witness.name().to_owned() });
        }
        let signature = verified(&read_note(&self.note)?, witness)?;
        let time = signature.signature().first_chunk().copied().map(u64::from_be_bytes);
        time.ok_or_else(|| CheckpointError::Signature { name: witness.name().to_owned() })
    }

    /// When each of these witnesses signed it, in seconds since 1970, by name. A key that is listed twice counts once.
    ///
    /// # Errors
    /// [`CheckpointError::Unwitnessed`] when fewer than `wanted` of them did.
    pub fn witnessed(&self, witnesses: &[PublicKey], wanted: usize) -> Result<BTreeMap<String, u64>, CheckpointError> {
        let mut times = BTreeMap::new();
        let mut silent = Vec::new();
        let mut signed = 0;
        for (place, witness) in witnesses.iter().enumerate() {
            if witnesses.iter().take(place).any(|before| before == witness) {
                continue;
            }
            match self.cosigned_at(witness) {
                Ok(time) => {
                    signed += 1;
                    times.insert(witness.name().to_owned(), time);
                }
                Err(_) => silent.push(witness.name().to_owned()),
            }
        }
        if signed < wanted { Err(CheckpointError::Unwitnessed { signed, wanted, silent }) } else { Ok(times) }
    }

    /// The same with the signature of a witness, out of the lines of its answer; other lines are left out.
    ///
    /// # Errors
    /// [`CheckpointError`] when the lines hold no good signature of that witness.
    pub fn with_cosignature(&self, lines: &[u8], witness: &PublicKey) -> Result<Self, CheckpointError> {
        let answered = read_note(&[self.checkpoint.text()?.as_slice(), b"\n", lines].concat())?;
        let signature = verified(&answered, witness)?;
        let known = read_note(&self.note)?;
        let mut note = self.note.clone();
        if verified(&known, witness).is_err() {
            note.extend_from_slice(&signature.to_bytes());
        }
        Ok(Self { checkpoint: self.checkpoint.clone(), note })
    }
}

fn read_note(note: &[u8]) -> Result<Note, CheckpointError> {
    if note.len() > NOTE_LIMIT {
        return Err(CheckpointError::Form);
    }
    Note::from_bytes(note).map_err(|_| CheckpointError::Form)
}

/// The good signature of one key.
fn verified(note: &Note, key: &PublicKey) -> Result<Signature, CheckpointError> {
    let name = || key.name().to_owned();
    match note.verify(&VerifierList::new(vec![Box::new(key.clone())])) {
        Ok((signatures, _)) => signatures.into_iter().next().ok_or_else(|| CheckpointError::Unsigned { name: name() }),
        Err(NoteError::InvalidSignature { .. }) => Err(CheckpointError::Signature { name: name() }),
        Err(
            NoteError::UnverifiedNote
            | NoteError::MalformedNote
            | NoteError::InvalidSigner
            | NoteError::MismatchedVerifier
            | NoteError::VerificationError(_)
            | NoteError::SignatureError(_),
        ) => Err(CheckpointError::Unsigned { name: name() }),
    }
}

/// Origin and size of a note whose signature nobody has looked at, to find the key by which to believe it.
#[must_use]
pub fn claimed(note: &[u8]) -> Option<Checkpoint> {
    Checkpoint::read(read_note(note).ok()?.text()).ok()
}

/// The line of a witness under a checkpoint, at a time in seconds since 1970.
///
/// # Errors
/// [`CheckpointError::Form`] when the checkpoint has no text.
pub fn cosignature(checkpoint: &SignedCheckpoint, witness: &SecretKey, time: u64) -> Result<Vec<u8>, CheckpointError> {
    // The whole text, extension lines too: it is what the log signed.
    Ok(witness.line(read_note(&checkpoint.note)?.text(), time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: KeyKind, seed: u8) -> SecretKey {
        let name = if kind == KeyKind::Log { "example.org/log" } else { "example.org/witness" };
        SecretKey::from_seed(name, kind, &[seed; 32]).unwrap()
    }

    fn signed() -> SignedCheckpoint {
        let checkpoint = Checkpoint { origin: "example.org/log".to_owned(), size: 42, root: Hash([5; 32]) };
        checkpoint.sign(&key(KeyKind::Log, 1)).unwrap()
    }

    #[test]
    fn checkpoint_is_believed_by_the_key_of_its_log_alone() {
        let signed = signed();
        let log = key(KeyKind::Log, 1);
        assert_eq!(SignedCheckpoint::open(signed.note(), log.public()).unwrap(), signed);
        let other = key(KeyKind::Log, 2);
        assert!(matches!(SignedCheckpoint::open(signed.note(), other.public()), Err(CheckpointError::Unsigned { .. })));
        let elsewhere = SecretKey::from_seed("example.org/other", KeyKind::Log, &[1; 32]).unwrap();
        assert!(matches!(
            SignedCheckpoint::open(signed.note(), elsewhere.public()),
            Err(CheckpointError::Origin { .. })
        ));
    }

    #[test]
    fn checkpoint_is_refused_when_any_byte_is_changed() {
        let signed = signed();
        let log = key(KeyKind::Log, 1);
        for place in 0..signed.note().len() {
            for bit in 0..8 {
                let mut note = signed.note().to_vec();
                note[place] ^= 1 << bit;
                assert!(SignedCheckpoint::open(&note, log.public()).is_err(), "byte {place}, bit {bit}");
            }
        }
    }

    #[test]
    fn checkpoint_is_refused_when_fewer_witnesses_signed_than_must_have() {
        let signed = signed();
        let keys = [3, 4].map(|seed| key(KeyKind::Witness, seed));
        let [first, second] = [0, 1].map(|place: usize| keys[place].public().clone());
        let both = [first.clone(), second];
        let line = cosignature(&signed, &keys[0], 7).unwrap();
        let one = signed.with_cosignature(&line, &first).unwrap();
        assert_eq!(one.witnessed(&both, 1), Ok([("example.org/witness".to_owned(), 7)].into()));
        let name = || "example.org/witness".to_owned();
        let refused = |signed, wanted, silent| Err(CheckpointError::Unwitnessed { signed, wanted, silent });
        assert_eq!(one.witnessed(&both, 2), refused(1, 2, vec![name()]));
        assert_eq!(one.witnessed(&[first.clone(), first.clone()], 2), refused(1, 2, Vec::new()), "counted once");
        assert_eq!(signed.witnessed(&[first], 1), refused(0, 1, vec![name()]));
        assert_eq!(signed.witnessed(&[], 0), Ok(BTreeMap::new()));
        let log = key(KeyKind::Log, 1);
        assert!(one.witnessed(std::slice::from_ref(log.public()), 1).is_err(), "the log is no witness of itself");
    }

    #[test]
    fn cosignature_is_added_once_and_names_its_time() {
        let (signed, witness) = (signed(), key(KeyKind::Witness, 3));
        let line = cosignature(&signed, &witness, 1_700_000_000).unwrap();
        let both = signed.with_cosignature(&line, witness.public()).unwrap();
        assert_eq!(both.cosigned_at(witness.public()), Ok(1_700_000_000));
        assert_eq!(both.with_cosignature(&line, witness.public()).unwrap(), both);
        assert_eq!(SignedCheckpoint::open(both.note(), key(KeyKind::Log, 1).public()).unwrap(), both);
        assert!(signed.cosigned_at(witness.public()).is_err());
        assert!(signed.with_cosignature(&line, key(KeyKind::Witness, 4).public()).is_err());
        let mut later = line.clone();
        let at = later.len() - 20;
        later[at] = if later[at] == b'A' { b'B' } else { b'A' };
        assert!(signed.with_cosignature(&later, witness.public()).is_err());
    }
}

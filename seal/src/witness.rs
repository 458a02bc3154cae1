//! What a witness (见证方) decides: whether a checkpoint follows from the one that it signed last for the same log.
//!
//! C2SP tlog-witness, `add-checkpoint`. Keeping its state, and HTTP, are its program's business.

use crate::{
    Hash, SecretKey, SignedCheckpoint,
    checkpoint::{self, CheckpointError},
    key::PublicKey,
    tree::{self, EMPTY_HASH, TreeProof},
};

/// Proof lines of a request at most (C2SP tlog-witness).
const PROOF_LINES_LIMIT: usize = 63;

/// Why a witness signs nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WitnessRefusal {
    /// It is no request: 400.
    #[error("it is no request to add a checkpoint")]
    Form,
    /// No log of this origin is known: 404.
    #[error("no log of this origin is known here")]
    Unknown,
    /// No good signature of the log: 403.
    #[error(transparent)]
    Signature(#[from] CheckpointError),
    /// The old size is above the new one: 400.
    #[error("the old size {old} is above the new one, {size}")]
    Backwards {
        /// Old size of the request.
        old: u64,
        /// Size of its checkpoint.
        size: u64,
    },
    /// The old size is not the one signed last, or the same size has another root: 409, with the size.
    #[error("the checkpoint signed last has size {size}")]
    Conflict {
        /// Size signed last.
        size: u64,
    },
    /// The proof does not lead from the one to the other: 422.
    #[error("the tree of {size} does not begin with the tree of {old}")]
    Inconsistent {
        /// Old size.
        old: u64,
        /// New size.
        size: u64,
    },
}

/// What a log asks a witness.
#[derive(Clone, Debug, PartialEq)]
pub struct AddCheckpoint {
    /// Size that the log believes the witness signed last.
    pub old: u64,
    /// From the old tree to the new one.
    pub proof: TreeProof,
    /// The signed checkpoint.
    pub note: Vec<u8>,
}

impl AddCheckpoint {
    /// The body of the request.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            text.push_str(&format!("{hash}\n"));
        }
        text.push('\n');
        [text.as_bytes(), &self.note].concat()
    }

    /// Reads the body of a request.
    ///
    /// # Errors
    /// [`WitnessRefusal::Form`].
    pub fn read(body: &[u8]) -> Result<Self, WitnessRefusal> {
        let text = std::str::from_utf8(body).map_err(|_| WitnessRefusal::Form)?;
        let (head, note) = text.split_once("\n\n").ok_or(WitnessRefusal::Form)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or(WitnessRefusal::Form)?;
        let number: u64 = old.parse().map_err(|_| WitnessRefusal::Form)?;
        let proof: TreeProof =
            lines.map(|line| Hash::parse_hash(line).map_err(|_| WitnessRefusal::Form)).collect::<Result<_, _>>()?;
        if number.to_string() != old || proof.len() > PROOF_LINES_LIMIT {
            return Err(WitnessRefusal::Form);
        }
        Ok(Self { old: number, proof, note: note.as_bytes().to_vec() })
    }

    /// Judges the request by the keys of the known logs and the checkpoint signed last for its origin; gives the
    /// checkpoint that is to be kept, durably, before its cosignature leaves.
    ///
    /// # Errors
    /// [`WitnessRefusal`].
    pub fn judge(
        &self,
        logs: &[PublicKey],
        signed_last: impl FnOnce(&str) -> Option<(u64, Hash)>,
    ) -> Result<SignedCheckpoint, WitnessRefusal> {
        let claimed = checkpoint::claimed(&self.note).ok_or(WitnessRefusal::Form)?;
        let of_origin: Vec<&PublicKey> = logs.iter().filter(|key| key.name() == claimed.origin).collect();
        let mut opened = Err(WitnessRefusal::Unknown);
        for key in of_origin {
            opened = SignedCheckpoint::open(&self.note, key).map_err(WitnessRefusal::from);
            if opened.is_ok() {
                break;
            }
        }
        let signed = opened?;
        let (size, root) = (signed.checkpoint.size, signed.checkpoint.root);
        if self.old > size {
            return Err(WitnessRefusal::Backwards { old: self.old, size });
        }
        let (last_size, last_root) = signed_last(&signed.checkpoint.origin).unwrap_or((0, EMPTY_HASH));
        if self.old != last_size || (size == last_size && root != last_root) {
            return Err(WitnessRefusal::Conflict { size: last_size });
        }
        let follows = match self.old {
            0 => self.proof.is_empty(),
            old => tree::check_tree(&self.proof, size, root, old, last_root).is_ok(),
        };
        if follows { Ok(signed) } else { Err(WitnessRefusal::Inconsistent { old: self.old, size }) }
    }
}

/// The signature line with which a witness answers, at a time in seconds since 1970.
///
/// # Errors
/// [`CheckpointError::Form`].
pub fn cosign(checkpoint: &SignedCheckpoint, witness: &SecretKey, time: u64) -> Result<Vec<u8>, CheckpointError> {
    checkpoint::cosignature(checkpoint, witness, time)
}

//! Keys of a log and of a witness: Ed25519, named as C2SP signed-note names them.
//!
//! Signatures are checked strictly (RFC 8032 with small-order keys refused), which the verifier of `signed_note` does not
//! do; so the check is here and the note format is theirs.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use signed_note::{Verifier, is_key_name_valid, key_id};

/// Bytes of a secret key's seed.
pub const SEED_BYTES: usize = 32;
/// Bytes of the time before the signature of a witness.
const TIME_BYTES: usize = 8;

/// Whose signature it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Of a log on its checkpoint (C2SP signed-note, type 1).
    Log,
    /// Of a witness on a checkpoint, with a time (C2SP tlog-cosignature, Ed25519, type 4).
    Witness,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Log => 0x01,
            Self::Witness => 0x04,
        }
    }

    fn of(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Log),
            0x04 => Some(Self::Witness),
            _ => None,
        }
    }
}

/// Why a text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has not the form `NAME+ID+KEY`.
    #[error("a public key has the form NAME+ID+KEY")]
    Form,
    /// A name may hold no blank and no plus.
    #[error("{name:?} is no name of a key: it is empty, or holds a blank or a plus")]
    Name {
        /// The name.
        name: String,
    },
    /// Not Ed25519, or not of a log or witness.
    #[error("the key is of a kind that is not known here")]
    Kind,
    /// The id does not belong to name and key: one of the three was mistyped.
    #[error("the id does not belong to this name and key")]
    Id,
}

/// A public key with its name: `example.org/log+f9c5c1a3+AQ…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

impl PublicKey {
    /// Its name; of a log, the origin of its checkpoints.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose signatures it checks.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    fn typed_bytes(&self) -> Vec<u8> {
        [&[self.kind.byte()], self.key.as_bytes().as_slice()].concat()
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.key_id(), STANDARD.encode(self.typed_bytes()))
    }
}

impl std::str::FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, rest) = text.trim().split_once('+').ok_or(KeyError::Form)?;
        let (id, key) = rest.split_once('+').ok_or(KeyError::Form)?;
        if !is_key_name_valid(name) {
            return Err(KeyError::Name { name: name.to_owned() });
        }
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Form)?;
        let (kind, key) = bytes.split_first().ok_or(KeyError::Form)?;
        let kind = KeyKind::of(*kind).ok_or(KeyError::Kind)?;
        let key = VerifyingKey::try_from(key).map_err(|_| KeyError::Kind)?;
        let read = Self { name: name.to_owned(), kind, key };
        if id == format!("{:08x}", read.key_id()) { Ok(read) } else { Err(KeyError::Id) }
    }
}

impl Verifier for PublicKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        key_id(&self.name, &self.typed_bytes())
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let (message, signature) = match self.kind {
            KeyKind::Log => (message.to_vec(), signature),
            KeyKind::Witness => {
                let Some((time, signature)) = signature.split_first_chunk::<TIME_BYTES>() else { return false };
                (cosigned_message(u64::from_be_bytes(*time), message), signature)
            }
        };
        Signature::from_slice(signature).is_ok_and(|signature| self.key.verify_strict(&message, &signature).is_ok())
    }
}

/// What a witness signs: a header, its time, and the checkpoint's text (C2SP tlog-cosignature).
fn cosigned_message(time: u64, checkpoint: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {time}\n").as_bytes(), checkpoint].concat()
}

/// A secret key; its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct SecretKey {
    public: PublicKey,
    key: SigningKey,
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey({}, ***)", self.public.name)
    }
}

impl SecretKey {
    /// The key of a seed under a name.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, kind: KeyKind, seed: &[u8; SEED_BYTES]) -> Result<Self, KeyError> {
        if !is_key_name_valid(name) {
            return Err(KeyError::Name { name: name.to_owned() });
        }
        let key = SigningKey::from_bytes(seed);
        Ok(Self { public: PublicKey { name: name.to_owned(), kind, key: key.verifying_key() }, key })
    }

    /// What others check its signatures with.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature line under a checkpoint's text; a witness signs at a time, in seconds since 1970.
    pub(crate) fn line(&self, checkpoint: &[u8], time: u64) -> Vec<u8> {
        let signature = match self.public.kind {
            KeyKind::Log => self.key.sign(checkpoint).to_vec(),
            KeyKind::Witness => {
                let signature = self.key.sign(&cosigned_message(time, checkpoint));
                [&time.to_be_bytes(), signature.to_bytes().as_slice()].concat()
            }
        };
        let line = signed_note::Signature::new(self.public.name.clone(), self.public.key_id(), signature);
        // The name was checked when the key was made.
        line.map(|line| line.to_bytes()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_key_is_read_as_it_is_written_and_refused_when_a_part_is_mistyped() {
        let key = SecretKey::from_seed("example.org/log", KeyKind::Log, &[7; 32]).unwrap();
        let text = key.public().to_string();
        assert_eq!(text.parse::<PublicKey>().as_ref(), Ok(key.public()));
        assert_eq!(text.replace("example", "exemple").parse::<PublicKey>(), Err(KeyError::Id));
        for wrong in ["", "a", "a+b", "a+00000000+", "a b+00000000+AQ==", "a+00000000+AQ==", "a+00000000+CQ=="] {
            assert!(wrong.parse::<PublicKey>().is_err(), "{wrong}");
        }
        assert!(SecretKey::from_seed("a+b", KeyKind::Log, &[7; 32]).is_err());
        assert!(!format!("{key:?}").contains("7, 7"), "no secret in what is logged");
    }

    #[test]
    fn log_key_is_the_one_that_the_note_format_knows() {
        let key = SecretKey::from_seed("example.org/log", KeyKind::Log, &[9; 32]).unwrap();
        let known = signed_note::StandardVerifier::new(&key.public().to_string()).unwrap();
        assert_eq!(known.key_id(), key.public().key_id());
    }
}

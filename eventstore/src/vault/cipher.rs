//! The cipher: seal and open a field, wrap and unwrap a key. No tables, no files.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use muster_domain::kernel::personal::SEALED_PREFIX;
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of an `XChaCha20` nonce.
const NONCE_BYTES: usize = 24;
/// Bytes of a digest that make a key's name.
const NAME_BYTES: usize = 4;
/// The version of the sealed form, after the prefix.
const FORM: &str = "1:";

/// A key of 256 bits; wiped from memory when dropped.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl Key {
    /// A key from the system's random source.
    #[must_use]
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        fill_random(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The key with these bytes, or nothing when they are not 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// A name by which a person tells keys apart: 8 hexadecimal digits, from which nobody can go back.
    #[must_use]
    pub fn name(&self) -> String {
        let digest = Sha256::new().chain_update(b"muster/key-name/1").chain_update(self.bytes()).finalize();
        digest.iter().take(NAME_BYTES).map(|byte| format!("{byte:02x}")).collect()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_slice().into())
    }
}

/// Fills from the system's random source; without one the process cannot go on safely.
fn fill_random(bytes: &mut [u8]) {
    #[expect(clippy::expect_used, reason = "no key may ever be made without randomness")]
    rand::rngs::OsRng.try_fill_bytes(bytes).expect("the system has a random source");
}

/// The place in the log that a sealed field is bound to.
#[derive(Clone, Copy, Debug)]
pub struct SealedContext<'a> {
    /// Aggregate type.
    pub aggregate_type: &'a str,
    /// Stream id as stored.
    pub aggregate_id: &'a str,
    /// Sequence within the stream.
    pub sequence: i64,
}

impl SealedContext<'_> {
    /// Associated data: type, id, sequence, field and key id, each with its length before it.
    fn bind(&self, field: &str, key_id: Uuid) -> Vec<u8> {
        let sequence = self.sequence.to_be_bytes();
        let parts: [&[u8]; 5] = [
            self.aggregate_type.as_bytes(),
            self.aggregate_id.as_bytes(),
            &sequence,
            field.as_bytes(),
            key_id.as_bytes(),
        ];
        let mut data = b"muster/field/1".to_vec();
        for part in parts {
            data.extend_from_slice(&(part.len() as u64).to_be_bytes());
            data.extend_from_slice(part);
        }
        data
    }
}

fn encrypt(key: &Key, context: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let mut nonce = [0; NONCE_BYTES];
    fill_random(&mut nonce);
    let sealed = key.cipher().encrypt(XNonce::from_slice(&nonce), Payload { msg: text, aad: context }).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &Key, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_at_checked(NONCE_BYTES)?;
    let opened = key.cipher().decrypt(XNonce::from_slice(nonce), Payload { msg: text, aad: context }).ok()?;
    Some(Zeroizing::new(opened))
}

/// Seals a text: `sealed:1:` and base64 of nonce, ciphertext and tag.
pub(super) fn seal(key: &Key, place: &SealedContext<'_>, field: &str, key_id: Uuid, text: &str) -> Option<String> {
    let sealed = encrypt(key, &place.bind(field, key_id), text.as_bytes())?;
    Some(format!("{SEALED_PREFIX}{FORM}{}", STANDARD_NO_PAD.encode(sealed)))
}

/// Opens a sealed text, or nothing when it was moved, changed or is of another form.
pub(super) fn open(key: &Key, place: &SealedContext<'_>, field: &str, key_id: Uuid, sealed: &str) -> Option<String> {
    let encoded = sealed.strip_prefix(SEALED_PREFIX)?.strip_prefix(FORM)?;
    let bytes = STANDARD_NO_PAD.decode(encoded).ok()?;
    let opened = decrypt(key, &place.bind(field, key_id), &bytes)?;
    String::from_utf8(opened.to_vec()).ok()
}

/// Wraps a key under another.
pub(super) fn wrap(wrapping: &Key, context: &[u8], key: &Key) -> Option<Vec<u8>> {
    encrypt(wrapping, context, key.bytes())
}

/// Unwraps a key, or nothing when it was wrapped under another key or for another owner.
pub(super) fn unwrap(wrapping: &Key, context: &[u8], wrapped: &[u8]) -> Option<Key> {
    Key::from_bytes(&decrypt(wrapping, context, wrapped)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: SealedContext<'_> = SealedContext { aggregate_type: "person", aggregate_id: "p", sequence: 1 };

    #[test]
    fn text_opens_only_with_its_key_at_its_place() {
        let (key, id) = (Key::random(), Uuid::from_u128(1));
        let sealed = seal(&key, &PLACE, "name", id, "张三").unwrap();
        assert!(!sealed.contains("张三"));
        assert_eq!(open(&key, &PLACE, "name", id, &sealed).as_deref(), Some("张三"));
        assert_eq!(open(&Key::random(), &PLACE, "name", id, &sealed), None);
        assert_eq!(open(&key, &PLACE, "phone", id, &sealed), None);
        assert_eq!(open(&key, &SealedContext { sequence: 2, ..PLACE }, "name", id, &sealed), None);
        assert_eq!(open(&key, &SealedContext { aggregate_id: "q", ..PLACE }, "name", id, &sealed), None);
        assert_eq!(open(&key, &PLACE, "name", Uuid::from_u128(2), &sealed), None);
    }

    #[test]
    fn same_text_is_sealed_differently_each_time() {
        let key = Key::random();
        let seal = || seal(&key, &PLACE, "name", Uuid::nil(), "张三");
        assert_ne!(seal(), seal());
    }

    #[test]
    fn key_unwraps_only_under_its_wrapping_key_and_for_its_owner() {
        let (wrapping, key) = (Key::random(), Key::random());
        let wrapped = wrap(&wrapping, b"owner", &key).unwrap();
        assert_eq!(unwrap(&wrapping, b"owner", &wrapped).unwrap().bytes(), key.bytes());
        assert!(unwrap(&wrapping, b"other", &wrapped).is_none());
        assert!(unwrap(&Key::random(), b"owner", &wrapped).is_none());
    }
}

//! Secrets that are shown once: 256 random bits, of which only a hash is kept.

use crate::StoreFault;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;

/// A fresh secret as text, after a prefix by which a leaked one is recognised.
///
/// # Errors
/// [`StoreFault::KeyEncryptionKey`] when the system has no random source.
pub fn fresh(prefix: &str) -> Result<Zeroizing<String>, StoreFault> {
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    rand::rngs::OsRng
        .try_fill_bytes(secret.as_mut_slice())
        .map_err(|_| StoreFault::KeyEncryptionKey { why: "the system has no random source".to_owned() })?;
    Ok(Zeroizing::new(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(secret.as_slice()))))
}

/// What is kept of a secret: SHA-256, for 256 random bits need no slow hash.
#[must_use]
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

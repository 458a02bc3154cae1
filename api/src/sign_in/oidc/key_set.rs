//! The keys that an issuer publishes (JWKS, RFC 7517), each with the algorithms that it may have signed with.

use super::fetch::FetchFault;
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};

/// Keys of one set at most; an issuer that rotates publishes a handful.
pub(super) const KEYS_LIMIT: usize = 32;

/// One key of the issuer.
pub(super) struct PublicKey {
    pub(super) key: DecodingKey,
    algorithms: Vec<Algorithm>,
}

impl PublicKey {
    /// Whether the key signs with this algorithm: the token does not choose how its key is used.
    pub(super) fn signs_with(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm)
    }
}

/// The keys of an issuer by their `kid`.
pub(super) struct KeySet(HashMap<String, Arc<PublicKey>>);

/// The set as it is sent; keys are looked at one by one, so that one of an unknown kind spoils no other.
#[derive(Deserialize)]
struct Sent {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    /// Reads a set. Keys without `kid`, for encryption, symmetric or of an unknown kind are left out.
    pub(super) fn read(json: &[u8]) -> Result<Self, FetchFault> {
        let sent: Sent = serde_json::from_slice(json).map_err(|_| FetchFault::NotJson)?;
        if sent.keys.len() > KEYS_LIMIT {
            return Err(FetchFault::TooManyKeys { found: sent.keys.len() });
        }
        let keys: HashMap<_, _> = sent.keys.into_iter().filter_map(public_key).collect();
        if keys.is_empty() { Err(FetchFault::NoKeys) } else { Ok(Self(keys)) }
    }

    /// The key with this `kid`.
    pub(super) fn find(&self, kid: &str) -> Option<Arc<PublicKey>> {
        self.0.get(kid).cloned()
    }
}

fn public_key(sent: serde_json::Value) -> Option<(String, Arc<PublicKey>)> {
    let jwk: Jwk = serde_json::from_value(sent).ok()?;
    if jwk.common.public_key_use.as_ref().is_some_and(|used| *used != PublicKeyUse::Signature) {
        return None;
    }
    let mut algorithms = algorithms(&jwk.algorithm);
    if let Some(only) = jwk.common.key_algorithm {
        let only = Algorithm::try_from(only).ok()?;
        algorithms.retain(|algorithm| *algorithm == only);
    }
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let kid = jwk.common.key_id?;
    (!algorithms.is_empty()).then(|| (kid, Arc::new(PublicKey { key, algorithms })))
}

/// The allow-list: asymmetric algorithms, by kind of key. A symmetric key has none.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list may grow; what it adds is not allowed")]
fn algorithms(key: &AlgorithmParameters) -> Vec<Algorithm> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match key {
        AlgorithmParameters::RSA(_) => vec![RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => vec![ES256],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => vec![ES384],
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => vec![EdDSA],
        _ => Vec::new(),
    }
}

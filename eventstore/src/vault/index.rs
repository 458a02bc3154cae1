//! Blind indexes: keyed hashes by which personal text is found and kept unique, and by which nobody can go back.

use super::Key;
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use hmac::{Hmac, Mac as _};
use muster_domain::kernel::ClaimValue;
use sha2::Sha256;
use std::sync::Arc;

/// The keys of the blind indexes as they stand: one in force, and others under which something may still be found, or
/// soon will be.
#[derive(Clone)]
pub struct BlindIndex {
    /// By version, the one in force first.
    keys: Arc<[(i32, Key)]>,
}

impl std::fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlindIndex({})", self.version())
    }
}

impl BlindIndex {
    /// The keys by version; nothing unless the one in force is among them.
    pub(super) fn new(in_force: i32, mut keys: Vec<(i32, Key)>) -> Option<Self> {
        keys.sort_by_key(|(version, _)| (*version != in_force, *version));
        let found = keys.first().is_some_and(|(version, _)| *version == in_force);
        found.then(|| Self { keys: keys.into() })
    }

    /// The same keys as they will be when another of them is in force.
    pub(super) fn under(&self, version: i32) -> Option<Self> {
        Self::new(version, self.keys.to_vec())
    }

    /// The version of the key in force.
    #[must_use]
    pub fn version(&self) -> i32 {
        self.keys.first().map_or(0, |(version, _)| *version)
    }

    /// The index of a value within a purpose under the key in force: the same text gives the same index. 43 characters of
    /// base64.
    #[must_use]
    pub fn of(&self, purpose: &str, value: &str) -> String {
        self.keys.first().map(|(_, key)| hash(key, purpose, value)).unwrap_or_default()
    }

    /// The indexes under which a value may stand, the one in force first.
    #[must_use]
    pub fn all(&self, purpose: &str, value: &str) -> Vec<String> {
        self.keys.iter().map(|(_, key)| hash(key, purpose, value)).collect()
    }

    /// The text under which a claim stands in the table.
    #[must_use]
    pub fn claim_text(&self, kind: &str, value: &ClaimValue) -> String {
        match value {
            ClaimValue::Plain(text) => text.clone(),
            ClaimValue::Blind(text) => self.of(kind, text),
        }
    }

    /// The texts under which a claim may stand, the one in force first.
    #[must_use]
    pub fn claim_texts(&self, kind: &str, value: &ClaimValue) -> Vec<String> {
        match value {
            ClaimValue::Plain(text) => vec![text.clone()],
            ClaimValue::Blind(text) => self.all(kind, text),
        }
    }
}

/// HMAC-SHA-256 of the purpose with its length before it, and the value.
fn hash(key: &Key, purpose: &str, value: &str) -> String {
    let mut tag = String::new();
    // HMAC takes a key of any length, so this is always a tag.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.bytes()) {
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(value.as_bytes());
        STANDARD_NO_PAD.encode_string(mac.finalize().into_bytes(), &mut tag);
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_is_of_the_key_in_force_and_what_may_stand_begins_with_it() {
        let keys: Vec<(i32, Key)> = (1..=3).map(|version| (version, Key::random())).collect();
        let index = BlindIndex::new(2, keys.clone()).unwrap();
        assert_eq!(index.version(), 2);
        assert_eq!(index.of("name", "x"), hash(&keys[1].1, "name", "x"));
        let all = index.all("name", "x");
        assert_eq!(all, [1, 0, 2].map(|place: usize| hash(&keys[place].1, "name", "x")));
        assert_eq!(index.under(3).unwrap().of("name", "x"), all[2]);
        assert!(BlindIndex::new(4, keys).is_none());
    }
}

//! The key-encryption key: from the environment, or from a file of mode 0600 that the first start makes. The rules of the
//! file are those of every secret beside it.

use super::Key;
use crate::StoreFault;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    fs::OpenOptions,
    io::Write as _,
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::Path,
};
use zeroize::Zeroizing;

/// Name of the key file in the private cluster's folder.
pub const KEY_FILE_NAME: &str = "key-encryption.key";
/// The only mode that the file may have: for its owner alone.
const FILE_MODE: u32 = 0o600;
/// The permission bits of a mode.
const PERMISSION_BITS: u32 = 0o777;

/// The key that wraps all others; it is never in the database.
#[derive(Clone)]
pub struct KeyEncryptionKey(Key);

impl std::fmt::Debug for KeyEncryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyEncryptionKey(***)")
    }
}

fn refused(why: impl Into<String>) -> StoreFault {
    StoreFault::KeyEncryptionKey { why: why.into() }
}

impl KeyEncryptionKey {
    /// The key from 44 characters of base64, as the environment carries it.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] unless it is base64 of 32 bytes that are not all the same.
    pub fn from_text(text: &str) -> Result<Self, StoreFault> {
        secret_of_text(text).map(Self).map_err(refused)
    }

    /// The key in a file; where there is no file and `make` is set, a fresh one is made with mode 0600.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when the file is missing, readable by others, or holds no key.
    pub fn from_file(path: &Path, make: bool) -> Result<Self, StoreFault> {
        secret_of_file(path, make).map(Self).map_err(refused)
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0
    }
}

/// A secret of 32 bytes from base64, or why it is none.
pub(crate) fn secret_of_text(text: &str) -> Result<Key, String> {
    let bytes = STANDARD.decode(text.trim()).map(Zeroizing::new).map_err(|_| "it is no base64")?;
    if bytes.windows(2).all(|pair| pair.first() == pair.last()) {
        return Err("it is too weak".to_owned());
    }
    Key::from_bytes(&bytes).ok_or_else(|| "it does not have 32 bytes".to_owned())
}

/// A secret of 32 bytes from a file that nobody else may read, made where it is missing and `make` is set.
pub(crate) fn secret_of_file(path: &Path, make: bool) -> Result<Key, String> {
    if make && !path.exists() {
        make_file(path)?;
    }
    let describe = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let mode = std::fs::metadata(path).map_err(describe)?.mode() & PERMISSION_BITS;
    if mode & !FILE_MODE != 0 {
        return Err(format!("{} has mode {mode:o}; it must be {FILE_MODE:o}", path.display()));
    }
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(describe)?);
    secret_of_text(&text)
}

fn make_file(path: &Path) -> Result<(), String> {
    let describe = |error: std::io::Error| format!("{} cannot be made: {error}", path.display());
    let text = Zeroizing::new(STANDARD.encode(Key::random().bytes()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path).map_err(describe)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(describe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE_NAME);
        let made = KeyEncryptionKey::from_file(&path, true).unwrap();
        let read = KeyEncryptionKey::from_file(&path, true).unwrap();
        assert_eq!(made.key().bytes(), read.key().bytes());
    }

    #[test]
    fn key_file_is_refused_when_others_may_read_it_or_it_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE_NAME);
        assert!(KeyEncryptionKey::from_file(&path, false).is_err());
        KeyEncryptionKey::from_file(&path, true).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(KeyEncryptionKey::from_file(&path, false).unwrap_err().to_string().contains("644"));
    }

    #[test]
    fn key_is_refused_when_weak_short_or_no_base64() {
        for text in ["", "AAAA", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
            assert!(KeyEncryptionKey::from_text(text).is_err());
        }
    }
}

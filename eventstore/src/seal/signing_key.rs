//! The signing key and what it signed last: two files beside each other, outside the database, so that a database that
//! came back from an older copy is noticed.

use super::{Condition, SealFault};
use crate::vault::secret_of_file;
use muster_seal::{
    PublicKey, SecretKey, SignedCheckpoint,
    key::{KeyKind, SEED_BYTES},
};
use sha2::{Digest as _, Sha256};
use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// Name of the file with the seed, of mode 0600 as every secret here.
pub const SIGNING_KEY_FILE_NAME: &str = "log-signing.key";
/// Name of the file with the seed of a witness.
const WITNESS_KEY_FILE_NAME: &str = "witness.key";
/// Name of the file with the newest checkpoint that was signed.
pub const STATE_FILE_NAME: &str = "log-signing.checkpoint";
/// Bytes of the public key's hash in the name that a log gets by itself.
const NAME_BYTES: usize = 8;

/// The key of a log, with the folder where it remembers what it signed.
#[derive(Clone, Debug)]
pub struct SigningKey {
    secret: SecretKey,
    state: PathBuf,
}

impl SigningKey {
    /// The key in a folder, made there at the first start where `make` is set. The log's name is the one given, or one
    /// that is derived from the key.
    ///
    /// # Errors
    /// [`SealFault::Key`] when the file is missing, readable by others, or holds no key, or the name is none.
    pub fn open(folder: &Path, name: Option<&str>, make: bool) -> Result<Self, SealFault> {
        let refused = |why: String| SealFault::Key { why };
        let seed = secret_of_file(&folder.join(SIGNING_KEY_FILE_NAME), make).map_err(refused)?;
        let seed: &[u8; SEED_BYTES] = seed.bytes().try_into().map_err(|_| refused("it has no 32 bytes".to_owned()))?;
        let named = |name: &str| {
            SecretKey::from_seed(name, KeyKind::Log, seed).map_err(|error| SealFault::Key { why: error.to_string() })
        };
        let secret = match name {
            Some(name) => named(name)?,
            None => named(&own_name(named("muster")?.public()))?,
        };
        Ok(Self { secret, state: folder.join(STATE_FILE_NAME) })
    }

    /// The key of a witness in its folder, made there at the first start. It is another kind of key: what it signs is no log.
    ///
    /// # Errors
    /// As [`SigningKey::open`].
    pub fn witness(folder: &Path, name: &str) -> Result<SecretKey, SealFault> {
        let seed = secret_of_file(&folder.join(WITNESS_KEY_FILE_NAME), true).map_err(|why| SealFault::Key { why })?;
        let wrong = |why: String| SealFault::Key { why };
        let seed = seed.bytes().try_into().map_err(|_| wrong("it has no 32 bytes".to_owned()))?;
        SecretKey::from_seed(name, KeyKind::Witness, seed).map_err(|error| wrong(error.to_string()))
    }

    /// The public key, by which everybody checks the log.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        self.secret.public()
    }

    pub(super) fn secret(&self) -> &SecretKey {
        &self.secret
    }

    /// What was signed last, as far as this folder knows.
    pub(super) fn remembered(&self) -> Result<Option<SignedCheckpoint>, SealFault> {
        let note = match std::fs::read(&self.state) {
            Ok(note) => note,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(SealFault::file(format!("{} cannot be read", self.state.display()))(error)),
        };
        let opened = SignedCheckpoint::open(&note, self.public());
        opened.map(Some).map_err(|error| Condition::Memory { why: error.to_string() }.into())
    }

    /// Remembers a checkpoint durably, before it leaves this process.
    pub(super) fn remember(&self, signed: &SignedCheckpoint) -> Result<(), SealFault> {
        let doing = || format!("{} cannot be written", self.state.display());
        let beside = self.state.with_extension("new");
        let written = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
            file.write_all(signed.note())?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.state)?;
            self.state.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
        };
        written().map_err(SealFault::file(doing()))
    }
}

fn own_name(key: &PublicKey) -> String {
    let digest = Sha256::digest(key.to_string());
    let digits: String = digest.iter().take(NAME_BYTES).map(|byte| format!("{byte:02x}")).collect();
    format!("muster/{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seal::{Checkpoint, Hash};
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn key_is_made_once_and_has_a_name_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        assert!(SigningKey::open(folder.path(), None, false).is_err());
        let made = SigningKey::open(folder.path(), None, true).unwrap();
        assert_eq!(SigningKey::open(folder.path(), None, true).unwrap().public(), made.public());
        assert!(made.public().name().starts_with("muster/"));
        let named = SigningKey::open(folder.path(), Some("example.org/log"), false).unwrap();
        assert_eq!(named.public().name(), "example.org/log");
        assert!(SigningKey::open(folder.path(), Some("no name"), false).is_err());
        let file = folder.path().join(SIGNING_KEY_FILE_NAME);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(SigningKey::open(folder.path(), None, true).unwrap_err().to_string().contains("640"));
    }

    #[test]
    fn what_was_signed_is_remembered_and_a_changed_memory_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::open(folder.path(), None, true).unwrap();
        assert_eq!(key.remembered().unwrap(), None);
        let checkpoint = Checkpoint { origin: key.public().name().to_owned(), size: 7, root: Hash([1; 32]) };
        let signed = checkpoint.sign(key.secret()).unwrap();
        key.remember(&signed).unwrap();
        assert_eq!(key.remembered().unwrap(), Some(signed.clone()));
        let text = String::from_utf8(signed.note().to_vec()).unwrap().replace("\n7\n", "\n6\n");
        std::fs::write(folder.path().join(STATE_FILE_NAME), text).unwrap();
        assert!(matches!(key.remembered(), Err(SealFault::Condition(Condition::Memory { .. }))));
    }
}

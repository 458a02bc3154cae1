//! The key-encryption keys: from the environment, or from a file of mode 0600 that the first start makes. The rules of the
//! file are those of every secret beside it.

use super::Key;
use crate::StoreFault;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Name of the key file in the private cluster's folder.
pub const KEY_FILE_NAME: &str = "key-encryption.key";
/// The only mode that the file may have: for its owner alone.
const FILE_MODE: u32 = 0o600;
/// The permission bits of a mode.
const PERMISSION_BITS: u32 = 0o777;
/// Keys that a file or a text holds at most: the one in use, and those that older backups still need.
const KEYS_LIMIT: usize = 8;

/// The keys that wrap all others, the newest first; they are never in the database.
///
/// A rotation puts a new one in front. Which of them wraps is what the store's own index key is wrapped under, so that a
/// key may be given to every server before the first of them uses it.
#[derive(Clone)]
pub struct KeyEncryptionKeys {
    keys: Vec<Key>,
    file: Option<PathBuf>,
}

impl std::fmt::Debug for KeyEncryptionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyEncryptionKeys({})", self.keys.len())
    }
}

fn refused(why: impl Into<String>) -> StoreFault {
    StoreFault::KeyEncryptionKey { why: why.into() }
}

impl KeyEncryptionKeys {
    /// The keys from a text, as the environment carries it: 44 characters of base64 each, the newest first, with commas or
    /// white space between them.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] unless each is base64 of 32 bytes that are not all the same.
    pub fn from_text(text: &str) -> Result<Self, StoreFault> {
        keys_of_text(text).map(|keys| Self { keys, file: None }).map_err(refused)
    }

    /// The keys in a file, one a line; where there is no file and `make` is set, one with a fresh key is made with mode
    /// 0600.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when the file is missing, readable by others, or holds no key.
    pub fn from_file(path: &Path, make: bool) -> Result<Self, StoreFault> {
        let keys = text_of_file(path, make).and_then(|text| keys_of_text(&text)).map_err(refused)?;
        Ok(Self { keys, file: Some(path.to_owned()) })
    }

    /// The keys, the newest first.
    pub(super) fn all(&self) -> &[Key] {
        &self.keys
    }

    /// The keys as the file holds them by now; nothing where they came from a text.
    pub(super) fn read_again(&self) -> Result<Option<Self>, StoreFault> {
        self.file.as_deref().map(|path| Self::from_file(path, false)).transpose()
    }

    /// The same file with a fresh key in front.
    ///
    /// # Errors
    /// [`StoreFault::KeyEncryptionKey`] when there is no file, it is full, or it cannot be written.
    pub(super) fn with_fresh(&self) -> Result<Self, StoreFault> {
        let keys = std::iter::once(Key::random()).chain(self.keys.iter().cloned()).collect();
        self.replaced(keys)
    }

    /// The same file with its newest key alone.
    ///
    /// # Errors
    /// As [`KeyEncryptionKeys::with_fresh`].
    pub(super) fn newest_alone(&self) -> Result<Self, StoreFault> {
        self.replaced(self.keys.iter().take(1).cloned().collect())
    }

    fn replaced(&self, keys: Vec<Key>) -> Result<Self, StoreFault> {
        let Some(file) = self.file.as_deref() else {
            return Err(refused("the keys come from the environment, which only whoever starts the servers changes"));
        };
        if keys.len() > KEYS_LIMIT {
            return Err(refused(format!("{} holds {KEYS_LIMIT} keys already", file.display())));
        }
        let lines = keys.iter().map(|key| Zeroizing::new(STANDARD.encode(key.bytes())));
        let text = Zeroizing::new(lines.map(|line| format!("{}\n", *line)).collect::<String>());
        replace_file(file, &text).map_err(|why| refused(format!("{} cannot be written: {why}", file.display())))?;
        Ok(Self { keys, file: Some(file.to_owned()) })
    }
}

/// Puts another text into a file: beside it and then in its place, so that a server never reads half of it and a crash
/// leaves one or the other. A link stays one: what it leads to is replaced. The owner stays too, so that one `sudo` does
/// not lock the servers out.
fn replace_file(path: &Path, text: &str) -> Result<(), String> {
    let describe = |error: std::io::Error| error.to_string();
    let path = std::fs::canonicalize(path).map_err(describe)?;
    let old = std::fs::metadata(&path).map_err(describe)?;
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(describe(error)),
        Ok(()) | Err(_) => {}
    }
    let made = make_file(&beside, text)?;
    // The group of a file of mode 0600 has no rights, so that only another owner matters.
    if made.metadata().map_err(describe)?.uid() != old.uid() {
        fchown(&made, Some(old.uid()), Some(old.gid())).and_then(|()| made.sync_all()).map_err(describe)?;
    }
    std::fs::rename(&beside, &path).map_err(describe)?;
    let folder = path.parent().unwrap_or(&path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(describe)
}

/// The keys of a text, the newest first.
fn keys_of_text(text: &str) -> Result<Vec<Key>, String> {
    let parts: Vec<&str> =
        text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Err("there is none".to_owned());
    }
    if parts.len() > KEYS_LIMIT {
        return Err(format!("there are {}, at most {KEYS_LIMIT} are read", parts.len()));
    }
    parts.into_iter().map(secret_of_text).collect()
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
    secret_of_text(&text_of_file(path, make)?)
}

/// The text of a file that nobody else may read; with a fresh secret where it is missing and `make` is set.
fn text_of_file(path: &Path, make: bool) -> Result<Zeroizing<String>, String> {
    if make && !path.exists() {
        make_file(path, &Zeroizing::new(STANDARD.encode(Key::random().bytes())))?;
    }
    let describe = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let mode = std::fs::metadata(path).map_err(describe)?.mode() & PERMISSION_BITS;
    if mode & !FILE_MODE != 0 {
        return Err(format!("{} has mode {mode:o}; it must be {FILE_MODE:o}", path.display()));
    }
    std::fs::read_to_string(path).map(Zeroizing::new).map_err(describe)
}

fn make_file(path: &Path, text: &str) -> Result<File, String> {
    let describe = |error: std::io::Error| format!("{} cannot be made: {error}", path.display());
    let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path).map_err(describe)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(describe)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE_NAME);
        let made = KeyEncryptionKeys::from_file(&path, true).unwrap();
        let read = KeyEncryptionKeys::from_file(&path, true).unwrap();
        assert_eq!(made.all()[0].bytes(), read.all()[0].bytes());
    }

    #[test]
    fn key_file_is_refused_when_others_may_read_it_or_it_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE_NAME);
        assert!(KeyEncryptionKeys::from_file(&path, false).is_err());
        KeyEncryptionKeys::from_file(&path, true).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(KeyEncryptionKeys::from_file(&path, false).unwrap_err().to_string().contains("644"));
    }

    #[test]
    fn key_is_refused_when_weak_short_or_no_base64() {
        for text in ["", "AAAA", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
            assert!(KeyEncryptionKeys::from_text(text).is_err());
        }
    }

    #[test]
    fn keys_are_read_newest_first_with_commas_or_lines_between_them_and_too_many_are_refused() {
        let texts: Vec<String> = (1..=9_u8).map(|n| STANDARD.encode([[n; 31].as_slice(), &[0]].concat())).collect();
        for between in [",", "\n", " , "] {
            let read = KeyEncryptionKeys::from_text(&texts[..3].join(between)).unwrap();
            assert_eq!(read.all().iter().map(|key| key.bytes()[0]).collect::<Vec<_>>(), [1, 2, 3]);
        }
        let many = KeyEncryptionKeys::from_text(&texts.join(",")).unwrap_err();
        assert!(many.to_string().contains('9'), "{many}");
    }

    #[test]
    fn fresh_key_stands_in_front_until_the_newest_is_kept_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE_NAME);
        let first = KeyEncryptionKeys::from_file(&path, true).unwrap();
        let both = first.with_fresh().unwrap();
        assert_eq!(both.all()[1].bytes(), first.all()[0].bytes());
        let read = first.read_again().unwrap().unwrap();
        let bytes = |keys: &KeyEncryptionKeys| keys.all().iter().map(|key| key.bytes().to_vec()).collect::<Vec<_>>();
        assert_eq!(bytes(&read), bytes(&both));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(bytes(&both.newest_alone().unwrap()), bytes(&both)[..1]);
        assert_eq!(bytes(&first.read_again().unwrap().unwrap()), bytes(&both)[..1]);
    }

    #[test]
    fn file_stays_its_owners_and_a_link_stays_a_link_when_a_key_is_added() {
        let folder = tempfile::tempdir().unwrap();
        let (link, file) = (folder.path().join(KEY_FILE_NAME), folder.path().join("elsewhere"));
        KeyEncryptionKeys::from_file(&file, true).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        // Root alone can give a file away; whoever else runs this finds their own again.
        let given = std::os::unix::fs::chown(&file, Some(12_345), Some(12_345)).is_ok();
        let owner = std::fs::metadata(&file).unwrap().uid();
        assert!(!given || owner == 12_345);
        KeyEncryptionKeys::from_file(&link, false).unwrap().with_fresh().unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(KeyEncryptionKeys::from_file(&file, false).unwrap().all().len(), 2);
        let now = std::fs::metadata(&file).unwrap();
        assert_eq!((now.uid(), now.mode() & PERMISSION_BITS), (owner, FILE_MODE));
    }

    #[test]
    fn keys_of_the_environment_are_not_written_anywhere() {
        let given = KeyEncryptionKeys::from_text("HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        assert!(given.with_fresh().is_err());
        assert!(given.read_again().unwrap().is_none());
    }
}

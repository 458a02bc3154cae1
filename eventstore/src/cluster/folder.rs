//! The data folder: what lies where, who owns it, who holds its locks, and where its socket is.
//! Only the cluster's folder is handled here; starting processes belongs in `server.rs`.
//!
//! `pg/` belongs to the server's account; the folder itself and everything beside `pg/` (locks, key files) belong to
//! the account of this process, so that a root-run registry's keys are out of the server's reach.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::unistd::Uid;
use tokio::time::Instant;

use super::account::{Account, account_name};
use super::error::ClusterError;

/// The port number is only part of the socket's name: there is no TCP.
pub(super) const PORT: u16 = 5432;
/// Bytes of a unix socket's path, without the closing zero (Linux `sockaddr_un.sun_path`, 108; macOS has 104).
const SOCKET_PATH_MAX: usize = if cfg!(target_os = "linux") { 107 } else { 103 };
/// How the name of a cluster in the making begins.
const UNFINISHED: &str = "pg.unfinished-";
/// How long another command may take to start or stop the server: longer than both of their own limits together.
const TURN_LIMIT: Duration = Duration::from_secs(240);
/// Between two looks at a lock.
const TURN_POLL: Duration = Duration::from_millis(20);

/// The paths of one data folder, absolute and with links resolved.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Names the folder without touching it.
    pub(super) fn at(data_dir: &Path) -> Result<Self, ClusterError> {
        let absolute = std::path::absolute(data_dir).map_err(|e| ClusterError::file("find", data_dir, e))?;
        let root = fs::canonicalize(&absolute).unwrap_or(absolute);
        Ok(Self { root })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The cluster itself (`PGDATA`).
    pub(super) fn pg(&self) -> PathBuf {
        self.root.join("pg")
    }

    /// A new place where a cluster is made before it gets its name. Older ones are removed as far as that goes: the
    /// initdb of a killed process may still be writing into its own.
    pub(super) fn pg_unfinished(&self) -> PathBuf {
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                drop(fs::remove_dir_all(entry.path()));
            }
        }
        self.root.join(format!("{UNFINISHED}{:08x}", rand::random::<u32>()))
    }

    /// What the server says before it opens its own log.
    pub(super) fn start_log(&self) -> PathBuf {
        self.root.join("start.log")
    }

    fn users_lock(&self) -> PathBuf {
        self.root.join("users.lock")
    }

    fn turn_lock(&self) -> PathBuf {
        self.root.join("turn.lock")
    }

    fn supervisor_lock(&self) -> PathBuf {
        self.root.join("supervisor.lock")
    }

    fn socket_record(&self) -> PathBuf {
        self.root.join("socket-folder")
    }

    /// Where it is written into which folder the server archives.
    pub(super) fn segments_record(&self) -> PathBuf {
        self.root.join("segments-folder")
    }

    /// The folder into which the server archives, where there is one.
    pub(super) fn segments(&self) -> Option<PathBuf> {
        let text = fs::read_to_string(self.segments_record()).ok()?;
        Some(PathBuf::from(text.trim())).filter(|folder| folder.is_absolute())
    }

    /// The mark of a restore that has not come to its end: what stands in the folder is not served.
    pub(super) fn restore_record(&self) -> PathBuf {
        self.root.join("restore-unfinished")
    }

    /// Settings of a recovery that is not finished.
    pub(super) fn recovery_record(&self) -> PathBuf {
        self.root.join("recovery-settings")
    }

    /// Makes the folder where it is missing, and refuses one that the server's account cannot reach or does not own.
    pub(super) fn prepare(mut self, account: &Account) -> Result<Self, ClusterError> {
        let unreachable = |folder: &Self, blocker: PathBuf| ClusterError::Unreachable {
            folder: folder.root.clone(),
            blocker,
            account: account.name.clone(),
        };
        if !self.root.exists() {
            if let Some(blocker) = account.blocker(&self.root) {
                return Err(unreachable(&self, blocker));
            }
            make_way(&self.root)?;
            match DirBuilder::new().mode(0o700).create(&self.root) {
                Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => {
                    return Err(ClusterError::file("make", &self.root, e));
                }
                _ => {}
            }
        }
        self = Self::at(&self.root)?;
        if !account.passes(&self.root) && self.is_ours() {
            // The name of `pg` can be followed by the server's account; the list of files stays hidden from it.
            let mode = fs::metadata(&self.root).map_or(0o700, |meta| meta.mode() & 0o777);
            fs::set_permissions(&self.root, fs::Permissions::from_mode(mode | 0o011))
                .map_err(|e| ClusterError::file("open", &self.root, e))?;
        }
        if let Some(blocker) = account.blocker(&self.root) {
            return Err(unreachable(&self, blocker));
        }
        self.refuse_foreign(account)?;
        Ok(self)
    }

    /// Whether this process owns the folder and nothing but a cluster is in it: then its mode may be changed.
    fn is_ours(&self) -> bool {
        let owned = fs::metadata(&self.root).is_ok_and(|meta| meta.uid() == Uid::effective().as_raw());
        let empty = fs::read_dir(&self.root).is_ok_and(|mut entries| entries.next().is_none());
        owned && (empty || self.turn_lock().exists())
    }

    fn refuse_foreign(&self, account: &Account) -> Result<(), ClusterError> {
        let pg = self.pg();
        let Ok(meta) = fs::symlink_metadata(&pg) else {
            return Ok(());
        };
        if meta.uid() != account.uid {
            return Err(ClusterError::ForeignOwner {
                path: pg,
                owner: account_name(meta.uid()),
                runner: account_name(Uid::effective().as_raw()),
            });
        }
        if self.made_by().is_none() {
            return Err(ClusterError::NotACluster { path: pg });
        }
        Ok(())
    }

    /// The major version that made the cluster, if there is one.
    pub(super) fn made_by(&self) -> Option<String> {
        let text = fs::read_to_string(self.pg().join("PG_VERSION")).ok()?;
        let version = text.trim();
        (!version.is_empty()).then(|| version.to_owned())
    }

    /// Lets the folder's owner open a file that root has made in it, so that one `sudo` does not lock the owner out.
    pub(super) fn share_with_owner(&self, file: &File) -> Result<(), ClusterError> {
        if !Uid::effective().is_root() {
            return Ok(());
        }
        fs::metadata(&self.root)
            .and_then(|meta| std::os::unix::fs::fchown(file, Some(meta.uid()), Some(meta.gid())))
            .map_err(|e| ClusterError::file("share the files of", &self.root, e))
    }

    fn open_lock(&self, path: &Path) -> Result<File, ClusterError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            // The folder's owner could lead root elsewhere by a link.
            .custom_flags(nix::libc::O_NOFOLLOW)
            .open(path)
            .map_err(|e| ClusterError::file("open", path, e))?;
        self.share_with_owner(&file)?;
        Ok(file)
    }

    /// Takes the supervisor's lock. The kernel frees it when its holder dies; the number inside is only for people.
    pub(super) fn lock_supervisor(&self) -> Result<File, ClusterError> {
        let path = self.supervisor_lock();
        let mut file = self.open_lock(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let read = file.read_to_string(&mut pid);
                let known = read.is_ok() && !pid.trim().is_empty();
                return Err(ClusterError::Supervised {
                    folder: self.root.clone(),
                    pid: if known { pid.trim().to_owned() } else { "unknown".to_owned() },
                });
            }
            Err(TryLockError::Error(e)) => return Err(ClusterError::file("lock", &path, e)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(format!("{}\n", std::process::id()).as_bytes()));
        written.map_err(|e| ClusterError::file("write", &path, e))?;
        Ok(file)
    }

    /// Waits for the turn to start or stop the server. The turn ends when the file is dropped.
    pub(super) async fn take_turn(&self) -> Result<File, ClusterError> {
        let path = self.turn_lock();
        let file = self.open_lock(&path)?;
        let deadline = Instant::now() + TURN_LIMIT;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(e)) => return Err(ClusterError::file("lock", &path, e)),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    return Err(ClusterError::Busy { folder: self.root.clone(), seconds: TURN_LIMIT.as_secs() });
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(TURN_POLL).await,
            }
        }
    }

    /// Joins the users of the server. Call it only in one's turn: whoever stops the server holds the turn as well.
    pub(super) fn join_users(&self) -> Result<File, ClusterError> {
        let path = self.users_lock();
        let file = self.open_lock(&path)?;
        file.lock_shared().map_err(|e| ClusterError::file("lock", &path, e))?;
        Ok(file)
    }

    /// Leaves the users of the server; true if nobody else uses it. Call it only in one's turn.
    pub(super) fn leave_users(&self, file: &File) -> Result<bool, ClusterError> {
        let path = self.users_lock();
        file.unlock().map_err(|e| ClusterError::file("unlock", &path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(e)) => Err(ClusterError::file("lock", &path, e)),
        }
    }

    /// The folder of the unix socket, which only the server's account and root can enter. Inside the data folder where
    /// the path is short and plain; else a folder with a random name, remembered in the data folder.
    pub(super) fn socket_folder(&self, account: &Account) -> Result<PathBuf, ClusterError> {
        let inside = self.root.join("run");
        if is_socket_path(&inside) {
            make_private(&inside, account)?;
            return Ok(inside);
        }
        let record = self.socket_record();
        let recorded = fs::read_to_string(&record).ok().map(|text| PathBuf::from(text.trim()));
        if let Some(folder) = recorded.filter(|folder| is_private(folder, account)) {
            return Ok(folder);
        }
        // A random name cannot be taken in advance by another account, and a folder that exists is never used.
        let folder = PathBuf::from(format!("/tmp/muster-{:016x}", rand::random::<u64>()));
        DirBuilder::new().mode(0o700).create(&folder).map_err(|e| ClusterError::file("make", &folder, e))?;
        account.own(&folder)?;
        write_whole(&record, &format!("{}\n", folder.display()), account)?;
        Ok(folder)
    }
}

/// Makes the missing folders above `path`, open for passing whatever this process's umask says: a server that runs as
/// another account has to come through.
fn make_way(path: &Path) -> Result<(), ClusterError> {
    let mut missing: Vec<&Path> = path.ancestors().skip(1).take_while(|p| !p.exists()).collect();
    missing.reverse();
    for folder in missing {
        match fs::create_dir(folder) {
            Ok(()) => fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
                .map_err(|e| ClusterError::file("open", folder, e))?,
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(ClusterError::file("make", folder, e)),
        }
    }
    Ok(())
}

/// Whether the server can take this folder's socket: short enough, and nothing that needs quoting.
fn is_socket_path(folder: &Path) -> bool {
    let socket = folder.join(format!(".s.PGSQL.{PORT}"));
    socket.as_os_str().len() <= SOCKET_PATH_MAX
        && folder.to_str().is_some_and(|text| text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)))
}

/// Whether a folder, not a link, belongs to the account and to nobody else.
fn is_private(folder: &Path, account: &Account) -> bool {
    fs::symlink_metadata(folder)
        .is_ok_and(|meta| meta.is_dir() && meta.uid() == account.uid && meta.mode() & 0o077 == 0)
}

/// Makes a folder that only the account can enter, or checks that it is one.
pub(super) fn make_private(folder: &Path, account: &Account) -> Result<(), ClusterError> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => account.own(folder)?,
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            // A crash between the two steps leaves a folder that is still this process's own.
            let mine =
                fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_dir() && meta.uid() == Uid::effective().as_raw());
            if mine {
                account.own(folder)?;
            }
        }
        Err(e) => return Err(ClusterError::file("make", folder, e)),
    }
    if is_private(folder, account) {
        return Ok(());
    }
    Err(ClusterError::ForeignOwner {
        path: folder.to_path_buf(),
        owner: fs::symlink_metadata(folder).map_or_else(|_| "nobody".to_owned(), |m| account_name(m.uid())),
        runner: account.name.clone(),
    })
}

/// Writes a small file whole or not at all, never through a link, and gives it to an account.
pub(super) fn write_whole(path: &Path, text: &str, owner: &Account) -> Result<(), ClusterError> {
    let unfinished = path.with_extension("unfinished");
    match fs::remove_file(&unfinished) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(ClusterError::file("replace", &unfinished, e));
        }
        _ => {}
    }
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|e| ClusterError::file("write", &unfinished, e))?;
    owner.own(&unfinished)?;
    fs::rename(&unfinished, path).map_err(|e| ClusterError::file("rename", &unfinished, e))
}

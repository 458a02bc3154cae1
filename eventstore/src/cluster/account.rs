//! The unprivileged account that the server's processes run as, and what that account can reach.
//! Only child processes change their account; this process keeps its own.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::unistd::{Gid, Uid, User};

use super::error::ClusterError;

/// The account that distributions make for the server.
const SERVER_ACCOUNT: &str = "postgres";
/// The last resort, which owns nothing else of worth but may be shared with other services.
const LAST_RESORT: &str = "nobody";
/// Permission bits: "may pass through this folder", for owner, group and others.
const PASS: (u32, u32, u32) = (0o100, 0o010, 0o001);

/// The account of the server's processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// Whether a child has to change to it (this process is root).
    drop: bool,
}

impl Account {
    /// Chooses the account for a data folder: this process's own, or, for root, the owner of an existing cluster,
    /// `postgres`, the owner of the data folder, and at last `nobody`.
    pub(super) fn choose(data_dir: &Path, pg: &Path) -> Self {
        let me = Uid::effective();
        if !me.is_root() {
            return Self::named(me, Gid::effective(), false);
        }
        owner_of(pg)
            .or_else(|| by_name(SERVER_ACCOUNT))
            .or_else(|| owner_of(data_dir))
            .or_else(|| {
                tracing::warn!(
                    "no account `{SERVER_ACCOUNT}` here: the PostgreSQL server runs as `{LAST_RESORT}`; make an account of its own for it"
                );
                by_name(LAST_RESORT)
            })
            .unwrap_or_else(|| Self::named(me, Gid::effective(), false))
    }

    fn named(uid: Uid, gid: Gid, drop: bool) -> Self {
        let name = account_name(uid.as_raw());
        Self { name, uid: uid.as_raw(), gid: gid.as_raw(), drop }
    }

    /// Makes a child process run as this account, in a process group of its own, so that Ctrl-C reaches only the
    /// parent, and without the parent's environment, which may hold keys.
    pub(super) fn dress(&self, command: &mut Command) {
        command.env_clear().current_dir("/").process_group(0);
        for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        // English messages in plain ASCII, whatever the person's language: some of them are recognised.
        command.env("LC_ALL", "C").env("TZ", "UTC");
        if self.drop {
            // The standard library drops root's supplementary groups along with the user id.
            command.gid(self.gid).uid(self.uid);
        }
    }

    /// Gives a file or folder to this account (needed only when this process is root).
    pub(super) fn own(&self, path: &Path) -> Result<(), ClusterError> {
        if !self.drop {
            return Ok(());
        }
        std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid))
            .map_err(|e| ClusterError::file("give away", path, e))
    }

    /// Whether the server runs as an account other than this process's.
    pub(super) fn is_other(&self) -> bool {
        self.drop
    }

    /// Whether this account may pass through one folder. Access control lists are not read.
    pub(super) fn passes(&self, folder: &Path) -> bool {
        if self.uid == 0 {
            return true;
        }
        let Ok(meta) = fs::metadata(folder) else {
            return false;
        };
        let bit = if meta.uid() == self.uid {
            PASS.0
        } else if meta.gid() == self.gid {
            PASS.1
        } else {
            PASS.2
        };
        meta.mode() & bit != 0
    }

    /// The outermost existing folder on the way to `path` (itself included) that stops this account.
    pub(super) fn blocker(&self, path: &Path) -> Option<PathBuf> {
        let existing = path.ancestors().find(|p| p.exists())?;
        // Links are resolved, because it is the folders behind them that let pass or not.
        let real = fs::canonicalize(existing).unwrap_or_else(|_| existing.to_path_buf());
        let mut way: Vec<&Path> = real.ancestors().collect();
        way.reverse();
        way.into_iter().find(|folder| !self.passes(folder)).map(Path::to_path_buf)
    }
}

/// The name of a user id, or its number where it has none.
pub(super) fn account_name(uid: u32) -> String {
    User::from_uid(Uid::from_raw(uid)).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}

fn by_name(name: &str) -> Option<Account> {
    let user = User::from_name(name).ok().flatten()?;
    (!user.uid.is_root()).then(|| Account::named(user.uid, user.gid, true))
}

fn owner_of(path: &Path) -> Option<Account> {
    let meta = fs::symlink_metadata(path).ok()?;
    let uid = Uid::from_raw(meta.uid());
    if uid.is_root() {
        return None;
    }
    let gid = User::from_uid(uid).ok().flatten().map_or_else(|| Gid::from_raw(meta.gid()), |user| user.gid);
    Some(Account::named(uid, gid, true))
}

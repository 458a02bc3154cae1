//! The private PostgreSQL: one cluster in one data folder, made, started, shared and stopped by this program.
//! Nothing here knows the log or its tables; it ends where a database can be connected to.
//!
//! Three kernel locks order the processes that use one folder, so that nothing has to be cleaned up after a kill -9:
//! the *supervisor* (one `serve`), the *turn* (one process at a time starts or stops the server) and the *users*
//! (shared by all; whoever leaves last stops the server).

mod account;
mod backup;
mod binaries;
mod error;
mod folder;
mod guard;
mod restore;
mod server;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Child;

use nix::unistd::Uid;
use sqlx::postgres::PgConnectOptions;

pub use self::backup::{BackupError, BaseCopy};
pub use self::binaries::Binaries;
pub use self::error::ClusterError;
pub use self::guard::refuse_unsafe_settings;

use self::account::Account;
use self::folder::Folder;
use self::server::Server;

/// The data folder of an ordinary user, under the current folder.
const LOCAL_DATA_DIR: &str = ".muster/data";
/// The data folder of root where the server's account cannot reach the current folder.
const SYSTEM_DATA_DIR: &str = "/var/lib/muster";

/// Where the private cluster lives and where its programs are.
#[derive(Debug, Clone)]
pub struct ClusterConfig {
    /// The folder of the cluster, its socket, its locks and the key files beside them; made where it is missing.
    pub data_dir: PathBuf,
    /// The folder with `initdb` and `postgres`; `None` searches the path and the distribution's places.
    pub binaries: Option<PathBuf>,
}

/// The data folder when none is given: `.muster/data` under the current folder, or `/var/lib/muster` for root in a
/// folder that the server's account cannot reach.
#[must_use]
pub fn default_data_dir() -> PathBuf {
    default_under(&std::env::current_dir().unwrap_or_default())
}

fn default_under(current: &Path) -> PathBuf {
    let local = current.join(LOCAL_DATA_DIR);
    let account = Account::choose(&local, &local.join("pg"));
    // The folder itself does not count: its mode is corrected on the way.
    let parent = local.parent().unwrap_or(&local);
    if account.is_other() && account.blocker(parent).is_some() {
        return PathBuf::from(SYSTEM_DATA_DIR);
    }
    local
}

/// A private cluster that this process supervises or has joined. Dropping it without [`Cluster::stop`] leaves the
/// server running for the next process, as a kill -9 does.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    child: Option<Child>,
    users: File,
    supervisor: Option<File>,
}

impl Cluster {
    /// Supervises the folder's server for `serve`: starts it, or adopts one that runs already.
    ///
    /// # Errors
    /// [`ClusterError::Supervised`] if another live process supervises the folder; every other refusal and fault of
    /// [`ClusterError`].
    pub async fn supervise(config: &ClusterConfig) -> Result<Self, ClusterError> {
        let (folder, account) = prepare(config)?;
        let supervisor = folder.lock_supervisor()?;
        refuse_unfinished(&folder)?;
        Self::open(config, folder, account, Some(supervisor)).await
    }

    /// Supervises a restored cluster before its last check has passed; nobody else uses it until
    /// [`Cluster::finish_restore`].
    ///
    /// # Errors
    /// As [`Cluster::supervise`].
    pub async fn supervise_restored(config: &ClusterConfig) -> Result<Self, ClusterError> {
        let (folder, account) = prepare(config)?;
        let supervisor = folder.lock_supervisor()?;
        Self::open(config, folder, account, Some(supervisor)).await
    }

    /// The last check of a restore has passed: the folder is used as any other from now on.
    ///
    /// # Errors
    /// [`ClusterError::File`].
    pub fn finish_restore(&self) -> Result<(), ClusterError> {
        let record = self.server.folder.restore_record();
        std::fs::remove_file(&record).map_err(|e| ClusterError::file("remove", &record, e))
    }

    /// Joins the folder's server for any other command, or starts it where it does not run.
    ///
    /// # Errors
    /// Any [`ClusterError`] but [`ClusterError::Supervised`].
    pub async fn join_or_start(config: &ClusterConfig) -> Result<Self, ClusterError> {
        let (folder, account) = prepare(config)?;
        refuse_unfinished(&folder)?;
        Self::open(config, folder, account, None).await
    }

    async fn open(
        config: &ClusterConfig,
        folder: Folder,
        account: Account,
        supervisor: Option<File>,
    ) -> Result<Self, ClusterError> {
        let turn = folder.take_turn().await?;
        let made_by = folder.made_by();
        let binaries = Binaries::find(config.binaries.as_deref(), &account, made_by.as_deref())?;
        if let Some(made_by) = made_by.filter(|made_by| made_by != binaries.major()) {
            return Err(ClusterError::OtherMajor {
                folder: folder.root().to_path_buf(),
                made_by,
                binaries: binaries.folder().to_path_buf(),
                found: binaries.major().to_owned(),
            });
        }
        let socket = folder.socket_folder(&account)?;
        let server = Server { folder, account, binaries, socket };
        server.make().await?;
        let users = server.folder.join_users()?;
        let (mut conn, child) = server.ensure_running(server::START_LIMIT).await?;
        let verdict = refuse_unsafe_settings(&mut conn).await;
        server::hang_up(*conn).await;
        let cluster = Self { server, child, users, supervisor };
        match verdict {
            Ok(()) => {
                drop(turn);
                Ok(cluster)
            }
            Err(refusal) => {
                cluster.leave().await?;
                Err(refusal)
            }
        }
    }

    /// Connect options for a database over the unix socket, as the role that owns the cluster.
    #[must_use]
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        self.server.options(database)
    }

    /// The data folder, absolute; key files belong here, beside the server's own folder and out of its account's reach.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.server.folder.root()
    }

    /// The server's programs.
    #[must_use]
    pub fn binaries(&self) -> &Binaries {
        &self.server.binaries
    }

    /// Leaves the cluster, and stops the server if nobody else uses it: the last one out stops it.
    ///
    /// # Errors
    /// [`ClusterError::StopFailed`] if the server neither shuts down nor can be ended; [`ClusterError::Busy`] if other
    /// processes hold the turn without end.
    pub async fn stop(self) -> Result<(), ClusterError> {
        let turn = self.server.folder.take_turn().await?;
        let outcome = self.leave().await;
        drop(turn);
        outcome
    }

    /// Leaves in a turn that the caller holds. The supervisor's lock is freed only when the server is down.
    async fn leave(self) -> Result<(), ClusterError> {
        let Self { server, child, users, supervisor } = self;
        let outcome = if server.folder.leave_users(&users)? { server.stop(child).await } else { Ok(()) };
        // Unlocked, not only closed: a child that another thread is just starting still has a copy of the open file.
        match supervisor.map(|file| file.unlock()) {
            Some(Err(error)) => outcome.and(Err(ClusterError::file("unlock", server.folder.root(), error))),
            Some(Ok(())) | None => outcome,
        }
    }
}

/// Refuses a folder into which a restore was begun and not ended, also one in which there is no cluster yet.
fn refuse_unfinished(folder: &Folder) -> Result<(), ClusterError> {
    let record = folder.restore_record();
    if record.exists() {
        return Err(ClusterError::RestoreUnfinished { folder: folder.root().to_path_buf(), record });
    }
    Ok(())
}

/// Checks the folder against the account that will run the server, before anything is locked or started.
fn prepare(config: &ClusterConfig) -> Result<(Folder, Account), ClusterError> {
    let folder = Folder::at(&config.data_dir)?;
    let account = Account::choose(folder.root(), &folder.pg());
    tracing::debug!(root = Uid::effective().is_root(), account = account.name, "the server's account");
    Ok((folder.prepare(&account)?, account))
}

//! The server's processes: initdb, start, readiness, stop.
//! Callers hold the turn (`folder.rs`) during every function here; who may use the server is not decided here.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions, Connection};
use tokio::time::{Instant, sleep, timeout};

use super::account::Account;
use super::backup;
use super::binaries::Binaries;
use super::error::{ClusterError, last_lines};
use super::folder::{Folder, PORT, make_private, write_whole};

/// The role that owns the cluster.
pub(super) const OWNER_ROLE: &str = "postgres";
/// The database that always exists.
pub(super) const FIRST_DATABASE: &str = "postgres";
/// initdb takes under a second; a slow disk that syncs may take far longer.
const INIT_LIMIT: Duration = Duration::from_secs(120);
/// Recovery after a crash replays at most `max_wal_size`, which takes seconds.
pub(super) const START_LIMIT: Duration = Duration::from_secs(60);
/// A fast shutdown writes one checkpoint.
const FAST_STOP_LIMIT: Duration = Duration::from_secs(60);
/// An immediate shutdown writes nothing.
const IMMEDIATE_STOP_LIMIT: Duration = Duration::from_secs(10);
/// One attempt to connect over the socket.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Between two looks at a process or socket.
const POLL: Duration = Duration::from_millis(20);
/// Lines of the server's log that an error repeats.
const LOG_LINES: usize = 6;
/// Bytes of a log file that are read for those lines.
const LOG_BYTES: usize = 16 * 1024;
/// SQLSTATE `cannot_connect_now`: the server is starting up or shutting down.
const CANNOT_CONNECT_NOW: &str = "57P03";
/// What the server says while the children of a killed predecessor are still going away.
const PREDECESSOR_LEAVES: &str = "pre-existing shared memory block";

/// Everything that starting and stopping needs to know.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) folder: Folder,
    pub(super) account: Account,
    pub(super) binaries: Binaries,
    pub(super) socket: PathBuf,
}

/// What one attempt to connect showed.
enum Probe {
    Ready(Box<PgConnection>),
    NotNow(String),
    Absent(String),
}

impl Server {
    /// Connect options for a database, as the cluster's owner, whatever the person's `PG*` variables say.
    pub(super) fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket)
            .port(PORT)
            .ssl_mode(PgSslMode::Disable)
            .username(OWNER_ROLE)
            .database(database)
            .application_name("muster")
    }

    /// Makes the cluster where there is none. It gets its name only when it is complete, so that a crash in the middle
    /// leaves nothing that looks like a cluster.
    pub(super) async fn make(&self) -> Result<(), ClusterError> {
        let pg = self.folder.pg();
        if pg.exists() {
            return Ok(());
        }
        let unfinished = self.folder.pg_unfinished();
        make_private(&unfinished, &self.account)?;
        self.initdb(&unfinished).await?;
        include_settings(&unfinished.join("postgresql.conf"))?;
        fs::rename(&unfinished, &pg).map_err(|e| ClusterError::file("rename", &unfinished, e))?;
        let root = self.folder.root();
        File::open(root).and_then(|folder| folder.sync_all()).map_err(|e| ClusterError::file("sync", root, e))
    }

    async fn initdb(&self, pgdata: &Path) -> Result<(), ClusterError> {
        let failed = |reason: String| ClusterError::InitFailed { folder: self.folder.root().to_path_buf(), reason };
        let mut command = Command::new(self.binaries.initdb());
        self.account.dress(&mut command);
        command
            .arg("--pgdata")
            .arg(pgdata)
            .arg(format!("--username={OWNER_ROLE}"))
            // The socket's folder decides who gets in; there is no TCP to reject.
            .args(["--auth-local=trust", "--auth-host=reject"])
            .args(["--encoding=UTF8", "--locale=C", "--data-checksums"])
            .stdin(Stdio::null());
        let mut command = tokio::process::Command::from(command);
        command.kill_on_drop(true);
        let output = timeout(INIT_LIMIT, command.output())
            .await
            .map_err(|_| failed(format!("it did not end within {} s", INIT_LIMIT.as_secs())))?
            .map_err(|e| failed(e.to_string()))?;
        if output.status.success() {
            return Ok(());
        }
        Err(failed(last_lines(&String::from_utf8_lossy(&output.stderr), LOG_LINES)))
    }

    /// Finds the server running, or starts it, and waits until it answers. Gives the child if this call started it.
    pub(super) async fn ensure_running(
        &self,
        limit: Duration,
    ) -> Result<(Box<PgConnection>, Option<Child>), ClusterError> {
        let deadline = Instant::now() + limit;
        let mut child: Option<Child> = None;
        loop {
            let seen = match self.probe().await {
                Probe::Ready(conn) => return Ok((conn, child)),
                Probe::NotNow(seen) => seen,
                Probe::Absent(seen) => {
                    self.advance(&mut child)?;
                    seen
                }
            };
            if Instant::now() >= deadline {
                let reason = format!("no answer within {} s ({seen})", limit.as_secs());
                return Err(self.start_failed(reason));
            }
            sleep(POLL).await;
        }
    }

    /// One step towards a server that answers: starts it where none runs, and notices one that gave up.
    fn advance(&self, child: &mut Option<Child>) -> Result<(), ClusterError> {
        let Some(started) = child else {
            if self.postmaster().is_none() {
                self.remove_stale_pid_files()?;
                *child = Some(self.spawn()?);
            }
            return Ok(());
        };
        match started.try_wait() {
            Ok(None) => Ok(()),
            // Or the server of a process that was killed right after it had started one was quicker: wait for that.
            Ok(Some(_))
                if self.postmaster().is_some() || tail_of(&self.folder.start_log()).contains(PREDECESSOR_LEAVES) =>
            {
                *child = None;
                Ok(())
            }
            Ok(Some(status)) => Err(self.start_failed(format!("it ended with {status}"))),
            Err(e) => Err(self.start_failed(e.to_string())),
        }
    }

    /// Writes the settings of this program: durability, sockets, where the server archives, and how it recovers.
    pub(super) fn write_settings(&self) -> Result<(), ClusterError> {
        let segments = self.folder.segments();
        let recovery = fs::read_to_string(self.folder.recovery_record()).unwrap_or_default();
        let text = settings(&self.socket) + &backup::settings(segments.as_deref()) + &recovery;
        write_whole(&self.folder.pg().join("muster.conf"), &text, &self.account)
    }

    fn spawn(&self) -> Result<Child, ClusterError> {
        let pg = self.folder.pg();
        self.write_settings()?;
        let log_path = self.folder.start_log();
        let log = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .custom_flags(nix::libc::O_NOFOLLOW)
            .open(&log_path)
            .map_err(|e| ClusterError::file("write", &log_path, e))?;
        self.folder.share_with_owner(&log)?;
        let log_too = log.try_clone().map_err(|e| ClusterError::file("write", &log_path, e))?;
        let mut command = Command::new(self.binaries.postgres());
        self.account.dress(&mut command);
        command
            .arg("-D")
            .arg(&pg)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(log_too)
            .spawn()
            .map_err(|e| self.start_failed(e.to_string()))
    }

    async fn probe(&self) -> Probe {
        let options = self.options(FIRST_DATABASE);
        match timeout(CONNECT_LIMIT, options.connect()).await {
            Ok(Ok(conn)) => Probe::Ready(Box::new(conn)),
            Ok(Err(sqlx::Error::Database(e))) if e.code().as_deref() == Some(CANNOT_CONNECT_NOW) => {
                Probe::NotNow(e.message().to_owned())
            }
            Ok(Err(e)) => Probe::Absent(e.to_string()),
            Err(_) => Probe::NotNow(format!("no answer on the socket within {} s", CONNECT_LIMIT.as_secs())),
        }
    }

    /// The running postmaster of this folder, whoever started it.
    pub(super) fn postmaster(&self) -> Option<Pid> {
        let pg = self.folder.pg();
        let pid = pid_in(&pg.join("postmaster.pid"))?;
        is_postmaster(pid, &pg).then(|| Pid::from_raw(pid))
    }

    /// A process number is used again after a restart of the machine or container, and the server then refuses to
    /// start beside a stranger: so a file goes when its process is known to be no server of this folder.
    fn remove_stale_pid_files(&self) -> Result<(), ClusterError> {
        let pg = self.folder.pg();
        for path in [pg.join("postmaster.pid"), self.socket.join(format!(".s.PGSQL.{PORT}.lock"))] {
            if pid_in(&path).is_some_and(|pid| !is_postmaster(pid, &pg)) {
                fs::remove_file(&path).map_err(|e| ClusterError::file("remove", &path, e))?;
            }
        }
        Ok(())
    }

    /// Stops the server, whoever started it: fast, and at once if that takes too long.
    pub(super) async fn stop(&self, mut child: Option<Child>) -> Result<(), ClusterError> {
        let Some(pid) = self.postmaster() else {
            if let Some(started) = &mut child {
                // A server that is already gone leaves only its exit status to collect.
                drop(started.try_wait());
            }
            return Ok(());
        };
        for (signal, limit) in [(Signal::SIGINT, FAST_STOP_LIMIT), (Signal::SIGQUIT, IMMEDIATE_STOP_LIMIT)] {
            if kill(pid, signal) == Err(Errno::EPERM) {
                break;
            }
            let deadline = Instant::now() + limit;
            while Instant::now() < deadline {
                let reaped = child.as_mut().is_some_and(|started| matches!(started.try_wait(), Ok(Some(_))));
                if reaped || self.postmaster() != Some(pid) {
                    if let Some(started) = &mut child {
                        drop(started.wait());
                    }
                    return Ok(());
                }
                sleep(POLL).await;
            }
        }
        Err(ClusterError::StopFailed { folder: self.folder.root().to_path_buf(), pid: pid.as_raw() })
    }

    fn start_failed(&self, reason: String) -> ClusterError {
        ClusterError::StartFailed { folder: self.folder.root().to_path_buf(), reason, log: self.last_words() }
    }

    /// The last lines that the server wrote.
    pub(super) fn last_words(&self) -> String {
        let mut log = tail_of(&self.folder.start_log());
        if let Some(own_log) = newest(&self.folder.pg().join("log")) {
            log.push('\n');
            log.push_str(&tail_of(&own_log));
        }
        last_lines(&log, LOG_LINES)
    }
}

/// Closes a connection politely; the server's view of a lost one is not worth an error.
pub(super) async fn hang_up(conn: PgConnection) {
    drop(conn.close().await);
}

/// The process number in the first line of one of the server's lock files. Zero and less would signal whole groups.
fn pid_in(path: &Path) -> Option<i32> {
    let text = fs::read_to_string(path).ok()?;
    let pid: i32 = text.lines().next()?.trim().parse().ok()?;
    (pid > 0).then_some(pid)
}

/// Whether a process is the postmaster of this cluster: its arguments name the data folder (everybody may read them,
/// while root without ptrace rights may not read where another account's process works). A zombie has no arguments.
/// Where processes cannot be looked into, any live process with that number counts, as it does for the server itself.
pub(super) fn is_postmaster(pid: i32, pg: &Path) -> bool {
    if kill(Pid::from_raw(pid), None) == Err(Errno::ESRCH) {
        return false;
    }
    fs::read(format!("/proc/{pid}/cmdline")).map_or(true, |arguments| {
        arguments.split(|byte| *byte == 0).any(|argument| argument == pg.as_os_str().as_bytes())
    })
}

/// Makes the server read the generated settings last. The file is never followed through a link: its folder belongs
/// to another account when this process is root.
fn include_settings(conf: &Path) -> Result<(), ClusterError> {
    let append = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().append(true).custom_flags(nix::libc::O_NOFOLLOW).open(conf)?;
        file.write_all(b"\ninclude 'muster.conf'\n")?;
        file.sync_all()
    };
    append().map_err(|e| ClusterError::file("write", conf, e))
}

/// The settings that every start writes anew.
fn settings(socket: &Path) -> String {
    format!(
        "# Written by muster at every start; changes here are lost. Use ALTER SYSTEM for settings of your own.\n\
         listen_addresses = ''\n\
         unix_socket_directories = '{}'\n\
         unix_socket_permissions = 0700\n\
         port = {PORT}\n\
         max_connections = 100\n\
         # Durability: muster refuses to work with any of these off.\n\
         fsync = on\n\
         full_page_writes = on\n\
         synchronous_commit = on\n\
         shared_buffers = 256MB\n\
         max_wal_size = 2GB\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         lc_messages = 'C'\n\
         # The log holds no statement, no parameter and no row: messages of level ERROR quote values (`invalid input\n\
         # syntax`), so they go to the client only, and terse drops DETAIL (keys, the query of a crashed backend).\n\
         log_min_messages = log\n\
         log_min_error_statement = panic\n\
         log_error_verbosity = terse\n\
         log_statement = none\n\
         log_duration = off\n\
         log_min_duration_statement = -1\n\
         log_min_duration_sample = -1\n\
         log_parameter_max_length = 0\n\
         log_parameter_max_length_on_error = 0\n\
         log_lock_waits = off\n\
         log_temp_files = -1\n\
         log_checkpoints = off\n\
         # One file a weekday, written over a week later.\n\
         logging_collector = on\n\
         log_destination = 'stderr'\n\
         log_directory = 'log'\n\
         log_filename = 'server-%a.log'\n\
         log_rotation_age = 1d\n\
         log_rotation_size = 0\n\
         log_truncate_on_rotation = on\n",
        socket.display()
    )
}

fn newest(folder: &Path) -> Option<PathBuf> {
    fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .max()
        .map(|(_, path)| path)
}

fn tail_of(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    let from = bytes.len().saturating_sub(LOG_BYTES);
    String::from_utf8_lossy(bytes.get(from..).unwrap_or_default()).into_owned()
}

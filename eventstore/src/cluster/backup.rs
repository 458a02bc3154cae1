//! Backups of the private cluster (备份): base copies, and every segment of the write-ahead log since, in one folder.
//!
//! PostgreSQL's own procedure (manual, "Continuous Archiving and Point-in-Time Recovery", with the low-level API, since
//! not every package of the server carries `pg_basebackup`). The key files beside the cluster are never copied, so that
//! a backup alone opens nothing. What is older than the time of keeping is deleted: with it go the keys of people who
//! were erased since.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::{ConnectOptions as _, PgConnection, Row as _};
use tokio::time::{Instant, sleep};

use super::error::ClusterError;
use super::folder::{make_private, write_whole};
use super::{Cluster, server};

/// The form of a base copy; another one is refused.
pub(super) const FORM: &str = "muster-base/1";
/// The list of a base copy's files.
pub(super) const MANIFEST: &str = "manifest.json";
/// Where the segments are, under the folder of backups.
pub(super) const SEGMENTS: &str = "wal";
/// Where the base copies are.
pub(super) const BASES: &str = "base";
/// How long the last segment may take to arrive in the folder.
const ARCHIVE_LIMIT: Duration = Duration::from_secs(120);
/// Between two looks for it.
const POLL: Duration = Duration::from_millis(50);
/// Bytes that are copied at a time.
const PIECE: usize = 1 << 20;
/// Folders of which only the name is copied: the server fills them anew.
const EMPTIED: [&str; 8] =
    ["pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans"];
/// What belongs to the running server or to this machine.
const LEFT_OUT: [&str; 7] =
    ["postmaster.pid", "postmaster.opts", "muster.conf", "log", "backup_label", "tablespace_map", "recovery.signal"];

/// Why a backup is not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The cluster refuses or fails.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// A folder whose name would need quoting in the server's command.
    #[error("the folder of backups is an absolute path of plain letters, digits and /._- and not {}", .0.display())]
    Folder(PathBuf),
    /// The server was started before it could archive.
    #[error("the running server does not archive yet; stop and start it once, and ask again")]
    NotArchiving,
    /// The server could not put a segment into the folder.
    #[error("segment {segment} did not arrive in {}; the server's last failure: {last}", .folder.display())]
    Stuck {
        /// Where it should be.
        folder: PathBuf,
        /// Its name.
        segment: String,
        /// When archiving failed last.
        last: String,
    },
    /// Tables outside the cluster's folder are not copied.
    #[error("the cluster has tablespaces outside its folder, which are not copied")]
    Tablespaces,
    /// There is no base copy that ended before the moment asked for.
    #[error("{} holds no base copy {}", .folder.display(), .wanted.map_or_else(String::new, |at| format!("from before {at}")))]
    NoBase {
        /// The folder of backups.
        folder: PathBuf,
        /// The moment.
        wanted: Option<DateTime<Utc>>,
    },
    /// A file of a base copy is not as it was copied.
    #[error("{} is damaged: it is not as it was copied", .0.display())]
    Damaged(PathBuf),
    /// There is a cluster already.
    #[error("{} holds a cluster already; restore into a new folder", .0.display())]
    Occupied(PathBuf),
    /// The server did not get to the moment asked for.
    #[error("the server did not recover to the moment asked for: {0}")]
    NotReached(String),
}

/// A base copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseCopy {
    pub(super) form: String,
    /// Major version of the server that made it.
    pub major: String,
    /// When it was complete: the earliest moment that can be restored from it.
    pub complete_at: DateTime<Utc>,
    /// The first segment that it needs.
    pub first_segment: String,
    pub(super) files: Vec<CopiedFile>,
}

/// A file of a base copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CopiedFile {
    /// Path below the cluster's folder.
    pub(super) path: PathBuf,
    /// Its SHA-256 in hexadecimal digits.
    pub(super) sha256: String,
}

impl BaseCopy {
    /// Files in it.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files.len()
    }
}

/// The settings by which the server archives: into a folder, or nowhere. To archive cannot be turned on without a
/// restart, so it is always on.
pub(super) fn settings(segments: Option<&Path>) -> String {
    let Some(folder) = segments else {
        return "archive_mode = on\narchive_command = 'true'\n".to_owned();
    };
    // A segment appears whole or not at all, and one that is there already must be the same.
    let folder = folder.display();
    format!(
        "archive_mode = on\narchive_timeout = 60\n\
         archive_command = 'if test -f {folder}/%f; then cmp -s %p {folder}/%f; \
         else cp %p {folder}/%f.part && sync {folder}/%f.part && mv {folder}/%f.part {folder}/%f; fi'\n"
    )
}

/// A path that needs no quoting in the server's settings.
pub(super) fn plain(folder: &Path) -> Result<&Path, BackupError> {
    let is_plain = folder
        .to_str()
        .is_some_and(|text| text.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter)));
    if is_plain && folder.is_absolute() { Ok(folder) } else { Err(BackupError::Folder(folder.to_owned())) }
}

impl Cluster {
    /// Copies the running cluster into a folder, where the server puts every segment of its log from now on, and deletes
    /// what is older than the days of keeping; the newest copy stays.
    ///
    /// # Errors
    /// [`BackupError`]; a copy that was not finished has no name and is removed by the next one.
    pub async fn back_up(&self, to: &Path, keep: TimeDelta) -> Result<BaseCopy, BackupError> {
        let to = plain(to)?;
        DirBuilder::new().recursive(true).mode(0o711).create(to).map_err(|e| ClusterError::file("make", to, e))?;
        if let Some(blocker) = self.server.account.blocker(to) {
            let account = self.server.account.name.clone();
            return Err(ClusterError::Unreachable { folder: to.to_owned(), blocker, account }.into());
        }
        make_private(&to.join(SEGMENTS), &self.server.account)?;
        let bases = to.join(BASES);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&bases)
            .map_err(|e| ClusterError::file("make", &bases, e))?;
        self.archive_into(&to.join(SEGMENTS)).await?;

        let mut conn = self.connect_options(server::FIRST_DATABASE).connect().await.map_err(ClusterError::from)?;
        let row = sqlx::query("select pg_walfile_name(pg_backup_start('muster', true)) as segment")
            .fetch_one(&mut conn)
            .await
            .map_err(ClusterError::from)?;
        let first_segment: String = row.try_get("segment").map_err(ClusterError::from)?;
        let unfinished = bases.join("unfinished");
        let (from, into) = (self.server.folder.pg(), unfinished.clone());
        let copied = tokio::task::spawn_blocking(move || copy_cluster(&from, &into)).await;
        let mut files = copied.map_err(|e| ClusterError::file("copy", &bases, io::Error::other(e)))??;
        let base = self.finish(&mut conn, &unfinished, first_segment, &mut files).await?;
        server::hang_up(conn).await;

        let named = bases.join(base.complete_at.format("%Y%m%dT%H%M%S%.6fZ").to_string());
        fs::rename(&unfinished, &named).map_err(|e| ClusterError::file("rename", &unfinished, e))?;
        sync_folder(&bases)?;
        prune(to, base.complete_at - keep)?;
        Ok(base)
    }

    /// Lets the running server archive into a folder, and every later one that is started here.
    async fn archive_into(&self, segments: &Path) -> Result<(), BackupError> {
        let server = &self.server;
        write_whole(&server.folder.segments_record(), &format!("{}\n", segments.display()), &server.account)?;
        server.write_settings()?;
        let mut conn = self.connect_options(server::FIRST_DATABASE).connect().await.map_err(ClusterError::from)?;
        let mode: String = sqlx::query_scalar("select current_setting('archive_mode') from pg_reload_conf()")
            .fetch_one(&mut conn)
            .await
            .map_err(ClusterError::from)?;
        let outside: i64 = sqlx::query_scalar("select count(*) from pg_tablespace where spcname not like 'pg\\_%'")
            .fetch_one(&mut conn)
            .await
            .map_err(ClusterError::from)?;
        server::hang_up(conn).await;
        match (mode.as_str(), outside) {
            ("off", _) => Err(BackupError::NotArchiving),
            (_, 0) => Ok(()),
            _ => Err(BackupError::Tablespaces),
        }
    }

    /// Ends the copy: the label that makes it one, its list of files, and the last segment that it needs.
    async fn finish(
        &self,
        conn: &mut PgConnection,
        unfinished: &Path,
        first_segment: String,
        files: &mut Vec<CopiedFile>,
    ) -> Result<BaseCopy, BackupError> {
        let row = sqlx::query(
            "select pg_walfile_name(lsn) as segment, labelfile, clock_timestamp() as complete_at
             from pg_backup_stop(false)",
        )
        .fetch_one(&mut *conn)
        .await
        .map_err(ClusterError::from)?;
        let label: String = row.try_get("labelfile").map_err(ClusterError::from)?;
        let last_segment: String = row.try_get("segment").map_err(ClusterError::from)?;
        let complete_at: DateTime<Utc> = row.try_get("complete_at").map_err(ClusterError::from)?;
        files.push(write_file(unfinished, Path::new("backup_label"), label.as_bytes())?);
        let base = BaseCopy {
            form: FORM.to_owned(),
            major: self.server.binaries.major().to_owned(),
            complete_at,
            first_segment,
            files: std::mem::take(files),
        };
        let list = serde_json::to_vec_pretty(&base).map_err(|e| ClusterError::file("list", unfinished, e.into()))?;
        write_file(unfinished, Path::new(MANIFEST), &list)?;
        self.await_segment(conn, &last_segment).await?;
        Ok(base)
    }

    async fn await_segment(&self, conn: &mut PgConnection, segment: &str) -> Result<(), BackupError> {
        let Some(folder) = self.server.folder.segments() else { return Err(BackupError::NotArchiving) };
        let deadline = Instant::now() + ARCHIVE_LIMIT;
        while !folder.join(segment).exists() {
            if Instant::now() >= deadline {
                let last = sqlx::query_scalar(
                    "select coalesce(last_failed_wal || ' at ' || last_failed_time, 'none') from pg_stat_archiver",
                );
                let last = last.fetch_one(&mut *conn).await.map_err(ClusterError::from)?;
                return Err(BackupError::Stuck { folder, segment: segment.to_owned(), last });
            }
            sleep(POLL).await;
        }
        Ok(())
    }
}

/// Copies the cluster's files, those that go away in the middle left out: the log of the server makes them good.
fn copy_cluster(from: &Path, into: &Path) -> Result<Vec<CopiedFile>, BackupError> {
    if into.exists() {
        fs::remove_dir_all(into).map_err(|e| ClusterError::file("remove", into, e))?;
    }
    DirBuilder::new().mode(0o700).create(into).map_err(|e| ClusterError::file("make", into, e))?;
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let listed = from.join(&folder);
        for entry in fs::read_dir(&listed).map_err(|e| ClusterError::file("list", &listed, e))?.flatten() {
            let (path, name) = (folder.join(entry.file_name()), entry.file_name());
            let name = name.to_string_lossy();
            let top = folder.as_os_str().is_empty();
            if (top && LEFT_OUT.contains(&name.as_ref()))
                || name.starts_with("pgsql_tmp")
                || name.starts_with("pg_internal.init")
            {
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                let made = into.join(&path);
                DirBuilder::new().mode(0o700).create(&made).map_err(|e| ClusterError::file("make", &made, e))?;
                if !(top && EMPTIED.contains(&name.as_ref())) {
                    folders.push(path);
                }
            } else if let Some(sha256) = copy_file(&from.join(&path), &into.join(&path))? {
                files.push(CopiedFile { path, sha256 });
            }
        }
        sync_folder(&into.join(&folder))?;
    }
    Ok(files)
}

/// Copies a file and gives its SHA-256; none where it went away.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<Option<String>, ClusterError> {
    let mut input = match File::open(from) {
        Ok(input) => input,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(ClusterError::file("read", from, e)),
    };
    let mut output = create(to)?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let read = input.read(&mut piece).map_err(|e| ClusterError::file("read", from, e))?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        output.write_all(bytes).map_err(|e| ClusterError::file("write", to, e))?;
    }
    output.sync_all().map_err(|e| ClusterError::file("write", to, e))?;
    Ok(Some(format!("{:x}", hash.finalize())))
}

fn create(path: &Path) -> Result<File, ClusterError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).map_err(|e| ClusterError::file("write", path, e))
}

fn write_file(folder: &Path, path: &Path, bytes: &[u8]) -> Result<CopiedFile, ClusterError> {
    let whole = folder.join(path);
    let mut file = create(&whole)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| ClusterError::file("write", &whole, e))?;
    sync_folder(folder)?;
    Ok(CopiedFile { path: path.to_owned(), sha256: format!("{:x}", Sha256::digest(bytes)) })
}

pub(super) fn sync_folder(folder: &Path) -> Result<(), ClusterError> {
    File::open(folder).and_then(|open| open.sync_all()).map_err(|e| ClusterError::file("sync", folder, e))
}

/// The base copies in a folder of backups, the oldest first, each with its place.
pub(super) fn bases(from: &Path) -> Result<Vec<(PathBuf, BaseCopy)>, BackupError> {
    let folder = from.join(BASES);
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|e| ClusterError::file("list", &folder, e))?.flatten() {
        let list = entry.path().join(MANIFEST);
        // A copy that was never finished has no list, or not its name.
        if entry.file_name() == "unfinished" || !list.exists() {
            continue;
        }
        let text = fs::read(&list).map_err(|e| ClusterError::file("read", &list, e))?;
        let base: BaseCopy = serde_json::from_slice(&text).map_err(|_| BackupError::Damaged(list.clone()))?;
        if base.form != FORM {
            return Err(BackupError::Damaged(list));
        }
        found.push((entry.path(), base));
    }
    found.sort_by_key(|(_, base)| base.complete_at);
    Ok(found)
}

/// Deletes base copies from before a moment but the newest, and the segments that none of those left needs.
fn prune(folder: &Path, before: DateTime<Utc>) -> Result<(), BackupError> {
    let mut kept = bases(folder)?;
    while kept.len() > 1 && kept.first().is_some_and(|(_, base)| base.complete_at < before) {
        let (place, _) = kept.remove(0);
        fs::remove_dir_all(&place).map_err(|e| ClusterError::file("remove", &place, e))?;
    }
    let Some(oldest) = kept.iter().map(|(_, base)| number(&base.first_segment)).min() else { return Ok(()) };
    let segments = folder.join(SEGMENTS);
    for entry in fs::read_dir(&segments).map_err(|e| ClusterError::file("list", &segments, e))?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Histories of timelines are small and stay.
        if !name.ends_with(".history") && number(&name) < oldest {
            fs::remove_file(entry.path()).map_err(|e| ClusterError::file("remove", &entry.path(), e))?;
        }
    }
    Ok(())
}

/// The place of a segment in the log, whatever its timeline: its name without the first eight digits.
fn number(segment: &str) -> String {
    segment.chars().skip(8).take(16).collect()
}

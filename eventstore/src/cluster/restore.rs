//! Restoring the private cluster from its backups, to the end of what was archived or to a moment (时间点恢复).

use std::collections::HashSet;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};

use super::backup::{BackupError, BaseCopy, MANIFEST, SEGMENTS, bases, copy_file, plain, sync_folder};
use super::error::ClusterError;
use super::folder::write_whole;
use super::{Cluster, ClusterConfig, Server, prepare, server};

/// How long the server may take to work through the segments: 12 hours.
const RECOVERY_LIMIT: Duration = Duration::from_secs(12 * 60 * 60);
/// Between two looks whether it has.
const POLL: Duration = Duration::from_millis(100);

impl Cluster {
    /// Makes a cluster in a folder that has none: the newest base copy from before the moment, and every archived change up
    /// to it, or all. The cluster is stopped when this returns. Gives the base copy.
    ///
    /// From here to [`Cluster::finish_restore`] the folder bears a mark, by which every other use of it is refused. What a
    /// restore left that was cut in between is removed, and made anew.
    ///
    /// # Errors
    /// [`BackupError`]; the mark stays.
    pub async fn restore(
        config: &ClusterConfig,
        from: &Path,
        to: Option<DateTime<Utc>>,
    ) -> Result<BaseCopy, BackupError> {
        let from = plain(from)?;
        let (folder, account) = prepare(config)?;
        let supervisor = folder.lock_supervisor()?;
        let turn = folder.take_turn().await?;
        let record = folder.restore_record();
        if folder.pg().exists() && !record.exists() {
            return Err(BackupError::Occupied(folder.root().to_owned()));
        }
        let suitable = bases(from)?.into_iter().rev().find(|(_, base)| to.is_none_or(|to| base.complete_at <= to));
        let (place, base) = suitable.ok_or_else(|| BackupError::NoBase { folder: from.to_owned(), wanted: to })?;
        let binaries = super::Binaries::find(config.binaries.as_deref(), &account, Some(&base.major))?;
        if binaries.major() != base.major {
            return Err(ClusterError::OtherMajor {
                folder: place,
                made_by: base.major,
                binaries: binaries.folder().to_owned(),
                found: binaries.major().to_owned(),
            }
            .into());
        }
        let socket = folder.socket_folder(&account)?;
        let server = Server { folder, account, binaries, socket };
        write_whole(&record, "begun\n", &server.account)?;
        sync_folder(server.folder.root())?;
        clear(&server).await?;
        let unfinished = server.folder.pg_unfinished();
        copy_base(&server, &place, &base, &unfinished)?;
        write_whole(&unfinished.join("recovery.signal"), "", &server.account)?;
        write_whole(&server.folder.recovery_record(), &settings(from, to), &server.account)?;
        let pg = server.folder.pg();
        fs::rename(&unfinished, &pg).map_err(|e| ClusterError::file("rename", &unfinished, e))?;
        sync_folder(server.folder.root())?;
        recover(&server).await?;
        drop(turn);
        supervisor.unlock().map_err(|e| ClusterError::file("unlock", server.folder.root(), e))?;
        Ok(base)
    }
}

/// Removes what an unfinished restore left, and stops its server where it still runs.
async fn clear(server: &Server) -> Result<(), ClusterError> {
    let pg = server.folder.pg();
    if pg.exists() {
        server.stop(None).await?;
        fs::remove_dir_all(&pg).map_err(|e| ClusterError::file("remove", &pg, e))?;
    }
    Ok(())
}

/// The settings by which the server recovers; written away again when it has.
fn settings(from: &Path, to: Option<DateTime<Utc>>) -> String {
    let segments = from.join(SEGMENTS);
    let target = to.map(|to| {
        format!(
            "recovery_target_time = '{}'\nrecovery_target_action = 'promote'\n",
            to.format("%Y-%m-%d %H:%M:%S%.6f+00")
        )
    });
    format!("restore_command = 'cp {}/%f %p'\n{}", segments.display(), target.unwrap_or_default())
}

/// Copies a base copy to where the server starts from it, and checks every file by its hash.
fn copy_base(server: &Server, place: &Path, base: &BaseCopy, into: &Path) -> Result<(), BackupError> {
    let listed: HashSet<&Path> = base.files.iter().map(|file| file.path.as_path()).collect();
    // Nothing that a list says leads out of the folder.
    let is_below = |path: &&Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    if !listed.iter().all(is_below) {
        return Err(BackupError::Damaged(place.join(MANIFEST)));
    }
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let made = into.join(&folder);
        DirBuilder::new().mode(0o700).create(&made).map_err(|e| ClusterError::file("make", &made, e))?;
        server.account.own(&made)?;
        let here = place.join(&folder);
        for entry in fs::read_dir(&here).map_err(|e| ClusterError::file("list", &here, e))?.flatten() {
            let path = folder.join(entry.file_name());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path != Path::new(MANIFEST) && !listed.contains(path.as_path()) {
                return Err(BackupError::Damaged(entry.path()));
            }
        }
    }
    for file in &base.files {
        let (from, to) = (place.join(&file.path), into.join(&file.path));
        if copy_file(&from, &to)?.as_deref() != Some(file.sha256.as_str()) {
            return Err(BackupError::Damaged(from));
        }
        server.account.own(&to)?;
    }
    Ok(())
}

/// Lets the server recover, waits until it is there, and stops it.
async fn recover(server: &Server) -> Result<(), BackupError> {
    let deadline = Instant::now() + RECOVERY_LIMIT;
    let (mut conn, child) = server.ensure_running(RECOVERY_LIMIT).await?;
    let reached = loop {
        match sqlx::query_scalar("select pg_is_in_recovery()").fetch_one(&mut *conn).await {
            Ok(false) => break Ok(()),
            Ok(true) if Instant::now() < deadline => sleep(POLL).await,
            Ok(true) => break Err(BackupError::NotReached("it takes too long".to_owned())),
            // A server that ends before the moment says why in its log.
            Err(_) => break Err(BackupError::NotReached(server.last_words())),
        }
    };
    server::hang_up(*conn).await;
    server.stop(child).await?;
    reached?;
    let record = server.folder.recovery_record();
    fs::remove_file(&record).map_err(|e| ClusterError::file("remove", &record, e))?;
    Ok(())
}

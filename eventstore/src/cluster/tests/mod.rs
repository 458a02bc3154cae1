//! The private cluster with real processes: made, shared, killed, adopted, refused.
//! What is common to them is here, the tests are in the files beside.
//! Nothing is simulated: a process that dies here is killed, and a lock that is held is held by the kernel.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use super::*;

mod backups;
mod life;
mod refusals;
mod sharing;

/// Tells a second copy of this test program which folder to supervise.
const HELPER_FOLDER: &str = "MUSTER_TEST_SUPERVISE";
/// Any wait in these tests.
const LIMIT: Duration = Duration::from_secs(60);

/// A folder that the server's account can pass through, also when the tests run as root.
fn passable_dir() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o711)).expect("its mode");
    dir
}

fn config(dir: &TempDir) -> ClusterConfig {
    config_at(dir.path().join("data"))
}

fn config_at(data_dir: PathBuf) -> ClusterConfig {
    ClusterConfig { data_dir, binaries: std::env::var_os("MUSTER_PG_BIN").map(PathBuf::from) }
}

async fn ask(cluster: &Cluster, sql: &str) -> String {
    let mut conn = cluster.connect_options("postgres").connect().await.expect("a connection");
    let answer: String = sqlx::query_scalar(sql).fetch_one(&mut conn).await.expect("an answer");
    conn.close().await.expect("a polite end");
    answer
}

async fn tell(cluster: &Cluster, sql: &str) {
    let mut conn = cluster.connect_options("postgres").connect().await.expect("a connection");
    sqlx::raw_sql(sql).execute(&mut conn).await.expect("done");
    conn.close().await.expect("a polite end");
}

async fn answers(options: PgConnectOptions) -> bool {
    options.connect().await.is_ok()
}

fn server_pid(cluster: &Cluster) -> Pid {
    cluster.server.postmaster().expect("a running server")
}

fn wait_for(what: &str, mut met: impl FnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !met() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::yield_now();
    }
}

/// Not a test of its own: the process that supervises a folder until it is killed.
#[tokio::test]
async fn helper_supervises_until_killed() {
    let Some(folder) = std::env::var_os(HELPER_FOLDER) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let cluster = Cluster::supervise(&config_at(folder.clone())).await.expect("the helper supervises");
    fs::write(folder.join("helper-ready"), "").expect("the sign");
    std::future::pending::<()>().await;
    drop(cluster);
}

fn start_helper(folder: &Path) -> Child {
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "cluster::tests::helper_supervises_until_killed"])
        .env(HELPER_FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the helper");
    wait_for("the helper", || folder.join("helper-ready").exists());
    child
}

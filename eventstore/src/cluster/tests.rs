//! The private cluster with real processes: made, shared, killed, adopted, refused.
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
    ClusterConfig {
        data_dir,
        binaries: std::env::var_os("MUSTER_PG_BIN").map(PathBuf::from),
    }
}

async fn ask(cluster: &Cluster, sql: &str) -> String {
    let mut conn = cluster
        .connect_options("postgres")
        .connect()
        .await
        .expect("a connection");
    let answer: String = sqlx::query_scalar(sql)
        .fetch_one(&mut conn)
        .await
        .expect("an answer");
    conn.close().await.expect("a polite end");
    answer
}

async fn tell(cluster: &Cluster, sql: &str) {
    let mut conn = cluster
        .connect_options("postgres")
        .connect()
        .await
        .expect("a connection");
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
    let cluster = Cluster::supervise(&config_at(folder.clone()))
        .await
        .expect("the helper supervises");
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

#[tokio::test]
async fn fresh_folder_gets_a_durable_server_without_tcp_and_stop_ends_it() {
    let dir = passable_dir();
    let cluster = Cluster::supervise(&config(&dir)).await.expect("started");
    for (setting, value) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
    ] {
        assert_eq!(
            ask(&cluster, &format!("SELECT current_setting('{setting}')")).await,
            value,
            "{setting}"
        );
    }
    let mode = fs::metadata(&cluster.server.socket)
        .expect("the socket's folder")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
    tell(
        &cluster,
        "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)",
    )
    .await;
    let (options, pid) = (cluster.connect_options("postgres"), server_pid(&cluster));
    cluster.stop().await.expect("stopped");
    assert!(!answers(options).await);
    assert!(kill(pid, None).is_err(), "the process is gone");

    let again = Cluster::supervise(&config(&dir))
        .await
        .expect("started again");
    assert_eq!(ask(&again, "SELECT n::text FROM kept").await, "7");
    again.stop().await.expect("stopped");
}

#[tokio::test]
async fn second_supervisor_is_refused_with_the_first_ones_process() {
    let dir = passable_dir();
    let first = Cluster::supervise(&config(&dir)).await.expect("started");
    let refusal = Cluster::supervise(&config(&dir))
        .await
        .expect_err("refused")
        .to_string();
    assert!(
        refusal.contains(&format!("process {}", std::process::id())),
        "{refusal}"
    );
    assert!(!refusal.contains('\n'), "one line: {refusal}");
    first.stop().await.expect("stopped");
}

#[tokio::test]
async fn orphaned_server_is_adopted_and_stopped_when_its_supervisor_was_killed() {
    let dir = passable_dir();
    let config = config(&dir);
    let mut helper = start_helper(&config.data_dir);
    let refused = Cluster::supervise(&config)
        .await
        .expect_err("the helper lives")
        .to_string();
    assert!(
        refused.contains(&format!("process {}", helper.id())),
        "{refused}"
    );
    helper.kill().expect("kill -9");
    helper.wait().expect("its end");

    let adopted = Cluster::supervise(&config).await.expect("adopted");
    assert!(
        adopted.child.is_none(),
        "nothing was started: the orphan was still there"
    );
    assert_eq!(ask(&adopted, "SELECT 'alive'").await, "alive");
    let pid = server_pid(&adopted);
    adopted.stop().await.expect("stopped");
    wait_for("the orphan's end", || {
        !server::is_postmaster(pid.as_raw(), &dir.path().join("data/pg"))
    });
}

#[tokio::test]
async fn server_starts_again_after_it_and_its_supervisor_were_killed() {
    let dir = passable_dir();
    let config = config(&dir);
    let first = Cluster::supervise(&config).await.expect("started");
    tell(
        &first,
        "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)",
    )
    .await;
    kill(server_pid(&first), Signal::SIGKILL).expect("kill -9");
    drop(first);
    let pid_file = config.data_dir.join("pg/postmaster.pid");
    assert!(pid_file.exists(), "the killed server left its file");

    let second = Cluster::supervise(&config).await.expect("recovered");
    assert_eq!(ask(&second, "SELECT n::text FROM kept").await, "7");
    second.stop().await.expect("stopped");
}

#[tokio::test]
async fn stale_process_number_of_a_stranger_does_not_stop_a_start() {
    let dir = passable_dir();
    let config = config(&dir);
    Cluster::supervise(&config)
        .await
        .expect("made")
        .stop()
        .await
        .expect("stopped");
    let mut stranger = Command::new("sleep")
        .arg("600")
        .spawn()
        .expect("a stranger");
    let pg = config.data_dir.join("pg");
    let text = format!("{}\n{}\n1\n5432\n\n\n", stranger.id(), pg.display());
    fs::write(pg.join("postmaster.pid"), text).expect("a stale file");
    let cluster = Cluster::supervise(&config).await.expect("started");
    cluster.stop().await.expect("stopped");
    assert!(
        stranger.try_wait().expect("its state").is_none(),
        "the stranger was left alone"
    );
    stranger.kill().expect("its end");
    stranger.wait().expect("its end");
}

#[tokio::test]
async fn joined_server_is_left_to_its_supervisor() {
    let dir = passable_dir();
    let config = config(&dir);
    let serve = Cluster::supervise(&config).await.expect("started");
    // Spawned, because the program does so: these futures have to be Send.
    let joining = tokio::spawn({
        let config = config.clone();
        async move { Cluster::join_or_start(&config).await }
    });
    let import = joining.await.expect("no panic").expect("joined");
    assert!(import.child.is_none());
    import.stop().await.expect("left");
    assert_eq!(ask(&serve, "SELECT 'alive'").await, "alive");
    serve.stop().await.expect("stopped");
}

#[tokio::test]
async fn last_one_out_stops_the_server_whoever_started_it() {
    let dir = passable_dir();
    let config = config(&dir);
    let (one, two) = tokio::join!(
        Cluster::join_or_start(&config),
        Cluster::join_or_start(&config)
    );
    let (one, two) = (one.expect("one"), two.expect("two"));
    let (starter, joiner) = if one.child.is_some() {
        (one, two)
    } else {
        (two, one)
    };
    assert!(
        starter.child.is_some() && joiner.child.is_none(),
        "one server for both"
    );
    starter.stop().await.expect("left");
    assert_eq!(ask(&joiner, "SELECT 'alive'").await, "alive");
    let options = joiner.connect_options("postgres");
    joiner.stop().await.expect("stopped");
    assert!(!answers(options).await);
}

#[tokio::test]
async fn supervisor_adopts_a_server_that_a_command_started() {
    let dir = passable_dir();
    let config = config(&dir);
    let import = Cluster::join_or_start(&config).await.expect("started");
    let serve = Cluster::supervise(&config).await.expect("adopted");
    import.stop().await.expect("left");
    assert_eq!(ask(&serve, "SELECT 'alive'").await, "alive");
    serve.stop().await.expect("stopped");
}

#[tokio::test]
async fn folder_of_another_major_version_is_refused_with_both_versions() {
    let dir = passable_dir();
    let config = config(&dir);
    let cluster = Cluster::supervise(&config).await.expect("made");
    let found = cluster.binaries().major().to_owned();
    cluster.stop().await.expect("stopped");
    fs::write(config.data_dir.join("pg/PG_VERSION"), "11\n").expect("edited");
    let refusal = Cluster::supervise(&config).await.expect_err("refused");
    assert!(
        matches!(refusal, ClusterError::OtherMajor { .. }),
        "{refusal}"
    );
    let line = refusal.to_string();
    assert!(
        line.contains("PostgreSQL 11") && line.contains(&format!("PostgreSQL {found}")),
        "{line}"
    );
}

#[tokio::test]
async fn missing_programs_are_refused_naming_what_was_searched() {
    let dir = passable_dir();
    let empty = passable_dir();
    let config = ClusterConfig {
        binaries: Some(empty.path().to_path_buf()),
        ..config(&dir)
    };
    let refusal = Cluster::supervise(&config).await.expect_err("refused");
    assert!(
        matches!(refusal, ClusterError::BinariesMissing { .. }),
        "{refusal}"
    );
    assert!(
        refusal
            .to_string()
            .contains(&empty.path().display().to_string()),
        "{refusal}"
    );
}

#[tokio::test]
async fn server_with_fsync_off_is_refused_and_stopped() {
    let dir = passable_dir();
    let config = config(&dir);
    let cluster = Cluster::supervise(&config).await.expect("made");
    let mut conn = cluster
        .connect_options("postgres")
        .connect()
        .await
        .expect("a connection");
    sqlx::raw_sql("SET synchronous_commit = off")
        .execute(&mut conn)
        .await
        .expect("set");
    let refusal = refuse_unsafe_settings(&mut conn)
        .await
        .expect_err("refused")
        .to_string();
    assert!(refusal.contains("synchronous_commit off"), "{refusal}");
    drop(conn);

    tell(&cluster, "ALTER SYSTEM SET fsync = off").await;
    tell(&cluster, "ALTER SYSTEM SET full_page_writes = off").await;
    let options = cluster.connect_options("postgres");
    cluster.stop().await.expect("stopped");
    let refusal = Cluster::supervise(&config)
        .await
        .expect_err("refused")
        .to_string();
    assert!(
        refusal.contains("fsync off, full_page_writes off"),
        "{refusal}"
    );
    assert!(!answers(options).await, "the refused server was stopped");
}

#[tokio::test]
async fn long_folder_gets_a_short_private_socket_that_is_found_again() {
    let dir = passable_dir();
    let config = config_at(dir.path().join("花名册 data").join("x".repeat(120)));
    let serve = Cluster::supervise(&config).await.expect("started");
    let import = Cluster::join_or_start(&config)
        .await
        .expect("joined over the same socket");
    assert_eq!(import.server.socket, serve.server.socket);
    assert!(!serve.server.socket.starts_with(dir.path()));
    import.stop().await.expect("left");
    let socket = serve.server.socket.clone();
    serve.stop().await.expect("stopped");

    // A folder that others may enter is never used again.
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o777)).expect("its mode");
    let again = Cluster::supervise(&config).await.expect("started");
    assert_ne!(again.server.socket, socket);
    let second = again.server.socket.clone();
    again.stop().await.expect("stopped");
    fs::remove_dir_all(socket).expect("removed");
    fs::remove_dir_all(second).expect("removed");
}

#[tokio::test]
async fn half_made_cluster_is_made_anew() {
    let dir = passable_dir();
    let config = config(&dir);
    let unfinished = config.data_dir.join("pg.unfinished-0");
    fs::create_dir_all(unfinished.join("base")).expect("half a cluster");
    fs::write(unfinished.join("PG_VERSION"), "15\n").expect("half a cluster");
    fs::set_permissions(&config.data_dir, fs::Permissions::from_mode(0o711)).expect("its mode");
    let cluster = Cluster::supervise(&config).await.expect("made");
    assert!(!unfinished.exists());
    cluster.stop().await.expect("stopped");
}

#[tokio::test]
async fn folder_behind_a_closed_one_is_refused_naming_the_closed_one() {
    if !Uid::effective().is_root() {
        return;
    }
    let closed = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700)).expect("its mode");
    fs::write(closed.path().join("own"), "").expect("something of its owner's");
    let refusal = Cluster::supervise(&config(&closed))
        .await
        .expect_err("refused")
        .to_string();
    assert!(
        refusal.contains(&format!("chmod o+x {}", closed.path().display())),
        "{refusal}"
    );
    assert!(!closed.path().join("data").exists(), "nothing was made");
}

#[tokio::test]
async fn server_log_holds_no_value_of_a_failed_statement() {
    let dir = passable_dir();
    let config = config(&dir);
    let cluster = Cluster::supervise(&config).await.expect("made");
    let mut conn = cluster
        .connect_options("postgres")
        .connect()
        .await
        .expect("a connection");
    for sql in [
        "CREATE TABLE p (n text UNIQUE); INSERT INTO p VALUES ('canary-zhang'), ('canary-zhang')",
        "SELECT 'canary-zhang'::int",
        "SELECT canary_zhang",
    ] {
        sqlx::raw_sql(sql)
            .execute(&mut conn)
            .await
            .expect_err("a failing statement");
    }
    // A crashed backend makes the server log what it was running.
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()")
        .fetch_one(&mut conn)
        .await
        .expect("its number");
    let running = tokio::spawn(async move {
        drop(
            sqlx::query("SELECT 'canary-zhang', pg_sleep(60)")
                .execute(&mut conn)
                .await,
        );
    });
    let seen = format!("SELECT state || ' ' || wait_event FROM pg_stat_activity WHERE pid = {pid}");
    while ask(&cluster, &format!("SELECT coalesce(({seen}), '')")).await != "active PgSleep" {}
    kill(Pid::from_raw(pid), Signal::SIGKILL).expect("kill -9");
    running.await.expect("its end");
    cluster.stop().await.expect("stopped");

    let mut log = fs::read_to_string(config.data_dir.join("start.log")).expect("the first log");
    for entry in fs::read_dir(config.data_dir.join("pg/log")).expect("the log's folder") {
        log.push_str(&fs::read_to_string(entry.expect("a file").path()).expect("its text"));
    }
    assert!(
        log.contains("was terminated by signal 9"),
        "the log has what matters: {log}"
    );
    assert!(!log.to_lowercase().contains("canary"), "{log}");
}

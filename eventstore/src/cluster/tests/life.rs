//! A cluster that is made and started: what it is like, where its socket is, what its log keeps to itself.

use super::*;

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
        assert_eq!(ask(&cluster, &format!("SELECT current_setting('{setting}')")).await, value, "{setting}");
    }
    let mode = fs::metadata(&cluster.server.socket).expect("the socket's folder").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    tell(&cluster, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").await;
    let (options, pid) = (cluster.connect_options("postgres"), server_pid(&cluster));
    cluster.stop().await.expect("stopped");
    assert!(!answers(options).await);
    assert!(kill(pid, None).is_err(), "the process is gone");

    let again = Cluster::supervise(&config(&dir)).await.expect("started again");
    assert_eq!(ask(&again, "SELECT n::text FROM kept").await, "7");
    again.stop().await.expect("stopped");
}

#[tokio::test]
async fn long_folder_gets_a_short_private_socket_that_is_found_again() {
    let dir = passable_dir();
    let config = config_at(dir.path().join("花名册 data").join("x".repeat(120)));
    let serve = Cluster::supervise(&config).await.expect("started");
    let import = Cluster::join_or_start(&config).await.expect("joined over the same socket");
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
async fn server_log_holds_no_value_of_a_failed_statement() {
    let dir = passable_dir();
    let config = config(&dir);
    let cluster = Cluster::supervise(&config).await.expect("made");
    let mut conn = cluster.connect_options("postgres").connect().await.expect("a connection");
    for sql in [
        "CREATE TABLE p (n text UNIQUE); INSERT INTO p VALUES ('canary-zhang'), ('canary-zhang')",
        "SELECT 'canary-zhang'::int",
        "SELECT canary_zhang",
    ] {
        sqlx::raw_sql(sql).execute(&mut conn).await.expect_err("a failing statement");
    }
    // A crashed backend makes the server log what it was running.
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut conn).await.expect("its number");
    let running = tokio::spawn(async move {
        drop(sqlx::query("SELECT 'canary-zhang', pg_sleep(60)").execute(&mut conn).await);
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
    assert!(log.contains("was terminated by signal 9"), "the log has what matters: {log}");
    assert!(!log.to_lowercase().contains("canary"), "{log}");
}

#[test]
fn default_folder_is_local_unless_the_servers_account_cannot_reach_it() {
    let open = passable_dir();
    assert_eq!(default_under(open.path()), open.path().join(".muster/data"));
    fs::set_permissions(open.path(), fs::Permissions::from_mode(0o700)).expect("its mode");
    let closed = default_under(open.path());
    if Uid::effective().is_root() {
        assert_eq!(closed, Path::new("/var/lib/muster"));
    } else {
        assert_eq!(closed, open.path().join(".muster/data"));
    }
}

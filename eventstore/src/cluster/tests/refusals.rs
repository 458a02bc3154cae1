//! Every refusal: who is turned away, and what the line says.

use super::*;

#[tokio::test]
async fn second_supervisor_is_refused_with_the_first_ones_process() {
    let dir = passable_dir();
    let first = Cluster::supervise(&config(&dir)).await.expect("started");
    let refusal = Cluster::supervise(&config(&dir)).await.expect_err("refused").to_string();
    assert!(refusal.contains(&format!("process {}", std::process::id())), "{refusal}");
    assert!(!refusal.contains('\n'), "one line: {refusal}");
    first.stop().await.expect("stopped");
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
    assert!(matches!(refusal, ClusterError::OtherMajor { .. }), "{refusal}");
    let line = refusal.to_string();
    assert!(line.contains("PostgreSQL 11") && line.contains(&format!("PostgreSQL {found}")), "{line}");
}

#[tokio::test]
async fn missing_programs_are_refused_naming_what_was_searched() {
    let dir = passable_dir();
    let empty = passable_dir();
    let config = ClusterConfig { binaries: Some(empty.path().to_path_buf()), ..config(&dir) };
    let refusal = Cluster::supervise(&config).await.expect_err("refused");
    assert!(matches!(refusal, ClusterError::BinariesMissing { .. }), "{refusal}");
    assert!(refusal.to_string().contains(&empty.path().display().to_string()), "{refusal}");
}

#[tokio::test]
async fn server_with_fsync_off_is_refused_and_stopped() {
    let dir = passable_dir();
    let config = config(&dir);
    let cluster = Cluster::supervise(&config).await.expect("made");
    let mut conn = cluster.connect_options("postgres").connect().await.expect("a connection");
    sqlx::raw_sql("SET synchronous_commit = off").execute(&mut conn).await.expect("set");
    let refusal = refuse_unsafe_settings(&mut conn).await.expect_err("refused").to_string();
    assert!(refusal.contains("synchronous_commit off"), "{refusal}");
    drop(conn);

    tell(&cluster, "ALTER SYSTEM SET fsync = off").await;
    tell(&cluster, "ALTER SYSTEM SET full_page_writes = off").await;
    let options = cluster.connect_options("postgres");
    cluster.stop().await.expect("stopped");
    let refusal = Cluster::supervise(&config).await.expect_err("refused").to_string();
    assert!(refusal.contains("fsync off, full_page_writes off"), "{refusal}");
    assert!(!answers(options).await, "the refused server was stopped");
}

#[tokio::test]
async fn folder_behind_a_closed_one_is_refused_naming_the_closed_one() {
    if !Uid::effective().is_root() {
        return;
    }
    let closed = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700)).expect("its mode");
    fs::write(closed.path().join("own"), "").expect("something of its owner's");
    let refusal = Cluster::supervise(&config(&closed)).await.expect_err("refused").to_string();
    assert!(refusal.contains(&format!("chmod o+x {}", closed.path().display())), "{refusal}");
    assert!(!closed.path().join("data").exists(), "nothing was made");
}

#[tokio::test]
async fn programs_that_the_servers_account_cannot_run_are_refused_naming_both() {
    if !Uid::effective().is_root() {
        return;
    }
    let dir = passable_dir();
    let closed = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700)).expect("its mode");
    for name in ["initdb", "postgres"] {
        let program = closed.path().join(name);
        fs::write(&program, "#!/bin/sh\n").expect("a program");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("its mode");
    }
    let config = ClusterConfig { binaries: Some(closed.path().to_path_buf()), ..config(&dir) };
    let refusal = Cluster::supervise(&config).await.expect_err("refused").to_string();
    assert!(refusal.contains("cannot be run as the account"), "{refusal}");
    assert!(refusal.contains(&closed.path().display().to_string()), "{refusal}");
}

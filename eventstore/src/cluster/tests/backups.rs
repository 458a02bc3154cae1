//! Backups with a real server: restored to a moment and to the end, damaged, kept for a time.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;

async fn now(cluster: &Cluster) -> DateTime<Utc> {
    ask(cluster, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.USZ')")
        .await
        .parse()
        .expect("a time")
}

/// Waits until everything written so far is in the folder.
async fn archived(cluster: &Cluster, folder: &Path) {
    let segment = ask(cluster, "SELECT pg_walfile_name(pg_switch_wal())").await;
    let deadline = Instant::now() + LIMIT;
    while !folder.join("wal").join(&segment).exists() {
        assert!(Instant::now() < deadline, "{segment} does not arrive");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What a restored cluster holds.
async fn kept(config: &ClusterConfig) -> String {
    let cluster = Cluster::supervise_restored(config).await.expect("started");
    cluster.finish_restore().expect("finished");
    assert_eq!(ask(&cluster, "SELECT pg_is_in_recovery()::text").await, "false");
    let kept = ask(&cluster, "SELECT string_agg(n::text, ' ' ORDER BY n) FROM kept").await;
    tell(&cluster, "INSERT INTO kept VALUES (100)").await;
    cluster.stop().await.expect("stopped");
    kept
}

#[tokio::test]
async fn backup_is_restored_to_a_moment_and_to_the_end_and_older_ones_go() {
    let dir = passable_dir();
    let backups = dir.path().join("backups");
    let cluster = Cluster::supervise(&config(&dir)).await.expect("started");
    tell(&cluster, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)").await;
    let first = cluster.back_up(&backups, TimeDelta::days(7)).await.expect("copied");
    tell(&cluster, "INSERT INTO kept VALUES (2)").await;
    let moment = now(&cluster).await;
    tell(&cluster, "INSERT INTO kept VALUES (3)").await;
    archived(&cluster, &backups).await;

    let then = config_at(dir.path().join("then"));
    assert_eq!(Cluster::restore(&then, &backups, Some(moment)).await.expect("restored"), first);
    assert_eq!(kept(&then).await, "1 2");
    let end = config_at(dir.path().join("end"));
    Cluster::restore(&end, &backups, Some(moment)).await.expect("restored");
    // Cut before its last check: it is neither served nor joined, and another restore begins anew.
    for refusal in [Cluster::supervise(&end).await, Cluster::join_or_start(&end).await] {
        let refusal = refusal.expect_err("refused");
        assert!(matches!(&refusal, ClusterError::RestoreUnfinished { .. }), "{refusal}");
        assert!(refusal.to_string().contains("muster restore"), "{refusal}");
    }
    let left = Cluster::supervise_restored(&end).await.expect("started");
    let busy = Cluster::restore(&end, &backups, None).await.expect_err("refused");
    assert!(matches!(busy, BackupError::Cluster(ClusterError::Supervised { .. })), "{busy}");
    left.stop().await.expect("stopped");
    Cluster::restore(&end, &backups, None).await.expect("restored");
    assert_eq!(kept(&end).await, "1 2 3");
    let refusal = Cluster::restore(&end, &backups, None).await.expect_err("refused");
    assert!(matches!(refusal, BackupError::Occupied(_)), "{refusal}");
    let early = config_at(dir.path().join("early"));
    let refusal = Cluster::restore(&early, &backups, Some(first.complete_at - TimeDelta::hours(1))).await;
    assert!(matches!(refusal, Err(BackupError::NoBase { .. })), "{refusal:?}");

    let segments = |folder: &Path| fs::read_dir(folder.join("wal")).expect("a folder").count();
    let before = segments(&backups);
    let second = cluster.back_up(&backups, TimeDelta::zero()).await.expect("copied");
    assert_eq!(fs::read_dir(backups.join("base")).expect("a folder").count(), 1);
    assert!(segments(&backups) < before + 2, "the segments of the first copy are gone");
    tell(&cluster, "INSERT INTO kept VALUES (4)").await;
    archived(&cluster, &backups).await;
    cluster.stop().await.expect("stopped");
    let last = config_at(dir.path().join("last"));
    assert_eq!(Cluster::restore(&last, &backups, None).await.expect("restored"), second);
    assert_eq!(kept(&last).await, "1 2 3 4");
}

#[tokio::test]
async fn base_copy_that_was_changed_is_refused_by_the_name_of_its_file() {
    let dir = passable_dir();
    let backups = dir.path().join("backups");
    let cluster = Cluster::supervise(&config(&dir)).await.expect("started");
    cluster.back_up(&backups, TimeDelta::days(7)).await.expect("copied");
    cluster.stop().await.expect("stopped");
    let base = fs::read_dir(backups.join("base")).expect("a folder").next().expect("a copy").expect("a copy").path();
    let file = base.join("global/pg_control");
    let mut bytes = fs::read(&file).expect("a file");
    bytes[100] ^= 1;
    fs::write(&file, bytes).expect("written");
    let then = config_at(dir.path().join("then"));
    let refusal = Cluster::restore(&then, &backups, None).await.expect_err("refused");
    assert!(refusal.to_string().contains("global/pg_control"), "{refusal}");
    assert!(!then.data_dir.join("pg").exists());
    let refusal = Cluster::supervise(&then).await.expect_err("refused");
    assert!(matches!(refusal, ClusterError::RestoreUnfinished { .. }), "no empty registry in its place: {refusal}");

    let cluster = Cluster::supervise(&config(&dir)).await.expect("started");
    let refusal = cluster.back_up(&dir.path().join("with space"), TimeDelta::days(7)).await.expect_err("refused");
    assert!(matches!(refusal, BackupError::Folder(_)), "{refusal}");
    cluster.stop().await.expect("stopped");
}

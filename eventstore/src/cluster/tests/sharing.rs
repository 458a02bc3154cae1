//! Several processes on one folder, one after the other or at once, and those that were killed.

use super::*;

#[tokio::test]
async fn orphaned_server_is_adopted_and_stopped_when_its_supervisor_was_killed() {
    let dir = passable_dir();
    let config = config(&dir);
    let mut helper = start_helper(&config.data_dir);
    let refused = Cluster::supervise(&config).await.expect_err("the helper lives").to_string();
    assert!(refused.contains(&format!("process {}", helper.id())), "{refused}");
    helper.kill().expect("kill -9");
    helper.wait().expect("its end");

    let adopted = Cluster::supervise(&config).await.expect("adopted");
    assert!(adopted.child.is_none(), "nothing was started: the orphan was still there");
    assert_eq!(ask(&adopted, "SELECT 'alive'").await, "alive");
    let pid = server_pid(&adopted);
    adopted.stop().await.expect("stopped");
    wait_for("the orphan's end", || !server::is_postmaster(pid.as_raw(), &dir.path().join("data/pg")));
}

#[tokio::test]
async fn server_starts_again_after_it_and_its_supervisor_were_killed() {
    let dir = passable_dir();
    let config = config(&dir);
    let first = Cluster::supervise(&config).await.expect("started");
    tell(&first, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").await;
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
    Cluster::supervise(&config).await.expect("made").stop().await.expect("stopped");
    let mut stranger = Command::new("sleep").arg("600").spawn().expect("a stranger");
    let pg = config.data_dir.join("pg");
    let text = format!("{}\n{}\n1\n5432\n\n\n", stranger.id(), pg.display());
    fs::write(pg.join("postmaster.pid"), text).expect("a stale file");
    let cluster = Cluster::supervise(&config).await.expect("started");
    cluster.stop().await.expect("stopped");
    assert!(stranger.try_wait().expect("its state").is_none(), "the stranger was left alone");
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
    let (one, two) = tokio::join!(Cluster::join_or_start(&config), Cluster::join_or_start(&config));
    let (one, two) = (one.expect("one"), two.expect("two"));
    let (starter, joiner) = if one.child.is_some() { (one, two) } else { (two, one) };
    assert!(starter.child.is_some() && joiner.child.is_none(), "one server for both");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_command_finds_a_server_when_many_come_and_go_at_once() {
    /// Commands at one time, and how often each comes again.
    const COMMANDS: usize = 6;
    const ROUNDS: usize = 4;
    let dir = passable_dir();
    let config = config(&dir);
    let commands: Vec<_> = (0..COMMANDS)
        .map(|_| {
            let config = config.clone();
            tokio::spawn(async move {
                for _ in 0..ROUNDS {
                    let cluster = Cluster::join_or_start(&config).await.expect("a server");
                    assert_eq!(ask(&cluster, "SELECT 'alive'").await, "alive");
                    cluster.stop().await.expect("left");
                }
            })
        })
        .collect();
    for command in commands {
        command.await.expect("no panic");
    }
    assert!(!config.data_dir.join("pg/postmaster.pid").exists(), "the last one out stopped it");
}

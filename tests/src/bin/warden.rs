//! Outlives a test process and leaves its cluster after it: the last one out stops the server.
//! It is started by `muster_tests::server` and is of no use to people.

use muster_eventstore::cluster::{Cluster, ClusterConfig};
use std::{io::Read as _, path::PathBuf, process::ExitCode};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(data_dir) = arguments.next().map(PathBuf::from) else {
        return ExitCode::FAILURE;
    };
    let remove = arguments.next().is_some_and(|argument| argument == "--remove");
    // The other end of the pipe closes when the test process ends, also by a kill -9.
    drop(std::io::stdin().read_to_end(&mut Vec::new()));
    // Joining and leaving again is what stops a server that nobody else uses.
    let stopped = match Cluster::join_or_start(&ClusterConfig { data_dir: data_dir.clone(), binaries: None }).await {
        Ok(cluster) => cluster.stop().await,
        Err(error) => Err(error),
    };
    if remove && stopped.is_ok() {
        drop(std::fs::remove_dir_all(&data_dir));
    }
    if stopped.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

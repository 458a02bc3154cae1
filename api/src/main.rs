//! The program `muster`: reads the command line, sets up logging, runs one command.
// The schema is one deep type, whose layout the compiler follows further than its default.
#![recursion_limit = "256"]

use muster_api::cli::{command, run};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What is logged when `MUSTER_LOG` says nothing.
const LOG_DEFAULT: &str = "warn,muster=info";

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("MUSTER_LOG").unwrap_or_else(|_| EnvFilter::new(LOG_DEFAULT));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // The HTTP front logs a panic with bounded text; the default hook would print its message in full.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic was caught");
    }));
    run(command().get_matches()).await
}

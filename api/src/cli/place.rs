//! Where the registry is kept, read from flags and variables.

use super::{CommandFault, args::PlaceArguments};
use crate::app::Place;
use muster_eventstore::cluster;
use sqlx::postgres::PgConnectOptions;

/// The variable that carries the key-encryption key, for servers that keep secrets in their environment.
const KEY_VARIABLE: &str = "MUSTER_KEY";
/// Every variable of ours.
const VARIABLES: &[&str] = &[
    KEY_VARIABLE,
    "MUSTER_DATA_DIR",
    "MUSTER_LISTEN",
    "MUSTER_LOG",
    "MUSTER_LOG_ORIGIN",
    "MUSTER_OIDC_AUDIENCE",
    "MUSTER_OIDC_ISSUER",
    "MUSTER_PG_BIN",
    "MUSTER_TRUSTED_PROXIES",
];

/// The first variable that begins like ours and is none.
pub(super) fn unknown_variable() -> Option<String> {
    std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .find(|name| name.starts_with("MUSTER_") && !VARIABLES.contains(&name.as_str()))
}

/// Reads where the registry is kept.
pub(super) fn read(arguments: &PlaceArguments) -> Result<Place, CommandFault> {
    let database = arguments.database.as_deref().filter(|url| !url.is_empty()).map(parse_url).transpose()?;
    Ok(Place {
        database,
        data_dir: arguments.data_dir.clone().unwrap_or_else(cluster::default_data_dir),
        binaries: arguments.pg_bin.clone(),
        key_text: std::env::var(KEY_VARIABLE).ok(),
    })
}

fn parse_url(url: &str) -> Result<PgConnectOptions, CommandFault> {
    // The text may hold a password, so it is not repeated.
    url.parse().map_err(|_| CommandFault::Usage("the database is no URL of the form postgres://…".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variables that a command and those below it read.
    fn read_by(command: &clap::Command) -> Vec<String> {
        let own = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned));
        own.chain(command.get_subcommands().flat_map(read_by)).collect()
    }

    #[test]
    fn every_variable_that_is_read_is_one_of_ours() {
        let read = read_by(&crate::cli::command());
        assert!(read.iter().any(|name| name == "MUSTER_LISTEN"), "{read:?}");
        for name in read.iter().filter(|name| name.starts_with("MUSTER_")) {
            assert!(VARIABLES.contains(&name.as_str()), "{name}");
        }
    }
}

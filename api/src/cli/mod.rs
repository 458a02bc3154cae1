//! The command line: what can be typed, and the one line that a person reads when it is refused.

mod admin;
mod args;
mod audit;
mod audit_args;
mod backup;
mod demo;
mod erasures;
mod import;
mod keys;
mod place;
mod questions;
mod rebuild;
mod replay;
mod serve;
mod tokens;
mod vault;
mod witness;

pub use args::{Arguments, Command};
pub use questions::Answer;

use crate::{App, app::OpenFault};
use args::PlaceArguments;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use futures::future::BoxFuture;
use std::process::ExitCode;

/// Why a command ends without success.
#[derive(Debug, thiserror::Error)]
pub enum CommandFault {
    /// The registry does not open or close.
    #[error(transparent)]
    Open(#[from] OpenFault),
    /// The log failed.
    #[error(transparent)]
    Store(#[from] muster_eventstore::StoreFault),
    /// A key is not made.
    #[error(transparent)]
    Key(#[from] muster_eventstore::api_keys::KeyError),
    /// A view failed.
    #[error(transparent)]
    View(#[from] muster_projections::ViewFault),
    /// The demonstration was refused or failed.
    #[error("the demonstration data: {0}")]
    Demonstration(String),
    /// A file was not taken over.
    #[error(transparent)]
    Import(#[from] crate::import::ImportFault),
    /// The sealed log refuses or fails.
    #[error(transparent)]
    Seal(#[from] muster_eventstore::seal::SealFault),
    /// The keys of a bundle's people were not written.
    #[error(transparent)]
    Keys(#[from] muster_eventstore::carried_keys::CarriedFault),
    /// No registry was made of the bundle.
    #[error(transparent)]
    Bundle(#[from] crate::bundles::BundleFault),
    /// The witness does not start.
    #[error(transparent)]
    Witness(#[from] crate::seal::witness::WitnessFault),
    /// Something outside could not be used: an address, a file.
    #[error("{doing}")]
    Outside {
        /// What was being done, with the address or file.
        doing: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// The ledger of erasures was not written or not applied.
    #[error(transparent)]
    Ledger(#[from] crate::erasures::LedgerFault),
    /// The registry was not backed up or not restored, or a restored one is not what it was.
    #[error(transparent)]
    Backup(#[from] crate::backups::BackupFault),
    /// What was typed cannot be used.
    #[error("{0}")]
    Usage(String),
    /// The command did its work, and the answer is no.
    #[error("{0}")]
    Refused(String),
}

/// Exit status of a command that was typed wrongly.
const USAGE_STATUS: u8 = 2;

/// What can be typed: the commands that keep the registry, and the questions of the trade.
#[must_use]
pub fn command() -> clap::Command {
    questions::added(Arguments::command())
}

/// Runs one command to its end. The future is boxed, so that it is compiled here and not once more with the program.
pub fn run(matches: ArgMatches) -> BoxFuture<'static, ExitCode> {
    Box::pin(run_to_end(matches))
}

async fn run_to_end(matches: ArgMatches) -> ExitCode {
    let outcome = match (place::unknown_variable(), matches.subcommand()) {
        (Some(name), _) => Err(CommandFault::Usage(format!("{name} is no variable of muster; see muster --help"))),
        (None, Some((noun, question))) if questions::is_asked(noun, question) => answer(&matches, noun, question).await,
        (None, _) => match Arguments::from_arg_matches(&matches) {
            Ok(arguments) => dispatch(arguments).await,
            Err(error) => Err(CommandFault::Usage(error.to_string())),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say_error(&fault);
            match fault {
                CommandFault::Usage(_) => ExitCode::from(USAGE_STATUS),
                CommandFault::Open(_)
                | CommandFault::Store(_)
                | CommandFault::Key(_)
                | CommandFault::View(_)
                | CommandFault::Import(_)
                | CommandFault::Ledger(_)
                | CommandFault::Backup(_)
                | CommandFault::Seal(_)
                | CommandFault::Keys(_)
                | CommandFault::Bundle(_)
                | CommandFault::Witness(_)
                | CommandFault::Demonstration(_)
                | CommandFault::Outside { .. }
                | CommandFault::Refused(_) => ExitCode::FAILURE,
            }
        }
    }
}

/// The answer of an open registry to a question as it is typed, without the program's name: `hours due --within-days 3`.
///
/// # Errors
/// [`CommandFault::Usage`] when it is no question, [`CommandFault::Refused`] when the registry refuses it.
pub async fn ask<'w>(app: &App, words: impl IntoIterator<Item = &'w str>) -> Result<Answer, CommandFault> {
    let typed = std::iter::once("muster").chain(words);
    let matches = command().try_get_matches_from(typed).map_err(|error| CommandFault::Usage(error.to_string()))?;
    match matches.subcommand() {
        Some((noun, question)) if questions::is_asked(noun, question) => questions::ask(app, noun, question).await,
        _ => Err(CommandFault::Usage("it is no question".to_owned())),
    }
}

async fn answer(matches: &ArgMatches, noun: &str, question: &ArgMatches) -> Result<(), CommandFault> {
    let place = PlaceArguments::from_arg_matches(matches).map_err(|error| CommandFault::Usage(error.to_string()))?;
    questions::run(&place::read(&place)?, noun, question).await
}

async fn dispatch(arguments: Arguments) -> Result<(), CommandFault> {
    let place = place::read(&arguments.place)?;
    match arguments.command {
        Command::Serve(serve) => serve::run(&place, &serve).await,
        Command::Import(import) => import::run(&place, &import).await,
        Command::Keys(keys) => keys::run(&place, &keys).await,
        Command::Admin(admin) => admin::run(&place, &admin).await,
        Command::Tokens(tokens) => tokens::run(&place, &tokens).await,
        Command::Vault(vault) => vault::run(&place, &vault).await,
        Command::Rebuild(rebuild) => rebuild::run(&place, &rebuild).await,
        Command::Erasures(erasures) => erasures::run(&place, &erasures).await,
        Command::Backup(backup) => backup::back_up(&place, &backup).await,
        Command::Restore(restore) => backup::restore(&place, &restore).await,
        Command::VerifyRestore(verify) => backup::verify(&place, &verify).await,
        Command::Audit(audit) => audit::run(&place, &audit).await,
        Command::Witness(witness) => witness::run(&witness).await,
        Command::Schema => {
            say(crate::graphql::schema_text().trim_end());
            Ok(())
        }
    }
}

/// A line on standard output: what the command gives.
#[expect(clippy::print_stdout, reason = "standard output is what a command line answers on")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// A line on standard error: what a person should know beside it.
#[expect(clippy::print_stderr, reason = "standard error is where a command line speaks to a person")]
pub(crate) fn note(line: &str) {
    eprintln!("{line}");
}

/// The fault and its sources in one line.
fn say_error(fault: &CommandFault) {
    let mut line = format!("muster: {fault}");
    let mut next = std::error::Error::source(fault);
    while let Some(source) = next {
        let text = source.to_string();
        if !line.ends_with(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        next = source.source();
    }
    note(&line);
}

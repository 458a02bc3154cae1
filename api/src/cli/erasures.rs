//! `muster erasures`: the ledger of erasures as a file, and its application to a restored store.

use super::{
    CommandFault,
    args::{ErasuresArguments, ErasuresCommand},
    say,
};
use crate::{
    App,
    app::{Place, Use},
    erasures::{self, Applied},
};

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &ErasuresArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, &arguments.command).await;
    app.close().await?;
    outcome
}

async fn act(app: &App, command: &ErasuresCommand) -> Result<(), CommandFault> {
    match command {
        ErasuresCommand::Export { file } => {
            let count = erasures::export(&app.log, file).await?;
            say(&format!("{count} erasures written to {}", file.display()));
        }
        ErasuresCommand::Apply { file } => {
            let Applied { erased, known, absent } = erasures::apply(&app.log, &app.views, file).await?;
            say(&format!("{erased} erased again, {known} erased before, {absent} not in this store"));
        }
    }
    Ok(())
}

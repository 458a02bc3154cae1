//! `muster rebuild`: a view anew beside the live one; also the proof that replayed and live rows are the same.

use super::{CommandFault, args::RebuildArguments, say};
use crate::{
    App,
    app::{Place, Use},
};
use muster_projections::rebuild;

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &RebuildArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, arguments).await;
    app.close().await?;
    outcome
}

async fn act(app: &App, arguments: &RebuildArguments) -> Result<(), CommandFault> {
    let chosen = match &arguments.view {
        Some(name) => vec![app.views.find(name)?],
        None => app.views.iter().collect(),
    };
    for view in chosen {
        if arguments.verify {
            let position = rebuild::verify(&app.log, view.as_ref()).await?;
            say(&format!("{}: replayed rows are the live rows at position {position}", view.name()));
        } else {
            let position = rebuild::rebuild(&app.log, view.as_ref()).await?;
            say(&format!("{}: rebuilt up to position {position}", view.name()));
        }
    }
    Ok(())
}

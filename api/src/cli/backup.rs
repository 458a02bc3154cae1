//! `muster backup`, `muster restore` and `muster verify-restore`: the registry kept safe, brought back, and checked.

use super::{
    CommandFault,
    args::{BackupArguments, RestoreArguments, VerifyRestoreArguments},
    note, say,
};
use crate::{
    App,
    app::{Place, Use},
    backups::{self, BackupFault, Verified},
};
use chrono::TimeDelta;
use muster_eventstore::{cluster::Cluster, vault::KEY_FILE_NAME};
use std::path::Path;

/// Copies the registry into a folder.
pub(super) async fn back_up(place: &Place, arguments: &BackupArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = backups::back_up(&app, &arguments.to, TimeDelta::days(arguments.keep_days.into())).await;
    app.close().await?;
    let base = outcome?;
    say(&format!("{} files copied, complete at {}", base.files(), base.complete_at.to_rfc3339()));
    note("keep the key files of the data folder elsewhere: without them nobody can read a backup, not even you");
    Ok(())
}

/// Brings a registry back into a new data folder.
pub(super) async fn restore(place: &Place, arguments: &RestoreArguments) -> Result<(), CommandFault> {
    if place.database.is_some() {
        return Err(BackupFault::GivenServer.into());
    }
    if place.key_text.is_none() && !place.data_dir.join(KEY_FILE_NAME).exists() {
        let folder = place.data_dir.display();
        return Err(CommandFault::Usage(format!("put {KEY_FILE_NAME} of the registry into {folder} first, mode 0600")));
    }
    let base = Cluster::restore(&place.private(), &arguments.from, arguments.at).await.map_err(BackupFault::from)?;
    say(&format!("restored from the copy of {}", base.complete_at.to_rfc3339()));
    backups::remember(&place.data_dir, &arguments.from)?;
    // Nobody but this process uses the folder until the erased are forgotten again and everything is checked.
    let app = App::open(place, Use::Restore).await?;
    let outcome = settle(&app, &arguments.from).await;
    app.close().await?;
    outcome
}

async fn settle(app: &App, from: &Path) -> Result<(), CommandFault> {
    let applied = backups::forget(app, from).await?;
    say(&format!("{} people erased again, {} erased before", applied.erased, applied.known));
    // The backup may end where an index key was in force and the views did not stand under it yet.
    if let Some(settled) = app.views.end_cut_reindexing().await? {
        say(&format!("index key {} had just been put in force; what people are found by is rebuilt", settled.version));
    }
    let verified = backups::verify(app, from).await?;
    backups::finish(app)?;
    report(&verified);
    if verified.held > verified.events {
        note("nothing is signed until somebody has looked: muster audit status, muster audit resume");
    }
    Ok(())
}

/// Checks a restored registry.
pub(super) async fn verify(place: &Place, arguments: &VerifyRestoreArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = backups::verify(&app, &arguments.from).await;
    app.close().await?;
    report(&outcome?);
    Ok(())
}

fn report(verified: &Verified) {
    let Verified { events, proved, held, erased, views } = verified;
    say(&format!("{events} events, the first {proved} proved by a held checkpoint"));
    if held > events {
        say(&format!("{} events were signed once and are not here: positions {} to {held}", held - events, events + 1));
    }
    say(&format!("{erased} people of the ledger of erasures can neither be read nor found"));
    say(&format!("{views} views are what the log replays to"));
}

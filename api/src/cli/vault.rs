//! `muster vault`: the keys of personal text, changed on the host while servers go on serving.

use super::{
    CommandFault,
    args::{VaultArguments, VaultCommand},
    note, say,
};
use crate::{
    App,
    app::{Place, Use},
};
use chrono::{DateTime, Utc};
use muster_eventstore::vault::{
    KEY_FILE_NAME,
    rotation::{IndexKey, KeysStatus, Reindexed},
};

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &VaultArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, place, arguments.command).await;
    app.close().await?;
    outcome
}

async fn act(app: &App, place: &Place, command: VaultCommand) -> Result<(), CommandFault> {
    let vault = app.log.vault();
    match command {
        VaultCommand::Status => lines(&vault.status().await?).iter().for_each(|line| say(line)),
        VaultCommand::RotateKey => {
            let rotated = vault.rotate_wrapping().await?;
            say(&format!(
                "key-encryption key {} is in use; {} keys are wrapped under it anew",
                rotated.name, rotated.keys
            ));
            if place.key_text.is_none() {
                let file = place.data_dir.join(KEY_FILE_NAME);
                note(&format!(
                    "copy {} to where you keep it; backups from before need its older lines",
                    file.display()
                ));
            }
        }
        VaultCommand::ForgetOlderKeys => {
            let forgotten = vault.forget_older_wrapping().await?;
            say(&format!("{forgotten} older key-encryption keys are out of the file"));
        }
        VaultCommand::RotateIndex => {
            let Reindexed { version, identities } = app.log.rotate_index().await?;
            say(&format!("index key {version} is in force; {identities} identities stand under it"));
            for view in app.views.reindex().await? {
                say(&format!("{view} is rebuilt"));
            }
            let ended = app.log.settle_index(version).await?;
            if ended > 0 {
                say(&format!("{ended} older index keys are deleted"));
            }
        }
    }
    Ok(())
}

fn lines(status: &KeysStatus) -> Vec<String> {
    let wrapping = status.wrapping.iter().map(|key| {
        let state = if key.in_use { "in use" } else { "not in use" };
        format!("key-encryption key {}  {state}  {} keys of people and streams", key.name, key.keys)
    });
    let index = status.index.iter().map(|key| format!("index key {}  {}", key.version, index_state(key)));
    let destroyed = format!("{} keys are destroyed for good", status.destroyed);
    wrapping.chain(index).chain([destroyed]).collect()
}

fn index_state(key: &IndexKey) -> String {
    let day = |at: DateTime<Utc>| at.date_naive();
    match (key.in_force_since, key.settled_at) {
        (None, _) => "is being made ready; run rotate-index again".to_owned(),
        (Some(since), None) => {
            format!("in force since {}; run rotate-index again to rebuild what people are found by", day(since))
        }
        (Some(since), Some(_)) => format!("in force since {}", day(since)),
    }
}

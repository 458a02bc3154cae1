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
    rotation::{IndexKey, KeysStatus, Reindexed, Rewrapped, WrappingStep},
};
use std::{cmp::Ordering, path::Path};

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
            let step = vault.rotate_wrapping().await?;
            // Where the environment carries the keys, whoever puts one there has carried it to every server already.
            let file = place.key_text.is_none().then(|| place.data_dir.join(KEY_FILE_NAME));
            say_step(&step, file.as_deref());
        }
        VaultCommand::ForgetOlderKeys => {
            let forgotten = vault.forget_older_wrapping().await?;
            say(&format!("{forgotten} older key-encryption keys are out of the file"));
        }
        VaultCommand::RotateIndex => {
            let Reindexed { version, identities } = app.log.rotate_index().await?;
            match identities {
                Some(moved) => say(&format!("index key {version} is in force; {moved} identities stand under it")),
                None => say(&format!("index key {version} is in force since an earlier run, which this one ends")),
            }
            let settled = app.views.settle_index(version).await?;
            settled.views.iter().for_each(|view| say(&format!("{view} is rebuilt")));
            if settled.ended > 0 {
                say(&format!("{} older index keys are deleted", settled.ended));
            }
        }
    }
    Ok(())
}

/// Says what a step came to, and what a person does next.
fn say_step(step: &WrappingStep, file: Option<&Path>) {
    let next = match step {
        WrappingStep::Prepared(name) => {
            say(&format!("key-encryption key {name} is ready; nothing is wrapped under it yet"));
            "copy it to every host and to the safe, then run this again: that takes the key into use"
        }
        WrappingStep::TookOver(Rewrapped { name, keys }) => {
            say(&format!("key-encryption key {name} is in use; {keys} keys are wrapped under it anew"));
            "keep it with all its keys: backups from before need the older ones"
        }
    };
    if let Some(file) = file {
        note(&format!("{}: {next}", file.display()));
    }
}

fn lines(status: &KeysStatus) -> Vec<String> {
    let in_use = status.wrapping.iter().position(|key| key.in_use).unwrap_or_default();
    let wrapping = status.wrapping.iter().enumerate().map(|(place, key)| {
        let state = match place.cmp(&in_use) {
            Ordering::Less => "ready; once every host and the safe have it, rotate-key takes it into use",
            Ordering::Equal => "in use",
            Ordering::Greater => "older",
        };
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

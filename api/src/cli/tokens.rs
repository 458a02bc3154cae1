//! `muster tokens`: what the issuer said and is believed no more, kept on the host.

use super::{
    CommandFault,
    args::{TokenChoice, TokensArguments, TokensCommand},
    say,
};
use crate::{
    App,
    app::{Place, Use},
};
use muster_eventstore::sign_in::denied_tokens::{self, Denied};

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &TokensArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, &arguments.command).await;
    app.close().await?;
    outcome
}

async fn act(app: &App, command: &TokensCommand) -> Result<(), CommandFault> {
    let pool = app.log.pool();
    match command {
        TokensCommand::Deny(choice) => Ok(denied_tokens::deny(pool, &denied(choice)?).await?),
        TokensCommand::Allow(choice) => {
            if denied_tokens::allow(pool, &denied(choice)?).await? {
                Ok(())
            } else {
                Err(CommandFault::Refused("it was not denied".to_owned()))
            }
        }
        TokensCommand::Denied => {
            for (kind, value, denied_at) in denied_tokens::list(pool).await? {
                say(&format!("{kind}  {value}  denied {}", denied_at.date_naive()));
            }
            Ok(())
        }
    }
}

/// Reads which tokens are meant; exactly one of both is typed.
fn denied(choice: &TokenChoice) -> Result<Denied, CommandFault> {
    let unknown =
        || CommandFault::Usage("a principal is written oidc: and an id; a token id has 1 to 512 bytes".into());
    match (&choice.principal, &choice.token_id) {
        (Some(principal), _) => {
            let id = principal.strip_prefix("oidc:").and_then(|id| id.parse().ok());
            id.map(Denied::Subject).ok_or_else(unknown)
        }
        (None, Some(id)) if (1..=512).contains(&id.len()) => Ok(Denied::TokenId(id.clone())),
        (None, _) => Err(unknown()),
    }
}

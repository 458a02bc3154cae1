//! `muster keys`: made, listed and revoked on the host; there is no default key.

use super::{
    CommandFault,
    args::{KeysArguments, KeysCommand},
    say,
};
use crate::{
    App,
    access::grants,
    app::{Place, Use},
};
use chrono::Duration;
use muster_domain::{
    account::Scope,
    kernel::{Code, OrganizationId},
    organization::Organization,
};
use muster_eventstore::api_keys;

/// What a key of an organization may do where nothing is said.
const OF_ORGANIZATION: &str = "ORGANIZATION_WRITER,ORGANIZATION_APPROVER";

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &KeysArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, &arguments.command).await;
    app.close().await?;
    outcome
}

async fn act(app: &App, command: &KeysCommand) -> Result<(), CommandFault> {
    let pool = app.log.pool();
    match command {
        KeysCommand::Create { name, days, role, organization } => {
            let organization = organization.as_deref();
            if let Some(code) = organization {
                check_organization(app, code).await?;
            }
            let grants = role.as_deref().unwrap_or(OF_ORGANIZATION);
            check_grants(app, grants, organization)?;
            let expires_at = app.log.clock().now() + Duration::days(i64::from(*days));
            let key = api_keys::create(pool, name, grants, organization, Some(expires_at)).await?;
            say(&key);
            Ok(())
        }
        KeysCommand::List => {
            for key in api_keys::list(pool).await? {
                let state = match key.revoked_at {
                    Some(at) => format!("revoked {}", at.date_naive()),
                    None => key.expires_at.map_or_else(|| "good".to_owned(), |at| format!("ends {}", at.date_naive())),
                };
                let of = key.organization.map(|code| format!(" of {code}")).unwrap_or_default();
                let made = key.created_at.date_naive();
                say(&format!("{}  {}{of}  {}  made {made}  {state}", key.id, key.role, key.name));
            }
            Ok(())
        }
        KeysCommand::Revoke { id } => {
            if api_keys::revoke(pool, *id).await? {
                Ok(())
            } else {
                Err(CommandFault::Refused(format!("there is no key {id} to revoke")))
            }
        }
    }
}

/// A key is granted only what can be read, over divisions that there are.
fn check_grants(app: &App, text: &str, organization: Option<&str>) -> Result<(), CommandFault> {
    let refused = |why: String| CommandFault::Refused(why);
    let organization = organization.map(Code::try_new).transpose().map_err(|error| refused(error.to_string()))?;
    let granted = grants::read(text, organization.as_ref()).map_err(|error| refused(error.to_string()))?;
    let unknown = granted.iter().find_map(|grant| match &grant.scope {
        Scope::Division(code) if app.log.divisions().find(code).is_none() => Some(code),
        Scope::Division(_) | Scope::Registry | Scope::Organization(_) | Scope::Person(_) => None,
    });
    match unknown {
        None => Ok(()),
        Some(code) => Err(refused(format!("there is no division {code}"))),
    }
}

/// A key is bound only to an organization that is on file.
async fn check_organization(app: &App, code: &str) -> Result<(), CommandFault> {
    let unknown = || CommandFault::Refused(format!("there is no organization {code}"));
    let id = OrganizationId::of_code(&Code::try_new(code).map_err(|_| unknown())?);
    app.log.find::<Organization>(id.uuid()).await?.map(drop).ok_or_else(unknown)
}

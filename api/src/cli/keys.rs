//! `muster keys`: made, listed, rotated and revoked on the host; there is no default key.

use super::{
    CommandFault,
    args::{KeyLifetime, KeysArguments, KeysCommand},
    note, say,
};
use crate::{
    App,
    access::grants,
    app::{Place, Use},
};
use chrono::{DateTime, Duration, Utc};
use muster_domain::{
    account::Scope,
    kernel::{
        Code, OrganizationId,
        time::{local_midnight, next_day},
    },
    organization::Organization,
};
use muster_eventstore::api_keys::{self, ApiKey};

/// Days that a key lasts at most.
const DAYS_LIMIT: i64 = 365;

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
        KeysCommand::Create { name, lifetime, role, organization } => {
            let organization = organization.as_deref();
            if let Some(code) = organization {
                check_organization(app, code).await?;
            }
            let grants = role.as_deref().unwrap_or(OF_ORGANIZATION);
            check_grants(app, grants, organization)?;
            let expires_at = end(lifetime, app.log.clock().now())?;
            let key = api_keys::create(pool, name, grants, organization, Some(expires_at)).await?;
            note(&format!("the key ends {}; it is shown this once:", expires_at.date_naive()));
            say(&key);
            Ok(())
        }
        KeysCommand::List => {
            for key in api_keys::list(pool).await? {
                say(&line(&key));
            }
            Ok(())
        }
        KeysCommand::Rotate { id, lifetime } => {
            let expires_at = end(lifetime, app.log.clock().now())?;
            let key = api_keys::rotate(pool, *id, expires_at).await?;
            note(&format!("the new key ends {}; revoke {id} when nothing uses it any more:", expires_at.date_naive()));
            say(&key);
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

/// A key in one line.
fn line(key: &ApiKey) -> String {
    let ends = key.expires_at.map_or_else(|| "ends never".to_owned(), |at| format!("ends {}", at.date_naive()));
    let state = key.revoked_at.map_or(ends, |at| format!("revoked {}", at.date_naive()));
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("last used {}", at.date_naive()));
    let of = key.organization.as_deref().map(|code| format!(" of {code}")).unwrap_or_default();
    let made = key.created_at.date_naive();
    format!("{}  {}{of}  {}  made {made}  {state}  {used}", key.id, key.role, key.name)
}

/// When a key ends: at the end of its last day, within a year.
fn end(lifetime: &KeyLifetime, now: DateTime<Utc>) -> Result<DateTime<Utc>, CommandFault> {
    let end = match lifetime.expires_on {
        Some(day) => local_midnight(next_day(day)),
        None => now + Duration::days(i64::from(lifetime.days)),
    };
    if end <= now || end > now + Duration::days(DAYS_LIMIT) {
        return Err(CommandFault::Usage(format!("a key ends later than now and within {DAYS_LIMIT} days")));
    }
    Ok(end)
}

/// A key is bound only to an organization that is on file.
async fn check_organization(app: &App, code: &str) -> Result<(), CommandFault> {
    let unknown = || CommandFault::Refused(format!("there is no organization {code}"));
    let id = OrganizationId::of_code(&Code::try_new(code).map_err(|_| unknown())?);
    app.log.find::<Organization>(id.uuid()).await?.map(drop).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end_on(day: &str) -> Option<String> {
        let lifetime = KeyLifetime { days: 1, expires_on: Some(day.parse().unwrap()) };
        end(&lifetime, "2024-06-03T12:00:00Z".parse().unwrap()).ok().map(|at| at.to_rfc3339())
    }

    #[test]
    fn key_ends_with_its_last_day_here_and_within_a_year() {
        assert_eq!(end_on("2024-06-02"), None);
        assert_eq!(end_on("2024-06-03").as_deref(), Some("2024-06-03T16:00:00+00:00"));
        assert_eq!(end_on("2025-06-02").as_deref(), Some("2025-06-02T16:00:00+00:00"));
        assert_eq!(end_on("2025-06-03"), None);
    }
}

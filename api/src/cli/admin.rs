//! `muster admin`: one-time links with which people make their own local account, the list, and removal; there is no
//! default account.

use super::{
    CommandFault,
    args::{AdminArguments, AdminCommand, LinkArguments},
    note, say,
};
use crate::{
    App,
    app::{Place, Use},
};
use muster_eventstore::sign_in::{accounts, enrolments};

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &AdminArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, &arguments.command).await;
    app.close().await?;
    outcome
}

async fn act(app: &App, command: &AdminCommand) -> Result<(), CommandFault> {
    match command {
        AdminCommand::Enrol(link) => print_link(app, true, link).await,
        AdminCommand::Invite(link) => print_link(app, false, link).await,
        AdminCommand::List => {
            for account in accounts::list(app.log.pool()).await? {
                let first = if account.administrator { "  administrator" } else { "" };
                let made = account.created_at.date_naive();
                say(&format!("account:{}  {}  made {made}{first}", account.id, account.login));
            }
            Ok(())
        }
        AdminCommand::Remove { login } => {
            if accounts::remove(app.log.pool(), login).await? {
                Ok(())
            } else {
                Err(CommandFault::Refused(format!("there is no account {login}")))
            }
        }
    }
}

async fn print_link(app: &App, administrator: bool, link: &LinkArguments) -> Result<(), CommandFault> {
    let begun = enrolments::begin(app.log.pool(), administrator, app.log.clock().now()).await?;
    let token = begun.ok_or_else(|| CommandFault::Refused("there is an administrator already".to_owned()))?;
    let minutes = enrolments::LIFETIME.num_minutes();
    note(&format!("good once, within {minutes} minutes; whoever has it chooses login and password:"));
    // The page of this address asks for them. After the # stands what no browser sends and no server logs.
    say(&format!("{}/enrol#{}", link.url.trim_end_matches('/'), token.as_str()));
    Ok(())
}

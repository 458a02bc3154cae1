//! `muster serve --demo`: fills an empty registry, and prints keys that end in a day.

use super::{CommandFault, note, say};
use crate::{
    App,
    demo::{self, DemoSignIn},
    edge::EdgeError,
    keys::OPERATOR,
};
use chrono::Duration;
use indicatif::{ProgressBar, ProgressStyle};
use muster_eventstore::api_keys;

/// What the printed key is called.
const KEY_NAME: &str = "demonstration";
/// Days until the printed key ends.
const KEY_DAYS: i64 = 1;

/// Fills the registry where it is empty, and prints the key.
pub(super) async fn prepare(app: &App, volunteers: u32) -> Result<(), CommandFault> {
    if demo::is_empty(&app.log).await.map_err(describe)? {
        fill(app, volunteers).await?;
    } else if !demo::is_demonstration(&app.log).await.map_err(describe)? {
        // Whoever has the printed keys may do everything, and what is served would be said to be synthetic.
        let message = "this registry did not begin as a demonstration; start it without --demo";
        return Err(CommandFault::Refused(message.to_owned()));
    } else {
        note("the registry has events already; the demonstration data were not entered again");
    }
    let expires_at = app.log.clock().now() + Duration::days(KEY_DAYS);
    // Earlier ones cannot be shown again.
    api_keys::revoke_named(app.log.pool(), KEY_NAME).await?;
    note("throw-away keys for this demonstration, good for one day, one for each role:");
    for DemoSignIn { what, name, grants, organization } in demo::sign_ins(&app.log).await.map_err(describe)? {
        api_keys::revoke_named(app.log.pool(), name).await?;
        let key = api_keys::create(app.log.pool(), name, &grants, organization, Some(expires_at)).await?;
        note(&format!("  {}  {what}", key.as_str()));
    }
    note("and one for everything:");
    let key = api_keys::create(app.log.pool(), KEY_NAME, OPERATOR, None, Some(expires_at)).await?;
    say(&key);
    Ok(())
}

async fn fill(app: &App, volunteers: u32) -> Result<(), CommandFault> {
    let share = f64::from(volunteers) / f64::from(demo::PUBLISHED_VOLUNTEERS) * 100.0;
    note(&format!(
        "entering synthetic data: {volunteers} volunteers in Jieyang, {share:.2} % of the published {}",
        demo::PUBLISHED_VOLUNTEERS
    ));
    let style = ProgressStyle::with_template("{spinner} {elapsed} {msg}: {pos} commands").ok();
    let bar = style.map_or_else(ProgressBar::new_spinner, |style| ProgressBar::new_spinner().with_style(style));
    let mut progress = |doing: &'static str, executed: usize| {
        bar.set_message(doing);
        bar.set_position(executed as u64);
    };
    let started = std::time::Instant::now();
    let executed = demo::fill(&app.log, volunteers, &mut progress).await.map_err(describe)?;
    bar.finish_and_clear();
    note(&format!("{executed} commands were executed in {:.1} s", started.elapsed().as_secs_f64()));
    Ok(())
}

fn describe(error: EdgeError) -> CommandFault {
    match error {
        EdgeError::Refused(refused) => CommandFault::Demonstration(format!("{} ({})", refused.message, refused.code)),
        EdgeError::Store(fault) => CommandFault::Store(fault),
        EdgeError::View(fault) => CommandFault::View(fault),
    }
}

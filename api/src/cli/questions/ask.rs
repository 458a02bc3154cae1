//! One question asked of the registry on this host, beside a running server or alone.

use super::{find, flags, sheet};
use crate::{
    App,
    access::{Access, grants},
    app::{Place, Use},
    backend::RegistryBackend,
    cli::{CommandFault, note, say},
    http::{Backend as _, Caller},
    keys::OPERATOR,
};
use async_graphql::{Request, Response, Value};
use clap::ArgMatches;
use std::time::Duration;

/// The field below which everything is answered as of a moment.
const AS_OF_FIELD: &str = "asOf";
/// How long views may take to reach the head of the log before a person is told so.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs the verb of a noun and prints its answer.
pub(in crate::cli) async fn run(place: &Place, noun: &str, matches: &ArgMatches) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let answer = ask(&app, noun, matches).await;
    app.close().await?;
    let answer = answer?;
    say(answer.text.trim_end());
    if let Some(cursor) = answer.next_page {
        note(&format!("there is more: --after={cursor}"));
    }
    Ok(())
}

/// An answer as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its text in the format that was asked for.
    pub text: String,
    /// The cursor after which more follows.
    pub next_page: Option<String>,
}

/// Asks an open registry as the operator on its host, as an import is made.
pub(in crate::cli) async fn ask(app: &App, noun: &str, matches: &ArgMatches) -> Result<Answer, CommandFault> {
    let unknown = || CommandFault::Usage(format!("{noun} needs a verb; see muster {noun} --help"));
    let (verb, matches) = matches.subcommand().ok_or_else(unknown)?;
    let document = find(noun, verb).ok_or_else(unknown)?;
    let backend = RegistryBackend::start(app);
    if tokio::time::timeout(PATIENCE, backend.caught_up()).await.is_err() {
        let seconds = PATIENCE.as_secs();
        return Err(CommandFault::Refused(format!("the views did not reach the head of the log in {seconds} s")));
    }
    let access = Access::new(grants::everything().into());
    let caller = Caller { actor: OPERATOR.to_owned(), role: access.roles(), access, organization: None };
    let moment = document.is_query().then(|| matches.get_one::<String>(flags::AS_OF)).flatten();
    let text = moment.map_or_else(|| document.text.to_owned(), |moment| document.text_as_of(moment));
    let variables = flags::variables(document, matches);
    let Response { data, errors, .. } = loop {
        let request = Request::new(text.clone()).variables(variables.clone());
        let response = backend.execute(caller.clone(), request).await;
        match response.errors.first() {
            // The build goes on meanwhile, and each round waits for it a while.
            Some(error) if is_building(error) => note(&error.message),
            _ => break response,
        }
    };
    if let Some(error) = errors.first() {
        return Err(CommandFault::Refused(refusal(error)));
    }
    let data = match (data, moment) {
        (Value::Object(mut fields), Some(_)) => fields.swap_remove(AS_OF_FIELD).unwrap_or_default(),
        (data, _) => data,
    };
    if matches!(&data, Value::Object(fields) if fields.values().all(|value| *value == Value::Null)) {
        return Err(CommandFault::Refused("nothing is on record under this".to_owned()));
    }
    let text = match matches.get_one::<String>(flags::FORMAT).map(String::as_str) {
        Some("json") => {
            serde_json::to_string_pretty(&data).map_err(|error| CommandFault::Refused(error.to_string()))?
        }
        Some("csv") => sheet::csv(&data)?,
        _ => sheet::tables(&data),
    };
    Ok(Answer { text, next_page: sheet::next_page(&data) })
}

/// Whether an answer as of a moment is only not ready yet.
fn is_building(error: &async_graphql::ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    code == Some(&Value::from("AS_OF_BUILDING"))
}

/// A refusal in one line: sentence, code and figures.
fn refusal(error: &async_graphql::ServerError) -> String {
    let figures = error.extensions.as_ref().and_then(|extensions| serde_json::to_value(extensions).ok());
    let figures = figures.and_then(|figures| Value::from_json(figures).ok());
    match figures {
        Some(Value::Object(figures)) => {
            let figures: Vec<String> =
                figures.iter().map(|(name, value)| format!("{name} {}", sheet::cell(value))).collect();
            format!("{} ({})", error.message, figures.join(", "))
        }
        _ => error.message.clone(),
    }
}

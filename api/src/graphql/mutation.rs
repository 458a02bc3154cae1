//! What mutations share: executing one command, and saying whether anything happened.

use super::gate::{Gate, request};
use crate::{
    access::reach,
    edge::{EdgeError, Refused, unit_error},
};
use async_graphql::{Context, Enum, ID, Result, SimpleObject};
use futures::future::BoxFuture;
use muster_domain::kernel::{Code, Rules};
use muster_eventstore::{Committed, Request, StepError, Unit};
use uuid::Uuid;

/// Characters of an idempotency key at most.
const IDEMPOTENCY_KEY_LIMIT: usize = 255;
/// Purpose of the keyed hash of a mutation's arguments, which may be personal.
const IDEMPOTENCY_PURPOSE: &str = "idempotency_body";

/// Whether a command changed anything (执行结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Events were appended (已执行).
    Executed,
    /// It was so already; nothing was appended (此前已生效).
    AlreadyApplied,
}

/// What a command came to (命令结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct Done {
    /// Whether anything happened.
    pub outcome: Outcome,
    /// Id of the thing that the command was about.
    pub id: ID,
    /// Position of the last event appended: give it as `atLeast` to read your own write.
    pub position: Option<i64>,
}

impl Done {
    /// The payload of a committed command.
    pub(crate) fn of<T>(id: Uuid, committed: &Committed<T>) -> Self {
        let outcome = match committed.receipt {
            Some(_) if !committed.repeated => Outcome::Executed,
            Some(_) | None => Outcome::AlreadyApplied,
        };
        Self { outcome, id: id.into(), position: committed.receipt.map(|receipt| receipt.position) }
    }
}

/// The request behind a mutation whose outcome is remembered under a key, together with its name and arguments.
pub(crate) async fn keyed_request(ctx: &Context<'_>, key: Option<&str>) -> Result<Request> {
    let Some(key) = key else { return request(ctx, None) };
    let actual = key.chars().count();
    if !(1..=IDEMPOTENCY_KEY_LIMIT).contains(&actual) {
        let message = format!("an idempotency key has 1 to {IDEMPOTENCY_KEY_LIMIT} characters, this one has {actual}");
        let refused = Refused::new("IDEMPOTENCY_KEY_LENGTH", message);
        return Err(refused.with("limit", IDEMPOTENCY_KEY_LIMIT).with("actual", actual).into());
    }
    let field = ctx.field();
    let mut arguments = serde_json::Map::new();
    for (name, value) in field.arguments()? {
        arguments.insert(name.to_string(), value.into_json()?);
    }
    let body = format!("{} {}", field.name(), serde_json::Value::Object(arguments));
    // Arguments may be personal and few enough to be guessed, so what is remembered of them is hashed with a key.
    let index = Gate::of(ctx)?.log().vault().index().await.map_err(EdgeError::from)?;
    request(ctx, Some((key, &index.all(IDEMPOTENCY_PURPOSE, &body))))
}

/// Executes one command on one stream for the caller, with the outcome remembered under a key where one is given.
pub(crate) async fn execute_keyed<A>(
    ctx: &Context<'_>,
    key: Option<&str>,
    id: Uuid,
    command: A::Command,
) -> Result<Done>
where
    A: Rules,
    A::Command: Clone + Send + Sync,
{
    let request = keyed_request(ctx, key).await?;
    match Gate::of(ctx)?.log().execute::<A>(&request, id, command).await {
        Ok(committed) => Ok(Done::of(id, &committed)),
        Err(error) => Err(reach::without_strangers(ctx, error.into()).await),
    }
}

/// Runs a unit of work for the caller, which gives back the id of the thing that it was about.
pub(crate) async fn transact<F>(ctx: &Context<'_>, key: Option<&str>, work: F) -> Result<Done>
where
    F: for<'u> FnMut(&'u mut Unit) -> BoxFuture<'u, Result<Uuid, StepError<Refused>>>,
{
    let request = keyed_request(ctx, key).await?;
    match Gate::of(ctx)?.log().transact(&request, work).await {
        Ok(committed) => Ok(Done::of(committed.value, &committed)),
        Err(error) => Err(reach::without_strangers(ctx, unit_error(error)).await),
    }
}

/// Reads an id.
pub(crate) fn uuid(id: &ID) -> Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Refused::new("ID_UNREADABLE", "this is no id of this registry").into())
}

/// Reads a sender's code.
pub(crate) fn code(text: &str) -> Result<Code> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

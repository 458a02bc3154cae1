//! What mutations share: executing one command, and saying whether anything happened.

use super::gate::{Gate, request};
use crate::edge::{EdgeError, Refused};
use async_graphql::{Context, Enum, ID, Result, SimpleObject};
use muster_domain::kernel::{Code, Rules};
use muster_eventstore::Committed;
use uuid::Uuid;

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

/// Executes one command on one stream for the caller.
pub(crate) async fn execute<A>(ctx: &Context<'_>, id: Uuid, command: A::Command) -> Result<Done>
where
    A: Rules,
    A::Command: Clone + Send + Sync,
{
    let request = request(ctx, None)?;
    let committed = Gate::of(ctx)?.log().execute::<A>(&request, id, command).await.map_err(EdgeError::from)?;
    Ok(Done::of(id, &committed))
}

/// Reads a sender's code.
pub(crate) fn code(text: &str) -> Result<Code> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

//! The demonstration: synthetic people and organizations shaped like the published figures of three places.
//!
//! Everything goes through commands, so the demonstration obeys every rule. Numbers of identity carry the division
//! 990000, which does not exist: no synthetic person can be a real one.

mod commands;
mod demand;
mod ganzhou;
mod instructors;
mod jieyang;
mod organizations;
mod people;
mod points;
mod readiness;
mod recent;
mod service;
mod sign_ins;
mod talents;
mod villages;
mod yingze;

use crate::edge::EdgeError;
use chrono::NaiveDate;
use muster_domain::kernel::{OrganizationId, Source, words::OrganizationKind};
use muster_domain::organization::OrganizationFacts;
use muster_eventstore::{EventLog, Request, clock};

use commands::{DemoCommand, execute};
use people::People;

pub use sign_ins::{DemoSignIn, sign_ins};

/// Commands of one unit of work.
const CHUNK: usize = 1_000;
/// Volunteers of 揭阳 by the published figure, on which the scale is reckoned.
pub const PUBLISHED_VOLUNTEERS: u32 = 800_000;

/// Says how far the filling is: what is being entered, and how many commands were.
pub type Progress<'p> = dyn FnMut(&'static str, usize) + Send + 'p;

/// Collects commands and executes them chunk by chunk.
struct Filler<'f, 'p> {
    log: &'f EventLog,
    request: Request,
    people: People,
    waiting: Vec<DemoCommand>,
    executed: usize,
    doing: &'static str,
    progress: &'f mut Progress<'p>,
}

impl Filler<'_, '_> {
    /// What is being entered from now on.
    fn begin(&mut self, doing: &'static str) {
        self.doing = doing;
    }

    /// Takes one more command.
    async fn push(&mut self, command: impl Into<DemoCommand>) -> Result<(), EdgeError> {
        self.waiting.push(command.into());
        if self.waiting.len() >= CHUNK { self.flush().await } else { Ok(()) }
    }

    /// Executes what waits.
    async fn flush(&mut self) -> Result<(), EdgeError> {
        let chunk = std::mem::take(&mut self.waiting);
        self.executed += chunk.len();
        execute(self.log, &self.request, chunk).await?;
        (self.progress)(self.doing, self.executed);
        Ok(())
    }
}

/// Whether the log is empty, so that it may be filled.
///
/// # Errors
/// [`EdgeError::Store`].
pub async fn is_empty(log: &EventLog) -> Result<bool, EdgeError> {
    Ok(log.reader().head().await? == 0)
}

/// Whether a registry began as a demonstration: its first event came from one.
///
/// # Errors
/// [`EdgeError::Store`].
pub async fn is_demonstration(log: &EventLog) -> Result<bool, EdgeError> {
    let first = log.reader().page(0, 1, &[]).await?;
    Ok(first.events.first().is_some_and(|event| event.metadata.source.as_deref() == Some(Source::Demo.code())))
}

/// Fills an empty registry; `volunteers` is the number of volunteers of 揭阳, and activities scale with it.
///
/// # Errors
/// [`EdgeError`] when the store fails or, against expectation, a rule refuses.
pub async fn fill(log: &EventLog, volunteers: u32, progress: &mut Progress<'_>) -> Result<usize, EdgeError> {
    let request = Request {
        actor: "demo".to_owned(),
        role: "operator".to_owned(),
        source: Source::Demo,
        correlation_id: Some(clock::fresh_id()),
        ..Request::default()
    };
    let mut filler =
        Filler { log, request, people: People::new(), waiting: Vec::new(), executed: 0, doing: "", progress };
    ganzhou::fill(&mut filler).await?;
    instructors::fill(&mut filler).await?;
    jieyang::fill(&mut filler, volunteers).await?;
    villages::fill(&mut filler).await?;
    organizations::fill(&mut filler).await?;
    points::fill(&mut filler, volunteers).await?;
    yingze::fill(&mut filler).await?;
    recent::fill(&mut filler).await?;
    let talents = talents::fill(&mut filler).await?;
    demand::fill(&mut filler, &talents).await?;
    filler.flush().await?;
    Ok(filler.executed)
}

/// A day that is one.
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// What rules may know of an organization that the demonstration itself has registered.
fn organization_facts(
    organization_id: OrganizationId,
    kind: OrganizationKind,
    registered_on: NaiveDate,
) -> OrganizationFacts {
    OrganizationFacts {
        organization_id,
        kind,
        registered_on,
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

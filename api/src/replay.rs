//! Replay (重放): every view again from position 1, beside the live ones and compared with them (A3).

use muster_eventstore::EventLog;
use muster_projections::{ViewFault, Views, rebuild};
use std::time::{Duration, Instant};

/// One view replayed.
#[derive(Debug)]
pub struct Replayed {
    /// Its name.
    pub view: &'static str,
    /// How long it took.
    pub took: Duration,
    /// The last position that it reflects, or why it did not get there.
    pub outcome: Result<i64, ViewFault>,
}

impl Replayed {
    /// Positions a second; none where it failed or took no time.
    #[must_use]
    pub fn positions_per_second(&self) -> Option<u128> {
        let position = u128::try_from(*self.outcome.as_ref().ok()?).ok()?;
        position.checked_mul(1_000)?.checked_div(self.took.as_millis().max(1))
    }
}

/// What is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// From position 1 to a position; nothing live is of that position, so nothing is compared.
    Until(i64),
    /// The whole log, and the rows are compared with the live ones.
    Compared,
}

/// Replays every view into tables of its own, which are dropped again. One that fails does not stop the others.
///
/// # Errors
/// [`ViewFault`] when a build cannot be dropped.
pub async fn all(log: &EventLog, views: &Views, extent: Extent) -> Result<Vec<Replayed>, ViewFault> {
    let mut replayed = Vec::new();
    for view in views.iter() {
        let began = Instant::now();
        let outcome = match extent {
            Extent::Compared => rebuild::verify(log, view.as_ref()).await,
            Extent::Until(until) => match rebuild::build(log, view.as_ref(), Some(until)).await {
                Ok(built) => {
                    let position = built.position;
                    built.discard(log).await?;
                    whole(view.name(), position, until)
                }
                Err(fault) => Err(fault),
            },
        };
        replayed.push(Replayed { view: view.name(), took: began.elapsed(), outcome });
    }
    Ok(replayed)
}

/// A replay that ends before its position has not replayed what it was asked to.
fn whole(view: &'static str, position: i64, until: i64) -> Result<i64, ViewFault> {
    if position == until { Ok(position) } else { Err(ViewFault::NotYet { view, position, at_least: until }) }
}

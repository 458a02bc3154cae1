//! A view carried on from a position event by event (逐事件推演), to see what each event changes.
//!
//! The events go through the view's own fold, into the build as of the position, in a transaction that is never
//! committed: whoever reads the build meanwhile or later finds it as it was.

use crate::Fold;
use crate::{View, ViewFault, ViewRead, Views, as_of::Use};
use muster_eventstore::{EventLog, Recorded, log::Page};
use std::sync::Arc;
use tokio::time::Instant;

/// A view as of a position that goes on from there; dropped, it is as if it never had.
pub struct Stepping {
    log: EventLog,
    view: Arc<dyn View>,
    read: ViewRead,
}

impl Views {
    /// Opens a view as it was at a position, to be carried on.
    ///
    /// # Errors
    /// As [`Views::read_at`]; somebody who already carries it on is waited for.
    pub async fn step_from(&self, name: &'static str, position: i64, deadline: Instant) -> Result<Stepping, ViewFault> {
        let read = self.opened(name, position, deadline, Use::Step).await?;
        Ok(Stepping { log: self.log().clone(), view: Arc::clone(self.find(name)?), read })
    }
}

impl Stepping {
    /// The events after a position, at most `limit` positions, with the payloads that the view needs.
    ///
    /// # Errors
    /// [`ViewFault::Log`].
    pub async fn page(&mut self, after: i64, limit: i64) -> Result<Page, ViewFault> {
        let types = self.view.aggregate_types();
        Ok(self.log.reader().page_on(self.read.connection(), after, limit, types).await?)
    }

    /// Takes in events, in the order of the log and all of a position together.
    ///
    /// # Errors
    /// As the view's fold.
    pub async fn fold(&mut self, events: &[Recorded]) -> Result<(), ViewFault> {
        if events.is_empty() {
            return Ok(());
        }
        let (vault, divisions) = (self.log.vault().clone(), Arc::clone(self.log.divisions()));
        self.view.fold(events, &mut Fold { connection: self.read.connection(), vault, divisions }).await
    }

    /// The view as it is now, for the reads of the reports; its position stays the one that it began at.
    pub fn read(&mut self) -> &mut ViewRead {
        &mut self.read
    }
}

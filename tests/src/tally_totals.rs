//! A tiny view for the runner's tests: the sum of each tally. It adds, so an event folded twice would show.

use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use muster_projections::{Fold, Row, RowSet, View, ViewFault, ViewRead};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

use crate::ledger::TallyEvent;

/// The view's name.
pub const NAME: &str = "tally_totals";

/// The view; it can be told to fail after its rows are written, a number of times.
#[derive(Debug, Default)]
pub struct TallyTotals {
    failures: AtomicU32,
}

impl TallyTotals {
    /// A view that fails this often between writing its rows and moving its checkpoint.
    #[must_use]
    pub fn failing(times: u32) -> Self {
        Self { failures: AtomicU32::new(times) }
    }
}

/// One tally.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalRow {
    /// The stream.
    pub id: Uuid,
    /// The sum.
    pub total: i64,
    /// Number of events.
    pub events: i64,
}

impl Row for TotalRow {
    const TABLE: &'static str = "totals";
    const KEY: &'static str = "id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl View for TallyTotals {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["tally"]
    }

    fn tables(&self) -> &'static str {
        "create table totals (id uuid primary key, total bigint not null, events bigint not null)"
    }

    fn indexes(&self) -> &'static str {
        ""
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(async move {
            let events = page.iter().filter(|event| event.aggregate_type == "tally");
            let keys: Vec<String> = events.clone().map(|event| event.aggregate_id.clone()).collect();
            let mut rows = RowSet::<TotalRow>::load(fold.connection, keys).await?;
            for recorded in events {
                let TallyEvent::Tallied { amount } = recorded.decode()?;
                let id = recorded.stream()?;
                let before = rows.get(&id.to_string()).cloned().unwrap_or(TotalRow { id, total: 0, events: 0 });
                rows.put(TotalRow { id, total: before.total + amount, events: before.events + 1 });
            }
            rows.write(fold.connection).await?;
            let failing = self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            if failing.is_ok() {
                return Err(ViewFault::NoSuchView { name: "told to fail".to_owned() });
            }
            Ok(())
        })
    }
}

/// The sums of all tallies together: total and events.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn sums(read: &mut ViewRead) -> Result<(i64, i64), ViewFault> {
    sqlx::query_as("select coalesce(sum(total), 0)::bigint, coalesce(sum(events), 0)::bigint from totals")
        .fetch_one(read.connection())
        .await
        .map_err(ViewFault::database("adding up"))
}

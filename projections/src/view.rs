//! What a view is: a name and version, its tables, and a fold from a page of events to row changes.

use crate::ViewFault;
use futures::future::BoxFuture;
use muster_domain::kernel::{Divisions, StoredEvent};
use muster_eventstore::{
    Recorded,
    vault::{SealedContext, Vault},
};
use sqlx::PgConnection;
use std::{collections::HashSet, sync::Arc};

/// One answer of the registry, kept as tables in a schema of its own that the code reaches by its search path.
pub trait View: Send + Sync + 'static {
    /// The view's name in snake case: the question that it answers, as a noun.
    fn name(&self) -> &'static str;

    /// Counts up with every change of tables or fold; another version is built beside the present one.
    fn version(&self) -> u32;

    /// The aggregates whose events it needs; payloads of others are not read.
    fn aggregate_types(&self) -> &'static [&'static str];

    /// `create table` statements without a schema name, each table with a primary key.
    fn tables(&self) -> &'static str;

    /// `create index` statements, run after a rebuild has loaded the tables.
    fn indexes(&self) -> &'static str;

    /// Whether it keeps every version of its rows, and so answers as of any position at once. Its fold then says at
    /// which position each event stands ([`RowSet::at`](crate::RowSet::at)), and no row may hold personal text.
    fn keeps_versions(&self) -> bool {
        false
    }

    /// Whether its rows hold blind indexes, so that it is rebuilt when their key is changed.
    fn keeps_blind_indexes(&self) -> bool {
        false
    }

    /// Folds a page of events into row changes. It may see events of other aggregates, with empty payloads.
    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>>;
}

/// What a fold works with.
pub struct Fold<'c> {
    /// The connection inside the page's transaction, with the view's schema on its search path.
    pub connection: &'c mut PgConnection,
    /// The vault, for views that keep masked forms and blind indexes.
    pub vault: Vault,
    /// The divisions known.
    pub divisions: Arc<Divisions>,
}

impl Fold<'_> {
    /// Decodes events and opens their personal fields with one read of keys; erased fields read as erased.
    ///
    /// # Errors
    /// [`ViewFault::Log`] when an event does not decode or a field does not open.
    pub async fn open<'p, E: StoredEvent>(
        &mut self,
        page: &[&'p Recorded],
    ) -> Result<Vec<(&'p Recorded, E)>, ViewFault> {
        let mut owners = HashSet::new();
        let mut events = Vec::with_capacity(page.len());
        for recorded in page {
            let mut event: E = recorded.decode()?;
            Vault::owners(&mut event, recorded.stream()?, &mut owners);
            events.push((*recorded, event));
        }
        let ring = self.vault.ring_on(self.connection, &owners).await?;
        for (recorded, event) in &mut events {
            let place = SealedContext {
                aggregate_type: &recorded.aggregate_type,
                aggregate_id: &recorded.aggregate_id,
                sequence: recorded.sequence,
            };
            Vault::unseal(event, &place, recorded.stream()?, recorded.position, &ring)?;
        }
        Ok(events)
    }
}

//! From the events of streams to states, with personal fields opened. It decides nothing and writes nothing.

use crate::{
    EventLog, StoreFault,
    log::StreamEvents,
    vault::{KeyRing, SealedContext, Vault},
};
use muster_domain::kernel::Rules;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

impl EventLog {
    /// Folds loaded streams into states, with personal fields opened.
    pub(crate) async fn fold<A: Rules>(
        &self,
        ids: &[Uuid],
        found: &mut HashMap<Uuid, StreamEvents>,
    ) -> Result<Vec<(Uuid, (i64, A))>, StoreFault> {
        let mut owners = HashSet::new();
        let mut decoded = Vec::with_capacity(ids.len());
        for id in ids {
            let stream = found.remove(id).unwrap_or_default();
            let mut events = Vec::with_capacity(stream.events.len());
            for recorded in &stream.events {
                let mut event: A::Event = recorded.decode()?;
                Vault::owners(&mut event, *id, &mut owners);
                events.push((recorded.position, recorded.sequence, event));
            }
            decoded.push((*id, stream.head, events));
        }
        let ring = if owners.is_empty() { KeyRing::default() } else { self.vault().ring(&owners).await? };
        let mut states = Vec::with_capacity(decoded.len());
        for (id, head, events) in decoded {
            let aggregate_id = id.to_string();
            let mut state = A::default();
            for (position, sequence, mut event) in events {
                let place = SealedContext { aggregate_type: A::TYPE, aggregate_id: &aggregate_id, sequence };
                Vault::unseal(&mut event, &place, id, position, &ring)?;
                state.apply(event);
            }
            states.push((id, (head, state)));
        }
        Ok(states)
    }
}

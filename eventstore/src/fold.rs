//! From the events of streams to states, with personal fields opened. It decides nothing and writes nothing.

use crate::{
    EventLog, StoreFault,
    log::StreamEvents,
    vault::{KeyRing, SealedContext, Vault},
};
use muster_domain::kernel::{Rules, personal::SEALED_PREFIX};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The state of a stream at a position of the log, and the events that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct StateAt {
    /// The state, with `"sealed"` in place of personal text.
    pub state: Value,
    /// Sequence of the last event that is in it.
    pub sequence: i64,
    /// The positions of its events, ascending.
    pub positions: Vec<i64>,
}

/// Puts one word in place of each sealed text.
fn hide(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with(SEALED_PREFIX) => "sealed".clone_into(text),
        Value::Array(values) => values.iter_mut().for_each(hide),
        Value::Object(fields) => fields.values_mut().for_each(hide),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl EventLog {
    /// What the rules remember of a stream up to a position of the log; nothing where it had no event by then.
    ///
    /// Its events are folded as they are stored, with no key: it shows no more than the log itself.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn state_at<A: Rules>(&self, id: Uuid, position: i64) -> Result<Option<StateAt>, StoreFault> {
        let Some(mut stream) = self.reader().streams(A::TYPE, &[id]).await?.remove(&id) else { return Ok(None) };
        stream.events.retain(|event| event.position <= position);
        let Some(sequence) = stream.events.last().map(|event| event.sequence) else { return Ok(None) };
        let (mut state, mut positions) = (A::default(), Vec::with_capacity(stream.events.len()));
        for recorded in &stream.events {
            state.apply(recorded.decode()?);
            positions.push(recorded.position);
        }
        // An event of an older version may have become several.
        positions.dedup();
        let unshowable = |source| StoreFault::Unshowable { aggregate_type: A::TYPE, source };
        let mut state = serde_json::to_value(state).map_err(unshowable)?;
        hide(&mut state);
        Ok(Some(StateAt { state, sequence, positions }))
    }

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

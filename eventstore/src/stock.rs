//! The [`cqrs_es::EventStore`] of this log, for everything that speaks the framework's own language.
//!
//! The program itself uses [`EventLog::execute`], which gives receipts; this is the same road.

use crate::{
    EventLog, StoreFault,
    log::{Recorded, Verdict},
};
use cqrs_es::{AggregateContext, AggregateError, EventEnvelope, EventStore};
use muster_domain::kernel::Rules;
use std::collections::HashMap;
use uuid::Uuid;

/// An aggregate loaded from the log, with the sequence on which it stands.
#[derive(Debug)]
pub struct LoadedAggregate<A> {
    id: Uuid,
    sequence: i64,
    aggregate: A,
}

impl<A: Rules> AggregateContext<A> for LoadedAggregate<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.aggregate
    }
}

fn framework_error<E: std::error::Error>(fault: StoreFault) -> AggregateError<E> {
    AggregateError::UnexpectedError(Box::new(fault))
}

fn stream_id<E: std::error::Error>(aggregate_type: &str, id: &str) -> Result<Uuid, AggregateError<E>> {
    Uuid::parse_str(id).map_err(|_| framework_error(StoreFault::StreamId { aggregate_type: aggregate_type.to_owned() }))
}

/// Metadata as the framework carries it: a flat map of strings.
fn flat_metadata(recorded: &Recorded) -> Result<HashMap<String, String>, StoreFault> {
    serde_json::to_value(&recorded.metadata)
        .and_then(serde_json::from_value)
        .map_err(|source| StoreFault::Outcome { source })
}

fn sequence_number(sequence: i64) -> usize {
    usize::try_from(sequence).unwrap_or(usize::MAX)
}

impl EventLog {
    async fn stock_events<A: Rules>(&self, id: Uuid) -> Result<Vec<EventEnvelope<A>>, StoreFault> {
        let mut found = self.reader().streams(A::TYPE, &[id]).await?;
        let stream = found.remove(&id).unwrap_or_default();
        let mut envelopes = Vec::with_capacity(stream.events.len());
        for recorded in &stream.events {
            envelopes.push(EventEnvelope {
                aggregate_id: recorded.aggregate_id.clone(),
                sequence: sequence_number(recorded.sequence),
                payload: recorded.decode()?,
                metadata: flat_metadata(recorded)?,
            });
        }
        Ok(envelopes)
    }

    async fn stock_commit<A: Rules>(
        &self,
        events: &[A::Event],
        context: &LoadedAggregate<A>,
        metadata: &HashMap<String, String>,
    ) -> Result<Verdict, StoreFault> {
        let mut unit = self.unit(&crate::Request::default(), true).await?;
        unit.hold_default::<A>(context.id, context.sequence);
        unit.accept::<A>(context.id, events.to_vec())?;
        let metadata = serde_json::to_string(metadata).map_err(|source| StoreFault::Outcome { source })?;
        let proposal = unit.proposal(metadata).await?;
        let verdict = self.append_proposal(proposal).await;
        self.forget(A::TYPE, context.id);
        verdict
    }
}

impl<A: Rules> EventStore<A> for EventLog {
    type AC = LoadedAggregate<A>;

    async fn load_events(&self, aggregate_id: &str) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let id = stream_id(A::TYPE, aggregate_id)?;
        self.stock_events::<A>(id).await.map_err(framework_error)
    }

    async fn load_aggregate(&self, aggregate_id: &str) -> Result<Self::AC, AggregateError<A::Error>> {
        let id = stream_id(A::TYPE, aggregate_id)?;
        let mut found = self.reader().streams(A::TYPE, &[id]).await.map_err(framework_error)?;
        let states = self.fold::<A>(&[id], &mut found).await.map_err(framework_error)?;
        let (sequence, aggregate) = states.into_iter().next().map(|(_, state)| state).unwrap_or_default();
        Ok(LoadedAggregate { id, sequence, aggregate })
    }

    async fn commit(
        &self,
        events: Vec<A::Event>,
        context: Self::AC,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        match self.stock_commit(&events, &context, &metadata).await.map_err(framework_error)? {
            Verdict::Appended(_) => Ok(events
                .into_iter()
                .zip(context.sequence + 1..)
                .map(|(payload, sequence)| EventEnvelope {
                    aggregate_id: context.id.to_string(),
                    sequence: sequence_number(sequence),
                    payload,
                    metadata: metadata.clone(),
                })
                .collect()),
            Verdict::Conflict
            | Verdict::Claimed { .. }
            | Verdict::Repeated { .. }
            | Verdict::KeyReused
            | Verdict::Busy => Err(AggregateError::AggregateConflict),
        }
    }
}

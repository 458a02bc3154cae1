//! Load, decide, append, and try again on a conflict: for one command, or for a unit over many streams.

use crate::{
    Clock, Committed, ExecuteError, Held, Request, StepError, StoreFault, TransactError, Unit,
    idempotency::repeated,
    log::{Idempotency, LogReader, Metadata, Proposal, Verdict, Writer},
    standing::{Standing, StandingMemory},
    turns::{Queues, Turns},
    upcast::Upcasters,
    vault::Vault,
};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_domain::kernel::{ConsultedPolicies, Divisions, Refusal, RuleContext, Rules, StandingRules};
use rand::Rng as _;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{PgPool, Row as _};
use std::{any::Any, collections::HashMap, sync::Arc, time::Duration};
use uuid::Uuid;

/// How often a conflict is tried again.
const ATTEMPTS_LIMIT: u32 = 8;
/// The wait before the first repetition, doubled each time, with jitter.
const FIRST_WAIT: Duration = Duration::from_millis(2);
/// What stands between the policy versions that one unit of work consulted.
const VERSION_SEPARATOR: &str = ", ";
/// States kept in memory at most.
const STATES_KEPT: u64 = 200_000;

type KeptState = (i64, Arc<dyn Any + Send + Sync>);

/// The log with everything that a command needs; clones share one writer and one memory.
#[derive(Clone)]
pub struct EventLog {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    writer: Writer,
    reader: LogReader,
    vault: Vault,
    kept: moka::sync::Cache<(&'static str, Uuid), KeptState>,
    turns: Turns,
    clock: Clock,
    divisions: Arc<Divisions>,
    standing: StandingMemory,
}

/// One attempt's end that is no final answer.
enum Attempt<T, R> {
    Done(Result<Committed<T>, TransactError<R>>),
    /// Once more on the log itself, in the turn of these queues.
    Again(Queues),
}

impl EventLog {
    /// The log of a migrated database.
    #[must_use]
    pub fn new(
        pool: PgPool,
        vault: Vault,
        upcasters: Upcasters,
        clock: Clock,
        divisions: Arc<Divisions>,
        rules: StandingRules,
    ) -> Self {
        let reader = LogReader::new(pool.clone(), Arc::new(upcasters));
        let kept = moka::sync::Cache::new(STATES_KEPT);
        let writer = Writer::start(pool.clone());
        let (turns, standing) = (Turns::new(), StandingMemory::new(rules));
        Self { inner: Arc::new(Inner { pool, writer, reader, vault, kept, turns, clock, divisions, standing }) }
    }

    /// The pool under the application's role.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.inner.pool
    }

    /// The reader.
    #[must_use]
    pub fn reader(&self) -> &LogReader {
        &self.inner.reader
    }

    /// The vault.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// The divisions known.
    #[must_use]
    pub fn divisions(&self) -> &Arc<Divisions> {
        &self.inner.divisions
    }

    /// The edge's clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.inner.clock
    }

    pub(crate) fn standing_memory(&self) -> &StandingMemory {
        &self.inner.standing
    }

    /// The facts of the moment for a request, under the rules as they were last read.
    #[must_use]
    pub fn context(&self, request: &Request) -> RuleContext {
        self.context_under(request, self.known_rules())
    }

    fn context_under(&self, request: &Request, standing: StandingRules) -> RuleContext {
        RuleContext {
            now: request.at.unwrap_or_else(|| self.inner.clock.now()),
            actor: request.actor.clone(),
            acting: request.acting.clone(),
            source: request.source,
            divisions: Arc::clone(&self.inner.divisions),
            standing,
            consulted: ConsultedPolicies::default(),
        }
    }

    /// A state of today, read from the log.
    ///
    /// # Errors
    /// [`StoreFault`]; nothing when the stream does not exist.
    pub async fn find<A: Rules>(&self, id: Uuid) -> Result<Option<A>, StoreFault> {
        let mut found = self.reader().streams(A::TYPE, &[id]).await?;
        let states = self.fold::<A>(&[id], &mut found).await?;
        Ok(states.into_iter().next().filter(|(_, (head, _))| *head > 0).map(|(_, (_, state))| state))
    }

    /// A state as it was at a position of the log; nothing where the stream had no event yet.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn find_at<A: Rules>(&self, id: Uuid, position: i64) -> Result<Option<A>, StoreFault> {
        let mut found = self.reader().streams(A::TYPE, &[id]).await?;
        for stream in found.values_mut() {
            stream.events.retain(|event| event.position <= position);
        }
        if found.values().all(|stream| stream.events.is_empty()) {
            return Ok(None);
        }
        let states = self.fold::<A>(&[id], &mut found).await?;
        Ok(states.into_iter().next().map(|(_, (_, state))| state))
    }

    /// Executes one command on one stream.
    ///
    /// # Errors
    /// [`TransactError`]: the aggregate's refusal, also for a unique value that somebody else holds; a conflict that
    /// did not clear; a fault.
    pub async fn execute<A>(
        &self,
        request: &Request,
        id: Uuid,
        command: A::Command,
    ) -> Result<Committed<()>, ExecuteError<A::Error>>
    where
        A: Rules,
        A::Command: Clone + Send + Sync,
    {
        let outcome = self
            .transact(request, move |unit| {
                let command = command.clone();
                Box::pin(async move { unit.decide::<A>(id, command).await?.map(drop).map_err(StepError::Refused) })
            })
            .await;
        match outcome {
            Err(TransactError::Claimed { kind, holder }) => match A::Error::of_claim(&kind, holder) {
                Some(refusal) => Err(TransactError::Refused(refusal)),
                None => Err(TransactError::Claimed { kind, holder }),
            },
            other => other,
        }
    }

    /// A unit of work that is never appended, for a dry run: what it accepts is seen by itself alone.
    ///
    /// # Errors
    /// [`StoreFault`] when the standing rules cannot be read.
    pub async fn rehearsal(&self, request: &Request) -> Result<Unit, StoreFault> {
        let standing = self.standing(true).await?;
        let context = self.context_under(request, standing.rules.clone());
        Ok(Unit::rehearsal(self.clone(), context, self.vault().index().await?, &standing))
    }

    /// An empty unit under the standing rules, which are compared with the log where `fresh` asks for it.
    pub(crate) async fn unit(&self, request: &Request, fresh: bool) -> Result<Unit, StoreFault> {
        let standing: Standing = self.standing(fresh).await?;
        let context = self.context_under(request, standing.rules.clone());
        let index = if fresh { self.vault().index_now().await? } else { self.vault().index().await? };
        Ok(Unit::new(self.clone(), context, index, fresh, &standing))
    }

    /// Runs a unit of work and appends what it decided, all or none; on a conflict it is run again from the start.
    ///
    /// # Errors
    /// [`TransactError`].
    pub async fn transact<T, R, F>(&self, request: &Request, mut work: F) -> Result<Committed<T>, TransactError<R>>
    where
        T: Serialize + DeserializeOwned,
        F: for<'u> FnMut(&'u mut Unit) -> BoxFuture<'u, Result<T, StepError<R>>>,
    {
        if let Some(key) = &request.idempotency
            && let Some(first) = self.first_outcome(key).await?
        {
            return first;
        }
        let outcome = self.attempts(request, &mut work).await;
        let appended_or_failed = match &outcome {
            Ok(committed) => committed.receipt.is_some(),
            Err(error) => matches!(error, TransactError::Fault(_)),
        };
        // The same command may have been appended meanwhile: what this one met was then its own effect. Another node may
        // have remembered its body in another form, which the append does not know.
        if let Some(key) = request.idempotency.as_ref().filter(|_| !appended_or_failed)
            && let Some(first) = self.first_outcome(key).await?
        {
            return first;
        }
        outcome
    }

    async fn attempts<T, R, F>(&self, request: &Request, work: &mut F) -> Result<Committed<T>, TransactError<R>>
    where
        T: Serialize + DeserializeOwned,
        F: for<'u> FnMut(&'u mut Unit) -> BoxFuture<'u, Result<T, StepError<R>>>,
    {
        let mut queues = Queues::new();
        for attempt in 0..ATTEMPTS_LIMIT {
            // The first repetition needs no wait: the turn keeps this process's writers of the stream apart.
            if attempt > 1 {
                wait_before(attempt - 1).await;
            }
            let turns = self.inner.turns.take(&queues).await;
            let outcome = self.attempt(request, attempt > 0, work).await;
            drop(turns);
            match outcome {
                Attempt::Done(outcome) => return outcome,
                Attempt::Again(next) => queues = next,
            }
        }
        Err(TransactError::Conflict { attempts: ATTEMPTS_LIMIT })
    }

    async fn attempt<T, R, F>(&self, request: &Request, fresh: bool, work: &mut F) -> Attempt<T, R>
    where
        T: Serialize + DeserializeOwned,
        F: for<'u> FnMut(&'u mut Unit) -> BoxFuture<'u, Result<T, StepError<R>>>,
    {
        let mut unit = match self.unit(request, fresh).await {
            Ok(unit) => unit,
            Err(fault) => return Attempt::Done(Err(TransactError::Fault(fault))),
        };
        let value = match work(&mut unit).await {
            Ok(value) => value,
            // A refusal that rests on a state from memory is decided once more on the log itself.
            Err(StepError::Refused(_)) if unit.used_memory() => return Attempt::Again(unit.queues()),
            Err(StepError::Refused(refusal)) => return Attempt::Done(Err(TransactError::Refused(refusal))),
            Err(StepError::Fault(fault)) => return Attempt::Done(Err(TransactError::Fault(fault))),
        };
        if unit.is_empty() {
            return if unit.used_memory() {
                Attempt::Again(unit.queues())
            } else {
                Attempt::Done(Ok(Committed { value, receipt: None, repeated: false }))
            };
        }
        match self.append(request, &mut unit, &value).await {
            Ok(Verdict::Appended(receipt)) => {
                unit.settle(true);
                Attempt::Done(Ok(Committed { value, receipt: Some(receipt), repeated: false }))
            }
            Ok(Verdict::Conflict) => {
                unit.settle(false);
                Attempt::Again(unit.queues())
            }
            // Once more, so that a unit which looks values up beforehand can name the row that is refused.
            Ok(Verdict::Claimed { .. }) if !fresh => Attempt::Again(unit.queues()),
            Ok(Verdict::Claimed { kind, holder }) => Attempt::Done(Err(TransactError::Claimed { kind, holder })),
            Ok(Verdict::Repeated { outcome, receipt }) => Attempt::Done(repeated(&outcome, receipt)),
            Ok(Verdict::KeyReused) => Attempt::Done(Err(TransactError::KeyReused)),
            Ok(Verdict::Busy) => {
                unit.settle(false);
                Attempt::Done(Err(TransactError::Busy))
            }
            Err(fault) => {
                unit.settle(false);
                Attempt::Done(Err(TransactError::Fault(fault)))
            }
        }
    }

    async fn append<T: Serialize>(&self, request: &Request, unit: &mut Unit, value: &T) -> Result<Verdict, StoreFault> {
        let metadata = Metadata {
            actor: Some(request.actor.clone()).filter(|actor| !actor.is_empty()),
            role: Some(request.role.clone()).filter(|role| !role.is_empty()),
            organization: request.organization.clone(),
            source: Some(request.source.code().to_owned()),
            correlation_id: request.correlation_id.map(|id| id.to_string()),
            causation_id: request.causation_id.map(|id| id.to_string()),
            policy_version: Some(unit.context().consulted.versions().join(VERSION_SEPARATOR)).filter(|v| !v.is_empty()),
        };
        let encoded = serde_json::to_string(&metadata).map_err(|source| StoreFault::Outcome { source })?;
        let mut proposal = unit.proposal(encoded).await?;
        if let Some(key) = &request.idempotency {
            let outcome = serde_json::to_string(value).map_err(|source| StoreFault::Outcome { source })?;
            proposal.idempotency =
                Some(Idempotency { key: key.key.clone(), body_hash: key.body_hash.clone(), outcome });
        }
        self.append_proposal(proposal).await
    }

    pub(crate) async fn append_proposal(&self, proposal: Proposal) -> Result<Verdict, StoreFault> {
        self.inner.writer.append(proposal).await
    }

    /// Who holds these values of one kind.
    pub(crate) async fn holders(
        &self,
        kind: &str,
        values: &[String],
    ) -> Result<HashMap<String, Vec<Held>>, StoreFault> {
        let doing = || StoreFault::database("reading claims");
        let rows = sqlx::query(
            "select value, holder, nullif(starts_on, '-infinity') as from_day, nullif(ends_on, 'infinity') as to_day
             from log.claims where kind = $1 and value = any($2) order by value, starts_on",
        )
        .bind(kind)
        .bind(values)
        .fetch_all(self.pool())
        .await
        .map_err(doing())?;
        let mut holders: HashMap<String, Vec<Held>> = HashMap::new();
        for row in rows {
            let held = Held {
                holder: row.try_get("holder").map_err(doing())?,
                from: row.try_get::<Option<NaiveDate>, _>("from_day").map_err(doing())?,
                to: row.try_get::<Option<NaiveDate>, _>("to_day").map_err(doing())?,
            };
            holders.entry(row.try_get("value").map_err(doing())?).or_default().push(held);
        }
        Ok(holders)
    }

    pub(crate) fn remembered<A: Rules>(&self, id: Uuid) -> Option<(i64, Arc<A>)> {
        let (sequence, state) = self.inner.kept.get(&(A::TYPE, id))?;
        state.downcast::<A>().ok().map(|state| (sequence, state))
    }

    pub(crate) fn remember_any<A: Rules>(&self, id: Uuid, sequence: i64, state: &Arc<dyn Any + Send + Sync>) {
        self.inner.kept.insert((A::TYPE, id), (sequence, Arc::clone(state)));
    }

    pub(crate) fn forget(&self, aggregate_type: &'static str, id: Uuid) {
        self.inner.kept.invalidate(&(aggregate_type, id));
    }
}

/// Waits a little longer each time, with jitter, so that writers of one stream do not meet again.
async fn wait_before(attempt: u32) {
    let longest = FIRST_WAIT * 2_u32.saturating_pow(attempt.saturating_sub(1));
    let wait = rand::rng().random_range(Duration::ZERO..=longest);
    tokio::time::sleep(wait).await;
}

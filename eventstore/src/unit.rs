//! One unit of work: the streams that it read, the events that it decided, appended all or none.
//!
//! Streams that were only read are checked at the append too, so no decision rests on a stale fact.

use crate::{
    StoreFault,
    executor::EventLog,
    held::{ClaimKey, Held, take_claim},
    log::{ClaimRow, EventRow, Proposal, StreamRow},
    standing::Standing,
    turns::{Queues, Turns},
    vault::{BlindIndex, KeyRing, SealedContext, Vault},
};
use chrono::NaiveDate;
use cqrs_es::DomainEvent as _;
use muster_domain::{
    kernel::{Claim, ClaimChange, ClaimValue, Refusal as _, RuleContext, Rules, StoredEvent},
    rule_policy::{RULE_BOOK, RulePolicy},
    work_calendar::{LoadedCalendar, WORK_CALENDAR},
};
use std::{
    any::Any,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

type StreamKey = (&'static str, Uuid);

/// Puts a state at a sequence of a stream into the log's memory.
type Keep = fn(&EventLog, Uuid, i64, &Arc<dyn Any + Send + Sync>);

/// A stream in hand: its state with the events of this unit applied.
struct Stream {
    /// Sequence of the last event in the log when it was loaded.
    expected: i64,
    /// Events that this unit adds.
    added: i64,
    state: Arc<dyn Any + Send + Sync>,
    /// Loaded from memory, so perhaps behind the log; the append finds out.
    from_memory: bool,
    /// One of the standing rules' own streams, which every unit holds.
    standing: bool,
    /// Puts the state into memory after the append.
    keep: Option<Keep>,
}

/// Seals, encodes and binds one decided event to its place.
type Encode = Box<dyn FnOnce(&KeyRing) -> Result<EventRow, StoreFault> + Send>;

/// One unit of work on the log.
pub struct Unit {
    log: EventLog,
    context: RuleContext,
    /// Under which unique values stand that are personal; the append makes sure that it is the one in force.
    index: BlindIndex,
    fresh: bool,
    /// Only a rehearsal: states move on, and the events are dropped.
    rehearsal: bool,
    streams: BTreeMap<StreamKey, Stream>,
    decided: Vec<Encode>,
    owners: HashSet<Uuid>,
    claims: BTreeMap<ClaimKey, (bool, Option<NaiveDate>)>,
    held: HashMap<(&'static str, String), Vec<Held>>,
}

impl Unit {
    pub(crate) fn new(
        log: EventLog,
        context: RuleContext,
        index: BlindIndex,
        fresh: bool,
        standing: &Standing,
    ) -> Self {
        let mut unit = Self {
            log,
            context,
            index,
            fresh,
            rehearsal: false,
            streams: BTreeMap::new(),
            decided: Vec::new(),
            owners: HashSet::new(),
            claims: BTreeMap::new(),
            held: HashMap::new(),
        };
        // Read by every rule that asks for a policy or a deadline, so checked at every append.
        unit.hold_standing::<RulePolicy>(RULE_BOOK, &standing.book);
        unit.hold_standing::<LoadedCalendar>(WORK_CALENDAR, &standing.calendar);
        unit
    }

    fn hold_standing<A: Rules>(&mut self, id: Uuid, (head, state): &(i64, Arc<A>)) {
        let state = Arc::clone(state) as Arc<dyn Any + Send + Sync>;
        let stream = Stream { expected: *head, added: 0, state, from_memory: false, standing: true, keep: None };
        self.streams.insert((A::TYPE, id), stream);
    }

    /// A unit that decides on the log as it is and is never appended.
    pub(crate) fn rehearsal(log: EventLog, context: RuleContext, index: BlindIndex, standing: &Standing) -> Self {
        Self { rehearsal: true, ..Self::new(log, context, index, true, standing) }
    }

    /// The facts of the moment that rules may use.
    #[must_use]
    pub fn context(&self) -> &RuleContext {
        &self.context
    }

    /// Whether a state came from memory, so that a refusal should be decided again on the log itself.
    pub(crate) fn used_memory(&self) -> bool {
        self.streams.values().any(|stream| stream.from_memory)
    }

    /// The queues of its streams.
    pub(crate) fn queues(&self) -> Queues {
        // Every unit reads the standing rules: a queue of theirs would be one for all.
        let own = self.streams.iter().filter(|(_, stream)| !stream.standing);
        Turns::queues(own.map(|(key, _)| *key))
    }

    /// Loads streams with one read; those already in hand are left as they are.
    ///
    /// # Errors
    /// [`StoreFault`] when the log cannot be read or an event not be decoded.
    pub async fn load<A: Rules>(&mut self, ids: impl IntoIterator<Item = Uuid>) -> Result<(), StoreFault> {
        let mut missing = Vec::new();
        for id in ids {
            if let Some(held) = self.streams.get_mut(&(A::TYPE, id)) {
                // Standing rules are believed for a moment; a command on the rule book itself looks at the log.
                held.from_memory |= held.standing && !self.fresh;
                continue;
            }
            if missing.contains(&id) {
                continue;
            }
            match self.log.remembered::<A>(id).filter(|_| !self.fresh) {
                Some((sequence, state)) => self.hold::<A>(id, sequence, state, true),
                None => missing.push(id),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let mut found = self.log.reader().streams(A::TYPE, &missing).await?;
        let states = self.log.fold::<A>(&missing, &mut found).await?;
        for (id, (sequence, state)) in states {
            self.hold::<A>(id, sequence, Arc::new(state), false);
        }
        Ok(())
    }

    fn hold<A: Rules>(&mut self, id: Uuid, expected: i64, state: Arc<A>, from_memory: bool) {
        let keep = A::KEPT_IN_MEMORY.then_some(EventLog::remember_any::<A> as Keep);
        self.streams.insert((A::TYPE, id), Stream { expected, added: 0, state, from_memory, standing: false, keep });
    }

    /// Holds a stream at a sequence without its state, for a caller that has decided already.
    pub(crate) fn hold_default<A: Rules>(&mut self, id: Uuid, expected: i64) {
        let state = Arc::new(A::default());
        let stream = Stream { expected, added: 0, state, from_memory: false, standing: false, keep: None };
        self.streams.insert((A::TYPE, id), stream);
    }

    /// Holds a stream that does not exist yet because its id was just drawn; the append makes sure of it.
    pub fn hold_new<A: Rules>(&mut self, id: Uuid) {
        if !self.streams.contains_key(&(A::TYPE, id)) {
            self.hold_default::<A>(id, 0);
        }
    }

    /// The state of a stream in hand, with this unit's events applied; the default for one that does not exist.
    ///
    /// # Errors
    /// [`StoreFault::NotLoaded`] when the stream was not loaded.
    pub fn state<A: Rules>(&self, id: Uuid) -> Result<&A, StoreFault> {
        self.streams
            .get(&(A::TYPE, id))
            .and_then(|stream| stream.state.downcast_ref::<A>())
            .ok_or(StoreFault::NotLoaded { aggregate_type: A::TYPE })
    }

    /// Whether a stream in hand has any event.
    ///
    /// # Errors
    /// [`StoreFault::NotLoaded`] when the stream was not loaded.
    pub fn exists<A: Rules>(&self, id: Uuid) -> Result<bool, StoreFault> {
        let stream = self.streams.get(&(A::TYPE, id)).ok_or(StoreFault::NotLoaded { aggregate_type: A::TYPE })?;
        Ok(stream.expected + stream.added > 0)
    }

    /// Looks up who holds unique values, so that this unit can name the holder before it appends.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn look_up(&mut self, kind: &'static str, values: &[ClaimValue]) -> Result<(), StoreFault> {
        let texts: Vec<Vec<String>> = values.iter().map(|value| self.index.claim_texts(kind, value)).collect();
        let mut found = self.log.holders(kind, &texts.concat()).await?;
        for texts in texts {
            let held = texts.iter().filter_map(|text| found.remove(text)).flatten().collect();
            // Whatever key it still stands under, it is the same value.
            if let Some(text) = texts.into_iter().next() {
                self.held.entry((kind, text)).or_insert(held);
            }
        }
        Ok(())
    }

    /// Who holds a value that was looked up or taken in this unit.
    #[must_use]
    pub fn holder(&self, kind: &'static str, value: &ClaimValue) -> Option<Uuid> {
        let text = self.index.claim_text(kind, value);
        self.held.get(&(kind, text)).and_then(|held| held.first()).map(|held| held.holder)
    }

    /// Decides a command on a loaded stream without taking its events in.
    ///
    /// # Errors
    /// The aggregate's refusal inside `Ok(Err(…))`; [`StoreFault::NotLoaded`] outside.
    pub fn propose<A: Rules>(
        &self,
        id: Uuid,
        command: A::Command,
    ) -> Result<Result<Vec<A::Event>, A::Error>, StoreFault> {
        let decided = self.state::<A>(id)?.decide_on(command, &self.context);
        Ok(decided.and_then(|events| self.check_claims::<A>(id, &events).map_or(Ok(events), Err)))
    }

    /// Decides several commands one after the other on a copy of a loaded stream, without taking their events in.
    ///
    /// # Errors
    /// As [`Unit::propose`]; the first refusal ends it.
    pub fn propose_all<A: Rules>(
        &self,
        id: Uuid,
        commands: Vec<A::Command>,
    ) -> Result<Result<Vec<A::Event>, A::Error>, StoreFault> {
        let mut state = self.state::<A>(id)?.clone();
        let mut events = Vec::new();
        for command in commands {
            match state.decide_on(command, &self.context) {
                Ok(decided) => decided.into_iter().for_each(|event| {
                    state.apply(event.clone());
                    events.push(event);
                }),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Ok(self.check_claims::<A>(id, &events).map_or(Ok(events), Err))
    }

    /// The refusal when an event takes a value that is known to be somebody else's.
    fn check_claims<A: Rules>(&self, id: Uuid, events: &[A::Event]) -> Option<A::Error> {
        // The events' own changes count in their order: what they release does not stand in the way.
        let mut changed: HashMap<(&'static str, String), Vec<Held>> = HashMap::new();
        for change in events.iter().flat_map(|event| event.claims(id)) {
            let (take, claim) = match change {
                ClaimChange::Take(claim) => (true, claim),
                ClaimChange::Release(claim) => (false, claim),
            };
            let row = (claim.kind, self.index.claim_text(claim.kind, &claim.value));
            let known = self.held.get(&row);
            let held = changed.entry(row).or_insert_with(|| known.cloned().unwrap_or_default());
            held.retain(|held| !held.is_row_of(&claim));
            if !take {
                continue;
            }
            let other = held.iter().find(|held| held.holder != claim.holder && held.shares_a_day(&claim));
            if let Some(refusal) = other.and_then(|held| A::Error::of_claim(claim.kind, held.holder)) {
                return Some(refusal);
            }
            held.push(Held::of(&claim));
        }
        None
    }

    /// Takes proposed events in: the state moves on, and they are appended with the unit.
    ///
    /// # Errors
    /// [`StoreFault::NotLoaded`] when the stream was not loaded.
    pub fn accept<A: Rules>(&mut self, id: Uuid, events: Vec<A::Event>) -> Result<(), StoreFault> {
        let not_loaded = StoreFault::NotLoaded { aggregate_type: A::TYPE };
        let Some(stream) = self.streams.get_mut(&(A::TYPE, id)) else { return Err(not_loaded) };
        let mut state = match Arc::clone(&stream.state).downcast::<A>() {
            Ok(state) => state,
            Err(_) => return Err(not_loaded),
        };
        // The unit's own handle goes first, so that a state nobody else holds is changed in place.
        stream.state = Arc::new(());
        for mut event in events {
            stream.added += 1;
            let sequence = stream.expected + stream.added;
            Arc::make_mut(&mut state).apply(event.clone());
            Vault::owners(&mut event, id, &mut self.owners);
            for change in event.claims(id) {
                take_claim(&self.index, &mut self.claims, &mut self.held, change);
            }
            if !self.rehearsal {
                self.decided.push(encode::<A>(event, id, sequence));
            }
        }
        stream.state = state;
        Ok(())
    }

    /// Loads a stream, decides a command on it and takes its events in; gives their number.
    ///
    /// # Errors
    /// As [`Unit::propose`] and [`Unit::load`].
    pub async fn decide<A: Rules>(
        &mut self,
        id: Uuid,
        command: A::Command,
    ) -> Result<Result<usize, A::Error>, StoreFault> {
        self.load::<A>([id]).await?;
        let events = match self.propose::<A>(id, command)? {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // A unique value that nobody looked up is looked up now, so that its refusal is the rule's own.
        for change in events.iter().flat_map(|event| event.claims(id)) {
            if let ClaimChange::Take(Claim { kind, value, .. }) = change {
                self.look_up(kind, &[value]).await?;
            }
        }
        if let Some(refusal) = self.check_claims::<A>(id, &events) {
            return Ok(Err(refusal));
        }
        let count = events.len();
        self.accept::<A>(id, events)?;
        Ok(Ok(count))
    }

    /// Whether anything was decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.decided.is_empty()
    }

    /// Number of events decided so far.
    #[must_use]
    pub fn events_count(&self) -> usize {
        self.decided.len()
    }

    /// Seals and encodes all that was decided.
    pub(crate) async fn proposal(&mut self, metadata: String) -> Result<Proposal, StoreFault> {
        let (ring, keys) = self.log.vault().ring_for_sealing(&self.owners).await?;
        let decided = std::mem::take(&mut self.decided);
        let events = decided.into_iter().map(|encode| encode(&ring)).collect::<Result<Vec<_>, _>>()?;
        let streams = self.streams.iter().map(|((aggregate_type, aggregate_id), stream)| StreamRow {
            aggregate_type,
            aggregate_id: *aggregate_id,
            expected: stream.expected,
            written: stream.added > 0,
        });
        let claims = std::mem::take(&mut self.claims)
            .into_iter()
            .map(|((kind, value, holder, from), (take, to))| ClaimRow { take, kind, value, holder, from, to });
        let (streams, claims) = (streams.collect(), claims.collect());
        Ok(Proposal { streams, events, claims, index: self.index.version(), keys, metadata, idempotency: None })
    }

    /// Keeps the states that were written in memory, after the append; on a conflict they are forgotten instead.
    pub(crate) fn settle(&self, appended: bool) {
        for ((aggregate_type, id), stream) in &self.streams {
            match stream.keep {
                // A stream that was only just made is seldom asked again soon; an import makes a great many.
                Some(_) if appended && stream.expected == 0 => {}
                Some(keep) if appended => keep(&self.log, *id, stream.expected + stream.added, &stream.state),
                Some(_) => self.log.forget(aggregate_type, *id),
                None => {}
            }
        }
    }
}

fn encode<A: Rules>(mut event: A::Event, id: Uuid, sequence: i64) -> Encode {
    Box::new(move |ring| {
        let aggregate_id = id.to_string();
        let place = SealedContext { aggregate_type: A::TYPE, aggregate_id: &aggregate_id, sequence };
        Vault::seal(&mut event, &place, id, ring)?;
        let (event_type, event_version) = (event.event_type(), event.event_version());
        let payload = serde_json::to_string(&event)
            .map_err(|source| StoreFault::Unencodable { event_type: event_type.clone(), source })?;
        Ok(EventRow {
            aggregate_type: A::TYPE,
            aggregate_id: id,
            sequence,
            event_type,
            event_version,
            payload,
            event_id: crate::clock::fresh_id(),
        })
    })
}

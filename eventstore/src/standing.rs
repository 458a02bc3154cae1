//! The standing rules of the log: the rule book and the calendar, read from their streams and kept in memory.
//!
//! A unit of work checks both streams at its append, so nothing is decided under rules that were changed meanwhile. A
//! refusal appends nothing; it rests on rules that are at most a second old, and new ones apply from tomorrow on.

use crate::{EventLog, StoreFault};
use muster_domain::{
    kernel::StandingRules,
    rule_policy::{RULE_BOOK, RulePolicy},
    work_calendar::{LoadedCalendar, WORK_CALENDAR},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long the rules in memory are believed without a look at their streams.
const BELIEVED: Duration = Duration::from_secs(1);

/// The rules with the streams that they come from, each at the sequence up to which it was read.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) rules: StandingRules,
    pub(crate) book: (i64, Arc<RulePolicy>),
    pub(crate) calendar: (i64, Arc<LoadedCalendar>),
    looked_at: Option<Instant>,
}

/// The rules as they were last read.
pub(crate) struct StandingMemory(Mutex<Standing>);

impl StandingMemory {
    /// The rules that the product carries, not yet compared with the log.
    pub(crate) fn new(rules: StandingRules) -> Self {
        Self(Mutex::new(Standing { rules, book: (0, Arc::default()), calendar: (0, Arc::default()), looked_at: None }))
    }

    fn get(&self) -> Standing {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, standing: Standing) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }
}

impl EventLog {
    /// The rules as they were last read, for a caller that needs no more than the facts of the moment.
    pub(crate) fn known_rules(&self) -> StandingRules {
        self.standing_memory().get().rules
    }

    /// The rules that stand: as kept in memory for a moment, or compared with the log where `fresh` asks for it.
    pub(crate) async fn standing(&self, fresh: bool) -> Result<Standing, StoreFault> {
        let mut standing = self.standing_memory().get();
        if !fresh && standing.looked_at.is_some_and(|at| at.elapsed() < BELIEVED) {
            return Ok(standing);
        }
        let looked_at = Instant::now();
        let heads = self.reader().heads(&[(RULE_BOOK_TYPE, RULE_BOOK), (CALENDAR_TYPE, WORK_CALENDAR)]).await?;
        if heads != [standing.book.0, standing.calendar.0] {
            let (head, book) = self.read_stream::<RulePolicy>(RULE_BOOK).await?;
            standing.rules.policies = Arc::new(book.timeline().clone());
            standing.book = (head, Arc::new(book));
            let (head, calendar) = self.read_stream::<LoadedCalendar>(WORK_CALENDAR).await?;
            standing.rules.calendar = Arc::new(calendar.calendar().map_err(|_| StoreFault::Reference)?);
            standing.calendar = (head, Arc::new(calendar));
        }
        standing.looked_at = Some(looked_at);
        self.standing_memory().put(standing.clone());
        Ok(standing)
    }

    /// The rules that stand now, at most a second old.
    ///
    /// # Errors
    /// [`StoreFault`] when their streams cannot be read.
    pub async fn standing_rules(&self) -> Result<StandingRules, StoreFault> {
        Ok(self.standing(false).await?.rules)
    }

    /// The rules that stood at a position of the log.
    ///
    /// # Errors
    /// [`StoreFault`] when their streams cannot be read.
    pub async fn standing_rules_at(&self, position: i64) -> Result<StandingRules, StoreFault> {
        let mut rules = self.standing(false).await?.rules;
        let book = self.find_at::<RulePolicy>(RULE_BOOK, position).await?.unwrap_or_default();
        rules.policies = Arc::new(book.timeline().clone());
        let calendar = self.find_at::<LoadedCalendar>(WORK_CALENDAR, position).await?.unwrap_or_default();
        rules.calendar = Arc::new(calendar.calendar().map_err(|_| StoreFault::Reference)?);
        Ok(rules)
    }

    /// The positions at which the rule book changed, ascending.
    ///
    /// # Errors
    /// [`StoreFault`] when its stream cannot be read.
    pub async fn rules_changed_at(&self) -> Result<Vec<i64>, StoreFault> {
        let events = self.reader().of_stream(RULE_BOOK_TYPE, RULE_BOOK, 0, i64::MAX).await?;
        Ok(events.into_iter().map(|event| event.position).collect())
    }

    async fn read_stream<A: muster_domain::kernel::Rules>(&self, id: uuid::Uuid) -> Result<(i64, A), StoreFault> {
        let mut found = self.reader().streams(A::TYPE, &[id]).await?;
        let states = self.fold::<A>(&[id], &mut found).await?;
        Ok(states.into_iter().next().map_or_else(|| (0, A::default()), |(_, state)| state))
    }
}

/// Aggregate type of the rule book.
const RULE_BOOK_TYPE: &str = <RulePolicy as cqrs_es::Aggregate>::TYPE;
/// Aggregate type of the calendar.
const CALENDAR_TYPE: &str = <LoadedCalendar as cqrs_es::Aggregate>::TYPE;

//! What a resolver may reach: log, views, the caller, and the position that its answer reflects.

use crate::{
    edge::{EdgeError, Refused},
    http::{Caller, TraceId},
};
use async_graphql::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::kernel::{DivisionCode, Divisions, Rules, Source, StandingRules, time};
use muster_eventstore::{EventLog, IdempotencyKey, Request, StoreFault};
use muster_projections::{ViewFault, ViewRead, Views, as_of::PATIENCE};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::time::Instant;
use uuid::Uuid;

/// The oldest position that any part of an answer reflects; put into each request.
#[derive(Clone, Debug)]
pub struct AnsweredPosition(Arc<AtomicI64>);

impl Default for AnsweredPosition {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MAX)))
    }
}

impl AnsweredPosition {
    /// The position, where any view was read.
    #[must_use]
    pub fn find(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|position| *position != i64::MAX)
    }

    pub(crate) fn lower(&self, position: i64) {
        self.0.fetch_min(position, Ordering::Relaxed);
    }
}

/// The open registry, for resolvers.
#[derive(Clone)]
pub struct Gate {
    log: EventLog,
    views: Views,
    moment: Moment,
    /// Until when this request waits for views as of its moment.
    deadline: Instant,
}

/// The moment for which a whole request is answered; without one, it is answered as things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The last position of the log that the answer knows of.
    pub recorded: Option<i64>,
    /// The instant that counts as now.
    pub now: Option<DateTime<Utc>>,
}

impl Gate {
    /// The gate of an open registry.
    #[must_use]
    pub fn new(log: EventLog, views: Views) -> Self {
        Self { log, views, moment: Moment::default(), deadline: Instant::now() }
    }

    /// The same registry for a request that asks as of a moment.
    #[must_use]
    pub fn as_of(&self, moment: Moment) -> Self {
        Self { moment, deadline: Instant::now() + PATIENCE, ..self.clone() }
    }

    /// The gate of this request.
    pub(crate) fn of<'c>(ctx: &Context<'c>) -> Result<&'c Self> {
        ctx.data::<Self>()
    }

    pub(crate) fn log(&self) -> &EventLog {
        &self.log
    }

    /// Opens a view that reflects at least a position, or exactly the one as of which the request asks.
    pub(crate) async fn read(&self, view: &'static str, at_least: Option<i64>) -> Result<ViewRead, ViewFault> {
        match (self.moment.recorded, at_least) {
            (Some(position), Some(at_least)) if at_least > position => {
                Err(ViewFault::NotYet { view, position, at_least })
            }
            (Some(position), _) => self.views.read_at(view, position, self.deadline).await,
            (None, at_least) => self.views.read(view, at_least).await,
        }
    }

    /// Opens a view that keeps versions, at a position or at the newest that it reflects, to be moved to earlier ones.
    pub(crate) async fn versions(&self, view: &'static str, position: Option<i64>) -> Result<ViewRead, ViewFault> {
        let position = match position {
            Some(position) => position,
            None => self.views.read(view, None).await?.position(),
        };
        self.views.read_at(view, position, self.deadline).await
    }

    /// A state, as of the moment that the request asks about.
    pub(crate) async fn find<A: Rules>(&self, id: Uuid) -> Result<Option<A>, StoreFault> {
        match self.moment.recorded {
            Some(position) => self.log.find_at::<A>(id, position).await,
            None => self.log.find::<A>(id).await,
        }
    }

    /// The rules that stand, as of the moment that the request asks about.
    pub(crate) async fn standing_rules(&self) -> Result<StandingRules, StoreFault> {
        match self.moment.recorded {
            Some(position) => self.log.standing_rules_at(position).await,
            None => self.log.standing_rules().await,
        }
    }

    /// The log, for what is only answered as things stand: what may happen next, and what is outside the log.
    pub(crate) fn as_things_stand(&self) -> Result<&EventLog, Refused> {
        if self.moment == Moment::default() {
            return Ok(&self.log);
        }
        Err(Refused::new("AS_OF_UNSUPPORTED", "this is only answered as things stand, not as of another moment"))
    }

    /// The moment that the request asks about.
    pub(crate) const fn moment(&self) -> Moment {
        self.moment
    }

    /// Drops what was built as of earlier moments and holds more than may still be read: after an erasure.
    pub(crate) async fn tidy(&self) {
        // Nobody can read it any more, whatever comes of this; the next build drops it too.
        if let Err(fault) = self.views.tidy().await {
            tracing::error!(%fault, "views as of earlier moments are not dropped yet");
        }
    }

    /// Tables beside the directory that do not know of the erasure at a position.
    pub(crate) async fn copies_from_before(&self, erasure: i64) -> Result<i64, EdgeError> {
        Ok(self.views.copies_from_before(erasure).await?)
    }

    /// The registry's clock, or the instant as of which the request asks.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.moment.now.unwrap_or_else(|| self.log.clock().now())
    }

    /// The local (+08:00) day of [`Gate::now`].
    pub(crate) fn today(&self) -> NaiveDate {
        time::local_date(self.now())
    }

    /// The day of occurrence as of which the request asks, where it does.
    pub(crate) fn occurred_by(&self) -> Option<NaiveDate> {
        self.moment.now.filter(|_| self.moment.recorded.is_none()).map(time::local_date)
    }

    pub(crate) fn divisions(&self) -> &Divisions {
        self.log.divisions()
    }
}

/// Opens a view that reflects at least a position, and notes the position for the answer.
pub(crate) async fn read_view(ctx: &Context<'_>, view: &'static str, at_least: Option<i64>) -> Result<ViewRead> {
    let read = Gate::of(ctx)?.read(view, at_least).await.map_err(EdgeError::from)?;
    if let Ok(answered) = ctx.data::<AnsweredPosition>() {
        answered.lower(read.position());
    }
    Ok(read)
}

/// The request behind a mutation: who, from where, and the key under which its outcome is remembered.
pub(crate) fn request(ctx: &Context<'_>, idempotency: Option<(&str, &[String])>) -> Result<Request> {
    let caller = ctx.data::<Caller>()?;
    let idempotency = idempotency.map(|(key, bodies)| {
        let (body, earlier) = bodies.split_first().map_or(("", bodies), |(body, earlier)| (body.as_str(), earlier));
        let key = IdempotencyKey::new(&caller.actor, key, body.as_bytes());
        earlier.iter().fold(key, |key, body| key.or_body(body.as_bytes()))
    });
    Ok(Request {
        actor: caller.actor.clone(),
        role: caller.role.clone(),
        organization: caller.organization.clone(),
        acting: caller.access.acting(),
        source: Source::Api,
        correlation_id: ctx.data_opt::<TraceId>().and_then(TraceId::uuid),
        idempotency,
        ..Request::default()
    })
}

/// The codes of a division and all below it, which a filter takes in.
pub(crate) fn codes_within(ctx: &Context<'_>, within: &str) -> Result<Vec<String>> {
    let top = DivisionCode::new(within);
    let divisions = Gate::of(ctx)?.divisions();
    let codes: Vec<String> = divisions.within(&top).map(|division| division.code.as_str().to_owned()).collect();
    if codes.is_empty() {
        let refused = Refused::new("UNKNOWN_DIVISION", format!("there is no division {top}"));
        return Err(refused.with("division", top.as_str()).into());
    }
    Ok(codes)
}

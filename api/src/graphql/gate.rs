//! What a resolver may reach: log, views, the caller, and the position that its answer reflects.

use crate::{
    edge::{EdgeError, Refused},
    http::{Caller, TraceId},
};
use async_graphql::{Context, Result};
use chrono::NaiveDate;
use muster_domain::kernel::{DivisionCode, Divisions, Source, time};
use muster_eventstore::{EventLog, IdempotencyKey, Request};
use muster_projections::{ViewRead, Views};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

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
}

impl Gate {
    /// The gate of an open registry.
    #[must_use]
    pub fn new(log: EventLog, views: Views) -> Self {
        Self { log, views }
    }

    /// The gate of this request.
    pub(crate) fn of<'c>(ctx: &Context<'c>) -> Result<&'c Self> {
        ctx.data::<Self>()
    }

    pub(crate) fn log(&self) -> &EventLog {
        &self.log
    }

    pub(crate) fn views(&self) -> &Views {
        &self.views
    }

    /// The local (+08:00) day of the registry's clock.
    pub(crate) fn today(&self) -> NaiveDate {
        time::local_date(self.log.clock().now())
    }

    pub(crate) fn divisions(&self) -> &Divisions {
        self.log.divisions()
    }
}

/// Opens a view that reflects at least a position, and notes the position for the answer.
pub(crate) async fn read_view(ctx: &Context<'_>, view: &'static str, at_least: Option<i64>) -> Result<ViewRead> {
    let read = Gate::of(ctx)?.views().read(view, at_least).await.map_err(EdgeError::from)?;
    if let Ok(answered) = ctx.data::<AnsweredPosition>() {
        answered.lower(read.position());
    }
    Ok(read)
}

/// The request behind a mutation: who, from where, and the key under which its outcome is remembered.
pub(crate) fn request(ctx: &Context<'_>, idempotency: Option<(&str, &[u8])>) -> Result<Request> {
    let caller = ctx.data::<Caller>()?;
    Ok(Request {
        actor: caller.actor.clone(),
        role: caller.role.clone(),
        organization: caller.organization.clone(),
        source: Source::Api,
        correlation_id: ctx.data_opt::<TraceId>().and_then(TraceId::uuid),
        idempotency: idempotency.map(|(key, body)| IdempotencyKey::new(&caller.actor, key, body)),
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

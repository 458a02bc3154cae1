//! The one way by which clear personal data leave: the read is put on record first, and without a record nothing leaves.

use crate::{
    edge::Refused,
    graphql::gate::{Gate, request},
};
use async_graphql::{Context, Result};
use muster_domain::person::ReadGround;
use muster_eventstore::{
    StoreFault,
    access_log::{self, Reading, Subject, Way},
};
use uuid::Uuid;

/// Writes what is about to be shown into the access log, and gives the numbers of the entries.
///
/// # Errors
/// The condition `ACCESS_LOG_UNAVAILABLE` when that fails: then nothing may be shown.
pub(super) async fn record(
    ctx: &Context<'_>,
    purpose: &'static str,
    note: Option<&str>,
    subjects: &[Subject],
) -> Result<Vec<i64>> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let (gate, request) = (Gate::of(ctx)?, request(ctx, None)?);
    let reading = Reading {
        at: gate.log().clock().now(),
        principal: request.actor,
        role: request.role,
        organization: request.organization,
        purpose: Some(purpose.to_owned()),
        note: note.map(str::to_owned),
        correlation_id: request.correlation_id,
    };
    let recorded = access_log::record(gate.log().pool(), gate.log().vault(), &reading, subjects).await;
    recorded.map_err(|fault| unavailable(&fault).into())
}

/// Whose data are read and which, with what the read rests on.
pub(super) fn subject(person: Uuid, way: Way, fields: Vec<&'static str>, ground: ReadGround) -> Subject {
    let (way, approved) = match ground {
        ReadGround::Purpose => (way, None),
        ReadGround::Approved { by, at } => (way, Some((by, at))),
        ReadGround::BrokenGlass => (Way::BrokenGlass, None),
    };
    Subject { person, way, fields, approved }
}

/// The log's own words stay in the house: they are about its tables.
fn unavailable(fault: &StoreFault) -> Refused {
    metrics::counter!("muster_access_log_failures_total").increment(1);
    tracing::error!(%fault, "the access log cannot be written, and nothing personal is shown");
    Refused::new("ACCESS_LOG_UNAVAILABLE", "the access log cannot be written, and nothing personal is shown without it")
}

//! The sealed log at the door: who may read its leaves, how it stands for probes, and witnesses over HTTP.

use crate::{
    access::Right,
    http::{Caller, LogRefusal},
};
use muster_domain::account::Scope;
use muster_eventstore::seal::{SealFault, SealReader, SealStatus};
use muster_seal::tile::Resource;
use serde_json::{Value, json};

pub mod witness;

/// A resource of the sealed log, as far as the caller may have it.
///
/// # Errors
/// [`LogRefusal`].
pub(crate) async fn resource(reader: &SealReader, path: &str, caller: Option<&Caller>) -> Result<Vec<u8>, LogRefusal> {
    let resource = Resource::parse(path).ok_or(LogRefusal::Unknown)?;
    let reads_the_log = |caller: &Caller| caller.access.with(Right::Log).any(|grant| grant.scope == Scope::Registry);
    match resource {
        Resource::Entries(_) if !caller.is_some_and(reads_the_log) => return Err(LogRefusal::Forbidden),
        Resource::Checkpoint | Resource::Tile(_) | Resource::Entries(_) => {}
    }
    reader
        .resource(resource)
        .await
        .map_err(|fault: SealFault| {
            tracing::error!(%fault, "the sealed log cannot be read");
            LogRefusal::Unavailable
        })?
        .ok_or(LogRefusal::Unknown)
}

/// How the sealed log stands, for the body of a probe, and as gauges.
pub(crate) fn readiness(status: &SealStatus, head: Option<i64>) -> Value {
    let head = head.and_then(|head| u64::try_from(head).ok());
    let lag = head.map(|head| head.saturating_sub(status.size));
    let gauge = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if let Some(lag) = lag {
        metrics::gauge!("muster_seal_lag_positions").set(gauge(lag));
    }
    metrics::gauge!("muster_seal_blocked").set(if status.condition.is_some() { 1.0 } else { 0.0 });
    metrics::gauge!("muster_seal_witnesses_missing").set(gauge(status.witnesses.len() as u64));
    let witnesses: serde_json::Map<String, Value> =
        status.witnesses.iter().map(|(name, why)| (name.clone(), json!(why))).collect();
    json!({
        "size": status.size,
        "lag": lag,
        "signs": status.signs,
        "condition": status.condition.as_ref().map(ToString::to_string),
        "fault": status.fault,
        "witnessesMissing": witnesses,
    })
}

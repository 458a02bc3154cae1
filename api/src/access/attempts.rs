//! Who tried to read in clear whom they do not reach: they are told of nobody, and the attempt is on record.

use super::{Right, policy::Way};
use crate::{
    edge::Refused,
    graphql::Gate,
    http::{Caller, TraceId},
};
use async_graphql::extensions::ExtensionContext;
use muster_eventstore::access_log::{self, Reading, Subject};
use uuid::Uuid;

/// Records an attempt, where the field that was refused shows somebody in clear. It is refused in any case.
pub(super) async fn record(ctx: &ExtensionContext<'_>, gate: &Gate, ways: &[Way], refused: &Refused) {
    let in_clear = ways.iter().any(|way| matches!(way.right, Right::Unmask | Right::Export));
    let person = refused.figures.get("named").and_then(|named| Uuid::parse_str(named.as_str()?).ok());
    let (true, Some(person), Ok(caller)) = (in_clear, person, ctx.data::<Caller>()) else { return };
    let reading = Reading {
        at: gate.log().clock().now(),
        principal: caller.actor.clone(),
        role: caller.role.clone(),
        organization: caller.organization.clone(),
        purpose: None,
        note: None,
        correlation_id: ctx.data_opt::<TraceId>().and_then(TraceId::uuid),
    };
    let subject = Subject { person, way: access_log::Way::Refused, fields: Vec::new(), approved: None };
    let recorded = access_log::record(gate.log().pool(), gate.log().vault(), &reading, &[subject]).await;
    if let Err(fault) = recorded {
        tracing::error!(%fault, "an attempt to read out of reach is not on record");
    }
}

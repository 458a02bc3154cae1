//! Every event behind a certificate (证明溯源, A1).

use super::sample::record;
use crate::{
    edge::EdgeError,
    graphql::{event_history::Event, gate::read_view, mutation::code},
};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use muster_projections::views::{
    event_history::{self, EventBehind, EventRow, ServiceRecord},
    recording_audit,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What an event is to a certificate (与证明的关系).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TracedPart {
    /// It entered, decided on or changed a credit in it (时长).
    Credit,
    /// It says of the volunteer's part in an activity of such a credit (考勤).
    Attendance,
    /// It issued or revoked the certificate (证明).
    Certificate,
}

/// An event behind a certificate (证明溯源).
#[derive(SimpleObject)]
pub struct TracedEvent {
    /// What it is to the certificate (与证明的关系).
    part: TracedPart,
    /// Whether it came after the issue, so that the certificate does not know of it (是否在出具之后).
    after_issue: bool,
    /// Ids of the credits in the certificate behind which it stands (时长记录).
    credits: Vec<ID>,
    /// The event: what was recorded, when, by whom and from where (事件).
    event: Event,
}

/// Every event behind a certificate, in the order of the log; nobody is named (证明溯源).
#[derive(SimpleObject)]
pub struct CertificateTrace {
    /// Its number (证明编号).
    number: String,
    /// The position of the log that the trace reflects (日志位置).
    position: i64,
    /// Position of the event that issued it (出具位置).
    issued_position: i64,
    /// Position of the event that revoked it, where it was (撤销位置).
    revoked_position: Option<i64>,
    /// Credits in it (时长记录数).
    credits: i64,
    /// The events (事件).
    events: Vec<TracedEvent>,
}

/// The trace of a certificate.
#[derive(Default)]
pub struct TraceQuery;

/// The trace of a certificate.
#[Object]
impl TraceQuery {
    /// Every event behind a certificate in the order of the log: attendance, entries, approvals, corrections, issue and
    /// revocation, each with who, when and from where; null where there is no such number (A1, 证明溯源).
    async fn certificate_trace(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its number.")] number: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<CertificateTrace>> {
        let number = code(&number)?;
        let mut read = read_view(ctx, recording_audit::NAME, at_least).await?;
        let found = recording_audit::certificate(&mut read, number.as_str()).await.map_err(EdgeError::from)?;
        let position = read.position();
        drop(read);
        let Some((row, credits)) = found else { return Ok(None) };
        let records: Vec<ServiceRecord> = credits.iter().map(record).collect();
        let mut history = read_view(ctx, event_history::NAME, Some(position)).await?;
        let behind = event_history::behind(&mut history, &records).await.map_err(EdgeError::from)?;
        let own: Vec<i64> = [row.position].into_iter().chain(row.revoked_position).collect();
        let of_itself = event_history::at(&mut history, &own).await.map_err(EdgeError::from)?;
        let mut events = BTreeMap::new();
        // The history may know more than the certificate was read with.
        for found in behind.into_iter().filter(|found| found.event.position <= position) {
            add(&mut events, found, (&records, &own, row.position));
        }
        for event in of_itself {
            let after_issue = event.position > row.position;
            let traced = TracedEvent {
                part: TracedPart::Certificate,
                after_issue,
                credits: Vec::new(),
                event: Event(event.clone()),
            };
            events.insert(event.position, traced);
        }
        Ok(Some(CertificateTrace {
            number: row.number,
            position,
            issued_position: row.position,
            revoked_position: row.revoked_position,
            credits: i64::try_from(credits.len()).unwrap_or(i64::MAX),
            events: events.into_values().collect(),
        }))
    }
}

/// Takes an event in: behind several credits it stands once. The issue, too, names its credits, and other certificates do.
fn add(
    events: &mut BTreeMap<i64, TracedEvent>,
    found: EventBehind,
    (records, own, issued): (&[ServiceRecord], &[i64], i64),
) {
    let EventBehind { place, of_attendance, event } = found;
    if own.contains(&event.position) || is_of_certificates(&event) {
        return;
    }
    let credit: Option<Uuid> =
        usize::try_from(place - 1).ok().and_then(|place| records.get(place)).map(|record| record.credit_id);
    let traced = events.entry(event.position).or_insert_with(|| TracedEvent {
        part: if of_attendance { TracedPart::Attendance } else { TracedPart::Credit },
        after_issue: event.position > issued,
        credits: Vec::new(),
        event: Event(event),
    });
    traced.credits.extend(credit.map(ID::from));
}

/// Another certificate over the same credits is no part of this one's history.
fn is_of_certificates(event: &EventRow) -> bool {
    event.event_type == "certificate_issued"
}

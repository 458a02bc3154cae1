//! How a page of people's events changes the register. No reads for others.

use super::{BrokenGlassRow, DataRequestRow, MinorReadRow};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use chrono::NaiveDate;
use muster_domain::person::PersonEvent;
use muster_eventstore::Recorded;
use uuid::Uuid;

/// The names of the events that the register is made of; others are not decoded.
const OWN: [&str; 8] = [
    "data_requested",
    "data_request_fulfilled",
    "data_request_refused",
    "minor_read_proposed",
    "minor_read_approved",
    "minor_read_declined",
    "glass_broken",
    "person_erased",
];

#[derive(Default)]
struct Rows {
    requests: RowSet<DataRequestRow>,
    reads: RowSet<MinorReadRow>,
    glass: RowSet<BrokenGlassRow>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let own = |recorded: &&Recorded| recorded.aggregate_type == "person" && OWN.contains(&recorded.event_type.as_str());
    let mut events = Vec::new();
    for recorded in page.iter().filter(own) {
        events.push((recorded.stream()?, recorded.position, recorded.decode::<PersonEvent>()?));
    }
    let mut rows = Rows::default();
    let people = || events.iter().map(|(person, ..)| person.to_string());
    rows.requests.load_under(fold.connection, people()).await?;
    rows.reads.load_under(fold.connection, people()).await?;
    for (person, position, event) in events {
        apply(&mut rows, (person, position), event);
    }
    rows.requests.write(fold.connection).await?;
    rows.glass.write(fold.connection).await?;
    rows.reads.write(fold.connection).await
}

fn apply(rows: &mut Rows, (person, position): (Uuid, i64), event: PersonEvent) {
    let under = |what: &dyn std::fmt::Display| format!("{person}/{what}");
    match event {
        PersonEvent::DataRequested { request, kind, requested_by, requested_on, due_on, .. } => {
            rows.requests.put(DataRequestRow {
                key: under(&request),
                person_id: person,
                number: integer(request),
                kind: kind.code().to_owned(),
                requested_on,
                due_on,
                requested_by,
                answered_on: None,
                refused: false,
            });
        }
        PersonEvent::DataRequestFulfilled { request, fulfilled_on, .. } => {
            answer(rows, &under(&request), fulfilled_on, false);
        }
        PersonEvent::DataRequestRefused { request, refused_on, .. } => {
            answer(rows, &under(&request), refused_on, true);
        }
        PersonEvent::MinorReadProposed { purpose, fields, proposed_by, proposed_at, .. } => {
            rows.reads.put(MinorReadRow {
                key: under(&proposed_by),
                person_id: person,
                reader: proposed_by,
                purpose: purpose.code().to_owned(),
                fields: fields.iter().map(|field| field.code().to_owned()).collect(),
                proposed_at,
            });
        }
        PersonEvent::MinorReadApproved { reader, .. } | PersonEvent::MinorReadDeclined { reader, .. } => {
            rows.reads.remove(&under(&reader));
        }
        PersonEvent::GlassBroken { reader, fields, broken_at, ends_at, .. } => {
            rows.glass.put(BrokenGlassRow {
                key: under(&position),
                person_id: person,
                reader,
                fields: fields.iter().map(|field| field.code().to_owned()).collect(),
                broken_at,
                ends_at,
            });
        }
        // What was asked for is done with, whatever it was.
        PersonEvent::PersonErased { erased_on, .. } => {
            let person = person.to_string();
            let open: Vec<String> = rows.requests.under(&person).map(|row| row.key.clone()).collect();
            open.iter().for_each(|key| answer(rows, key, erased_on, false));
            let proposed: Vec<String> = rows.reads.under(&person).map(|row| row.key.clone()).collect();
            proposed.iter().for_each(|key| rows.reads.remove(key));
        }
        PersonEvent::PersonRegistered { .. }
        | PersonEvent::IdentityVerified { .. }
        | PersonEvent::PersonDataCorrected { .. }
        | PersonEvent::ConsentGiven { .. }
        | PersonEvent::ConsentWithdrawn { .. }
        | PersonEvent::GuardianConsentGiven { .. }
        | PersonEvent::GuardianConsentWithdrawn { .. }
        | PersonEvent::PersonalDataExported { .. }
        | PersonEvent::ErasureProposed { .. }
        | PersonEvent::ErasureDeclined { .. }
        | PersonEvent::ProcessingRestricted { .. }
        | PersonEvent::RestrictionLifted { .. }
        | PersonEvent::MergeProposed { .. }
        | PersonEvent::MergeDeclined { .. }
        | PersonEvent::PersonsMerged { .. }
        | PersonEvent::PersonMergedInto { .. }
        | PersonEvent::PersonsSplit { .. }
        | PersonEvent::PersonSplitOff { .. } => {}
    }
}

/// Ends a request that stands open.
fn answer(rows: &mut Rows, key: &str, on: NaiveDate, refused: bool) {
    let Some(row) = rows.requests.get(key).filter(|row| row.answered_on.is_none()).cloned() else { return };
    rows.requests.put(DataRequestRow { answered_on: Some(on), refused, ..row });
}

//! Who the person is, whom they let do what, what they asked for, and the records merged into theirs.

use super::{Source, every, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_domain::{
    kernel::Personal,
    person::{DataRequest, Person, words::PersonalField},
};
use muster_projections::views::{
    person_directory,
    privacy_register::{self, DataRequestRow},
};
use serde_json::{Value, json};
use std::collections::HashMap;

fn clear(state: &Person, field: PersonalField) -> Option<&str> {
    state.field(field).and_then(Personal::expose)
}

pub(super) fn of(state: &Person) -> Value {
    json!({
        "document": state.document().map(|document| document.code()),
        "name": clear(state, PersonalField::Name),
        "phone": clear(state, PersonalField::Phone),
        "idNumber": clear(state, PersonalField::IdNumber),
        "birthOn": state.birth(),
        "verified": state.verified(),
    })
}

pub(super) fn guardian_of(state: &Person) -> Value {
    json!({
        "name": clear(state, PersonalField::GuardianName),
        "phone": clear(state, PersonalField::GuardianPhone),
    })
}

/// What the person agrees to now; what they agreed to once is among the facts.
pub(super) fn consents_of(state: &Person) -> Value {
    let consents = state.live_consents().map(|consent| {
        let fields: Vec<&str> = consent.fields.iter().map(|field| field.code()).collect();
        json!({ "scope": consent.scope.code(), "noticeVersion": consent.notice_version, "fields": fields,
            "givenOn": consent.given_on })
    });
    consents.collect()
}

pub(super) fn requests_of(state: &Person) -> Value {
    state.data_requests().map(request_of).collect()
}

fn request_of((number, request): (u32, &DataRequest)) -> Value {
    let clear = |text: &Option<Personal>| text.as_ref().and_then(Personal::expose).map(str::to_owned);
    let answer = request.answer.as_ref();
    json!({ "number": number, "kind": request.kind.code(), "text": clear(&request.text),
        "requestedOn": request.requested_on, "dueOn": request.due_on, "answeredOn": answer.map(|answer| answer.on),
        "refused": answer.map(|answer| answer.refused), "answer": answer.and_then(|answer| clear(&answer.text)) })
}

/// The records that were merged into the person's, in that order: masked, and their requests without words.
pub(super) async fn merged(source: &Source<'_>) -> Result<Value> {
    let merged = source.people.get(1..).unwrap_or_default();
    let mut read = source.open(person_directory::NAME).await?;
    let rows = person_directory::by_ids(&mut read, merged).await.map_err(EdgeError::from)?;
    drop(read);
    let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut records = Vec::with_capacity(merged.len());
    for person in merged {
        let Some(row) = rows.get(person) else { continue };
        let mut read = source.open(privacy_register::NAME).await?;
        let requests = every!(DataRequestRow, |last| {
            let after = last.map(|row| (row.due_on, row.person_id, row.number));
            privacy_register::requests(&mut read, (None, Some(*person)), after, super::PAGE)
        });
        let request = |row: &DataRequestRow| {
            json!({ "number": row.number, "kind": row.kind, "requestedOn": row.requested_on, "dueOn": row.due_on,
                "answeredOn": row.answered_on, "refused": row.answered_on.map(|_| row.refused) })
        };
        records.push(json!({
            "person": row.id,
            "document": row.document,
            "name": row.name_masked,
            "phone": row.phone_masked,
            "idNumber": row.id_number_masked,
            "verified": row.verified,
            "registeredAt": row.registered_at,
            "consents": row.consents,
            "requests": list(&requests, request),
        }));
    }
    Ok(records.into())
}

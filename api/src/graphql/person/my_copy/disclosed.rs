//! Who read the person's data, and to whom they were handed over.

use super::{Source, every, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_eventstore::access_log::{self, Entry, Filter};
use muster_projections::views::{
    export_register::{self, HandedOver},
    organization_directory,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Every read and every attempt, the newest first, with what it was for.
pub(super) async fn reads(source: &Source<'_>) -> Result<Value> {
    let log = source.gate()?.as_things_stand()?;
    let mut entries: Vec<(Entry, Option<String>)> = Vec::new();
    for person in &source.people {
        let filter = Filter { person: Some(*person), ..Filter::default() };
        let page =
            every!(Entry, |last| access_log::page(log.pool(), &filter, last.map(|entry| entry.number), super::PAGE));
        let notes = access_log::open_notes(log.vault(), &page).await.map_err(EdgeError::from)?;
        entries.extend(page.into_iter().zip(notes));
    }
    entries.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.number));
    Ok(list(&entries, read_of))
}

fn read_of((entry, note): &(Entry, Option<String>)) -> Value {
    json!({ "number": entry.number, "at": entry.read_at, "way": entry.way, "principal": entry.principal,
        "role": entry.role, "organization": entry.organization, "person": entry.person, "fields": entry.fields,
        "purpose": entry.purpose, "note": note, "approvedBy": entry.approved_by, "approvedAt": entry.approved_at })
}

/// Every export with which anything left, the newest first, with who received it.
pub(super) async fn exports(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(export_register::NAME).await?;
    let exports = export_register::exports_of(&mut read, &source.people).await.map_err(EdgeError::from)?;
    drop(read);
    let recipients: Vec<Uuid> = exports.iter().map(|export| export.recipient_id).collect();
    let mut read = source.open(organization_directory::NAME).await?;
    let rows = organization_directory::by_ids(&mut read, &recipients).await.map_err(EdgeError::from)?;
    let recipients: HashMap<Uuid, Value> =
        rows.into_iter().map(|row| (row.id, json!({ "id": row.id, "code": row.code, "name": row.name }))).collect();
    let recipient = |id: Uuid| recipients.get(&id).cloned().unwrap_or_else(|| json!({ "id": id }));
    let export = |export: &HandedOver| {
        json!({ "export": export.export_id, "person": export.person_id, "fields": export.fields,
            "purpose": export.purpose, "recipient": recipient(export.recipient_id), "askedBy": export.actor,
            "exportedOn": export.exported_on })
    };
    Ok(list(&exports, export))
}

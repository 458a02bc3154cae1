//! How a page of people's events changes the register of exports. No reads for others.

use super::{ExportRow, ExportedRow};
use crate::{Fold, RowSet, ViewFault};
use muster_domain::person::PersonEvent;
use muster_eventstore::Recorded;

/// The name of the only event that the register is made of; others are not decoded.
const EXPORTED: &str = "personal_data_exported";

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    for recorded in page.iter().filter(|recorded| recorded.event_type == EXPORTED) {
        events.push((recorded, recorded.decode::<PersonEvent>()?));
    }
    let ids = events.iter().filter_map(|(_, event)| {
        let PersonEvent::PersonalDataExported { export_id, .. } = event else { return None };
        Some(export_id.to_string())
    });
    let ids: Vec<String> = ids.collect();
    let mut exports = RowSet::<ExportRow>::load(fold.connection, ids).await?;
    let mut exported = RowSet::<ExportedRow>::default();
    for (recorded, event) in events {
        apply(&mut exports, &mut exported, recorded, event);
    }
    exports.write(fold.connection).await?;
    exported.write(fold.connection).await
}

fn apply(exports: &mut RowSet<ExportRow>, exported: &mut RowSet<ExportedRow>, recorded: &Recorded, event: PersonEvent) {
    let PersonEvent::PersonalDataExported {
        person_id,
        export_id,
        fields,
        purpose,
        recipient,
        recipient_division,
        exported_on,
        ..
    } = event
    else {
        return;
    };
    let mut row = exports.get(&export_id.to_string()).cloned().unwrap_or_else(|| ExportRow {
        id: export_id.uuid(),
        fields: Vec::new(),
        purpose: purpose.code().to_owned(),
        recipient_id: recipient.uuid(),
        division: recipient_division.as_str().to_owned(),
        actor: recorded.metadata.actor.clone(),
        exported_on,
        people: 0,
        position: recorded.position,
    });
    let mut fields: Vec<String> = fields.iter().map(|field| field.code().to_owned()).collect();
    fields.sort_unstable();
    row.people += 1;
    row.fields.extend_from_slice(&fields);
    row.fields.sort_unstable();
    row.fields.dedup();
    exports.put(row);
    let key = format!("{person_id}/{export_id}");
    exported.put(ExportedRow { key, export_id: export_id.uuid(), person_id: person_id.uuid(), fields });
}

//! The events of a bundle as rows of the log, page by page, each text as it is.

use super::ImportFault;
use crate::seal::{SealFault, rows::signed};
use chrono::{DateTime, Utc};
use muster_seal::bundle::{Reader, Record};
use sqlx::PgConnection;
use std::{io::Read, path::Path};
use uuid::Uuid;

/// Events of one statement at most.
const PAGE_EVENTS: usize = 4_096;
/// Bytes of their texts, from which a page ends.
const PAGE_BYTES: usize = 8 * 1_024 * 1_024;

/// Consecutive events, column by column.
#[derive(Default)]
pub(super) struct Page {
    position: Vec<i64>,
    aggregate_type: Vec<String>,
    aggregate_id: Vec<String>,
    sequence: Vec<i64>,
    event_id: Vec<Uuid>,
    event_type: Vec<String>,
    event_version: Vec<String>,
    recorded_at: Vec<DateTime<Utc>>,
    payload: Vec<String>,
    metadata: Vec<String>,
    bytes: usize,
}

impl Page {
    /// The next events of a bundle that was verified; none behind the last.
    pub(super) fn read(reader: &mut Reader<impl Read>, file: &Path) -> Result<Option<Self>, ImportFault> {
        let unreadable = || SealFault::file(format!("{} cannot be read", file.display()));
        let mut page = Self::default();
        while page.position.len() < PAGE_EVENTS && page.bytes < PAGE_BYTES {
            let Some(record) = reader.next_record().map_err(unreadable())? else { break };
            page.push(&record.map_err(|_| ImportFault::OtherRoot)?)?;
        }
        Ok((!page.position.is_empty()).then_some(page))
    }

    fn push(&mut self, record: &Record<'_>) -> Result<(), ImportFault> {
        let head = record.head;
        // PostgreSQL keeps microseconds, and so does the leaf: nothing is rounded.
        let recorded_at = DateTime::from_timestamp_micros(head.recorded_at).ok_or(ImportFault::OtherRoot)?;
        self.position.push(signed(head.position));
        self.aggregate_type.push(head.aggregate_type.to_owned());
        self.aggregate_id.push(head.aggregate_id.to_owned());
        self.sequence.push(signed(head.sequence));
        self.event_id.push(head.event_id);
        self.event_type.push(head.event_type.to_owned());
        self.event_version.push(head.event_version.to_owned());
        self.recorded_at.push(recorded_at);
        self.payload.push(record.payload.to_owned());
        self.metadata.push(record.metadata.to_owned());
        self.bytes += record.payload.len() + record.metadata.len();
        Ok(())
    }

    /// How many events.
    pub(super) fn len(&self) -> u64 {
        self.position.len() as u64
    }

    /// Appends the events at their own positions. The triggers of the log see them as they see every append.
    pub(super) async fn put(&self, connection: &mut PgConnection) -> Result<(), ImportFault> {
        let doing = || ImportFault::database("taking events in");
        sqlx::query("update log.head set position = $1, recorded_at = $2")
            .bind(self.position.last())
            .bind(self.recorded_at.last())
            .execute(&mut *connection)
            .await
            .map_err(doing())?;
        sqlx::query(
            "insert into log.events (position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version,
                 recorded_at, payload, metadata)
             select e.position, e.type, e.id, e.sequence, e.event, e.name, e.version, e.at, e.payload::json, e.metadata::json
             from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::uuid[], $6::text[], $7::text[],
                 $8::timestamptz[], $9::text[], $10::text[])
                 as e (position, type, id, sequence, event, name, version, at, payload, metadata)
             order by e.position",
        )
        .bind(&self.position)
        .bind(&self.aggregate_type)
        .bind(&self.aggregate_id)
        .bind(&self.sequence)
        .bind(&self.event_id)
        .bind(&self.event_type)
        .bind(&self.event_version)
        .bind(&self.recorded_at)
        .bind(&self.payload)
        .bind(&self.metadata)
        .execute(connection)
        .await
        .map_err(doing())?;
        Ok(())
    }
}

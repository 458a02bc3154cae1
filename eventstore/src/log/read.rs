//! Reading the log: pages by position, one stream, by type, by actor. A short read is an error.

use crate::{
    StoreFault,
    log::{Metadata, Recorded},
    upcast::{StoredForm, Upcasters},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, Row as _, postgres::PgRow};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Events of one page at most.
const PAGE_LIMIT: i64 = 10_000;

const COLUMNS: &str = "position, aggregate_type, aggregate_id, sequence, event_type, event_version, \
     payload::text as payload, metadata::text as metadata, event_id, recorded_at";

/// Consecutive positions of the log.
#[derive(Clone, Debug)]
pub struct Page {
    /// The events, upcast, in order.
    pub events: Vec<Recorded>,
    /// Position after which the page begins.
    pub after: i64,
    /// Last position that the page takes in; equal to `after` when nothing is new.
    pub to: i64,
    /// Position of the newest event when the page was read.
    pub head: i64,
}

/// The events of one stream and its head.
#[derive(Clone, Debug, Default)]
pub struct StreamEvents {
    /// The events, upcast, in order.
    pub events: Vec<Recorded>,
    /// Sequence of the last stored event; 0 for a stream that does not exist.
    pub head: i64,
}

/// Reads the log.
#[derive(Clone)]
pub struct LogReader {
    pool: PgPool,
    upcasters: Arc<Upcasters>,
}

impl LogReader {
    /// A reader on a pool.
    #[must_use]
    pub fn new(pool: PgPool, upcasters: Arc<Upcasters>) -> Self {
        Self { pool, upcasters }
    }

    /// The position of the newest event.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn head(&self) -> Result<i64, StoreFault> {
        sqlx::query_scalar("select position from log.head")
            .fetch_one(&self.pool)
            .await
            .map_err(StoreFault::database("reading the head"))
    }

    /// The position of the last event recorded by an instant; 0 where there is none yet.
    ///
    /// Times never go back along the log, so it is found by halving, each step by the index of positions.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn position_at(&self, at: DateTime<Utc>) -> Result<i64, StoreFault> {
        let (mut by_then, mut later) = (0, self.head().await?.saturating_add(1));
        while later - by_then > 1 {
            let middle = by_then + (later - by_then) / 2;
            if self.recorded_at(middle).await?.is_some_and(|recorded| recorded <= at) {
                by_then = middle;
            } else {
                later = middle;
            }
        }
        Ok(by_then)
    }

    /// The clock that says when events are recorded.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn now(&self) -> Result<DateTime<Utc>, StoreFault> {
        sqlx::query_scalar("select clock_timestamp()")
            .fetch_one(&self.pool)
            .await
            .map_err(StoreFault::database("reading the clock"))
    }

    /// When the event at a position was recorded.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn recorded_at(&self, position: i64) -> Result<Option<DateTime<Utc>>, StoreFault> {
        sqlx::query_scalar("select recorded_at from log.events where position = $1")
            .bind(position)
            .fetch_optional(&self.pool)
            .await
            .map_err(StoreFault::database("reading when an event was recorded"))
    }

    /// The events after a position, at most `limit` positions; payloads only of the aggregate types asked for.
    ///
    /// # Errors
    /// [`StoreFault::ShortRead`] when a position is missing, [`StoreFault::Database`] when the connection fails.
    pub async fn page(&self, after: i64, limit: i64, types: &[&str]) -> Result<Page, StoreFault> {
        let mut connection = self.pool.acquire().await.map_err(StoreFault::database("reading a page"))?;
        self.page_on(&mut connection, after, limit, types).await
    }

    /// As [`LogReader::page`], on a given connection.
    ///
    /// # Errors
    /// As [`LogReader::page`].
    pub async fn page_on(
        &self,
        connection: &mut PgConnection,
        after: i64,
        limit: i64,
        types: &[&str],
    ) -> Result<Page, StoreFault> {
        let head: i64 = sqlx::query_scalar("select position from log.head")
            .fetch_one(&mut *connection)
            .await
            .map_err(StoreFault::database("reading the head"))?;
        let to = head.min(after.saturating_add(limit.clamp(1, PAGE_LIMIT)));
        if to <= after {
            return Ok(Page { events: Vec::new(), after, to: after, head });
        }
        let rows = sqlx::query(
            "select position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                    case when aggregate_type = any($3) then payload::text else '' end as payload,
                    metadata::text as metadata, event_id, recorded_at
             from log.events where position > $1 and position <= $2 order by position",
        )
        .bind(after)
        .bind(to)
        .bind(types)
        .fetch_all(connection)
        .await
        .map_err(StoreFault::database("reading a page"))?;
        if i64::try_from(rows.len()) != Ok(to - after) {
            return Err(StoreFault::ShortRead { from: after + 1, to, found: rows.len() });
        }
        Ok(Page { events: self.recorded(rows)?, after, to, head })
    }

    /// The sequences of the last events of these streams, in their order; 0 for one that does not exist.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn heads(&self, streams: &[(&str, Uuid)]) -> Result<Vec<i64>, StoreFault> {
        let types: Vec<&str> = streams.iter().map(|(aggregate_type, _)| *aggregate_type).collect();
        let ids: Vec<String> = streams.iter().map(|(_, id)| id.to_string()).collect();
        sqlx::query_scalar(
            "select coalesce(newest.sequence, 0)
             from unnest($1::text[], $2::text[]) with ordinality as s (type, id, n)
             left join lateral (
                 select e.sequence from log.events e where e.aggregate_type = s.type and e.aggregate_id = s.id
                 order by e.sequence desc limit 1
             ) as newest on true
             order by s.n",
        )
        .bind(&types)
        .bind(&ids)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreFault::database("reading the heads of streams"))
    }

    /// The streams of one aggregate type with these ids; a stream that does not exist is left out.
    ///
    /// # Errors
    /// [`StoreFault::ShortRead`] when a sequence is missing, [`StoreFault::Database`].
    pub async fn streams(&self, aggregate_type: &str, ids: &[Uuid]) -> Result<HashMap<Uuid, StreamEvents>, StoreFault> {
        let texts: Vec<String> = ids.iter().map(Uuid::to_string).collect();
        let sql = format!(
            "select {COLUMNS} from log.events where aggregate_type = $1 and aggregate_id = any($2) \
             order by aggregate_id, sequence"
        );
        let rows = sqlx::query(&sql)
            .bind(aggregate_type)
            .bind(&texts)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreFault::database("reading streams"))?;
        let mut streams: HashMap<Uuid, StreamEvents> = HashMap::new();
        for row in &rows {
            let stored = stored(row)?;
            let stream = streams.entry(stored.stream()?).or_default();
            if stored.sequence != stream.head + 1 {
                return Err(StoreFault::ShortRead { from: 1, to: stored.sequence, found: stream.events.len() });
            }
            stream.head = stored.sequence;
            self.push_upcast(stored, &mut stream.events)?;
        }
        Ok(streams)
    }

    /// The events of one stream after a sequence, oldest first.
    ///
    /// # Errors
    /// [`StoreFault::ShortRead`] when a sequence is missing, [`StoreFault::Database`].
    pub async fn of_stream(
        &self,
        aggregate_type: &str,
        id: Uuid,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Recorded>, StoreFault> {
        let sql = format!(
            "select {COLUMNS} from log.events where aggregate_type = $1 and aggregate_id = $2 and sequence > $3 \
             order by sequence limit $4"
        );
        let query = sqlx::query(&sql).bind(aggregate_type).bind(id.to_string()).bind(after);
        let query = query.bind(limit.clamp(1, PAGE_LIMIT));
        let rows = query.fetch_all(&self.pool).await.map_err(StoreFault::database("reading a stream"))?;
        let mut events = Vec::with_capacity(rows.len());
        for (row, expected) in rows.iter().zip(after + 1..) {
            let stored = stored(row)?;
            if stored.sequence != expected {
                return Err(StoreFault::ShortRead { from: after + 1, to: stored.sequence, found: rows.len() });
            }
            self.push_upcast(stored, &mut events)?;
        }
        Ok(events)
    }

    /// The events of one name after a position, oldest first.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn of_type(&self, event_type: &str, after: i64, limit: i64) -> Result<Vec<Recorded>, StoreFault> {
        let sql = format!(
            "select {COLUMNS} from log.events where event_type = $1 and position > $2 order by position limit $3"
        );
        self.fetch(sqlx::query(&sql).bind(event_type.to_owned()).bind(after).bind(limit.clamp(1, PAGE_LIMIT))).await
    }

    /// The events that one actor entered after a position, oldest first.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn of_actor(&self, actor: &str, after: i64, limit: i64) -> Result<Vec<Recorded>, StoreFault> {
        let sql =
            format!("select {COLUMNS} from log.events where actor = $1 and position > $2 order by position limit $3");
        self.fetch(sqlx::query(&sql).bind(actor.to_owned()).bind(after).bind(limit.clamp(1, PAGE_LIMIT))).await
    }

    async fn fetch(
        &self,
        query: sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments>,
    ) -> Result<Vec<Recorded>, StoreFault> {
        self.recorded(query.fetch_all(&self.pool).await.map_err(StoreFault::database("reading events"))?)
    }

    fn recorded(&self, rows: Vec<PgRow>) -> Result<Vec<Recorded>, StoreFault> {
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            self.push_upcast(stored(&row)?, &mut events)?;
        }
        Ok(events)
    }

    fn push_upcast(&self, event: Recorded, events: &mut Vec<Recorded>) -> Result<(), StoreFault> {
        let unwanted = event.payload.is_empty();
        if unwanted || !self.upcasters.apply_to(&event.aggregate_type, &event.event_type, &event.event_version) {
            events.push(event);
            return Ok(());
        }
        let undecodable = |source| StoreFault::Undecodable {
            position: event.position,
            event_type: event.event_type.clone(),
            event_version: event.event_version.clone(),
            source,
        };
        let form = StoredForm {
            aggregate_type: event.aggregate_type.clone(),
            event_type: event.event_type.clone(),
            event_version: event.event_version.clone(),
            payload: serde_json::from_str(&event.payload).map_err(undecodable)?,
        };
        events.extend(self.upcasters.upcast(form).into_iter().map(|form| Recorded {
            aggregate_type: form.aggregate_type,
            event_type: form.event_type,
            event_version: form.event_version,
            payload: form.payload.to_string(),
            ..event.clone()
        }));
        Ok(())
    }
}

fn stored(row: &PgRow) -> Result<Recorded, StoreFault> {
    let fault = || StoreFault::database("reading an event");
    let position: i64 = row.try_get("position").map_err(fault())?;
    let event_type: String = row.try_get("event_type").map_err(fault())?;
    let event_version: String = row.try_get("event_version").map_err(fault())?;
    let metadata: &str = row.try_get("metadata").map_err(fault())?;
    let metadata: Metadata = serde_json::from_str(metadata).map_err(|source| StoreFault::Undecodable {
        position,
        event_type: event_type.clone(),
        event_version: event_version.clone(),
        source,
    })?;
    Ok(Recorded {
        position,
        aggregate_type: row.try_get("aggregate_type").map_err(fault())?,
        aggregate_id: row.try_get("aggregate_id").map_err(fault())?,
        sequence: row.try_get("sequence").map_err(fault())?,
        event_type,
        event_version,
        payload: row.try_get("payload").map_err(fault())?,
        metadata,
        event_id: row.try_get("event_id").map_err(fault())?,
        recorded_at: row.try_get("recorded_at").map_err(fault())?,
    })
}

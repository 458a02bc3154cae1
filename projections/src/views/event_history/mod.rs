//! What was recorded (事件历史): one row an event with who, when, from where and which things it speaks of. Payloads
//! stay in the log; nothing of their content is copied but ids.

mod ids;

use crate::{Fold, Row, RowSet, View, ViewFault, ViewRead};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use muster_eventstore::{Recorded, StoreFault};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "event_history";
/// Events of one page at most.
pub const PAGE_LIMIT: i64 = 1_000;

/// The history of everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventHistory;

/// One recorded event without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct EventRow {
    /// Global position, gapless, from 1.
    pub position: i64,
    /// Aggregate type.
    pub aggregate_type: String,
    /// Stream id as stored.
    pub aggregate_id: String,
    /// Sequence within the stream, from 1.
    pub sequence: i64,
    /// Event name.
    pub event_type: String,
    /// Event version, as upcast.
    pub event_version: String,
    /// Pseudonym of who asked.
    pub actor: Option<String>,
    /// Role in which the actor asked.
    pub role: Option<String>,
    /// Where the command came from.
    pub source: Option<String>,
    /// Organization in whose name the actor asked.
    pub organization: Option<String>,
    /// All events that one request or file led to share it.
    pub correlation_id: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The stream and everything that the payload names by its id, sorted.
    pub about: Vec<Uuid>,
}

impl Row for EventRow {
    const TABLE: &'static str = "events";
    const KEY: &'static str = "position";
    const KEY_TYPE: &'static str = "bigint";

    fn key(&self) -> String {
        self.position.to_string()
    }
}

impl View for EventHistory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        5
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &[
            "account",
            "activity",
            "category_catalog",
            "instructor",
            "matter",
            "organization",
            "person",
            "points_account",
            "points_scheme",
            "population",
            "publication",
            "recognition",
            "posting",
            "rule_policy",
            "service_demand",
            "site",
            "social_worker",
            "talent_demand",
            "talent_pool",
            "talent_profile",
            "team",
            "volunteer",
            "work_calendar",
        ]
    }

    fn tables(&self) -> &'static str {
        "create table events (
            position bigint primary key, aggregate_type text not null, aggregate_id text not null,
            sequence bigint not null, event_type text not null, event_version text not null, actor text, role text,
            source text, organization text, correlation_id text, recorded_at timestamptz not null, about uuid[] not null
        )"
    }

    fn indexes(&self) -> &'static str {
        "-- Everything about one thing.
         create index events_about on events using gin (about);
         -- What did this actor enter, and what came of this request or file?
         create index events_actor on events (actor, position);
         create index events_correlation on events (correlation_id, position) where correlation_id is not null;
         -- Events of one name.
         create index events_type on events (event_type, position);
         -- From a moment to a position; the time never runs back.
         create index events_recorded on events (recorded_at, position)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(async move {
            // Every position is new to the view, so nothing is read.
            let mut rows = RowSet::<EventRow>::default();
            for recorded in page {
                remember(&mut rows, recorded)?;
            }
            rows.write(fold.connection).await
        })
    }
}

fn remember(rows: &mut RowSet<EventRow>, recorded: &Recorded) -> Result<(), ViewFault> {
    let mut row = EventRow::of(recorded)?;
    // One stored event may have been upcast to several: they share its position, and so its row.
    if let Some(before) = rows.get(&row.key()) {
        row.about.extend(&before.about);
        row.about.sort_unstable();
        row.about.dedup();
        row = EventRow { about: row.about, ..before.clone() };
    }
    rows.put(row);
    Ok(())
}

impl EventRow {
    /// What the history keeps of an event; without its payload it is about its stream alone.
    ///
    /// # Errors
    /// [`ViewFault`] when the payload or the id of its stream cannot be read.
    pub fn of(recorded: &Recorded) -> Result<Self, ViewFault> {
        let mut about = ids::ids_in(&recorded.payload).map_err(|source| StoreFault::Undecodable {
            position: recorded.position,
            event_type: recorded.event_type.clone(),
            event_version: recorded.event_version.clone(),
            source,
        })?;
        about.insert(recorded.stream()?);
        Ok(Self {
            position: recorded.position,
            aggregate_type: recorded.aggregate_type.clone(),
            aggregate_id: recorded.aggregate_id.clone(),
            sequence: recorded.sequence,
            event_type: recorded.event_type.clone(),
            event_version: recorded.event_version.clone(),
            actor: recorded.metadata.actor.clone(),
            role: recorded.metadata.role.clone(),
            source: recorded.metadata.source.clone(),
            organization: recorded.metadata.organization.clone(),
            correlation_id: recorded.metadata.correlation_id.clone(),
            recorded_at: recorded.recorded_at,
            about: about.into_iter().collect(),
        })
    }
}

/// Which events a page of the history shows.
#[derive(Clone, Debug, Default)]
pub struct HistoryFilter {
    /// The thing that they speak of.
    pub about: Option<Uuid>,
    /// Aggregate type.
    pub aggregate_type: Option<String>,
    /// Event name.
    pub event_type: Option<String>,
    /// Who asked.
    pub actor: Option<String>,
    /// Request or file.
    pub correlation_id: Option<String>,
    /// Recorded at this moment or later.
    pub recorded_from: Option<DateTime<Utc>>,
    /// Recorded before this moment.
    pub recorded_before: Option<DateTime<Utc>>,
}

/// Which part of the history a page shows, and from which end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryRange {
    /// Positions after this one only.
    pub after: Option<i64>,
    /// Positions before this one only.
    pub before: Option<i64>,
    /// From the newest event down instead of from the oldest up.
    pub newest_first: bool,
}

/// A page of events in the order of their positions.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &HistoryFilter,
    range: HistoryRange,
    limit: i64,
) -> Result<Vec<EventRow>, ViewFault> {
    let mut query = QueryBuilder::new("select * from events where true");
    if let Some(id) = filter.about {
        query.push(" and about @> array[").push_bind(id).push("]");
    }
    let texts = [
        ("aggregate_type", &filter.aggregate_type),
        ("event_type", &filter.event_type),
        ("actor", &filter.actor),
        ("correlation_id", &filter.correlation_id),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            query.push(" and ").push(column).push(" = ").push_bind(text.clone());
        }
    }
    if let Some(from) = filter.recorded_from {
        query.push(" and recorded_at >= ").push_bind(from);
    }
    if let Some(before) = filter.recorded_before {
        query.push(" and recorded_at < ").push_bind(before);
    }
    if let Some(after) = range.after {
        query.push(" and position > ").push_bind(after);
    }
    if let Some(before) = range.before {
        query.push(" and position < ").push_bind(before);
    }
    query.push(if range.newest_first { " order by position desc limit " } else { " order by position limit " });
    query.push_bind(limit.clamp(0, PAGE_LIMIT));
    query.build_query_as().fetch_all(read.connection()).await.map_err(ViewFault::database("reading the history"))
}

/// A record of service and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceRecord {
    /// The credit.
    pub credit_id: Uuid,
    /// The activity.
    pub activity_id: Uuid,
    /// The volunteer.
    pub volunteer_id: Uuid,
}

/// An event behind one of several records.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct EventBehind {
    /// Place of the record among those asked about, from 1.
    pub place: i64,
    /// Whether it speaks of the volunteer in the activity, not of the credit.
    pub of_attendance: bool,
    /// The event.
    #[sqlx(flatten)]
    pub event: EventRow,
}

/// The events behind records of service: those of each credit, and those of its volunteer in its activity; by record in
/// the order asked about, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn behind(read: &mut ViewRead, records: &[ServiceRecord]) -> Result<Vec<EventBehind>, ViewFault> {
    let column = |id: fn(&ServiceRecord) -> Uuid| records.iter().map(id).collect::<Vec<_>>();
    sqlx::query_as(
        "with records as (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality
                          as r (credit_id, activity_id, volunteer_id, place))
         select r.place, false as of_attendance, e.* from records r join events e on e.about @> array[r.credit_id]
         union all
         select r.place, true, e.* from records r join events e on e.about @> array[r.activity_id, r.volunteer_id]
         where e.aggregate_type = 'activity' and not e.about @> array[r.credit_id]
         order by 1, position",
    )
    .bind(column(|record| record.credit_id))
    .bind(column(|record| record.activity_id))
    .bind(column(|record| record.volunteer_id))
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the events behind records"))
}

/// The events at these positions, in their order.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn at(read: &mut ViewRead, positions: &[i64]) -> Result<Vec<EventRow>, ViewFault> {
    sqlx::query_as("select * from events where position = any($1) order by position")
        .bind(positions)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading events by position"))
}

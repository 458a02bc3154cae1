//! The peer: cqrs-es and postgres-es 0.5 as they come, in event-store mode, on the same aggregate and server.

use crate::{
    ours::per_second,
    workload::{Seats, Side, Workload},
};
use cqrs_es::{
    EventEnvelope, Query, View,
    persist::{GenericQuery, PersistedEventStore, QueryReplay},
};
use muster_domain::{
    kernel::VolunteerId,
    volunteer::{Volunteer, VolunteerEvent},
};
use postgres_es::{PostgresCqrs, PostgresEventRepository, PostgresViewRepository};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// Events after which the measurement of the stock replay ends; it writes its view once an event.
const REPLAYED: usize = 3_000;
/// The table of its own, as postgres-es ships it, with the same events in it.
const OWN_TABLE: &str = "create table log.stock_events (
        aggregate_type text not null, aggregate_id text not null, sequence bigint check (sequence >= 0) not null,
        event_type text not null, event_version text not null, payload json not null, metadata json not null,
        primary key (aggregate_type, aggregate_id, sequence));
    insert into log.stock_events select aggregate_type, aggregate_id, sequence, event_type, event_version, payload,
        metadata from log.events order by position;
    create table log.hours_view (view_id text primary key, version bigint not null, payload json not null);
    analyze log.stock_events;
    grant select, insert, update on log.stock_events, log.hours_view to muster_app";

/// The stock framework on one table.
pub(crate) struct Stock {
    framework: PostgresCqrs<Volunteer>,
    pool: PgPool,
    table: &'static str,
}

impl Stock {
    /// On the table of this log, whose trigger gives it the same order.
    pub(crate) fn same_table(work: &Workload, pool: &PgPool) -> Self {
        Self::on(work, pool, "events")
    }

    /// On a table of its own without any order.
    pub(crate) async fn own_table(work: &Workload, pool: &PgPool) -> Self {
        work.admin(OWN_TABLE).await;
        Self::on(work, pool, "stock_events")
    }

    fn on(work: &Workload, pool: &PgPool, table: &'static str) -> Self {
        let pool = pool.clone();
        let repository = PostgresEventRepository::new(pool.clone()).with_tables(table, "snapshots");
        let store = PersistedEventStore::new_event_store(repository);
        Self { framework: PostgresCqrs::new(store, Vec::new(), work.context()), pool, table }
    }

    async fn credit(&self, work: &Workload, volunteer: VolunteerId, slot: i64) {
        let id = volunteer.to_string();
        let metadata = HashMap::from([("actor".to_owned(), "bench".to_owned())]);
        let done = self.framework.execute_with_metadata(&id, work.credit(slot), metadata).await;
        done.expect("the command is executed");
    }

    pub(crate) async fn appends_per_second(&self, work: &Workload, callers: usize, turn: Duration) -> f64 {
        let started = Instant::now();
        let counts = futures::future::join_all((0..callers).map(|caller| async move {
            let mut done = 0_usize;
            while started.elapsed() < turn {
                let volunteer = work.single(Side::Stock, caller + done * callers);
                self.credit(work, volunteer, work.free_slot()).await;
                done += 1;
            }
            done
        }))
        .await;
        per_second(counts.into_iter().sum(), started)
    }

    /// 500 commands at once, each a transaction of its own.
    pub(crate) async fn credit_session(&self, work: &Workload, seats: Seats) {
        let slot = work.free_slot();
        let seats = work.seats(Side::Stock, seats);
        futures::future::join_all(seats.into_iter().map(|volunteer| self.credit(work, volunteer, slot))).await;
    }

    /// Its own replay into its own view: events, and events per second from the first that it hands out, so that reading
    /// the table's first page is not held against it.
    pub(crate) async fn replay_per_second(&self) -> (usize, f64) {
        let views = Arc::new(PostgresViewRepository::<HoursView, Volunteer>::new("hours_view", self.pool.clone()));
        let (handed_out, mut count) = watch::channel(0_usize);
        let query = Counted { inner: GenericQuery::new(views), handed_out };
        let repository = PostgresEventRepository::new(self.pool.clone()).with_tables(self.table, "snapshots");
        let replay: QueryReplay<_, _, Volunteer> = QueryReplay::new(repository, query);
        let until_done = async {
            let first = *count.wait_for(|count| *count > 0).await.expect("the replay runs");
            let started = Instant::now();
            let last = *count.wait_for(|count| *count >= first + REPLAYED).await.expect("the replay runs");
            (last - first, per_second(last - first, started))
        };
        tokio::select! {
            ended = replay.replay_all() => {
                ended.expect("the stock replay");
                (0, 0.0)
            }
            measured = until_done => measured,
        }
    }
}

/// The stock view: minutes of one volunteer.
#[derive(Debug, Default, Serialize, Deserialize)]
struct HoursView {
    minutes: u32,
}

impl View<Volunteer> for HoursView {
    fn update(&mut self, event: &EventEnvelope<Volunteer>) {
        if let VolunteerEvent::HoursCredited { credit } = &event.payload {
            self.minutes += credit.minutes;
        }
    }
}

type Inner = GenericQuery<PostgresViewRepository<HoursView, Volunteer>, HoursView, Volunteer>;

/// The stock query, which says how many events it was handed.
struct Counted {
    inner: Inner,
    handed_out: watch::Sender<usize>,
}

#[async_trait::async_trait]
impl Query<Volunteer> for Counted {
    async fn dispatch(&self, aggregate_id: &str, events: &[EventEnvelope<Volunteer>]) {
        self.inner.dispatch(aggregate_id, events).await;
        self.handed_out.send_modify(|count| *count += events.len());
    }
}

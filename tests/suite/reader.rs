//! Reading: a short read, a stopped backend and an unreadable event are errors, never a shorter answer.

use crate::support::add;
use muster_eventstore::{StoreFault, clock::fresh_id};
use muster_tests::{
    Tally, TestStore,
    ledger::{LedgerEvent, TallyEvent},
};

/// Runs statements with all triggers off, as damage or a wrong restore would.
async fn damage(store: &TestStore, sql: &str) {
    store.admin_run(&format!("set session_replication_role = replica; {sql}")).await.unwrap();
}

#[tokio::test]
async fn missing_position_is_a_short_read() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    add(&store.log, id, vec![1, 2, 3, 4, 5]).await;
    damage(&store, "delete from log.events where position = 3").await;
    let reader = store.log.reader();
    let page = reader.page(0, 10, &["tally"]).await;
    assert!(matches!(page, Err(StoreFault::ShortRead { from: 1, to: 5, found: 4 })), "{page:?}");
    assert!(reader.page(3, 10, &[]).await.is_ok());
    assert!(matches!(store.log.find::<Tally>(id).await, Err(StoreFault::ShortRead { .. })));
    assert!(matches!(reader.of_stream("tally", id, 0, 10).await, Err(StoreFault::ShortRead { .. })));
    damage(&store, "delete from log.events where position = 5").await;
    assert!(matches!(reader.page(3, 10, &[]).await, Err(StoreFault::ShortRead { from: 4, to: 5, found: 1 })));
}

#[tokio::test]
async fn stopped_backend_in_the_middle_of_a_page_is_an_error() {
    let store = TestStore::fresh().await;
    let amounts = vec![1; 5_000];
    for _ in 0..4 {
        add(&store.log, fresh_id(), amounts.clone()).await;
    }
    let mut connection = store.log.pool().acquire().await.unwrap();
    let pid: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut *connection).await.unwrap();
    let mut admin = store.admin().await;
    // The reader waits for the table in the middle of its page, and is ended there.
    sqlx::raw_sql("begin; lock table log.events in access exclusive mode").execute(&mut admin).await.unwrap();
    let reader = store.log.reader().clone();
    let reading = tokio::spawn(async move { reader.page_on(&mut connection, 0, 10_000, &["tally"]).await });
    loop {
        let waits: bool = sqlx::query_scalar(
            "select wait_event_type is not distinct from 'Lock' from pg_stat_activity where pid = $1",
        )
        .bind(pid)
        .fetch_one(&mut admin)
        .await
        .unwrap();
        // Statistics are a snapshot for the transaction unless it is dropped.
        sqlx::raw_sql("select pg_stat_clear_snapshot()").execute(&mut admin).await.unwrap();
        if waits {
            break;
        }
    }
    sqlx::query("select pg_terminate_backend($1)").bind(pid).execute(&mut admin).await.unwrap();
    assert!(matches!(reading.await.unwrap(), Err(StoreFault::Database { .. })));
    sqlx::raw_sql("commit").execute(&mut admin).await.unwrap();
    assert_eq!(store.log.reader().page(0, 10_000, &["tally"]).await.unwrap().events.len(), 10_000);
}

#[tokio::test]
async fn replay_is_whole_or_an_error_when_backends_are_stopped_at_random() {
    let store = TestStore::fresh().await;
    for _ in 0..8 {
        add(&store.log, fresh_id(), vec![1; 1_000]).await;
    }
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (options, stopping) = (store.options.clone(), stop.clone());
    let killer = tokio::spawn(async move {
        let mut admin = sqlx::ConnectOptions::connect(&options).await.unwrap();
        while !stopping.load(std::sync::atomic::Ordering::SeqCst) {
            sqlx::query(
                "select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid() and query like '%log.events%'",
            )
            .execute(&mut admin)
            .await
            .unwrap();
            tokio::task::yield_now().await;
        }
    });
    let (mut failed, mut whole) = (0, 0);
    for _ in 0..60 {
        match store.log.reader().page(0, 8_000, &["tally"]).await {
            Ok(page) => {
                assert_eq!(page.events.len(), 8_000);
                whole += 1;
            }
            Err(StoreFault::Database { .. }) => failed += 1,
            Err(other) => unreachable!("{other}"),
        }
    }
    stop.store(true, std::sync::atomic::Ordering::SeqCst);
    killer.await.unwrap();
    assert!(failed > 0, "{whole} whole pages and no failure: nothing was shown");
}

#[tokio::test]
async fn undecodable_event_names_its_position_and_type() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    add(&store.log, id, vec![1]).await;
    let insert = |sequence: i64, name: &str, payload: &str| {
        format!(
            "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata) \
             values ('tally', '{id}', {sequence}, '{name}', '1.0', '{payload}', '{{}}')"
        )
    };
    store.admin_run(&insert(2, "tallied", "{\"tallied\":{\"amount\":\"many\"}}")).await.unwrap();
    let fault = store.log.find::<Tally>(id).await.unwrap_err();
    assert!(matches!(&fault, StoreFault::Undecodable { position: 2, event_type, .. } if event_type == "tallied"));
    assert!(fault.to_string().contains("position 2"));
    store.admin_run(&insert(3, "painted", "{\"painted\":{}}")).await.unwrap();
    let events = store.log.reader().page(2, 10, &["tally"]).await.unwrap().events;
    let unknown = events[0].decode::<TallyEvent>();
    assert!(matches!(unknown, Err(StoreFault::Undecodable { position: 3, .. })));
    assert!(events[0].decode::<LedgerEvent>().is_err());
}

#[tokio::test]
async fn payloads_come_only_for_the_types_asked_for_and_events_by_type_and_actor() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    add(&store.log, id, vec![1, 2]).await;
    let reader = store.log.reader();
    assert!(reader.page(0, 10, &["other"]).await.unwrap().events.iter().all(|event| event.payload.is_empty()));
    assert_eq!(reader.of_type("tallied", 1, 10).await.unwrap().len(), 1);
    assert_eq!(reader.of_actor("tester", 0, 10).await.unwrap().len(), 2);
    assert!(reader.of_actor("nobody", 0, 10).await.unwrap().is_empty());
    let metadata = &reader.of_stream("tally", id, 0, 1).await.unwrap()[0].metadata;
    assert_eq!((metadata.role.as_deref(), metadata.source.as_deref()), (Some("operator"), Some("API")));
}

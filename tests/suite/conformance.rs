//! Stock postgres-es 0.5 on our table: it appends and reads, we append and read, and both continue one stream.

use crate::support::add;
use cqrs_es::{EventStore as _, persist::PersistedEventStore};
use muster_eventstore::{EventLog, clock::fresh_id};
use muster_tests::{
    Tally, TestStore,
    ledger::{TallyCommand, TallyEvent},
    store::request,
};
use postgres_es::PostgresEventRepository;
use std::collections::HashMap;

#[tokio::test]
async fn stock_and_ours_continue_one_stream_and_read_each_other() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let stock = postgres_es::postgres_cqrs::<Tally>(store.pool().await, Vec::new(), store.log.context(&request()));
    let metadata = HashMap::from([("actor".to_owned(), "stock".to_owned()), ("other".to_owned(), "x".to_owned())]);
    let text = id.to_string();
    stock.execute_with_metadata(&text, TallyCommand::Add(vec![1, 2]), metadata).await.unwrap();
    assert_eq!(add(&store.log, id, vec![3]).await.position, 3);
    stock.execute(&text, TallyCommand::Add(vec![4])).await.unwrap();
    assert_eq!(add(&store.log, id, vec![5]).await.position, 5);
    // The limit shows that stock decided on our events too.
    assert!(stock.execute(&text, TallyCommand::AddOneBelow(15)).await.is_err());
    assert_eq!(store.log.find::<Tally>(id).await.unwrap().unwrap(), Tally { total: 15, events: 5 });

    let ours = store.log.reader().of_stream("tally", id, 0, 10).await.unwrap();
    assert_eq!(ours[0].metadata.actor.as_deref(), Some("stock"));
    let repository = PostgresEventRepository::new(store.pool().await);
    let stock_store = PersistedEventStore::<_, Tally>::new_event_store(repository);
    let theirs = stock_store.load_events(&text).await.unwrap();
    let amounts: Vec<i64> = theirs
        .iter()
        .map(|event| {
            let TallyEvent::Tallied { amount } = event.payload;
            amount
        })
        .collect();
    assert_eq!(amounts, [1, 2, 3, 4, 5]);
    assert_eq!(theirs.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(theirs[2].metadata.get("actor").map(String::as_str), Some("tester"));
}

#[tokio::test]
async fn framework_works_on_our_store_and_meets_a_conflict_as_such() {
    let store = TestStore::fresh().await;
    let id = fresh_id().to_string();
    let framework =
        cqrs_es::CqrsFramework::<Tally, EventLog>::new(store.log.clone(), Vec::new(), store.log.context(&request()));
    framework.execute(&id, TallyCommand::Add(vec![1, 2])).await.unwrap();
    framework.execute(&id, TallyCommand::Add(vec![3])).await.unwrap();
    let events = cqrs_es::EventStore::<Tally>::load_events(&store.log, &id).await.unwrap();
    assert_eq!(events.len(), 3);
    let stale = cqrs_es::EventStore::<Tally>::load_aggregate(&store.log, &id).await.unwrap();
    framework.execute(&id, TallyCommand::Add(vec![4])).await.unwrap();
    let late = cqrs_es::EventStore::<Tally>::commit(
        &store.log,
        vec![TallyEvent::Tallied { amount: 9 }],
        stale,
        HashMap::new(),
    );
    assert!(matches!(late.await, Err(cqrs_es::AggregateError::AggregateConflict)));
    assert_eq!(store.log.reader().head().await.unwrap(), 4);
}

//! Order: gapless positions in the order of commit, whoever writes.

use crate::support::{add, stored, wait_for_lock};
use muster_eventstore::{EventLog, clock::fresh_id};
use muster_tests::{
    Tally, TestStore,
    ledger::TallyCommand,
    store::{divisions, request},
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use uuid::Uuid;

const WRITERS: usize = 32;
const COMMANDS: usize = 12;
const READERS: usize = 4;
const STOCK_COMMANDS: usize = 40;
/// Larger than what is written, until the writers are done.
const UNKNOWN: i64 = i64::MAX;

/// Follows the log from its beginning to its announced end; gives the ids in the order seen.
async fn follow(log: EventLog, end: Arc<AtomicI64>) -> Vec<Uuid> {
    let mut seen = Vec::new();
    let mut after = 0;
    while after < end.load(Ordering::SeqCst) {
        let page = log.reader().page(after, 7, &["tally"]).await.expect("a whole page");
        for (event, expected) in page.events.iter().zip(after + 1..) {
            assert_eq!(event.position, expected);
            seen.push(event.event_id);
        }
        if page.to == after {
            tokio::task::yield_now().await;
        }
        after = page.to;
    }
    seen
}

async fn write_as_stock(store: &TestStore) -> usize {
    let context = store.log.context(&request());
    assert_eq!(context.divisions.all().count(), divisions().all().count());
    let cqrs = postgres_es::postgres_cqrs::<Tally>(store.pool().await, Vec::new(), context);
    let mut written = 0;
    for number in 0..STOCK_COMMANDS {
        let amounts = vec![1; 1 + number % 3];
        written += amounts.len();
        cqrs.execute(&fresh_id().to_string(), TallyCommand::Add(amounts)).await.expect("stock appends");
    }
    written
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_reader_sees_each_position_once_in_order_while_many_write() {
    let store = TestStore::fresh().await;
    let shared: Vec<Uuid> = (0..8).map(|_| fresh_id()).collect();
    let end = Arc::new(AtomicI64::new(UNKNOWN));
    let readers: Vec<_> = (0..READERS).map(|_| tokio::spawn(follow(store.log.clone(), Arc::clone(&end)))).collect();
    let logs = [store.log.clone(), store.second_log().await];
    let writers = (0..WRITERS).map(|writer| {
        let (log, shared) = (logs[writer % 2].clone(), shared[writer % shared.len()]);
        tokio::spawn(async move {
            let mut written = 0;
            for command in 0..COMMANDS {
                let amounts = vec![1; 1 + (writer + command) % 4];
                // Most have a stream of their own, some meet on a stream.
                let id = if command % 6 == 0 { shared } else { fresh_id() };
                let receipt = add(&log, id, amounts.clone()).await;
                assert_eq!(receipt.position - receipt.first_position + 1, i64::try_from(amounts.len()).unwrap());
                written += amounts.len();
            }
            written
        })
    });
    let (ours, stock) = tokio::join!(futures::future::join_all(writers), write_as_stock(&store));
    let total = ours.into_iter().map(Result::unwrap).sum::<usize>() + stock;
    let total = i64::try_from(total).unwrap();
    end.store(total, Ordering::SeqCst);
    let mut orders = Vec::new();
    for reader in readers {
        orders.push(reader.await.unwrap());
    }
    assert_eq!(stored(&store.log).await, total);
    assert_eq!(store.log.reader().head().await.unwrap(), total);
    assert!(orders.iter().all(|order| i64::try_from(order.len()) == Ok(total) && *order == orders[0]));
}

#[tokio::test]
async fn writer_that_stops_inside_its_transaction_hides_nothing_from_readers() {
    let store = TestStore::fresh().await;
    let mut admin = store.admin().await;
    sqlx::raw_sql(
        "begin; insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
         metadata) values ('tally', gen_random_uuid(), 1, 'tallied', '1.0', '{\"tallied\":{\"amount\":1}}', '{}')",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    let log = store.log.clone();
    let waiting = tokio::spawn(async move { add(&log, fresh_id(), vec![1]).await });
    // The other writer waits for the lock; a reader sees neither.
    let mut observer = store.admin().await;
    wait_for_lock(&mut observer).await;
    assert_eq!(store.log.reader().page(0, 10, &[]).await.unwrap().to, 0);
    sqlx::raw_sql("commit").execute(&mut admin).await.unwrap();
    assert_eq!(waiting.await.unwrap().position, 2);
    assert_eq!(store.log.reader().page(0, 10, &[]).await.unwrap().events.len(), 2);
}

//! A server whose processes are killed: what was acknowledged is stored, what is repeated under its key is stored
//! once, and a view that ran all the time has each event once.

use crate::support::stored;
use muster_eventstore::{EventLog, IdempotencyKey, Request, clock::fresh_id, database};
use muster_projections::{Runner, View, Views};
use muster_tests::{
    Tally,
    ledger::TallyCommand,
    server::OwnCluster,
    store::{open_log, request},
    tally_totals::{self, TallyTotals},
    wait::LIMIT,
};
use std::{
    collections::HashSet,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use uuid::Uuid;

const CLIENTS: usize = 6;
const OPERATIONS: usize = 60;
const KILLS: usize = 3;

/// Appends one event to a stream of its own and repeats it under its key until it is acknowledged.
async fn append_until_acknowledged(log: &EventLog, id: Uuid) -> i64 {
    let keyed = Request { idempotency: Some(IdempotencyKey::new("crash", &id.to_string(), b"")), ..request() };
    let deadline = tokio::time::Instant::now() + LIMIT;
    loop {
        match log.execute::<Tally>(&keyed, id, TallyCommand::Add(vec![1])).await {
            Ok(done) => return done.receipt.expect("a receipt").position,
            Err(error) => assert!(tokio::time::Instant::now() < deadline, "never acknowledged: {error:?}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// Kills the process of one connection that is at work, as the kernel would when memory runs out.
async fn kill_a_backend(log: &EventLog) {
    let pid: Result<i32, _> = sqlx::query_scalar(
        "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
         order by query like '%log.append%' desc, random() limit 1",
    )
    .fetch_one(log.pool())
    .await;
    if let Ok(pid) = pid {
        Command::new("kill").args(["-9", &pid.to_string()]).status().expect("kill runs");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_is_stored_and_nothing_twice_when_backends_are_killed() {
    // A cluster of its own: a killed backend takes all connections of its server with it.
    let cluster = OwnCluster::start().await;
    let options = cluster.options("postgres");
    database::migrate(&options).await.unwrap();
    let log = open_log(&options, Default::default()).await;
    let views = Views::open(log.clone(), vec![Arc::new(TallyTotals::default()) as Arc<dyn View>]).await.unwrap();
    let _runner = Runner::start(&views);
    let done = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (log, done) = (log.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                let mut positions = Vec::new();
                for _ in 0..OPERATIONS {
                    positions.push(append_until_acknowledged(&log, fresh_id()).await);
                    done.fetch_add(1, Ordering::SeqCst);
                }
                positions
            })
        })
        .collect();
    for kill in 1..=KILLS {
        while done.load(Ordering::SeqCst) < CLIENTS * OPERATIONS * kill / (KILLS + 1) {
            tokio::task::yield_now().await;
        }
        kill_a_backend(&log).await;
    }
    let mut acknowledged = HashSet::new();
    for client in clients {
        acknowledged.extend(client.await.unwrap());
    }
    let expected = i64::try_from(CLIENTS * OPERATIONS).unwrap();
    assert_eq!(acknowledged, (1..=expected).collect());
    assert_eq!(stored(&log).await, expected);
    assert_eq!(log.reader().page(0, 10_000, &["tally"]).await.unwrap().to, expected);
    let mut read = views.read(tally_totals::NAME, Some(expected)).await.unwrap();
    assert_eq!(tally_totals::sums(&mut read).await.unwrap(), (expected, expected));
    drop(read);
    log.pool().close().await;
    drop(cluster);
}

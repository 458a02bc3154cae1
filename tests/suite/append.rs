//! Appending: receipts, conflicts, units over several streams.

use crate::{
    rotation::{OFTEN, log_on},
    support::{add, stored, wait_for_lock},
};
use muster_eventstore::{IdempotencyKey, Request, StepError, TransactError, clock::fresh_id};
use muster_tests::{
    Tally, TestStore, eventually,
    ledger::{TallyCommand, TallyRefusal},
    store::{request, test_kek},
};
use sqlx::{Executor as _, postgres::PgPoolOptions};
use std::sync::atomic::Ordering;
use uuid::Uuid;

#[tokio::test]
async fn receipts_are_gapless_and_sequences_count_per_stream() {
    let store = TestStore::fresh().await;
    let (one, other) = (fresh_id(), fresh_id());
    let mut next = 1;
    for (stream, amounts) in [(one, vec![1]), (other, vec![2, 3, 4]), (one, vec![5, 6])] {
        let count = i64::try_from(amounts.len()).unwrap();
        let done = store.log.execute::<Tally>(&request(), stream, TallyCommand::Add(amounts)).await.unwrap();
        let receipt = done.receipt.unwrap();
        assert_eq!((receipt.first_position, receipt.position), (next, next + count - 1));
        next += count;
    }
    let page = store.log.reader().page(0, 100, &["tally"]).await.unwrap();
    assert_eq!(page.events.iter().map(|event| event.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    let of_one = page.events.iter().filter(|event| event.aggregate_id == one.to_string());
    assert_eq!(of_one.map(|event| event.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(store.log.find::<Tally>(one).await.unwrap().unwrap().total, 12);
    assert_eq!(store.log.find::<Tally>(fresh_id()).await.unwrap(), None);
}

#[tokio::test]
async fn stream_that_moved_is_a_conflict_for_who_read_it() {
    let store = TestStore::fresh().await;
    let (read, written) = (fresh_id(), fresh_id());
    add(&store.log, read, vec![1]).await;
    let (mut runs, moved) = (0, std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let done = store
        .log
        .transact::<i64, TallyRefusal, _>(&request(), |unit| {
            runs += 1;
            let (log, moved) = (store.log.clone(), moved.clone());
            Box::pin(async move {
                unit.load::<Tally>([read, written]).await?;
                let seen = unit.state::<Tally>(read)?.total;
                if !moved.swap(true, Ordering::SeqCst) {
                    // Somebody moves the stream that this unit only reads, after it was read.
                    add(&log, read, vec![10]).await;
                }
                unit.decide::<Tally>(written, TallyCommand::Add(vec![seen])).await?.map_err(StepError::Refused)?;
                Ok(seen)
            })
        })
        .await
        .unwrap();
    assert_eq!((runs, done.value), (2, 11));
    assert_eq!(store.log.find::<Tally>(written).await.unwrap().unwrap().total, 11);
}

#[tokio::test]
async fn callers_of_one_stream_are_all_accepted_and_no_more_is_stored() {
    const CALLERS: i64 = 48;
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let calls = (0..CALLERS).map(|_| {
        let log = store.log.clone();
        tokio::spawn(async move { log.execute::<Tally>(&request(), id, TallyCommand::AddOneBelow(CALLERS)).await })
    });
    for call in futures::future::join_all(calls).await {
        call.unwrap().expect("accepted");
    }
    let refused = store.log.execute::<Tally>(&request(), id, TallyCommand::AddOneBelow(CALLERS)).await;
    assert!(matches!(refused, Err(TransactError::Refused(TallyRefusal::Full { total: CALLERS }))));
    assert_eq!(store.log.find::<Tally>(id).await.unwrap().unwrap(), Tally { total: CALLERS, events: CALLERS });
    assert_eq!(stored(&store.log).await, CALLERS);
}

#[tokio::test]
async fn two_processes_never_pass_a_limit_together() {
    const LIMIT: i64 = 20;
    let store = TestStore::fresh().await;
    let logs = [store.log.clone(), store.second_log().await];
    let id = fresh_id();
    let calls = (0..40_usize).map(|call| {
        let log = logs[call % 2].clone();
        tokio::spawn(async move {
            loop {
                match log.execute::<Tally>(&request(), id, TallyCommand::AddOneBelow(LIMIT)).await {
                    Err(TransactError::Conflict { .. }) => {}
                    Err(TransactError::Refused(_)) => return 0,
                    other => return i64::from(other.unwrap().receipt.is_some()),
                }
            }
        })
    });
    let accepted: i64 = futures::future::join_all(calls).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(accepted, LIMIT);
    assert_eq!(stored(&store.log).await, LIMIT);
}

#[tokio::test]
async fn unit_over_several_streams_is_all_or_none() {
    let store = TestStore::fresh().await;
    let ids: Vec<Uuid> = (0..5).map(|_| fresh_id()).collect();
    let full = ids[3];
    add(&store.log, full, vec![1]).await;
    let unit = async |limit: i64| {
        store
            .log
            .transact::<(), TallyRefusal, _>(&request(), |unit| {
                let ids = ids.clone();
                Box::pin(async move {
                    for id in ids {
                        unit.decide::<Tally>(id, TallyCommand::AddOneBelow(limit))
                            .await?
                            .map_err(StepError::Refused)?;
                    }
                    Ok(())
                })
            })
            .await
    };
    assert!(matches!(unit(1).await, Err(TransactError::Refused(TallyRefusal::Full { total: 1 }))));
    assert_eq!(stored(&store.log).await, 1);
    let receipt = unit(2).await.unwrap().receipt.unwrap();
    assert_eq!((receipt.first_position, receipt.position), (2, 6));
    assert_eq!(stored(&store.log).await, 6);
}

#[tokio::test]
async fn command_that_changes_nothing_has_no_receipt() {
    let store = TestStore::fresh().await;
    let done = store.log.execute::<Tally>(&request(), fresh_id(), TallyCommand::Add(Vec::new())).await.unwrap();
    assert_eq!((done.receipt, done.repeated), (None, false));
    assert_eq!(store.log.reader().head().await.unwrap(), 0);
}

#[tokio::test]
async fn recorded_time_never_goes_back_when_the_clock_does() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    add(&store.log, id, vec![1]).await;
    store.admin_run("update log.head set recorded_at = '2099-01-01T00:00:00Z'").await.unwrap();
    add(&store.log, id, vec![2, 3]).await;
    let stock = "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
                 metadata) values ('tally', gen_random_uuid(), 1, 'tallied', '1.0', '{\"tallied\":{\"amount\":1}}', '{}')";
    store.admin_run(stock).await.unwrap();
    let events = store.log.reader().page(0, 10, &[]).await.unwrap().events;
    assert_eq!(events.len(), 4);
    assert!(events.is_sorted_by_key(|event| event.recorded_at));
    assert_eq!(events[3].recorded_at.to_rfc3339(), "2099-01-01T00:00:00+00:00");
}

#[tokio::test]
async fn units_that_read_each_others_streams_never_both_write_on_what_they_read() {
    const UNITS: usize = 3;
    let store = TestStore::fresh().await;
    // Each writes another stream, so that the primary key of the events says nothing.
    let streams: [Uuid; UNITS] = std::array::from_fn(|_| fresh_id());
    // While the head is held the writer waits with a command of somebody else; all units gather behind it and come
    // in one group.
    let mut admin = store.admin().await;
    sqlx::raw_sql("begin; select from log.head for update").execute(&mut admin).await.unwrap();
    let log = store.log.clone();
    let filler = tokio::spawn(async move { add(&log, fresh_id(), vec![1]).await });
    wait_for_lock(&mut store.admin().await).await;
    let decided = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let units: Vec<_> = (0..UNITS)
        .map(|number| {
            let (log, decided) = (store.log.clone(), decided.clone());
            tokio::spawn(async move {
                let asked = request();
                let done = log.transact::<(), TallyRefusal, _>(&asked, |unit| {
                    let decided = decided.clone();
                    Box::pin(async move {
                        unit.load::<Tally>(streams).await?;
                        let mut total = 0;
                        for stream in streams {
                            total += unit.state::<Tally>(stream)?.total;
                        }
                        if total > 0 {
                            return Err(StepError::Refused(TallyRefusal::Full { total }));
                        }
                        unit.decide::<Tally>(streams[number], TallyCommand::Add(vec![1]))
                            .await?
                            .map_err(StepError::Refused)?;
                        decided.fetch_add(1, Ordering::SeqCst);
                        Ok(())
                    })
                });
                done.await.is_ok()
            })
        })
        .collect();
    eventually("all units to have decided", async || (decided.load(Ordering::SeqCst) == UNITS).then_some(())).await;
    sqlx::raw_sql("commit").execute(&mut admin).await.unwrap();
    filler.await.unwrap();
    let accepted = futures::future::join_all(units).await.into_iter().filter(|unit| *unit.as_ref().unwrap()).count();
    assert_eq!((accepted, stored(&store.log).await), (1, 2));
}

#[tokio::test]
async fn commands_are_told_that_the_log_is_busy_when_the_head_is_held_and_are_done_when_sent_again() {
    let store = TestStore::fresh().await;
    // As any other pool of the program, with little patience.
    let impatient = PgPoolOptions::new()
        .max_connections(4)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute("set role muster_app; set search_path = log; set lock_timeout = '50ms'").await?;
                Ok(())
            })
        })
        .connect_with(store.options.clone())
        .await
        .unwrap();
    let log = log_on(impatient, &test_kek(), OFTEN).await;
    let ids = [(); 5].map(|()| fresh_id());
    let all = async || {
        let sent = ids.map(|id| {
            let key = IdempotencyKey::new("tester", &id.to_string(), b"add 1");
            let (log, asked) = (log.clone(), Request { idempotency: Some(key), ..request() });
            async move { log.execute::<Tally>(&asked, id, TallyCommand::Add(vec![1])).await }
        });
        futures::future::join_all(sent).await
    };
    let mut admin = store.admin().await;
    admin.execute("begin; select from log.head for update").await.unwrap();
    for told in all().await {
        assert!(matches!(told, Err(TransactError::Busy)), "{told:?}");
    }
    admin.execute("rollback").await.unwrap();
    assert_eq!(stored(&store.log).await, 0);
    for told in all().await {
        assert!(!told.unwrap().repeated);
    }
    assert_eq!(stored(&store.log).await, 5);
}

//! Idempotency keys: one command, one effect, one outcome.

use crate::support::stored;
use muster_eventstore::{IdempotencyKey, Request, StepError, TransactError, clock::fresh_id};
use muster_tests::{
    Tally, TestStore,
    ledger::{LedgerCommand, Opening, TallyCommand, TallyRefusal},
    store::request,
};

fn keyed(key: &str, body: &[u8]) -> Request {
    Request { idempotency: Some(IdempotencyKey::new("tester", key, body)), ..request() }
}

#[tokio::test]
async fn same_key_and_body_gives_the_first_outcome_and_appends_nothing() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let add = || TallyCommand::Add(vec![7]);
    let first = store.log.execute::<Tally>(&keyed("k", b"add 7"), id, add()).await.unwrap();
    let second = store.log.execute::<Tally>(&keyed("k", b"add 7"), id, add()).await.unwrap();
    assert!(!first.repeated && second.repeated);
    assert_eq!(first.receipt, second.receipt);
    let other = store.log.execute::<Tally>(&keyed("k", b"add 8"), id, TallyCommand::Add(vec![8])).await;
    assert!(matches!(other, Err(TransactError::KeyReused)));
    assert_eq!(stored(&store.log).await, 1);
    // The same key in another owner's name space is another key.
    let elsewhere = Request { idempotency: Some(IdempotencyKey::new("else", "k", b"x")), ..request() };
    assert!(!store.log.execute::<Tally>(&elsewhere, id, add()).await.unwrap().repeated);
}

#[tokio::test]
async fn hundred_parallel_requests_with_one_key_have_one_effect_and_one_answer() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let logs = [store.log.clone(), store.second_log().await];
    let calls = (0..100_usize).map(|call| {
        let log = logs[call % 2].clone();
        tokio::spawn(async move { log.execute::<Tally>(&keyed("k", b"one"), id, TallyCommand::AddOneBelow(1)).await })
    });
    let mut receipts = Vec::new();
    let mut first = 0;
    for call in futures::future::join_all(calls).await {
        // The second of two at once meets a full tally, which is the effect of the first; it is no refusal.
        let done = call.unwrap().expect("the first outcome");
        receipts.push(done.receipt.unwrap().position);
        first += usize::from(!done.repeated);
    }
    assert_eq!((first, stored(&store.log).await), (1, 1));
    assert!(receipts.iter().all(|position| *position == 1));
}

#[tokio::test]
async fn parallel_requests_with_one_key_and_two_bodies_have_one_effect() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let calls = (0..20_u8).map(|call| {
        let log = store.log.clone();
        let body = [call % 2];
        tokio::spawn(async move { log.execute::<Tally>(&keyed("k", &body), id, TallyCommand::Add(vec![1])).await })
    });
    let outcomes: Vec<_> = futures::future::join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Err(TransactError::KeyReused))).count(), 10);
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 10);
    assert_eq!(stored(&store.log).await, 1);
}

#[tokio::test]
async fn refused_command_does_not_use_its_key_up() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let open = || LedgerCommand::Open(Opening::numbered("n"));
    let execute = |key: &'static str| {
        let log = store.log.clone();
        async move { log.execute::<muster_tests::Ledger>(&keyed(key, b"open"), id, open()).await }
    };
    assert!(!execute("first").await.unwrap().repeated);
    assert!(matches!(execute("second").await, Err(TransactError::Refused(_))));
    assert!(execute("first").await.unwrap().repeated);
    let keys: i64 =
        sqlx::query_scalar("select count(*) from log.idempotency").fetch_one(store.log.pool()).await.unwrap();
    assert_eq!(keys, 1);
}

#[tokio::test]
async fn command_that_meets_its_own_effect_gets_the_first_outcome_and_no_refusal() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let asked = keyed("k", b"one");
    let log = store.log.clone();
    let done = store
        .log
        .transact::<(), TallyRefusal, _>(&asked, |unit| {
            let log = log.clone();
            Box::pin(async move {
                // The same request comes over another connection, after this one found its key unused.
                let twin = log.execute::<Tally>(&keyed("k", b"one"), id, TallyCommand::AddOneBelow(1)).await;
                assert!(twin.is_ok());
                unit.decide::<Tally>(id, TallyCommand::AddOneBelow(1)).await?.map_err(StepError::Refused)?;
                Ok(())
            })
        })
        .await
        .expect("the first outcome");
    assert!(done.repeated);
    assert_eq!(stored(&store.log).await, 1);
}

#[tokio::test]
async fn command_that_another_node_remembered_in_another_form_gets_the_first_outcome() {
    let store = TestStore::fresh().await;
    let [id, other] = [(); 2].map(|()| fresh_id());
    // As just after a change of the index key: one node hashes the body under the one, one under the other.
    let asked = |now: &[u8], also: &[u8]| {
        let key = IdempotencyKey::new("tester", "k", now).or_body(also);
        Request { idempotency: Some(key), ..request() }
    };
    let log = store.log.clone();
    let done = store
        .log
        .transact::<(), TallyRefusal, _>(&asked(b"under 1", b"under 2"), |unit| {
            let (log, twin) = (log.clone(), asked(b"under 2", b"under 1"));
            Box::pin(async move {
                log.execute::<Tally>(&twin, id, TallyCommand::Add(vec![1])).await.expect("the other node's outcome");
                unit.decide::<Tally>(other, TallyCommand::Add(vec![1])).await?.map_err(StepError::Refused)?;
                Ok(())
            })
        })
        .await
        .expect("the first outcome");
    assert!(done.repeated);
    assert_eq!(stored(&store.log).await, 1);
}

//! Steps that several suites take; no assertion of a rule belongs here.

use muster_eventstore::{Committed, EventLog, ExecuteError, Receipt};
use muster_tests::{
    Ledger, Tally,
    ledger::{LedgerCommand, LedgerRefusal, TallyCommand},
    store::request,
    wait::LIMIT,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds amounts to a tally and gives the receipt.
pub(crate) async fn add(log: &EventLog, id: Uuid, amounts: Vec<i64>) -> Receipt {
    let done = log.execute::<Tally>(&request(), id, TallyCommand::Add(amounts)).await.unwrap();
    done.receipt.expect("something was appended")
}

/// Executes a command on a ledger.
pub(crate) async fn ledger(
    log: &EventLog,
    id: Uuid,
    command: LedgerCommand,
) -> Result<Committed<()>, ExecuteError<LedgerRefusal>> {
    log.execute::<Ledger>(&request(), id, command).await
}

/// The number of events in the log by counting, not by the head.
pub(crate) async fn stored(log: &EventLog) -> i64 {
    sqlx::query_scalar("select count(*) from log.events").fetch_one(log.pool()).await.unwrap()
}

/// Waits until some session of the store waits for a lock.
pub(crate) async fn wait_for_lock(observer: &mut PgConnection) {
    let waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let deadline = tokio::time::Instant::now() + LIMIT;
    loop {
        let waiting: i64 = sqlx::query_scalar(waits).fetch_one(&mut *observer).await.unwrap();
        if waiting > 0 {
            return;
        }
        assert!(tokio::time::Instant::now() < deadline, "nobody waits for a lock");
    }
}

//! The log is append-only, for the application's role by its grants and for everybody by trigger.

use crate::support::add;
use axum::{body::Body, http::Request};
use muster_api::sign_in::SignIn;
use muster_eventstore::{EventLog, clock::fresh_id, database, upcast::Upcasters};
use muster_tests::{Node, TestStore, server::OwnedDatabase, store::open_log_with};
use serde_json::Value;

const INSERT: &str = "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, \
     payload, metadata, position, recorded_at)";

async fn filled() -> TestStore {
    let store = TestStore::fresh().await;
    add(&store.log, fresh_id(), vec![1, 2]).await;
    store
}

fn message(error: &sqlx::Error) -> String {
    error.as_database_error().expect("the server's answer").message().to_owned()
}

#[tokio::test]
async fn change_of_an_event_is_refused_for_the_application_and_for_the_superuser() {
    let store = filled().await;
    for sql in [
        "update log.events set payload = '{}'",
        "update log.events set event_type = 'x' where false",
        "delete from log.events",
        "truncate log.events",
    ] {
        let app = sqlx::raw_sql(sql).execute(store.log.pool()).await.unwrap_err();
        assert!(message(&app).contains("permission denied"), "{sql}: {app}");
        let superuser = store.admin_run(sql).await.unwrap_err();
        assert!(message(&superuser).contains("append-only"), "{sql}: {superuser}");
    }
    assert_eq!(store.log.reader().page(0, 10, &["tally"]).await.unwrap().events.len(), 2);
}

#[tokio::test]
async fn insert_with_a_forged_position_is_refused() {
    let store = filled().await;
    let empty = TestStore::fresh().await;
    let row = |position: i64| {
        format!("{INSERT} values ('tally', gen_random_uuid(), 1, 'tallied', '1.0', '{{}}', '{{}}', {position}, now())")
    };
    for position in [-1, 0, 1, 2, 3, 4, 100] {
        assert!(store.admin_run(&row(position)).await.is_err(), "{position}");
        assert!(sqlx::raw_sql(&row(position)).execute(store.log.pool()).await.is_err(), "{position}");
        assert!(empty.admin_run(&row(position)).await.is_err(), "{position} in an empty log");
    }
    assert_eq!(store.log.reader().head().await.unwrap(), 2);
    add(&store.log, fresh_id(), vec![3]).await;
    assert_eq!(store.log.reader().page(0, 10, &[]).await.unwrap().events.len(), 3);
}

#[tokio::test]
async fn insert_with_a_forged_time_gets_the_true_one() {
    let store = filled().await;
    let forged = format!(
        "{INSERT} values ('tally', gen_random_uuid(), 1, 'tallied', '1.0', '{{}}', '{{}}', null, '2199-01-01')"
    );
    sqlx::raw_sql(&forged).execute(store.log.pool()).await.unwrap();
    let events = store.log.reader().page(0, 10, &[]).await.unwrap().events;
    assert!(events[2].recorded_at.to_rfc3339().as_str() < "2199");
    assert_eq!(events[2].position, 3);
}

#[tokio::test]
async fn application_cannot_move_the_head_or_use_positions_up() {
    let store = filled().await;
    for sql in [
        "update log.head set position = 9",
        "delete from log.head",
        "select log.assign_position()",
        "alter table log.events disable trigger all",
        "drop table log.events",
        "set session_replication_role = replica",
        "update log.claims set holder = gen_random_uuid()",
        "delete from log.vault_keys",
    ] {
        assert!(sqlx::raw_sql(sql).execute(store.log.pool()).await.is_err(), "{sql}");
    }
    assert_eq!(add(&store.log, fresh_id(), vec![3]).await.position, 3);
}

/// Connections of a log here.
const CONNECTIONS: u32 = 4;

/// The log of a database whose owner is no superuser, as a start opens it.
async fn owned_log(owned: &OwnedDatabase) -> EventLog {
    database::migrate(&owned.options).await.expect("the owner may migrate");
    open_log_with(&owned.options, Upcasters::default(), CONNECTIONS).await
}

/// What the guard of the log lacks, as `/readyz` says it.
async fn fault_of_the_guard(log: &EventLog) -> Value {
    let node = Node::over(log, SignIn::new(log)).await;
    let reply = node.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
    reply.body.get("guard").expect("the guard is told").get("fault").expect("with its fault").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn server_works_as_the_application_when_the_owner_may_make_roles_and_is_no_superuser() {
    let owned = OwnedDatabase::create(true).await;
    let log = owned_log(&owned).await;
    assert!(database::works_as_application(log.pool()).await.unwrap());
    add(&log, fresh_id(), vec![1, 2]).await;
    let refused = sqlx::raw_sql("update log.events set payload = '{}'").execute(log.pool()).await.unwrap_err();
    assert!(message(&refused).contains("permission denied"), "{refused}");
    assert_eq!(fault_of_the_guard(&log).await, Value::Null);
    // A start after the first finds what it needs and changes nothing.
    assert!(database::works_as_application(owned_log(&owned).await.pool()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_says_that_the_server_works_as_the_owner_when_it_may_not_be_the_application() {
    let owned = OwnedDatabase::create(false).await;
    let log = owned_log(&owned).await;
    assert!(!database::works_as_application(log.pool()).await.unwrap());
    add(&log, fresh_id(), vec![1, 2]).await;
    let refused = sqlx::raw_sql("update log.events set payload = '{}'").execute(log.pool()).await.unwrap_err();
    assert!(message(&refused).contains("append-only"), "the triggers are left: {refused}");
    let fault = fault_of_the_guard(&log).await;
    assert!(fault.as_str().is_some_and(|fault| fault.contains("muster_app")), "{fault}");
}

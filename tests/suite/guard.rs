//! The log is append-only, for the application's role by its grants and for everybody by trigger.

use crate::support::add;
use muster_eventstore::clock::fresh_id;
use muster_tests::TestStore;

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

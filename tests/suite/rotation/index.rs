//! The key of the blind indexes: everybody is found and unique all the time, and nothing stands under the older key.

use super::{OFTEN, log_with};
use crate::{files::id_number, journeys::steps::two_who_served};
use muster_eventstore::EventLog;
use muster_projections::{ViewFault, Views, rebuild, views};
use muster_tests::TestApp;
use serde_json::{Value, json};
use sqlx::Executor as _;
use std::time::{Duration, Instant};

/// The program on the host, which rotates: it waits for others as long as it believes itself.
async fn host(app: &TestApp) -> (EventLog, Views) {
    let log = log_with(&app.store, &muster_tests::store::test_kek(), OFTEN).await;
    let views = Views::open(log.clone(), views::all()).await.unwrap();
    (log, views)
}

async fn found(app: &TestApp, filter: &str) -> Value {
    let query = format!("{{ persons(filter: {{ {filter} }}) {{ edges {{ node {{ id }} }} }} }}");
    app.data(&query).await["persons"]["edges"][0]["node"]["id"].clone()
}

async fn identities(app: &TestApp) -> Vec<String> {
    let sql = "select value from log.claims where kind = 'identity' order by holder";
    sqlx::query_scalar(sql).fetch_all(app.store.log.pool()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_on_file_twice_and_everybody_is_found_when_the_index_key_changes() {
    let app = two_who_served().await;
    let number = id_number("19900101", 1);
    let register = |name: &str, number: &str, key: &str| {
        format!(
            "mutation {{ registerPerson(input: {{ name: \"{name}\", idNumber: \"{number}\", phone: \"19977800001\" }},
                idempotencyKey: \"{key}\") {{ outcome id }} }}"
        )
    };
    let third = app.data(&register("张示例", &id_number("19900101", 3), "third")).await["registerPerson"].clone();
    app.settle().await;
    let ways = [
        "name: \"王示例\"".to_owned(),
        "surname: \"李\"".to_owned(),
        "phone: \"+86 199 7780 0001\"".to_owned(),
        format!("idNumber: \"{number}\""),
    ];
    let mut before = Vec::new();
    for way in &ways {
        before.push(found(&app, way).await);
    }
    assert!(before.iter().all(Value::is_string), "{before:?}");
    let hashes = identities(&app).await;

    // The server of the app believes in the older key for some seconds more.
    let (log, views) = host(&app).await;
    let reindexed = log.rotate_index().await.unwrap();
    assert_eq!((reindexed.version, reindexed.identities), (2, Some(3)));
    let again = app.data(&register("张示例", &id_number("19900101", 3), "other")).await["registerPerson"].clone();
    assert_eq!((&again["outcome"], &again["id"]), (&json!("ALREADY_APPLIED"), &third["id"]));
    let fresh = app.data(&register("赵示例", &id_number("19900101", 4), "fresh")).await["registerPerson"].clone();
    assert_eq!(fresh["outcome"], "EXECUTED");
    let taken = format!(
        "mutation {{ correctPersonData(person: {}, input: {{ idNumber: \"{number}\", reason: \"示例\" }}) {{ outcome }} }}",
        fresh["id"]
    );
    assert_eq!(app.refusal(&taken).await["code"], "IDENTITY_TAKEN");
    let repeated = app.data(&register("张示例", &id_number("19900101", 3), "third")).await["registerPerson"].clone();
    assert_eq!(repeated["id"], third["id"], "a command from before the rotation is known by its key");
    app.settle().await;
    for (way, before) in ways.iter().zip(&before) {
        assert_eq!(&found(&app, way).await, before, "between the change and the rebuild: {way}");
    }

    assert_eq!(views.settle_index(2).await.unwrap().views, ["person_directory"]);
    app.settle().await;
    for (way, before) in ways.iter().zip(&before) {
        assert_eq!(&found(&app, way).await, before, "after the rebuild: {way}");
    }
    assert_eq!(found(&app, "name: \"赵示例\"").await, fresh["id"]);
    let dump = app.store.dump_text().await;
    assert!(hashes.iter().all(|hash| !dump.contains(hash)), "an index of the older key is left");
    assert!(!dump.contains("reindexed"), "which index became which is not kept");
    assert!(identities(&app).await.iter().all(|hash| dump.contains(hash)));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rotation_that_was_cut_off_changes_nothing_and_goes_on_when_it_is_run_again() {
    let app = two_who_served().await;
    let (log, views) = host(&app).await;
    let before = identities(&app).await;
    app.store.admin_run("alter table log.claims add constraint stuck check (false) not valid").await.unwrap();
    assert!(log.rotate_index().await.is_err());
    assert_eq!(identities(&app).await, before);
    assert!(!app.store.dump_text().await.contains("reindexed"), "nothing is kept that an erasure would not reach");
    app.store.admin_run("alter table log.claims drop constraint stuck").await.unwrap();
    assert_eq!(log.rotate_index().await.unwrap().version, 2, "the key that is ready is taken");
    let moved = identities(&app).await;
    assert!(moved.iter().all(|hash| !before.contains(hash)));
    // Cut off again, before the views are rebuilt: the same key is settled, no third one is made. Another process may
    // still believe in the older one.
    let began = Instant::now();
    let again = log.rotate_index().await.unwrap();
    assert_eq!((again.version, again.identities), (2, None));
    assert!(began.elapsed() > Duration::from_millis(500), "it is not waited for the others");
    views.settle_index(2).await.unwrap();
    assert_eq!(log.vault().status().await.unwrap().index.len(), 2);
    // A key that nobody needs any more goes once answers to commands from before are not promised any more.
    app.store.admin_run("update log.vault_index_keys set settled_at = now() - interval '32 days'").await.unwrap();
    let third = log.rotate_index().await.unwrap();
    assert_eq!((third.version, views.settle_index(3).await.unwrap().ended), (3, 1));
    let versions: Vec<i32> = log.vault().status().await.unwrap().index.iter().map(|key| key.version).collect();
    assert_eq!(versions, [2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn identity_that_was_not_hashed_anew_stops_the_rotation() {
    let app = two_who_served().await;
    let (log, _) = host(&app).await;
    app.store
        .admin_run("insert into log.claims (kind, value, holder) values ('identity', 'of-no-event', gen_random_uuid())")
        .await
        .unwrap();
    assert!(log.rotate_index().await.is_err());
    let status = log.vault().status().await.unwrap();
    assert_eq!(status.index.iter().map(|key| key.in_force_since.is_some()).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_not_said_to_be_wrong_while_an_index_key_takes_over() {
    let app = two_who_served().await;
    app.settle().await;
    let (log, views) = host(&app).await;
    log.rotate_index().await.unwrap();
    let directory = views.find("person_directory").unwrap().clone();
    let verified = rebuild::verify(&log, directory.as_ref()).await;
    assert!(matches!(verified, Err(ViewFault::Reindexing { version: 2, .. })), "{verified:?}");
    rebuild::rebuild(&log, directory.as_ref()).await.expect("it stands under the key in force");
    rebuild::verify(&log, directory.as_ref()).await.expect("what was rebuilt is compared");
    assert_eq!(views.end_cut_reindexing().await.unwrap().map(|settled| settled.version), Some(2));
    assert_eq!(views.end_cut_reindexing().await.unwrap(), None);
    rebuild::verify(&log, directory.as_ref()).await.expect("what is settled is compared");
    // From here on a difference is one.
    let damage = "do $$ begin execute format('update %I.people set identity_index = null',
        (select schema from views.live where name = 'person_directory')); end $$";
    app.store.admin_run(damage).await.unwrap();
    let verified = rebuild::verify(&log, directory.as_ref()).await;
    assert!(matches!(verified, Err(ViewFault::Differs { .. })), "{verified:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_an_older_snapshot_are_believed_by_nobody_else() {
    let app = two_who_served().await;
    let (log, _) = host(&app).await;
    let vault = log_with(&app.store, &muster_tests::store::test_kek(), OFTEN).await.vault().clone();
    let mut snapshot = app.store.log.pool().acquire().await.unwrap();
    snapshot.execute("begin isolation level repeatable read; select from log.head").await.unwrap();
    log.rotate_index().await.unwrap();
    assert_eq!(vault.index_now().await.unwrap().version(), 2);
    let looking = vault.clone().knowing_for(Duration::ZERO);
    assert_eq!(looking.index_on(&mut snapshot).await.unwrap().version(), 1, "as the rows of the snapshot stand");
    let believing = vault.knowing_for(Duration::from_hours(1));
    assert_eq!(believing.index().await.unwrap().version(), 2);
    snapshot.execute("rollback").await.unwrap();
}

//! Keys change while the registry serves: nothing becomes unreadable, nobody is on file twice, and the older key ends.

use crate::{files::id_number, journeys::steps::two_who_served, support::ledger};
use muster_domain::kernel::Personal;
use muster_eventstore::{
    Clock, EventLog, StoreFault,
    clock::fresh_id,
    upcast::Upcasters,
    vault::{KeyEncryptionKeys, Vault},
};
use muster_projections::{Views, views};
use muster_tests::{
    Ledger, TestApp, TestStore,
    ledger::{LedgerCommand, Opening},
    store::{TEST_KEK, divisions, rules},
};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use uuid::Uuid;

/// A server that looks every now and then whether a key was changed; one that never looks finds out when it appends.
const OFTEN: Duration = Duration::from_millis(20);
const NEVER: Duration = Duration::from_hours(1);

async fn log_with(store: &TestStore, keys: &KeyEncryptionKeys, known_for: Duration) -> EventLog {
    let pool = store.pool().await;
    let vault = Vault::open(pool.clone(), keys).await.unwrap().knowing_for(known_for);
    EventLog::new(pool, vault, Upcasters::default(), Clock::System, divisions(), rules())
}

fn key_file(folder: &Path) -> KeyEncryptionKeys {
    let path = folder.join("key-encryption.key");
    std::fs::write(&path, TEST_KEK).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    KeyEncryptionKeys::from_file(&path, false).unwrap()
}

async fn open_ledger(log: &EventLog, number: &str) -> Uuid {
    let id = fresh_id();
    ledger(log, id, LedgerCommand::Open(Opening::numbered(number))).await.unwrap();
    id
}

async fn is_readable(log: &EventLog, id: Uuid) -> bool {
    matches!(log.find::<Ledger>(id).await.unwrap().unwrap().name, Some(Personal::Clear(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_stays_readable_when_the_key_encryption_key_changes_under_two_writing_servers() {
    let (store, folder) = (TestStore::fresh().await, tempfile::tempdir().unwrap());
    let keys = key_file(folder.path());
    let servers = [log_with(&store, &keys, OFTEN).await, log_with(&store, &keys, NEVER).await];
    let mut ids = vec![open_ledger(&servers[0], "before").await];
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let writers = servers.clone().map(|server| {
        let stopped = stopped.clone();
        tokio::spawn(async move {
            let mut ids = Vec::new();
            // At least once after the rotation too.
            loop {
                let last = *stopped.borrow();
                ids.push(open_ledger(&server, &fresh_id().to_string()).await);
                if last {
                    return ids;
                }
            }
        })
    });
    let host = log_with(&store, &keys, OFTEN).await;
    let rotated = host.vault().rotate_wrapping().await.unwrap();
    assert!(rotated.keys > 0, "{rotated:?}");
    stop.send(true).unwrap();
    for writer in writers {
        ids.extend(writer.await.unwrap());
    }
    let status = host.vault().status().await.unwrap();
    let standing: Vec<(bool, bool)> = status.wrapping.iter().map(|key| (key.in_use, key.keys > 0)).collect();
    assert_eq!(
        standing,
        [(true, true), (false, false)],
        "the fresh key wraps, and nothing is left under the older one"
    );
    assert_eq!(host.vault().forget_older_wrapping().await.unwrap(), 1);
    let anew = KeyEncryptionKeys::from_file(&folder.path().join("key-encryption.key"), false).unwrap();
    for server in [servers[0].clone(), servers[1].clone(), log_with(&store, &anew, OFTEN).await] {
        for id in &ids {
            assert!(is_readable(&server, *id).await);
        }
    }
    let refused = Vault::open(store.pool().await, &KeyEncryptionKeys::from_text(TEST_KEK).unwrap()).await;
    assert!(matches!(refused, Err(StoreFault::KeyEncryptionKey { .. })), "the older key opens nothing");
}

#[tokio::test]
async fn older_key_is_not_forgotten_while_a_key_is_wrapped_under_it() {
    let (store, folder) = (TestStore::fresh().await, tempfile::tempdir().unwrap());
    let host = log_with(&store, &key_file(folder.path()), OFTEN).await;
    let id = open_ledger(&host, "one").await;
    let before: Vec<u8> = wrapped(&store).await;
    host.vault().rotate_wrapping().await.unwrap();
    // As when a table came back from an older copy.
    let hex: String = before.iter().map(|byte| format!("{byte:02x}")).collect();
    store.admin_run(&format!("update log.vault_keys set wrapped = '\\x{hex}' where owner = '{id}'")).await.unwrap();
    let refused = host.vault().forget_older_wrapping().await.unwrap_err().to_string();
    assert!(refused.contains("under an older one: 1"), "{refused}");
    assert!(is_readable(&host, id).await);
}

async fn wrapped(store: &TestStore) -> Vec<u8> {
    let sql = "select k.wrapped from log.vault_keys k join log.events e on e.aggregate_id = k.owner::text limit 1";
    sqlx::query_scalar(sql).fetch_one(store.log.pool()).await.unwrap()
}

#[tokio::test]
async fn key_of_the_environment_takes_over_only_when_a_newer_one_was_given_in_front() {
    let store = TestStore::fresh().await;
    let id = open_ledger(&store.log, "one").await;
    let refused = store.log.vault().rotate_wrapping().await.unwrap_err().to_string();
    assert!(refused.contains("environment"), "{refused}");
    let newer = "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let both = KeyEncryptionKeys::from_text(&format!("{newer},{TEST_KEK}")).unwrap();
    let server = log_with(&store, &both, OFTEN).await;
    let other = open_ledger(&server, "two").await;
    assert!(is_readable(&store.log, other).await, "nobody uses it before it takes over");
    server.vault().rotate_wrapping().await.unwrap();
    let alone = log_with(&store, &KeyEncryptionKeys::from_text(newer).unwrap(), OFTEN).await;
    assert!(is_readable(&alone, id).await && is_readable(&alone, other).await);
}

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
    assert_eq!((reindexed.version, reindexed.identities), (2, 3));
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

    assert_eq!(views.reindex().await.unwrap(), ["person_directory"]);
    log.settle_index(2).await.unwrap();
    app.settle().await;
    for (way, before) in ways.iter().zip(&before) {
        assert_eq!(&found(&app, way).await, before, "after the rebuild: {way}");
    }
    assert_eq!(found(&app, "name: \"赵示例\"").await, fresh["id"]);
    let dump = app.store.dump_text().await;
    assert!(hashes.iter().all(|hash| !dump.contains(hash)), "an index of the older key is left");
    assert!(dump.contains("-- log.reindexed\n\n"), "which index became which is not kept");
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
    app.store.admin_run("alter table log.claims drop constraint stuck").await.unwrap();
    assert_eq!(log.rotate_index().await.unwrap().version, 2, "the key that is ready is taken");
    let moved = identities(&app).await;
    assert!(moved.iter().all(|hash| !before.contains(hash)));
    // Cut off again, before the views are rebuilt: the same key is settled, no third one is made.
    assert_eq!(log.rotate_index().await.unwrap().version, 2);
    views.reindex().await.unwrap();
    log.settle_index(2).await.unwrap();
    assert_eq!(log.vault().status().await.unwrap().index.len(), 2);
    // A key that nobody needs any more goes once answers to commands from before are not promised any more.
    app.store.admin_run("update log.vault_index_keys set settled_at = now() - interval '32 days'").await.unwrap();
    let third = log.rotate_index().await.unwrap();
    views.reindex().await.unwrap();
    assert_eq!((third.version, log.settle_index(3).await.unwrap()), (3, 1));
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

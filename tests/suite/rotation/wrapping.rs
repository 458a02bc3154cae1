//! The key-encryption key: prepared, carried to every host, then taken into use.

use super::{NEVER, OFTEN, is_readable, key_file, log_with, open_ledger};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use muster_eventstore::{
    StoreFault,
    clock::fresh_id,
    vault::{
        KEY_FILE_NAME, KeyEncryptionKeys, Vault,
        rotation::{Rewrapped, WrappingStep},
    },
};
use muster_tests::{TestApp, TestStore, eventually, store::TEST_KEK};
use std::fs;

/// A key that is not the tests' own.
const NEWER: &str = "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Both steps of a rotation, the file being everywhere it has to be.
async fn rotate(vault: &Vault) -> Rewrapped {
    assert!(matches!(vault.rotate_wrapping().await.unwrap(), WrappingStep::Prepared(_)));
    let rewrapped = match vault.rotate_wrapping().await.unwrap() {
        WrappingStep::TookOver(rewrapped) => Some(rewrapped),
        WrappingStep::Prepared(_) => None,
    };
    rewrapped.expect("it takes over")
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
    let rotated = rotate(host.vault()).await;
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
    let before = wrapped(&store).await;
    rotate(host.vault()).await;
    // As when a table came back from an older copy.
    put_back(&store, &before).await;
    let refused = host.vault().forget_older_wrapping().await.unwrap_err().to_string();
    assert!(refused.contains("under an older one: 1"), "{refused}");
    assert!(is_readable(&host, id).await);
}

/// The key of the one ledger, as it is wrapped now.
async fn wrapped(store: &TestStore) -> String {
    let sql = "select encode(k.wrapped, 'hex') from log.vault_keys k join log.events e on e.aggregate_id = k.owner::text limit 1";
    sqlx::query_scalar(sql).fetch_one(store.log.pool()).await.unwrap()
}

async fn put_back(store: &TestStore, wrapped: &str) {
    let sql = format!(
        "update log.vault_keys k set wrapped = '\\x{wrapped}' from log.events e where e.aggregate_id = k.owner::text"
    );
    store.admin_run(&sql).await.unwrap();
}

#[tokio::test]
async fn fresh_key_is_prepared_by_one_run_and_taken_into_use_by_the_next() {
    let (store, folder) = (TestStore::fresh().await, tempfile::tempdir().unwrap());
    let host = log_with(&store, &key_file(folder.path()), OFTEN).await;
    let id = open_ledger(&host, "one").await;
    let before = wrapped(&store).await;
    let WrappingStep::Prepared(name) = host.vault().rotate_wrapping().await.unwrap() else { panic!("it is in use") };
    let status = host.vault().status().await.unwrap();
    let standing: Vec<(bool, i64)> = status.wrapping.iter().map(|key| (key.in_use, key.keys)).collect();
    assert_eq!(standing, [(false, 0), (true, 2)], "of the stream and of its person");
    assert_eq!(status.wrapping[0].name, name);
    assert_eq!(wrapped(&store).await, before, "nothing is wrapped under it yet");
    let refused = host.vault().forget_older_wrapping().await.unwrap_err().to_string();
    assert!(refused.contains("rotate first"), "{refused}");
    let took_over = WrappingStep::TookOver(Rewrapped { name, keys: 2 });
    assert_eq!(host.vault().rotate_wrapping().await.unwrap(), took_over);
    assert!(is_readable(&host, id).await);
}

#[tokio::test]
async fn rotation_that_was_cut_off_is_ended_with_the_same_key_wherever_the_keys_come_from() {
    let (store, folder) = (TestStore::fresh().await, tempfile::tempdir().unwrap());
    let host = log_with(&store, &key_file(folder.path()), OFTEN).await;
    let id = open_ledger(&host, "one").await;
    let before = wrapped(&store).await;
    let Rewrapped { name, .. } = rotate(host.vault()).await;
    let ended = WrappingStep::TookOver(Rewrapped { name, keys: 1 });
    let text = fs::read_to_string(folder.path().join(KEY_FILE_NAME)).unwrap();
    // The index keys were wrapped anew, and one key of a stream was not.
    put_back(&store, &before).await;
    assert_eq!(host.vault().rotate_wrapping().await.unwrap(), ended);
    assert_eq!(fs::read_to_string(folder.path().join(KEY_FILE_NAME)).unwrap(), text, "no third key was made");
    put_back(&store, &before).await;
    let from_environment = log_with(&store, &KeyEncryptionKeys::from_text(&text).unwrap(), OFTEN).await;
    assert_eq!(from_environment.vault().rotate_wrapping().await.unwrap(), ended);
    put_back(&store, &before).await;
    let others =
        ["IA", "IQ", "Ig", "Iw", "JA", "JQ"].map(|end| format!("HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd{end}8=\n"));
    fs::write(folder.path().join(KEY_FILE_NAME), text + &others.concat()).unwrap();
    assert_eq!(host.vault().rotate_wrapping().await.unwrap(), ended);
    assert!(is_readable(&host, id).await);
    let full = host.vault().rotate_wrapping().await.unwrap_err().to_string();
    assert!(full.contains("holds 8 keys"), "{full}");
}

/// Whether the program would be sent requests, and what it says of its keys.
async fn readiness(app: &TestApp) -> (StatusCode, Option<String>) {
    let (status, body) = app.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
    (status, body["vault"]["fault"].as_str().map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn host_is_not_ready_when_its_file_lacks_the_key_in_use() {
    let [here, there] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let mut store = TestStore::fresh().await;
    store.log = log_with(&store, &key_file(there.path()), OFTEN).await;
    let app = TestApp::over(store).await;
    let is_ready = async || Some(readiness(&app).await).filter(|(status, _)| status.is_success());
    eventually("a program that is ready", is_ready).await;
    let host = log_with(&app.store, &key_file(here.path()), OFTEN).await;
    assert!(matches!(host.vault().rotate_wrapping().await.unwrap(), WrappingStep::Prepared(_)));
    assert_eq!(readiness(&app).await, (StatusCode::OK, None));
    // Taken into use before the file was carried to the other host.
    assert!(matches!(host.vault().rotate_wrapping().await.unwrap(), WrappingStep::TookOver(_)));
    let (status, fault) = readiness(&app).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(fault.is_some_and(|fault| fault.contains("not usable")));
    fs::copy(here.path().join(KEY_FILE_NAME), there.path().join(KEY_FILE_NAME)).unwrap();
    assert_eq!(readiness(&app).await, (StatusCode::OK, None), "without a restart");
}

#[tokio::test]
async fn key_of_the_environment_takes_over_only_when_a_newer_one_was_given_in_front() {
    let store = TestStore::fresh().await;
    let id = open_ledger(&store.log, "one").await;
    let refused = store.log.vault().rotate_wrapping().await.unwrap_err().to_string();
    assert!(refused.contains("environment"), "{refused}");
    let both = KeyEncryptionKeys::from_text(&format!("{NEWER},{TEST_KEK}")).unwrap();
    let server = log_with(&store, &both, OFTEN).await;
    let other = open_ledger(&server, "two").await;
    assert!(is_readable(&store.log, other).await, "nobody uses it before it takes over");
    assert!(matches!(server.vault().rotate_wrapping().await.unwrap(), WrappingStep::TookOver(_)));
    let alone = log_with(&store, &KeyEncryptionKeys::from_text(NEWER).unwrap(), OFTEN).await;
    assert!(is_readable(&alone, id).await && is_readable(&alone, other).await);
}

//! The vault on a real log: nothing personal in clear, nothing that opens elsewhere, nothing that opens after erasure.

use crate::support::{ledger, stored};
use muster_api::{
    App,
    app::{OpenFault, Place, Use},
};
use muster_domain::kernel::Personal;
use muster_eventstore::{
    StoreFault, TransactError,
    clock::fresh_id,
    vault::{KEY_FILE_NAME, KeyEncryptionKeys, Vault},
};
use muster_tests::{
    Ledger, TestStore,
    ledger::{LedgerCommand, Opening},
    server::TestServer,
};
use std::{fs, os::unix::fs::PermissionsExt as _};

const CANARIES: [&str; 4] = ["金丝雀甲乙", "360702199001010019", "13800138000", "canary note 便条"];

fn canary() -> Opening {
    let [name, number, phone, note] = CANARIES.map(str::to_owned);
    Opening { name, phone, note, ..Opening::numbered(&number) }
}

#[tokio::test]
async fn nothing_personal_stands_in_clear_anywhere_in_the_database() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    ledger(&store.log, id, LedgerCommand::Open(canary())).await.unwrap();
    let dump = store.dump_text().await;
    assert!(dump.contains("ledger_opened") && dump.contains("sealed:1:"), "the dump holds the event");
    for canary in CANARIES {
        assert!(!dump.contains(canary), "{canary}");
        // Neither as the hexadecimal digits of a bytea nor as base64 at any offset of its bytes.
        let hex: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!dump.contains(&hex), "{canary} as hexadecimal");
    }
    let found = store.log.find::<Ledger>(id).await.unwrap().unwrap();
    assert_eq!(found.name, Some(Personal::clear(CANARIES[0])));
    assert_eq!(found.note, Some(Personal::clear(CANARIES[3])));
}

#[tokio::test]
async fn field_moved_to_another_stream_or_sequence_does_not_open() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    ledger(&store.log, id, LedgerCommand::Open(canary())).await.unwrap();
    let moved = fresh_id();
    for (stream, sequence) in [(moved, 1), (id, 2)] {
        store
            .admin_run(&format!(
                "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata) \
                 select aggregate_type, '{stream}', {sequence}, event_type, event_version, payload, metadata \
                 from log.events where position = 1"
            ))
            .await
            .unwrap();
        let fault = store.log.find::<Ledger>(stream).await.unwrap_err();
        assert!(matches!(fault, StoreFault::Unopenable { .. }), "{fault}");
    }
}

#[tokio::test]
async fn field_reads_as_erased_when_its_key_is_destroyed_and_nothing_is_sealed_for_it_again() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    let opening = canary();
    let person = opening.person;
    ledger(&store.log, id, LedgerCommand::Open(opening.clone())).await.unwrap();
    store.log.vault().destroy(person.uuid()).await.unwrap();
    let found = store.log.find::<Ledger>(id).await.unwrap().unwrap();
    assert_eq!(found.name, Some(Personal::Erased));
    assert_eq!(found.note, Some(Personal::clear(CANARIES[3])), "the stream's own key is another");
    let again = Opening { number: "another".to_owned(), ..opening };
    let other_ledger = fresh_id();
    ledger(&store.log, other_ledger, LedgerCommand::Open(again)).await.unwrap();
    let found = store.log.find::<Ledger>(other_ledger).await.unwrap().unwrap();
    assert_eq!(found.name, Some(Personal::Erased), "it is stored as erased, under no key");
    ledger(&store.log, id, LedgerCommand::Add(1)).await.unwrap();
    assert_eq!(store.log.find::<Ledger>(id).await.unwrap().unwrap().total, 1);
    let other = store.second_log().await;
    assert_eq!(other.find::<Ledger>(id).await.unwrap().unwrap().name, Some(Personal::Erased));
}

#[tokio::test]
async fn vault_is_refused_with_another_key_encryption_key() {
    let store = TestStore::fresh().await;
    let other = KeyEncryptionKeys::from_text("HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let refused = Vault::open(store.pool().await, &other).await;
    assert!(matches!(refused, Err(StoreFault::KeyEncryptionKey { .. })));
}

#[tokio::test]
async fn event_with_a_personal_field_that_was_not_sealed_is_not_appended() {
    let store = TestStore::fresh().await;
    let outcome = ledger(&store.log, fresh_id(), LedgerCommand::ForgetToSeal(CANARIES[0].to_owned())).await;
    let Err(TransactError::Fault(fault)) = outcome else { unreachable!("it was accepted") };
    assert!(matches!(&fault, StoreFault::Unencodable { event_type, .. } if event_type == "careless"));
    assert!(!format!("{fault:?}").contains(CANARIES[0]));
    assert_eq!(stored(&store.log).await, 0);
}

#[tokio::test]
async fn blind_index_is_the_same_for_the_same_text_and_differs_by_purpose_and_store() {
    let (one, other) = (TestStore::fresh().await, TestStore::fresh().await);
    let here = one.log.vault().index().await.unwrap();
    let again = one.second_log().await.vault().index().await.unwrap();
    let elsewhere = other.log.vault().index().await.unwrap();
    assert_eq!(here.of("identity", CANARIES[1]), again.of("identity", CANARIES[1]));
    assert_ne!(here.of("identity", CANARIES[1]), here.of("phone", CANARIES[1]));
    assert_ne!(here.of("identity", CANARIES[1]), elsewhere.of("identity", CANARIES[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_key_file_is_refused_by_name_when_the_store_has_keys_and_made_for_its_owner_when_it_has_none() {
    let server = TestServer::get();
    let database = server.create_database().await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place {
        database: Some(server.options(&database)),
        data_dir: folder.path().join("data"),
        binaries: None,
        key_text: None,
    };
    let file = place.data_dir.join(KEY_FILE_NAME);
    let app = App::open(&place, Use::Join).await.unwrap();
    app.close().await.unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let safe = folder.path().join("safe");
    fs::rename(&file, &safe).unwrap();
    let refused = App::open(&place, Use::Join).await.err().expect("it is refused");
    assert!(matches!(&refused, OpenFault::KeyMissing { file: named } if *named == file), "{refused}");
    assert!(refused.to_string().contains(file.to_str().unwrap()), "{refused}");
    assert!(!file.exists(), "no other key was made");

    fs::rename(&safe, &file).unwrap();
    App::open(&place, Use::Join).await.unwrap().close().await.unwrap();
    server.drop_database(&database);
}

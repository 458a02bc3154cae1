//! What the signer and the verifier refuse: changed events, history written anew, a log that came back from before.

use super::{Signing, checked, condition, forget_seal, head, sealed, status, tamper};
use crate::files::{ORGANIZATIONS, TEAMS, volunteers};
use muster_api::import::Kind;
use muster_eventstore::seal::{Condition, SealFault, resume, standing};
use muster_tests::{TestApp, TestStore};
use sqlx::Row as _;

/// A payload in which one letter is another.
const ANOTHER_PAYLOAD: &str =
    "update log.events set payload = overlay(payload::text placing 'x' from length(payload::text) / 2)::json";

async fn sealed_story() -> (TestApp, Signing) {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let sealer = signing.sealer(&app.store);
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(100)).await;
    sealed(&app.store).await;
    drop(sealer);
    (app, signing)
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_event_is_named_by_the_verifier_and_stops_the_signer() {
    let (app, signing) = sealed_story().await;
    let key = signing.key().public().clone();
    for (sql, found, says) in [
        (format!("{ANOTHER_PAYLOAD} where position = 40"), "CHANGED 40", Condition::Damaged { position: 40 }),
        (
            "update log.events set metadata = '{\"actor\": \"somebody\"}' where position = 41".to_owned(),
            "CHANGED 41",
            Condition::Damaged { position: 41 },
        ),
        ("delete from log.events where position = 42".to_owned(), "MISSING 42", Condition::Missing { position: 42 }),
    ] {
        let copy = app.store.copy().await;
        tamper(&copy, &sql).await;
        assert_eq!(checked(&copy, &key, None).await, Err(found.to_owned()));
        // Another machine, which does not remember how it was.
        let elsewhere = signing.forgetful();
        let sealer = elsewhere.sealer(&copy);
        assert_eq!(condition(&sealer).await, says);
        assert!(!sealer.status().signs);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signer_at_work_stops_when_an_event_is_changed_or_the_end_of_the_log_is_removed() {
    let (app, signing) = sealed_story().await;
    let size = head(&app.store).await;
    for (sql, says) in [
        (format!("{ANOTHER_PAYLOAD} where position = 30"), Condition::Damaged { position: 30 }),
        (
            "delete from log.events where position > (select position - 10 from log.head);
             update log.head set position = position - 10"
                .to_owned(),
            Condition::Shorter { signed: size, found: size - 10 },
        ),
    ] {
        let copy = app.store.copy().await;
        let sealer = signing.sealer(&copy);
        status(&sealer, |status| status.signs).await;
        tamper(&copy, &sql).await;
        let found = condition(&sealer).await;
        // The comparison may come first upon what the missing events leave behind.
        assert!(found == says || found == Condition::Missing { position: size - 9 }, "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_hash_is_told_from_a_damaged_event() {
    let (app, signing) = sealed_story().await;
    let copy = app.store.copy().await;
    tamper(&copy, "update seal.tiles set hashes = set_byte(hashes, 200, 1) where level = 0 and index = 0").await;
    let key = signing.key().public().clone();
    assert_eq!(checked(&copy, &key, None).await, Err("HASHES 1".to_owned()));
    assert_eq!(condition(&signing.forgetful().sealer(&copy)).await, Condition::Hashes);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_written_anew_is_refused_by_whoever_holds_an_older_checkpoint() {
    let (app, signing) = sealed_story().await;
    let (key, held) = sealed(&app.store).await;
    let copy = app.store.copy().await;
    tamper(&copy, &format!("{ANOTHER_PAYLOAD} where position = 50")).await;
    forget_seal(&copy).await;
    // The operator with the key, on a machine that remembers nothing, signs the other history.
    let forgetful = signing.forgetful();
    let _sealer = forgetful.sealer(&copy);
    sealed(&copy).await;
    assert!(checked(&copy, &key, None).await.is_ok(), "in itself it is whole");
    assert_eq!(checked(&copy, &key, Some(&held)).await, Err("FORKED".to_owned()));
    // The machine that remembers does not sign it.
    let other = app.store.copy().await;
    tamper(&other, &format!("{ANOTHER_PAYLOAD} where position = 50")).await;
    forget_seal(&other).await;
    let sealer = signing.sealer(&other);
    assert_eq!(condition(&sealer).await, Condition::Rewritten { signed: held.checkpoint.size });
}

async fn roots(store: &TestStore) -> Vec<(i64, i64)> {
    let rows = sqlx::query("select left_size, size from seal.resumptions").fetch_all(store.log.pool()).await;
    rows.expect("the record is read").iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn log_restored_from_before_is_signed_no_further_until_a_person_has_looked() {
    let (app, signing) = sealed_story().await;
    let restored = app.store.copy().await;
    let size = head(&restored).await;
    // The log goes on, and is signed.
    let sealer = signing.sealer(&app.store);
    app.import(Kind::Volunteers, &volunteers(110)).await;
    let (key, held) = sealed(&app.store).await;
    drop(sealer);
    // The copy from before comes into its place.
    let sealer = signing.sealer(&restored);
    let signed = held.checkpoint.size;
    assert_eq!(condition(&sealer).await, Condition::Shorter { signed, found: size });
    assert_eq!(sealed(&restored).await.1.checkpoint.size, size, "the old checkpoint, and no new one");
    // It goes on past what was signed: now it is another history.
    drop(sealer);
    let lines = volunteers(130).replace("王示例", "李示例");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, lines.as_bytes()).expect("the lines are written");
    let options = muster_api::import::Options::default();
    muster_api::import::import_file(&restored.log, Kind::Volunteers, file.path(), &options, |_| {})
        .await
        .expect("it is read");
    assert!(head(&restored).await > signed);
    let sealer = signing.sealer(&restored);
    assert_eq!(condition(&sealer).await, Condition::Rewritten { signed });
    // A person looks and decides, by size and root; not by a wrong one.
    let pool = restored.log.pool();
    let looked = standing(pool, &signing.key()).await.expect("it is looked at");
    assert_eq!(looked.remembered.as_ref().map(|last| last.size), Some(signed));
    let wrong = resume(pool, &signing.key(), looked.events, held.checkpoint.root).await;
    assert!(matches!(wrong, Err(SealFault::OtherRoot { .. })), "{wrong:?}");
    resume(pool, &signing.key(), looked.events, looked.root).await.expect("signing goes on");
    status(&sealer, |status| status.signs && status.size == looked.events).await;
    sealed(&restored).await;
    assert!(checked(&restored, &key, None).await.is_ok());
    assert_eq!(
        checked(&restored, &key, Some(&held)).await,
        Err("FORKED".to_owned()),
        "who holds the older one still sees it"
    );
    assert_eq!(roots(&restored).await, [(i64::try_from(size).unwrap(), i64::try_from(looked.events).unwrap())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_stops_when_the_key_or_the_memory_beside_it_is_another() {
    let (app, signing) = sealed_story().await;
    let other = Signing::fresh();
    assert!(matches!(condition(&other.sealer(&app.store)).await, Condition::Key { .. }));
    let memory = signing.file(muster_eventstore::seal::STATE_FILE_NAME);
    let note = std::fs::read_to_string(&memory).expect("it remembers");
    std::fs::write(&memory, note.replacen('m', "n", 1)).expect("it is changed");
    assert!(matches!(condition(&signing.sealer(&app.store)).await, Condition::Memory { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn sealed_tables_only_grow() {
    let (app, _signing) = sealed_story().await;
    for sql in [
        "update seal.head set size = size - 1",
        "update seal.head set root = sha256('another')",
        "update seal.head set published_size = 0",
        "delete from seal.head",
        "truncate seal.head",
        "truncate seal.tiles",
        "delete from seal.tiles where level = 0",
        "update seal.tiles set hashes = substring(hashes from 1 for 32)",
        "update seal.tiles set hashes = set_byte(hashes, 3, 1)",
        "update seal.tiles set index = index + 1000",
    ] {
        let refused = app.store.admin_run(sql).await.expect_err(sql).to_string();
        assert!(
            refused.contains("refused") || refused.contains("not deleted") || refused.contains("never"),
            "{sql}: {refused}"
        );
    }
    let long = "x".repeat(4_097);
    let refused = app
        .store
        .admin_run(&format!(
            "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
             values ('volunteer', '{long}', 1, 'a', '1.0', '{{}}', '{{}}')"
        ))
        .await
        .expect_err("it makes no leaf");
    assert!(refused.to_string().contains("events_fit_a_leaf"), "{refused}");
}

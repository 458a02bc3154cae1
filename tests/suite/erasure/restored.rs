//! An erasure is one transaction, and a store from before it forgets again before anybody is answered.

use crate::journeys::steps::{act, two_who_served};
use muster_api::{
    App,
    app::{Place, Use},
    erasures::{self, Applied, LedgerFault},
};
use muster_domain::{kernel::Personal, person::Person};
use muster_eventstore::erasures as ledger;
use muster_projections::{Views, views, views::person_directory};
use muster_tests::{TestApp, store::TEST_KEK};
use serde_json::json;
use uuid::Uuid;

pub(super) async fn person_of(app: &TestApp, volunteer: &str) -> Uuid {
    let head = app.head().await;
    let query = format!("{{ volunteer(code: \"{volunteer}\", atLeast: {head}) {{ person {{ id }} }} }}");
    let id = app.data(&query).await["volunteer"]["person"]["id"].clone();
    id.as_str().and_then(|id| id.parse().ok()).expect("an id")
}

pub(super) async fn erase(app: &TestApp, person: Uuid) {
    act(app, &format!("proposeErasure(person: \"{person}\", basis: PERIOD_ENDED)")).await;
    app.data_by_other(&format!("mutation {{ approveErasure(person: \"{person}\") {{ outcome }} }}")).await;
}

async fn key_of(app: &TestApp, person: Uuid) -> Option<Vec<u8>> {
    let key = sqlx::query_scalar("select wrapped from log.vault_keys where owner = $1").bind(person);
    key.fetch_one(app.store.log.pool()).await.expect("a row is left")
}

/// The program on the store of a test, as a start of the server opens it.
async fn opened(app: &TestApp) -> App {
    let place = Place {
        database: Some(app.store.options.clone()),
        data_dir: std::env::temp_dir(),
        binaries: None,
        key_text: Some(TEST_KEK.to_owned()),
    };
    App::open(&place, Use::Join).await.expect("the registry opens")
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_erased_whose_key_cannot_be_destroyed() {
    let app = two_who_served().await;
    let wang = person_of(&app, "V-1").await;
    act(&app, &format!("proposeErasure(person: \"{wang}\", basis: PERIOD_ENDED)")).await;
    let head = app.head().await;
    app.store
        .admin_run("alter table log.vault_keys add constraint stuck check (wrapped is not null) not valid")
        .await
        .expect("the table changes");
    let approve = format!("mutation {{ approveErasure(person: \"{wang}\") {{ outcome }} }}");
    let refused = app.refusal_by_other(&approve).await;
    assert!(refused.get("code").is_none_or(|code| code != "PERSON_ERASED"), "{refused}");
    assert_eq!(app.head().await, head, "no event without the destruction");
    app.store.admin_run("alter table log.vault_keys drop constraint stuck").await.expect("the table changes");
    assert_eq!(app.data_by_other(&approve).await["approveErasure"]["outcome"], "EXECUTED");
    assert_eq!(key_of(&app, wang).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_indexes_that_came_back_are_destroyed_at_the_next_start() {
    let app = two_who_served().await;
    let wang = person_of(&app, "V-1").await;
    let key = key_of(&app, wang).await.expect("a key");
    let claim = sqlx::query_as::<_, (String,)>("select value from log.claims where kind = 'identity' and holder = $1");
    let (index,) = claim.bind(wang).fetch_one(app.store.log.pool()).await.expect("an index");
    erase(&app, wang).await;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let back = format!(
        "update log.vault_keys set wrapped = '\\x{hex}' where owner = '{wang}';
         insert into log.claims (kind, value, holder) values ('identity', '{index}', '{wang}')"
    );
    app.store.admin_run(&back).await.expect("the tables come back from an older copy");
    assert_eq!(key_of(&app, wang).await, Some(key));
    opened(&app).await.close().await.expect("it closes");
    assert_eq!(key_of(&app, wang).await, None);
    let erasure = ledger::find(app.store.log.pool(), wang).await.expect("the ledger is read").expect("an erasure");
    let left = ledger::remnants(app.store.log.pool(), &erasure).await.expect("the tables are counted");
    assert_eq!(left, ledger::Remnants::default());
    assert_eq!(ledger::repeat(app.store.log.pool()).await.expect("it is repeated"), 0, "nothing was left to do");
}

#[tokio::test(flavor = "multi_thread")]
async fn store_restored_from_before_an_erasure_forgets_by_the_ledger_before_it_answers() {
    let mut app = two_who_served().await;
    let wang = person_of(&app, "V-1").await;
    app.settle().await;
    let copy = app.store.copy().await;
    app.travel_to("2024-06-03T08:00:00+08:00".parse().expect("an instant")).await;
    let late = "registerPerson(input: { name: \"后来者\", document: PASSPORT, idNumber: \"E12345678\" })";
    let late: Uuid = act(&app, late).await["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    erase(&app, wang).await;
    erase(&app, late).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("erasures.json");
    assert_eq!(erasures::export(&app.store.log, &file).await.expect("the ledger is written"), 2);
    let written = std::fs::read_to_string(&file).expect("the ledger is read");
    assert!(!written.contains('王') && written.contains(&wang.to_string()), "pseudonyms only");

    let name = async || {
        let person = copy.log.find::<Person>(wang).await.expect("the log is read").expect("a person");
        person.name().cloned()
    };
    assert_eq!(name().await, Some(Personal::clear("王示例")), "the copy is from before");
    let views = Views::open(copy.log.clone(), views::all()).await.expect("the views open");
    let applied = erasures::apply(&copy.log, &views, &file).await.expect("the ledger is applied");
    assert_eq!(applied, Applied { erased: 1, known: 0, absent: 1 });
    assert_eq!(name().await, Some(Personal::Erased));
    // No runner moves the views here: the directory is behind the erasure when the command returns.
    let mut read = views.read(person_directory::NAME, None).await.expect("the view is read");
    let rows = person_directory::by_ids(&mut read, &[wang]).await.expect("the view is read");
    assert_eq!(rows.iter().map(|row| (row.erased, row.personal_fields())).collect::<Vec<_>>(), [(true, 0)]);
    drop(read);
    let erasure = ledger::find(copy.log.pool(), wang).await.expect("the ledger is read").expect("an erasure");
    let first = ledger::find(app.store.log.pool(), wang).await.expect("the ledger is read").expect("an erasure");
    assert_eq!((&erasure.approved_by, erasure.erased_on), (&first.approved_by, first.erased_on));
    let left = ledger::remnants(copy.log.pool(), &erasure).await.expect("the tables are counted");
    assert_eq!(left, ledger::Remnants::default());
    let again = erasures::apply(&copy.log, &views, &file).await.expect("the ledger is applied");
    assert_eq!(again, Applied { erased: 0, known: 1, absent: 1 });

    std::fs::write(
        &file,
        json!({ "form": "other/1", "written_at": "2024-06-03T00:00:00Z", "erasures": [] }).to_string(),
    )
    .expect("a file");
    let refused = erasures::apply(&copy.log, &views, &file).await;
    assert!(matches!(refused, Err(LedgerFault::Form { .. })), "{refused:?}");
}

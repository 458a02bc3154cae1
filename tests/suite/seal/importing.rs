//! A whole bundle into an empty store: the same events, root and answers; and a log that goes on when somebody has looked.

use super::{Signing, checked, condition, published, sealed, status};
use crate::{
    as_of::lived,
    files::{ORGANIZATIONS, TEAMS, id_number, volunteers},
    journeys::steps::{act, does},
};
use muster_api::{cli, import::Kind};
use muster_eventstore::{
    StoreFault,
    carried_keys::{self, CarriedFault, CarriedKeys},
    seal::{Bundle, Condition, ImportFault, SealFault, SealReader, export, import, resume, standing},
    upcast::Upcasters,
    vault::{KEY_FILE_NAME, KeyEncryptionKeys},
};
use muster_seal::{PublicKey, damage::Kind as Damage, proof, verify::Verified};
use muster_tests::{TestApp, TestStore, eventually, store::TEST_KEK};
use sqlx::ConnectOptions as _;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The three headline reports, and who the people are.
const QUESTIONS: &str = "{
    hoursServed(groupBy: [DIVISION, CATEGORY]) { position total { minutes sessions attendances people }
        rows { division { code } category minutes people } }
    teamCoverage(within: \"4452\", asOf: { axis: OCCURRED, at: \"2024-05-31T04:00:00Z\" }) {
        covered of rows { division { code } teams members } }
    instructorAssignments(asOf: { axis: OCCURRED, at: \"2024-05-31T04:00:00Z\" }) {
        counts { fullTime organizationsGuided linksFocus linksGeneral problemsResolved } } }";
const NAMES: &str = "{ volunteers { edges { node { code minutesTotal person { name } } } } }";

/// Every row of the log's own tables that a registry needs.
const TABLES: [&str; 4] = [
    "select row_to_json(e)::text from log.events e order by position",
    "select row_to_json(c)::text from log.claims c order by kind, value, holder, starts_on",
    "select row_to_json(e)::text from log.erasures e order by position",
    "select row_to_json(h)::text from log.head h",
];

async fn rows(store: &TestStore, sql: &str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(store.log.pool()).await.expect("the rows")
}

/// A command as it is typed, for a database and a data folder.
async fn typed_on(store: &TestStore, data_dir: &Path, words: &[&str]) -> ExitCode {
    let (database, folder) = (store.options.to_url_lossy().to_string(), data_dir.to_str().expect("a plain path"));
    let line = [&["muster", "--database", &database, "--data-dir", folder], words].concat();
    cli::run(cli::command().try_get_matches_from(line).expect("it is a command")).await
}

/// An empty store that nobody is connected to.
async fn empty() -> TestStore {
    let store = TestStore::fresh().await;
    store.log.pool().close().await;
    // A pool that is closed right after its first use may keep a connection that was just on its way back.
    let leave = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
    store.admin_run(leave).await.expect("everybody leaves");
    store
}

/// The registry of a store that was made of a bundle, on the day of the story.
async fn opened(mut store: TestStore) -> TestApp {
    store.log = store.second_log().await;
    let mut app = TestApp::over(store).await;
    app.travel_to("2024-06-03T08:00:00+08:00".parse().expect("an instant")).await;
    app.settle().await;
    app
}

/// A story with somebody who was erased.
async fn story() -> TestApp {
    let app = lived().await;
    let query = format!("{{ volunteer(code: \"V-2\", atLeast: {}) {{ person {{ id }} }} }}", app.head().await);
    let person = app.data(&query).await["volunteer"]["person"]["id"].clone();
    act(&app, &format!("proposeErasure(person: {person}, basis: PERIOD_ENDED)")).await;
    app.data_by_other(&format!("mutation {{ approveErasure(person: {person}) {{ outcome }} }}")).await;
    app.settle().await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn registry_moves_whole_under_the_same_root_and_its_log_goes_on_when_somebody_has_looked() {
    let app = story().await;
    let signing = Signing::fresh();
    let sealer = signing.sealer(&app.store);
    let (key, signed) = sealed(&app.store).await;
    drop(sealer);
    let (answers, names) = (app.data(QUESTIONS).await, app.data(NAMES).await);
    fs::write(signing.file(KEY_FILE_NAME), TEST_KEK).expect("the key is written");
    fs::set_permissions(signing.file(KEY_FILE_NAME), fs::Permissions::from_mode(0o600)).expect("its mode");
    let [bundle, keys] = ["log.muster-bundle", "keys.json"].map(|name| signing.file(name).display().to_string());
    let here = signing.file("");
    assert_eq!(
        typed_on(&app.store, &here, &["audit", "export", "--to", &bundle, "--keys", &keys]).await,
        ExitCode::SUCCESS
    );
    assert_eq!(fs::metadata(&keys).expect("a file").permissions().mode() & 0o777, 0o600);
    let written = fs::read_to_string(&keys).expect("a file");
    assert!(!written.contains('王') && !written.contains(TEST_KEK));

    let copy = empty().await;
    let public = key.to_string();
    let take_in = ["audit", "import", &bundle, "--key", &public, "--keys", &keys];
    let elsewhere = signing.forgetful();
    assert_eq!(
        typed_on(&copy, &elsewhere.file(""), &take_in).await,
        ExitCode::FAILURE,
        "without its key nothing is begun"
    );
    fs::copy(signing.file(KEY_FILE_NAME), elsewhere.file(KEY_FILE_NAME)).expect("the key is brought");
    assert_eq!(typed_on(&copy, &elsewhere.file(""), &take_in).await, ExitCode::SUCCESS);
    let moved = opened(copy).await;
    for table in TABLES {
        assert_eq!(rows(&moved.store, table).await, rows(&app.store, table).await, "{table}");
    }
    assert_eq!(published(&moved.store).await, Some((key.clone(), signed.clone())));
    assert_eq!(moved.data(QUESTIONS).await, answers);
    assert_eq!(moved.data(NAMES).await, names);
    moved.verify_views().await;
    let proved = SealReader::new(moved.store.log.pool().clone()).proof(3).await.expect("a proof");
    proof::verify(&proved, &key).expect("it holds");

    // Nobody is registered twice, and the log goes on; it is signed when somebody has looked.
    let again = format!(
        "registerPerson(input: {{ name: \"另一人\", document: RESIDENT_ID, idNumber: \"{}\" }})",
        id_number("19900101", 1)
    );
    let taken = moved.refusal(&format!("mutation {{ {again} {{ outcome }} }}")).await;
    assert_eq!(taken["code"], "IDENTITY_TAKEN", "{taken}");
    does(&moved, "declareSkills(volunteer: \"V-1\", skills: [\"急救\", \"驾驶\"])").await;
    let sealer = elsewhere.sealer(&moved.store);
    let size = signed.checkpoint.size;
    assert_eq!(condition(&sealer).await, Condition::Imported { size, key: public.clone() });
    assert_eq!(published(&moved.store).await, Some((key.clone(), signed.clone())));
    let looked = standing(moved.store.log.pool(), &elsewhere.key()).await.expect("it is looked at");
    assert_eq!(
        looked.import.map(|import| (import.size, import.root, import.with_keys)),
        Some((size, signed.checkpoint.root, true))
    );
    let (events, root) = (looked.events.to_string(), looked.root.to_string());
    let resume = ["audit", "resume", "--size", &events, "--root", &root];
    assert_eq!(typed_on(&moved.store, &elsewhere.file(""), &resume).await, ExitCode::SUCCESS);
    status(&sealer, |status| status.signs).await;
    assert_eq!(sealed(&moved.store).await.1.checkpoint.size, size + 1);
    let whole = checked(&moved.store, &key, Some(&signed)).await.expect("it goes on from the bundle");
    assert_eq!((whole.records, whole.continues), (size + 1, Some(size)));
}

#[tokio::test(flavor = "multi_thread")]
async fn bundle_without_keys_makes_a_registry_of_everything_but_its_personal_texts() {
    let app = story().await;
    let signing = Signing::fresh();
    let _sealer = signing.sealer(&app.store);
    let (key, signed) = sealed(&app.store).await;
    let answers = app.data(QUESTIONS).await;
    let bundle = signing.file("log.muster-bundle");
    export(app.store.log.pool(), &bundle, 0).await.expect("the log is exported");
    let copy = empty().await;
    let own = KeyEncryptionKeys::from_text(TEST_KEK).expect("a key");
    let bundle = Bundle { file: &bundle, key: &key, keys: None };
    let taken = import(&copy.options, &own, Upcasters::default(), bundle).await.expect("it is taken in");
    assert_eq!((&taken.signed, taken.records), (&signed, signed.checkpoint.size));
    let moved = opened(copy).await;
    assert_eq!(rows(&moved.store, TABLES[0]).await, rows(&app.store, TABLES[0]).await);
    assert_eq!(moved.data(QUESTIONS).await, answers);
    let told = moved.data(NAMES).await;
    for node in told["volunteers"]["edges"].as_array().expect("rows") {
        assert_eq!(node["node"]["person"]["name"], "*", "{node}");
    }
    moved.verify_views().await;
    let plain = "select row_to_json(c)::text from log.claims c where kind <> 'identity' order by kind, value, holder, starts_on";
    assert_eq!(rows(&moved.store, plain).await, rows(&app.store, plain).await);
    let left = "select owner::text from log.vault_keys where wrapped is not null union select kind from log.claims where kind = 'identity'";
    assert_eq!(rows(&moved.store, left).await, Vec::<String>::new(), "nobody is read or found");
    // What is new about somebody from the bundle is stored without a text, never under another key.
    does(&moved, "deactivateVolunteer(volunteer: \"V-1\", deactivatedOn: \"2024-06-03\", reason: \"迁出\")").await;
    moved.verify_views().await;
    // Another signs here, under a key of its own, when somebody has looked.
    let other = Signing::fresh();
    let sealer = other.sealer(&moved.store);
    assert!(matches!(condition(&sealer).await, Condition::Imported { .. }));
    let looked = standing(moved.store.log.pool(), &other.key()).await.expect("it is looked at");
    resume(moved.store.log.pool(), &other.key(), looked.events, looked.root).await.expect("signing goes on");
    status(&sealer, |status| status.signs).await;
    assert_eq!(sealed(&moved.store).await.0, *other.key().public());
    checked(&moved.store, other.key().public(), None).await.expect("it is whole");
}

/// An empty store, and what becomes of imports into it.
struct Target {
    store: TestStore,
}

impl Target {
    async fn take_in(
        &self,
        kek: &str,
        file: &Path,
        key: &PublicKey,
        keys: Option<&CarriedKeys>,
    ) -> Result<Verified, ImportFault> {
        let kek = KeyEncryptionKeys::from_text(kek).expect("a key");
        import(&self.store.options, &kek, Upcasters::default(), Bundle { file, key, keys }).await
    }

    /// Events, keys, unique values, the sealed log: all that may be in it.
    async fn is_empty(&self) -> bool {
        let mut admin = self.store.options.connect().await.expect("a connection");
        let count = "select (select count(*) from log.events) + (select position from log.head) + (select count(*) from log.vault_keys)
            + (select count(*) from log.claims) + (select count(*) from seal.head) + (select count(*) from seal.imports)";
        let count: i64 = sqlx::query_scalar(count).fetch_one(&mut admin).await.expect("the rows are counted");
        sqlx::Connection::close(admin).await.expect("a polite end");
        count == 0
    }
}

const OTHER_KEK: &str = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";

/// A sealed log of 64 people as a bundle, and files of keys beside it.
struct Source {
    app: TestApp,
    signing: Signing,
    key: PublicKey,
    size: u64,
    /// The size of its log when there were 60 people.
    first: u64,
    bundle: PathBuf,
    keys: CarriedKeys,
    /// The keys of 60 people.
    older: CarriedKeys,
    /// The same, which say that they are all.
    lacking: CarriedKeys,
}

impl Source {
    async fn fresh() -> Self {
        let app = TestApp::fresh().await;
        let signing = Signing::fresh();
        let sealer = signing.sealer(&app.store);
        app.import(Kind::Organizations, ORGANIZATIONS).await;
        app.import(Kind::Teams, TEAMS).await;
        app.import(Kind::Volunteers, &volunteers(60)).await;
        let (key, signed) = sealed(&app.store).await;
        let (pool, origin, first) = (app.store.log.pool(), signed.checkpoint.origin.clone(), signed.checkpoint.size);
        let carried = async |name: &str, size: u64| {
            carried_keys::write(pool, &origin, size, &signing.file(name)).await.expect("the keys are written")
        };
        let (older, lacking) = (carried("older", first).await, carried("lacking", u64::MAX).await);
        app.import(Kind::Volunteers, &volunteers(64)).await;
        let size = sealed(&app.store).await.1.checkpoint.size;
        drop(sealer);
        let keys = carried("keys", size).await;
        let bundle = signing.file("whole");
        export(pool, &bundle, 0).await.expect("the log is exported");
        Self { app, signing, key, size, first, bundle, keys, older, lacking }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn store_stays_empty_when_the_bundle_or_the_place_is_not_right() {
    let source = Source::fresh().await;
    let Source { key, size, bundle: whole, keys, .. } = &source;
    let [part, changed] = ["part", "changed"].map(|name| source.signing.file(name));
    export(source.app.store.log.pool(), &part, source.first).await.expect("its end is exported");
    let mut bytes = fs::read(whole).expect("the bundle");
    let end = bytes.len() - 3;
    bytes[end] ^= 1;
    fs::write(&changed, bytes).expect("the bundle is changed");

    let target = Target { store: empty().await };
    let last = target.take_in(TEST_KEK, &changed, key, Some(keys)).await;
    assert!(matches!(&last, Err(ImportFault::Damage(damage)) if damage.position == Some(*size)), "{last:?}");
    let other = Signing::fresh().key().public().clone();
    let strange = target.take_in(TEST_KEK, whole, &other, Some(keys)).await;
    assert!(matches!(&strange, Err(ImportFault::Damage(damage)) if damage.kind == Damage::Key), "{strange:?}");
    let partial = target.take_in(TEST_KEK, &part, key, Some(keys)).await;
    assert!(matches!(partial, Err(ImportFault::Partial { first }) if first > 1), "{partial:?}");
    let closed = target.take_in(OTHER_KEK, whole, key, Some(keys)).await;
    assert!(
        matches!(&closed, Err(ImportFault::Seal(SealFault::Store(StoreFault::KeyEncryptionKey { .. })))),
        "{closed:?}"
    );
    let pool = target.store.pool().await;
    sqlx::query("select 1").execute(&pool).await.expect("somebody is connected");
    let used = target.take_in(TEST_KEK, whole, key, Some(keys)).await;
    assert!(matches!(used, Err(ImportFault::InUse { others: 1.. })), "{used:?}");
    pool.close().await;
    // Whatever stops a run, also at its last step, takes all of it away.
    target
        .store
        .admin_run("alter table seal.imports add constraint stuck check (size < 0)")
        .await
        .expect("it is altered");
    target.take_in(TEST_KEK, whole, key, Some(keys)).await.expect_err("it is stopped");
    target.store.admin_run("alter table seal.imports drop constraint stuck").await.expect("it is altered");
    assert!(target.is_empty().await);

    target.take_in(TEST_KEK, whole, key, Some(keys)).await.expect("it is taken in");
    let twice = target.take_in(TEST_KEK, whole, key, Some(keys)).await;
    assert!(matches!(&twice, Err(ImportFault::NotEmpty { what }) if what == "a log"), "{twice:?}");
    let moved = opened(target.store).await;
    assert_eq!(moved.head().await, i64::try_from(*size).expect("a position"));
}

#[tokio::test(flavor = "multi_thread")]
async fn store_stays_empty_when_the_keys_are_not_those_of_the_bundle() {
    let source = Source::fresh().await;
    let (size, file) = (source.size, source.signing.file("other-keys"));
    let target = Target { store: empty().await };
    let take_in = async |keys: &CarriedKeys| {
        target.take_in(TEST_KEK, &source.bundle, &source.key, Some(keys)).await.expect_err("it is refused")
    };
    let pool = source.app.store.log.pool();
    let of_another = carried_keys::write(pool, "another/log", size, &file).await.expect("the keys are written");
    let strange = take_in(&of_another).await;
    assert!(matches!(strange, ImportFault::OtherKeys { .. }), "{strange:?}");
    let older = take_in(&source.older).await;
    let first = source.first;
    assert!(matches!(older, ImportFault::KeysOlder { size: up_to, wanted } if (up_to, wanted) == (first, size)));
    let missing = take_in(&source.lacking).await;
    assert!(matches!(missing, ImportFault::KeysMissing { owners: 4 }), "{missing:?}");
    // Without its end, without a row, and with another row after its end.
    let text = fs::read_to_string(source.signing.file("keys")).expect("the keys are read");
    let lines: Vec<&str> = text.lines().collect();
    let [.., row, end] = lines.as_slice() else { panic!("{} lines", lines.len()) };
    let body = lines[..lines.len() - 2].join("\n");
    for text in [format!("{body}\n{row}\n"), format!("{body}\n{end}\n"), format!("{text}{row}\n")] {
        fs::write(&file, text).expect("the keys are damaged");
        let damaged = take_in(&CarriedKeys::open(&file).expect("its first line is whole")).await;
        assert!(matches!(damaged, ImportFault::Keys(CarriedFault::Form { .. })), "{damaged:?}");
    }
    assert!(target.is_empty().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn import_waits_for_whoever_reads_the_keys_of_the_empty_store() {
    let source = Source::fresh().await;
    let target = Target { store: empty().await };
    let mut reader = target.store.admin().await;
    let reads = "begin; select from log.vault_index_keys";
    sqlx::raw_sql(reads).execute(&mut reader).await.expect("the keys are read");
    let waits = "select exists (select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = $1 and l.mode = 'AccessExclusiveLock' and not l.granted)";
    let leave = async {
        eventually("an import that waits", async || {
            let waits = sqlx::query_scalar::<_, bool>(waits).bind(&target.store.database);
            waits.fetch_one(source.app.store.log.pool()).await.expect("the locks are read").then_some(())
        })
        .await;
        sqlx::Connection::close(reader).await.expect("a polite end");
    };
    let ((), taken) = tokio::join!(leave, target.take_in(TEST_KEK, &source.bundle, &source.key, Some(&source.keys)));
    taken.expect("it is taken in");
}

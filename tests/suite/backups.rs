//! The registry backed up and brought back, with its own server and as it is typed on the host.

use crate::{
    files,
    rotation::{OFTEN, log_on},
};
use axum::{
    body::{Body, to_bytes},
    http::{Request as HttpRequest, StatusCode},
};
use chrono::{DateTime, Utc};
use muster_api::{
    App,
    app::{OpenFault, Place, Use},
    backend::RegistryBackend,
    cli,
    http::Limits,
    import::{self, Kind, Options},
};
use muster_domain::{
    kernel::{Personal, Source},
    person::{Person, PersonCommand, words::ErasureBasis},
};
use muster_eventstore::{
    EventLog, Request,
    cluster::ClusterError,
    erasures as ledger,
    seal::{Pace, SealReader, Sealer, SigningKey},
    vault::KeyEncryptionKeys,
};
use muster_projections::views::person_directory;
use muster_seal::Hash;
use muster_tests::eventually;
use serde_json::Value;
use sqlx::{ConnectOptions as _, Connection as _};
use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tower::ServiceExt as _;
use uuid::Uuid;

/// A folder that the server's account can pass through, also when the tests run as root.
pub(crate) fn passable_dir() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o711)).expect("its mode");
    dir
}

pub(crate) fn place(data_dir: PathBuf) -> Place {
    let binaries = std::env::var_os("MUSTER_PG_BIN").map(PathBuf::from);
    Place { database: None, data_dir, binaries, key_text: None }
}

/// A command as it is typed, for a data folder.
pub(crate) async fn typed(data_dir: &Path, words: &[&str]) -> ExitCode {
    let folder = data_dir.to_str().expect("a plain path");
    let line = [&["muster", "--data-dir", folder], words].concat();
    cli::run(cli::command().try_get_matches_from(line).expect("it is a command")).await
}

async fn take_over(log: &EventLog, kind: Kind, lines: &str) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(lines.as_bytes()).expect("the lines are written");
    let report = import::import_file(log, kind, file.path(), &Options::default(), |_| {}).await.expect("it is read");
    assert!(report.is_clean());
}

async fn people(log: &EventLog) -> Vec<Uuid> {
    let sql = "select distinct aggregate_id::uuid from log.events where aggregate_type = 'person' order by 1";
    sqlx::query_scalar(sql).fetch_all(log.pool()).await.expect("the log is read")
}

async fn named(log: &EventLog, person: Uuid) -> bool {
    let person = log.find::<Person>(person).await.expect("the log is read").expect("a person");
    matches!(person.name(), Some(Personal::Clear(_)))
}

/// Two people erase a person.
pub(crate) async fn erase(log: &EventLog, person: Uuid) {
    let propose = PersonCommand::ProposeErasure { basis: ErasureBasis::PeriodEnded, reason: None, duties: Vec::new() };
    for (actor, command) in [("key:1", propose), ("key:2", PersonCommand::ApproveErasure { duties: Vec::new() })] {
        let request = Request { actor: actor.to_owned(), source: Source::Api, ..Request::default() };
        log.execute::<Person>(&request, person, command).await.expect("the command is executed");
    }
}

/// Seals everything that is in the log, and gives how much that is.
async fn sealed(app: &App, data_dir: &Path) -> i64 {
    let head = app.log.reader().head().await.expect("the head");
    let key = SigningKey::open(data_dir, None, true).expect("a key");
    let sealer = Sealer::start(app.log.pool().clone(), key, Vec::new(), Pace::default());
    let reader = SealReader::new(app.log.pool().clone());
    eventually("everything sealed", async || {
        let (_, signed) = reader.checkpoint().await.expect("the seal is read")?;
        (i64::try_from(signed.checkpoint.size).expect("a size") >= head).then_some(())
    })
    .await;
    drop(sealer);
    head
}

async fn now(log: &EventLog) -> DateTime<Utc> {
    log.reader().now().await.expect("the server's clock")
}

/// Puts what was written so far into a segment of its own, which the server tries to put away.
async fn switch_segment(app: &App) {
    let mut owner = app.log.pool().connect_options().connect().await.expect("a connection");
    sqlx::raw_sql("create table public.more (n int); drop table public.more; select pg_switch_wal()")
        .execute(&mut owner)
        .await
        .expect("a segment ends");
    owner.close().await.expect("a polite end");
}

/// Readiness and the figures say when segments do not arrive in the folder, and turn nobody away for it.
async fn lost_folder_shows_in_readiness(app: &App, backups: &Path) {
    let backend = RegistryBackend::start(app);
    let router = backend.router(Limits::default());
    backend.caught_up().await;
    let failing = async |expected: bool| {
        switch_segment(app).await;
        eventually("archiving as expected", async || {
            let request = HttpRequest::get("/readyz").body(Body::empty()).expect("a request");
            let answer = router.clone().oneshot(request).await.expect("the router answers");
            assert_eq!(answer.status(), StatusCode::OK, "nobody is turned away");
            let body = to_bytes(answer.into_body(), 1 << 20).await.expect("the answer is read");
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            (body["archive"]["failing"] == expected).then_some(body)
        })
        .await
    };
    failing(false).await;
    let away = backups.with_extension("away");
    fs::rename(backups, &away).expect("the folder is lost");
    let said = failing(true).await;
    assert!(
        said["archive"]["lastFailedSegment"].is_string() && said["archive"]["lastArchivedAt"].is_string(),
        "{said}"
    );
    let figures = async || {
        let request = HttpRequest::get("/metrics").body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("the router answers");
        let figures = to_bytes(answer.into_body(), 1 << 20).await.expect("the figures are read");
        String::from_utf8_lossy(&figures).into_owned()
    };
    assert!(figures().await.contains("muster_archive_failing 1"));
    fs::rename(&away, backups).expect("the folder is found");
    switch_segment(app).await;
    eventually("a figure that whoever asks for figures alone sees", async || {
        figures().await.contains("muster_archive_failing 0").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registry_restored_to_a_moment_is_proved_and_forgets_who_was_erased_since() {
    let dir = passable_dir();
    let (first, backups) = (dir.path().join("first"), dir.path().join("backups"));
    let to = backups.to_str().expect("a plain path");
    let app = App::open(&place(first.clone()), Use::Supervise).await.expect("the registry opens");
    take_over(&app.log, Kind::Organizations, files::ORGANIZATIONS).await;
    take_over(&app.log, Kind::Teams, files::TEAMS).await;
    take_over(&app.log, Kind::Volunteers, &files::volunteers(2)).await;
    let proved = sealed(&app, &first).await;
    assert_eq!(typed(&first, &["backup", "--to", to]).await, ExitCode::SUCCESS);
    take_over(&app.log, Kind::Volunteers, &files::volunteers(3)).await;
    let (then, moment) = (app.log.reader().head().await.expect("the head"), now(&app.log).await);
    let erased = people(&app.log).await[0];
    erase(&app.log, erased).await;
    sealed(&app, &first).await;
    assert_eq!(typed(&first, &["backup", "--to", to]).await, ExitCode::SUCCESS);
    lost_folder_shows_in_readiness(&app, &backups).await;
    app.close().await.expect("it closes");

    let second = dir.path().join("second");
    let at = moment.to_rfc3339();
    let restore = ["restore", "--from", to, "--at", &at];
    assert_eq!(typed(&second, &restore).await, ExitCode::from(2), "without its key nothing is begun");
    fs::create_dir(&second).expect("a folder");
    fs::copy(first.join("key-encryption.key"), second.join("key-encryption.key")).expect("the key is brought");
    // Without the ledger of erasures it breaks off when PostgreSQL is back already: nobody serves what is there.
    let (list, away) = (backups.join("erasures.json"), backups.join("away.json"));
    fs::rename(&list, &away).expect("the ledger is lost");
    assert_eq!(typed(&second, &restore).await, ExitCode::FAILURE);
    for how in [Use::Supervise, Use::Join] {
        let refused = App::open(&place(second.clone()), how).await.err().expect("it is refused");
        assert!(matches!(refused, OpenFault::Cluster(ClusterError::RestoreUnfinished { .. })), "{refused}");
    }
    fs::rename(&away, &list).expect("the ledger is found");
    assert_eq!(typed(&second, &restore).await, ExitCode::SUCCESS, "it begins anew");
    assert_eq!(typed(&second, &["verify-restore", "--from", to]).await, ExitCode::SUCCESS);

    let app = App::open(&place(second.clone()), Use::Supervise).await.expect("the restored registry opens");
    let there = people(&app.log).await;
    assert_eq!(there.len(), 3);
    for person in &there {
        assert_eq!(named(&app.log, *person).await, *person != erased);
    }
    assert_eq!(
        ledger::newest_position(app.log.pool()).await.expect("the ledger"),
        then + 1,
        "erased again, at the end"
    );
    let reader = SealReader::new(app.log.pool().clone());
    let (_, signed) = reader.checkpoint().await.expect("the seal").expect("a checkpoint");
    assert_eq!(i64::try_from(signed.checkpoint.size).expect("a size"), proved);
    // The signing key is brought, and not what it signed last: the backups remember.
    fs::copy(first.join("log-signing.key"), second.join("log-signing.key")).expect("the key is brought");
    let key = SigningKey::open(&second, None, false).expect("a key");
    let sealer = Sealer::start(app.log.pool().clone(), key, Vec::new(), Pace::default());
    eventually("a signer that waits for a person", async || sealer.status().condition).await;
    drop(sealer);
    app.close().await.expect("it closes");

    // Somebody whom the ledger names and this registry still knows; and a checkpoint of another history.
    let verify = ["verify-restore", "--from", to];
    let (list, held) = (backups.join("erasures.json"), backups.join("checkpoints").join(proved.to_string()));
    let (root, other) = (signed.checkpoint.root.to_string(), Hash::default().to_string());
    for (file, from, into) in [(list, erased.to_string(), there[1].to_string()), (held, root, other)] {
        let text = fs::read_to_string(&file).expect("it is read");
        assert!(text.contains(&from), "{}", file.display());
        fs::write(&file, text.replace(&from, &into)).expect("it is written");
        assert_eq!(typed(&second, &verify).await, ExitCode::FAILURE, "{}", file.display());
        fs::write(&file, text).expect("it is written");
    }
    assert_eq!(typed(&second, &verify).await, ExitCode::SUCCESS);
}

#[tokio::test(flavor = "multi_thread")]
async fn registry_whose_backup_ends_inside_a_change_of_the_index_key_is_restored_and_served() {
    let dir = passable_dir();
    let (first, second, backups) = (dir.path().join("first"), dir.path().join("second"), dir.path().join("backups"));
    let to = backups.to_str().expect("a plain path");
    let app = App::open(&place(first.clone()), Use::Supervise).await.expect("the registry opens");
    take_over(&app.log, Kind::Organizations, files::ORGANIZATIONS).await;
    take_over(&app.log, Kind::Teams, files::TEAMS).await;
    take_over(&app.log, Kind::Volunteers, &files::volunteers(2)).await;
    let head = app.log.reader().head().await.expect("the head");
    app.views.reach(person_directory::NAME, head).await.expect("the directory gets there");
    // Cut off before what people are found by is rebuilt.
    let keys = KeyEncryptionKeys::from_file(&first.join("key-encryption.key"), false).expect("the key");
    let host = log_on(app.log.pool().clone(), &keys, OFTEN).await;
    assert_eq!(host.rotate_index().await.expect("a key takes over").identities, Some(2));
    assert_eq!(typed(&first, &["audit", "replay"]).await, ExitCode::FAILURE, "it is not all compared");
    assert_eq!(typed(&first, &["backup", "--to", to]).await, ExitCode::SUCCESS);
    app.close().await.expect("it closes");

    fs::create_dir(&second).expect("a folder");
    fs::copy(first.join("key-encryption.key"), second.join("key-encryption.key")).expect("the key is brought");
    assert_eq!(typed(&second, &["restore", "--from", to]).await, ExitCode::SUCCESS);
    for check in [["verify-restore", "--from", to].as_slice(), &["audit", "replay"], &["rebuild", "--verify"]] {
        assert_eq!(typed(&second, check).await, ExitCode::SUCCESS, "{check:?}");
    }
    let app = App::open(&place(second), Use::Supervise).await.expect("the restored registry opens");
    let in_force = app.log.vault().index_key_in_force().await.expect("the index key");
    assert_eq!((in_force.version, in_force.is_settled()), (2, true));
    let mut read = app.views.read(person_directory::NAME, Some(head)).await.expect("the directory is read");
    let found = person_directory::find_by_surname(&mut read, app.log.vault(), "王", (None, 9)).await.expect("a search");
    assert_eq!(found.len(), 2, "everybody is found");
    drop(read);
    app.close().await.expect("it closes");
}

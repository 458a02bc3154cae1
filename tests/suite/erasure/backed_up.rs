//! What a copy of the erased holds: the files of the backups, and the registry that is restored from them.

use super::canaries::{ERASED_LIMIT, ERASED_OF, MARKS, files, indexes, people};
use crate::backups::{erase, passable_dir, place, typed};
use muster_api::{App, app::Use, import, import::Options};
use muster_domain::{kernel::Personal, person::Person};
use muster_projections::views::{person_directory, service_hours};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use uuid::Uuid;

/// People of the registry, where `ERASURE_PEOPLE` does not say how many.
const PEOPLE: usize = 50;

/// Every file below a folder, in no order.
fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let kind = entry.file_type().expect("its kind");
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found
}

/// The first of the marks that stands in a file below a folder; and how many bytes were looked through.
fn mark_below(folder: &Path) -> (Option<String>, usize) {
    let mut bytes = 0;
    for file in all_files(folder) {
        let text = fs::read(&file).expect("a file");
        bytes += text.len();
        let text = String::from_utf8_lossy(&text);
        if let Some(mark) = MARKS.iter().find(|mark| text.contains(**mark)) {
            return (Some(format!("{mark} in {}", file.display())), bytes);
        }
    }
    (None, bytes)
}

async fn person_named(app: &App, name: &str) -> Option<Uuid> {
    let head = app.log.reader().head().await.expect("the head");
    app.views.reach(person_directory::NAME, head).await.expect("the directory gets there");
    let mut read = app.views.read(person_directory::NAME, None).await.expect("the directory is read");
    let found =
        person_directory::find_by_name(&mut read, app.log.vault(), name, (None, 2)).await.expect("it is searched");
    found.first().copied()
}

async fn minutes(app: &App) -> i64 {
    let head = app.log.reader().head().await.expect("the head");
    app.views.reach(service_hours::NAME, head).await.expect("the view gets there");
    let mut read = app.views.read(service_hours::NAME, None).await.expect("the view is read");
    let served = service_hours::hours_served(&mut read, &service_hours::HoursFilter::default(), &[]).await;
    served.expect("it is counted").total.minutes
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_of_the_erased_in_backups_or_in_what_is_restored_from_them() {
    let dir = passable_dir();
    let (first, second, backups) = (dir.path().join("first"), dir.path().join("second"), dir.path().join("backups"));
    let to = backups.to_str().expect("a plain path");
    let people = people(PEOPLE);
    let app = App::open(&place(first.clone()), Use::Supervise).await.expect("the registry opens");
    assert_eq!(typed(&first, &["backup", "--to", to]).await, ExitCode::SUCCESS);
    for (kind, lines) in files(&people) {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(lines.as_bytes()).expect("the lines are written");
        let options = Options { effective_on: chrono::NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
        let report = import::import_file(&app.log, kind, file.path(), &options, |_| {}).await.expect("it is read");
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    let served = minutes(&app).await;
    let gone = people.iter().filter(|one| one.number % ERASED_OF == 0 && one.number / ERASED_OF < ERASED_LIMIT);
    let gone: Vec<_> = gone.collect();
    let mut erased = Vec::with_capacity(gone.len());
    for canary in &gone {
        let person = person_named(&app, &canary.name).await.expect("on file");
        erase(&app.log, person).await;
        erased.push(person);
    }
    assert_eq!(typed(&first, &["backup", "--to", to]).await, ExitCode::SUCCESS);
    app.close().await.expect("it closes");

    fs::create_dir(&second).expect("a folder");
    fs::copy(first.join("key-encryption.key"), second.join("key-encryption.key")).expect("the key is brought");
    assert_eq!(typed(&second, &["restore", "--from", to]).await, ExitCode::SUCCESS);
    let app = App::open(&place(second.clone()), Use::Supervise).await.expect("the restored registry opens");
    let index = app.log.vault().index().await.expect("the index keys");
    for (canary, person) in gone.iter().zip(&erased) {
        assert_eq!(person_named(&app, &canary.name).await, None);
        let held = app.log.find::<Person>(*person).await.expect("the log is read").expect("a person");
        assert!(matches!(held.name(), Some(Personal::Erased)), "the restored log opens nothing of the erased");
        let [identity, ..] = indexes(&index, canary);
        let claims = sqlx::query_scalar::<_, i64>("select count(*) from log.claims where value = $1");
        assert_eq!(claims.bind(identity).fetch_one(app.log.pool()).await.expect("the claims are read"), 0);
    }
    let kept = people.iter().find(|one| one.number % ERASED_OF != 0).expect("somebody is kept");
    assert!(person_named(&app, &kept.name).await.is_some(), "everybody else is found");
    assert_eq!(minutes(&app).await, served);
    app.close().await.expect("it closes");
    for folder in [&backups, &first, &second] {
        let (mark, bytes) = mark_below(folder);
        assert_eq!(mark, None);
        assert!(bytes > 16 << 20, "the files were looked through: {bytes} bytes of {}", folder.display());
    }
}

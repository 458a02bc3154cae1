//! One in ten of a store's people erased through the public API, each with texts that stand nowhere else.

use crate::{
    files::{ORGANIZATIONS, TEAMS, id_number},
    watch,
};
use muster_api::import::{Kind, Options};
use muster_eventstore::vault::BlindIndex;
use muster_tests::TestApp;
use serde_json::{Value, json};
use std::process::Command;

/// People of the store, where `ERASURE_PEOPLE` does not say how many (`make erasure` says 10,000).
const PEOPLE: usize = 1_000;
/// Of how many people one is erased, at most this many.
pub(super) const ERASED_OF: usize = 10;
/// People erased at most.
pub(super) const ERASED_LIMIT: usize = 100;
/// Numbers of identity with one birth date; their sequence has three digits.
const NUMBERS_A_BIRTH: usize = 1_000;
/// Texts by which a canary is known whoever's it is: in a name, two telephone numbers, an identity number, a note. They
/// are too long to stand in a hash or an id by chance.
pub(super) const MARKS: [&str; 5] = ["金丝雀", "0199778000000", "0199779000000", "9900001911", "便条丝雀"];

/// One person's texts.
pub(super) struct Canary {
    pub(super) number: usize,
    pub(super) name: String,
    phone: String,
    other_phone: String,
    id_number: String,
    note: String,
}

impl Canary {
    pub(super) fn new(number: usize) -> Self {
        let birth = format!("1911{:02}15", 1 + number / NUMBERS_A_BIRTH);
        let sequence = u32::try_from(number % NUMBERS_A_BIRTH).expect("three digits");
        Self {
            number,
            // The mark is no surname, so that a mask cannot hold it.
            name: format!("司徒金丝雀{number:05}"),
            phone: format!("0199778000000{number:05}"),
            other_phone: format!("0199779000000{number:05}"),
            id_number: id_number(&birth, sequence),
            note: format!("便条丝雀{number:05}"),
        }
    }

    fn texts(&self) -> [&str; 5] {
        [&self.name, &self.phone, &self.other_phone, &self.id_number, &self.note]
    }
}

/// As many people as `ERASURE_PEOPLE` says, or else so many.
pub(super) fn people(otherwise: usize) -> Vec<Canary> {
    let count = std::env::var("ERASURE_PEOPLE").ok().and_then(|count| count.parse().ok()).unwrap_or(otherwise);
    (0..count).map(Canary::new).collect()
}

/// Files in which everybody has a name, two numbers and two hours of service in one of two counties.
pub(super) fn files(people: &[Canary]) -> [(Kind, String); 5] {
    let mut volunteers = "code,name,id_number,phone,division,skills,team_codes,registered_on\n".to_owned();
    let mut hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n".to_owned();
    for Canary { number, name, phone, id_number, .. } in people {
        let (county, team, activity) = if number % 3 == 0 { (445202, "T-2", "A-2") } else { (445281, "T-1", "A-1") };
        volunteers.push_str(&format!("V-{number},{name},{id_number},{phone},{county},急救,{team},2023-01-05\n"));
        hours.push_str(&format!("{activity},V-{number},2024-04-06T08:00,2024-04-06T10:00,B\n"));
    }
    let activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
        A-1,植树,ECOLOGY,445281,T-1,O-1,2024-04-06T08:00,2024-04-06T12:00\n\
        A-2,义诊,卫生健康,445202,T-2,O-2,2024-04-06T08:00,2024-04-06T12:00\n";
    [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers),
        (Kind::Activities, activities.to_owned()),
        (Kind::Hours, hours),
    ]
}

/// A store of these people.
async fn filled(people: &[Canary]) -> TestApp {
    let app = TestApp::fresh().await;
    for (kind, lines) in files(people) {
        let options = Options { effective_on: chrono::NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
        let report = app.import_with(kind, &lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    app.settle().await;
    app
}

/// The id of the person whom the directory finds under a name.
async fn found(app: &TestApp, name: &str) -> Option<String> {
    let query = format!("{{ persons(filter: {{ name: \"{name}\" }}) {{ edges {{ node {{ id }} }} }} }}");
    app.data(&query).await["persons"]["edges"][0]["node"]["id"].as_str().map(str::to_owned)
}

/// Writes notes and a second number about a person, hands them over, and has two people erase them.
async fn erase(app: &TestApp, canary: &Canary, person: &str) {
    let Canary { number, other_phone, note, .. } = canary;
    let correct = format!(
        "mutation {{ correctPersonData(person: \"{person}\", input: {{ phone: \"{other_phone}\", reason: \"{note}\" }},
            idempotencyKey: \"correct-{number}\") {{ outcome }} }}"
    );
    let contact = format!(
        "mutation {{ contactTalent(person: \"{person}\", input: {{ contactedOn: \"2024-05-02\", channel: TELEPHONE,
            note: \"{note}\" }}) {{ outcome }} }}"
    );
    let suspend = format!(
        "mutation {{ suspendSelfEntry(volunteer: \"V-{number}\", until: \"2099-01-01\", reason: \"{note}\") {{ outcome }} }}"
    );
    let propose = format!(
        "mutation {{ proposeErasure(person: \"{person}\", basis: CONSENT_WITHDRAWN, reason: \"{note}\",
            idempotencyKey: \"propose-{number}\") {{ outcome }} }}"
    );
    let activity = if number % 3 == 0 { "A-2" } else { "A-1" };
    let dispute = format!(
        "mutation {{ disputeRecord(input: {{ volunteer: \"V-{number}\", code: \"Y-{number}\", kind: MISSING_HOURS,
            activity: \"{activity}\", claimedFrom: \"2024-04-06T10:30:00+08:00\", claimedTo: \"2024-04-06T11:30:00+08:00\",
            statement: \"{note}\" }}) {{ outcome }} }}"
    );
    let request =
        format!("mutation {{ requestData(person: \"{person}\", kind: DELETION, text: \"{note}\") {{ outcome }} }}");
    let agree = format!(
        "mutation {{ giveConsent(person: \"{person}\", scope: DISCLOSURE, noticeVersion: \"1\",
            givenOn: \"2024-04-01\") {{ outcome }} }}"
    );
    let hand_over = format!(
        "mutation {{ exportPeople(input: {{ people: [\"{person}\"], fields: [NAME, PHONE], purpose: TRAINING,
            note: \"{note}\", recipient: \"O-1\", format: CSV }}) {{ people }} }}"
    );
    for mutation in [correct, contact, suspend, dispute, request, agree] {
        app.data(&mutation).await;
    }
    // What is open keeps the data.
    let answer = format!(
        "resolveDispute(volunteer: \"V-{number}\", dispute: \"Y-{number}\", upheld: false, reason: \"{note}\")"
    );
    app.data_by_other(&format!("mutation {{ done: {answer} {{ outcome }} }}")).await;
    assert_eq!(app.data(&hand_over).await["exportPeople"]["people"], 1, "their name has left, on record");
    app.data(&propose).await;
    app.data_by_other(&format!("mutation {{ approveErasure(person: \"{person}\") {{ outcome }} }}")).await;
}

/// All figures that reports give by county, and those of the certificates.
async fn totals(app: &TestApp) -> Value {
    app.data(
        "{ hoursServed(filter: { within: \"4452\" }, groupBy: [DIVISION, CATEGORY]) {
                total { minutes sessions attendances people } rows { division { code } category minutes people } }
            teamCoverage(within: \"4452\", divisionSet: COUNTIES) { covered of rows { division { code } teams members } }
            instructorAssignments { counts { fullTime organizationsGuided } } }",
    )
    .await
}

/// The database as `pg_dump` writes it: what somebody has who takes a backup away.
fn plain_dump(app: &TestApp) -> Option<String> {
    let options = &app.store.options;
    let dump = Command::new("pg_dump")
        .args(["--host", &options.get_socket()?.display().to_string()])
        .args(["--port", &options.get_port().to_string(), "--username", options.get_username()])
        .arg(&app.store.database)
        .output();
    // It is no part of the server's programs everywhere; where it is there, it must dump.
    let output = dump.ok()?;
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The blind indexes by which a person could be found, as they would stand in the tables.
pub(super) fn indexes(index: &BlindIndex, canary: &Canary) -> [String; 3] {
    [
        index.of("identity", &format!("RESIDENT_ID:{}", canary.id_number)),
        index.of("directory_name", &canary.name),
        index.of("directory_phone", &canary.phone),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_of_the_erased_every_total_stays_and_everybody_else_is_readable() {
    let log = watch::log(&MARKS);
    let people = people(PEOPLE);
    let count = people.len();
    let app = filled(&people).await;
    let (gone, kept): (Vec<&Canary>, Vec<&Canary>) =
        people.iter().partition(|canary| canary.number % ERASED_OF == 0 && canary.number / ERASED_OF < ERASED_LIMIT);
    let before = totals(&app).await;
    assert_eq!(
        before["hoursServed"]["total"],
        json!({ "minutes": 120 * count, "sessions": 2, "attendances": count,
        "people": count })
    );
    let dump = app.store.dump_text().await;
    let index = app.store.log.vault().index().await.expect("the index keys");
    for canary in &gone {
        assert!(indexes(&index, canary).iter().all(|index| dump.contains(index)), "the search knows what it looks for");
    }
    let mut ids = Vec::with_capacity(gone.len());
    for canary in &gone {
        let id = found(&app, &canary.name).await.expect("on file");
        erase(&app, canary, &id).await;
        ids.push(id);
    }
    app.settle().await;

    assert_eq!(totals(&app).await, before);
    for (canary, id) in gone.iter().zip(&ids) {
        assert_eq!(found(&app, &canary.name).await, None);
        let query = format!("{{ erasureProof(person: \"{id}\") {{ whole minutesBefore minutesAfter }} }}");
        let proof = json!({ "whole": true, "minutesBefore": 120, "minutesAfter": 120 });
        assert_eq!(app.data(&query).await["erasureProof"], proof);
    }
    for canary in kept.iter().step_by(1 + kept.len() / 200) {
        let id = found(&app, &canary.name).await.expect("still on file");
        let person: uuid::Uuid = id.parse().expect("an id");
        let held = app.store.log.find::<muster_domain::person::Person>(person).await.expect("the log is read");
        let held = held.expect("a person");
        let name = held.name().and_then(|name| name.expose());
        assert_eq!(name, Some(canary.name.as_str()), "everybody else is readable");
    }

    let mut dump = app.store.dump_text().await;
    assert!(dump.contains("person_erased") && dump.contains("司***"), "the dump holds what is left");
    dump.push_str(&plain_dump(&app).unwrap_or_default());
    for mark in MARKS {
        assert!(!dump.contains(mark), "{mark} stands in clear");
    }
    for canary in &gone {
        for text in canary.texts() {
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!dump.contains(text) && !dump.contains(&hex), "a canary stands in clear");
        }
        assert!(indexes(&index, canary).iter().all(|index| !dump.contains(index)), "a blind index is left");
    }
    app.verify_views().await;
    let (lines, leaked) = log.seen();
    assert!(lines > 0, "the log was watched");
    assert_eq!(leaked, Vec::<String>::new());
}

//! Volunteers of one county who served for one organization, each with texts that stand nowhere else.

use crate::files::id_number;
use chrono::NaiveDate;
use muster_api::import::{Kind, Options};
use muster_tests::TestApp;
use serde_json::{Value, json};

/// The county in which everybody lives, and another.
pub(super) const COUNTY: &str = "445202";
pub(super) const OTHER_COUNTY: &str = "445203";
/// Texts by which a canary is known in a name, a telephone number, an identity number or a note.
pub(super) const MARKS: [&str; 4] = ["翠鸟", "0166778000000", "9900001913", "笔记翠鸟"];
/// Numbers of identity with one birth date; their sequence has three digits.
const NUMBERS_A_BIRTH: usize = 1_000;

pub(super) fn name(number: usize) -> String {
    format!("欧阳翠鸟{number:05}")
}

pub(super) fn phone(number: usize) -> String {
    format!("0166778000000{number:05}")
}

pub(super) fn identity(number: usize) -> String {
    let birth = format!("1913{:02}15", 1 + number / NUMBERS_A_BIRTH);
    id_number(&birth, u32::try_from(number % NUMBERS_A_BIRTH).expect("three digits"))
}

/// The registry on 3 June 2024, and the ids of its people in their order.
pub(super) struct Registry {
    pub(super) app: TestApp,
    pub(super) people: Vec<String>,
}

impl Registry {
    /// With this many volunteers; `O-A` recorded an hour of each, and `O-B` of nobody.
    pub(super) async fn of(count: usize) -> Self {
        let mut app = TestApp::fresh().await;
        app.travel_to("2024-06-03T08:00:00+08:00".parse().expect("an instant")).await;
        let organizations = format!(
            "code,name,kind,division,parent_code,credit_code\nO-A,示例甲,VOLUNTEER_ORGANIZATION,{COUNTY},,\n\
             O-B,示例乙,VOLUNTEER_ORGANIZATION,{OTHER_COUNTY},,\n"
        );
        let mut volunteers = "code,name,id_number,phone,division,skills,team_codes,registered_on\n".to_owned();
        let mut hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n".to_owned();
        for number in 0..count {
            let (name, id_number, phone) = (name(number), identity(number), phone(number));
            volunteers.push_str(&format!("V-{number},{name},{id_number},{phone},{COUNTY},,,2023-01-05\n"));
            hours.push_str(&format!("ACT,V-{number},2024-05-02T08:00,2024-05-02T09:00,B\n"));
        }
        let teams = format!(
            "code,name,category,home_division,service_divisions,organization_code,emergency\n\
             T-A,示例队,GENERAL,{COUNTY},{COUNTY},O-A,\n"
        );
        let activities = format!(
            "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
             ACT,植树,ECOLOGY,{COUNTY},T-A,O-A,2024-05-02T08:00,2024-05-02T12:00\n"
        );
        for (kind, lines) in [
            (Kind::Organizations, organizations),
            (Kind::Teams, teams),
            (Kind::Volunteers, volunteers),
            (Kind::Activities, activities),
            (Kind::Hours, hours),
        ] {
            let options = Options { effective_on: NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
            let report = app.import_with(kind, &lines, options).await;
            assert!(report.is_clean(), "{:?}", report.refused);
        }
        app.settle().await;
        let people = people(&app, count).await;
        Self { app, people }
    }

    /// A key of somebody in a role over the county.
    pub(super) async fn key(&self, role: &str) -> String {
        self.app.key_with(&format!("{role}@{COUNTY}"), None).await
    }

    /// What the key's holder is told of these people.
    pub(super) async fn read(&self, key: &str, people: &[String], asked: &str) -> Value {
        self.app.ask_by(key, &unmask(people, asked), json!({})).await
    }

    /// The reads on record as the table has them, in the order of their numbers.
    pub(super) async fn entries(&self) -> Vec<(i64, String, Vec<String>, String)> {
        sqlx::query_as("select number, person::text, fields, purpose from log.access_entries where way <> 'REFUSED' order by number")
            .fetch_all(&mut self.app.store.admin().await)
            .await
            .expect("the entries")
    }
}

/// Whom somebody tried to read who does not reach them, in the order of the attempts.
pub(super) async fn attempts(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select person::text from log.access_entries where way = 'REFUSED' order by number")
        .fetch_all(&mut app.store.admin().await)
        .await
        .expect("the attempts")
}

/// Ids of the volunteers in the order of their numbers.
async fn people(app: &TestApp, count: usize) -> Vec<String> {
    let mut people = vec![String::new(); count];
    let mut after = String::new();
    loop {
        let page = format!(
            "{{ volunteers(first: 100{after}) {{ nodes {{ code person {{ id }} }} pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        let page = app.data(&page).await["volunteers"].clone();
        for node in page["nodes"].as_array().expect("nodes") {
            let number: usize = node["code"].as_str().expect("a code")[2..].parse().expect("a number");
            people[number] = node["person"]["id"].as_str().expect("an id").to_owned();
        }
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return people;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
}

/// The question for people in clear.
pub(super) fn unmask(people: &[String], asked: &str) -> String {
    let people: Vec<String> = people.iter().map(|person| format!("\"{person}\"")).collect();
    format!(
        "{{ unmaskedPeople(people: [{}], {asked}) {{ person name phone idNumber guardianName guardianPhone entry withheld }} }}",
        people.join(", ")
    )
}

/// To telephone somebody.
pub(super) const CONTACT: &str = "fields: [NAME, PHONE], purpose: CONTACT";

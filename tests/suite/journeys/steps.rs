//! Steps that many journeys take, and two stories that several begin with.

use crate::files::{ORGANIZATIONS, TEAMS, id_number};
use chrono::{DateTime, Utc};
use muster_api::import::{Kind, Options};
use muster_tests::TestApp;
use serde_json::Value;

/// An instant as a story writes it.
pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// An empty registry at an instant.
pub(super) async fn begun_at(instant: &str) -> TestApp {
    let mut app = TestApp::fresh().await;
    app.travel_to(at(instant)).await;
    app
}

/// Does something, and gives its outcome, id and position.
pub(crate) async fn act(app: &TestApp, mutation: &str) -> Value {
    app.data(&format!("mutation {{ done: {mutation} {{ outcome id position }} }}")).await["done"].clone()
}

/// Does something that is news.
pub(crate) async fn does(app: &TestApp, mutation: &str) {
    assert_eq!(act(app, mutation).await["outcome"], "EXECUTED", "{mutation}");
}

/// Does something twice, of which the second time changes nothing; gives its position.
pub(super) async fn twice(app: &TestApp, mutation: &str) -> i64 {
    let first = act(app, mutation).await;
    assert_eq!(first["outcome"], "EXECUTED", "{mutation}");
    assert_eq!(act(app, mutation).await["outcome"], "ALREADY_APPLIED", "{mutation}");
    first["position"].as_i64().expect("a position")
}

/// What is told to whoever tries: code and figures.
pub(super) async fn refusal(app: &TestApp, mutation: &str) -> Value {
    app.refusal(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await
}

/// Registers an organization.
pub(super) async fn register_organization(app: &TestApp, code: &str, kind: &str, division: &str) {
    let register = format!(
        "registerOrganization(input: {{ code: \"{code}\", name: \"示例{code}\", kind: {kind}, division: \"{division}\",
            registeredOn: \"2021-01-01\" }})"
    );
    does(app, &register).await;
}

/// Two volunteers who served for two hours and for one on 2 May 2024; today is 3 June 2024.
pub(crate) async fn two_who_served() -> TestApp {
    let app = begun_at("2024-06-03T08:00:00+08:00").await;
    let volunteers = format!(
        "code,name,id_number,phone,division,skills,team_codes,registered_on\n\
         V-1,王示例,{},,445281,,,2023-01-05\nV-2,李示例,{},,445281,,,2023-01-05\n",
        id_number("19900101", 1),
        id_number("19900101", 2),
    );
    let activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
        A-1,植树,ECOLOGY,445281,T-1,O-1,2024-05-02T08:00,2024-05-02T12:00\n";
    let hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
        A-1,V-1,2024-05-02T08:00,2024-05-02T10:00,B\nA-1,V-2,2024-05-02T08:00,2024-05-02T09:00,B\n";
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS),
        (Kind::Teams, TEAMS),
        (Kind::Volunteers, volunteers.as_str()),
        (Kind::Activities, activities),
        (Kind::Hours, hours),
    ] {
        let options = Options { effective_on: chrono::NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
        let report = app.import_with(kind, lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    app
}

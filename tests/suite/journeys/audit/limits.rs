//! Where limits were reached: long days by the rules, who let them pass, refusals that the log holds, overrides.

use super::recorded;
use crate::{
    files::{ORGANIZATIONS, TEAMS, id_number, volunteers},
    journeys::steps::{act, begun_at, does, register_organization},
};
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};

const EVENTS: &str = "days { volunteer day minutes atOnce byOrganization tier credits }
    decisions { credit day minutes limit enteredBy decidedBy approved }
    refusals { session credited refused } focusOverrides { limit from to actor }";

/// An activity of two days, three volunteers, and a department beside an instructor; today is 3 May 2024.
async fn called_out() -> TestApp {
    let app = begun_at("2024-05-03T08:00:00+08:00").await;
    let activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
        A-1,抢险,SAFETY_EMERGENCY,445281,T-1,O-1,2024-05-01T06:00,2024-05-03T06:00\n";
    let instructor = format!(
        "code,name,id_number,division,kind,appointed_on\nI-1,赵示例,{},445281,FULL_TIME,2023-01-05\n",
        id_number("19850101", 7)
    );
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(3)),
        (Kind::Activities, activities.to_owned()),
        (Kind::Instructors, instructor),
    ] {
        let options = muster_api::import::Options {
            effective_on: chrono::NaiveDate::from_ymd_opt(2023, 1, 1),
            ..muster_api::import::Options::default()
        };
        let report = app.import_with(kind, &lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    register_organization(&app, "D-1", "DEPARTMENT", "445281").await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn long_days_are_told_with_their_limits_and_who_let_them_pass_and_an_override_without_its_reason() {
    let app = called_out().await;
    let credit = async |volunteer: &str, from: &str, to: &str| {
        let credit = format!(
            "creditHours(input: {{ activity: \"A-1\", session: 1, volunteer: \"{volunteer}\", evidence: B,
                startsAt: \"{from}:00+08:00\", endsAt: \"{to}:00+08:00\" }})"
        );
        act(&app, &credit).await["id"].as_str().expect("an id").to_owned()
    };
    // Ten hours, thirteen hours, and ten hours across midnight, five on each day.
    let ten = credit("V-1", "2024-05-01T08:00", "2024-05-01T18:00").await;
    let thirteen = credit("V-2", "2024-05-02T07:00", "2024-05-02T20:00").await;
    credit("V-3", "2024-05-01T19:00", "2024-05-02T05:00").await;
    let decide = |mutation: String| format!("mutation {{ done: {mutation} {{ outcome }} }}");
    app.data_by_other(&decide(format!("approveCredit(volunteer: \"V-1\", credit: \"{ten}\", tier: ORGANIZATION)")))
        .await;
    let found = async || {
        app.settle().await;
        let query =
            format!("{{ limitEvents(from: \"2024-05-01\", to: \"2024-05-31\", within: \"445281\") {{ {EVENTS} }} }}");
        app.data(&query).await["limitEvents"].clone()
    };
    does(
        &app,
        "grantFocusOverride(input: { instructor: \"I-1\", department: \"D-1\", limit: 12, from: \"2024-04-01\",
            to: \"2024-05-01\", reason: \"新建园区集中组建\" })",
    )
    .await;
    let told = found().await;
    let day = |row: &Value| {
        json!([row["day"], row["minutes"], row["atOnce"], row["byOrganization"], row["tier"], row["credits"]])
    };
    let days: Vec<Value> = told["days"].as_array().expect("days").iter().map(day).collect();
    let expected = [
        json!(["2024-05-01", 600, 480, 720, "ORGANIZATION", [ten]]),
        json!(["2024-05-02", 780, 480, 720, "PROVINCE", [thirteen]]),
    ];
    assert_eq!(days, expected);
    let decision = &told["decisions"][0];
    assert_eq!(told["decisions"].as_array().map(Vec::len), Some(1), "thirteen hours still wait");
    assert_eq!(
        (&decision["credit"], &decision["minutes"], &decision["limit"], &decision["approved"]),
        (&json!(ten), &json!(600), &json!(480), &json!(true))
    );
    assert_ne!(decision["enteredBy"], decision["decidedBy"]);
    let granted = &told["focusOverrides"][0];
    assert_eq!(
        (&granted["limit"], &granted["from"], &granted["to"]),
        (&json!(12), &json!("2024-04-01"), &json!("2024-05-01"))
    );
    assert!(!told.to_string().contains("园区"), "the reason stays sealed");
    // What was turned down is no minute of the day any more, and the decision stays.
    app.data_by_other(&decide(format!("rejectCredit(volunteer: \"V-2\", credit: \"{thirteen}\", reason: \"无依据\")")))
        .await;
    let told = found().await;
    assert_eq!(told["days"].as_array().map(Vec::len), Some(1));
    assert_eq!((&told["decisions"][1]["credit"], &told["decisions"][1]["approved"]), (&json!(thirteen), &json!(false)));
    let elsewhere = app
        .data(&format!(
            "{{ limitEvents(from: \"2024-05-01\", to: \"2024-05-31\", within: \"445222\") {{ {EVENTS} }} }}"
        ))
        .await;
    assert_eq!(elsewhere["limitEvents"], json!({ "days": [], "decisions": [], "refusals": [], "focusOverrides": [] }));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_of_a_session_are_told_with_their_number_on_the_day_of_the_crediting() {
    let (app, _) = recorded().await;
    let day = super::today(&app).await;
    let query = format!("{{ limitEvents(from: \"{day}\", to: \"{day}\") {{ {EVENTS} }} }}");
    let told = app.data(&query).await["limitEvents"].clone();
    assert_eq!(told["refusals"], json!([{ "session": 1, "credited": 2, "refused": 1 }]));
    assert_eq!(told["days"], json!([]));
}

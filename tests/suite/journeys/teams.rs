//! Teams: leaders who come and go, service areas that end and begin again, drills, and who serves where.

use crate::files::{ORGANIZATIONS, TEAMS, volunteers};
use chrono::NaiveDate;
use muster_api::import::{Kind, Options};
use muster_tests::TestApp;
use serde_json::json;

async fn formed() -> TestApp {
    let app = TestApp::fresh().await;
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(3)),
    ] {
        let options = Options { effective_on: NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
        let report = app.import_with(kind, &lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn leader_before_leads_again_when_the_last_one_leaves() {
    let app = formed().await;
    for mutation in [
        "appointLeader(team: \"T-1\", volunteer: \"V-1\", appointedOn: \"2023-02-01\")",
        "appointLeader(team: \"T-1\", volunteer: \"V-2\", appointedOn: \"2023-03-01\")",
        "removeMember(team: \"T-1\", volunteer: \"V-2\", leftOn: \"2023-04-01\")",
    ] {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
    let head = app.head().await;
    let query = format!("{{ team(code: \"T-1\", atLeast: {head}) {{ leader {{ code }} membersCount }} }}");
    assert_eq!(app.data(&query).await["team"], json!({ "leader": { "code": "V-1" }, "membersCount": 2 }));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn service_area_that_begins_later_stays_when_an_earlier_one_is_withdrawn() {
    let app = formed().await;
    for mutation in [
        "assignServiceArea(team: \"T-1\", division: \"445202\", from: \"2023-02-01\", to: \"2023-12-31\")",
        "assignServiceArea(team: \"T-1\", division: \"445202\", from: \"2024-06-01\")",
        "withdrawServiceArea(team: \"T-1\", division: \"445202\", lastDay: \"2023-06-30\")",
    ] {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
    let head = app.head().await;
    for (day, teams) in [("2023-06-30", 1), ("2023-07-01", 0), ("2024-05-31", 0), ("2024-06-01", 1)] {
        let query = format!(
            "{{ teamCoverage(within: \"445202\", category: EMERGENCY, atLeast: {head},
                asOf: {{ axis: OCCURRED, at: \"{day}T04:00:00Z\" }}) {{ rows {{ teams }} }} }}"
        );
        assert_eq!(app.data(&query).await["teamCoverage"]["rows"], json!([{ "teams": teams }]), "{day}");
    }
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_counts_drills_of_twelve_months_up_to_the_day_and_lists_divisions_without_any() {
    let app = formed().await;
    for mutation in [
        "admitMember(team: \"T-2\", volunteer: \"V-2\", admittedOn: \"2023-03-01\")",
        "recordDrill(team: \"T-1\", drilledOn: \"2023-03-10\", participants: 2)",
        "recordDrill(team: \"T-1\", drilledOn: \"2023-09-10\", participants: 3)",
        "recordDrill(team: \"T-2\", drilledOn: \"2023-09-11\", participants: 1)",
    ] {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
    let head = app.head().await;
    let answer = async |day: &str, more: &str| {
        let query = format!(
            "{{ teamCoverage(within: \"4452\", atLeast: {head}, {more}
                asOf: {{ axis: OCCURRED, at: \"{day}T04:00:00Z\" }}) {{
                rows {{ division {{ code }} teams drilledTeams drills }} total {{ teams drilledTeams drills }}
                outsideTheSet {{ teams drilledTeams drills }} }} }}"
        );
        app.data(&query).await["teamCoverage"].clone()
    };
    // The second team serves two divisions, and its drill counts in each but once in the sum.
    let row = |code: &str, teams: u32, drilled: u32, drills: u32| json!({ "division": { "code": code }, "teams": teams, "drilledTeams": drilled, "drills": drills });
    let total = |drilled: u32, drills: u32| json!({ "teams": 2, "drilledTeams": drilled, "drills": drills });
    let whole = answer("2024-03-09", "").await;
    let rows = [
        row("445202", 1, 1, 1),
        row("445203", 1, 1, 1),
        row("445222", 0, 0, 0),
        row("445224", 0, 0, 0),
        row("445281", 1, 1, 2),
    ];
    assert_eq!(whole["rows"], json!(rows));
    assert_eq!(whole["outsideTheSet"], json!({ "teams": 0, "drilledTeams": 0, "drills": 0 }));
    // The same day a year later is out, and so is what comes after the day.
    for (day, drilled, drills) in
        [("2023-03-09", 0, 0), ("2023-03-10", 1, 1), ("2024-03-09", 2, 3), ("2024-03-10", 2, 2), ("2024-09-10", 1, 1)]
    {
        assert_eq!(answer(day, "").await["total"], total(drilled, drills), "{day}");
    }
    let by_category = answer("2024-03-09", "byCategory: true, category: EMERGENCY,").await;
    let emergency = by_category["rows"].as_array().and_then(|rows| rows.last()).cloned();
    assert_eq!(emergency, Some(row("445281", 1, 1, 2)));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_of_a_county_are_named_with_their_drills_and_standing_on_each_day_they_serve() {
    let app = formed().await;
    app.data("mutation { recordDrill(team: \"T-1\", drilledOn: \"2023-09-10\", participants: 3) { outcome } }").await;
    let head = app.head().await;
    let answer = async |division: &str, on: &str, more: &str| {
        let query = format!(
            "{{ teamsServing(division: \"{division}\", on: \"{on}\", atLeast: {head} {more}) {{
                nodes {{ team {{ code standing }} members drills lastDrilledOn }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        app.data(&query).await["teamsServing"].clone()
    };
    let first = json!({ "team": { "code": "T-1", "standing": "STANDBY" }, "members": 3, "drills": 1,
        "lastDrilledOn": "2023-09-10" });
    let second = json!({ "team": { "code": "T-2", "standing": "STANDBY" }, "members": 0, "drills": 0,
        "lastDrilledOn": null });
    assert_eq!(answer("445281", "2024-01-01", "").await["nodes"], json!([first]));
    assert_eq!(answer("445281", "2024-01-01", "emergency: true").await["nodes"], json!([first]));
    assert_eq!(answer("445281", "2024-01-01", "emergency: false").await["nodes"], json!([]));
    assert_eq!(answer("445281", "2022-12-31", "").await["nodes"], json!([]));
    assert_eq!(answer("445202", "2024-01-01", "emergency: true").await["nodes"], json!([]));
    // A team that serves two divisions is named once.
    assert_eq!(answer("4452", "2024-01-01", "").await["nodes"], json!([first, second]));
    let page = answer("4452", "2024-01-01", "first: 1").await;
    assert_eq!((&page["nodes"], &page["pageInfo"]["hasNextPage"]), (&json!([first]), &json!(true)));
    let after = format!("first: 1, after: {}", page["pageInfo"]["endCursor"]);
    assert_eq!(answer("4452", "2024-01-01", &after).await["nodes"], json!([second]));
    app.verify_views().await;
}

/// What makes V-2 and V-3 ready; V-1 lacks nothing but a training.
const READINESS: [&str; 5] = [
    "insureVolunteer(volunteer: \"V-1\", input: { insurer: \"示例保险公司\", policyReference: \"保-1\", from: \"2023-01-01\",
        to: \"2023-12-31\" })",
    "insureVolunteer(volunteer: \"V-2\", input: { insurer: \"示例保险公司\", policyReference: \"保-1\", from: \"2023-01-01\",
        to: \"2023-12-31\" })",
    "insureVolunteer(volunteer: \"V-3\", input: { insurer: \"示例保险公司\", policyReference: \"保-1\", from: \"2023-09-10\",
        to: \"2023-12-31\" })",
    "recordTraining(input: { volunteer: \"V-2\", name: \"急救培训\", provider: \"示例中心\", minutes: 240, completedOn: \"2023-02-01\" })",
    "recordDrill(team: \"T-1\", drilledOn: \"2023-09-01\", people: [\"V-3\"])",
];

#[tokio::test(flavor = "multi_thread")]
async fn emergency_team_is_called_out_only_when_enough_members_are_trained_and_insured() {
    let app = formed().await;
    let call = |on: &str| {
        format!(
            "mutation {{ done: activateTeam(input: {{ team: \"T-1\", authorityReference: \"令-1\", division: \"445281\",
                activatedOn: \"{on}\" }}) {{ outcome }} }}"
        )
    };
    let figures = |ready: u32, untrained: u32, uninsured: u32| {
        json!({ "code": "TEAM_NOT_READY", "required": 3, "ready": ready, "members": 3, "minors": 0, "ageUnknown": 0,
            "untrained": untrained, "uninsured": uninsured, "inactive": 0, "trainingMonths": 24 })
    };
    assert_eq!(app.refusal(&call("2023-09-10")).await, figures(0, 3, 3));
    for mutation in READINESS {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
    assert_eq!(app.refusal(&call("2023-09-09")).await, figures(1, 1, 1));
    assert_eq!(app.refusal(&call("2023-09-10")).await, figures(2, 1, 0));
    let head = app.head().await;
    let coverage = |day: &str| {
        format!(
            "{{ teamCoverage(within: \"445281\", emergency: true, atLeast: {head}, asOf: {{ axis: OCCURRED, at: \"{day}T04:00:00Z\" }}) {{
                rows {{ members insuredMembers trainedMembers }} total {{ members insuredMembers trainedMembers }} }} }}"
        )
    };
    for (day, insured, trained) in
        [("2023-08-31", 2, 1), ("2023-09-10", 3, 2), ("2024-01-01", 0, 2), ("2025-02-01", 0, 1)]
    {
        let figures = json!({ "members": 3, "insuredMembers": insured, "trainedMembers": trained });
        let answer = app.data(&coverage(day)).await["teamCoverage"].clone();
        assert_eq!(answer, json!({ "rows": [figures], "total": figures }), "{day}");
    }
    let drill =
        "mutation { recordDrill(team: \"T-1\", drilledOn: \"2023-09-02\", people: [\"V-1\", \"V-9\"]) { outcome } }";
    let refusal = app.refusal(drill).await;
    assert_eq!((&refusal["code"], refusal["people"].as_array().map(Vec::len)), (&json!("DRILL_BY_OTHERS"), Some(1)));

    app.data("mutation { recordDrill(team: \"T-1\", drilledOn: \"2023-09-02\", people: [\"V-1\"]) { outcome } }").await;
    assert_eq!(app.data(&call("2023-09-10")).await["done"]["outcome"], "EXECUTED");
    assert_eq!(app.data(&call("2023-09-10")).await["done"]["outcome"], "ALREADY_APPLIED");
    app.data("mutation { standDownTeam(team: \"T-1\", stoodDownOn: \"2023-09-12\") { outcome } }").await;
    let head = app.head().await;
    for (on, teams) in [("2023-09-09", 1), ("2023-09-10", 0), ("2023-09-11", 0), ("2023-09-12", 1)] {
        let query = format!(
            "{{ teamsServing(division: \"445281\", on: \"{on}\", standbyOnly: true, atLeast: {head}) {{
                nodes {{ insuredMembers trainedMembers }} }} }}"
        );
        let nodes = app.data(&query).await["teamsServing"]["nodes"].clone();
        assert_eq!(nodes.as_array().map(Vec::len), Some(teams), "{on}");
    }
    app.verify_views().await;
}

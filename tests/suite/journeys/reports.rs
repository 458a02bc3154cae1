//! The headline reports, with figures that can be counted by hand from the files.

use crate::files::{ACTIVITIES, ORGANIZATIONS, TEAMS, volunteers};
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};

const HOURS: &str = "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
    A-1,V-1,2024-04-06T08:00,2024-04-06T10:00,A\n\
    A-1,V-2,2024-04-06T08:00,2024-04-06T12:00,B\n\
    A-2,V-1,2024-04-20T09:00,2024-04-20T11:00,A\n\
    A-3,V-1,2024-04-30T22:00,2024-05-01T02:00,A\n\
    A-3,V-3,2024-05-01T00:00,2024-05-01T02:00,扫码签到签退\n";

async fn served() -> TestApp {
    let app = TestApp::fresh().await;
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(3)),
        (Kind::Activities, ACTIVITIES.to_owned()),
        (Kind::Hours, HOURS.to_owned()),
    ] {
        let report = app.import(kind, &lines).await;
        assert!(report.is_clean(), "{kind:?}: {:?}", report.refused);
    }
    app.settle().await;
    app
}

fn figures(minutes: i64, sessions: i64, attendances: i64, people: i64) -> Value {
    json!({ "minutes": minutes, "sessions": sessions, "attendances": attendances, "people": people })
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_served_are_counted_by_the_activity_and_the_local_day_of_the_start() {
    let app = served().await;
    let head = app.head().await;
    let query = format!(
        "{{ hoursServed(groupBy: [MONTH], atLeast: {head}) {{
            position total {{ minutes sessions attendances people }}
            rows {{ month minutes sessions attendances people }} }} }}"
    );
    let report = app.data(&query).await["hoursServed"].clone();
    assert_eq!(report["position"], head);
    // 120 + 240 + 120 + 240 + 120; the night watch is one session although it is served in two months.
    assert_eq!(report["total"], figures(840, 3, 5, 3));
    let months: Vec<(&str, i64, i64, i64, i64)> = report["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            let figure = |name: &str| row[name].as_i64().unwrap_or(-1);
            let month = row["month"].as_str().unwrap_or_default();
            (month, figure("minutes"), figure("sessions"), figure("attendances"), figure("people"))
        })
        .collect();
    assert_eq!(months, [("2024-04", 720, 3, 4, 2), ("2024-05", 120, 1, 1, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_served_are_filtered_by_division_day_category_team_and_organization() {
    let app = served().await;
    let head = app.head().await;
    for (filter, expected) in [
        ("within: \"4452\"", figures(840, 3, 5, 3)),
        ("within: \"445281\"", figures(720, 2, 4, 3)),
        ("from: \"2024-04-20\", to: \"2024-04-20\"", figures(120, 1, 1, 1)),
        ("category: ECOLOGY", figures(360, 1, 2, 2)),
        ("team: \"T-2\"", figures(120, 1, 1, 1)),
        ("organization: \"O-1\"", figures(720, 2, 4, 3)),
        ("within: \"3607\"", figures(0, 0, 0, 0)),
    ] {
        let query = format!(
            "{{ hoursServed(filter: {{ {filter} }}, atLeast: {head}) {{ total {{ minutes sessions attendances people }} }} }}"
        );
        assert_eq!(app.data(&query).await["hoursServed"]["total"], expected, "{filter}");
    }
    let query = "{ hoursServed(groupBy: [DIVISION, TEAM, ORGANIZATION, CATEGORY]) {
        rows { division { code name } team { code } organization { code } category month minutes } } }";
    let rows = app.data(query).await["hoursServed"]["rows"].clone();
    let first = json!({
        "division": { "code": "445202", "name": "榕城区" }, "team": { "code": "T-2" },
        "organization": { "code": "O-2" }, "category": "HEALTH", "month": null, "minutes": 120 });
    assert_eq!(rows[0], first);
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_lists_every_division_of_its_set_and_counts_service_areas_not_homes() {
    let app = served().await;
    let query = "{ teamCoverage(within: \"4452\", divisionSet: COUNTIES) { covered of rows { division { code } teams members } } }";
    let report = app.data(query).await["teamCoverage"].clone();
    let row = |code: &str, teams: i64, members: i64| json!({ "division": { "code": code }, "teams": teams, "members": members });
    assert_eq!((report["covered"].as_i64(), report["of"].as_i64()), (Some(3), Some(5)));
    let rows = json!([
        row("445202", 1, 0),
        row("445203", 1, 0),
        row("445222", 0, 0),
        row("445224", 0, 0),
        row("445281", 1, 3)
    ]);
    assert_eq!(report["rows"], rows);
    let sets = "{ counties: teamCoverage(within: \"3607\", divisionSet: COUNTIES) { of }
                  zones: teamCoverage(within: \"3607\", divisionSet: WITH_ZONES) { of } }";
    assert_eq!(app.data(sets).await, json!({ "counties": { "of": 18 }, "zones": { "of": 20 } }));
    let before = "{ teamCoverage(asOf: { axis: OCCURRED, at: \"2020-01-01T00:00:00Z\" }) { covered } }";
    assert_eq!(app.data(before).await["teamCoverage"]["covered"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn replayed_rows_are_the_live_rows_after_these_files() {
    served().await.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn report_is_refused_when_the_position_or_the_axis_of_time_is_out_of_reach() {
    let app = TestApp::fresh().await;
    let refused = app.refusal("{ hoursServed(atLeast: 1000000) { position } }").await;
    assert_eq!(refused["code"], "NOT_YET");
    let refused =
        app.refusal("{ hoursServed(asOf: { axis: RECORDED, at: \"2024-01-01T00:00:00Z\" }) { position } }").await;
    assert_eq!(refused["code"], "AS_OF_APART");
    let refused = app.refusal("{ teamCoverage(within: \"9999\") { of } }").await;
    assert_eq!((&refused["code"], &refused["division"]), (&json!("UNKNOWN_DIVISION"), &json!("9999")));
}

//! Teams: leaders who come and go, service areas that end and begin again.

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

//! Talents on the demonstration: every question has an answer, demand is filled, agreed data leave on record.

use muster_api::demo;
use muster_tests::{TestApp, wait};
use serde_json::{Value, json};

/// Volunteers of the demonstration here.
const VOLUNTEERS: u32 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn every_question_about_talents_has_an_answer_on_the_demonstration() {
    let app = TestApp::fresh().await;
    demo::fill(&app.store.log, VOLUNTEERS, &mut |_, _| {}).await.map_err(drop).expect("the demonstration is entered");
    let head = app.head().await;
    // The views have much to catch up with, more than a question waits for.
    for view in app.views.iter() {
        wait::eventually(view.name(), || async { app.views.read(view.name(), Some(head)).await.ok().map(drop) }).await;
    }
    let since = "2024-01-01";
    let query = format!(
        "{{ pools {{ edges {{ node {{ code membersCount withStale: membersCount(withStale: true) }} }} }}
            curated: pool(code: \"SC-HB\") {{ changes(since: \"{since}\") {{ came {{ cause }} }} }}
            saved: savedPool(code: \"JY-YJ\") {{ members {{ edges {{ node {{ person {{ id }} }} }} }}
                changes(since: \"{since}\") {{ came {{ cause }} }} }}
            expiring(within: 90) {{ edges {{ node {{ kind daysLeft }} }} }}
            talentMatrix(from: \"2024-02-01\", to: \"2024-08-01\", step: QUARTER) {{ days {{ cells {{ people }} }} }} }}"
    );
    let answer = app.data(&query).await;
    for edge in answer["pools"]["edges"].as_array().expect("pools") {
        assert!(edge["node"]["membersCount"].as_i64().is_some_and(|count| count > 0), "{edge}");
    }
    let reserve = &answer["pools"]["edges"][1]["node"];
    assert!(reserve["withStale"].as_i64() > reserve["membersCount"].as_i64(), "{reserve}");
    assert!(answer["curated"]["changes"]["came"].as_array().is_some_and(|came| !came.is_empty()));
    assert!(answer["saved"]["changes"]["came"].as_array().is_some_and(|came| !came.is_empty()));
    let ends = answer["expiring"]["edges"].as_array().expect("what ends");
    for kind in ["ENGAGEMENT", "POOL_ENTRY"] {
        assert!(ends.iter().any(|edge| edge["node"]["kind"] == kind), "{ends:?}");
    }
    let days = answer["talentMatrix"]["days"].as_array().expect("days");
    let people = |day: &Value| -> i64 {
        day["cells"].as_array().into_iter().flatten().filter_map(|cell| cell["people"].as_i64()).sum()
    };
    assert_eq!(days.iter().map(people).collect::<Vec<_>>(), [0, 42, 42]);
    demand_is_filled_and_agreed_data_leave(&app).await;
}

/// The catalogue of 2024 has something in every column on a day, and of a pool some data leave and some do not.
async fn demand_is_filled_and_agreed_data_leave(app: &TestApp) {
    let figures = "figures { quantity allocated proposed accepted engaged gap }";
    let query = format!(
        "{{ demandMatch(catalog: \"360735-2024\", on: \"2024-12-31\") {{
            total {{ quantity allocated proposed accepted engaged gap }}
            items {{ code candidatesCount {figures} }} places {{ kind {figures} }} }} }}"
    );
    let report = app.data(&query).await["demandMatch"].clone();
    let total = json!({ "quantity": 31, "allocated": 18, "proposed": 8, "accepted": 7, "engaged": 6, "gap": 25 });
    assert_eq!(report["total"], total);
    let items = report["items"].as_array().expect("items");
    let candidates: Vec<i64> = items.iter().filter_map(|item| item["candidatesCount"].as_i64()).collect();
    assert_eq!(candidates, [9, 21, 35, 0]);
    let places = report["places"].as_array().expect("places");
    assert_eq!(places.len(), 11 + 3 + 1);
    for rows in [items, places] {
        for column in ["quantity", "allocated", "proposed", "accepted", "engaged", "gap"] {
            let sum: i64 = rows.iter().filter_map(|row| row["figures"][column].as_i64()).sum();
            assert_eq!(json!(sum), report["total"][column], "{column}");
        }
    }
    let export =
        "mutation { exportPeople(input: { pool: \"SC-HB\", fields: [NAME, CATEGORY, PHONE], purpose: RECRUITMENT,
        recipient: \"SC-XZ-01\", format: CSV }) { people content withheld { reason } } }";
    let exported = app.data(export).await["exportPeople"].clone();
    assert!(exported["people"].as_i64().is_some_and(|people| people > 0), "{exported}");
    let withheld = exported["withheld"].as_array().expect("a list");
    assert!(withheld.iter().any(|one| one["reason"] == "DISCLOSURE_NOT_AGREED"), "{exported}");
}

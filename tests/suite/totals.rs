//! The rows of every breakdown add up to the total (R3), and what has nothing is listed with zeros (R4), on the
//! demonstration.

use muster_tests::TestApp;
use serde_json::{Value, json};

/// Every breakdown of every report that has one.
pub(crate) async fn are_the_sums_of_their_rows(app: &TestApp) {
    hours(app).await;
    workers(app).await;
    matters(app).await;
    points(app).await;
    others(app).await;
}

/// The sum of a figure over the rows of a report; the path leads from a row to it.
fn summed(rows: &Value, path: &[&str]) -> i64 {
    let rows = rows.as_array().expect("rows");
    let of = |row: &Value| path.iter().fold(row.clone(), |found, name| found[*name].clone()).as_i64().expect("a count");
    rows.iter().map(of).sum()
}

/// Each of the figures, summed over the rows, is the total's.
fn add_up(report: &Value, figures: &str, what: &str) {
    for figure in figures.split(' ') {
        assert_eq!(summed(&report["rows"], &[figure]), report["total"][figure], "{what}: {figure}");
    }
}

async fn hours(app: &TestApp) {
    for set in ["COUNTIES", "WITH_ZONES"] {
        for group in ["DIVISION", "MONTH", "CATEGORY", "TEAM", "ORGANIZATION", "DIVISION, CATEGORY"] {
            let figures = "minutes attendances";
            let query = format!(
                "{{ hoursServed(groupBy: [{group}], divisionSet: {set}) {{ total {{ {figures} }} rows {{ {figures} }} }} }}"
            );
            let report = app.data(&query).await["hoursServed"].clone();
            add_up(&report, figures, group);
            assert!(report["total"]["minutes"].as_i64().is_some_and(|minutes| minutes > 0));
        }
    }
    let query = "{ divisions: hoursServed(filter: { within: \"3607\" }, groupBy: [DIVISION], divisionSet: COUNTIES) {
            rows { minutes } }
        categories: hoursServed(filter: { within: \"3607\" }, groupBy: [CATEGORY]) { rows { minutes } } }";
    let answer = app.data(query).await;
    assert_eq!(answer["divisions"]["rows"], json!(vec![json!({ "minutes": 0 }); 18]));
    assert_eq!(answer["categories"]["rows"], json!(vec![json!({ "minutes": 0 }); 6]));
}

async fn workers(app: &TestApp) {
    for set in ["COUNTIES", "WITH_ZONES"] {
        let query = format!(
            "{{ workforceRatio(within: \"4452\", on: \"2024-12-31\", divisionSet: {set}) {{
                total {{ committee staff }} outsideTheSet {{ committee staff }} rows {{ committee staff }} }} }}"
        );
        let report = app.data(&query).await["workforceRatio"].clone();
        for figure in ["committee", "staff"] {
            let outside = report["outsideTheSet"][figure].as_i64().expect("a count");
            assert_eq!(summed(&report["rows"], &[figure]) + outside, report["total"][figure], "{set} {figure}");
        }
    }
}

async fn matters(app: &TestApp) {
    let figures = "raised taken resolved declined open reopened";
    for group in ["DEPARTMENT", "DIVISION", "KIND"] {
        let query = format!(
            "{{ matterClosure(within: \"3607\", groupBy: {group}, first: 1000) {{ total {{ {figures} }}
                rows {{ {figures} }} }} }}"
        );
        add_up(&app.data(&query).await["matterClosure"], figures, group);
    }
}

async fn points(app: &TestApp) {
    let figures = "granted takenBack redeemed givenBack uncovered balance";
    for group in ["SITE", "MONTH", "SCHEME"] {
        let query = format!(
            "{{ pointsSummary(filter: {{ within: \"4452\" }}, by: {group}) {{ total {{ {figures} volunteers }}
                rows {{ figures {{ {figures} }} }} }} }}"
        );
        let report = app.data(&query).await["pointsSummary"].clone();
        for figure in figures.split(' ') {
            assert_eq!(summed(&report["rows"], &["figures", figure]), report["total"][figure], "{group}: {figure}");
        }
        // The 26 points shops of 揭阳, one volunteer each.
        assert_eq!((&report["total"]["redeemed"], &report["total"]["volunteers"]), (&json!(26 * 15), &json!(26)));
        assert!(group != "SITE" || report["rows"].as_array().is_some_and(|shops| shops.len() == 26), "{report}");
    }
}

async fn others(app: &TestApp) {
    let query = "{ siteCounts(within: \"4452\", on: \"2024-12-31\") { total kinds { sites } rows { sites } }
        levels: organizationLevels(within: \"4452\", on: \"2024-12-31\") { total rows { organizations } }
        serviceSummary(organization: \"JY-ZZ-0001\", from: \"2020-01-01\", to: \"2025-12-31\", by: [CATEGORY]) {
            total { minutes attendances } rows { minutes attendances }
            evidence { figures { minutes attendances } } } }";
    let answer = app.data(query).await;
    for rows in ["kinds", "rows"] {
        assert_eq!(summed(&answer["siteCounts"][rows], &["sites"]), answer["siteCounts"]["total"], "sites by {rows}");
    }
    assert_eq!(summed(&answer["levels"]["rows"], &["organizations"]), answer["levels"]["total"]);
    let summary = &answer["serviceSummary"];
    add_up(summary, "minutes attendances", "service summary");
    for figure in ["minutes", "attendances"] {
        assert_eq!(summed(&summary["evidence"], &["figures", figure]), summary["total"][figure]);
    }
}

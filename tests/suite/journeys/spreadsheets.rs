//! Last year's spreadsheet over the wire: a dry run first, then for real, then the same again.

use crate::files::{ORGANIZATIONS, TEAMS, id_number, volunteers};
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};

const IMPORT: &str = "mutation($kind: ImportKind!, $csv: String!, $dryRun: Boolean!) {
    importRecords(kind: $kind, csv: $csv, dryRun: $dryRun) {
        dryRun rows accepted known refusedCount refused { row column code message } outcome position } }";

async fn import(app: &TestApp, csv: &str, dry_run: bool) -> Value {
    let variables = json!({ "kind": "VOLUNTEERS", "csv": csv, "dryRun": dry_run });
    let answer = app.ask_with(IMPORT, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["importRecords"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn spreadsheet_is_rehearsed_imported_and_known_the_second_time() {
    let app = TestApp::fresh().await;
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    let good = id_number("19900203", 7);
    let wrong = format!("{}{}", &good[..17], if good.ends_with('0') { '1' } else { '0' });
    let csv = format!("{}V-9,王金丝雀,{wrong},,445281,,,2023-01-05\n", volunteers(3));
    let before = app.head().await;

    let rehearsed = import(&app, &csv, true).await;
    assert_eq!(
        (&rehearsed["rows"], &rehearsed["accepted"], &rehearsed["refusedCount"]),
        (&json!(4), &json!(3), &json!(1))
    );
    assert_eq!((&rehearsed["outcome"], app.head().await), (&json!("ALREADY_APPLIED"), before), "nothing was changed");
    let refused = rehearsed["refused"][0].clone();
    assert_eq!((&refused["row"], &refused["column"]), (&json!(5), &json!("id_number")));
    assert!(!refused.to_string().contains(&wrong), "a refusal repeats nothing personal");

    let imported = import(&app, &csv, false).await;
    assert_eq!((&imported["accepted"], &imported["outcome"]), (&json!(3), &json!("EXECUTED")));
    let query = format!("{{ volunteers(atLeast: {}) {{ nodes {{ code }} }} }}", imported["position"]);
    assert_eq!(app.data(&query).await["volunteers"]["nodes"].as_array().map(Vec::len), Some(3));

    let again = import(&app, &csv, false).await;
    assert_eq!((&again["accepted"], &again["known"]), (&json!(0), &json!(3)));
    assert_eq!((&again["outcome"], &again["position"]), (&json!("ALREADY_APPLIED"), &imported["position"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn spreadsheet_is_refused_whole_when_its_header_is_wrong() {
    let app = TestApp::fresh().await;
    let variables = json!({ "kind": "TEAMS", "csv": "code,colour\nT-1,red\n", "dryRun": false });
    let answer = app.ask_with(IMPORT, variables).await;
    let refused = answer["errors"][0]["extensions"].clone();
    assert_eq!((&refused["code"], &refused["column"]), (&json!("HEADER_COLUMN_UNKNOWN"), &json!("colour")));
    assert_eq!(app.head().await, 0);
}

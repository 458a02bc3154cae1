//! Instructors and organizations: links, their limits, transfer, load, and who is left uncovered.

use crate::files::id_number;
use muster_tests::TestApp;
use serde_json::json;

async fn register(app: &TestApp, code: &str, kind: &str) {
    let mutation = format!(
        "mutation {{ registerOrganization(input: {{ code: \"{code}\", name: \"示例{code}\", kind: {kind},
            division: \"360702\", registeredOn: \"2021-01-01\" }}) {{ outcome }} }}"
    );
    assert_eq!(app.data(&mutation).await["registerOrganization"]["outcome"], "EXECUTED");
}

async fn appoint(app: &TestApp, code: &str, sequence: u32) {
    let number = id_number("19800101", sequence);
    let mutation = format!(
        "mutation {{ appointInstructor(input: {{ code: \"{code}\", division: \"360702\", kind: FULL_TIME,
            appointedOn: \"2022-01-01\", person: {{ idNumber: \"{number}\", name: \"周示例\" }} }}) {{ outcome }} }}"
    );
    assert_eq!(app.data(&mutation).await["appointInstructor"]["outcome"], "EXECUTED");
}

fn assign(instructor: &str, organization: &str, kind: &str) -> String {
    format!(
        "mutation {{ assignOrganization(input: {{ instructor: \"{instructor}\", organization: \"{organization}\",
            linkKind: {kind}, from: \"2022-03-01\" }}) {{ outcome position }} }}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn eleventh_focus_link_and_a_second_focus_instructor_are_refused_with_their_figures() {
    let app = TestApp::fresh().await;
    for number in 1..=11 {
        register(&app, &format!("E-{number}"), "ENTERPRISE").await;
    }
    appoint(&app, "I-1", 1).await;
    appoint(&app, "I-2", 2).await;
    for number in 1..=10 {
        let answer = app.data(&assign("I-1", &format!("E-{number}"), "FOCUS")).await;
        assert_eq!(answer["assignOrganization"]["outcome"], "EXECUTED");
    }
    let refused = app.refusal(&assign("I-1", "E-11", "FOCUS")).await;
    let expected = json!({ "code": "FOCUS_LIMIT_EXCEEDED", "limit": 10, "actual": 11, "day": "2022-03-01" });
    assert_eq!(refused, expected);
    let refused = app.refusal(&assign("I-2", "E-1", "FOCUS")).await;
    assert_eq!(refused["code"], "FOCUS_INSTRUCTOR_EXISTS");
    assert!(refused["holder"].is_string());
    let again = app.data(&assign("I-1", "E-1", "FOCUS")).await;
    assert_eq!(again["assignOrganization"], json!({ "outcome": "ALREADY_APPLIED", "position": null }));

    let done = app.data(&assign("I-2", "E-11", "GENERAL")).await;
    let position = done["assignOrganization"]["position"].as_i64().expect("a position");
    let query = format!(
        "{{ instructorLoad(on: \"2024-01-01\", atLeast: {position}) {{ instructor {{ code }} focus general band }}
            uncoveredOrganizations(on: \"2024-01-01\", atLeast: {position}) {{ code generalOnly }} }}"
    );
    let answer = app.data(&query).await;
    let load = json!([
        { "instructor": { "code": "I-1" }, "focus": 10, "general": 0, "band": "WITHIN" },
        { "instructor": { "code": "I-2" }, "focus": 0, "general": 1, "band": "UNDER" }]);
    assert_eq!(answer["instructorLoad"], load);
    assert_eq!(answer["uncoveredOrganizations"], json!([{ "code": "E-11", "generalOnly": true }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn link_goes_over_from_one_day_to_the_next_and_every_view_replays() {
    let app = TestApp::fresh().await;
    register(&app, "E-1", "ENTERPRISE").await;
    appoint(&app, "I-1", 1).await;
    appoint(&app, "I-2", 2).await;
    app.data(&assign("I-1", "E-1", "FOCUS")).await;
    let transfer =
        "mutation { transferAssignment(input: { instructor: \"I-1\", organization: \"E-1\", successor: \"I-2\",
        endedOn: \"2023-06-30\" }) { position } }";
    let position = app.data(transfer).await["transferAssignment"]["position"].as_i64().expect("a position");
    for (day, holder) in [("2023-06-30", "I-1"), ("2023-07-01", "I-2")] {
        let query = format!(
            "{{ instructorAssignments(asOf: {{ axis: OCCURRED, at: \"{day}T04:00:00Z\" }}, atLeast: {position}) {{
                links {{ nodes {{ instructor {{ code }} organization {{ code }} }} }} }} }}"
        );
        let expected = json!([{ "instructor": { "code": holder }, "organization": { "code": "E-1" } }]);
        assert_eq!(app.data(&query).await["instructorAssignments"]["links"]["nodes"], expected, "{day}");
    }
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn organizations_are_paired_once_and_never_with_themselves() {
    let app = TestApp::fresh().await;
    register(&app, "D-1", "DEPARTMENT").await;
    register(&app, "E-1", "ENTERPRISE").await;
    let pair = |one: &str, other: &str, from: &str| {
        format!(
            "mutation {{ pairOrganizations(input: {{ organization: \"{one}\", partner: \"{other}\", from: \"{from}\" }})
                {{ outcome }} }}"
        )
    };
    assert_eq!(app.refusal(&pair("D-1", "D-1", "2022-01-01")).await["code"], "PAIRING_WITH_ITSELF");
    assert_eq!(app.data(&pair("D-1", "E-1", "2022-01-01")).await["pairOrganizations"]["outcome"], "EXECUTED");
    assert_eq!(app.data(&pair("D-1", "E-1", "2022-01-01")).await["pairOrganizations"]["outcome"], "ALREADY_APPLIED");
    assert_eq!(app.refusal(&pair("D-1", "E-1", "2023-01-01")).await["code"], "PAIRING_EXISTS");
    assert_eq!(app.refusal(&pair("E-1", "D-1", "2023-01-01")).await["code"], "PAIRING_EXISTS");
}

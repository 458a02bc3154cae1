//! Matters brought to departments: called, taken in one response, resolved, declined, opened again, and how many closed.

use super::steps::{refusal, twice};
use crate::files::id_number;
use muster_tests::TestApp;
use serde_json::json;

/// Two departments, a community and an instructor.
async fn parties() -> TestApp {
    let app = TestApp::fresh().await;
    for (code, kind) in [("D-1", "DEPARTMENT"), ("D-2", "DEPARTMENT"), ("C-1", "COMMUNITY")] {
        let register = format!(
            "registerOrganization(input: {{ code: \"{code}\", name: \"示例{code}\", kind: {kind}, division: \"360702\",
                registeredOn: \"2021-01-01\" }})"
        );
        twice(&app, &register).await;
    }
    let number = id_number("19800101", 1);
    let appoint = format!(
        "appointInstructor(input: {{ code: \"I-1\", division: \"360702\", kind: FULL_TIME, appointedOn: \"2022-01-01\",
            person: {{ idNumber: \"{number}\", name: \"周示例\" }} }})"
    );
    twice(&app, &appoint).await;
    app
}

fn raise(code: &str, caller: &str, department: &str, matters: &[&str]) -> String {
    let listed: Vec<String> = matters
        .iter()
        .map(|matter| format!("{{ code: \"{matter}\", kind: INFRASTRUCTURE, text: \"弄堂金丝雀管线{matter}\" }}"))
        .collect();
    format!(
        "raiseMatters(input: {{ code: \"{code}\", {caller}, department: \"{department}\", division: \"360702\",
            raisedOn: \"2022-03-01\", matters: [{}] }})",
        listed.join(", ")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn one_response_takes_many_matters_and_closure_names_both_its_counts() {
    let app = parties().await;
    twice(&app, &raise("C1", "organization: \"C-1\"", "D-1", &["a", "b", "c", "d"])).await;
    twice(&app, &raise("C2", "instructor: \"I-1\"", "D-2", &["a"])).await;
    let early =
        refusal(&app, "resolveMatters(call: \"C1\", matters: [\"a\"], resolvedOn: \"2022-03-02\", result: \"好\")");
    assert_eq!(early.await, json!({ "code": "MATTER_NOT_TAKEN", "matter": "a" }));
    let take = "takeMatters(call: \"C1\", response: \"R1\", matters: [\"a\", \"b\", \"c\"], takenOn: \"2022-03-02\")";
    twice(&app, take).await;
    let again = "takeMatters(call: \"C1\", response: \"R2\", matters: [\"c\", \"d\"], takenOn: \"2022-03-03\")";
    let taken = json!({ "code": "MATTER_TAKEN", "matter": "c", "response": "R1", "takenOn": "2022-03-02" });
    assert_eq!(refusal(&app, again).await, taken);
    twice(&app, "resolveMatters(call: \"C1\", resolvedOn: \"2022-03-09\", result: \"已迁移\")").await;
    twice(&app, "declineMatters(call: \"C1\", matters: [\"d\"], declinedOn: \"2022-03-04\", reason: \"不属职责\")")
        .await;
    let reopen = "reopenMatter(call: \"C1\", matter: \"c\", reopenedOn: \"2022-03-10\", reason: \"未解决\")";
    let position = twice(&app, reopen).await;

    let figures = "raised taken resolved declined open reopened calls responses closed { numerator denominator basis }";
    let query = format!(
        "{{ matterClosure(within: \"3607\", from: \"2022-01-01\", to: \"2022-12-31\", groupBy: DEPARTMENT,
                atLeast: {position}) {{ total {{ {figures} }} more
                rows {{ organization {{ code }} raised resolved responses }} }}
            callers: matterClosure(groupBy: ORGANIZATION, atLeast: {position}) {{ rows {{ organization {{ code }} raised }} }}
            instructors: matterClosure(groupBy: INSTRUCTOR, atLeast: {position}) {{ rows {{ instructor {{ code }} raised }} }}
            kinds: matterClosure(groupBy: KIND, atLeast: {position}) {{ rows {{ kind raised }} }}
            divisions: matterClosure(within: \"3607\", groupBy: DIVISION, atLeast: {position}) {{
                rows {{ division {{ code }} raised }} }}
            outside: matterClosure(from: \"2023-01-01\", atLeast: {position}) {{ total {{ raised }} }}
            open: matters(filter: {{ call: \"C1\", state: TAKEN }}, atLeast: {position}) {{
                nodes {{ code response reopened department {{ code }} organization {{ code }} closedOn }} }} }}"
    );
    let answer = app.data(&query).await;
    let basis = answer["matterClosure"]["total"]["closed"]["basis"].clone();
    assert!(basis.as_str().is_some_and(|basis| basis.contains("resolved")), "{basis}");
    let expected = json!({ "raised": 5, "taken": 3, "resolved": 2, "declined": 1, "open": 2, "reopened": 1, "calls": 2,
        "responses": 1, "closed": { "numerator": 2, "denominator": 5, "basis": basis } });
    assert_eq!(answer["matterClosure"]["total"], expected);
    let rows = json!([
        { "organization": { "code": "D-1" }, "raised": 4, "resolved": 2, "responses": 1 },
        { "organization": { "code": "D-2" }, "raised": 1, "resolved": 0, "responses": 0 },
    ]);
    assert_eq!(answer["matterClosure"]["rows"], rows);
    assert_eq!(answer["matterClosure"]["more"], false);
    assert_eq!(answer["callers"]["rows"], json!([{ "organization": { "code": "C-1" }, "raised": 4 }]));
    assert_eq!(answer["instructors"]["rows"], json!([{ "instructor": { "code": "I-1" }, "raised": 1 }]));
    let kinds = answer["kinds"]["rows"].as_array().expect("kinds").clone();
    assert_eq!((kinds.len(), &kinds[0]), (7, &json!({ "kind": "INFRASTRUCTURE", "raised": 5 })));
    let divisions = answer["divisions"]["rows"].as_array().expect("divisions").clone();
    assert!(divisions.contains(&json!({ "division": { "code": "360703" }, "raised": 0 })), "{divisions:?}");
    assert_eq!(answer["outside"]["total"]["raised"], 0);
    let open = json!({ "code": "c", "response": "R1", "reopened": 1, "department": { "code": "D-1" },
        "organization": { "code": "C-1" }, "closedOn": null });
    assert_eq!(answer["open"]["nodes"], json!([open]));
    app.verify_views().await;
    assert!(!app.store.dump_text().await.contains("金丝雀"), "what a matter is about stands nowhere in clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn call_is_refused_when_nobody_is_called_on_or_nobody_calls() {
    let app = parties().await;
    let community = refusal(&app, &raise("C1", "organization: \"D-1\"", "C-1", &["a"])).await;
    assert_eq!((&community["code"], &community["kind"]), (&json!("NOT_A_DEPARTMENT"), &json!("COMMUNITY")));
    let itself = refusal(&app, &raise("C1", "organization: \"D-1\"", "D-1", &["a"])).await;
    assert_eq!(itself, json!({ "code": "CALL_ON_ITSELF" }));
    let both = refusal(&app, &raise("C1", "organization: \"C-1\", instructor: \"I-1\"", "D-1", &["a"])).await;
    assert_eq!(both["code"], "CALLER_NOT_NAMED");
    let nobody = refusal(&app, &raise("C1", "instructor: \"I-9\"", "D-1", &["a"])).await;
    assert_eq!(nobody, json!({ "code": "INSTRUCTOR_UNKNOWN", "instructor": "I-9" }));
    let twins = refusal(&app, &raise("C1", "organization: \"C-1\"", "D-1", &["a", "a"])).await;
    assert_eq!(twins, json!({ "code": "MATTER_LISTED_TWICE", "matter": "a" }));
    let unknown = refusal(&app, "takeMatters(call: \"C9\", response: \"R1\", takenOn: \"2022-03-02\")").await;
    assert_eq!(unknown, json!({ "code": "CALL_UNKNOWN" }));
}

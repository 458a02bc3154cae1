//! Instructors and organizations: links, their limits, transfer, load, and who is left uncovered.

use crate::files::id_number;
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};

pub(crate) async fn register(app: &TestApp, code: &str, kind: &str) {
    register_in(app, code, kind, "360702").await;
}

pub(crate) async fn register_in(app: &TestApp, code: &str, kind: &str, division: &str) {
    let mutation = format!(
        "mutation {{ registerOrganization(input: {{ code: \"{code}\", name: \"示例{code}\", kind: {kind},
            division: \"{division}\", registeredOn: \"2021-01-01\" }}) {{ outcome }} }}"
    );
    assert_eq!(app.data(&mutation).await["registerOrganization"]["outcome"], "EXECUTED");
}

pub(crate) async fn appoint(app: &TestApp, code: &str, sequence: u32) {
    appoint_in(app, code, sequence, "360702").await;
}

pub(crate) async fn appoint_in(app: &TestApp, code: &str, sequence: u32, division: &str) {
    let number = id_number("19800101", sequence);
    let mutation = format!(
        "mutation {{ appointInstructor(input: {{ code: \"{code}\", division: \"{division}\", kind: FULL_TIME,
            appointedOn: \"2022-01-01\", person: {{ idNumber: \"{number}\", name: \"周示例\" }} }}) {{ outcome }} }}"
    );
    assert_eq!(app.data(&mutation).await["appointInstructor"]["outcome"], "EXECUTED");
}

pub(crate) fn assign(instructor: &str, organization: &str, kind: &str) -> String {
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

/// The load of everybody on a day: code, focus, general, limit, band.
pub(crate) async fn load_on(app: &TestApp, day: &str) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ instructorLoad(on: \"{day}\", atLeast: {head}) {{ instructor {{ code }} focus general limit band
            focusOverride {{ limit from to grantedBy {{ code }} }} }} }}"
    );
    app.data(&query).await["instructorLoad"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn override_of_a_department_lets_the_eleventh_link_begin_and_the_load_stands_as_over_when_it_ends() {
    let app = TestApp::fresh().await;
    register(&app, "D-1", "DEPARTMENT").await;
    for number in 1..=12 {
        register(&app, &format!("E-{number}"), "ENTERPRISE").await;
    }
    appoint(&app, "I-1", 1).await;
    for number in 1..=10 {
        app.data(&assign("I-1", &format!("E-{number}"), "FOCUS")).await;
    }
    let grant = |department: &str| {
        format!(
            "mutation {{ grantFocusOverride(input: {{ instructor: \"I-1\", department: \"{department}\", limit: 11,
                from: \"2022-03-01\", to: \"2023-12-31\", reason: \"新建园区集中组建\" }}) {{ outcome }} }}"
        )
    };
    assert_eq!(app.refusal(&assign("I-1", "E-11", "FOCUS")).await["code"], "FOCUS_LIMIT_EXCEEDED");
    let refused = app.refusal(&grant("E-1")).await;
    assert_eq!(refused, json!({ "code": "OVERRIDE_NOT_BY_DEPARTMENT", "kind": "ENTERPRISE" }));
    assert_eq!(app.data(&grant("D-1")).await["grantFocusOverride"]["outcome"], "EXECUTED");
    assert_eq!(app.data(&grant("D-1")).await["grantFocusOverride"]["outcome"], "ALREADY_APPLIED");
    assert_eq!(app.data(&assign("I-1", "E-11", "FOCUS")).await["assignOrganization"]["outcome"], "EXECUTED");
    let refused = app.refusal(&assign("I-1", "E-12", "FOCUS")).await;
    let expected = json!({ "code": "FOCUS_LIMIT_EXCEEDED", "limit": 11, "actual": 12, "day": "2022-03-01" });
    assert_eq!(refused, expected);

    let granted = |to: &str| json!({ "limit": 11, "from": "2022-03-01", "to": to, "grantedBy": { "code": "D-1" } });
    let row = |limit: i64, band: &str, granted: Value| {
        json!([{ "instructor": { "code": "I-1" }, "focus": 11, "general": 0, "limit": limit, "band": band,
            "focusOverride": granted }])
    };
    assert_eq!(load_on(&app, "2023-12-31").await, row(11, "WITHIN", granted("2023-12-31")));
    assert_eq!(load_on(&app, "2024-01-01").await, row(10, "OVER", Value::Null));
    let end = "mutation { endFocusOverride(instructor: \"I-1\", endedOn: \"2023-03-31\") { outcome } }";
    let head = app.head().await;
    let expiring = format!(
        "{{ expiring(within: 100, on: \"2023-10-01\", kinds: [FOCUS_OVERRIDE], atLeast: {head}) {{ nodes {{ what daysLeft }} }} }}"
    );
    let ends = app.data(&expiring).await["expiring"]["nodes"].clone();
    assert_eq!(ends, json!([{ "what": "I-1", "daysLeft": 91 }]));
    assert_eq!(app.data(end).await["endFocusOverride"]["outcome"], "EXECUTED");
    assert_eq!(load_on(&app, "2023-03-31").await, row(11, "WITHIN", granted("2023-03-31")));
    assert_eq!(load_on(&app, "2023-04-01").await, row(10, "OVER", Value::Null));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn qualification_is_a_gate_where_it_is_told_and_flagged_where_it_is_not() {
    let app = TestApp::fresh().await;
    let appoint_as = |code: &str, qualification: &str| {
        let number = id_number("19800101", 1);
        format!(
            "mutation {{ appointInstructor(input: {{ code: \"{code}\", division: \"360702\", kind: FULL_TIME,
                appointedOn: \"2022-01-01\", person: {{ idNumber: \"{number}\", name: \"周示例\" }} {qualification} }})
                {{ outcome }} }}"
        )
    };
    let low = "qualification: { education: HIGH_SCHOOL, partyWorkYears: 5 }";
    let refused = app.refusal(&appoint_as("I-1", low)).await;
    let expected = json!({ "code": "EDUCATION_TOO_LOW", "education": "HIGH_SCHOOL", "least": "JUNIOR_COLLEGE" });
    assert_eq!(refused, expected);
    let green = "qualification: { education: BACHELOR, partyWorkYears: 0 }";
    let refused = app.refusal(&appoint_as("I-1", green)).await;
    assert_eq!(refused, json!({ "code": "EXPERIENCE_TOO_SHORT", "actual": 0, "least": 1 }));
    let number = id_number("19800101", 2);
    let file =
        format!("code,name,id_number,division,kind,appointed_on\nI-2,吴示例,{number},360702,FULL_TIME,2022-01-01\n");
    assert_eq!(app.import(Kind::Instructors, &file).await.accepted, 1);
    app.data(&appoint_as("I-1", "qualification: { education: JUNIOR_COLLEGE, partyWorkYears: 3 }")).await;
    let record = "mutation { recordInstructorQualification(instructor: \"I-2\", recordedOn: \"2022-02-01\",
        qualification: { education: HIGH_SCHOOL }) { outcome } }";
    let states = |head: i64| {
        format!(
            "{{ instructors(atLeast: {head}) {{ nodes {{ code qualification {{ education partyWorkYears state }} }} }} }}"
        )
    };
    let row = |code: &str, education: Value, years: Value, state: &str| json!({ "code": code, "qualification": { "education": education, "partyWorkYears": years, "state": state } });
    let met = row("I-1", json!("JUNIOR_COLLEGE"), json!(3), "MET");
    let nodes = app.data(&states(app.head().await)).await["instructors"]["nodes"].clone();
    assert_eq!(nodes, json!([met, row("I-2", Value::Null, Value::Null, "UNKNOWN")]));
    assert_eq!(app.data(record).await["recordInstructorQualification"]["outcome"], "EXECUTED");
    let nodes = app.data(&states(app.head().await)).await["instructors"]["nodes"].clone();
    assert_eq!(nodes, json!([met, row("I-2", json!("HIGH_SCHOOL"), Value::Null, "BELOW")]));
}

/// Names the person of an instructor as the legal representative of an organization.
pub(crate) async fn represent(app: &TestApp, instructor: &str, organization: &str) -> String {
    let head = app.head().await;
    let query = format!("{{ instructor(code: \"{instructor}\", atLeast: {head}) {{ person {{ id }} }} }}");
    let person = app.data(&query).await["instructor"]["person"]["id"].as_str().expect("an id").to_owned();
    let name = format!(
        "mutation {{ nameLegalRepresentative(organization: \"{organization}\", personId: \"{person}\",
            namedOn: \"2022-02-01\") {{ outcome }} }}"
    );
    assert_eq!(app.data(&name).await["nameLegalRepresentative"]["outcome"], "EXECUTED");
    person
}

#[tokio::test(flavor = "multi_thread")]
async fn legal_representative_guides_no_organization_of_their_own() {
    let app = TestApp::fresh().await;
    register(&app, "E-1", "ENTERPRISE").await;
    appoint(&app, "I-1", 1).await;
    let person = represent(&app, "I-1", "E-1").await;
    let refused = app.refusal(&assign("I-1", "E-1", "GENERAL")).await;
    assert_eq!((&refused["code"], &refused["day"]), (&json!("REPRESENTS_ORGANIZATION"), &json!("2022-03-01")));
    let file = "instructor_code,organization_code,link_kind,from\nI-1,E-1,GENERAL,2022-03-01\n";
    let report = app.import(Kind::Assignments, file).await;
    assert_eq!((report.accepted, report.refused_count), (0, 1));
    let head = app.head().await;
    let query = format!("{{ organization(code: \"E-1\", atLeast: {head}) {{ legalRepresentative {{ id }} }} }}");
    assert_eq!(app.data(&query).await["organization"]["legalRepresentative"]["id"], json!(person));
    let nobody = "mutation { nameLegalRepresentative(organization: \"E-1\", namedOn: \"2022-03-01\",
        personId: \"00000000-0000-4000-8000-000000000001\") { outcome } }";
    assert_eq!(app.refusal(nobody).await["code"], "PERSON_UNKNOWN");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instructor_is_named_legal_representative_of_an_organization_only_when_the_link_to_it_has_ended() {
    let app = TestApp::fresh().await;
    register(&app, "E-1", "ENTERPRISE").await;
    appoint(&app, "I-1", 1).await;
    app.data(&assign("I-1", "E-1", "FOCUS")).await;
    let head = app.head().await;
    let query = format!("{{ instructor(code: \"I-1\", atLeast: {head}) {{ person {{ id }} }} }}");
    let person = app.data(&query).await["instructor"]["person"]["id"].clone();
    let name = |on: &str| {
        format!(
            "mutation {{ nameLegalRepresentative(organization: \"E-1\", personId: {person}, namedOn: \"{on}\") {{ outcome }} }}"
        )
    };
    let guides = json!({ "code": "REPRESENTATIVE_GUIDES", "from": "2022-03-01", "until": null, "day": "2022-04-01" });
    assert_eq!(app.refusal(&name("2022-04-01")).await, guides);
    let end =
        "mutation { endAssignment(instructor: \"I-1\", organization: \"E-1\", endedOn: \"2022-03-31\") { outcome } }";
    assert_eq!(app.data(end).await["endAssignment"]["outcome"], "EXECUTED");
    assert_eq!(app.data(&name("2022-04-01")).await["nameLegalRepresentative"]["outcome"], "EXECUTED");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn year_is_appraised_once_and_trainings_are_listed() {
    let app = TestApp::fresh().await;
    appoint(&app, "I-1", 1).await;
    let appraise = |year: i32, grade: &str| {
        format!("mutation {{ appraiseInstructor(instructor: \"I-1\", year: {year}, grade: {grade}) {{ outcome }} }}")
    };
    assert_eq!(app.data(&appraise(2022, "EXCELLENT")).await["appraiseInstructor"]["outcome"], "EXECUTED");
    assert_eq!(app.data(&appraise(2022, "EXCELLENT")).await["appraiseInstructor"]["outcome"], "ALREADY_APPLIED");
    let refused = app.refusal(&appraise(2022, "COMPETENT")).await;
    assert_eq!(refused, json!({ "code": "APPRAISED_ALREADY", "year": 2022, "grade": "EXCELLENT" }));
    app.data(&appraise(2023, "BASICALLY_COMPETENT")).await;
    assert_eq!(app.refusal(&appraise(2021, "COMPETENT")).await["code"], "APPRAISAL_YEAR_OUT_OF_BOUNDS");
    let train = "mutation { recordInstructorTraining(instructor: \"I-1\", name: \"党务培训\", minutes: 480,
        completedOn: \"2022-05-01\") { outcome } }";
    app.data(train).await;
    let head = app.head().await;
    let query = format!(
        "{{ instructor(code: \"I-1\", atLeast: {head}) {{ appraisals {{ year grade }} trainings {{ name minutes completedOn }} }} }}"
    );
    let expected = json!({
        "appraisals": [{ "year": 2023, "grade": "BASICALLY_COMPETENT" }, { "year": 2022, "grade": "EXCELLENT" }],
        "trainings": [{ "name": "党务培训", "minutes": 480, "completedOn": "2022-05-01" }] });
    assert_eq!(app.data(&query).await["instructor"], expected);
    app.verify_views().await;
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

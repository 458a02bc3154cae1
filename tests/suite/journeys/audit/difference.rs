//! What makes a report differ between two moments: the events, each with its part, and the parts make the whole.

use crate::{
    as_of::{as_of, lived},
    journeys::steps::{act, does, two_who_served},
};
use muster_tests::{TestApp, eventually};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ANSWER: &str = "earlier { position recordedAt } later { position } lookedAt
    cells { cell earlier later by } before { cell by } rest { cell by }
    events { event { position eventType actor recordedAt } by { cell by } } pageInfo { hasNextPage endCursor }";

/// Reports of May 2024, with a name for each.
const REPORTS: [&str; 4] = [
    "kind: HOURS_SERVED, within: \"4452\"",
    "kind: SERVICE_SUMMARY, organization: \"O-1\"",
    "kind: TEAM_COVERAGE, within: \"4452\"",
    "kind: INSTRUCTOR_ASSIGNMENTS, within: \"4452\"",
];

fn question(report: &str, more: &str) -> String {
    format!(
        "{{ explainDifference(report: {{ {report}, from: \"2024-05-01\", to: \"2024-05-31\" }}, {more}) {{ {ANSWER} }} }}"
    )
}

/// The answer, asked again while a view is being built.
async fn explained(app: &TestApp, report: &str, more: &str) -> Value {
    let query = question(report, more);
    let answer = eventually("an explanation", async || {
        let answer = app.ask_with(&query, json!({})).await;
        (answer["errors"][0]["extensions"]["code"] != "AS_OF_BUILDING").then_some(answer)
    })
    .await;
    assert!(answer.get("errors").is_none(), "{query}: {}", answer["errors"]);
    answer["data"]["explainDifference"].clone()
}

/// Cells and by how much they grew.
fn changes(list: &Value) -> BTreeMap<String, i64> {
    let change =
        |cell: &Value| (cell["cell"].as_str().expect("a cell").to_owned(), cell["by"].as_i64().expect("a count"));
    list.as_array().expect("a list").iter().map(change).filter(|(_, by)| *by != 0).collect()
}

/// What the parts of an answer make together.
fn sum(answer: &Value) -> BTreeMap<String, i64> {
    let events = answer["events"].as_array().expect("events").iter().map(|event| changes(&event["by"]));
    let mut sum = BTreeMap::new();
    for (cell, by) in events.chain([changes(&answer["before"]), changes(&answer["rest"])]).flatten() {
        *sum.entry(cell).or_insert(0) += by;
    }
    sum.retain(|_, by| *by != 0);
    sum
}

async fn credit_of(app: &TestApp, volunteer: &str) -> String {
    let query = format!("{{ volunteer(code: \"{volunteer}\") {{ credits {{ nodes {{ id }} }} }} }}");
    app.data(&query).await["volunteer"]["credits"]["nodes"][0]["id"].as_str().expect("an id").to_owned()
}

/// V-2's hour becomes three quarters, V-1's two hours are revoked; gives the position before, and those of the changes.
async fn corrected(app: &TestApp) -> (i64, [i64; 3]) {
    app.settle().await;
    let told_at = app.head().await;
    let (of_one, of_two) = (credit_of(app, "V-1").await, credit_of(app, "V-2").await);
    let position = |done: &Value| done["position"].as_i64().expect("a position");
    let correct = format!(
        "correctHours(input: {{ volunteer: \"V-2\", credit: \"{of_two}\", reason: \"登记有误\",
            startsAt: \"2024-05-02T08:00:00+08:00\", endsAt: \"2024-05-02T08:45:00+08:00\" }})"
    );
    let correction = position(&act(app, &correct).await);
    does(app, "declareSkills(volunteer: \"V-1\", skills: [\"急救\"])").await;
    let approve = format!(
        "mutation {{ done: approveCredit(volunteer: \"V-2\", credit: \"{of_two}\", tier: ORGANIZATION) {{ position }} }}"
    );
    let approval = position(&app.data_by_other(&approve).await["done"]);
    let revoke = format!("revokeHours(volunteer: \"V-1\", credit: \"{of_one}\", reason: \"重复登记\")");
    let revocation = position(&act(app, &revoke).await);
    app.settle().await;
    (told_at, [correction, approval, revocation])
}

#[tokio::test(flavor = "multi_thread")]
async fn difference_of_hours_is_told_event_by_event_and_a_page_says_what_lies_before_and_behind_it() {
    let app = two_who_served().await;
    let (told_at, [correction, approval, revocation]) = corrected(&app).await;
    let since = format!("earlier: {{ position: {told_at} }}");
    let answer = explained(&app, REPORTS[0], &since).await;
    let cell = |name: &str, earlier: i64, later: i64| json!({ "cell": format!("total.{name}"), "earlier": earlier, "later": later, "by": later - earlier });
    let cells = [cell("attendances", 2, 1), cell("minutes", 180, 45), cell("people", 2, 1), cell("sessions", 1, 1)];
    assert_eq!(answer["cells"], json!(cells));
    assert_eq!((&answer["lookedAt"], &answer["before"], &answer["rest"]), (&json!(3), &json!([]), &json!([])));
    let by = |people: i64, minutes: i64| {
        let cells = [("total.attendances", people), ("total.minutes", minutes), ("total.people", people)];
        json!(cells.map(|(cell, by)| json!({ "cell": cell, "by": by })))
    };
    let told: Vec<_> = answer["events"].as_array().expect("events").iter().collect();
    let expected = [
        (correction, "hours_corrected", by(-1, -60)),
        (approval, "credit_approved", by(1, 45)),
        (revocation, "hours_revoked", by(-1, -120)),
    ];
    assert_eq!(told.len(), 3, "{answer}");
    for (told, (position, event_type, by)) in told.iter().zip(&expected) {
        assert_eq!((&told["event"]["position"], &told["event"]["eventType"]), (&json!(position), &json!(event_type)));
        assert_eq!(&told["by"], by, "{event_type}");
    }
    assert_ne!(told[0]["event"]["actor"], told[1]["event"]["actor"], "another approves");

    // Page by page: what is not listed is summed.
    let first = explained(&app, REPORTS[0], &format!("{since}, first: 1")).await;
    assert_eq!((&first["events"][0]["by"], first["events"].as_array().map(Vec::len)), (&by(-1, -60), Some(1)));
    assert_eq!(changes(&first["rest"]), BTreeMap::from([("total.minutes".to_owned(), -75)]));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let next = format!("{since}, first: 1, after: {}", first["pageInfo"]["endCursor"]);
    let second = explained(&app, REPORTS[0], &next).await;
    assert_eq!((&second["before"], &second["rest"]), (&by(-1, -60), &by(-1, -120)));
    assert_eq!(second["events"][0]["event"]["position"], approval);
    let last = format!("{since}, after: {}", second["pageInfo"]["endCursor"]);
    let last = explained(&app, REPORTS[0], &last).await;
    assert_eq!(
        (&last["events"][0]["by"], &last["pageInfo"]),
        (&by(-1, -120), &json!({ "hasNextPage": false, "endCursor": null }))
    );

    // As of the approval nothing later is known; of another county nothing changed; by division and category.
    let query = question(REPORTS[0], &since);
    let then =
        as_of(&app, approval, query.strip_prefix('{').unwrap_or_default().strip_suffix('}').unwrap_or_default()).await;
    let then = &then["data"]["asOf"]["explainDifference"];
    assert_eq!((&then["later"]["position"], then["events"].as_array().map(Vec::len)), (&json!(approval), Some(2)));
    assert_eq!(sum(then), BTreeMap::from([("total.minutes".to_owned(), -15)]));
    let elsewhere = explained(&app, "kind: HOURS_SERVED, within: \"445222\"", &since).await;
    assert_eq!((&elsewhere["lookedAt"], &elsewhere["events"]), (&json!(0), &json!([])));
    let rows = explained(&app, &format!("{}, rows: true", REPORTS[0]), &since).await;
    assert_eq!(changes(&rows["events"][2]["by"])["division.445281.minutes"], -120);
    assert_eq!(changes(&rows["events"][2]["by"])["category.ECOLOGY.people"], -1);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_make_the_difference_between_any_two_positions_and_each_is_what_its_event_changed() {
    let app = lived().await;
    app.settle().await;
    let credit = credit_of(&app, "V-1").await;
    let correct = format!(
        "correctHours(input: {{ volunteer: \"V-1\", credit: \"{credit}\", reason: \"登记有误\",
            startsAt: \"2024-05-02T08:00:00+08:00\", endsAt: \"2024-05-02T09:30:00+08:00\" }})"
    );
    does(&app, &correct).await;
    let approve = format!("approveCredit(volunteer: \"V-1\", credit: \"{credit}\", tier: ORGANIZATION)");
    app.data_by_other(&format!("mutation {{ {approve} {{ outcome }} }}")).await;
    app.settle().await;
    let head = app.head().await;
    let mut random = StdRng::seed_from_u64(7);
    let asked =
        "hoursServed(filter: { within: \"4452\", from: \"2024-05-01\", to: \"2024-05-31\" }) { total { minutes } }";
    let minutes = async |position: i64| {
        let answer = as_of(&app, position, asked).await;
        answer["data"]["asOf"]["hoursServed"]["total"]["minutes"].as_i64().expect("minutes")
    };
    for report in REPORTS {
        let from = random.random_range(0..head);
        let to = random.random_range(from..=head);
        for (from, to) in [(0, head), (from, to), (to / 2, head)] {
            let more = format!("earlier: {{ position: {from} }}, later: {{ position: {to} }}, first: 100");
            let answer = explained(&app, &format!("{report}, rows: true"), &more).await;
            assert_eq!(sum(&answer), changes(&answer["cells"]), "{report} from {from} to {to}");
            assert_eq!(answer["pageInfo"]["hasNextPage"], false);
            if (from, to) == (0, head) {
                assert!(!sum(&answer).is_empty(), "{report}: {answer}");
            }
            if report == REPORTS[0] {
                for event in answer["events"].as_array().expect("events") {
                    let position = event["event"]["position"].as_i64().expect("a position");
                    let by = changes(&event["by"]).get("total.minutes").copied().unwrap_or_default();
                    assert_eq!(minutes(position).await - minutes(position - 1).await, by, "{event}");
                }
            }
        }
    }
    // What was carried on is not kept: the same question is answered the same, and the build as it was.
    let more = format!("earlier: {{ position: 0 }}, later: {{ position: {head} }}");
    let (one, other) = (explained(&app, REPORTS[2], &more).await, explained(&app, REPORTS[2], &more).await);
    assert_eq!(one, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn explanation_is_refused_when_moments_or_report_do_not_fit() {
    let app = two_who_served().await;
    app.settle().await;
    let head = app.head().await;
    let refused = async |report: &str, more: &str| app.refusal(&question(report, more)).await;
    let reversed = refused(REPORTS[0], &format!("earlier: {{ position: {head} }}, later: {{ position: 1 }}")).await;
    assert_eq!(reversed, json!({ "code": "MOMENTS_REVERSED", "earlier": head, "later": 1 }));
    let none = refused(REPORTS[0], "earlier: {}").await;
    assert_eq!(none, json!({ "code": "AS_OF_INCOMPLETE", "axis": "RECORDED" }));
    let ahead = refused(REPORTS[0], &format!("earlier: {{ position: {} }}", head + 1)).await;
    assert_eq!(ahead, json!({ "code": "POSITION_UNKNOWN", "head": head }));
    let ratio = refused("kind: WORKFORCE_RATIO, within: \"4452\"", "earlier: { position: 1 }").await;
    assert_eq!(ratio, json!({ "code": "REPORT_NOT_EXPLAINED", "kind": "WORKFORCE_RATIO" }));
    let nobody = refused("kind: SERVICE_SUMMARY, within: \"4452\"", "earlier: { position: 1 }").await;
    assert_eq!(nobody, json!({ "code": "ONE_SUBJECT", "kind": "SERVICE_SUMMARY" }));
    let nowhere = refused("kind: HOURS_SERVED, within: \"999999\"", "earlier: { position: 1 }").await;
    assert_eq!(nowhere["code"], "UNKNOWN_DIVISION");
}

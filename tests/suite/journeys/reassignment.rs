//! Who takes over when an instructor leaves: the proposal, the plan that runs all or none, the load before and after.

use super::instructors::{appoint, appoint_in, assign, load_on, register, register_in, represent};
use crate::files::id_number;
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};

fn transfers(plan: &str, release: &str) -> String {
    format!(
        "mutation {{ transferAssignments(input: {{ instructor: \"I-1\", endedOn: \"2023-06-30\", plan: [{plan}] {release} }})
            {{ outcome position }} }}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_a_leaving_instructor_go_over_all_or_none_and_the_release_follows_in_the_same_step() {
    let app = TestApp::fresh().await;
    for number in 1..=13 {
        register(&app, &format!("E-{number}"), "ENTERPRISE").await;
    }
    for (code, sequence) in [("I-1", 1), ("I-2", 2), ("I-3", 3)] {
        appoint(&app, code, sequence).await;
    }
    for number in 1..=3 {
        app.data(&assign("I-1", &format!("E-{number}"), "FOCUS")).await;
    }
    app.data(&assign("I-1", "E-4", "GENERAL")).await;
    for number in 5..=13 {
        app.data(&assign("I-2", &format!("E-{number}"), "FOCUS")).await;
    }
    let row = |organization: u32, to: &str| format!("{{ organization: \"E-{organization}\", to: \"{to}\" }}");
    let plan = |rows: &[(u32, &str)]| rows.iter().map(|(number, to)| row(*number, to)).collect::<Vec<_>>().join(" ");
    let before = app.head().await;
    // The second focus link is one too many for I-2, and nobody knows I-9: both rows are named, and nothing happens.
    let refused = app.refusal(&transfers(&plan(&[(1, "I-2"), (2, "I-2"), (3, "I-9"), (4, "I-2")]), "")).await;
    let rows = json!([
        { "organization": "E-2", "to": "I-2", "code": "FOCUS_LIMIT_EXCEEDED", "limit": 10, "actual": 11,
          "day": "2023-07-01" },
        { "organization": "E-3", "to": "I-9", "code": "INSTRUCTOR_UNKNOWN", "instructor": "I-9" }]);
    assert_eq!(refused, json!({ "code": "PLAN_REFUSED", "rows": rows }));
    let refused = app.refusal(&transfers(&plan(&[(1, "I-2"), (1, "I-3")]), "")).await;
    assert_eq!(refused, json!({ "code": "PLAN_REPEATS", "organization": "E-1" }));
    assert_eq!(app.refusal(&transfers("", "")).await, json!({ "code": "PLAN_SIZE", "limit": 500, "actual": 0 }));
    let leaves = "releaseReason: \"调任\"";
    let refused = app.refusal(&transfers(&plan(&[(1, "I-2"), (2, "I-3"), (3, "I-3")]), leaves)).await;
    assert_eq!(refused, json!({ "code": "LINKS_LIVE", "count": 1, "day": "2023-06-30" }));
    assert_eq!(app.head().await, before, "nothing was appended");

    let whole = transfers(&plan(&[(1, "I-2"), (2, "I-3"), (3, "I-3"), (4, "I-2")]), leaves);
    assert_eq!(app.data(&whole).await["transferAssignments"]["outcome"], "EXECUTED");
    let again = json!({ "outcome": "ALREADY_APPLIED", "position": null });
    assert_eq!(app.data(&whole).await["transferAssignments"], again);
    let row = |code: &str, focus: i64, general: i64, band: &str| {
        json!({ "instructor": { "code": code }, "focus": focus, "general": general, "limit": 10, "band": band,
            "focusOverride": null })
    };
    let last_day = json!([row("I-1", 3, 1, "UNDER"), row("I-2", 9, 0, "WITHIN"), row("I-3", 0, 0, "UNDER")]);
    assert_eq!(load_on(&app, "2023-06-30").await, last_day);
    let next_day = json!([row("I-2", 10, 1, "WITHIN"), row("I-3", 2, 0, "UNDER")]);
    assert_eq!(load_on(&app, "2023-07-01").await, next_day);

    let head = app.head().await;
    let history = |who: &str| {
        format!(
            "{{ loadHistory(from: \"2023-05-15\", to: \"2023-07-10\", {who} kinds: [ENTERPRISE], atLeast: {head}) {{
                from on instructors focus general under within over released uncovered generalOnly }} }}"
        )
    };
    let all = app.data(&history("within: \"3607\",")).await["loadHistory"].clone();
    let month = |days: (&str, &str), staff: (i64, i64, i64), released: i64| {
        json!({ "from": days.0, "on": days.1, "instructors": staff.0, "focus": 12, "general": 1, "under": staff.1,
            "within": staff.2, "over": 0, "released": released, "uncovered": 0, "generalOnly": 1 })
    };
    let expected = json!([
        month(("2023-05-15", "2023-05-31"), (3, 2, 1), 0),
        month(("2023-06-01", "2023-06-30"), (3, 2, 1), 1),
        month(("2023-07-01", "2023-07-10"), (2, 1, 1), 0)
    ]);
    assert_eq!(all, expected);
    let one = app.data(&history("instructor: \"I-2\",")).await["loadHistory"].clone();
    assert_eq!((&one[1]["focus"], &one[2]["focus"], &one[2]["uncovered"]), (&json!(9), &json!(10), &Value::Null));
    let refused = app.refusal("{ loadHistory(from: \"2010-01-01\", to: \"2023-01-01\") { on } }").await;
    assert_eq!(refused, json!({ "code": "HISTORY_TOO_LONG", "limit": 120 }));
    app.verify_views().await;
}

/// I-1 leaves with three focus links and two general ones; I-2 stands near and has room for one focus link, I-3 in the
/// next county has much; I-4 is part-time and I-5 in another city.
async fn before_a_leave(app: &TestApp) {
    for number in 1..=15 {
        let division = if matches!(number, 3 | 14) { "360703" } else { "360702" };
        register_in(app, &format!("E-{number}"), "ENTERPRISE", division).await;
    }
    for (code, sequence, division) in
        [("I-1", 1, "360702"), ("I-2", 2, "360702"), ("I-3", 3, "360703"), ("I-5", 5, "445202")]
    {
        appoint_in(app, code, sequence, division).await;
    }
    let number = id_number("19800101", 4);
    let file =
        format!("code,name,id_number,division,kind,appointed_on\nI-4,郑示例,{number},360702,PART_TIME,2022-01-01\n");
    assert_eq!(app.import(Kind::Instructors, &file).await.accepted, 1);
    represent(app, "I-2", "E-2").await;
    represent(app, "I-3", "E-4").await;
    represent(app, "I-3", "E-15").await;
    let links = [(1, "FOCUS"), (2, "FOCUS"), (3, "FOCUS"), (4, "GENERAL"), (15, "GENERAL")];
    for (number, kind) in links {
        app.data(&assign("I-1", &format!("E-{number}"), kind)).await;
    }
    for number in 5..=13 {
        app.data(&assign("I-2", &format!("E-{number}"), "FOCUS")).await;
    }
    app.data(&assign("I-2", "E-15", "GENERAL")).await;
    app.data(&assign("I-3", "E-14", "FOCUS")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn proposal_takes_the_nearest_within_the_limits_says_why_nobody_may_and_its_plan_runs() {
    let app = TestApp::fresh().await;
    before_a_leave(&app).await;
    let head = app.head().await;
    let query = format!(
        "{{ reassignmentProposal(instructor: \"I-1\", on: \"2023-06-30\", atLeast: {head}) {{ candidates
            placements {{ organization {{ code }} linkKind to {{ code }} distance loadBefore loadAfter }}
            unplaced {{ organization {{ code }} linkKind reasons {{ code candidates }} }}
            plan {{ organization to }} }} }}"
    );
    let proposal = app.data(&query).await["reassignmentProposal"].clone();
    let placed = |organization: &str, kind: &str, to: &str, distance: &str, load: i64| {
        json!({ "organization": { "code": organization }, "linkKind": kind, "to": { "code": to },
            "distance": distance, "loadBefore": load, "loadAfter": load + 1 })
    };
    let expected = json!([
        placed("E-1", "FOCUS", "I-2", "SAME_DIVISION", 9),
        placed("E-2", "FOCUS", "I-3", "SAME_CITY", 1),
        placed("E-3", "FOCUS", "I-3", "SAME_DIVISION", 2),
        placed("E-4", "GENERAL", "I-2", "SAME_DIVISION", 1)
    ]);
    assert_eq!((&proposal["candidates"], &proposal["placements"]), (&json!(2), &expected));
    let reasons = json!([{ "code": "LINK_OVERLAPS", "candidates": 1 },
        { "code": "REPRESENTS_ORGANIZATION", "candidates": 1 }]);
    let unplaced = json!([{ "organization": { "code": "E-15" }, "linkKind": "GENERAL", "reasons": reasons }]);
    assert_eq!(proposal["unplaced"], unplaced);
    assert_eq!(app.head().await, head, "a question appends nothing");
    assert_eq!(app.data(&query).await["reassignmentProposal"], proposal, "the same question has the same answer");

    let end =
        "mutation { endAssignment(instructor: \"I-1\", organization: \"E-15\", endedOn: \"2023-06-30\") { outcome } }";
    assert_eq!(app.data(end).await["endAssignment"]["outcome"], "EXECUTED");
    let rows = proposal["plan"].as_array().expect("a plan").iter();
    let plan: Vec<String> =
        rows.map(|row| format!("{{ organization: {}, to: {} }}", row["organization"], row["to"])).collect();
    let done = app.data(&transfers(&plan.join(" "), "releaseReason: \"调任\"")).await;
    assert_eq!(done["transferAssignments"]["outcome"], "EXECUTED");
    let load: Vec<_> = load_on(&app, "2023-07-01").await.as_array().into_iter().flatten().cloned().collect();
    let load: Vec<_> = load.iter().map(|row| (&row["instructor"]["code"], &row["focus"], &row["general"])).collect();
    let counts = |code: &str, focus: i64, general: i64| (json!(code), json!(focus), json!(general));
    let after = [counts("I-2", 10, 2), counts("I-3", 3, 0), counts("I-4", 0, 0), counts("I-5", 0, 0)];
    assert_eq!(load, after.iter().map(|row| (&row.0, &row.1, &row.2)).collect::<Vec<_>>());
    let nobody = "{ reassignmentProposal(instructor: \"I-9\") { candidates } }";
    assert_eq!(app.refusal(nobody).await["code"], "INSTRUCTOR_UNKNOWN");
    let gone = app
        .data("{ reassignmentProposal(instructor: \"I-1\", on: \"2023-07-01\") { placements { loadAfter } } }")
        .await;
    assert_eq!(gone["reassignmentProposal"]["placements"], json!([]));
    app.verify_views().await;
}

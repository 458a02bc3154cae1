//! The record as the statute wants it: two people for manual and late hours, due dates, disputes, hours from elsewhere.

use super::service::{at, planned, seat};
use chrono::{DateTime, Utc};
use muster_tests::TestApp;
use serde_json::{Value, json};

/// The person of the activity whose two hours are entered by hand.
const MANUAL: &str = "mutation { creditHours(input: { activity: \"P-1\", session: 1, volunteer: \"V-2\", evidence: D,
    documentReference: \"签到表-1\", startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" })
    { id outcome position } }";

async fn later(app: &mut TestApp, instant: &str) {
    app.travel_to(instant.parse::<DateTime<Utc>>().expect("an instant")).await;
}

async fn total(app: &TestApp) -> Value {
    let head = app.head().await;
    let query = format!("{{ hoursServed(atLeast: {head}) {{ total {{ minutes }} }} }}");
    app.data(&query).await["hoursServed"]["total"]["minutes"].clone()
}

/// Closes the session after V-1 and V-2 were confirmed for the whole of it.
async fn held(app: &mut TestApp) {
    app.travel_to(at(3, 10)).await;
    for volunteer in ["V-1", "V-2"] {
        let confirm = format!(
            "confirmAttendance(input: {{ seat: {}, startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" }})",
            seat(volunteer)
        );
        app.data(&format!("mutation {{ {confirm} {{ outcome }} }}")).await;
    }
    app.data("mutation { closeSession(activity: \"P-1\", session: 1) { outcome } }").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn manual_hours_name_their_document_and_take_effect_by_a_second_person() {
    let mut app = planned().await;
    app.travel_to(at(3, 10)).await;
    let bare = MANUAL.replace("documentReference: \"签到表-1\",", "");
    assert_eq!(app.refusal(&bare).await, json!({ "code": "DOCUMENT_REQUIRED", "evidence": "D" }));
    let id = app.data(MANUAL).await["creditHours"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(total(&app).await, 0);

    let approve =
        format!("mutation {{ approveCredit(volunteer: \"V-2\", credit: \"{id}\", tier: ORGANIZATION) {{ outcome }} }}");
    let refused = app.refusal(&approve).await;
    assert_eq!(refused, json!({ "code": "SAME_PERSON_APPROVES", "creditId": id }));
    assert_eq!(app.data_by_other(&approve).await["approveCredit"]["outcome"], "EXECUTED");
    assert_eq!(total(&app).await, 120);

    let head = app.head().await;
    let query = format!(
        "{{ credit(id: \"{id}\", atLeast: {head}) {{ state decision {{ reasons {{ kind evidence }} approvalTier creditedBy
            documentReference decided decidedBy policyVersion changes {{ kind }} }} }} }}"
    );
    let credit = app.data(&query).await["credit"].clone();
    assert_eq!(credit["state"], "LIVE");
    let decision = &credit["decision"];
    assert_eq!(decision["reasons"], json!([{ "kind": "MANUAL_EVIDENCE", "evidence": "D" }]));
    assert_eq!(decision["documentReference"], "签到表-1");
    assert_eq!((&decision["decided"], &decision["changes"]), (&json!("APPROVED"), &json!([{ "kind": "APPROVED" }])));
    assert_ne!(decision["creditedBy"], decision["decidedBy"]);
    assert_eq!(decision["policyVersion"], "national-2024-1");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn corrected_hours_wait_again_and_both_versions_are_readable() {
    let mut app = planned().await;
    app.travel_to(at(3, 10)).await;
    let id = app.data(MANUAL).await["creditHours"]["id"].as_str().expect("an id").to_owned();
    let approve =
        format!("mutation {{ approveCredit(volunteer: \"V-2\", credit: \"{id}\", tier: ORGANIZATION) {{ outcome }} }}");
    app.data_by_other(&approve).await;
    let correct = format!(
        "mutation {{ correctHours(input: {{ volunteer: \"V-2\", credit: \"{id}\", reason: \"提前离开\",
            startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T02:00:00Z\" }}) {{ outcome }} }}"
    );
    app.data_by_other(&correct).await;
    assert_eq!(total(&app).await, 0);
    app.data(&approve).await;
    assert_eq!(total(&app).await, 60);
    let head = app.head().await;
    let query = format!(
        "{{ credit(id: \"{id}\", atLeast: {head}) {{ minutes decision {{ documentReference
            changes {{ kind startsAt endsAt minutes }} }} }} }}"
    );
    let credit = app.data(&query).await["credit"].clone();
    assert_eq!((&credit["minutes"], &credit["decision"]["documentReference"]), (&json!(60), &json!("签到表-1")));
    let kinds: Vec<&Value> =
        credit["decision"]["changes"].as_array().into_iter().flatten().map(|change| &change["kind"]).collect();
    assert_eq!(kinds, ["APPROVED", "CORRECTED", "APPROVED"]);
    assert_eq!(credit["decision"]["changes"][1]["minutes"], 120, "the span before stays readable");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn session_is_listed_until_it_is_recorded_and_its_late_hours_wait_for_a_second_person() {
    let mut app = planned().await;
    held(&mut app).await;
    // Ten working days after Saturday 18 May 2024: 31 May.
    let query = |at_least: i64| {
        format!(
            "{{ recordingDeadlines(organization: \"O-1\", withinDays: 3, atLeast: {at_least}) {{ late dueSoon sessions {{
                activity {{ code }} session endedOn dueOn daysLeft state closed attended credited uncredited }} }} }}"
        )
    };
    later(&mut app, "2024-05-27T12:00:00+08:00").await;
    let head = app.head().await;
    let early = app.data(&query(head)).await["recordingDeadlines"].clone();
    assert_eq!(early, json!({ "late": 0, "dueSoon": 0, "sessions": [] }));
    later(&mut app, "2024-05-29T12:00:00+08:00").await;
    let soon = app.data(&query(head)).await["recordingDeadlines"].clone();
    let session = json!({ "activity": { "code": "P-1" }, "session": 1, "endedOn": "2024-05-18", "dueOn": "2024-05-31",
        "daysLeft": 2, "state": "DUE_SOON", "closed": true, "attended": 2, "credited": 0, "uncredited": 2 });
    assert_eq!(soon, json!({ "late": 0, "dueSoon": 1, "sessions": [session] }));
    later(&mut app, "2024-06-03T12:00:00+08:00").await;
    let late = app.data(&query(head)).await["recordingDeadlines"].clone();
    assert_eq!((&late["late"], &late["sessions"][0]["daysLeft"]), (&json!(1), &json!(-3)));

    let credit = "mutation { creditSession(activity: \"P-1\", session: 1) { credited pending refused
        rows { outcome figures } } }";
    let answer = app.data(credit).await["creditSession"].clone();
    assert_eq!((&answer["credited"], &answer["pending"], &answer["refused"]), (&json!(0), &json!(2), &json!(0)));
    let row = json!({ "outcome": "PENDING", "figures": { "approvalTier": "ORGANIZATION",
        "reasons": [{ "late": { "working_days": 10 } }] } });
    assert_eq!(answer["rows"][0], row);
    assert_eq!(total(&app).await, 0);
    let head = app.head().await;
    assert_eq!(app.data(&query(head)).await["recordingDeadlines"]["sessions"], json!([]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn session_is_no_longer_due_when_everybody_who_came_was_credited_by_hand() {
    let mut app = planned().await;
    held(&mut app).await;
    let by_hand = |volunteer: &str| {
        format!(
            "mutation {{ creditHours(input: {{ activity: \"P-1\", session: 1, volunteer: \"{volunteer}\", evidence: B,
                startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" }}) {{ id }} }}"
        )
    };
    let due = |at_least: i64| {
        format!(
            "{{ recordingDeadlines(organization: \"O-1\", withinDays: 60, atLeast: {at_least}) {{
                sessions {{ attended credited uncredited }} }} }}"
        )
    };
    app.data(&by_hand("V-1")).await;
    let head = app.head().await;
    let half = json!([{ "attended": 2, "credited": 1, "uncredited": 1 }]);
    assert_eq!(app.data(&due(head)).await["recordingDeadlines"]["sessions"], half);
    app.data(&by_hand("V-2")).await;
    let head = app.head().await;
    assert_eq!(app.data(&due(head)).await["recordingDeadlines"]["sessions"], json!([]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_hours_are_disputed_answered_with_the_credit_and_both_are_shown_together() {
    let mut app = planned().await;
    held(&mut app).await;
    let raise = |kind: &str| {
        format!(
            "mutation {{ disputeRecord(input: {{ volunteer: \"V-2\", code: \"D-1\", kind: {kind}, activity: \"P-1\",
                claimedFrom: \"2024-05-18T01:00:00Z\", claimedTo: \"2024-05-18T03:00:00Z\",
                statement: \"我全程参加\", evidenceReference: \"照片-1\" }}) {{ outcome }} }}"
        )
    };
    let refused = app.refusal(&raise("NOT_MINE")).await;
    let incomplete =
        json!({ "code": "DISPUTE_INCOMPLETE", "kind": "NOT_MINE", "claimsSpan": false, "namesCredit": true });
    assert_eq!(refused, incomplete);
    assert_eq!(app.data(&raise("MISSING_HOURS")).await["disputeRecord"]["outcome"], "EXECUTED");
    let head = app.head().await;
    let open = format!(
        "{{ disputes(state: OPEN, atLeast: {head}) {{ edges {{ node {{ code kind volunteer {{ code }} }} }} }} }}"
    );
    let expected = json!([{ "node": { "code": "D-1", "kind": "MISSING_HOURS", "volunteer": { "code": "V-2" } } }]);
    assert_eq!(app.data(&open).await["disputes"]["edges"], expected);

    let credit = "mutation { creditHours(input: { activity: \"P-1\", session: 1, volunteer: \"V-2\", evidence: B,
        startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" }) { id } }";
    let id = app.data(credit).await["creditHours"]["id"].as_str().expect("an id").to_owned();
    let resolve = |answer: &str| {
        format!(
            "mutation {{ resolveDispute(volunteer: \"V-2\", dispute: \"D-1\", upheld: true, {answer}
                reason: \"核对签到表\") {{ outcome }} }}"
        )
    };
    assert_eq!(app.refusal(&resolve("")).await, json!({ "code": "ANSWER_MISSING", "dispute": "D-1" }));
    app.data(&resolve(&format!("answer: \"{id}\","))).await;
    let head = app.head().await;
    let query = format!(
        "{{ credit(id: \"{id}\", atLeast: {head}) {{ decision {{ disputes {{ code state answer evidenceReference }} }} }} }}"
    );
    let disputes = app.data(&query).await["credit"]["decision"]["disputes"].clone();
    assert_eq!(disputes, json!([{ "code": "D-1", "state": "UPHELD", "answer": id, "evidenceReference": "照片-1" }]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_from_elsewhere_stand_apart_and_the_summary_shows_minutes_by_evidence() {
    let mut app = planned().await;
    held(&mut app).await;
    app.data("mutation { creditSession(activity: \"P-1\", session: 1) { credited } }").await;
    let imported = "mutation { importHours(volunteer: \"V-2\", input: { platform: \"示例平台\", reference: \"T-1\",
        from: \"2023-01-01\", to: \"2023-12-31\", minutes: 6000 }) { outcome } }";
    app.data(imported).await;
    let head = app.head().await;
    let query = format!(
        "{{ volunteer(code: \"V-2\", atLeast: {head}) {{ minutesTotal importedMinutes }}
            serviceSummary(organization: \"O-1\", from: \"2024-04-01\", to: \"2024-06-30\", by: [CATEGORY, DIVISION],
                atLeast: {head}) {{ total {{ minutes sessions attendances people }}
                evidence {{ evidence figures {{ minutes }} }} rows {{ category division {{ code }} minutes }} }} }}"
    );
    let answer = app.data(&query).await;
    assert_eq!(answer["volunteer"], json!({ "minutesTotal": 120, "importedMinutes": 6_000 }));
    let summary = &answer["serviceSummary"];
    assert_eq!(summary["total"], json!({ "minutes": 240, "sessions": 1, "attendances": 2, "people": 2 }));
    let evidence: Vec<(String, i64)> = summary["evidence"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| (row["evidence"].to_string(), row["figures"]["minutes"].as_i64().unwrap_or_default()))
        .collect();
    let expected = [("A", 0), ("B", 240), ("C", 0), ("D", 0), ("E", 0)];
    assert_eq!(evidence, expected.map(|(class, minutes)| (format!("\"{class}\""), minutes)));
    assert_eq!(summary["rows"], json!([{ "category": "ECOLOGY", "division": { "code": "445281" }, "minutes": 240 }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn manual_hours_are_refused_with_the_last_day_of_the_suspension() {
    let mut app = planned().await;
    app.travel_to(at(3, 10)).await;
    app.data(
        "mutation { suspendSelfEntry(volunteer: \"V-2\", until: \"2024-12-31\", reason: \"虚假补录\") { outcome } }",
    )
    .await;
    assert_eq!(app.refusal(MANUAL).await, json!({ "code": "SELF_ENTRY_SUSPENDED", "until": "2024-12-31" }));
    app.data("mutation { restoreSelfEntry(volunteer: \"V-2\") { outcome } }").await;
    assert_eq!(app.data(MANUAL).await["creditHours"]["outcome"], "EXECUTED");
}

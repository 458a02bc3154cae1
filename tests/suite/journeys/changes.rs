//! What changes after an activity is planned, as everybody sees it, and what those who took part say of it.

use super::service::{at, planned, seat};
use serde_json::json;

fn change(what: &str, reason: &str) -> String {
    format!(
        "mutation {{ changeActivity(input: {{ activity: \"P-1\", {what}, reason: {reason} }}) {{ outcome position }} }}"
    )
}

const SESSION: &str =
    "sessions: [{ session: 1, startsAt: \"2024-05-18T01:30:00Z\", endsAt: \"2024-05-18T03:00:00Z\", capacity: 6 }]";

#[tokio::test(flavor = "multi_thread")]
async fn published_activity_shows_its_changes_and_keeps_what_people_were_told_once_it_began() {
    let mut app = planned().await;
    let first = format!("riskNotice: \"注意深水\", {SESSION}");
    assert_eq!(app.refusal(&change(&first, "null")).await, json!({ "code": "TEXT_EMPTY", "field": "reason" }));
    let few = SESSION.replace("capacity: 6", "capacity: 3");
    let full = json!({ "code": "CAPACITY_BELOW_ENROLLED", "session": 1, "capacity": 3, "enrolled": 4 });
    assert_eq!(app.refusal(&change(&few, "\"雨\"")).await, full);
    let done = app.data(&change(&first, "\"涨水\"")).await["changeActivity"].clone();
    assert_eq!(done["outcome"], "EXECUTED");
    assert_eq!(app.data(&change(&first, "\"涨水\"")).await["changeActivity"]["outcome"], "ALREADY_APPLIED");

    app.travel_to(at(1, 30)).await;
    let late = format!("riskNotice: \"无\", {few}");
    let refused = app.refusal(&change(&late, "\"雨\"")).await;
    assert_eq!((&refused["code"], &refused["fields"]), (&json!("CHANGE_TOO_LATE"), &json!(["risk_notice"])));
    assert_eq!((&refused["sessions"], &refused["startsAt"]), (&json!([1]), &json!("2024-05-18T01:00:00Z")));
    let done =
        app.data(&change("title: \"清洁北河\", place: \"北河南岸\"", "\"改道\"")).await["changeActivity"].clone();

    let query = format!(
        "{{ activity(code: \"P-1\", atLeast: {}) {{ title place riskNotice
            sessions {{ startsAt capacity }} changes {{ fields sessions published }} }} }}",
        done["position"]
    );
    let expected = json!({
        "title": "清洁北河", "place": "北河南岸", "riskNotice": "注意深水",
        "sessions": [{ "startsAt": "2024-05-18T01:30:00+00:00", "capacity": 6 }],
        "changes": [
            { "fields": ["risk_notice"], "sessions": [1], "published": true },
            { "fields": ["title", "place"], "sessions": [], "published": true },
        ],
    });
    assert_eq!(app.data(&query).await["activity"], expected);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_is_given_once_by_those_who_came_and_stands_beside_the_session() {
    let mut app = planned().await;
    app.travel_to(at(3, 10)).await;
    for volunteer in ["V-1", "V-2"] {
        let confirm = format!(
            "confirmAttendance(input: {{ seat: {}, startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" }})",
            seat(volunteer)
        );
        app.data(&format!("mutation {{ {confirm} {{ outcome }} }}")).await;
    }
    let feedback = |volunteer: &str, score: u32| {
        let seat = seat(volunteer);
        format!(
            "mutation {{ recordFeedback(seat: {seat}, score: {score}, comment: \"组织有序\") {{ outcome position }} }}"
        )
    };
    assert_eq!(app.data(&feedback("V-1", 5)).await["recordFeedback"]["outcome"], "EXECUTED");
    assert_eq!(app.data(&feedback("V-1", 5)).await["recordFeedback"]["outcome"], "ALREADY_APPLIED");
    let again = json!({ "code": "FEEDBACK_GIVEN", "session": 1, "score": 5 });
    assert_eq!(app.refusal(&feedback("V-1", 1)).await, again);
    assert_eq!(app.refusal(&feedback("V-4", 5)).await, json!({ "code": "NOT_ATTENDED", "session": 1 }));
    let bounds = json!({ "code": "SCORE_OUT_OF_BOUNDS", "least": 1, "most": 5, "actual": 6 });
    assert_eq!(app.refusal(&feedback("V-2", 6)).await, bounds);
    let done = app.data(&feedback("V-2", 2)).await["recordFeedback"].clone();
    let query = format!(
        "{{ activity(code: \"P-1\", atLeast: {}) {{ sessions {{ feedbackCount scoreTotal }} }} }}",
        done["position"]
    );
    let sessions = app.data(&query).await["activity"]["sessions"].clone();
    assert_eq!(sessions, json!([{ "feedbackCount": 2, "scoreTotal": 7 }]));
    app.travel_to("2024-06-18T00:00:00+08:00".parse().expect("an instant")).await;
    let late = json!({ "code": "FEEDBACK_TOO_LATE", "lastDay": "2024-06-17", "today": "2024-06-18" });
    let other = feedback("V-3", 5);
    assert_eq!(app.refusal(&other).await["code"], "NOT_ATTENDED");
    let confirm = format!(
        "confirmAttendance(input: {{ seat: {}, startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" }})",
        seat("V-3")
    );
    app.data(&format!("mutation {{ {confirm} {{ outcome }} }}")).await;
    assert_eq!(app.refusal(&other).await, late);
    app.verify_views().await;
}

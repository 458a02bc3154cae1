//! One answer says of a session who is enrolled, inside, confirmed, absent, or forgot to check out, with the counts (V1).

use super::service::{at, planned, seat};
use muster_tests::TestApp;
use serde_json::{Value, json};

async fn does(app: &TestApp, mutations: &[String]) {
    for mutation in mutations {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
}

/// The session's counts, and its people in the order of their codes.
async fn asked(app: &TestApp) -> (Value, Vec<Value>) {
    let head = app.head().await;
    let query = format!(
        "{{ activity(code: \"P-1\", atLeast: {head}) {{ sessions {{
            enrolled checkedIn confirmed absent openCheckIns credited refused
            attendance {{ nodes {{ volunteer {{ code }} status present openCheckIn confirmedFrom confirmedTo }} }} }} }} }}"
    );
    let mut session = app.data(&query).await["activity"]["sessions"][0].clone();
    let mut people = session["attendance"]["nodes"].as_array().expect("people").clone();
    people.sort_by_key(|person| person["volunteer"]["code"].as_str().unwrap_or_default().to_owned());
    session.as_object_mut().expect("a session").remove("attendance");
    (session, people)
}

fn person(code: &str, status: &str, present: bool, open_check_in: bool, confirmed: Option<(&str, &str)>) -> Value {
    json!({
        "volunteer": { "code": code }, "status": status, "present": present, "openCheckIn": open_check_in,
        "confirmedFrom": confirmed.map(|(from, _)| from), "confirmedTo": confirmed.map(|(_, to)| to),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn session_tells_who_came_who_did_not_and_who_forgot_to_check_out() {
    let mut app = planned().await;
    app.travel_to(at(1, 5)).await;
    let check_in =
        |who: &str| format!("checkIn(input: {{ seat: {}, at: \"2024-05-18T01:00:00Z\", evidence: A }})", seat(who));
    does(&app, &[check_in("V-1"), check_in("V-3")]).await;
    let (counts, people) = asked(&app).await;
    let expected = json!({ "enrolled": 4, "checkedIn": 2, "confirmed": 0, "absent": 0, "openCheckIns": 0,
        "credited": 0, "refused": 0 });
    assert_eq!(counts, expected);
    let expected = [
        person("V-1", "CHECKED_IN", true, false, None),
        person("V-2", "ENROLLED", false, false, None),
        person("V-3", "CHECKED_IN", true, false, None),
        person("V-4", "ENROLLED", false, false, None),
    ];
    assert_eq!(people, expected);

    app.travel_to(at(3, 10)).await;
    let confirmation = format!(
        "confirmAttendance(input: {{ seat: {}, startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T02:30:00Z\" }})",
        seat("V-2")
    );
    let check_out = format!("checkOut(seat: {}, at: \"2024-05-18T03:00:00Z\")", seat("V-1"));
    let absence = format!("markAbsent(seat: {})", seat("V-4"));
    let close = "closeSession(activity: \"P-1\", session: 1)".to_owned();
    does(&app, &[check_out, confirmation, absence, close]).await;
    app.data("mutation { creditSession(activity: \"P-1\", session: 1) { credited refused } }").await;
    let (counts, people) = asked(&app).await;
    let expected = json!({ "enrolled": 4, "checkedIn": 2, "confirmed": 1, "absent": 1, "openCheckIns": 1,
        "credited": 2, "refused": 1 });
    assert_eq!(counts, expected);
    let span = ("2024-05-18T01:00:00+00:00", "2024-05-18T02:30:00+00:00");
    let expected = [
        person("V-1", "CHECKED_OUT", false, false, None),
        person("V-2", "CONFIRMED", false, false, Some(span)),
        person("V-3", "CHECKED_OUT", false, true, None),
        person("V-4", "ABSENT", false, false, None),
    ];
    assert_eq!(people, expected);
    app.verify_views().await;
}

//! One activity from its plan to the credited hours: the road that an organization takes every week.

use crate::files::{ORGANIZATIONS, TEAMS, volunteers};
use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use muster_api::import::{Kind, Options};
use muster_domain::kernel::time;
use muster_tests::TestApp;
use serde_json::json;

/// Volunteers of the activity: one who scans, one whom the leader confirms, one who forgets to check out, one absent.
const VOLUNTEERS: u32 = 4;

pub(super) fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 5, 18, hour, minute, 0).single().expect("an instant")
}

pub(super) fn seat(volunteer: &str) -> String {
    format!("{{ activity: \"P-1\", session: 1, volunteer: \"{volunteer}\" }}")
}

pub(super) async fn planned() -> TestApp {
    let mut app = TestApp::fresh().await;
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(VOLUNTEERS)),
    ] {
        let options = Options { effective_on: NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
        let report = app.import_with(kind, &lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    app.travel_to(at(0, 30)).await;
    for mutation in [
        "draftActivity(input: { code: \"P-1\", title: \"清洁河道\", category: ECOLOGY, division: \"445281\", team: \"T-1\",
            organization: \"O-1\", startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" })",
        "scheduleSession(activity: \"P-1\", session: 1, startsAt: \"2024-05-18T01:00:00Z\",
            endsAt: \"2024-05-18T03:00:00Z\", capacity: 4)",
        "publishActivity(activity: \"P-1\", leader: \"V-1\", riskNotice: \"注意水边\", place: \"北河\")",
    ] {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
    for number in 1..=VOLUNTEERS {
        app.data(&format!("mutation {{ enroll(seat: {}) {{ outcome }} }}", seat(&format!("V-{number}")))).await;
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn session_is_credited_in_one_call_with_a_reason_for_each_row_that_is_not() {
    let mut app = planned().await;
    app.travel_to(at(1, 5)).await;
    for volunteer in ["V-1", "V-3"] {
        let check_in =
            format!("checkIn(input: {{ seat: {}, at: \"2024-05-18T01:00:00Z\", evidence: A }})", seat(volunteer));
        app.data(&format!("mutation {{ {check_in} {{ outcome }} }}")).await;
    }
    app.travel_to(at(3, 10)).await;
    for mutation in [
        format!("checkOut(seat: {}, at: \"2024-05-18T03:00:00Z\")", seat("V-1")),
        format!(
            "confirmAttendance(input: {{ seat: {}, startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T02:30:00Z\" }})",
            seat("V-2")
        ),
        format!("markAbsent(seat: {})", seat("V-4")),
        "closeSession(activity: \"P-1\", session: 1)".to_owned(),
    ] {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
    let credit = "mutation { creditSession(activity: \"P-1\", session: 1) {
        credited refused alreadyApplied position rows { volunteer { code } outcome code } } }";
    let answer = app.data(credit).await["creditSession"].clone();
    assert_eq!((&answer["credited"], &answer["refused"]), (&json!(2), &json!(1)), "{answer}");
    let mut rows: Vec<(String, String, String)> = answer["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            (text(&row["volunteer"]["code"]), text(&row["outcome"]), text(&row["code"]))
        })
        .collect();
    rows.sort();
    let row = |code: &str, outcome: &str, reason: &str| (code.to_owned(), outcome.to_owned(), reason.to_owned());
    let expected = [row("V-1", "EXECUTED", ""), row("V-2", "EXECUTED", ""), row("V-3", "REFUSED", "OPEN_CHECK_IN")];
    assert_eq!(rows, expected);

    let position = answer["position"].as_i64().expect("a position");
    let query = format!("{{ hoursServed(atLeast: {position}) {{ total {{ minutes sessions attendances people }} }} }}");
    let total = json!({ "minutes": 210, "sessions": 1, "attendances": 2, "people": 2 });
    assert_eq!(app.data(&query).await["hoursServed"]["total"], total);

    let again = app.data(credit).await["creditSession"].clone();
    assert_eq!((&again["credited"], &again["alreadyApplied"]), (&json!(0), &json!(2)), "{again}");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_is_corrected_and_revoked_and_totals_follow() {
    let mut app = planned().await;
    app.travel_to(at(3, 10)).await;
    let credit = |from: &str, to: &str| {
        format!(
            "mutation {{ creditHours(input: {{ activity: \"P-1\", session: 1, volunteer: \"V-2\", evidence: B,
                startsAt: \"2024-05-18T{from}:00Z\", endsAt: \"2024-05-18T{to}:00Z\" }}) {{ id outcome position }} }}"
        )
    };
    let refused = app.refusal(&credit("03:00", "05:00")).await;
    assert_eq!(refused["code"], "HOURS_IN_FUTURE");
    let refused = app.refusal(&credit("02:00", "01:00")).await;
    assert_eq!(refused["code"], "INTERVAL_REVERSED");
    let done = app.data(&credit("01:00", "03:00")).await["creditHours"].clone();
    let id = done["id"].as_str().expect("an id").to_owned();
    let refused = app.refusal(&credit("01:30", "02:30")).await;
    assert!(matches!(refused["code"].as_str(), Some("HOURS_OVERLAP" | "ALREADY_CREDITED")), "{refused}");

    let total = async |app: &TestApp, position: &serde_json::Value| {
        let query = format!("{{ hoursServed(atLeast: {position}) {{ total {{ minutes attendances }} }} }}");
        app.data(&query).await["hoursServed"]["total"].clone()
    };
    assert_eq!(total(&app, &done["position"]).await, json!({ "minutes": 120, "attendances": 1 }));
    let correct = format!(
        "mutation {{ correctHours(input: {{ volunteer: \"V-2\", credit: \"{id}\", startsAt: \"2024-05-18T01:00:00Z\",
            endsAt: \"2024-05-18T02:00:00Z\", reason: \"提前离开\" }}) {{ position }} }}"
    );
    let corrected = app.data(&correct).await["correctHours"].clone();
    assert_eq!(total(&app, &corrected["position"]).await, json!({ "minutes": 60, "attendances": 1 }));
    let revoke =
        format!("mutation {{ revokeHours(volunteer: \"V-2\", credit: \"{id}\", reason: \"误记\") {{ position }} }}");
    let revoked = app.data(&revoke).await["revokeHours"].clone();
    assert_eq!(total(&app, &revoked["position"]).await, json!({ "minutes": 0, "attendances": 0 }));
    app.settle().await;
    let query = format!("{{ credit(id: \"{id}\") {{ state }} }}");
    assert_eq!(app.data(&query).await["credit"]["state"], "REVOKED");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn same_key_gives_the_first_outcome_and_another_body_is_refused() {
    let app = TestApp::fresh().await;
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(3)).await;
    let drill = |participants: u32| {
        format!(
            "mutation {{ recordDrill(team: \"T-1\", drilledOn: \"{}\", participants: {participants},
                idempotencyKey: \"k-1\") {{ outcome position }} }}",
            time::local_date(app.store.log.clock().now())
        )
    };
    let first = app.data(&drill(3)).await["recordDrill"].clone();
    assert_eq!(first["outcome"], "EXECUTED");
    let again = app.data(&drill(3)).await["recordDrill"].clone();
    assert_eq!((&again["outcome"], &again["position"]), (&json!("ALREADY_APPLIED"), &first["position"]));
    assert_eq!(app.refusal(&drill(2)).await["code"], "IDEMPOTENCY_KEY_REUSED");
}

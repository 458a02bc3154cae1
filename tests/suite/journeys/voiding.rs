//! An activity that should never have stood: voided with a reason, and every credit of it is taken back.

use super::service::{at, planned, seat};
use muster_domain::{
    activity::{Activity, ActivityCommand},
    kernel::{ActivityId, Code},
};
use muster_eventstore::Request;
use muster_tests::TestApp;
use serde_json::{Value, json};

const VOID: &str = "mutation { voidActivity(activity: \"P-1\", reason: \"虚假活动\") {
    outcome id revoked rejected refused position rows { volunteer { code } outcome code } } }";

fn credit(volunteer: &str, evidence: &str) -> String {
    format!(
        "mutation {{ creditHours(input: {{ activity: \"P-1\", session: 1, volunteer: \"{volunteer}\", evidence: {evidence},
            documentReference: \"签到表-1\", startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" }})
            {{ id }} }}"
    )
}

/// V-1 and V-2 are credited by the batch, V-3 by hand and waiting, V-4 by hand without having been there; the id of
/// V-3's credit.
async fn credited() -> (TestApp, String) {
    let mut app = planned().await;
    app.travel_to(at(3, 10)).await;
    for volunteer in ["V-1", "V-2"] {
        let confirm = format!(
            "confirmAttendance(input: {{ seat: {}, startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" }})",
            seat(volunteer)
        );
        app.data(&format!("mutation {{ {confirm} {{ outcome }} }}")).await;
    }
    app.data("mutation { closeSession(activity: \"P-1\", session: 1) { outcome } }").await;
    app.data("mutation { creditSession(activity: \"P-1\", session: 1) { credited } }").await;
    let waiting = app.data(&credit("V-3", "D")).await["creditHours"]["id"].as_str().expect("an id").to_owned();
    app.data(&credit("V-4", "B")).await;
    (app, waiting)
}

async fn minutes(app: &TestApp) -> Value {
    let query = format!("{{ hoursServed(atLeast: {}) {{ total {{ minutes people }} }} }}", app.head().await);
    app.data(&query).await["hoursServed"]["total"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn voided_activity_ends_every_credit_under_one_correlation_and_takes_nothing_more() {
    let (app, waiting) = credited().await;
    assert_eq!(minutes(&app).await, json!({ "minutes": 360, "people": 3 }));
    let empty = app.refusal(&VOID.replace("虚假活动", " ")).await;
    assert_eq!(empty, json!({ "code": "TEXT_EMPTY", "field": "reason" }));

    let answer = app.data(VOID).await["voidActivity"].clone();
    assert_eq!(answer["outcome"], "EXECUTED");
    assert_eq!((&answer["revoked"], &answer["rejected"], &answer["refused"]), (&json!(3), &json!(1), &json!(0)));
    let mut rows: Vec<(&str, &str)> = answer["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| Some((row["volunteer"]["code"].as_str()?, row["outcome"].as_str()?)))
        .collect();
    rows.sort_unstable();
    assert_eq!(rows, [("V-1", "REVOKED"), ("V-2", "REVOKED"), ("V-3", "REJECTED"), ("V-4", "REVOKED")]);
    assert_eq!(minutes(&app).await, json!({ "minutes": 0, "people": 0 }));

    app.settle().await;
    let id = answer["id"].as_str().expect("an id");
    let query =
        format!("{{ events(filter: {{ correlationId: \"{id}\" }}, newestFirst: false) {{ nodes {{ eventType }} }} }}");
    let events = app.data(&query).await["events"]["nodes"].clone();
    let count = |name: &str| events.as_array().into_iter().flatten().filter(|event| event["eventType"] == name).count();
    let counts = [count("activity_voided"), count("hours_revoked"), count("credit_rejected")];
    assert_eq!((counts, events.as_array().map(Vec::len)), ([1, 3, 1], Some(5)));
    assert_eq!(app.data("{ activity(code: \"P-1\") { status } }").await["activity"]["status"], "VOIDED");

    let again = app.data(VOID).await["voidActivity"].clone();
    assert_eq!(
        (&again["outcome"], &again["position"], &again["rows"]),
        (&json!("ALREADY_APPLIED"), &Value::Null, &json!([]))
    );
    let voided = json!({ "code": "ACTIVITY_VOIDED", "activityId": id });
    assert_eq!(app.refusal(&credit("V-1", "B")).await, voided);
    let ended =
        format!("mutation {{ approveCredit(volunteer: \"V-3\", credit: \"{waiting}\", tier: PROVINCE) {{ id }} }}");
    assert_eq!(app.refusal(&ended).await["code"], "CREDIT_NOT_LIVE");
    let batch = "mutation { creditSession(activity: \"P-1\", session: 1) { credited } }";
    assert_eq!(app.refusal(batch).await, json!({ "code": "ACTIVITY_VOIDED" }));
    let unknown = app.refusal(&VOID.replace("P-1", "P-9")).await;
    assert_eq!(unknown["code"], "ACTIVITY_UNKNOWN");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn interrupted_void_lets_nothing_be_approved_and_goes_on_when_it_is_repeated() {
    let (app, waiting) = credited().await;
    // As if the program had ended between the void and the ledgers.
    let id = ActivityId::of_code(&Code::try_new("P-1").expect("a code")).uuid();
    let void = ActivityCommand::VoidActivity { reason: "虚假活动".to_owned() };
    app.store.log.execute::<Activity>(&Request::default(), id, void).await.expect("a void");
    let voided = json!({ "code": "ACTIVITY_VOIDED", "activityId": id });
    let approve =
        format!("mutation {{ approveCredit(volunteer: \"V-3\", credit: \"{waiting}\", tier: PROVINCE) {{ id }} }}");
    assert_eq!(app.refusal(&approve).await, voided);
    assert_eq!(minutes(&app).await["minutes"], 360);

    let answer = app.data(VOID).await["voidActivity"].clone();
    assert_eq!(
        (&answer["outcome"], &answer["revoked"], &answer["rejected"]),
        (&json!("EXECUTED"), &json!(3), &json!(1))
    );
    assert_eq!(minutes(&app).await["minutes"], 0);
    app.verify_views().await;
}

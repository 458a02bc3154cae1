//! May this person join this activity (V5): each condition with its reason, and an enrolment that says the same.

use super::service::{at, planned};
use super::steps::does;
use muster_tests::TestApp;
use serde_json::{Value, json};

const QUESTION: &str = "{ eligibility(volunteer: \"V-2\", activity: \"P-2\") { eligible enrolled
    conditions { condition kind state code figures } days { day credited session leftAtOnce } } }";
const PLACE: &str = "seat: { activity: \"P-2\", session: 1, volunteer: \"V-2\" }";

/// The conditions that do not hold, and whether the volunteer is eligible.
async fn asked(app: &TestApp) -> (bool, Vec<Value>) {
    let answer = app.data(QUESTION).await["eligibility"].clone();
    let conditions = answer["conditions"].as_array().cloned().unwrap_or_default();
    assert_eq!(conditions.len(), 12, "{answer}");
    let unmet = conditions.into_iter().filter(|condition| condition["state"] != "MET").collect();
    assert_eq!(answer["days"], json!([{ "day": "2024-05-20", "credited": 0, "session": 120, "leftAtOnce": 480 }]));
    (answer["eligible"] == json!(true), unmet)
}

#[tokio::test(flavor = "multi_thread")]
async fn volunteer_is_told_each_condition_and_is_eligible_exactly_when_the_enrolment_is_accepted() {
    let app = planned().await;
    for mutation in [
        "draftActivity(input: { code: \"P-2\", title: \"防汛巡堤\", category: ECOLOGY, division: \"445281\",
            organization: \"O-1\", startsAt: \"2024-05-20T01:00:00Z\", endsAt: \"2024-05-20T03:00:00Z\",
            risk: HAZARDOUS, requiredTrainings: [\"防汛培训\"] })",
        "scheduleSession(activity: \"P-2\", session: 1, startsAt: \"2024-05-20T01:00:00Z\",
            endsAt: \"2024-05-20T03:00:00Z\")",
        "publishActivity(activity: \"P-2\", leader: \"V-1\", riskNotice: \"注意水流\", place: \"北堤\")",
    ] {
        does(&app, mutation).await;
    }
    let enroll = format!("mutation {{ enroll({PLACE}) {{ outcome }} }}");
    let training = json!({ "condition": "TRAINING", "kind": "ENROLLMENT", "state": "UNMET", "code": "TRAININGS_MISSING",
        "figures": { "missing": ["防汛培训"], "day": "2024-05-20", "validMonths": 36 } });
    let insurance = json!({ "condition": "INSURANCE", "kind": "ENROLLMENT", "state": "UNMET", "code": "INSURANCE_NEEDED",
        "figures": { "day": "2024-05-20", "insuredTo": null } });
    assert_eq!(asked(&app).await, (false, vec![training, insurance.clone()]));
    assert_eq!(app.refusal(&enroll).await["code"], "TRAININGS_MISSING");

    let learned = "recordTraining(input: { volunteer: \"V-2\", name: \"防汛培训\", provider: \"应急局\", minutes: 240,
        completedOn: \"2024-05-01\" })";
    does(&app, learned).await;
    assert_eq!(asked(&app).await, (false, vec![insurance]));
    assert_eq!(app.refusal(&enroll).await["code"], "INSURANCE_NEEDED");

    does(&app, &format!("recordInsurance({PLACE}, insuredTo: \"2024-06-30\")")).await;
    assert_eq!(asked(&app).await, (true, Vec::new()));
    assert_eq!(app.data(&enroll).await["enroll"]["outcome"], "EXECUTED");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn volunteer_with_a_credit_or_an_enrolment_at_the_time_is_warned_and_enrolled_all_the_same() {
    let mut app = planned().await;
    for mutation in [
        "draftActivity(input: { code: \"P-3\", title: \"文明劝导\", category: ECOLOGY, division: \"445281\",
            organization: \"O-1\", startsAt: \"2024-05-18T02:00:00Z\", endsAt: \"2024-05-18T04:00:00Z\" })",
        "scheduleSession(activity: \"P-3\", session: 1, startsAt: \"2024-05-18T02:00:00Z\",
            endsAt: \"2024-05-18T04:00:00Z\", capacity: 1)",
        "publishActivity(activity: \"P-3\", leader: \"V-1\", riskNotice: \"注意车辆\", place: \"南街\")",
    ] {
        does(&app, mutation).await;
    }
    let elsewhere = json!({ "condition": "OTHER_ENROLLMENT", "kind": "CREDITING", "state": "UNMET",
        "code": "ENROLLED_ELSEWHERE", "figures": { "sessions": 1 } });
    let day = |credited: u32, left_at_once: u32, left: u32| json!([{ "day": "2024-05-18", "credited": credited, "session": 120, "leftAtOnce": left_at_once, "left": left }]);
    let expected = (json!(true), json!(false), vec![elsewhere.clone()], day(0, 480, 1440));
    assert_eq!(warned(&app, "V-2").await, expected);

    app.travel_to(at(3, 10)).await;
    let credit = |activity: &str, from: &str, to: &str| {
        format!(
            "creditHours(input: {{ activity: \"{activity}\", session: 1, volunteer: \"V-2\", evidence: B,
                startsAt: \"2024-05-18T{from}:00Z\", endsAt: \"2024-05-18T{to}:00Z\" }}) {{ id outcome }}"
        )
    };
    let credited =
        app.data(&format!("mutation {{ {} }}", credit("P-1", "01:00", "03:00"))).await["creditHours"].clone();
    let head = app.head().await;
    let activity =
        app.data(&format!("{{ activity(code: \"P-1\", atLeast: {head}) {{ id }} }}")).await["activity"].clone();
    let figures = json!({ "creditId": credited["id"], "activityId": activity["id"],
        "startsAt": "2024-05-18T01:00:00Z", "endsAt": "2024-05-18T03:00:00Z" });
    let overlap = json!({ "condition": "OVERLAP", "kind": "CREDITING", "state": "UNMET", "code": "HOURS_OVERLAP",
        "figures": figures });
    let warnings = vec![overlap, elsewhere];
    assert_eq!(warned(&app, "V-2").await, (json!(true), json!(false), warnings.clone(), day(120, 360, 1320)));

    // A warning is none of the enrolment's business: it is accepted, and the credit is what is refused, for that reason.
    let enroll = |who: &str| {
        format!("mutation {{ enroll(seat: {{ activity: \"P-3\", session: 1, volunteer: \"{who}\" }}) {{ outcome }} }}")
    };
    assert_eq!(app.data(&enroll("V-2")).await["enroll"]["outcome"], "EXECUTED");
    assert_eq!(warned(&app, "V-2").await, (json!(true), json!(true), warnings, day(120, 360, 1320)));
    assert_eq!(app.data(&enroll("V-2")).await["enroll"]["outcome"], "ALREADY_APPLIED");
    let refused = app.refusal(&format!("mutation {{ {} }}", credit("P-3", "02:00", "03:05"))).await;
    let mut expected = figures;
    expected["code"] = json!("HOURS_OVERLAP");
    assert_eq!(refused, expected);

    let full = json!({ "condition": "CAPACITY", "kind": "ENROLLMENT", "state": "UNMET", "code": "SESSION_FULL",
        "figures": { "capacity": 1, "enrolled": 1 } });
    let elsewhere = json!({ "condition": "OTHER_ENROLLMENT", "kind": "CREDITING", "state": "UNMET",
        "code": "ENROLLED_ELSEWHERE", "figures": { "sessions": 1 } });
    assert_eq!(warned(&app, "V-3").await, (json!(false), json!(false), vec![full, elsewhere], day(0, 480, 1440)));
    assert_eq!(app.refusal(&enroll("V-3")).await, json!({ "code": "SESSION_FULL", "capacity": 1, "enrolled": 1 }));
    app.verify_views().await;
}

/// Of the session of P-3: eligible, enrolled, the conditions that do not hold, and the day.
async fn warned(app: &TestApp, who: &str) -> (Value, Value, Vec<Value>, Value) {
    let head = app.head().await;
    let query = format!(
        "{{ eligibility(volunteer: \"{who}\", activity: \"P-3\", session: 1, atLeast: {head}) {{ eligible enrolled
            conditions {{ condition kind state code figures }} days {{ day credited session leftAtOnce left }} }} }}"
    );
    let answer = app.data(&query).await["eligibility"].clone();
    let conditions = answer["conditions"].as_array().cloned().unwrap_or_default().into_iter();
    let unmet = conditions.filter(|condition| condition["state"] != "MET").collect();
    (answer["eligible"].clone(), answer["enrolled"].clone(), unmet, answer["days"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_stands_in_the_way_own_insurance_does_not_and_a_level_that_nobody_knows_is_unknown() {
    let app = planned().await;
    for mutation in [
        "draftActivity(input: { code: \"P-3\", title: \"心理援助\", category: HEALTH, division: \"445281\",
            organization: \"O-1\", startsAt: \"2024-05-20T01:00:00Z\", endsAt: \"2024-05-20T03:00:00Z\",
            risk: HAZARDOUS, requiredLevel: SOCIAL_WORKER })",
        "scheduleSession(activity: \"P-3\", session: 1, startsAt: \"2024-05-20T01:00:00Z\",
            endsAt: \"2024-05-20T03:00:00Z\")",
        "publishActivity(activity: \"P-3\", leader: \"V-1\", riskNotice: \"余震\", place: \"安置点\")",
        "insureVolunteer(volunteer: \"V-2\", input: { insurer: \"示例保险公司\", policyReference: \"保-2\",
            from: \"2024-01-01\", to: \"2024-05-20\" })",
        "insureVolunteer(volunteer: \"V-3\", input: { insurer: \"示例保险公司\", policyReference: \"保-3\",
            from: \"2024-01-01\", to: \"2024-05-19\" })",
        "deactivateVolunteer(volunteer: \"V-3\", deactivatedOn: \"2024-05-18\", reason: \"外出\")",
    ] {
        does(&app, mutation).await;
    }
    let level = json!({ "condition": "CERTIFICATE", "kind": "ENROLLMENT", "state": "UNKNOWN", "code": "LEVEL_TOO_LOW",
        "figures": { "required": "SOCIAL_WORKER", "held": null } });
    let insurance = json!({ "condition": "INSURANCE", "kind": "ENROLLMENT", "state": "UNMET", "code": "INSURANCE_NEEDED",
        "figures": { "day": "2024-05-20", "insuredTo": null } });
    let pause = json!({ "condition": "ACTIVE", "kind": "ENROLLMENT", "state": "UNMET", "code": "VOLUNTEER_PAUSED",
        "figures": { "day": "2024-05-20", "from": "2024-05-18", "until": null } });
    let unmet = async |who: &str| warned(&app, who).await.2;
    assert_eq!(unmet("V-2").await, std::slice::from_ref(&level), "own insurance covers the day");
    assert_eq!(unmet("V-3").await, [pause.clone(), level, insurance], "own insurance ended the day before");
    let enroll = |who: &str| {
        format!("mutation {{ enroll(seat: {{ activity: \"P-3\", session: 1, volunteer: \"{who}\" }}) {{ outcome }} }}")
    };
    assert_eq!(app.refusal(&enroll("V-3")).await["code"], pause["code"]);

    // A worker on record with a lower level does not meet it; with the level the enrolment is accepted.
    let person = app.data("{ volunteer(code: \"V-2\") { person { id } } }").await["volunteer"]["person"]["id"].clone();
    let register = format!(
        "registerSocialWorker(input: {{ code: \"S-2\", division: \"445281\", registeredOn: \"2024-01-02\",
            personId: {person} }})"
    );
    does(&app, &register).await;
    let certify = |level: &str| {
        format!(
            "obtainCertificate(socialWorker: \"S-2\", input: {{ level: {level}, certificateNo: \"C-{level}\",
                certifiedOn: \"2024-02-01\" }})"
        )
    };
    does(&app, &certify("ASSISTANT_SOCIAL_WORKER")).await;
    let lower = unmet("V-2").await;
    assert_eq!(
        (&lower[0]["state"], &lower[0]["figures"]["held"]),
        (&json!("UNMET"), &json!("ASSISTANT_SOCIAL_WORKER"))
    );
    does(&app, &certify("SOCIAL_WORKER")).await;
    assert!(unmet("V-2").await.is_empty());
    assert_eq!(app.data(&enroll("V-2")).await["enroll"]["outcome"], "EXECUTED");
    app.verify_views().await;
}

//! May this person join this activity (V5): each condition with its reason, and an enrolment that says the same.

use super::service::planned;
use muster_tests::TestApp;
use serde_json::{Value, json};

const QUESTION: &str = "{ eligibility(volunteer: \"V-2\", activity: \"P-2\") { eligible
    conditions { condition state code figures } days { day credited session leftAtOnce } } }";
const PLACE: &str = "seat: { activity: \"P-2\", session: 1, volunteer: \"V-2\" }";

async fn done(app: &TestApp, mutation: &str) {
    app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
}

/// The conditions that do not hold, and whether the volunteer is eligible.
async fn asked(app: &TestApp) -> (bool, Vec<Value>) {
    let answer = app.data(QUESTION).await["eligibility"].clone();
    let conditions = answer["conditions"].as_array().cloned().unwrap_or_default();
    assert_eq!(conditions.len(), 10, "{answer}");
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
        done(&app, mutation).await;
    }
    let enroll = format!("mutation {{ enroll({PLACE}) {{ outcome }} }}");
    let training = json!({ "condition": "TRAINING", "state": "UNMET", "code": "TRAININGS_MISSING",
        "figures": { "missing": ["防汛培训"], "day": "2024-05-20", "validMonths": 36 } });
    let insurance = json!({ "condition": "INSURANCE", "state": "UNMET", "code": "INSURANCE_NEEDED",
        "figures": { "day": "2024-05-20", "insuredTo": null } });
    assert_eq!(asked(&app).await, (false, vec![training, insurance.clone()]));
    assert_eq!(app.refusal(&enroll).await["code"], "TRAININGS_MISSING");

    let learned = "recordTraining(input: { volunteer: \"V-2\", name: \"防汛培训\", provider: \"应急局\", minutes: 240,
        completedOn: \"2024-05-01\" })";
    done(&app, learned).await;
    assert_eq!(asked(&app).await, (false, vec![insurance]));
    assert_eq!(app.refusal(&enroll).await["code"], "INSURANCE_NEEDED");

    done(&app, &format!("recordInsurance({PLACE}, insuredTo: \"2024-06-30\")")).await;
    assert_eq!(asked(&app).await, (true, Vec::new()));
    assert_eq!(app.data(&enroll).await["enroll"]["outcome"], "EXECUTED");
    app.verify_views().await;
}

//! A demand for people in an emergency, from the posting to its outcome: who could come, who was matched, who came.

use super::service::planned;
use super::steps::{does, refusal};
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Saturday, 18 May 2024, 8:30 local; V-1 to V-3 are free on Sunday, T-1 and T-2 serve 揭阳.
async fn posted() -> TestApp {
    let app = planned().await;
    for number in 1..=3 {
        let volunteer = format!("volunteer: \"V-{number}\"");
        let sundays = "weekly: [{ weekday: SUNDAY, from: \"08:00\", to: \"20:00\" }]";
        does(&app, &format!("setAvailability({volunteer}, input: {{ from: \"2024-05-18\", {sundays} }})")).await;
        does(&app, &format!("declareSkills({volunteer}, skills: [\"急救\"])")).await;
    }
    does(&app, &post(5)).await;
    app
}

fn post(people: u32) -> String {
    format!(
        "postDemand(input: {{ code: \"XQ-1\", organization: \"O-1\", authorityReference: \"令-1\", division: \"445281\",
            place: \"北河安置点\", startsAt: \"2024-05-19T09:00:00+08:00\", endsAt: \"2024-05-19T18:00:00+08:00\",
            category: SAFETY_EMERGENCY, skill: \"急救\", peopleNeeded: {people} }})"
    )
}

async fn done(app: &TestApp, mutation: &str) -> Value {
    app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await["done"]["outcome"].clone()
}

fn matched(who: &str, people: u32) -> String {
    format!("matchDemand(input: {{ demand: \"XQ-1\", {who}, people: {people} }})")
}

fn answers(who: &str, answer: &str) -> String {
    format!("recordDemandResponse(input: {{ demand: \"XQ-1\", {who}, answer: {answer} }})")
}

/// The demand's figures, and the codes of the teams and volunteers who could still be matched.
async fn asked(app: &TestApp) -> (Value, Vec<String>) {
    let head = app.head().await;
    let query = format!(
        "{{ serviceDemand(code: \"XQ-1\", atLeast: {head}) {{ people {{ needed matched accepted arrived missing over }}
            candidates {{ teams {{ nodes {{ team {{ code }} }} }} volunteers {{ nodes {{ volunteer {{ code }} }} }} }} }} }}"
    );
    let demand = app.data(&query).await["serviceDemand"].clone();
    let candidates = &demand["candidates"];
    let teams = candidates["teams"]["nodes"].as_array().expect("teams").iter().map(|node| &node["team"]["code"]);
    let volunteers = candidates["volunteers"]["nodes"].as_array().expect("volunteers").iter();
    let codes = teams.chain(volunteers.map(|node| &node["volunteer"]["code"]));
    let codes = codes.map(|code| code.as_str().unwrap_or_default().to_owned()).collect();
    (demand["people"].clone(), codes)
}

fn people(matched: u32, accepted: u32, arrived: u32, missing: u32, over: u32) -> Value {
    json!({ "needed": 5, "matched": matched, "accepted": accepted, "arrived": arrived, "missing": missing, "over": over })
}

const TEAM: &str = "team: \"T-1\"";
const ANN: &str = "volunteer: \"V-1\"";
const BOB: &str = "volunteer: \"V-2\"";

#[tokio::test(flavor = "multi_thread")]
async fn demand_names_its_candidates_counts_its_people_and_is_closed_with_its_outcome() {
    let app = posted().await;
    assert_eq!(done(&app, &post(5)).await, "ALREADY_APPLIED");
    assert_eq!(asked(&app).await, (people(0, 0, 0, 5, 0), ["T-1", "V-1", "V-2", "V-3"].map(str::to_owned).to_vec()));
    // More people may be matched than are needed, and it is said.
    for mutation in [matched(TEAM, 5), matched(ANN, 1), matched(BOB, 1)] {
        does(&app, &mutation).await;
    }
    assert_eq!(asked(&app).await, (people(7, 0, 0, 5, 2), vec!["V-3".to_owned()]));
    // Whoever declines is a candidate again.
    for mutation in [answers(TEAM, "ACCEPTED"), answers(ANN, "ACCEPTED"), answers(BOB, "DECLINED")] {
        does(&app, &mutation).await;
    }
    assert_eq!(asked(&app).await, (people(6, 6, 0, 0, 1), ["V-2", "V-3"].map(str::to_owned).to_vec()));
    // A volunteer who accepted is not free for anything else at that time.
    let head = app.head().await;
    let sunday = format!(
        "{{ availableVolunteers(within: \"445281\", atLeast: {head}, window: {{ from: \"2024-05-19T17:00:00+08:00\",
            to: \"2024-05-19T19:00:00+08:00\" }}) {{ nodes {{ volunteer {{ code }} }} }} }}"
    );
    let free = app.data(&sunday).await["availableVolunteers"]["nodes"].clone();
    assert_eq!(free, json!([{ "volunteer": { "code": "V-2" } }, { "volunteer": { "code": "V-3" } }]));
    does(&app, &answers(TEAM, "ARRIVED, people: 4")).await;
    assert_eq!(asked(&app).await.0, people(6, 5, 4, 0, 1));

    does(&app, "closeServiceDemand(demand: \"XQ-1\", outcome: PARTLY_MET, note: \"转移完成\")").await;
    let head = app.head().await;
    let list = |open: bool| {
        format!(
            "{{ serviceDemands(within: \"4452\", open: {open}, atLeast: {head}) {{ nodes {{ code status outcome place skill
                organization {{ code }} matches {{ team {{ code }} volunteer {{ code }} people answer peopleAnswered }} }} }} }}"
        )
    };
    let row = |team: Option<&str>, volunteer: Option<&str>, people: u32, answer: &str, answered: u32| {
        json!({ "team": team.map(|code| json!({ "code": code })), "volunteer": volunteer.map(|code| json!({ "code": code })),
            "people": people, "answer": answer, "peopleAnswered": answered })
    };
    let expected = json!([{ "code": "XQ-1", "status": "CLOSED", "outcome": "PARTLY_MET", "place": "北河安置点", "skill": "急救",
        "organization": { "code": "O-1" }, "matches": [row(Some("T-1"), None, 5, "ARRIVED", 4)] }]);
    assert_eq!(app.data(&list(true)).await["serviceDemands"]["nodes"], json!([]));
    let mut closed = app.data(&list(false)).await["serviceDemands"]["nodes"].clone();
    let mut rows = closed[0]["matches"].as_array().expect("matches").clone();
    rows.sort_by_key(|row| row["volunteer"]["code"].as_str().unwrap_or_default().to_owned());
    let volunteers = [row(None, Some("V-1"), 1, "ACCEPTED", 1), row(None, Some("V-2"), 1, "DECLINED", 0)];
    assert_eq!(rows.get(1..), Some(&volunteers[..]));
    closed[0]["matches"] = json!(rows.get(..1));
    assert_eq!(closed, expected);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn match_and_answer_are_refused_with_their_figures() {
    let app = posted().await;
    let taken = refusal(&app, &post(6)).await;
    assert_eq!((&taken["code"], &taken["fields"]), (&json!("CODE_TAKEN"), &json!(["people_needed"])));
    let both = refusal(&app, &matched("team: \"T-1\", volunteer: \"V-1\"", 1)).await;
    assert_eq!(both["code"], "RESPONDER_AMBIGUOUS");
    assert_eq!(refusal(&app, &answers(TEAM, "ACCEPTED")).await["code"], "NOT_MATCHED");
    does(&app, "suspendTeam(team: \"T-1\", suspendedOn: \"2024-05-18\", reason: \"整顿\")").await;
    let suspended = refusal(&app, &matched(TEAM, 3)).await;
    assert_eq!((&suspended["code"], &suspended["suspended"]), (&json!("TEAM_NOT_LIVE"), &json!(true)));
    does(&app, "deactivateVolunteer(volunteer: \"V-3\", deactivatedOn: \"2024-05-18\", reason: \"外出\")").await;
    let paused = refusal(&app, &matched("volunteer: \"V-3\"", 1)).await;
    assert_eq!((&paused["code"], &paused["day"]), (&json!("VOLUNTEER_NOT_ACTIVE"), &json!("2024-05-18")));
    assert_eq!(asked(&app).await.1, ["V-1", "V-2"]);
    does(&app, "closeServiceDemand(demand: \"XQ-1\", outcome: WITHDRAWN, note: \"雨停\")").await;
    let closed = refusal(&app, &matched(ANN, 1)).await;
    assert_eq!((&closed["code"], &closed["outcome"]), (&json!("DEMAND_CLOSED"), &json!("WITHDRAWN")));
}

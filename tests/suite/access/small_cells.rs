//! Counts of one to four volunteers are shown to whoever may see the people, and to nobody else (R5).

use super::world::{OWN, World, planned};
use crate::journeys::steps::does;
use muster_api::access::policy::Noun;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Counts of people, and what a few of them would give away.
const OF_PEOPLE: [&str; 9] = [
    "people",
    "minutes",
    "attendances",
    "members",
    "insuredMembers",
    "trainedMembers",
    "volunteers",
    "active",
    "granted",
];

#[tokio::test(flavor = "multi_thread")]
async fn figure_of_one_person_is_null_without_the_right_to_see_people() {
    let world = World::made().await;
    let app = &world.app;
    let hours = "minutes sessions attendances people";
    let query = format!(
        "{{ hoursServed(filter: {{ within: \"{OWN}\" }}, groupBy: [DIVISION]) {{ total {{ {hours} }} rows {{ {hours} }} }}
            serviceSummary(organization: \"O-A\", from: \"2024-05-01\", to: \"2024-05-31\", by: [MONTH]) {{
                total {{ {hours} }} rows {{ {hours} }} evidence {{ evidence figures {{ {hours} }} }} }}
            teamCoverage(within: \"{OWN}\") {{ total {{ teams members }} rows {{ teams members }} }}
            volunteerHeadcount(within: \"{OWN}\") {{ volunteers active rows {{ volunteers active }} }}
            publishedReport(id: \"{}\") {{ verified figures {{ cell count }} }} }}",
        world.named(Noun::Report, true)
    );
    let masked = asked(app, &format!("AUDITOR@{OWN}"), &query).await;
    let nothing = json!({ "minutes": null, "sessions": 2, "attendances": null, "people": null });
    assert_eq!(masked["hoursServed"], json!({ "total": nothing, "rows": [nothing] }));
    assert_eq!(masked["serviceSummary"]["rows"], json!([nothing]));
    assert_eq!(masked["serviceSummary"]["evidence"][1]["figures"], nothing);
    let teams = json!({ "teams": 1, "members": null });
    assert_eq!(masked["teamCoverage"], json!({ "total": teams, "rows": [teams] }));
    let nobody = json!({ "volunteers": null, "active": null });
    let headcount = json!({ "volunteers": null, "active": null, "rows": [nobody] });
    assert_eq!(masked["volunteerHeadcount"], headcount);
    let count = |report: &Value, name: &str| {
        let cells = report["publishedReport"]["figures"].as_array().expect("cells").clone();
        cells.into_iter().find(|cell| cell["cell"] == name).expect("the cell")["count"].clone()
    };
    assert_eq!(count(&masked, "total.people"), Value::Null);
    assert_eq!(count(&masked, "total.minutes"), Value::Null);
    assert_eq!(count(&masked, "total.sessions"), json!(2));
    assert_eq!(masked["publishedReport"]["verified"], true);
    for who in [format!("HR_READER@{OWN}"), "AUDITOR".to_owned()] {
        let shown = asked(app, &who, &query).await;
        assert_eq!(shown["hoursServed"]["total"]["minutes"], 180, "{who}");
        assert_eq!(shown["teamCoverage"]["total"]["members"], 1, "{who}");
        assert_eq!(shown["volunteerHeadcount"]["rows"][0]["volunteers"], 1, "{who}");
        assert_eq!(count(&shown, "total.people"), 1, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_of_a_session_a_deadline_a_demand_and_a_what_if_are_null_without_the_right_to_see_people() {
    let mut world = World::made().await;
    planned(&world.app, "2024-06-03").await;
    for mutation in [
        "enroll(seat: { activity: \"NEW\", session: 1, volunteer: \"V-A\" })",
        "acceptEnrollment(seat: { activity: \"NEW\", session: 1, volunteer: \"V-A\" })",
        "matchDemand(input: { demand: \"XQ-A\", volunteer: \"V-A\" })",
    ] {
        does(&world.app, mutation).await;
    }
    world.app.travel_to("2024-06-04T08:00:00+08:00".parse().expect("an instant")).await;
    let app = &world.app;
    let confirm = "confirmAttendance(input: { seat: { activity: \"NEW\", session: 1, volunteer: \"V-A\" },
        startsAt: \"2024-06-03T01:00:00Z\", endsAt: \"2024-06-03T03:00:00Z\" })";
    app.data(&format!("mutation {{ {confirm} {{ outcome }} }}")).await;
    app.settle().await;
    let query = format!(
        "{{ activity(code: \"NEW\") {{ sessions {{ accepted confirmed absent feedbackCount scoreTotal }} }}
            recordingDeadlines(organization: \"O-A\", withinDays: 30) {{ sessions {{ attended credited uncredited }} }}
            serviceDemand(code: \"XQ-A\") {{ people {{ needed matched accepted arrived missing over }} matches {{ people }} }}
            policyWhatIf(within: \"{OWN}\", changes: [{{ name: \"star_1_minutes\", value: 120 }}]) {{
                stars {{ reached {{ before after gained lost }} levels {{ before after }} }} }} }}"
    );
    let masked = asked(app, &format!("AUDITOR@{OWN}"), &query).await;
    let shown = asked(app, &format!("HR_READER@{OWN}"), &query).await;
    let session = |answer: &Value| answer["activity"]["sessions"][0].clone();
    assert_eq!(session(&shown)["confirmed"], 1);
    assert_eq!((&session(&masked)["confirmed"], &session(&masked)["absent"]), (&Value::Null, &json!(0)));
    let deadline = |answer: &Value| answer["recordingDeadlines"]["sessions"][0].clone();
    assert_eq!(deadline(&shown), json!({ "attended": 1, "credited": 0, "uncredited": 1 }));
    assert_eq!(deadline(&masked), json!({ "attended": null, "credited": null, "uncredited": null }));
    let people = |answer: &Value| answer["serviceDemand"]["people"].clone();
    let all = json!({ "needed": 2, "matched": 1, "accepted": 0, "arrived": 0, "missing": 2, "over": 0 });
    assert_eq!(people(&shown), all);
    assert_eq!((&people(&masked)["matched"], &people(&masked)["over"]), (&Value::Null, &Value::Null));
    assert_eq!(masked["serviceDemand"]["matches"][0]["people"], Value::Null);
    let stars = |answer: &Value| answer["policyWhatIf"]["stars"].clone();
    assert_eq!(stars(&shown)["reached"], json!({ "before": 0, "after": 1, "gained": 1, "lost": 0 }));
    let nothing = json!({ "before": null, "after": null, "gained": null, "lost": null });
    for who in [masked, asked(app, "OPERATOR", &what_if()).await] {
        assert_eq!(stars(&who)["reached"], nothing);
        assert_eq!(stars(&who)["levels"][0], json!({ "before": null, "after": null }));
    }
}

fn what_if() -> String {
    format!(
        "{{ policyWhatIf(within: \"{OWN}\", changes: [{{ name: \"star_1_minutes\", value: 120 }}]) {{
            stars {{ reached {{ before after gained lost }} levels {{ before after }} }} }} }}"
    )
}

/// On the demonstration: large cells are shown to an operator, small ones and what follows from them are not.
pub(crate) async fn are_masked_for_an_operator(app: &TestApp) {
    let hours = "minutes attendances people";
    let query = format!(
        "{{ hoursServed(groupBy: [DIVISION, CATEGORY]) {{ total {{ {hours} }} rows {{ {hours} }} }}
            teamCoverage(within: \"4452\") {{ total {{ members }} rows {{ members insuredMembers trainedMembers }} }}
            volunteerHeadcount {{ volunteers rows {{ volunteers active }} }}
            pointsSummary(by: SITE) {{ total {{ granted volunteers }} rows {{ figures {{ granted volunteers }} }} }} }}"
    );
    let (seen, all) = (asked(app, "OPERATOR", &query).await, asked(app, "ADMINISTRATOR", &query).await);
    assert!(all["hoursServed"]["total"]["people"].as_i64().is_some_and(|people| people >= 5), "{}", all["hoursServed"]);
    assert_eq!(seen["hoursServed"]["total"], all["hoursServed"]["total"]);
    let (mut shown, mut few) = (0, 0);
    compare(&seen, &all, &mut |seen, all| {
        few += usize::from((1..5).contains(&all));
        match seen {
            Some(seen) => {
                shown += 1;
                assert_eq!(seen, all);
                assert!(!(1..5).contains(&seen));
            }
            None => assert!(all > 0),
        }
    });
    assert!(shown > 10, "{shown}");
    assert!(few > 0, "the demonstration has a small cell");
}

/// Each count of people that the one answer has and the other may lack.
fn compare(seen: &Value, all: &Value, told: &mut impl FnMut(Option<i64>, i64)) {
    match all {
        Value::Object(fields) => {
            for (name, all) in fields {
                match all.as_i64() {
                    Some(all) if OF_PEOPLE.contains(&name.as_str()) => told(seen[name].as_i64(), all),
                    _ => compare(&seen[name], all, told),
                }
            }
        }
        Value::Array(rows) => rows.iter().enumerate().for_each(|(place, all)| compare(&seen[place], all, told)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

async fn asked(app: &TestApp, role: &str, query: &str) -> Value {
    let key = app.key_with(role, None).await;
    app.data_with(&key, query).await
}

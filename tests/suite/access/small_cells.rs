//! Counts of one to four volunteers are shown to whoever may see the people, and to nobody else (R5).

use super::world::{OWN, World};
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

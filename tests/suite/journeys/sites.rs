//! Sites, and the people who are posted to sites and villages: observers, first secretaries, work teams.

use super::steps::{refusal, register_organization, twice};
use crate::files::id_number;
use muster_tests::TestApp;
use serde_json::json;

fn open(code: &str, kind: &str, division: &str) -> String {
    format!(
        "openSite(input: {{ code: \"{code}\", name: \"示例{code}\", kind: {kind}, division: \"{division}\",
            operator: \"O-1\", openedOn: \"2022-01-01\" }})"
    )
}

/// A person by data, whom the first command puts on file.
fn someone(sequence: u32, role: &str) -> String {
    let number = id_number("19850101", sequence);
    format!("{{ person: {{ idNumber: \"{number}\", name: \"钱示例\" }}, role: {role} }}")
}

fn post(place: &str, people: &[String], days: &str) -> String {
    format!("postPeople(input: {{ {place}, people: [{}], {days} }})", people.join(", "))
}

async fn person_id(app: &TestApp, place: &str, role: &str) -> String {
    let head = app.head().await;
    let query = format!(
        "{{ postings(filter: {{ {place}, roles: [{role}] }}, atLeast: {head}) {{ nodes {{ person {{ id }} }} }} }}"
    );
    let answer = app.data(&query).await;
    answer["postings"]["nodes"][0]["person"]["id"].as_str().expect("a person").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_are_counted_by_kind_and_division_with_zero_rows_and_change_hands() {
    let app = TestApp::fresh().await;
    register_organization(&app, "O-1", "SOCIAL_WORK_AGENCY", "4452").await;
    register_organization(&app, "O-2", "SOCIAL_WORK_AGENCY", "4452").await;
    for (code, kind, division) in
        [("S-1", "OBSERVATION_STATION", "445202"), ("S-2", "POINTS_SHOP", "445202"), ("S-3", "POINTS_SHOP", "445203")]
    {
        twice(&app, &open(code, kind, division)).await;
    }
    let taken = refusal(&app, &open("S-1", "POINTS_SHOP", "445202")).await;
    assert_eq!(taken, json!({ "code": "CODE_TAKEN", "fields": ["kind"] }));
    let unknown = refusal(&app, &open("S-9", "POINTS_SHOP", "445202").replace("O-1", "O-9")).await;
    assert_eq!(unknown, json!({ "code": "ORGANIZATION_UNKNOWN", "organization": "O-9" }));

    let check = |sign: bool| {
        format!(
            "checkSite(site: \"S-2\", checkedOn: \"2023-05-01\", input: {{ place: true, team: true, projects: true,
                equipment: true, rules: true, sign: {sign} }})"
        )
    };
    twice(&app, &check(true)).await;
    assert_eq!(refusal(&app, &check(false)).await["code"], "CHECK_DIFFERS");
    twice(&app, "handOverSite(site: \"S-2\", operator: \"O-2\", handedOn: \"2023-06-01\")").await;
    twice(&app, "changeSite(site: \"S-2\", input: { name: \"新店\", changedOn: \"2023-06-01\" })").await;
    let position = twice(&app, "closeSite(site: \"S-3\", closedOn: \"2023-12-31\", reason: \"撤并\")").await;
    let closed = refusal(&app, "changeSite(site: \"S-3\", input: { name: \"x\", changedOn: \"2024-01-01\" })").await;
    assert_eq!(closed, json!({ "code": "SITE_CLOSED", "closedOn": "2023-12-31" }));

    let query = format!(
        "{{ before: siteCounts(within: \"4452\", kinds: [POINTS_SHOP], on: \"2023-12-31\", atLeast: {position}) {{
                total kinds {{ kind sites complete }} rows {{ division {{ code }} sites }} }}
            after: siteCounts(within: \"4452\", on: \"2024-01-01\", atLeast: {position}) {{ total }}
            sites(filter: {{ within: \"4452\", operator: \"O-2\", complete: true }}, atLeast: {position}) {{
                nodes {{ code name kind operator {{ code }} checklist {{ complete sign }} }} }}
            organization(code: \"O-1\", atLeast: {position}) {{ sites {{ code }} }} }}"
    );
    let answer = app.data(&query).await;
    assert_eq!(answer["before"]["total"], 2);
    assert_eq!(answer["before"]["kinds"], json!([{ "kind": "POINTS_SHOP", "sites": 2, "complete": 1 }]));
    let rows = answer["before"]["rows"].as_array().expect("rows").clone();
    assert_eq!(rows.len(), 6, "the city and its five counties, those without a shop too");
    assert!(rows.contains(&json!({ "division": { "code": "445281" }, "sites": 0 })), "{rows:?}");
    assert_eq!(answer["after"]["total"], 2, "the closed shop does not count on the day after its last");
    let shop = json!({ "code": "S-2", "name": "新店", "kind": "POINTS_SHOP", "operator": { "code": "O-2" },
        "checklist": { "complete": true, "sign": true } });
    assert_eq!(answer["sites"]["nodes"], json!([shop]));
    assert_eq!(answer["organization"]["sites"], json!([{ "code": "S-1" }, { "code": "S-3" }]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn observers_are_appointed_for_a_term_and_a_station_does_not_close_over_them() {
    let app = TestApp::fresh().await;
    register_organization(&app, "O-1", "SOCIAL_WORK_AGENCY", "4452").await;
    twice(&app, &open("S-1", "OBSERVATION_STATION", "445202")).await;
    let (place, term) = ("site: \"S-1\"", "from: \"2022-04-01\", to: \"2025-03-31\"");
    let observers = [someone(1, "OBSERVER"), someone(2, "OBSERVER"), someone(3, "OBSERVER")];
    let open_ended = refusal(&app, &post(place, &observers, "from: \"2022-04-01\"")).await;
    assert_eq!(open_ended, json!({ "code": "TERM_REQUIRED", "role": "OBSERVER" }));
    let wrong = refusal(&app, &post(place, &[someone(1, "FIRST_SECRETARY")], term)).await;
    assert_eq!(wrong["code"], "ROLE_NOT_OF_PLACE");
    twice(&app, &post(place, &observers, term)).await;

    let closing = "closeSite(site: \"S-1\", closedOn: \"2024-12-31\", reason: \"撤并\")";
    let staffed = refusal(&app, closing).await;
    assert_eq!(staffed, json!({ "code": "PEOPLE_POSTED", "posted": 3, "closedOn": "2024-12-31" }));
    let person = person_id(&app, place, "OBSERVER").await;
    let end = format!(
        "endPost(input: {{ {place}, personId: \"{person}\", role: OBSERVER, endedOn: \"2023-06-30\",
            reason: \"本人请辞\" }})"
    );
    let position = twice(&app, &end).await;
    let query = format!(
        "{{ before: postingCounts(within: \"4452\", roles: [OBSERVER], on: \"2023-06-30\", atLeast: {position}) {{
                people places peoplePerPlace {{ numerator denominator }} }}
            after: postingCounts(within: \"4452\", roles: [OBSERVER], on: \"2023-07-01\", atLeast: {position}) {{
                people roles {{ role people }} divisions {{ division {{ code }} people }} }}
            ending: postings(filter: {{ {place}, endsBy: \"2025-03-31\", liveOn: \"2024-01-01\" }},
                atLeast: {position}) {{ nodes {{ role site {{ code }} person {{ name }} to }} }} }}"
    );
    let answer = app.data(&query).await;
    let ratio = json!({ "numerator": 3, "denominator": 1 });
    assert_eq!(answer["before"], json!({ "people": 3, "places": 1, "peoplePerPlace": ratio }));
    assert_eq!(answer["after"]["people"], 2);
    assert_eq!(answer["after"]["roles"], json!([{ "role": "OBSERVER", "people": 2 }]));
    let divisions = answer["after"]["divisions"].as_array().expect("divisions").clone();
    assert!(divisions.contains(&json!({ "division": { "code": "445281" }, "people": 0 })), "{divisions:?}");
    let observer = json!({ "role": "OBSERVER", "site": { "code": "S-1" }, "person": { "name": "钱**" },
        "to": "2025-03-31" });
    assert_eq!(answer["ending"]["nodes"], json!([observer, observer]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn first_secretary_is_one_a_village_and_lives_in_one_village() {
    let app = TestApp::fresh().await;
    register_organization(&app, "V-1", "COMMUNITY", "360735").await;
    register_organization(&app, "V-2", "COMMUNITY", "360735").await;
    let (one, other) = ("organization: \"V-1\"", "organization: \"V-2\"");
    let team = [someone(1, "FIRST_SECRETARY"), someone(2, "WORK_TEAM_MEMBER"), someone(3, "WORK_TEAM_MEMBER")];
    twice(&app, &post(one, &team, "from: \"2021-06-01\"")).await;
    let second = refusal(&app, &post(one, &[someone(4, "FIRST_SECRETARY")], "from: \"2022-01-01\"")).await;
    let secretary = person_id(&app, one, "FIRST_SECRETARY").await;
    let expected = json!({ "code": "SEAT_TAKEN", "role": "FIRST_SECRETARY", "holder": secretary, "from": "2021-06-01",
        "until": null });
    assert_eq!(second, expected);
    let elsewhere = refusal(&app, &post(other, &[someone(2, "WORK_TEAM_MEMBER")], "from: \"2022-01-01\"")).await;
    assert_eq!(elsewhere["code"], "POSTED_ELSEWHERE");
    app.settle().await;
    let query = "{ organization(code: \"V-1\") { id } }";
    assert_eq!(elsewhere["holder"], app.data(query).await["organization"]["id"]);

    let dissolve =
        "dissolveOrganization(organization: \"V-1\", input: { dissolvedOn: \"2023-12-31\", reason: \"撤并\" })";
    let posted = json!({ "code": "PEOPLE_POSTED", "posted": 3, "dissolvedOn": "2023-12-31" });
    assert_eq!(refusal(&app, dissolve).await, posted);

    // Whoever leaves one village may go to another on the next day, and a grid worker may serve beside.
    let member = person_id(&app, one, "WORK_TEAM_MEMBER").await;
    let end = format!(
        "endPost(input: {{ {one}, personId: \"{member}\", role: WORK_TEAM_MEMBER, endedOn: \"2023-05-31\",
            reason: \"轮换\" }})"
    );
    twice(&app, &end).await;
    let moved = format!("{{ personId: \"{member}\", role: FIRST_SECRETARY }}");
    let grid = format!("{{ personId: \"{member}\", role: GRID_WORKER }}");
    let position = twice(&app, &post(other, &[moved, grid], "from: \"2023-06-01\"")).await;
    let query = format!(
        "{{ postingCounts(within: \"3607\", roles: [FIRST_SECRETARY, WORK_TEAM_MEMBER], on: \"2023-06-01\",
                atLeast: {position}) {{ posts people places roles {{ role posts }} }}
            postings(filter: {{ personId: \"{member}\" }}, atLeast: {position}) {{
                nodes {{ role organization {{ code }} from to }} }} }}"
    );
    let answer = app.data(&query).await;
    let roles = json!([{ "role": "FIRST_SECRETARY", "posts": 2 }, { "role": "WORK_TEAM_MEMBER", "posts": 1 }]);
    assert_eq!(answer["postingCounts"], json!({ "posts": 3, "people": 3, "places": 2, "roles": roles }));
    assert_eq!(answer["postings"]["nodes"].as_array().map(Vec::len), Some(3), "ended posts stay on record");
    app.verify_views().await;
}

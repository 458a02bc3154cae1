//! What a field chooses by itself: pools, exports, candidates. Nobody out of the caller's reach is among them.

use super::world::{OTHER, OWN, World};
use crate::journeys::steps::{act, does};
use muster_tests::TestApp;
use serde_json::{Value, json};

/// The id of the person behind an instructor.
async fn instructor(app: &TestApp, code: &str) -> String {
    let query = format!("{{ instructor(code: \"{code}\") {{ person {{ id }} }} }}");
    app.data(&query).await["instructor"]["person"]["id"].as_str().expect("an id").to_owned()
}

fn with_outcome(mutation: &str) -> String {
    format!("mutation {{ done: {mutation} {{ outcome }} }}")
}

#[tokio::test(flavor = "multi_thread")]
async fn pool_of_a_county_lists_nobody_of_another_whatever_it_asks_for() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    let open = |code: &str, criteria: &str| {
        let input = format!("code: \"{code}\", name: \"指导员\", division: \"{OWN}\", openedOn: \"2024-01-02\"");
        with_outcome(&format!("openPool(input: {{ {input}, criteria: {{ {criteria} }} }})"))
    };
    for elsewhere in [OTHER, "4452"] {
        let refused = app.refusal_with(&administrator, &open("WIDE", &format!("within: \"{elsewhere}\""))).await;
        assert_eq!(refused, json!({ "code": "OUT_OF_SCOPE", "division": elsewhere, "granted": [OWN] }));
    }
    app.data_with(&administrator, &open("OWN", "role: INSTRUCTOR")).await;
    let (own, other) = (instructor(app, "I-A").await, instructor(app, "I-B").await);
    let head = app.head().await;
    let pool = format!(
        "{{ pool(code: \"OWN\", atLeast: {head}) {{ criteria membersCount members {{ nodes {{ person {{ id }} }} }} }} }}"
    );
    let criteria = ["ROLE INSTRUCTOR", &format!("WITHIN {OWN}")];
    let expected =
        json!({ "criteria": criteria, "membersCount": 1, "members": { "nodes": [{ "person": { "id": own } }] } });
    assert_eq!(app.data_with(&administrator, &pool).await["pool"], expected);
    // It is the pool that does not reach further, and not who looks at it.
    assert_eq!(app.data(&pool).await["pool"], expected);
    let explain = format!(
        "{{ explainMatch(person: \"{other}\", pool: \"OWN\", atLeast: {head}) {{ belongs criteria {{ criterion verdict }} }} }}"
    );
    let explained = app.data(&explain).await["explainMatch"].clone();
    assert_eq!(explained["belongs"], false);
    let unmet = json!({ "criterion": "WITHIN", "verdict": "UNMET" });
    assert!(explained["criteria"].as_array().is_some_and(|all| all.contains(&unmet)), "{explained}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pool_is_handed_over_without_the_members_out_of_reach_and_nobody_is_told_who_they_are() {
    let world = World::made().await;
    let app = &world.app;
    let (own, other) = (instructor(app, "I-A").await, instructor(app, "I-B").await);
    for person in [&own, &other] {
        let consent = format!(
            "giveConsent(person: \"{person}\", scope: DISCLOSURE, noticeVersion: \"2024-1\", fields: [NAME],
                givenOn: \"2024-01-02\")"
        );
        does(app, &consent).await;
        let admit = format!(
            "admitTalent(input: {{ pool: \"POOL-A\", person: \"{person}\", basis: STATUTORY, provision: \"某条\",
                source: RECOMMENDATION, reason: \"推荐\", admittedOn: \"2024-02-01\" }})"
        );
        does(app, &admit).await;
    }
    let export = "mutation { exportPeople(input: { pool: \"POOL-A\", fields: [NAME], purpose: RECRUITMENT,
        recipient: \"O-A\", format: JSON }) { people content outOfReach withheld { person } } }";
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let exported = app.data_with(&reader, export).await["exportPeople"].clone();
    let name = json!([{ "NAME": "李示例" }]).to_string();
    assert_eq!(exported, json!({ "people": 1, "content": name, "outOfReach": 1, "withheld": [] }));
    assert!(!exported.to_string().contains(&other));
    let everywhere = app.data(export).await["exportPeople"].clone();
    assert_eq!((&everywhere["people"], &everywhere["outOfReach"]), (&json!(2), &json!(0)));
    // Where nobody is in reach, nothing leaves.
    let elsewhere = app.key_with(&format!("HR_READER@{OTHER}"), None).await;
    let refused = app.refusal_with(&elsewhere, export).await;
    assert_eq!(refused, json!({ "code": "POOL_UNKNOWN", "named": "POOL-A" }));
    let remove =
        format!("removeTalent(pool: \"POOL-A\", person: \"{own}\", cause: MISTAKE, removedOn: \"2024-06-02\")");
    does(app, &remove).await;
    let exported = app.data_with(&reader, export).await["exportPeople"].clone();
    assert_eq!(exported, json!({ "people": 0, "content": "[]", "outOfReach": 1, "withheld": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn candidates_of_a_catalogue_are_those_whom_the_caller_may_see() {
    let world = World::made().await;
    let app = &world.app;
    let edition = format!(
        "publishDemandCatalog(input: {{ division: \"{OWN}\", year: 2023, edition: 1, title: \"目录\",
            publishedOn: \"2023-06-01\", recipients: [{{ organization: \"O-A\", kind: MEMBER_UNIT }}],
            items: [{{ code: \"I\", title: \"指导员\", quantity: 2, criteria: {{ role: INSTRUCTOR }} }}] }})"
    );
    does(app, &edition).await;
    app.settle().await;
    let (own, other) = (instructor(app, "I-A").await, instructor(app, "I-B").await);
    let query = format!(
        "{{ demandMatch(catalog: \"{OWN}-2023\") {{ places {{ candidatesCount }}
            items {{ candidatesCount places {{ candidatesCount }} candidates {{ nodes {{ person {{ id }} }} }} }} }} }}"
    );
    let told = async |key: &str| {
        let report = app.data_with(key, &query).await["demandMatch"].clone();
        let item = &report["items"][0];
        let nodes = item["candidates"]["nodes"].as_array().expect("candidates");
        let mut people: Vec<Value> = nodes.iter().map(|node| node["person"]["id"].clone()).collect();
        people.sort_by_key(Value::to_string);
        let nobody_has = |places: &Value| places[1]["candidatesCount"].clone();
        let counts = [item["candidatesCount"].clone(), nobody_has(&item["places"]), nobody_has(&report["places"])];
        (people, counts)
    };
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    assert_eq!(told(&reader).await, (vec![json!(own)], [1, 1, 1].map(Value::from)));
    let both = app.key_with(&format!("HR_READER@{OWN},HR_READER@{OTHER}"), None).await;
    let mut everybody = vec![json!(own), json!(other)];
    everybody.sort_by_key(Value::to_string);
    for key in [&both, &app.key_with("HR_READER", None).await] {
        assert_eq!(told(key).await, (everybody.clone(), [2, 2, 2].map(Value::from)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn successors_are_proposed_among_those_whom_the_caller_may_see() {
    let world = World::made().await;
    let app = &world.app;
    let proposal = |within: &str| format!("{{ reassignmentProposal(instructor: \"I-A\"{within}) {{ candidates }} }}");
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let everywhere = app.data(&proposal("")).await["reassignmentProposal"].clone();
    assert_eq!(everywhere["candidates"], 1, "the other of the city");
    let own = app.data_with(&reader, &proposal("")).await["reassignmentProposal"].clone();
    assert_eq!(own["candidates"], 0);
    let refused = app.ask_by(&reader, &proposal(", within: \"4452\""), json!({})).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "OUT_OF_SCOPE");
}

#[tokio::test(flavor = "multi_thread")]
async fn demand_shows_who_can_come_to_whoever_may_see_the_people_of_its_division_only() {
    let world = World::made().await;
    let app = &world.app;
    let query = "{ serviceDemand(code: \"XQ-A\") { code candidates { teams { nodes { team { code } } }
        volunteers { nodes { volunteer { code } } } } } }";
    let writer = app.key_with("ORGANIZATION_WRITER", Some("O-A")).await;
    assert_eq!(app.refusal_with(&writer, query).await, json!({ "code": "OUT_OF_SCOPE", "division": OWN }));
    let without = query.replace("volunteers { nodes { volunteer { code } } }", "");
    assert_eq!(app.data_with(&writer, &without).await["serviceDemand"]["code"], "XQ-A");
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    assert!(app.data_with(&reader, query).await["serviceDemand"]["candidates"]["volunteers"]["nodes"].is_array());
}

/// Two activities at one time, one in each county; V-A is enrolled in that of the own county, and is asked about in the other.
async fn enrolled_elsewhere(app: &TestApp) {
    for (letter, division) in [("A", OWN), ("B", OTHER)] {
        for mutation in [
            format!(
                "draftActivity(input: {{ code: \"NEW-{letter}\", title: \"植树\", category: ECOLOGY, division: \"{division}\",
                    organization: \"O-{letter}\", startsAt: \"2024-06-05T01:00:00Z\", endsAt: \"2024-06-05T03:00:00Z\" }})"
            ),
            format!(
                "scheduleSession(activity: \"NEW-{letter}\", session: 1, startsAt: \"2024-06-05T01:00:00Z\",
                    endsAt: \"2024-06-05T03:00:00Z\")"
            ),
            format!(
                "publishActivity(activity: \"NEW-{letter}\", leader: \"V-{letter}\", riskNotice: \"无\", place: \"北河\")"
            ),
        ] {
            does(app, &mutation).await;
        }
    }
    act(app, "enroll(seat: { activity: \"NEW-A\", session: 1, volunteer: \"V-A\" })").await;
    app.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn organization_learns_whether_a_volunteer_may_join_and_nothing_of_what_they_do_elsewhere() {
    let world = World::made().await;
    let app = &world.app;
    enrolled_elsewhere(app).await;
    let query = "{ eligibility(volunteer: \"V-A\", activity: \"NEW-B\") { eligible
        conditions { condition state code message figures } days { credited } enrolledElsewhere { session } } }";
    let writer = app.key_with("ORGANIZATION_WRITER", Some("O-B")).await;
    let volunteer = app.key_with(&format!("VOLUNTEER@{}", world.own_person()), None).await;
    let told = async |key: &str| {
        let answer = app.data_with(key, query).await["eligibility"].clone();
        let conditions = answer["conditions"].as_array().cloned().unwrap_or_default();
        let elsewhere = conditions.into_iter().find(|answer| answer["condition"] == "OTHER_ENROLLMENT");
        (elsewhere.unwrap_or_default(), answer)
    };
    let (elsewhere, answer) = told(&writer).await;
    assert_eq!(answer["eligible"], true);
    let code_only = json!({ "condition": "OTHER_ENROLLMENT", "state": "UNMET", "code": "ENROLLED_ELSEWHERE",
        "message": null, "figures": {} });
    assert_eq!(elsewhere, code_only);
    assert_eq!((&answer["days"], &answer["enrolledElsewhere"]), (&json!([]), &json!([])));
    let (elsewhere, answer) = told(&volunteer).await;
    assert_eq!(elsewhere["figures"], json!({ "sessions": 1 }));
    assert_eq!(answer["days"], json!([{ "credited": 0 }]));
    assert_eq!(answer["enrolledElsewhere"], json!([{ "session": 1 }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn surname_is_looked_for_among_the_volunteers_of_the_division_when_too_many_elsewhere_have_it() {
    let world = World::made().await;
    let app = &world.app;
    let mut admin = app.store.admin().await;
    let live = "select schema from views.live where name = 'person_directory'";
    let schema: String = sqlx::query_scalar(live).fetch_one(&mut admin).await.expect("the view's schema");
    let others = format!(
        "insert into {schema}.people select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid()))).*
         from {schema}.people p, generate_series(1, 10000) where p.id = '{}'",
        world.own_person()
    );
    app.store.admin_run(&others).await.expect("many of one surname");
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let asked =
        |within: &str| format!("{{ volunteers(filter: {{ {within} surname: \"王\" }}) {{ nodes {{ code }} }} }}");
    let found = app.data_with(&reader, &asked(&format!("within: \"{OWN}\","))).await["volunteers"]["nodes"].clone();
    assert_eq!(found, json!([{ "code": "V-A" }]));
    assert_eq!(app.refusal(&asked("")).await, json!({ "code": "TOO_MANY_PEOPLE", "limit": 10_000 }));
}

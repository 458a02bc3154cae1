//! What whoever answers for privacy in a county finds to do there, without knowing of whom: requests with their deadline,
//! reads that wait for a second person, broken glass, proposals to erase, and who read whom.

use super::registry::{COUNTY, OTHER_COUNTY, Registry, unmask};
use crate::{files::id_number, journeys::steps::act};
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Volunteers of the county; one more stands in the other.
const PEOPLE: usize = 3;
/// A child of either county, by the day of birth.
const BORN: [&str; 2] = ["20140101", "20140102"];

async fn done(app: &TestApp, key: &str, mutation: &str) {
    let answer = app.data_with(key, &format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    assert_eq!(answer["done"]["outcome"], "EXECUTED", "{mutation}");
}

/// A child who is a volunteer of a county, with the consent of a guardian.
async fn child(app: &TestApp, division: &str, born: &str) -> String {
    let register = format!("registerPerson(input: {{ name: \"王小例\", idNumber: \"{}\" }})", id_number(born, 1));
    let person = act(app, &register).await["id"].as_str().expect("an id").to_owned();
    let consent = format!(
        "giveGuardianConsent(person: \"{person}\", input: {{ guardianName: \"王大例\", guardianPhone: \"13900000000\",
            noticeVersion: \"1\", givenOn: \"2024-06-01\" }})"
    );
    act(app, &consent).await;
    let volunteer = format!(
        "registerVolunteer(input: {{ code: \"V-{born}\", division: \"{division}\", registeredOn: \"2024-06-02\",
            personId: \"{person}\" }})"
    );
    act(app, &volunteer).await;
    person
}

/// What somebody finds within a division: of each list, of whom its rows are.
async fn found(app: &TestApp, key: &str, within: &str) -> Value {
    let head = app.head().await;
    let at = format!("within: \"{within}\", atLeast: {head}");
    let query = format!(
        "{{ dataRequests({at}, open: true) {{ nodes {{ person }} }} proposedMinorReads({at}) {{ nodes {{ person }} }}
            brokenGlass({at}) {{ nodes {{ person fields }} }} proposedErasures({at}) {{ nodes {{ person {{ id }} }} }}
            accessLog(within: \"{within}\") {{ nodes {{ person }} }} }}"
    );
    app.data_with(key, &query).await
}

#[tokio::test(flavor = "multi_thread")]
async fn officer_of_a_county_finds_what_waits_in_it_without_knowing_of_whom_and_nothing_of_another() {
    let registry = Registry::of(PEOPLE).await;
    let app = &registry.app;
    let reader = registry.key("HR_READER").await;
    let of_other = app.key_with(&format!("HR_READER@{OTHER_COUNTY}"), None).await;
    let mut whose = Vec::new();
    for ((division, born), reader) in [COUNTY, OTHER_COUNTY].into_iter().zip(BORN).zip([&reader, &of_other]) {
        let child = child(app, division, born).await;
        // Before anything is read at all.
        done(app, reader, &format!("breakGlass(person: \"{child}\", fields: [NAME], note: \"走失\")")).await;
        let propose =
            format!("proposeMinorRead(person: \"{child}\", fields: [NAME], purpose: CONTACT, note: \"通知家长\")");
        done(app, reader, &propose).await;
        act(app, &format!("requestData(person: \"{child}\", kind: CORRECTION, text: \"更正\")")).await;
        act(app, &format!("proposeErasure(person: \"{child}\", basis: CONSENT_WITHDRAWN)")).await;
        app.data_with(reader, &unmask(std::slice::from_ref(&child), "fields: [NAME], purpose: EMERGENCY")).await;
        whose.push(child);
    }
    let officer = registry.key("PRIVACY_OFFICER").await;
    let nodes = |person: &str| json!({ "nodes": [{ "person": person }] });
    let expected = |person: &str| {
        json!({ "dataRequests": nodes(person), "proposedMinorReads": nodes(person), "accessLog": nodes(person),
            "brokenGlass": { "nodes": [{ "person": person, "fields": ["NAME"] }] },
            "proposedErasures": { "nodes": [{ "person": { "id": person } }] } })
    };
    assert_eq!(found(app, &officer, COUNTY).await, expected(&whose[0]));
    let of_city = app.key_with("PRIVACY_OFFICER@4452", None).await;
    assert_eq!(found(app, &of_city, OTHER_COUNTY).await, expected(&whose[1]));
    let everybody = found(app, &of_city, "4452").await;
    for list in ["dataRequests", "proposedMinorReads", "brokenGlass", "proposedErasures", "accessLog"] {
        assert_eq!(everybody[list]["nodes"].as_array().map(Vec::len), Some(2), "{list}");
    }
    for list in ["dataRequests", "proposedMinorReads", "brokenGlass", "proposedErasures", "accessLog"] {
        let asked = |within: &str| format!("{{ {list}{within} {{ nodes {{ __typename }} }} }}");
        let refused = app.refusal_with(&officer, &asked("")).await;
        assert_eq!(refused["code"], "SCOPE_REQUIRED", "{list}");
        let refused = app.refusal_with(&officer, &asked(&format!("(within: \"{OTHER_COUNTY}\")"))).await;
        assert_eq!(refused["code"], "OUT_OF_SCOPE", "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn page_of_a_county_is_filled_and_goes_on_where_people_of_another_stand_between() {
    let registry = Registry::of(PEOPLE).await;
    let app = &registry.app;
    let elsewhere = child(app, OTHER_COUNTY, BORN[1]).await;
    for person in [&registry.people[0], &elsewhere, &registry.people[1], &registry.people[2]] {
        act(app, &format!("requestData(person: \"{person}\", kind: CORRECTION, text: \"更正\")")).await;
    }
    let officer = registry.key("PRIVACY_OFFICER").await;
    let head = app.head().await;
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = format!(
            "{{ dataRequests(within: \"{COUNTY}\", first: 1, atLeast: {head}{after}) {{ nodes {{ person }}
                pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        let page = app.data_with(&officer, &page).await["dataRequests"].clone();
        seen.extend(page["nodes"].as_array().expect("nodes").iter().map(|node| node["person"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
    let mut expected: Vec<Value> = registry.people.iter().map(|person| json!(person)).collect();
    expected.sort_by_key(Value::to_string);
    seen.sort_by_key(Value::to_string);
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn person_corrects_their_telephone_by_themself_and_asks_for_what_says_who_they_are() {
    let registry = Registry::of(1).await;
    let app = &registry.app;
    let person = &registry.people[0];
    let own = app.key_with(&format!("VOLUNTEER@{person}"), None).await;
    let officer = registry.key("PRIVACY_OFFICER").await;
    let correct =
        |what: &str| format!("correctPersonData(person: \"{person}\", input: {{ {what}, reason: \"更正\" }})");
    let identity = [
        correct("name: \"王示例\""),
        correct(&format!("idNumber: \"{}\"", id_number("19900101", 7))),
        correct("phone: \"13800001234\", name: \"王示例\""),
    ];
    for mutation in &identity {
        let refused = app.refusal_with(&own, &format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
        assert_eq!(refused["code"], "IDENTITY_IS_ASKED_FOR", "{mutation}");
    }
    done(app, &own, &correct("phone: \"13800001234\"")).await;
    for mutation in &identity[..2] {
        done(app, &officer, mutation).await;
    }
}

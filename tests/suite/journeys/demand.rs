//! The scarce-talent catalogue: what is wanted, dealt out and matched, and what is filled and missing where (H6).

use super::steps::{act, refusal, twice};
use crate::files::id_number;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// The day of this journey.
const NOW: &str = "2026-11-02T08:00:00+08:00";

async fn person(app: &TestApp, number: u32) -> String {
    let id_number = id_number("19900101", number);
    let done = act(app, &format!("registerPerson(input: {{ name: \"王示例\", idNumber: \"{id_number}\" }})")).await;
    done["id"].as_str().expect("an id").to_owned()
}

/// A carver of a category.
async fn carver(app: &TestApp, number: u32, category: &str) -> String {
    let id = person(app, number).await;
    let evidence = format!(
        "recordSkillEvidence(person: \"{id}\", input: {{ skill: \"砖雕\", evidence: MASTER_TITLE,
            reference: \"示例第{number}号\", recordedOn: \"2026-02-01\" }})"
    );
    act(app, &evidence).await;
    let assign = format!(
        "assignTalentCategory(person: \"{id}\", division: \"360735\", version: \"2026\", category: {category},
            assignedOn: \"2026-02-01\")"
    );
    act(app, &assign).await;
    id
}

fn edition(number: u32, carvers: u32, on: &str) -> String {
    format!(
        "publishDemandCatalog(input: {{ division: \"360735\", year: 2026, edition: {number},
            title: \"石城县急需紧缺人才目录2026\", publishedOn: \"{on}\",
            recipients: [{{ organization: \"T-1\", kind: TOWNSHIP }}, {{ organization: \"T-2\", kind: TOWNSHIP }},
                {{ organization: \"M-1\", kind: MEMBER_UNIT }}],
            items: [{{ code: \"CARVER\", title: \"砖雕工匠\", quantity: {carvers}, modes: [FULL_TIME, ADVISER],
                criteria: {{ skills: [\"砖雕\"], categoryAtLeast: E }} }},
              {{ code: \"WORKER\", title: \"社会工作者\", quantity: 2, employer: \"M-1\",
                criteria: {{ registeredOnly: true }} }}] }})"
    )
}

fn allocate(recipient: &str, quantity: u32, on: &str) -> String {
    format!(
        "allocateDemand(input: {{ catalog: \"360735-2026\", item: \"CARVER\", recipient: \"{recipient}\",
            quantity: {quantity}, allocatedOn: \"{on}\" }})"
    )
}

fn of(person: &str) -> String {
    format!("input: {{ catalog: \"360735-2026\", item: \"CARVER\", person: \"{person}\" }}")
}

/// A catalogue of three carvers and two workers, of which one township has two carvers.
async fn dealt_out() -> TestApp {
    let mut app = TestApp::fresh().await;
    app.travel_to(NOW.parse().expect("an instant")).await;
    for code in ["T-1", "T-2", "M-1"] {
        let organization = format!(
            "registerOrganization(input: {{ code: \"{code}\", name: \"示例{code}\", kind: DEPARTMENT,
                division: \"360735\", registeredOn: \"2020-01-01\" }})"
        );
        act(&app, &organization).await;
    }
    let categories = "publishCategoryCatalog(input: { division: \"360735\", version: \"2026\",
        effectiveFrom: \"2026-01-01\", categories: [A, B, C, D, E, F] })";
    act(&app, categories).await;
    twice(&app, &edition(1, 3, "2026-03-01")).await;
    twice(&app, &allocate("T-1", 2, "2026-03-05")).await;
    app
}

/// The report of a day: the total, the items with their places, and all places.
async fn report(app: &TestApp, on: &str) -> Value {
    let head = app.head().await;
    let figures = "figures { quantity allocated proposed accepted engaged gap }";
    let place = format!("organization {{ code }} kind {figures} candidatesCount");
    let query = format!(
        "{{ demandMatch(catalog: \"360735-2026\", on: \"{on}\", atLeast: {head}) {{ on
            catalog {{ code year edition publishedOn closedOn division {{ code }} }}
            total {{ quantity allocated proposed accepted engaged gap }}
            items {{ code {figures} candidatesCount criteria {{ criterion wanted }} modes employer {{ code }}
                candidates {{ edges {{ node {{ person {{ id }} criteria {{ criterion verdict }} }} }} }}
                places {{ {place} }} }}
            places {{ {place} }} }} }}"
    );
    app.data(&query).await["demandMatch"].clone()
}

fn figures(numbers: [i64; 6]) -> Value {
    let [quantity, allocated, proposed, accepted, engaged, gap] = numbers;
    json!({ "quantity": quantity, "allocated": allocated, "proposed": proposed, "accepted": accepted,
        "engaged": engaged, "gap": gap })
}

fn place(code: Option<&str>, kind: Option<&str>, numbers: [i64; 6], candidates: i64) -> Value {
    let organization = code.map(|code| json!({ "code": code }));
    json!({ "organization": organization, "kind": kind, "figures": figures(numbers), "candidatesCount": candidates })
}

#[tokio::test(flavor = "multi_thread")]
async fn demand_is_dealt_out_within_the_quantity_and_a_later_edition_lowers_nothing_below_it() {
    let app = dealt_out().await;
    let over =
        json!({ "code": "ALLOCATION_EXCEEDS_QUANTITY", "item": "CARVER", "limit": 3, "committed": 2, "asked": 2 });
    assert_eq!(refusal(&app, &allocate("T-2", 2, "2026-03-06")).await, over);
    let below = json!({ "code": "QUANTITY_BELOW_COMMITTED", "item": "CARVER", "quantity": 1, "committed": 2 });
    assert_eq!(refusal(&app, &edition(2, 1, "2026-06-01")).await, below);
    let taken = json!({ "code": "EDITION_TAKEN", "edition": 1, "fields": ["items"] });
    assert_eq!(refusal(&app, &edition(1, 9, "2026-03-01")).await, taken);
    twice(&app, &edition(2, 4, "2026-06-01")).await;
    for (on, edition, total) in [
        ("2026-02-28", Value::Null, [0; 6]),
        ("2026-03-04", json!(1), [5, 0, 0, 0, 0, 5]),
        ("2026-05-31", json!(1), [5, 2, 0, 0, 0, 5]),
        ("2026-06-01", json!(2), [6, 2, 0, 0, 0, 6]),
    ] {
        let report = report(&app, on).await;
        assert_eq!((&report["catalog"]["edition"], &report["total"]), (&edition, &figures(total)), "{on}");
    }
    twice(&app, "closeDemand(catalog: \"360735-2026\", closedOn: \"2026-10-31\")").await;
    let closed = json!({ "code": "DEMAND_CLOSED", "closedOn": "2026-10-31" });
    assert_eq!(refusal(&app, &allocate("T-2", 1, "2026-11-01")).await, closed);
    let after = report(&app, "2026-11-01").await;
    assert_eq!(after["catalog"]["closedOn"], "2026-10-31");
    assert_eq!(report(&app, "2026-10-30").await["catalog"]["closedOn"], Value::Null);
    let catalogs = app.data("{ demandCatalogs(within: \"3607\") { edges { node { code edition title } } } }").await;
    let node = json!({ "code": "360735-2026", "edition": 2, "title": "石城县急需紧缺人才目录2026" });
    assert_eq!(catalogs["demandCatalogs"]["edges"], json!([{ "node": node }]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn match_is_explained_accepted_filled_by_an_engagement_and_counted_by_item_and_township_on_every_day() {
    let app = dealt_out().await;
    let (ann, bob, cai) = (carver(&app, 1, "B").await, carver(&app, 2, "F").await, person(&app, 3).await);
    for (who, recipient) in [(&ann, ", recipient: \"T-1\""), (&bob, ", recipient: \"T-1\""), (&cai, "")] {
        let propose = format!("proposeMatch({}{recipient}, note: \"金丝雀推荐\", proposedOn: \"2026-03-10\")", of(who));
        twice(&app, &propose).await;
    }
    twice(&app, &format!("acceptMatch({}, acceptedOn: \"2026-03-15\")", of(&ann))).await;
    let accept = format!("acceptMatch({}, acceptedOn: \"2026-03-15\")", of(&bob));
    let not_met = json!({ "code": "CRITERIA_NOT_MET", "unmet": 1, "unknown": 0 });
    assert_eq!(refusal(&app, &accept).await, not_met);
    let accept = format!("acceptMatch({}, reason: \"金丝雀破格\", acceptedOn: \"2026-03-15\")", of(&bob));
    twice(&app, &accept).await;
    twice(&app, &format!("declineMatch({}, reason: \"金丝雀谢绝\", declinedOn: \"2026-03-20\")", of(&cai))).await;
    let link = format!("linkEngagement({}, engagement: \"E-1\")", of(&ann));
    assert_eq!(refusal(&app, &link).await, json!({ "code": "ENGAGEMENT_UNKNOWN", "engagement": "E-1" }));
    let engage = format!(
        "startEngagement(person: \"{ann}\", input: {{ code: \"E-1\", mode: ADVISER, organization: \"T-1\",
            from: \"2026-04-01\" }})"
    );
    act(&app, &engage).await;
    twice(&app, &link).await;
    let again = format!("linkEngagement({}, engagement: \"E-1\")", of(&bob));
    assert_eq!(refusal(&app, &again).await["code"], "ENGAGEMENT_UNKNOWN");
    figures_of_a_day(&app, &ann).await;
    proposals(&app, &ann, &bob, &cai).await;
    act(&app, &format!("endEngagement(person: \"{ann}\", engagement: \"E-1\", endedOn: \"2026-06-30\")")).await;
    for (on, total) in [
        ("2026-03-12", [5, 2, 3, 0, 0, 5]),
        ("2026-03-19", [5, 2, 3, 2, 0, 5]),
        ("2026-03-31", [5, 2, 2, 2, 0, 5]),
        ("2026-06-30", [5, 2, 2, 2, 1, 4]),
        ("2026-07-01", [5, 2, 2, 2, 0, 5]),
    ] {
        assert_eq!(report(&app, on).await["total"], figures(total), "{on}");
    }
    app.verify_views().await;
    let dump = app.store.dump_text().await;
    assert!(!dump.contains("金丝雀"), "a note or reason stands in clear");
}

/// Every row of one day, those with nothing too; places sum up to items, and items to the total.
async fn figures_of_a_day(app: &TestApp, ann: &str) {
    let report = report(app, "2026-05-01").await;
    assert_eq!(report["total"], figures([5, 2, 2, 2, 1, 4]));
    let carver = &report["items"][0];
    assert_eq!(carver["figures"], figures([3, 2, 2, 2, 1, 2]));
    let (township, unit) = (Some("TOWNSHIP"), Some("MEMBER_UNIT"));
    let places = json!([
        place(Some("T-1"), township, [2, 2, 2, 2, 1, 1], 1),
        place(Some("T-2"), township, [0; 6], 0),
        place(Some("M-1"), unit, [0; 6], 0),
        place(None, None, [1, 0, 0, 0, 0, 1], 1),
    ]);
    assert_eq!(carver["places"], places);
    let met =
        json!([{ "criterion": "SKILL", "verdict": "MET" }, { "criterion": "CATEGORY_AT_LEAST", "verdict": "MET" }]);
    let candidate = json!({ "node": { "person": { "id": ann }, "criteria": met } });
    assert_eq!((&carver["candidatesCount"], &carver["candidates"]["edges"]), (&json!(1), &json!([candidate])));
    let worker = &report["items"][1];
    assert_eq!((&worker["figures"], &worker["candidatesCount"]), (&figures([2, 0, 0, 0, 0, 2]), &json!(0)));
    assert_eq!(worker["employer"]["code"], "M-1");
    let places = json!([
        place(Some("T-1"), township, [2, 2, 2, 2, 1, 1], 1),
        place(Some("T-2"), township, [0; 6], 0),
        place(Some("M-1"), unit, [0; 6], 0),
        place(None, None, [3, 0, 0, 0, 0, 3], 1),
    ]);
    assert_eq!(report["places"], places);
}

/// Each proposal with what it came to on its day, whatever is known by now, and how it stands.
async fn proposals(app: &TestApp, ann: &str, bob: &str, cai: &str) {
    let assign = format!(
        "assignTalentCategory(person: \"{bob}\", division: \"360735\", version: \"2026\", category: A,
            assignedOn: \"2026-04-01\")"
    );
    let head = act(app, &assign).await["position"].clone();
    let query = format!(
        "{{ demandMatch(catalog: \"360735-2026\", on: \"2026-05-01\", atLeast: {head}) {{ items {{ code
            candidatesCount matches {{ edges {{ node {{ person {{ id }} recipient {{ code }} state engagement
                proposedOn acceptedOn declinedOn criteria {{ verdict }} }} }} }} }} }} }}"
    );
    let item = app.data(&query).await["demandMatch"]["items"][0].clone();
    assert_eq!(item["candidatesCount"], 2);
    let mut expected = [
        (ann, "ENGAGED", ["MET", "MET"]),
        (bob, "ACCEPTED", ["MET", "UNMET"]),
        (cai, "DECLINED", ["UNKNOWN", "UNKNOWN"]),
    ];
    expected.sort_unstable();
    let edges = item["matches"]["edges"].as_array().expect("matches");
    assert_eq!(edges.len(), expected.len());
    for (edge, (who, state, verdicts)) in edges.iter().zip(expected) {
        let node = &edge["node"];
        assert_eq!((&node["person"]["id"], &node["state"]), (&json!(who), &json!(state)));
        let criteria: Vec<Value> = verdicts.iter().map(|verdict| json!({ "verdict": verdict })).collect();
        assert_eq!(node["criteria"], json!(criteria));
        let recipient = if who == cai { Value::Null } else { json!({ "code": "T-1" }) };
        assert_eq!(node["recipient"], recipient);
    }
}

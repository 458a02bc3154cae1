//! Talents: pools by hand and by query, what changed in them, why somebody is in, category and mode over time.

use super::steps::{act, at, begun_at};
use crate::files::id_number;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// The day on which these journeys begin.
const NOW: &str = "2026-11-02T08:00:00+08:00";
/// A day after whatever day it is: abilities are declared on the day of their record, which the store's clock says.
const LATER: &str = "2036-11-02T08:00:00+08:00";

async fn begun() -> TestApp {
    begun_at(NOW).await
}

/// Puts a person on file who consents to talent pools; gives the id.
async fn person(app: &TestApp, number: u32) -> String {
    let mutation = format!(
        "registerPerson(input: {{ name: \"王示例\", idNumber: \"{}\", phone: \"1390000{number:04}\" }})",
        id_number("19900101", number)
    );
    let id = act(app, &mutation).await["id"].as_str().expect("an id").to_owned();
    act(
        app,
        &format!(
            "giveConsent(person: \"{id}\", scope: TALENT_POOL, noticeVersion: \"2024-1\", givenOn: \"2024-01-02\")"
        ),
    )
    .await;
    id
}

/// A social worker of 榕城 with the ability, the level and a valid registration.
async fn worker(app: &TestApp, number: u32, person: &str) {
    let code = format!("S-{number}");
    let commands = [
        format!(
            "registerSocialWorker(input: {{ code: \"{code}\", division: \"445202\", registeredOn: \"2034-01-02\",
                personId: \"{person}\" }})"
        ),
        format!(
            "obtainCertificate(socialWorker: \"{code}\", input: {{ level: SOCIAL_WORKER, certificateNo: \"C-{number}\",
                certifiedOn: \"2036-01-10\" }})"
        ),
        format!("registerPractice(socialWorker: \"{code}\", registeredOn: \"2036-02-01\")"),
        format!("declareAbilities(socialWorker: \"{code}\", abilities: [\"应急处突\"])"),
    ];
    for command in commands {
        act(app, &command).await;
    }
}

async fn contact(app: &TestApp, person: &str, day: &str) {
    let command = format!(
        "contactTalent(person: \"{person}\", input: {{ contactedOn: \"{day}\", channel: TELEPHONE, note: \"愿意参加\" }})"
    );
    act(app, &command).await;
}

fn admit(person: &str, basis: &str, day: &str) -> String {
    format!(
        "admitTalent(input: {{ pool: \"RESERVE\", person: \"{person}\", basis: {basis}, source: RECOMMENDATION,
            reason: \"街道推荐\", admittedOn: \"{day}\" }})"
    )
}

const OPEN_RESERVE: &str =
    "openPool(input: { code: \"RESERVE\", name: \"社区党组织书记后备人才库\", division: \"445202\",
    openedOn: \"2025-01-02\" })";

#[tokio::test(flavor = "multi_thread")]
async fn curated_pool_asks_for_a_basis_shows_what_is_fresh_and_says_who_came_and_left() {
    let app = begun().await;
    let (ann, bob, cai) = (person(&app, 1).await, person(&app, 2).await, person(&app, 3).await);
    act(&app, OPEN_RESERVE).await;
    for (who, day) in [(&ann, "2025-03-01"), (&bob, "2026-01-05"), (&cai, "2026-10-20")] {
        assert_eq!(act(&app, &admit(who, "CONSENT", day)).await["outcome"], "EXECUTED");
        assert_eq!(act(&app, &admit(who, "CONSENT", day)).await["outcome"], "ALREADY_APPLIED");
    }
    let refused = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", admit(&ann, "CONSENT", "2026-05-01"))).await;
    assert_eq!(refused, json!({ "code": "ENTRY_LIVE", "admittedOn": "2025-03-01" }));
    let withdrawn = format!("withdrawConsent(person: \"{bob}\", scope: TALENT_POOL, withdrawnOn: \"2026-10-25\")");
    act(&app, &withdrawn).await;
    let head = app.head().await;
    let query = format!(
        "{{ pool(code: \"RESERVE\", atLeast: {head}) {{ kind membersCount withStale: membersCount(withStale: true)
            members {{ edges {{ node {{ person {{ id }} source basis freshUntil stale }} }} }}
            changes(since: \"2026-02-01\") {{ came {{ person {{ id }} cause source eventPosition }}
                left {{ person {{ id }} cause eventPosition }} }} }} }}"
    );
    let pool = app.data(&query).await["pool"].clone();
    assert_eq!((&pool["kind"], &pool["membersCount"], &pool["withStale"]), (&json!("CURATED"), &json!(1), &json!(2)));
    let member = json!({ "person": { "id": cai }, "source": "RECOMMENDATION", "basis": "CONSENT",
        "freshUntil": "2027-10-20", "stale": false });
    assert_eq!(pool["members"]["edges"], json!([{ "node": member }]));
    let came = &pool["changes"]["came"];
    assert_eq!(came.as_array().map(Vec::len), Some(1));
    assert_eq!((&came[0]["person"]["id"], &came[0]["cause"]), (&json!(cai), &json!("ADMITTED")));
    assert!(came[0]["eventPosition"].is_i64());
    let mut left: Vec<(String, String)> = pool["changes"]["left"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["person"]["id"].as_str().unwrap().to_owned(), one["cause"].as_str().unwrap().to_owned()))
        .collect();
    left.sort();
    let mut expected = vec![(ann.clone(), "STALE".to_owned()), (bob.clone(), "CONSENT_WITHDRAWN".to_owned())];
    expected.sort();
    assert_eq!(left, expected);
    pool_is_kept_up(&app, &ann, &bob, &cai).await;
    app.verify_views().await;
}

/// Who was stale is reconfirmed, who withdrew is refused, who was appointed is taken out.
async fn pool_is_kept_up(app: &TestApp, ann: &str, bob: &str, cai: &str) {
    let explain = |person: &str, at_least: i64| {
        format!(
            "{{ explainMatch(person: \"{person}\", pool: \"RESERVE\", atLeast: {at_least}) {{ belongs
                criteria {{ criterion verdict }} }} }}"
        )
    };
    let head = app.head().await;
    let explained = app.data(&explain(ann, head)).await["explainMatch"].clone();
    let criteria = json!([{ "criterion": "ENTRY", "verdict": "MET" }, { "criterion": "LEGAL_BASIS", "verdict": "MET" },
        { "criterion": "FRESH", "verdict": "UNMET" }, { "criterion": "POOL_OPEN", "verdict": "MET" }]);
    assert_eq!(explained, json!({ "belongs": false, "criteria": criteria }));
    act(app, &format!("reconfirmTalent(pool: \"RESERVE\", person: \"{ann}\", reconfirmedOn: \"2026-11-01\")")).await;
    let remove = |person: &str, cause: &str| {
        format!(
            "removeTalent(pool: \"RESERVE\", person: \"{person}\", cause: {cause}, reason: \"已办理\",
                removedOn: \"2026-10-31\")"
        )
    };
    act(app, &remove(cai, "APPOINTED")).await;
    act(app, &remove(bob, "REQUEST")).await;
    let refused = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", admit(bob, "CONSENT", "2026-11-01"))).await;
    assert_eq!(refused, json!({ "code": "CONSENT_REQUIRED", "day": "2026-11-01" }));
    let head = app.head().await;
    let explained = app.data(&explain(ann, head)).await["explainMatch"]["belongs"].clone();
    assert_eq!(explained, true);
    let query = format!(
        "{{ pool(code: \"RESERVE\", atLeast: {head}) {{ changes(since: \"2026-10-20\") {{ came {{ person {{ id }} cause }}
            left {{ person {{ id }} cause removalCause }} }} }} }}"
    );
    let changes = app.data(&query).await["pool"]["changes"].clone();
    assert_eq!(changes["came"], json!([{ "person": { "id": ann }, "cause": "RECONFIRMED" }]));
    assert!(changes["left"].as_array().is_some_and(|left| {
        left.contains(&json!({ "person": { "id": cai }, "cause": "REMOVED", "removalCause": "APPOINTED" }))
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_query_holds_who_fulfils_it_on_a_day_and_says_what_changed_and_why() {
    let mut app = begun_at(LATER).await;
    let (ann, bob) = (person(&app, 1).await, person(&app, 2).await);
    worker(&app, 1, &ann).await;
    worker(&app, 2, &bob).await;
    contact(&app, &ann, "2036-10-01").await;
    contact(&app, &bob, "2036-05-20").await;
    let open =
        "openPool(input: { code: \"EMERGENCY\", name: \"应急后备\", division: \"445202\", openedOn: \"2036-01-01\",
        criteria: { role: SOCIAL_WORKER, within: \"4452\", skills: [\"应急处突\"], levelAtLeast: SOCIAL_WORKER,
            registeredOnly: true, contactedWithinDays: 180 } })";
    act(&app, open).await;
    let refused = app
        .refusal(&format!(
            "mutation {{ {} {{ outcome }} }}",
            admit(&ann, "CONSENT", "2036-10-01").replace("RESERVE", "EMERGENCY")
        ))
        .await;
    assert_eq!(refused, json!({ "code": "POOL_NOT_CURATED" }));
    let head = app.head().await;
    let search = format!(
        "{{ talents(filter: {{ within: \"445202\", levelAtLeast: SOCIAL_WORKER, skills: [\"应急处突\"],
            person: {{ registeredOnly: true, contactedWithinDays: 90 }} }}, atLeast: {head}) {{
            edges {{ node {{ code }} }} }} }}"
    );
    assert_eq!(app.data(&search).await["talents"]["edges"], json!([{ "node": { "code": "S-1" } }]));
    let count = format!("{{ savedPool(code: \"EMERGENCY\", atLeast: {head}) {{ kind membersCount }} }}");
    let counted = json!({ "kind": "SAVED_QUERY", "membersCount": 2 });
    assert_eq!(app.data(&count).await["savedPool"], counted);
    app.travel_to(at("2036-12-01T08:00:00+08:00")).await;
    let query = "{ savedPool(code: \"EMERGENCY\") { membersCount changes(since: \"2036-11-02\") { came { cause }
        left { person { id } cause explained { criterion wanted verdict } } } } }";
    let pool = app.data(query).await["savedPool"].clone();
    assert_eq!(pool["membersCount"], 1);
    assert_eq!(pool["changes"]["came"], json!([]));
    let left = json!([{ "person": { "id": bob }, "cause": "FACTS_CHANGED",
        "explained": [{ "criterion": "CONTACTED_WITHIN", "wanted": "180", "verdict": "UNMET" }] }]);
    assert_eq!(pool["changes"]["left"], left);
    let explain = format!(
        "{{ explainMatch(person: \"{ann}\", pool: \"EMERGENCY\") {{ belongs criteria {{ criterion verdict }} }} }}"
    );
    let explained = app.data(&explain).await["explainMatch"].clone();
    assert_eq!(explained["belongs"], true);
    assert!(explained["criteria"].as_array().is_some_and(|all| all.iter().all(|one| one["verdict"] == "MET")));
    let cai = person(&app, 3).await;
    let head = app.head().await;
    let explain = format!(
        "{{ explainMatch(person: \"{cai}\", pool: \"EMERGENCY\", atLeast: {head}) {{ belongs
            criteria {{ criterion verdict }} }} }}"
    );
    let explained = app.data(&explain).await["explainMatch"].clone();
    assert_eq!(explained["belongs"], false);
    let unknown = json!({ "criterion": "LEVEL_AT_LEAST", "verdict": "UNKNOWN" });
    assert!(explained["criteria"].as_array().is_some_and(|all| all.contains(&unknown)), "{explained}");
    let quiet = "openPool(input: { code: \"QUIET\", name: \"久未联系\", division: \"445202\", openedOn: \"2036-01-01\",
        criteria: { notContactedWithinDays: 90 } })";
    act(&app, quiet).await;
    let head = app.head().await;
    let of = |who: &str| {
        format!(
            "{{ explainMatch(person: \"{who}\", pool: \"QUIET\", atLeast: {head}) {{ belongs criteria {{
            criterion verdict }} }} }}"
        )
    };
    // Who has no role, category, engagement or skill was not contacted either, and is still no talent.
    assert_eq!(app.data(&of(&bob)).await["explainMatch"]["belongs"], true);
    let explained = app.data(&of(&cai)).await["explainMatch"].clone();
    let criteria = json!([{ "criterion": "TALENT", "verdict": "UNMET" },
        { "criterion": "WITHIN", "verdict": "UNKNOWN" }, { "criterion": "NOT_CONTACTED_WITHIN", "verdict": "MET" }, { "criterion": "POOL_OPEN", "verdict": "MET" }]);
    assert_eq!(explained, json!({ "belongs": false, "criteria": criteria }));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn category_stands_under_the_version_in_force_and_engagements_overlap_only_where_allowed() {
    let app = begun().await;
    let ann = person(&app, 1).await;
    let organization = "registerOrganization(input: { code: \"O-1\", name: \"示例企业\", kind: ENTERPRISE,
        division: \"360735\", registeredOn: \"2020-01-01\" })";
    act(&app, organization).await;
    let publish = |version: &str, from: &str| {
        format!(
            "publishCategoryCatalog(input: {{ division: \"360735\", version: \"{version}\", effectiveFrom: \"{from}\",
                categories: [A, B, C, D, E, F] }})"
        )
    };
    act(&app, &publish("2022", "2022-01-01")).await;
    act(&app, &publish("2024", "2024-01-01")).await;
    let assign = |version: &str, category: &str, day: &str| {
        format!(
            "assignTalentCategory(person: \"{ann}\", division: \"360735\", version: \"{version}\",
                category: {category}, assignedOn: \"{day}\")"
        )
    };
    act(&app, &assign("2022", "F", "2023-05-01")).await;
    let refused = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", assign("2022", "E", "2024-05-01"))).await;
    let expected =
        json!({ "code": "CATALOG_VERSION_NOT_IN_FORCE", "asked": "2022", "inForce": "2024", "day": "2024-05-01" });
    assert_eq!(refused, expected);
    act(&app, &assign("2024", "E", "2024-05-01")).await;
    let engage = |code: &str, mode: &str, from: &str| {
        format!(
            "startEngagement(person: \"{ann}\", input: {{ code: \"{code}\", mode: {mode}, organization: \"O-1\",
                from: \"{from}\" }})"
        )
    };
    act(&app, &engage("E-1", "FULL_TIME", "2024-01-01")).await;
    act(&app, &engage("E-2", "DUAL_APPOINTMENT", "2025-01-01")).await;
    let refused =
        app.refusal(&format!("mutation {{ {} {{ outcome }} }}", engage("E-3", "FULL_TIME", "2025-06-01"))).await;
    let expected = json!({ "code": "FULL_TIME_OVERLAPS", "engagement": "E-1", "from": "2024-01-01", "until": null });
    assert_eq!(refused, expected);
    let refused =
        app.refusal(&format!("mutation {{ {} {{ outcome }} }}", engage("E-3", "ADVISER", "2025-06-01"))).await;
    let expected = json!({ "code": "DUAL_APPOINTMENT_OVERLAPS", "limit": 1, "actual": 2, "day": "2025-06-01" });
    assert_eq!(refused, expected);
    act(&app, &format!("endEngagement(person: \"{ann}\", engagement: \"E-1\", endedOn: \"2025-12-31\")")).await;
    let evidence = format!(
        "recordSkillEvidence(person: \"{ann}\", input: {{ skill: \"砖雕\", evidence: MASTER_TITLE,
            reference: \"示例第1号\", recordedOn: \"2024-02-01\" }})"
    );
    act(&app, &evidence).await;
    let head = app.head().await;
    let query = format!(
        "{{ talentMatrix(from: \"2023-06-01\", to: \"2026-06-01\", step: YEAR, atLeast: {head}) {{
            days {{ day cells {{ category mode people }} }} }} }}"
    );
    let cell = |category: &str, mode: Value| json!({ "category": category, "mode": mode, "people": 1 });
    let days = json!([
        { "day": "2023-06-01", "cells": [cell("F", Value::Null)] },
        { "day": "2024-06-01", "cells": [cell("E", json!("FULL_TIME"))] },
        { "day": "2025-06-01", "cells": [cell("E", json!("DUAL_APPOINTMENT")), cell("E", json!("FULL_TIME"))] },
        { "day": "2026-06-01", "cells": [cell("E", json!("DUAL_APPOINTMENT"))] },
    ]);
    assert_eq!(app.data(&query).await["talentMatrix"]["days"], days);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_soon_is_listed_once_the_nearest_first_and_goes_when_renewed_or_ended() {
    let app = begun_at("2038-12-15T08:00:00+08:00").await;
    let ann = person(&app, 1).await;
    worker(&app, 1, &ann).await;
    let organization = "registerOrganization(input: { code: \"O-1\", name: \"示例企业\", kind: ENTERPRISE,
        division: \"445202\", registeredOn: \"2020-01-01\" })";
    act(&app, organization).await;
    act(&app, OPEN_RESERVE).await;
    act(&app, &admit(&ann, "CONSENT", "2038-01-10")).await;
    for (code, to) in [("E-1", "2039-01-20"), ("E-2", "2039-12-31")] {
        let engage = format!(
            "startEngagement(person: \"{ann}\", input: {{ code: \"{code}\", mode: ADVISER, organization: \"O-1\",
                from: \"2038-01-01\", to: \"{to}\" }})"
        );
        act(&app, &engage).await;
    }
    let query = |more: &str, head: i64| {
        format!(
            "{{ expiring(within: 90, atLeast: {head} {more}) {{ edges {{ node {{ kind person {{ id }} what
                division {{ code }} endsOn daysLeft }} }} }} }}"
        )
    };
    let listed = |answer: Value| -> Vec<Value> {
        answer["expiring"]["edges"].as_array().into_iter().flatten().map(|edge| edge["node"].clone()).collect()
    };
    let head = app.head().await;
    let node = |kind: &str, what: &str, division: Value, ends_on: &str, days: i64| {
        json!({ "kind": kind, "person": { "id": ann }, "what": what, "division": division, "endsOn": ends_on,
            "daysLeft": days })
    };
    let place = json!({ "code": "445202" });
    let entry = node("POOL_ENTRY", "RESERVE", place.clone(), "2039-01-10", 26);
    let engagement = node("ENGAGEMENT", "E-1", Value::Null, "2039-01-20", 36);
    let registration = node("REGISTRATION", "S-1", place, "2039-01-31", 47);
    assert_eq!(listed(app.data(&query("", head)).await), [entry.clone(), engagement, registration.clone()]);
    assert_eq!(listed(app.data(&query("division: \"4452\"", head)).await), [entry, registration.clone()]);
    act(&app, &format!("reconfirmTalent(pool: \"RESERVE\", person: \"{ann}\", reconfirmedOn: \"2038-12-14\")")).await;
    act(&app, &format!("endEngagement(person: \"{ann}\", engagement: \"E-1\", endedOn: \"2038-12-14\")")).await;
    let head = app.head().await;
    let left = [registration];
    assert_eq!(listed(app.data(&query("", head)).await), left);
    assert_eq!(listed(app.data(&query("kinds: [REGISTRATION]", head)).await), left);
    let refused = app.refusal("{ expiring(within: 4000) { edges { node { what } } } }").await;
    assert_eq!(refused, json!({ "code": "TOO_MANY_DAYS", "limit": 3_660, "actual": 4_000 }));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lapsed_worker_leaves_a_saved_query_on_the_day_and_a_pool_that_opens_or_closes_moves_everybody() {
    let mut app = begun_at(LATER).await;
    for number in [1, 2] {
        let who = person(&app, number).await;
        worker(&app, number, &who).await;
    }
    let open = |code: &str, criteria: &str| {
        format!(
            "openPool(input: {{ code: \"{code}\", name: \"{code}\", division: \"445202\", openedOn: \"2036-03-01\",
                criteria: {{ {criteria} }} }})"
        )
    };
    act(&app, &open("PRACTISING", "registeredOnly: true")).await;
    act(&app, &open("WORKERS", "role: SOCIAL_WORKER")).await;
    let changes = async |app: &TestApp, pool: &str, since: &str| -> Value {
        let head = app.head().await;
        let query = format!(
            "{{ savedPool(code: \"{pool}\", atLeast: {head}) {{ membersCount changes(since: \"{since}\") {{
                came {{ cause }} left {{ cause explained {{ criterion verdict }} }} }} }} }}"
        );
        app.data(&query).await["savedPool"].clone()
    };
    // The registrations began before the pool did: it is the pool that changed.
    let opened = json!({ "came": [{ "cause": "POOL_CHANGED" }, { "cause": "POOL_CHANGED" }], "left": [] });
    assert_eq!(changes(&app, "PRACTISING", "2036-02-29").await, json!({ "membersCount": 2, "changes": opened }));
    let still = json!({ "membersCount": 2, "changes": { "came": [], "left": [] } });
    assert_eq!(changes(&app, "PRACTISING", "2036-03-01").await, still);
    // Both registrations are valid to the end of January.
    app.travel_to(at("2039-01-31T08:00:00+08:00")).await;
    assert_eq!(changes(&app, "PRACTISING", "2036-03-01").await, still);
    act(&app, "closePool(pool: \"WORKERS\", closedOn: \"2039-01-31\")").await;
    app.travel_to(at("2039-02-01T08:00:00+08:00")).await;
    let lapsed = json!({ "cause": "FACTS_CHANGED", "explained": [{ "criterion": "REGISTERED", "verdict": "UNMET" }] });
    let left = json!({ "membersCount": 0, "changes": { "came": [], "left": [lapsed, lapsed] } });
    assert_eq!(changes(&app, "PRACTISING", "2039-01-31").await, left);
    let closed = json!({ "cause": "POOL_CHANGED", "explained": [] });
    let left = json!({ "membersCount": 0, "changes": { "came": [], "left": [closed, closed] } });
    assert_eq!(changes(&app, "WORKERS", "2039-01-31").await, left);
    app.verify_views().await;
}

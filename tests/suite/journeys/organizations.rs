//! What organizations keep beside their registration: level, terms, labels, pledges, coverage, pairings, succession.

use super::steps::{refusal, register_organization, twice};
use muster_tests::TestApp;
use serde_json::{Value, json};

fn codes(connection: &Value) -> Vec<&str> {
    let nodes = connection["nodes"].as_array().expect("nodes");
    nodes.iter().map(|node| node["code"].as_str().expect("a code")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn agencies_are_counted_by_level_and_listed_by_level_label_and_coverage() {
    let app = TestApp::fresh().await;
    for (code, division) in [("A-1", "4452"), ("A-2", "445202"), ("A-3", "445203")] {
        register_organization(&app, code, "SOCIAL_WORK_AGENCY", division).await;
    }
    twice(&app, "recordOrganizationLevel(organization: \"A-1\", level: CITY, recordedOn: \"2021-01-01\")").await;
    twice(&app, "recordOrganizationLevel(organization: \"A-2\", level: COUNTY, recordedOn: \"2021-01-01\")").await;
    twice(&app, "grantLabel(organization: \"A-1\", label: DEMONSTRATION_SITE, grantedOn: \"2022-07-01\")").await;
    twice(
        &app,
        "withdrawLabel(organization: \"A-1\", label: DEMONSTRATION_SITE, withdrawnOn: \"2023-06-30\",
            reason: \"复评未通过\")",
    )
    .await;
    twice(&app, "surveyCoverage(organization: \"A-1\", coverage: ORGANIZATION, surveyedOn: \"2023-05-01\")").await;
    twice(&app, "surveyCoverage(organization: \"A-2\", coverage: NONE, surveyedOn: \"2023-05-01\")").await;
    let position =
        twice(&app, "surveyCoverage(organization: \"A-2\", coverage: WORK, surveyedOn: \"2024-05-01\")").await;
    let differs =
        refusal(&app, "surveyCoverage(organization: \"A-2\", coverage: NONE, surveyedOn: \"2024-05-01\")").await;
    assert_eq!(differs, json!({ "code": "SURVEY_DIFFERS", "surveyedOn": "2024-05-01", "found": "WORK" }));

    let query = format!(
        "{{ levels: organizationLevels(within: \"4452\", kinds: [SOCIAL_WORK_AGENCY], atLeast: {position}) {{
                total rows {{ level organizations }} }}
            city: organizations(filter: {{ level: CITY }}, atLeast: {position}) {{ nodes {{ code }} }}
            labelled: organizations(filter: {{ label: DEMONSTRATION_SITE, liveOn: \"2023-06-30\" }},
                atLeast: {position}) {{ nodes {{ code }} }}
            after: organizations(filter: {{ label: DEMONSTRATION_SITE, liveOn: \"2023-07-01\" }},
                atLeast: {position}) {{ nodes {{ code }} }}
            uncovered: organizations(filter: {{ coverage: NONE, liveOn: \"2023-12-31\" }}, atLeast: {position}) {{
                nodes {{ code }} }}
            counts: labelCounts(on: \"2023-01-01\", atLeast: {position}) {{ rows {{ label organizations }} }} }}"
    );
    let answer = app.data(&query).await;
    assert_eq!(answer["levels"]["total"], 3);
    let levels = answer["levels"]["rows"].as_array().expect("levels").clone();
    assert_eq!(levels.len(), 8, "zero rows are listed, and those without a level");
    for (level, organizations) in [(json!("CITY"), 1), (json!("COUNTY"), 1), (json!("VILLAGE"), 0), (Value::Null, 1)] {
        assert!(levels.contains(&json!({ "level": level, "organizations": organizations })), "{levels:?}");
    }
    assert_eq!(codes(&answer["city"]), ["A-1"]);
    assert_eq!((codes(&answer["labelled"]), codes(&answer["after"])), (vec!["A-1"], vec![]));
    assert_eq!(codes(&answer["uncovered"]), ["A-2"]);
    assert_eq!(answer["counts"]["rows"][0], json!({ "label": "DEMONSTRATION_SITE", "organizations": 1 }));

    let coverage = |on: &str| {
        format!(
            "{{ partyCoverage(within: \"4452\", on: \"{on}\", atLeast: {position}) {{ total {{ organizations
                notSurveyed covered {{ numerator denominator asOf }} }} rows {{ organizations }} }} }}"
        )
    };
    let answer = app.data(&coverage("2023-12-31")).await["partyCoverage"].clone();
    let covered = json!({ "numerator": 1, "denominator": 2, "asOf": "2023-12-31" });
    assert_eq!(answer["total"], json!({ "organizations": 3, "notSurveyed": 1, "covered": covered }));
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(6), "the city and its five counties");
    let later = app.data(&coverage("2024-12-31")).await["partyCoverage"]["total"]["covered"].clone();
    assert_eq!((&later["numerator"], &later["denominator"]), (&json!(2), &json!(2)));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn term_that_has_ended_is_due_until_the_next_begins() {
    let app = TestApp::fresh().await;
    for code in ["B-1", "B-2"] {
        register_organization(&app, code, "ASSOCIATION", "360702").await;
    }
    twice(&app, "renewLeadership(organization: \"B-1\", from: \"2021-02-01\", to: \"2024-01-31\")").await;
    twice(&app, "renewLeadership(organization: \"B-2\", from: \"2021-03-01\", to: \"2026-02-28\")").await;
    let ended = refusal(&app, "renewLeadership(organization: \"B-1\", from: \"2024-02-01\", to: \"2024-02-01\")").await;
    assert_eq!(ended, json!({ "code": "TERM_ENDS_TOO_EARLY", "from": "2024-02-01", "to": "2024-02-01" }));
    let long = refusal(&app, "renewLeadership(organization: \"B-1\", from: \"2024-02-01\", to: \"2029-02-01\")").await;
    let expected = json!({ "code": "TERM_TOO_LONG", "years": 5, "to": "2029-02-01", "latest": "2029-01-31" });
    assert_eq!(long, expected);

    let due = |position: i64, days: u32| {
        format!(
            "{{ leadershipTermsDue(within: \"3607\", days: {days}, on: \"2024-03-01\", atLeast: {position}) {{
                nodes {{ organization {{ code }} to daysLeft overdue }} }} }}"
        )
    };
    let head = app.head().await;
    let first = json!({ "organization": { "code": "B-1" }, "to": "2024-01-31", "daysLeft": -30, "overdue": true });
    let answer = app.data(&due(head, 90)).await["leadershipTermsDue"]["nodes"].clone();
    assert_eq!(answer, json!([first]));
    let answer = app.data(&due(head, 730)).await["leadershipTermsDue"]["nodes"].clone();
    assert_eq!(answer[1]["organization"]["code"], "B-2");

    let renew = "renewLeadership(organization: \"B-1\", from: \"2024-02-10\", to: \"2028-02-09\")";
    let position = twice(&app, renew).await;
    let answer = app.data(&due(position, 90)).await["leadershipTermsDue"]["nodes"].clone();
    assert_eq!(answer, json!([]));
    let query = format!("{{ organization(code: \"B-1\", atLeast: {position}) {{ terms {{ from to }} }} }}");
    let terms = json!([{ "from": "2021-02-01", "to": "2024-01-31" }, { "from": "2024-02-10", "to": "2028-02-09" }]);
    assert_eq!(app.data(&query).await["organization"]["terms"], terms);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pledges_count_copies_entries_and_organizations_and_are_never_entered_twice() {
    let app = TestApp::fresh().await;
    for code in ["B-1", "B-2"] {
        register_organization(&app, code, "ASSOCIATION", "360702").await;
    }
    let sign = |organization: &str, code: &str, copies: u32| {
        format!(
            "signPledge(organization: \"{organization}\", input: {{ code: \"{code}\", pledge: INTEGRITY,
                copies: {copies}, signedOn: \"2022-05-18\" }})"
        )
    };
    twice(&app, &sign("B-1", "P-1", 1)).await;
    twice(&app, &sign("B-1", "P-2", 3)).await;
    let position = twice(&app, &sign("B-2", "P-1", 2)).await;
    let taken = refusal(&app, &sign("B-1", "P-1", 9)).await;
    assert_eq!(taken, json!({ "code": "PLEDGE_TAKEN", "fields": ["copies"] }));
    let none = refusal(&app, &sign("B-1", "P-3", 0)).await;
    assert_eq!(none, json!({ "code": "COPIES_OUT_OF_RANGE", "actual": 0, "limit": 100_000 }));
    let query = format!(
        "{{ pledgeCounts(within: \"3607\", atLeast: {position}) {{ rows {{ pledge copies entries organizations }} }}
            before: pledgeCounts(to: \"2022-05-17\", atLeast: {position}) {{ rows {{ copies }} }}
            organization(code: \"B-1\", atLeast: {position}) {{ pledges {{ pledge copies entries }} }} }}"
    );
    let answer = app.data(&query).await;
    let integrity = json!({ "pledge": "INTEGRITY", "copies": 6, "entries": 3, "organizations": 2 });
    assert_eq!(answer["pledgeCounts"]["rows"][0], integrity);
    assert_eq!(answer["before"]["rows"][0], json!({ "copies": 0 }));
    let own = json!([{ "pledge": "INTEGRITY", "copies": 4, "entries": 2 }]);
    assert_eq!(answer["organization"]["pledges"], own);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pairing_follows_its_kind_and_says_whether_it_crosses_cities() {
    let app = TestApp::fresh().await;
    for (code, kind, division) in [
        ("D-1", "DEPARTMENT", "360702"),
        ("D-2", "DEPARTMENT", "360703"),
        ("D-3", "DEPARTMENT", "4452"),
        ("E-1", "ENTERPRISE", "360704"),
    ] {
        register_organization(&app, code, kind, division).await;
    }
    let pair = |partner: &str, kind: &str| {
        format!(
            "pairOrganizations(input: {{ organization: \"D-1\", partner: \"{partner}\", from: \"2022-01-01\",
                kind: {kind} }})"
        )
    };
    let refused = refusal(&app, &pair("E-1", "CITY_AGREEMENT")).await;
    let expected = json!({ "code": "PAIRING_KIND_NOT_ALLOWED", "pairing": "CITY_AGREEMENT",
        "organization": "DEPARTMENT", "partner": "ENTERPRISE" });
    assert_eq!(refused, expected);
    let refused = refusal(&app, &pair("D-2", "CITY_AGREEMENT")).await;
    assert_eq!(refused, json!({ "code": "PAIRING_NOT_CROSS_CITY", "city": "3607" }));
    twice(&app, &pair("D-3", "CITY_AGREEMENT")).await;
    let position = twice(&app, &pair("E-1", "JOINT_BUILDING")).await;
    let query = format!(
        "{{ organization(code: \"D-1\", atLeast: {position}) {{ pairings {{ partner {{ code }} kind scope }} }}
            cities: pairingCounts(kind: CITY_AGREEMENT, atLeast: {position}) {{ pairings organizations partners }}
            all: pairingCounts(atLeast: {position}) {{ pairings }} }}"
    );
    let answer = app.data(&query).await;
    let pairings = answer["organization"]["pairings"].as_array().expect("pairings").clone();
    for (partner, kind, scope) in [("D-3", "CITY_AGREEMENT", "CROSS_CITY"), ("E-1", "JOINT_BUILDING", "SAME_CITY")] {
        let pairing = json!({ "partner": { "code": partner }, "kind": kind, "scope": scope });
        assert!(pairings.contains(&pairing), "{pairings:?}");
    }
    assert_eq!(answer["cities"], json!({ "pairings": 1, "organizations": 1, "partners": 1 }));
    assert_eq!(answer["all"]["pairings"], 2);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn successor_at_the_end_of_the_chain_answers_for_a_dissolved_organization() {
    let app = TestApp::fresh().await;
    for code in ["N-1", "N-2", "N-3"] {
        register_organization(&app, code, "NGO", "360702").await;
    }
    let succeed = |of: &str, successor: &str, on: &str| {
        format!("succeedOrganization(organization: \"{of}\", successor: \"{successor}\", succeededOn: \"{on}\")")
    };
    let refused = refusal(&app, &succeed("N-1", "N-2", "2023-01-01")).await;
    assert_eq!(refused, json!({ "code": "ORGANIZATION_NOT_DISSOLVED" }));
    let dissolve = |code: &str, on: &str| {
        format!("dissolveOrganization(organization: \"{code}\", input: {{ dissolvedOn: \"{on}\", reason: \"合并\" }})")
    };
    twice(&app, &dissolve("N-1", "2022-12-31")).await;
    twice(&app, &succeed("N-1", "N-2", "2023-01-01")).await;
    twice(&app, &dissolve("N-2", "2023-12-31")).await;
    let position = twice(&app, &succeed("N-2", "N-3", "2024-01-01")).await;
    let itself = refusal(&app, &succeed("N-1", "N-1", "2024-02-01")).await;
    assert_eq!(itself, json!({ "code": "SUCCESSOR_OF_ITSELF" }));
    let query = format!(
        "{{ organization(code: \"N-1\", atLeast: {position}) {{ successor {{ code }} answering {{ code }} }}
            living: organization(code: \"N-3\", atLeast: {position}) {{ answering {{ code }} }} }}"
    );
    let answer = app.data(&query).await;
    let expected = json!({ "successor": { "code": "N-2" }, "answering": { "code": "N-3" } });
    assert_eq!(answer["organization"], expected);
    assert_eq!(answer["living"]["answering"], json!({ "code": "N-3" }));
    app.verify_views().await;
}

//! The published figures (`figures.csv`) as the registry answers them on the demonstration, through GraphQL.

use muster_api::demo;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Volunteers of the demonstration here; the published figure is 800,000.
const VOLUNTEERS: u32 = 200;

async fn demonstration() -> TestApp {
    let app = TestApp::fresh().await;
    let filled = demo::fill(&app.store.log, VOLUNTEERS, &mut |_, _| {}).await;
    assert!(filled.is_ok(), "{filled:?}");
    app
}

/// The figures of organizations, their sites and posts, and of matters brought to departments.
async fn organizations_are_as_published(app: &TestApp, head: i64) {
    let query = format!(
        "{{ levels: organizationLevels(within: \"4452\", kinds: [SOCIAL_WORK_AGENCY], on: \"2024-12-31\", atLeast: {head}) {{
                total rows {{ level organizations }} }}
            sites: siteCounts(within: \"4452\", kinds: [OBSERVATION_STATION, POINTS_SHOP], on: \"2024-12-31\",
                atLeast: {head}) {{ kinds {{ kind sites }} }}
            observers: postingCounts(within: \"4452\", roles: [OBSERVER], on: \"2024-12-31\", atLeast: {head}) {{
                people places }}
            villages: postingCounts(within: \"3607\", roles: [FIRST_SECRETARY, WORK_TEAM_MEMBER],
                on: \"2022-06-20\", atLeast: {head}) {{ peoplePerPlace {{ numerator denominator }} roles {{ people }} }}
            matters: matterClosure(within: \"3607\", groupBy: DEPARTMENT, atLeast: {head}) {{
                total {{ raised responses closed {{ numerator denominator }} }} rows {{ raised }} }}
            pledges: pledgeCounts(within: \"3607\", atLeast: {head}) {{ rows {{ pledge copies organizations }} }}
            joint: pairingCounts(on: \"2024-12-31\", kind: JOINT_BUILDING, atLeast: {head}) {{ pairings organizations }}
            coverage: partyCoverage(within: \"3607\", on: \"2024-12-31\", atLeast: {head}) {{
                total {{ covered {{ numerator denominator }} }} }}
            labels: labelCounts(within: \"4452\", on: \"2024-12-31\", atLeast: {head}) {{ rows {{ label organizations }} }}
            due: leadershipTermsDue(within: \"3607\", on: \"2026-03-01\", atLeast: {head}) {{ nodes {{ overdue }} }} }}"
    );
    let answer = app.data(&query).await;
    assert_eq!(answer["levels"]["total"], 28);
    let levels = answer["levels"]["rows"].as_array().expect("levels").clone();
    for (level, organizations) in [("CITY", 17), ("COUNTY", 11)] {
        assert!(levels.contains(&json!({ "level": level, "organizations": organizations })), "{levels:?}");
    }
    let sites = json!([{ "kind": "OBSERVATION_STATION", "sites": 46 }, { "kind": "POINTS_SHOP", "sites": 26 }]);
    assert_eq!(answer["sites"]["kinds"], sites);
    assert_eq!(answer["observers"], json!({ "people": 137, "places": 46 }));
    let villages = json!({ "numerator": 5_477, "denominator": 1_840 });
    assert_eq!(answer["villages"]["peoplePerPlace"], villages);
    assert_eq!(answer["villages"]["roles"], json!([{ "people": 1_840 }, { "people": 3_637 }]));
    let closed = json!({ "numerator": 16_459, "denominator": 16_583 });
    let matters = json!({ "raised": 16_583, "responses": 1_418, "closed": closed });
    assert_eq!(answer["matters"]["total"], matters);
    assert_eq!(answer["matters"]["rows"].as_array().map(Vec::len), Some(56));
    let pledges = answer["pledges"]["rows"].as_array().expect("pledges").clone();
    assert_eq!(pledges[0], json!({ "pledge": "INTEGRITY", "copies": 373, "organizations": 373 }));
    assert_eq!(pledges[1], json!({ "pledge": "CUSTOMS_REFORM", "copies": 20_097, "organizations": 100 }));
    assert_eq!(answer["joint"], json!({ "pairings": 2260, "organizations": 1563 }));
    assert_eq!(answer["coverage"]["total"]["covered"], json!({ "numerator": 180, "denominator": 200 }));
    let pilots = json!({ "label": "LIVELY_NEIGHBOURHOOD", "organizations": 7 });
    assert!(answer["labels"]["rows"].as_array().is_some_and(|rows| rows.contains(&pilots)), "{}", answer["labels"]);
    assert!(answer["due"]["nodes"].as_array().is_some_and(|rows| !rows.is_empty()), "{}", answer["due"]);
}

/// The questions of an emergency, as of today: who can come, which demands are open, and who could be matched.
async fn who_can_come_is_answered(app: &TestApp, head: i64) {
    let query = format!(
        "{{ available: availableVolunteers(within: \"4452\", skill: \"急救\", insured: true, onlyAdults: true, atLeast: {head}) {{
                nodes {{ skillVerified }} }}
            verified: availableVolunteers(within: \"4452\", skill: \"急救\", verifiedOnly: true, atLeast: {head}) {{
                nodes {{ adult }} }}
            coverage: teamCoverage(within: \"4452\", emergency: true, atLeast: {head}) {{
                total {{ members insuredMembers trainedMembers drilledTeams drills }} }}
            closed: serviceDemands(within: \"4452\", open: false, atLeast: {head}) {{ nodes {{ outcome }} }}
            open: serviceDemands(within: \"4452\", open: true, atLeast: {head}) {{ nodes {{
                people {{ needed matched accepted missing over }}
                candidates {{ teams(first: 2) {{ nodes {{ members }} }} volunteers {{ nodes {{ skillVerified }} }} }} }} }} }}"
    );
    let answer = app.data(&query).await;
    let count = |nodes: &Value| nodes["nodes"].as_array().map(Vec::len);
    // Of 200 volunteers every 32nd declares first aid, every 64th has it checked.
    assert_eq!((count(&answer["available"]), count(&answer["verified"])), (Some(7), Some(4)));
    let coverage =
        json!({ "members": 90, "insuredMembers": 74, "trainedMembers": 84, "drilledTeams": 12, "drills": 24 });
    assert_eq!(answer["coverage"]["total"], coverage);
    assert_eq!((count(&answer["closed"]), count(&answer["open"])), (Some(5), Some(5)));
    let people = json!({ "needed": 4, "matched": 2, "accepted": 2, "missing": 2, "over": 0 });
    for demand in answer["open"]["nodes"].as_array().expect("demands") {
        assert_eq!(demand["people"], people);
        assert_eq!(count(&demand["candidates"]["teams"]), Some(2));
        assert!(count(&demand["candidates"]["volunteers"]).is_some_and(|volunteers| volunteers > 0), "{demand}");
    }
}

async fn counts_on(app: &TestApp, day: &str) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ instructorAssignments(filter: {{ within: \"3607\" }}, asOf: {{ axis: OCCURRED, at: \"{day}T04:00:00Z\" }},
            atLeast: {head}) {{ counts {{ fullTime organizationsGuided problemsResolved }} }} }}"
    );
    app.data(&query).await["instructorAssignments"]["counts"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn published_figures_are_answered_on_the_demonstration() {
    let app = demonstration().await;
    let head = app.head().await;
    let in_2022 = counts_on(&app, "2022-06-20").await;
    assert_eq!(in_2022, json!({ "fullTime": 115, "organizationsGuided": 1270, "problemsResolved": 6200 }));
    assert_eq!(counts_on(&app, "2024-12-31").await["fullTime"], 121);

    organizations_are_as_published(&app, head).await;
    let query = format!(
        "{{ pairings: pairingCounts(on: \"2024-12-31\", atLeast: {head}) {{ pairings organizations }}
            counties: teamCoverage(within: \"3607\", divisionSet: COUNTIES, atLeast: {head}) {{ of }}
            zones: teamCoverage(within: \"3607\", divisionSet: WITH_ZONES, atLeast: {head}) {{ of }}
            emergency: teamCoverage(within: \"4452\", category: EMERGENCY, atLeast: {head}) {{
                covered of total {{ teams }} }}
            drilled: teamCoverage(within: \"4452\", category: EMERGENCY, atLeast: {head},
                asOf: {{ axis: OCCURRED, at: \"2024-12-31T04:00:00Z\" }}) {{ total {{ drilledTeams drills }} }}
            jieyang: workforce(within: \"4452\", on: \"2024-12-31\", atLeast: {head}) {{
                communityWorkers professionals posts {{ postClass workers }} }}
            yingze: workforce(within: \"140106\", on: \"2024-12-31\", atLeast: {head}) {{ communityWorkers assistants }}
            agencies: organizationHeadcount(within: \"4452\", on: \"2024-12-31\", atLeast: {head}) {{
                kind organizations }}
            volunteers: volunteerHeadcount(within: \"4452\", atLeast: {head}) {{ volunteers }} }}"
    );
    let answer = app.data(&query).await;
    assert_eq!(answer["pairings"], json!({ "pairings": 2260, "organizations": 1563 }));
    assert_eq!((&answer["counties"]["of"], &answer["zones"]["of"]), (&json!(18), &json!(20)));
    assert_eq!(answer["emergency"], json!({ "covered": 5, "of": 5, "total": { "teams": 18 } }));
    assert_eq!(answer["drilled"]["total"], json!({ "drilledTeams": 12, "drills": 24 }));
    assert_eq!(answer["jieyang"]["communityWorkers"], 1690);
    assert_eq!(answer["jieyang"]["professionals"], 2290);
    let posts = answer["jieyang"]["posts"].as_array().expect("posts").clone();
    assert!(posts.contains(&json!({ "postClass": "COMMITTEE", "workers": 1201 })), "{posts:?}");
    assert!(posts.contains(&json!({ "postClass": "STAFF", "workers": 489 })), "{posts:?}");
    assert_eq!(answer["yingze"], json!({ "communityWorkers": 1135, "assistants": 104 }));
    let agencies = answer["agencies"].as_array().expect("kinds").clone();
    assert!(agencies.contains(&json!({ "kind": "SOCIAL_WORK_AGENCY", "organizations": 28 })), "{agencies:?}");
    assert_eq!(answer["volunteers"]["volunteers"], VOLUNTEERS);

    let ratio = |within: &str| {
        format!(
            "workforceRatio(within: \"{within}\", basis: URBAN_RESIDENTS_IMPLIED, on: \"2024-12-31\", atLeast: {head}) {{
                total {{ ratio {{ numerator denominator perTenThousand }} gap {{ needed missing }} }} }}"
        )
    };
    let query = format!(
        "{{ jieyang: {} yingze: {} volunteers: volunteerPenetration(within: \"4452\", on: \"2024-12-31\") {{
            ratios {{ denominator basis }} }} counties: workforceRatio(within: \"4452\", on: \"2024-12-31\",
            divisionSet: COUNTIES) {{ rows {{ ratio {{ source }} gap {{ needed }} }} }}
            education: educationGap(filter: {{ within: \"4452\", from: \"2026-12-01\" }}) {{ ending lacking }}
            candidates: reserveCandidates(filter: {{ within: \"4452\", gradeAtLeast: 8, on: \"2024-12-31\" }}) {{
                edges {{ node {{ daysInPosts appraisals {{ year }} }} }} }} }}",
        ratio("4452"),
        ratio("140106"),
    );
    let answer = app.data(&query).await;
    let expected = json!({ "ratio": { "numerator": 1690, "denominator": 859_613, "perTenThousand": "19.66" },
        "gap": { "needed": 1548, "missing": -142 } });
    assert_eq!(answer["jieyang"]["total"], expected);
    let expected = json!({ "ratio": { "numerator": 1135, "denominator": 597_368, "perTenThousand": "19.00" },
        "gap": { "needed": 1076, "missing": -59 } });
    assert_eq!(answer["yingze"]["total"], expected);
    assert_eq!(answer["volunteers"]["ratios"].as_array().map(Vec::len), Some(4));
    let counties = answer["counties"]["rows"].as_array().cloned().unwrap_or_default();
    assert!(counties.len() == 5 && counties.iter().all(|row| row["ratio"]["source"] == "合成示例数据"));
    // Four in five of 2,290 are registered until 14 January 2027; half of these lack hours.
    assert_eq!(answer["education"]["ending"], 1832);
    assert!(answer["education"]["lacking"].as_i64().is_some_and(|lacking| (900..1_400).contains(&lacking)));
    assert_eq!(answer["candidates"]["edges"].as_array().map(Vec::len), Some(20));

    who_can_come_is_answered(&app, head).await;

    let load = app.data("{ instructorLoad(on: \"2022-06-20\") { focus band } }").await;
    let bands = load["instructorLoad"].as_array().expect("instructors").clone();
    let within: Vec<&Value> = bands.iter().filter(|row| row["band"] == "WITHIN").collect();
    assert!(within.len() >= 115 && within.iter().all(|row| row["focus"].as_i64().is_some_and(|focus| focus <= 10)));
}

//! The published figures (`figures.csv`) as the registry answers them on the demonstration, through GraphQL.

use muster_api::demo;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Volunteers of the demonstration here; the published figure is 800,000.
const VOLUNTEERS: u32 = 200;

pub(crate) async fn demonstration() -> TestApp {
    let app = TestApp::fresh().await;
    let filled = demo::fill(&app.store.log, VOLUNTEERS, &mut |_, _| {}).await;
    assert!(filled.is_ok(), "{filled:?}");
    app.settle().await;
    app
}

/// The figures of organizations, their sites and posts, and of matters brought to departments.
async fn organizations_are_as_published(app: &TestApp) {
    let query = "{ levels: organizationLevels(within: \"4452\", kinds: [SOCIAL_WORK_AGENCY], on: \"2024-12-31\") {
                total rows { level organizations } }
            sites: siteCounts(within: \"4452\", kinds: [OBSERVATION_STATION, POINTS_SHOP], on: \"2024-12-31\") {
                kinds { kind sites } }
            observers: postingCounts(within: \"4452\", roles: [OBSERVER], on: \"2024-12-31\") {
                people places }
            villages: postingCounts(within: \"3607\", roles: [FIRST_SECRETARY, WORK_TEAM_MEMBER],
                on: \"2022-06-20\") { peoplePerPlace { numerator denominator } roles { people } }
            matters: matterClosure(within: \"3607\", groupBy: DEPARTMENT) {
                total { raised responses closed { numerator denominator } } rows { raised } }
            pledges: pledgeCounts(within: \"3607\") { rows { pledge copies organizations } }
            joint: pairingCounts(on: \"2024-12-31\", kind: JOINT_BUILDING) { pairings organizations }
            coverage: partyCoverage(within: \"3607\", on: \"2024-12-31\") {
                total { covered { numerator denominator } } }
            labels: labelCounts(within: \"4452\", on: \"2024-12-31\") { rows { label organizations } }
            due: leadershipTermsDue(within: \"3607\", on: \"2026-03-01\") { nodes { overdue } } }";
    let answer = app.data(query).await;
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
async fn who_can_come_is_answered(app: &TestApp) {
    let query = "{ available: availableVolunteers(within: \"4452\", skill: \"急救\", insured: true, onlyAdults: true) {
                nodes { skillVerified } }
            verified: availableVolunteers(within: \"4452\", skill: \"急救\", verifiedOnly: true) {
                nodes { adult } }
            coverage: teamCoverage(within: \"4452\", emergency: true) {
                total { members insuredMembers trainedMembers drilledTeams drills } }
            closed: serviceDemands(within: \"4452\", open: false) { nodes { outcome } }
            open: serviceDemands(within: \"4452\", open: true) { nodes {
                people { needed matched accepted missing over }
                candidates { teams(first: 2) { nodes { members } } volunteers { nodes { skillVerified } } } } } }";
    let answer = app.data(query).await;
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
    let query = format!(
        "{{ instructorAssignments(filter: {{ within: \"3607\" }}, asOf: {{ axis: OCCURRED, at: \"{day}T04:00:00Z\" }}) {{
            counts {{ fullTime organizationsGuided problemsResolved }} }} }}"
    );
    app.data(&query).await["instructorAssignments"]["counts"].clone()
}

/// Load beyond the limit, leave for it, and who could take over from one who leaves (H9, H10).
async fn instructors_after_2022_are_reported(app: &TestApp) {
    let query = "{ instructorLoad(within: \"3607\", on: \"2026-06-01\") { focus band focusOverride { limit } }
            loadHistory(from: \"2025-01-01\", to: \"2026-06-30\", by: YEAR, within: \"3607\") {
                instructors focus over released }
            reassignmentProposal(instructor: \"GZ-ZDY-0121\", on: \"2026-06-01\") {
                candidates placements { linkKind distance loadAfter } unplaced { reasons { code } } plan { to } } }";
    let answer = app.data(query).await;
    let load = answer["instructorLoad"].as_array().expect("a load").clone();
    let eleven: Vec<_> = load.into_iter().filter(|row| row["focus"] == 11).collect();
    let over = json!({ "focus": 11, "band": "OVER", "focusOverride": null });
    assert_eq!(eleven, [over, json!({ "focus": 11, "band": "WITHIN", "focusOverride": { "limit": 12 } })]);
    let year = |over: i64| json!({ "instructors": 151, "focus": 949, "over": over, "released": 0 });
    assert_eq!(answer["loadHistory"], json!([year(0), year(1)]));
    let proposal = &answer["reassignmentProposal"];
    assert_eq!((&proposal["candidates"], &proposal["unplaced"]), (&json!(120), &json!([])));
    let placements = proposal["placements"].as_array().expect("placements").clone();
    assert_eq!((placements.len(), proposal["plan"].as_array().map(Vec::len)), (7, Some(7)));
    for placement in placements {
        assert_eq!((&placement["linkKind"], &placement["distance"]), (&json!("FOCUS"), &json!("SAME_DIVISION")));
        assert!(placement["loadAfter"].as_i64().is_some_and(|load| load <= 10), "{placement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn published_figures_are_answered_on_the_demonstration() {
    let app = demonstration().await;
    let in_2022 = counts_on(&app, "2022-06-20").await;
    assert_eq!(in_2022, json!({ "fullTime": 115, "organizationsGuided": 1270, "problemsResolved": 6200 }));
    assert_eq!(counts_on(&app, "2024-12-31").await["fullTime"], 121);

    organizations_are_as_published(&app).await;
    instructors_after_2022_are_reported(&app).await;
    let query = "{ pairings: pairingCounts(on: \"2024-12-31\") { pairings organizations }
            counties: teamCoverage(within: \"3607\", divisionSet: COUNTIES) { of }
            zones: teamCoverage(within: \"3607\", divisionSet: WITH_ZONES) { of }
            emergency: teamCoverage(within: \"4452\", category: EMERGENCY) {
                covered of total { teams } }
            drilled: teamCoverage(within: \"4452\", category: EMERGENCY,
                asOf: { axis: OCCURRED, at: \"2024-12-31T04:00:00Z\" }) { total { drilledTeams drills } }
            jieyang: workforce(within: \"4452\", on: \"2024-12-31\") {
                communityWorkers professionals posts { postClass workers } }
            yingze: workforce(within: \"140106\", on: \"2024-12-31\") { communityWorkers assistants }
            agencies: organizationHeadcount(within: \"4452\", on: \"2024-12-31\") {
                kind organizations }
            volunteers: volunteerHeadcount(within: \"4452\") { volunteers } }";
    let answer = app.data(query).await;
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
            "workforceRatio(within: \"{within}\", basis: URBAN_RESIDENTS_IMPLIED, on: \"2024-12-31\") {{
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
    assert_eq!(answer["education"]["lacking"], 916);
    assert_eq!(answer["candidates"]["edges"].as_array().map(Vec::len), Some(20));

    crate::totals::are_the_sums_of_their_rows(&app).await;
    crate::access::small_cells::are_masked_for_an_operator(&app).await;
    who_can_come_is_answered(&app).await;

    let load = app.data("{ instructorLoad(on: \"2022-06-20\") { focus band } }").await;
    let bands = load["instructorLoad"].as_array().expect("instructors").clone();
    let within: Vec<&Value> = bands.iter().filter(|row| row["band"] == "WITHIN").collect();
    assert!(within.len() >= 115 && within.iter().all(|row| row["focus"].as_i64().is_some_and(|focus| focus <= 10)));
}

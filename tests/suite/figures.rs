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

    let load = app.data("{ instructorLoad(on: \"2022-06-20\") { focus band } }").await;
    let bands = load["instructorLoad"].as_array().expect("instructors").clone();
    let within: Vec<&Value> = bands.iter().filter(|row| row["band"] == "WITHIN").collect();
    assert!(within.len() >= 115 && within.iter().all(|row| row["focus"].as_i64().is_some_and(|focus| focus <= 10)));
}

//! Social workers and the workforce: education before registering again, the ratio with its basis, candidates.

use super::steps::{act, at, begun_at};
use crate::files::{ORGANIZATIONS, TEAMS, id_number, volunteers};
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// The day on which these journeys begin.
const NOW: &str = "2026-11-02T08:00:00+08:00";

async fn begun() -> TestApp {
    begun_at(NOW).await
}

async fn register(app: &TestApp, number: u32, division: &str, birth: &str) {
    let mutation = format!(
        "mutation {{ registerSocialWorker(input: {{ code: \"S-{number}\", division: \"{division}\",
            registeredOn: \"2018-01-02\", person: {{ name: \"王示例\", document: RESIDENT_ID, idNumber: \"{}\" }} }})
            {{ outcome }} }}",
        id_number(birth, number)
    );
    app.data(&mutation).await;
}

fn learn(worker: u32, minutes: u32, day: &str) -> String {
    format!(
        "creditEducation(socialWorker: \"S-{worker}\", input: {{ course: \"个案工作{day}\", provider: \"示例学院\",
            kind: COURSE, minutes: {minutes}, completedOn: \"{day}\" }})"
    )
}

fn practise(worker: u32, day: &str) -> String {
    format!("registerPractice(socialWorker: \"S-{worker}\", registeredOn: \"{day}\")")
}

fn certify(worker: u32, level: &str, day: &str) -> String {
    format!(
        "obtainCertificate(socialWorker: \"S-{worker}\", input: {{ level: {level}, certificateNo: \"C-{worker}-{level}\",
            certifiedOn: \"{day}\" }})"
    )
}

fn assume(worker: u32, class: &str, division: &str, day: &str) -> String {
    format!(
        "assumePost(socialWorker: \"S-{worker}\", input: {{ postClass: {class}, division: \"{division}\",
            assumedOn: \"{day}\" }})"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_is_refused_again_with_the_hours_left_and_the_gap_lists_who_lacks_them() {
    let app = begun().await;
    for worker in 1..=2 {
        register(&app, worker, "445281", "19900101").await;
        act(&app, &certify(worker, "ASSISTANT_SOCIAL_WORKER", "2023-11-01")).await;
        act(&app, &practise(worker, "2023-11-10")).await;
    }
    act(&app, &learn(1, 4_000, "2024-05-01")).await;
    act(&app, &learn(2, 4_320, "2024-05-01")).await;
    let query = |at_least: i64| {
        format!(
            "{{ educationGap(filter: {{ within: \"4452\", withinDays: 30 }}, atLeast: {at_least}) {{ ending lacking
                people {{ edges {{ node {{ socialWorker {{ code }} level validTo neededMinutes hadMinutes leftMinutes
                }} }} }} }} }}"
        )
    };
    let head = app.head().await;
    let gap = app.data(&query(head)).await["educationGap"].clone();
    let lacking = json!({ "socialWorker": { "code": "S-1" }, "level": "ASSISTANT_SOCIAL_WORKER",
        "validTo": "2026-11-09", "neededMinutes": 4_320, "hadMinutes": 4_000, "leftMinutes": 320 });
    assert_eq!(gap, json!({ "ending": 2, "lacking": 1, "people": { "edges": [{ "node": lacking }] } }));

    let mut app = app;
    app.travel_to(at("2026-11-20T08:00:00+08:00")).await;
    let refused = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", practise(1, "2026-11-10"))).await;
    let expected = json!({ "code": "EDUCATION_MISSING", "level": "ASSISTANT_SOCIAL_WORKER", "requiredMinutes": 4_320,
        "actualMinutes": 4_000, "from": "2023-11-10", "until": "2026-11-09" });
    assert_eq!(refused, expected);
    act(&app, &learn(1, 320, "2026-11-09")).await;
    assert_eq!(act(&app, &practise(1, "2026-11-10")).await["outcome"], "EXECUTED");
    let head = app.head().await;
    let worker = format!(
        "{{ socialWorker(code: \"S-1\", atLeast: {head}) {{ career {{ registrations {{ from educationMinutes }}
            education {{ course kind minutes }} }} }} }}"
    );
    let career = app.data(&worker).await["socialWorker"]["career"].clone();
    let periods =
        json!([{ "from": "2023-11-10", "educationMinutes": 4_320 }, { "from": "2026-11-10", "educationMinutes": 0 }]);
    assert_eq!(career["registrations"], periods);
    assert_eq!(career["education"].as_array().map(Vec::len), Some(2));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_number_is_held_by_one_worker_and_refused_to_a_second() {
    let app = begun().await;
    for worker in 1..=2 {
        register(&app, worker, "445281", "19900101").await;
    }
    let obtain = |worker: u32, level: &str| {
        format!(
            "obtainCertificate(socialWorker: \"S-{worker}\", input: {{ level: {level}, certificateNo: \"C-SAME\",
                certifiedOn: \"2023-11-01\" }})"
        )
    };
    assert_eq!(act(&app, &obtain(1, "SOCIAL_WORKER")).await["outcome"], "EXECUTED");
    assert_eq!(act(&app, &obtain(1, "SOCIAL_WORKER")).await["outcome"], "ALREADY_APPLIED");
    let refused = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", obtain(2, "SOCIAL_WORKER"))).await;
    assert_eq!(refused["code"], "CERTIFICATE_TAKEN", "{refused}");
    app.settle().await;
    let query = "{ socialWorkers { nodes { code certificates { level } } } }";
    let workers = app.data(query).await["socialWorkers"]["nodes"].clone();
    let held = json!([{ "code": "S-1", "certificates": [{ "level": "SOCIAL_WORKER" }] },
        { "code": "S-2", "certificates": [] }]);
    assert_eq!(workers, held);
}

#[tokio::test(flavor = "multi_thread")]
async fn ratio_names_its_denominator_and_is_unknown_where_none_is_on_record() {
    let app = begun().await;
    for (worker, class, division) in
        [(1, "COMMITTEE", "445281"), (2, "STAFF", "445281"), (3, "ASSISTANT", "445281"), (4, "STAFF", "4452")]
    {
        register(&app, worker, "445281", "19850101").await;
        act(&app, &assume(worker, class, division, "2024-01-02")).await;
    }
    let record = |people: u64| {
        format!(
            "recordPopulation(input: {{ division: \"445281\", basis: URBAN_RESIDENTS, asOf: \"2025-12-31\",
                people: {people}, source: \"示例统计公报\" }})"
        )
    };
    assert_eq!(act(&app, &record(1_000)).await["outcome"], "EXECUTED");
    assert_eq!(act(&app, &record(1_000)).await["outcome"], "ALREADY_APPLIED");
    let refused = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", record(2_000))).await;
    let expected =
        json!({ "code": "POPULATION_ON_RECORD", "basis": "URBAN_RESIDENTS", "asOf": "2025-12-31", "held": 1_000 });
    assert_eq!(refused, expected);

    let head = app.head().await;
    let query = format!(
        "{{ workforceRatio(within: \"4452\", divisionSet: COUNTIES, atLeast: {head}) {{ basis
            rows {{ division {{ code }} committee staff assistants
                ratio {{ numerator denominator basis source asOf perTenThousand }}
                gap {{ benchmark needed missing }} }}
            outsideTheSet {{ staff ratio {{ numerator }} }} total {{ committee staff assistants ratio {{ numerator }} }} }} }}"
    );
    let report = app.data(&query).await["workforceRatio"].clone();
    let rows = report["rows"].as_array().cloned().unwrap_or_default();
    assert_eq!(rows.len(), 5, "counties without a worker are listed too");
    let row = rows.iter().find(|row| row["division"]["code"] == "445281").expect("the county");
    let ratio = json!({ "numerator": 2, "denominator": 1_000, "basis": "URBAN_RESIDENTS", "source": "示例统计公报",
        "asOf": "2025-12-31", "perTenThousand": "20.00" });
    assert_eq!(row["ratio"], ratio);
    assert_eq!(row["gap"], json!({ "benchmark": 18, "needed": 2, "missing": 0 }));
    assert_eq!((&row["committee"], &row["staff"], &row["assistants"]), (&json!(1), &json!(1), &json!(1)));
    let unknown = rows.iter().find(|row| row["division"]["code"] == "445202").expect("the county");
    assert_eq!((&unknown["ratio"], &unknown["gap"]), (&Value::Null, &Value::Null));
    assert_eq!(report["outsideTheSet"], json!({ "staff": 1, "ratio": null }));
    // Subtotal = total; the city's own population is not on record on this basis, and is never summed.
    assert_eq!(report["total"], json!({ "committee": 1, "staff": 2, "assistants": 1, "ratio": null }));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn volunteers_are_set_beside_every_denominator_on_record() {
    let app = begun().await;
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(3)),
    ] {
        let report = app.import(kind, &lines).await;
        assert!(report.is_clean(), "{kind:?}: {:?}", report.refused);
    }
    app.settle().await;
    let query = "{ volunteerPenetration(within: \"4452\", on: \"2024-12-31\") { volunteers
        ratios { numerator denominator basis source asOf percent } } }";
    let report = app.data(query).await["volunteerPenetration"].clone();
    assert_eq!(report["volunteers"], 3);
    let ratios = report["ratios"].as_array().cloned().unwrap_or_default();
    let bases: Vec<&str> = ratios.iter().filter_map(|ratio| ratio["basis"].as_str()).collect();
    assert_eq!(bases, ["CENSUS_RESIDENTS", "RESIDENTS", "URBAN_RESIDENTS_IMPLIED", "HOUSEHOLD_REGISTERED"]);
    let census = json!({ "numerator": 3, "denominator": 5_577_814, "basis": "CENSUS_RESIDENTS",
        "source": "seventh census", "asOf": "2020-11-01", "percent": "0.00" });
    assert_eq!(ratios[0], census);
}

#[tokio::test(flavor = "multi_thread")]
async fn candidates_are_listed_with_the_years_of_all_their_posts_grade_level_and_appraisals() {
    let app = begun().await;
    for worker in 1..=3 {
        register(&app, worker, "445281", "19850101").await;
    }
    for mutation in [
        assume(1, "STAFF", "445202", "2020-01-01"),
        "leavePost(socialWorker: \"S-1\", leftOn: \"2022-12-31\")".to_owned(),
        assume(1, "COMMITTEE", "445281", "2023-01-01"),
        "assignGrade(socialWorker: \"S-1\", input: { rank: DEPUTY, grade: 8, scheme: \"三岗十八级-2024\",
            assignedOn: \"2024-01-01\", cause: \"任职年限\" })"
            .to_owned(),
        certify(1, "SOCIAL_WORKER", "2021-05-01"),
        "appraiseWorker(socialWorker: \"S-1\", year: 2024, grade: COMPETENT)".to_owned(),
        "appraiseWorker(socialWorker: \"S-1\", year: 2025, grade: EXCELLENT)".to_owned(),
        assume(2, "STAFF", "445281", "2025-01-01"),
        assume(3, "ASSISTANT", "445281", "2019-01-01"),
    ] {
        act(&app, &mutation).await;
    }
    let refused = app
        .refusal(
            "mutation { assignGrade(socialWorker: \"S-1\", input: { rank: DEPUTY, grade: 16,
            scheme: \"三岗十八级-2024\", assignedOn: \"2025-01-01\", cause: \"考核\" }) { outcome } }",
        )
        .await;
    let expected = json!({ "code": "GRADE_OUTSIDE_RANK", "rank": "DEPUTY", "least": 4, "most": 15, "actual": 16 });
    assert_eq!(refused, expected);
    let head = app.head().await;
    let query = format!(
        "{{ reserveCandidates(filter: {{ within: \"4452\", yearsAtLeast: 1, on: \"2026-06-30\" }}, atLeast: {head}) {{
            edges {{ node {{ socialWorker {{ code }} postClass division {{ code }} rank grade daysInPosts postsHeld level
                appraisals {{ year grade }} }} }} }} }}"
    );
    let edges = app.data(&query).await["reserveCandidates"]["edges"].clone();
    let first = json!({ "socialWorker": { "code": "S-1" }, "postClass": "COMMITTEE", "division": { "code": "445281" },
        "rank": "DEPUTY", "grade": 8, "daysInPosts": 2_373, "postsHeld": 2, "level": "SOCIAL_WORKER",
        "appraisals": [{ "year": 2025, "grade": "EXCELLENT" }, { "year": 2024, "grade": "COMPETENT" }] });
    assert_eq!(edges[0]["node"], first);
    assert_eq!(edges[1]["node"]["socialWorker"]["code"], "S-2");
    assert_eq!(edges.as_array().map(Vec::len), Some(2), "an assistant is no candidate");
    app.verify_views().await;
}

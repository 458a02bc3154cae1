//! Published reports: an edition stays as it was told, a correction is a later edition, and the difference is exact.

use super::steps::two_who_served;
use muster_tests::TestApp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fn publish(kind: &str, head: i64, more: &str) -> String {
    format!(
        "mutation {{ done: publishReport(input: {{ kind: {kind}, within: \"4452\", from: \"2024-05-01\",
            to: \"2024-05-31\", divisionSet: COUNTIES, publisher: \"O-1\", atLeast: {head} {more} }}) {{
            outcome id position }} }}"
    )
}

async fn report(app: &TestApp, id: &str, edition: u32) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ publishedReport(id: \"{id}\", edition: {edition}, atLeast: {head}) {{ edition kind from to position
            publishedPosition divisionSet basis policyVersions {{ division {{ code }} version }}
            denominators {{ basis people source }} figures {{ cell count }} sha256 verified publisher {{ code }}
            publishedOn publishedBy corrected }} }}"
    );
    app.data(&query).await["publishedReport"].clone()
}

async fn differences(app: &TestApp, id: &str, edition: u32) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ publishedReportDiffers(id: \"{id}\", edition: {edition}, atLeast: {head}) {{ differs position
            cells {{ cell published now by }} }} }}"
    );
    app.data(&query).await["publishedReportDiffers"].clone()
}

/// The count of a cell of a report.
fn figure(report: &Value, cell: &str) -> Option<i64> {
    let cells = report["figures"].as_array().expect("figures");
    cells.iter().find(|found| found["cell"] == cell).and_then(|found| found["count"].as_i64())
}

/// SHA-256 of the figures as anybody can take it from the answer.
fn hash(report: &Value) -> String {
    let cells = report["figures"].as_array().expect("figures");
    let cells: Vec<String> = cells.iter().map(|found| format!("{}:{}", found["cell"], found["count"])).collect();
    format!("{:x}", Sha256::digest(format!("{{{}}}", cells.join(","))))
}

#[tokio::test(flavor = "multi_thread")]
async fn published_edition_stays_as_it_was_told_and_a_corrected_credit_is_the_only_difference() {
    let app = two_who_served().await;
    let told_at = app.head().await;
    let first = app.data(&publish("HOURS_SERVED", told_at, "")).await["done"].clone();
    assert_eq!(first["outcome"], "EXECUTED");
    let id = first["id"].as_str().expect("an id").to_owned();
    let again = app.data(&publish("HOURS_SERVED", app.head().await, "")).await["done"].clone();
    assert_eq!((&again["outcome"], &again["id"]), (&json!("ALREADY_APPLIED"), &json!(id)));

    let edition = report(&app, &id, 1).await;
    let sum = |cell: &str| figure(&edition, cell);
    assert_eq!((sum("total.minutes"), sum("total.people"), sum("total.sessions")), (Some(180), Some(2), Some(1)));
    assert_eq!((sum("division.445281.minutes"), sum("month.2024-05.minutes")), (Some(180), Some(180)));
    assert_eq!((sum("division.445222.minutes"), sum("category.HEALTH.minutes")), (Some(0), Some(0)), "zero rows");
    assert_eq!((&edition["position"], &edition["publishedPosition"]), (&json!(told_at), &first["position"]));
    assert_eq!((&edition["divisionSet"], &edition["basis"]), (&json!("COUNTIES"), &Value::Null));
    assert_eq!(edition["policyVersions"].as_array().map(Vec::len), Some(6));
    assert_eq!(edition["policyVersions"][0], json!({ "division": { "code": "4452" }, "version": "national-2024-1" }));
    assert_eq!((&edition["publisher"]["code"], &edition["publishedOn"]), (&json!("O-1"), &json!("2024-06-03")));
    assert_eq!((&edition["sha256"], &edition["verified"]), (&json!(hash(&edition)), &json!(true)));
    assert_eq!(differences(&app, &id, 1).await["differs"], false);

    let query =
        format!("{{ volunteer(code: \"V-2\", atLeast: {told_at}) {{ credits {{ edges {{ node {{ id }} }} }} }} }}");
    let credit = app.data(&query).await["volunteer"]["credits"]["edges"][0]["node"]["id"].clone();
    let credit = credit.as_str().expect("an id");
    let correct = format!(
        "mutation {{ correctHours(input: {{ volunteer: \"V-2\", credit: \"{credit}\", reason: \"登记有误\",
            startsAt: \"2024-05-02T08:00:00+08:00\", endsAt: \"2024-05-02T08:45:00+08:00\" }}) {{ outcome }} }}"
    );
    app.data(&correct).await;
    let approve = format!("approveCredit(volunteer: \"V-2\", credit: \"{credit}\", tier: ORGANIZATION)");
    app.data_by_other(&format!("mutation {{ {approve} {{ outcome }} }}")).await;
    let less = |cell: &str| json!({ "cell": cell, "published": 180, "now": 165, "by": -15 });
    let cells = ["category.ECOLOGY.minutes", "division.445281.minutes", "month.2024-05.minutes", "total.minutes"];
    let found = differences(&app, &id, 1).await;
    assert_eq!((&found["differs"], &found["cells"]), (&json!(true), &json!(cells.map(less))));

    let head = app.head().await;
    let silent = app.refusal(&publish("HOURS_SERVED", head, "")).await;
    assert_eq!(silent, json!({ "code": "CORRECTION_REASON_MISSING", "edition": 1, "changed": 4 }));
    let second = app.data(&publish("HOURS_SERVED", head, ", reason: \"更正一条时长\"")).await["done"].clone();
    assert_eq!((&second["outcome"], &second["id"]), (&json!("EXECUTED"), &json!(id)));
    let mut kept = edition.clone();
    kept["corrected"] = json!(true);
    assert_eq!(report(&app, &id, 1).await, kept, "the first edition stays as it was told");
    let later = report(&app, &id, 2).await;
    assert_eq!((figure(&later, "total.minutes"), &later["verified"]), (Some(165), &json!(true)));
    assert_eq!(hash(&later), later["sha256"]);
    assert_eq!(differences(&app, &id, 2).await["differs"], false);
    assert_eq!(differences(&app, &id, 1).await["cells"], json!(cells.map(less)));

    let head = app.head().await;
    let query = format!(
        "{{ all: publishedReports(kind: HOURS_SERVED, within: \"4452\", atLeast: {head}) {{ edges {{ node {{ edition }} }} }}
            newest: publishedReports(from: \"2024-05-01\", newestOnly: true) {{ edges {{ node {{ edition }} }} }}
            others: publishedReports(kind: TEAM_COVERAGE) {{ edges {{ node {{ edition }} }} }} }}"
    );
    let lists = app.data(&query).await;
    assert!(!lists.to_string().contains("更正一条"), "a reason stays sealed");
    let editions = |name: &str| lists[name]["edges"].as_array().map(Vec::len);
    assert_eq!((editions("all"), editions("newest"), editions("others")), (Some(2), Some(1), Some(0)));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_published_with_what_it_reflects_and_a_ratio_only_with_its_denominator() {
    let app = two_who_served().await;
    let head = app.head().await;
    let without =
        app.refusal(&publish("WORKFORCE_RATIO", head, ", basis: HOUSEHOLD_REGISTERED").replace("4452", "445222")).await;
    assert_eq!(without, json!({ "code": "DENOMINATOR_MISSING", "kind": "WORKFORCE_RATIO" }));
    let too_soon = app.refusal(&publish("HOURS_SERVED", head, "").replace("2024-05-31", "2024-06-04")).await;
    assert_eq!(too_soon, json!({ "code": "PERIOD_NOT_OVER", "to": "2024-06-04", "today": "2024-06-03" }));

    let mut told = Vec::new();
    for (kind, more) in [
        ("TEAM_COVERAGE", ""),
        ("INSTRUCTOR_ASSIGNMENTS", ""),
        ("WORKFORCE_RATIO", ", basis: RESIDENTS"),
        ("VOLUNTEER_PENETRATION", ", basis: CENSUS_RESIDENTS"),
    ] {
        let done = app.data(&publish(kind, head, more)).await["done"].clone();
        assert_eq!(done["outcome"], "EXECUTED", "{kind}");
        let id = done["id"].as_str().expect("an id").to_owned();
        assert_eq!(differences(&app, &id, 1).await["differs"], false, "{kind}");
        told.push(report(&app, &id, 1).await);
    }
    let figures = |number: usize, cell: &str| figure(&told[number], cell);
    assert_eq!(
        (figures(0, "set.covered"), figures(0, "set.of"), figures(0, "division.445222.teams")),
        (Some(3), Some(5), Some(0))
    );
    assert_eq!((figures(1, "total.links_focus"), figures(1, "division.445222.full_time")), (Some(0), Some(0)));
    assert_eq!((figures(2, "total.numerator"), figures(2, "total.denominator")), (Some(0), Some(5_653_600)));
    assert_eq!(told[2]["basis"], "RESIDENTS");
    assert_eq!(figures(3, "basis.CENSUS_RESIDENTS.numerator"), Some(2));
    let denominator = &told[3]["denominators"][0];
    assert_eq!((&denominator["basis"], &denominator["people"]), (&json!("CENSUS_RESIDENTS"), &json!(5_577_814)));

    let query = format!(
        "{{ hoursServed(filter: {{ within: \"4452\" }}, groupBy: [DIVISION], divisionSet: COUNTIES, atLeast: {head}) {{
                position policyVersion divisionSet rows {{ division {{ code }} minutes }} }}
            teamCoverage(within: \"4452\") {{ policyVersion divisionSet }}
            instructorAssignments {{ policyVersion }}
            serviceSummary(organization: \"O-1\", from: \"2024-05-01\", to: \"2024-05-31\") {{
                policyVersion divisionSet }}
            volunteerPenetration(within: \"4452\") {{ on }} }}"
    );
    let answer = app.data(&query).await;
    let reports = ["hoursServed", "teamCoverage", "instructorAssignments", "serviceSummary"];
    assert!(reports.iter().all(|report| answer[report]["policyVersion"] == "national-2024-1"), "{answer}");
    let row = |code: &str, minutes: i64| json!({ "division": { "code": code }, "minutes": minutes });
    let rows = [row("445202", 0), row("445203", 0), row("445222", 0), row("445224", 0), row("445281", 180)];
    assert_eq!(
        (&answer["hoursServed"]["rows"], &answer["hoursServed"]["divisionSet"]),
        (&json!(rows), &json!("COUNTIES"))
    );
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn summary_of_an_organization_is_published_as_its_own_series_and_stays_as_it_was_told() {
    let app = two_who_served().await;
    let summary = |subject: &str, head: i64, more: &str| {
        publish("SERVICE_SUMMARY", head, more).replace("within: \"4452\"", subject)
    };
    let (first, second) = ("organization: \"O-1\"", "organization: \"O-2\"");
    let head = app.head().await;
    let nobody = app.refusal(&summary("within: \"4452\"", head, "")).await;
    assert_eq!(nobody, json!({ "code": "ORGANIZATION_NOT_NAMED", "kind": "SERVICE_SUMMARY" }));
    let hours = app.refusal(&publish("HOURS_SERVED", head, "").replace("within: \"4452\"", first)).await;
    assert_eq!(hours, json!({ "code": "ORGANIZATION_NOT_ASKED", "kind": "HOURS_SERVED" }));
    let both = app.refusal(&summary(&format!("within: \"4452\", {first}"), head, "")).await;
    assert_eq!(both, json!({ "code": "ONE_SUBJECT" }));

    let done = app.data(&summary(first, head, "")).await["done"].clone();
    assert_eq!(done["outcome"], "EXECUTED");
    let id = done["id"].as_str().expect("an id").to_owned();
    assert_eq!(app.data(&summary(first, app.head().await, "")).await["done"]["outcome"], "ALREADY_APPLIED");
    let edition = report(&app, &id, 1).await;
    let figures =
        ["total.minutes", "total.people", "evidence.B.minutes", "evidence.D.minutes", "division.445281.minutes"];
    let told = figures.map(|cell| figure(&edition, cell));
    assert_eq!(told, [Some(180), Some(2), Some(180), Some(0), Some(180)]);
    assert_eq!(
        (figure(&edition, "month.2024-05.attendances"), &edition["divisionSet"]),
        (Some(2), &json!("WITH_ZONES"))
    );
    let version = json!([{ "division": { "code": "4452" }, "version": "national-2024-1" }]);
    assert_eq!((&edition["policyVersions"], &edition["sha256"]), (&version, &json!(hash(&edition))));

    // Another organization has a series of its own; it did nothing in the period.
    let other = app.data(&summary(second, app.head().await, "")).await["done"].clone();
    assert_ne!(other["id"], done["id"]);
    let head = app.head().await;
    let query = format!(
        "{{ publishedReports(organization: \"O-2\", atLeast: {head}) {{ nodes {{ kind organization {{ code }}
            division {{ code }} figures {{ cell count }} }} }} }}"
    );
    let listed = app.data(&query).await["publishedReports"]["nodes"].clone();
    assert_eq!((listed.as_array().map(Vec::len), &listed[0]["organization"]["code"]), (Some(1), &json!("O-2")));
    assert_eq!((figure(&listed[0], "total.minutes"), &listed[0]["division"]["code"]), (Some(0), &json!("445281")));

    let query = format!("{{ volunteer(code: \"V-2\", atLeast: {head}) {{ credits {{ nodes {{ id }} }} }} }}");
    let credit = app.data(&query).await["volunteer"]["credits"]["nodes"][0]["id"].clone();
    let revoke =
        format!("mutation {{ revokeHours(volunteer: \"V-2\", credit: {credit}, reason: \"重复\") {{ outcome }} }}");
    app.data(&revoke).await;
    let found = differences(&app, &id, 1).await;
    let minutes = json!({ "cell": "total.minutes", "published": 180, "now": 120, "by": -60 });
    assert!(found["cells"].as_array().is_some_and(|cells| cells.contains(&minutes)), "{found}");
    let done = app.data(&summary(first, app.head().await, ", reason: \"撤销一条重复\"")).await["done"].clone();
    assert_eq!((&done["outcome"], &done["id"]), (&json!("EXECUTED"), &json!(id)));
    assert_eq!(figure(&report(&app, &id, 2).await, "total.minutes"), Some(120));
    let mut kept = edition.clone();
    kept["corrected"] = json!(true);
    assert_eq!(report(&app, &id, 1).await, kept, "the first edition stays as it was told");
    app.verify_views().await;
}

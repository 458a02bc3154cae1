//! The standing rules: a version of the numbers applies to facts of its days and division, and no earlier; a deadline
//! needs the calendar of its year.

use super::steps::{at, begun_at};
use crate::files::{ACTIVITIES, ORGANIZATIONS, TEAMS, id_number, volunteers};
use muster_api::import::Kind;
use muster_domain::{
    instructor::{Instructor, InstructorCommand, InstructorRefusal},
    kernel::{Code, InstructorId, OrganizationId, words::LinkKind},
    organization::Organization,
};
use muster_eventstore::TransactError;
use muster_tests::{TestApp, store::request};
use serde_json::json;

/// The day on which these journeys begin.
const NOW: &str = "2026-12-15T08:00:00+08:00";

async fn begun() -> TestApp {
    begun_at(NOW).await
}

fn publish(version: &str, from: &str, number: &str, value: u32) -> String {
    format!(
        "mutation {{ publishPolicy(input: {{ version: \"{version}\", jurisdiction: \"4452\", effectiveFrom: \"{from}\",
            changes: [{{ name: \"{number}\", value: {value} }}, {{ name: \"focus_links_expected\", value: 1 }}], orderReference: \"揭社工〔2026〕1号\" }}) {{ outcome }} }}"
    )
}

/// An instructor of 普宁市 and two organizations that could be linked.
async fn appoint(app: &TestApp) {
    for number in 1..=2 {
        let register = format!(
            "mutation {{ registerOrganization(input: {{ code: \"E-{number}\", name: \"示例企业{number}\",
                kind: ENTERPRISE, division: \"445281\", registeredOn: \"2026-01-01\" }}) {{ outcome }} }}"
        );
        app.data(&register).await;
    }
    let appoint = format!(
        "mutation {{ appointInstructor(input: {{ code: \"I-1\", kind: FULL_TIME, division: \"445281\",
            appointedOn: \"2026-01-01\", person: {{ name: \"王示例\", document: RESIDENT_ID, idNumber: \"{}\" }} }})
            {{ outcome }} }}",
        id_number("19900101", 1)
    );
    app.data(&appoint).await;
}

fn assign(number: u32, days: &str) -> String {
    format!(
        "mutation {{ assignOrganization(input: {{ instructor: \"I-1\", organization: \"E-{number}\", linkKind: FOCUS,
            {days} }}) {{ position }} }}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn version_is_in_force_from_its_first_day_in_its_jurisdiction_alone() {
    let app = begun().await;
    app.data(&publish("jy-1", "2027-01-01", "focus_links_limit", 8)).await;
    app.data(&publish("jy-2", "2027-07-01", "focus_links_limit", 6)).await;
    let again = app.data(&publish("jy-1", "2027-01-01", "focus_links_limit", 8)).await;
    assert_eq!(again["publishPolicy"]["outcome"], "ALREADY_APPLIED");

    let versions = app.data("{ policies { version jurisdiction { code } effectiveFrom lastDay } }").await;
    let expected = json!([
        { "version": "jy-1", "jurisdiction": { "code": "4452" }, "effectiveFrom": "2027-01-01", "lastDay": "2027-06-30" },
        { "version": "jy-2", "jurisdiction": { "code": "4452" }, "effectiveFrom": "2027-07-01", "lastDay": null },
    ]);
    assert_eq!(versions["policies"], expected);
    for (division, day, limit) in [
        ("445281", "2026-12-31", 10),
        ("445281", "2027-01-01", 8),
        ("445202", "2027-07-01", 6),
        ("360702", "2027-07-01", 10),
    ] {
        let query =
            format!("{{ policyInForce(division: \"{division}\", on: \"{day}\") {{ numbers {{ name value }} }} }}");
        let numbers = app.data(&query).await;
        let numbers = numbers["policyInForce"]["numbers"].as_array().cloned().unwrap_or_default();
        let number = numbers.iter().find(|number| number["name"] == "focus_links_limit").expect("the number");
        assert_eq!(number["value"], limit, "{division} on {day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn version_is_refused_with_its_figures_when_retroactive_overlapping_or_out_of_bounds() {
    let app = begun().await;
    app.data(&publish("jy-1", "2027-01-01", "focus_links_limit", 8)).await;
    let refused = app.refusal(&publish("jy-2", "2026-12-15", "focus_links_limit", 8)).await;
    assert_eq!(refused["code"], "POLICY_OVERLAPS");
    assert_eq!(refused["newestFrom"], "2027-01-01");
    let national = publish("cn-1", "2026-12-15", "focus_links_limit", 8).replace("jurisdiction: \"4452\",", "");
    let expected = json!({ "code": "POLICY_RETROACTIVE", "effectiveFrom": "2026-12-15", "today": "2026-12-15" });
    assert_eq!(app.refusal(&national).await, expected);
    let refused = app.refusal(&publish("jy-3", "2028-01-01", "presence_share_percent", 101)).await;
    let expected = json!({ "code": "POLICY_NUMBER_OUT_OF_BOUNDS", "name": "presence_share_percent", "min": 0,
        "max": 100, "actual": 101 });
    assert_eq!(refused, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_takes_the_policy_of_the_day_of_the_fact_and_its_version_stands_in_the_metadata() {
    let mut app = begun().await;
    app.data(&publish("jy-1", "2027-01-01", "focus_links_limit", 1)).await;
    appoint(&app).await;
    app.travel_to(at("2027-02-01T08:00:00+08:00")).await;
    app.data(&assign(1, "from: \"2026-06-01\"")).await;
    // Two links at once were good in 2026, and are not from the first day of the version on.
    app.data(&assign(2, "from: \"2026-06-01\", to: \"2026-12-31\"")).await;
    let refused = app.refusal(&assign(2, "from: \"2027-01-01\"")).await;
    let expected = json!({ "code": "FOCUS_LIMIT_EXCEEDED", "limit": 1, "actual": 2, "day": "2027-01-01" });
    assert_eq!(refused, expected);

    let head = app.head().await;
    let recorded = app.store.log.reader().page(head - 1, 1, &[]).await.expect("the page").events;
    assert_eq!(recorded[0].metadata.policy_version.as_deref(), Some("national-2024-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn command_of_another_process_is_never_decided_under_a_version_that_was_replaced() {
    let app = begun().await;
    appoint(&app).await;
    app.data(&assign(1, "from: \"2026-06-01\"")).await;
    let other = app.store.log_at(at(NOW)).await;
    other.standing_rules().await.expect("the rules are read");
    app.data(&publish("jy-1", "2026-12-16", "focus_links_limit", 1)).await;

    // Under the rules in its memory the other process would accept; what it read is checked at the append.
    let organization = OrganizationId::of_code(&Code::try_new("E-2").expect("a code"));
    let facts = other.find::<Organization>(organization.uuid()).await.expect("the log").and_then(|found| found.facts());
    let command = InstructorCommand::AssignOrganization {
        represented: Vec::new(),
        organization: facts.expect("the organization"),
        link_kind: LinkKind::Focus,
        from: "2026-06-01".parse().expect("a day"),
        to: None,
    };
    let instructor = InstructorId::of_code(&Code::try_new("I-1").expect("a code"));
    let outcome = other.execute::<Instructor>(&request(), instructor.uuid(), command).await;
    let exceeded =
        InstructorRefusal::FocusLimitExceeded { limit: 1, actual: 2, day: "2026-12-16".parse().expect("a day") };
    assert!(matches!(outcome, Err(TransactError::Refused(refusal)) if refusal == exceeded));
}

#[tokio::test(flavor = "multi_thread")]
async fn deadline_is_refused_by_name_until_its_year_is_loaded_and_then_late_hours_are_flagged() {
    let mut app = begun().await;
    let deadline = "{ workingDayDeadline(after: \"2026-12-30\", workingDays: 10) { dueOn } }";
    assert_eq!(app.refusal(deadline).await, json!({ "code": "CALENDAR_YEAR_MISSING", "year": 2027 }));

    let activities = ACTIVITIES.replace("2024-04-06T", "2026-12-30T");
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS.to_owned()),
        (Kind::Teams, TEAMS.to_owned()),
        (Kind::Volunteers, volunteers(1)),
        (Kind::Activities, activities),
    ] {
        let report = app.import(kind, &lines).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    app.travel_to(at("2027-01-18T08:00:00+08:00")).await;
    let hours =
        "activity_code,volunteer_code,starts_at,ends_at,evidence\nA-1,V-1,2026-12-30T08:00,2026-12-30T09:00,A\n";
    let report = app.import(Kind::Hours, hours).await;
    assert_eq!(report.refused.first().map(|row| row.code.as_str()), Some("CALENDAR_YEAR_MISSING"));

    let load = "mutation { loadWorkCalendar(input: { year: 2027, orderReference: \"国办发明电〔2026〕0号\",
        days: [{ from: \"2027-01-01\", to: \"2027-01-03\", kind: OFF, name: \"元旦\" }] }) { outcome } }";
    assert_eq!(app.data(load).await["loadWorkCalendar"]["outcome"], "EXECUTED");
    assert_eq!(app.data(load).await["loadWorkCalendar"]["outcome"], "ALREADY_APPLIED");
    assert_eq!(app.data(deadline).await["workingDayDeadline"]["dueOn"], "2027-01-14");
    let report = app.import(Kind::Hours, hours).await;
    assert!(report.is_clean(), "{:?}", report.refused);
    let head = app.head().await;
    let query = format!(
        "{{ volunteer(code: \"V-1\", atLeast: {head}) {{ credits(first: 1) {{ edges {{ node {{ late }} }} }} }} }}"
    );
    assert_eq!(app.data(&query).await["volunteer"]["credits"]["edges"][0]["node"]["late"], true);
}

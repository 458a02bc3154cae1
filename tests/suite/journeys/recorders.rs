//! Who records for whom (V17, O3): two organizations with keys of their own, and the department.

use super::service::{at, planned};
use muster_domain::kernel::{Code, OrganizationId};
use muster_tests::TestApp;
use serde_json::{Value, json};

fn organization(code: &str) -> Value {
    json!(OrganizationId::of_code(&Code::try_new(code).expect("a code")))
}

/// What whoever has nothing to do with a record is told of it.
fn unknown(noun: &str, named: &str) -> Value {
    json!({ "code": format!("{noun}_UNKNOWN"), "named": named })
}

fn suspended(code: &str) -> Value {
    json!({ "code": "ORGANIZATION_SUSPENDED", "organization": organization(code) })
}

fn done(mutation: &str) -> String {
    format!("mutation {{ done: {mutation} {{ id outcome }} }}")
}

fn credit(activity: &str, volunteer: &str, from: &str, until: &str) -> String {
    done(&format!(
        "creditHours(input: {{ activity: \"{activity}\", session: 1, volunteer: \"{volunteer}\", evidence: B,
            startsAt: \"2024-05-18T{from}:00Z\", endsAt: \"2024-05-18T{until}:00Z\" }})"
    ))
}

/// A key with which a volunteer signs in for themself.
async fn own_key(app: &TestApp, volunteer: &str) -> String {
    let person = app.data(&format!("{{ volunteer(code: \"{volunteer}\") {{ person {{ id }} }} }}")).await;
    let person = person["volunteer"]["person"]["id"].as_str().expect("an id").to_owned();
    app.key_with(&format!("VOLUNTEER@{person}"), None).await
}

/// P-1 of O-1, and P-2 of O-2, which stands below O-1; both are over.
async fn held() -> TestApp {
    let mut app = planned().await;
    for mutation in [
        "registerOrganization(input: { code: \"O-3\", name: \"旁人协会\", kind: VOLUNTEER_ORGANIZATION, division: \"4452\",
            registeredOn: \"2023-01-01\" })",
        "draftActivity(input: { code: \"P-2\", title: \"探访\", category: CONVENIENCE, division: \"445281\",
            organization: \"O-2\", startsAt: \"2024-05-18T04:00:00Z\", endsAt: \"2024-05-18T05:00:00Z\" })",
        "scheduleSession(activity: \"P-2\", session: 1, startsAt: \"2024-05-18T04:00:00Z\",
            endsAt: \"2024-05-18T05:00:00Z\")",
        "publishActivity(activity: \"P-2\", leader: \"V-1\", riskNotice: \"无\", place: \"社区\")",
    ] {
        app.data(&done(mutation)).await;
    }
    app.travel_to(at(5, 10)).await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn organization_records_for_itself_and_those_below_it_and_for_nobody_else() {
    let app = held().await;
    let (above, below, beside) = (app.key_of("O-1").await, app.key_of("O-2").await, app.key_of("O-3").await);
    for mutation in ["closeSession(activity: \"P-1\", session: 1)", "closeActivity(activity: \"P-1\")"] {
        assert_eq!(app.refusal_with(&below, &done(mutation)).await, unknown("ACTIVITY", "P-1"), "{mutation}");
        assert_eq!(app.data_with(&above, &done(mutation)).await["done"]["outcome"], "EXECUTED", "{mutation}");
    }
    let batch = "mutation { creditSession(activity: \"P-1\", session: 1) { credited } }";
    assert_eq!(app.refusal_with(&beside, batch).await, unknown("ACTIVITY", "P-1"));
    let void = "mutation { voidActivity(activity: \"P-1\", reason: \"假\") { revoked } }";
    assert_eq!(app.refusal_with(&below, void).await, unknown("ACTIVITY", "P-1"));

    let of_one = credit("P-1", "V-2", "01:00", "03:00");
    let of_two = credit("P-2", "V-2", "04:00", "05:00");
    assert_eq!(app.refusal_with(&below, &of_one).await, unknown("ACTIVITY", "P-1"));
    assert_eq!(app.refusal_with(&beside, &of_two).await, unknown("ACTIVITY", "P-2"));
    app.data_with(&above, &of_one).await;
    let id = app.data_with(&below, &of_two).await["done"]["id"].as_str().expect("an id").to_owned();
    let correct = done(&format!(
        "correctHours(input: {{ volunteer: \"V-2\", credit: \"{id}\", startsAt: \"2024-05-18T04:00:00Z\",
            endsAt: \"2024-05-18T04:30:00Z\", reason: \"提前离开\" }})"
    ));
    let revoke = done(&format!("revokeHours(volunteer: \"V-2\", credit: \"{id}\", reason: \"误记\")"));
    for mutation in [&correct, &revoke] {
        assert_eq!(app.refusal_with(&beside, mutation).await, unknown("CREDIT", &id));
    }
    assert_eq!(app.data_with(&above, &correct).await["done"]["outcome"], "EXECUTED");

    let certificate =
        done("issueCertificate(volunteer: \"V-2\", number: \"Z-1\", from: \"2024-05-18\", to: \"2024-05-18\")");
    let of_others = json!({ "code": "ACTOR_UNRELATED" });
    assert_eq!(app.refusal_with(&below, &certificate).await, of_others, "hours of O-1 are in it");
    assert_eq!(app.data_with(&above, &certificate).await["done"]["outcome"], "EXECUTED");
    let withdraw = done("revokeCertificate(volunteer: \"V-2\", number: \"Z-1\", reason: \"误发\")");
    assert_eq!(app.refusal_with(&below, &withdraw).await, of_others);
    assert_eq!(app.data_with(&below, &revoke).await["done"]["outcome"], "EXECUTED");
    assert_eq!(app.data_with(&below, &revoke).await["done"]["outcome"], "ALREADY_APPLIED", "nothing stands any more");
    // What stands no more is nobody else's business either, and a volunteer unknown is told as a credit unknown.
    assert_eq!(app.refusal_with(&beside, &revoke).await, unknown("CREDIT", &id));
    let nobody = "00000000-0000-4000-8000-000000000000";
    for (volunteer, credit) in [("V-2", nobody), ("V-99", nobody), ("V-99", id.as_str())] {
        for mutation in [&correct, &revoke] {
            let mutation = mutation.replace("V-2", volunteer).replace(&id, credit);
            assert_eq!(app.refusal_with(&beside, &mutation).await, unknown("CREDIT", credit), "{mutation}");
        }
    }

    let import = "mutation { importRecords(kind: HOURS, csv: \"activity_code\") { outcome } }";
    let operator_only = json!({ "code": "OUT_OF_SCOPE", "granted": ["O-1"] });
    assert_eq!(app.refusal_with(&above, import).await, operator_only);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_hours_are_decided_by_somebody_related_and_nobody_records_for_a_suspended_organization() {
    let app = held().await;
    let (above, below, beside) = (app.key_of("O-1").await, app.key_of("O-2").await, app.key_of("O-3").await);
    let manual =
        credit("P-2", "V-3", "04:00", "05:00").replace("evidence: B", "evidence: D, documentReference: \"表-1\"");
    let id = app.data_with(&below, &manual).await["done"]["id"].as_str().expect("an id").to_owned();
    let approve = done(&format!("approveCredit(volunteer: \"V-3\", credit: \"{id}\", tier: ORGANIZATION)"));
    let reject = done(&format!("rejectCredit(volunteer: \"V-3\", credit: \"{id}\", reason: \"无据\")"));
    for mutation in [&approve, &reject] {
        assert_eq!(app.refusal_with(&beside, mutation).await, unknown("CREDIT", &id));
    }
    app.data(&done("suspendOrganization(organization: \"O-2\", suspendedOn: \"2024-05-18\", reason: \"整改\")")).await;
    let of_two = credit("P-2", "V-2", "04:00", "05:00");
    for key in [&below, &above] {
        assert_eq!(app.refusal_with(key, &of_two).await, suspended("O-2"));
        assert_eq!(app.refusal_with(key, &approve).await, suspended("O-2"));
    }
    assert_eq!(app.data(&of_two).await["done"]["outcome"], "EXECUTED", "the department records for all");
    app.data(&done("restoreOrganization(organization: \"O-2\", restoredOn: \"2024-05-18\")")).await;
    assert_eq!(app.data_with(&above, &approve).await["done"]["outcome"], "EXECUTED");

    let nobody = app.key_of("O-9").await;
    assert_eq!(app.refusal_with(&nobody, &of_two).await, unknown("ACTIVITY", "P-2"));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_is_planned_run_and_called_off_by_its_own_organization_or_one_above_it_and_by_nobody_else() {
    let app = held().await;
    let (above, below, beside) = (app.key_of("O-1").await, app.key_of("O-2").await, app.key_of("O-3").await);
    let seat = |volunteer: &str| format!("{{ activity: \"P-3\", session: 1, volunteer: \"{volunteer}\" }}");
    let enrolled = |volunteer: &str| format!("enroll(seat: {})", seat(volunteer));
    let steps = [
        "draftActivity(input: { code: \"P-3\", title: \"清洁\", category: ECOLOGY, division: \"445281\",
            organization: \"O-2\", startsAt: \"2024-05-19T04:00:00Z\", endsAt: \"2024-05-19T05:00:00Z\" })"
            .to_owned(),
        "scheduleSession(activity: \"P-3\", session: 1, startsAt: \"2024-05-19T04:00:00Z\",
            endsAt: \"2024-05-19T05:00:00Z\")"
            .to_owned(),
        "publishActivity(activity: \"P-3\", leader: \"V-1\", riskNotice: \"无\", place: \"河边\")".to_owned(),
        "changeActivity(input: { activity: \"P-3\", place: \"江边\", reason: \"改址\" })".to_owned(),
        format!("acceptEnrollment(seat: {})", seat("V-1")),
        format!("declineEnrollment(seat: {}, reason: \"已满\")", seat("V-2")),
        format!("recordInsurance(seat: {}, insuredTo: \"2024-05-31\")", seat("V-1")),
        "cancelActivity(activity: \"P-3\", reason: \"大雨\")".to_owned(),
    ];
    for mutation in &steps {
        if mutation.starts_with("acceptEnrollment") {
            // Whoever takes part enrols by themself.
            for volunteer in ["V-1", "V-2"] {
                let own = own_key(&app, volunteer).await;
                app.data_with(&own, &done(&enrolled(volunteer))).await;
            }
        }
        let hidden =
            if mutation.starts_with("draft") { unknown("ORGANIZATION", "O-2") } else { unknown("ACTIVITY", "P-3") };
        assert_eq!(app.refusal_with(&beside, &done(mutation)).await, hidden, "{mutation}");
        let key = if mutation.starts_with("change") { &above } else { &below };
        let outcome = app.data_with(key, &done(mutation)).await["done"]["outcome"].clone();
        assert_eq!(outcome, "EXECUTED", "{mutation}");
    }
    let held = [
        "confirmAttendance(input: { seat: { activity: \"P-1\", session: 1, volunteer: \"V-2\" },
            startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T03:00:00Z\" })",
        "markAbsent(seat: { activity: \"P-1\", session: 1, volunteer: \"V-4\" })",
        "recordOutcome(activity: \"P-1\", measure: \"垃圾袋\", amount: 12)",
    ];
    for mutation in held {
        assert_eq!(app.refusal_with(&below, &done(mutation)).await, unknown("ACTIVITY", "P-1"), "{mutation}");
        assert_eq!(app.data_with(&above, &done(mutation)).await["done"]["outcome"], "EXECUTED", "{mutation}");
    }
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dispute_is_raised_by_the_volunteer_and_answered_by_the_organization_that_recorded() {
    let app = held().await;
    let (above, below, beside) = (app.key_of("O-1").await, app.key_of("O-2").await, app.key_of("O-3").await);
    let raise = done(
        "disputeRecord(input: { volunteer: \"V-2\", code: \"Y-1\", kind: MISSING_HOURS, activity: \"P-2\",
            claimedFrom: \"2024-05-18T04:00:00Z\", claimedTo: \"2024-05-18T05:00:00Z\", statement: \"漏记一小时\" })",
    );
    let own = own_key(&app, "V-2").await;
    assert_eq!(app.data_with(&own, &raise).await["done"]["outcome"], "EXECUTED");
    let dismiss = done("resolveDispute(volunteer: \"V-2\", dispute: \"Y-1\", upheld: false, reason: \"未到场\")");
    let no_such = |dispute: &str| json!({ "code": "DISPUTE_UNKNOWN", "dispute": dispute });
    assert_eq!(app.refusal_with(&beside, &dismiss).await, no_such("Y-1"));
    assert_eq!(app.refusal_with(&beside, &dismiss.replace("V-2", "V-99")).await, no_such("Y-1"));
    assert_eq!(app.data_with(&below, &dismiss).await["done"]["outcome"], "EXECUTED");
    assert_eq!(app.data_with(&above, &dismiss).await["done"]["outcome"], "ALREADY_APPLIED");
    assert_eq!(app.refusal_with(&beside, &dismiss.replace("Y-1", "Y-2")).await, no_such("Y-2"));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_approved_in_a_tier_that_is_no_higher_than_whoever_approves() {
    let app = held().await;
    let manual =
        credit("P-2", "V-3", "04:00", "05:00").replace("evidence: B", "evidence: D, documentReference: \"表-1\"");
    let id = app.data(&manual).await["done"]["id"].as_str().expect("an id").to_owned();
    let approve = |tier: &str| done(&format!("approveCredit(volunteer: \"V-3\", credit: \"{id}\", tier: {tier})"));
    let not_yours = json!({ "code": "TIER_NOT_YOURS", "given": "PROVINCE", "yours": "ORGANIZATION" });
    let county = app.key_with("ADMINISTRATOR@445281", None).await;
    for key in [&app.key_of("O-2").await, &county] {
        assert_eq!(app.refusal_with(key, &approve("PROVINCE")).await, not_yours);
    }
    let province = app.key_with("ADMINISTRATOR@44", None).await;
    assert_eq!(app.data_with(&province, &approve("PROVINCE")).await["done"]["outcome"], "EXECUTED");
    app.verify_views().await;
}

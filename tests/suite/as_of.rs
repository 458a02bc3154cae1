//! As of: what was answered then is answered again, and what was recorded since changes nothing of it.

use crate::files::id_number;
use crate::journeys::steps::{act, does, two_who_served};
use muster_api::import::Kind;
use muster_projections::{
    as_of::PATIENCE,
    views::{population_figures, volunteer_roster},
};
use muster_tests::{TestApp, TestStore, eventually};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use tokio::time::Instant;

/// Positions at which the log is cut off, where `AS_OF_POSITIONS` does not say how many (`make as-of` says 50).
const POSITIONS: usize = 6;

/// Reports, lists and what they name, with days given and with days left to today.
const QUESTIONS: &str = "
    hoursServed(groupBy: [DIVISION, CATEGORY], divisionSet: COUNTIES) { policyVersion
        total { minutes sessions attendances people }
        rows { division { code } category minutes sessions attendances people outsideTheSet } }
    teamCoverage(within: \"4452\") { on policyVersion covered of total { teams members insuredMembers }
        rows { division { code } teams members } }
    instructorAssignments(filter: { within: \"4452\" }) { on policyVersion
        counts { fullTime organizationsGuided linksFocus linksGeneral }
        links { edges { node { from organization { code name } instructor { code person { name } } } } } }
    volunteers { edges { node { code skills minutesTotal person { name } credits { edges { node { state } } } } } }
    volunteerHeadcount { volunteers active rows { division { code } volunteers active } }
    volunteerPenetration(within: \"445281\") { on volunteers ratios { numerator denominator } }
    teams { edges { node { code name membersCount disbandedOn } } }
    organizations { edges { node { code name kind } } }
    policies { version jurisdiction { code } }
    policyInForce(division: \"4452\") { version }
    events(first: 3) { edges { node { position eventType } } }
    auditSample(n: 5, seed: 7, from: \"2024-05-01\", to: \"2024-05-31\") { population credits { credit state events { position } } }
    anomalies(from: \"2024-05-01\", to: \"2024-05-31\") { findings { kind rows { position credit actual } } }
    limitEvents(from: \"2024-05-01\", to: \"2024-05-31\") { days { day minutes } decisions { position approved } }
    publishedReports { edges { node { edition figures { cell count } } } }";

/// A registry in which something of every kind is entered, corrected and ended.
pub(crate) async fn lived() -> TestApp {
    let app = two_who_served().await;
    app.settle().await;
    let instructor = format!(
        "code,name,id_number,division,kind,appointed_on\nI-1,赵示例,{},445281,FULL_TIME,2023-01-05\n",
        id_number("19850101", 7)
    );
    assert!(app.import(Kind::Instructors, &instructor).await.is_clean());
    let credits = app.data("{ volunteer(code: \"V-2\") { credits { edges { node { id } } } } }").await;
    let credit = credits["volunteer"]["credits"]["edges"][0]["node"]["id"].as_str().expect("an id").to_owned();
    for mutation in [
        "assignOrganization(input: { instructor: \"I-1\", organization: \"O-1\", linkKind: FOCUS, from: \"2024-05-01\" })",
        "declareSkills(volunteer: \"V-1\", skills: [\"急救\"])",
        "publishReport(input: { kind: HOURS_SERVED, within: \"445281\", from: \"2024-05-01\", to: \"2024-05-31\",
            divisionSet: COUNTIES, publisher: \"O-1\" })",
        &format!("revokeHours(volunteer: \"V-2\", credit: \"{credit}\", reason: \"重复登记\")"),
        "publishReport(input: { kind: HOURS_SERVED, within: \"445281\", from: \"2024-05-01\", to: \"2024-05-31\",
            divisionSet: COUNTIES, publisher: \"O-1\", reason: \"更正\" })",
        "insureVolunteer(volunteer: \"V-1\", input: { insurer: \"示例保险公司\", policyReference: \"保-1\",
            from: \"2024-01-01\", to: \"2033-12-31\" })",
        "changeOrganization(organization: \"O-1\", input: { name: \"改名示例\", changedOn: \"2024-06-01\" })",
        "recordPopulation(input: { division: \"445281\", basis: RESIDENTS, asOf: \"2023-12-31\", people: 2000000,
            source: \"合成示例数据\" })",
        "publishPolicy(input: { version: \"jy-1\", jurisdiction: \"4452\", effectiveFrom: \"2024-07-01\",
            changes: [{ name: \"focus_links_limit\", value: 8 }], orderReference: \"揭社工〔2024〕1号\" })",
        "endAssignment(instructor: \"I-1\", organization: \"O-1\", endedOn: \"2024-06-02\")",
        "disbandTeam(team: \"T-1\", disbandedOn: \"2024-06-03\", reason: \"合并\")",
        "deactivateVolunteer(volunteer: \"V-2\", deactivatedOn: \"2024-06-03\", reason: \"迁出\")",
    ] {
        // A report is published as its views tell it.
        app.settle().await;
        does(&app, mutation).await;
    }
    app
}

/// The whole answer as of a position, asked again while it is being built.
pub(crate) async fn as_of(app: &TestApp, position: i64, questions: &str) -> Value {
    let query = format!("{{ asOf(axis: RECORDED, position: {position}) {{ {questions} }} }}");
    eventually("an answer as of a position", async || {
        let answer = app.ask_with(&query, json!({})).await;
        let building = answer["errors"][0]["extensions"]["code"] == "AS_OF_BUILDING";
        (!building).then_some(answer)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_as_of_a_position_are_those_of_a_store_that_was_stopped_there() {
    let app = lived().await;
    let head = app.head().await;
    let positions = std::env::var("AS_OF_POSITIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(POSITIONS);
    let mut random = StdRng::seed_from_u64(42);
    let random: Vec<i64> = (0..positions).map(|_| random.random_range(1..head)).collect();
    let mut told = Vec::new();
    for position in [0, head].into_iter().chain(random) {
        let then = as_of(&app, position, QUESTIONS).await;
        assert!(then.get("errors").is_none(), "{position}: {}", then["errors"]);
        told.push((position, then));
    }
    // Only now: whoever is connected to a store is sent away when it is copied.
    for (position, then) in told {
        let recorded_at = app.store.log.reader().recorded_at(position).await.expect("the log is read");
        let mut stopped = TestApp::over(app.store.stopped_at(position).await).await;
        stopped.travel_to(recorded_at.unwrap_or_else(|| app.store.log.clock().now())).await;
        stopped.settle().await;
        assert_eq!(then["data"]["asOf"], stopped.data(&format!("{{ {QUESTIONS} }}")).await, "as of {position}");
        assert_eq!(then["extensions"]["position"], position);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn instant_is_the_last_position_recorded_by_then_and_a_day_of_occurrence_counts_service_up_to_it() {
    let app = two_who_served().await;
    app.settle().await;
    let position = app.head().await;
    let recorded_at = app.store.log.reader().recorded_at(position).await.expect("the log is read").expect("an event");
    assert_eq!(app.store.log.reader().position_at(recorded_at).await.expect("the log is read"), position);
    let before = recorded_at - chrono::TimeDelta::microseconds(1);
    assert!(app.store.log.reader().position_at(before).await.expect("the log is read") < position);
    let on = |day: &str| {
        format!(
            "{{ asOf(axis: OCCURRED, at: \"{day}T12:00:00+08:00\") {{ hoursServed {{ total {{ minutes }} }}
                teamCoverage(within: \"4452\") {{ on covered }} }} }}"
        )
    };
    let answer = app.data(&on("2024-05-02")).await["asOf"].clone();
    assert_eq!(answer["hoursServed"]["total"]["minutes"], 180);
    assert_eq!(answer["teamCoverage"]["on"], "2024-05-02");
    let answer = app.data(&on("2022-05-01")).await["asOf"].clone();
    assert_eq!(answer["hoursServed"]["total"]["minutes"], 0);
    assert_eq!(answer["teamCoverage"], json!({ "on": "2022-05-01", "covered": 0 }));
    let hours = "{ hoursServed(asOf: { axis: OCCURRED, at: \"2024-05-01T12:00:00+08:00\" }) { total { minutes } } }";
    assert_eq!(app.data(hours).await["hoursServed"]["total"]["minutes"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn moment_is_refused_when_it_is_none_or_ahead_or_not_alone_or_when_only_the_present_is_answered() {
    let app = two_who_served().await;
    app.settle().await;
    let head = app.head().await;
    let code = async |query: &str| app.refusal(&format!("{{ {query} }}")).await;
    let asked = "{ policies { version } }";
    let ahead = code(&format!("asOf(axis: RECORDED, position: {}) {asked}", head + 1)).await;
    assert_eq!(ahead, json!({ "code": "POSITION_UNKNOWN", "head": head }));
    for incomplete in
        ["axis: RECORDED", "axis: OCCURRED, position: 3", "axis: RECORDED, position: 3, at: \"2024-05-01T00:00:00Z\""]
    {
        assert_eq!(code(&format!("asOf({incomplete}) {asked}")).await["code"], "AS_OF_INCOMPLETE", "{incomplete}");
    }
    let new = code(&format!("asOf(axis: RECORDED, at: \"2999-01-01T00:00:00Z\") {asked}")).await;
    assert_eq!(new["code"], "AS_OF_TOO_NEW");
    let beside = code(&format!("asOf(axis: RECORDED, position: 1) {asked} policies {{ version }}")).await;
    assert_eq!(beside["code"], "AS_OF_ALONE");
    let within =
        code(&format!("asOf(axis: RECORDED, position: 1) {{ asOf(axis: RECORDED, position: 1) {asked} }}")).await;
    assert_eq!(within["code"], "AS_OF_ALONE");
    let apart = code("hoursServed(asOf: { axis: RECORDED, position: 1 }) { position }").await;
    assert_eq!(apart["code"], "AS_OF_APART");
    let eligible = format!(
        "asOf(axis: RECORDED, position: {head}) {{ eligibility(activity: \"A-1\", session: 1, volunteer: \"V-1\") {{ eligible }} }}"
    );
    assert_eq!(code(&eligible).await["code"], "AS_OF_UNSUPPORTED");
    let newer = format!("asOf(axis: RECORDED, position: 1) {{ hoursServed(atLeast: {head}) {{ position }} }}");
    assert_eq!(code(&newer).await["code"], "NOT_YET");
    let many: String = (0..21).map(|number| format!("a{number}: policies {{ version }} ")).collect();
    let refused = app.ask_with(&format!("{{ asOf(axis: RECORDED, position: 1) {{ {many} }} }}"), json!({})).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "TOO_MANY_ROOT_FIELDS");
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_drops_what_was_built_before_it_and_an_answer_as_of_then_names_nobody() {
    let app = two_who_served().await;
    app.settle().await;
    let before = app.head().await;
    let named = "volunteer(code: \"V-1\") { minutesTotal person { id name } }";
    let then = as_of(&app, before, named).await["data"]["asOf"]["volunteer"].clone();
    assert_eq!(then["person"]["name"], "王**");
    let person = then["person"]["id"].as_str().expect("an id");
    act(&app, &format!("proposeErasure(person: \"{person}\", basis: CONSENT_WITHDRAWN, reason: \"申请\")")).await;
    let approve = format!("mutation {{ done: approveErasure(person: \"{person}\") {{ outcome }} }}");
    assert_eq!(app.data_by_other(&approve).await["done"]["outcome"], "EXECUTED");
    assert_eq!(noted(&app.store).await, 0);
    let then = as_of(&app, before, named).await["data"]["asOf"]["volunteer"].clone();
    assert_eq!(then["minutesTotal"], 120);
    assert_ne!(then["person"]["name"], "王**");
}

#[tokio::test(flavor = "multi_thread")]
async fn builds_are_made_once_the_one_not_asked_for_longest_goes_first_and_an_unfinished_one_is_dropped() {
    let app = two_who_served().await;
    let head = app.head().await;
    assert!(head > 3);
    let read = async |view, position| {
        eventually("a build", async || app.views.read_at(view, position, Instant::now() + PATIENCE).await.ok())
            .await
            .position()
    };
    for _ in 0..2 {
        assert_eq!(read(volunteer_roster::NAME, head).await, head);
        assert_eq!(noted(&app.store).await, 1);
    }
    app.store.admin_run("update views.as_of set bytes = 1::bigint << 40").await.expect("a build is made large");
    assert_eq!(read(population_figures::NAME, 2).await, 2);
    assert_eq!(noted(&app.store).await, 1);
    assert_eq!(read(population_figures::NAME, 2).await, 2);
    let mut admin = app.store.admin().await;
    let left: String =
        sqlx::query_scalar("select name from views.as_of").fetch_one(&mut admin).await.expect("one build");
    assert_eq!(left, population_figures::NAME);
    // A process that ended in the middle leaves tables that nobody finishes.
    app.store.admin_run("update views.as_of set ready = false").await.expect("a build is left unfinished");
    app.views.tidy().await.expect("what is left is dropped");
    assert_eq!(noted(&app.store).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn headline_reports_answer_as_of_any_position_at_once_because_nothing_is_built_for_them() {
    let app = lived().await;
    app.settle().await;
    let minutes = async |position: i64| {
        let query = format!(
            "{{ asOf(axis: RECORDED, position: {position}) {{ hoursServed {{ total {{ minutes }} }}
                teamCoverage(within: \"4452\") {{ total {{ teams }} }}
                instructorAssignments(filter: {{ within: \"4452\" }}) {{ counts {{ linksFocus }} }} }} }}"
        );
        app.data(&query).await["asOf"]["hoursServed"]["total"]["minutes"].as_i64().expect("minutes")
    };
    let mut told = Vec::new();
    for position in 0..=app.head().await {
        told.push(minutes(position).await);
    }
    told.dedup();
    // Two were credited, and one of the credits was revoked.
    assert_eq!(told, [0, 120, 180, 120]);
    assert_eq!(noted(&app.store).await, 0);
}

/// Builds that are noted, each with its schema and no schema without one.
async fn noted(store: &TestStore) -> i64 {
    let mut admin = store.admin().await;
    let schemas: i64 = sqlx::query_scalar(
        "select count(*) from pg_namespace where nspname ~ '_v[0-9]+_[0-9]+$'
             and nspname not in (select schema from views.live)",
    )
    .fetch_one(&mut admin)
    .await
    .expect("the schemas are counted");
    let noted: i64 = sqlx::query_scalar("select count(*) from views.as_of")
        .fetch_one(&mut admin)
        .await
        .expect("the builds are counted");
    assert_eq!(schemas, noted);
    noted
}

//! Who can come, when and where, and why (V12): declared windows, insurance, skills, and what takes a volunteer's time.

use super::service::{planned, seat};
use super::steps::does;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// The day of the journey is Saturday, 18 May 2024, 8:30 local; all four volunteers are enrolled from 9 to 11.
async fn declared() -> TestApp {
    let app = planned().await;
    let saturdays = "weekly: [{ weekday: SATURDAY, from: \"09:00\", to: \"12:00\" }, { weekday: SATURDAY, from: \"12:00\", to: \"24:00\" }]";
    for mutation in [
        format!("setAvailability(volunteer: \"V-1\", input: {{ from: \"2024-05-18\", {saturdays} }})"),
        format!("setAvailability(volunteer: \"V-2\", input: {{ from: \"2024-05-18\", until: \"2024-06-30\", {saturdays},
            exceptions: [{{ day: \"2024-06-01\" }}, {{ day: \"2024-06-02\", windows: [{{ from: \"00:00\", to: \"02:00\" }}] }}] }})"),
        format!("setAvailability(volunteer: \"V-3\", input: {{ from: \"2024-05-18\", divisions: [\"4452\"], {saturdays} }})"),
        "declareSkills(volunteer: \"V-1\", skills: [\"急救\"])".to_owned(),
        "declareSkills(volunteer: \"V-2\", skills: [\"急救\", \"手语\"])".to_owned(),
        "declareSkills(volunteer: \"V-4\", skills: [\"急救\"])".to_owned(),
        "verifySkill(volunteer: \"V-1\", skill: \"急救\", evidenceReference: \"证-1\")".to_owned(),
        "insureVolunteer(volunteer: \"V-1\", input: { insurer: \"示例保险公司\", policyReference: \"保-1\", from: \"2024-01-01\",
            to: \"2024-12-31\" })".to_owned(),
        "insureVolunteer(volunteer: \"V-2\", input: { insurer: \"示例保险公司\", policyReference: \"保-2\", from: \"2024-01-01\",
            to: \"2024-05-24\" })".to_owned(),
    ] {
        does(&app, &mutation).await;
    }
    app
}

async fn ask(app: &TestApp, within: &str, (day, from, to): (&str, u32, u32), more: &str) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ availableVolunteers(within: \"{within}\", atLeast: {head} {more}, window: {{
            from: \"{day}T{from:02}:00:00+08:00\", to: \"{day}T{to:02}:00:00+08:00\" }}) {{
            nodes {{ volunteer {{ code }} skillVerified insuredUntil adult lastServedOn declaredUntil }}
            pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    app.data(&query).await["availableVolunteers"].clone()
}

/// The codes of those who can come.
async fn come(app: &TestApp, within: &str, window: (&str, u32, u32), more: &str) -> Vec<String> {
    let answer = ask(app, within, window, more).await;
    let nodes = answer["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().map(|node| node["volunteer"]["code"].as_str().unwrap_or_default().to_owned()).collect()
}

const MORNING: (&str, u32, u32) = ("2024-05-25", 9, 12);

#[tokio::test(flavor = "multi_thread")]
async fn volunteers_who_can_come_are_named_with_what_speaks_for_them() {
    let app = declared().await;
    let row = |code: &str, verified: Option<bool>, insured: Option<&str>, until: Option<&str>| {
        json!({ "volunteer": { "code": code }, "skillVerified": verified, "insuredUntil": insured, "adult": true,
            "lastServedOn": null, "declaredUntil": until })
    };
    let first_aid = "skill: \"急救\"";
    let answer = ask(&app, "445281", MORNING, first_aid).await;
    let verified = row("V-1", Some(true), Some("2024-12-31"), None);
    let expected = [verified.clone(), row("V-2", Some(false), None, Some("2024-06-30"))];
    assert_eq!(answer["nodes"], json!(expected));
    let only = |more: &str| format!("{first_aid}, {more}");
    for more in ["insured: true", "verifiedOnly: true", "first: 1"] {
        assert_eq!(ask(&app, "445281", MORNING, &only(more)).await["nodes"], json!([verified]), "{more}");
    }
    assert_eq!(come(&app, "445281", MORNING, &only("insured: false")).await, ["V-2"]);
    let page = ask(&app, "445281", MORNING, &only("first: 1, onlyAdults: true")).await["pageInfo"].clone();
    assert_eq!(page["hasNextPage"], true);
    let rest = format!("first: 1, after: {}", page["endCursor"]);
    assert_eq!(come(&app, "445281", MORNING, &only(&rest)).await, ["V-2"]);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn volunteer_comes_only_inside_what_is_declared_for_the_day_and_the_division() {
    let app = declared().await;
    let all = ["V-1", "V-2", "V-3"];
    // Windows that touch are one; whoever declared the whole city comes to each of its counties.
    assert_eq!(come(&app, "445281", ("2024-05-25", 9, 23), "").await, all);
    assert_eq!(come(&app, "4452", MORNING, "").await, all);
    assert_eq!(come(&app, "445202", MORNING, "").await, ["V-3"]);
    for window in [("2024-05-25", 8, 12), ("2024-05-26", 9, 12), ("2024-05-11", 9, 12)] {
        assert!(come(&app, "445281", window, "").await.is_empty(), "{window:?}");
    }
    // A day that differs has windows of its own, or none; a declaration ends with its last day.
    assert_eq!(come(&app, "445281", ("2024-06-01", 9, 12), "").await, ["V-1", "V-3"]);
    assert_eq!(come(&app, "445281", ("2024-06-02", 0, 2), "").await, ["V-2"]);
    assert_eq!(come(&app, "445281", ("2024-07-06", 9, 12), "").await, ["V-1", "V-3"]);
    // A declaration anew holds from its first day; until then the one before does.
    does(&app, "setAvailability(volunteer: \"V-1\", input: { from: \"2024-06-01\", weekly: [] })").await;
    assert_eq!(come(&app, "445281", MORNING, "").await, all);
    assert_eq!(come(&app, "445281", ("2024-06-01", 9, 12), "").await, ["V-3"]);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn volunteer_shows_what_is_declared_and_how_they_are_insured_on_the_day_asked() {
    let app = declared().await;
    does(
        &app,
        "setAvailability(volunteer: \"V-2\", input: { from: \"2024-06-15\", divisions: [\"445202\"], weekly: [] })",
    )
    .await;
    let insure = "insureVolunteer(volunteer: \"V-2\", input: { insurer: \"示例保险公司\", policyReference: \"保-2\",
        from: \"2024-05-10\", to: \"2024-05-24\" })";
    does(&app, insure).await;
    let shown = async |on: &str| {
        let head = app.head().await;
        let query = format!(
            "{{ volunteer(code: \"V-2\", atLeast: {head}) {{
                availability(on: \"{on}\") {{ from until holds divisions {{ code }} weekly {{ weekday from to }}
                    exceptions {{ day windows {{ from to }} }} }}
                insurances(on: \"{on}\") {{ insurer policyReference from to covers }} }} }}"
        );
        app.data(&query).await["volunteer"].clone()
    };
    let second = |holds: bool| {
        json!({ "from": "2024-06-15", "until": null, "holds": holds, "divisions": [{ "code": "445202" }], "weekly": [],
            "exceptions": [] })
    };
    // Windows that touch were joined; a day without a window is one on which nobody comes.
    let first = |holds: bool| {
        json!({ "from": "2024-05-18", "until": "2024-06-30", "holds": holds, "divisions": [{ "code": "445281" }],
            "weekly": [{ "weekday": "SATURDAY", "from": "09:00", "to": "24:00" }],
            "exceptions": [{ "day": "2024-06-01", "windows": [] },
                { "day": "2024-06-02", "windows": [{ "from": "00:00", "to": "02:00" }] }] })
    };
    let insured = |covers: bool| {
        json!([{ "insurer": "示例保险公司", "policyReference": "保-2", "from": "2024-05-10", "to": "2024-05-24",
            "covers": covers }])
    };
    for (on, holds, covers) in [
        ("2024-05-17", (false, false), true),
        ("2024-05-24", (false, true), true),
        ("2024-06-14", (false, true), false),
        ("2024-06-15", (true, false), false),
    ] {
        let answer = shown(on).await;
        assert_eq!(answer["availability"], json!([second(holds.0), first(holds.1)]), "{on}");
        assert_eq!(answer["insurances"], insured(covers), "{on}");
    }
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enrolment_and_pause_take_a_volunteer_out_until_they_end() {
    let app = declared().await;
    let today = |from, to| ("2024-05-18", from, to);
    assert!(come(&app, "445281", today(10, 12), "").await.is_empty());
    assert_eq!(come(&app, "445281", today(11, 12), "").await, ["V-1", "V-2", "V-3"]);
    does(&app, &format!("withdrawEnrollment(seat: {})", seat("V-2"))).await;
    assert_eq!(come(&app, "445281", today(10, 12), "").await, ["V-2"]);
    does(&app, "deactivateVolunteer(volunteer: \"V-2\", deactivatedOn: \"2024-05-18\", reason: \"外出\")").await;
    assert!(come(&app, "445281", today(10, 12), "").await.is_empty());
    does(&app, "cancelActivity(activity: \"P-1\", reason: \"大雨\")").await;
    assert_eq!(come(&app, "445281", today(10, 12), "").await, ["V-1", "V-3"]);
    let person = app.data("{ volunteer(code: \"V-3\") { person { id } } }").await["volunteer"]["person"]["id"].clone();
    does(&app, &format!("restrictProcessing(person: {person}, basis: IN_DISPUTE, reason: \"资料有争议\")")).await;
    assert_eq!(come(&app, "445281", today(10, 12), "").await, ["V-1"]);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn window_and_declaration_are_refused_with_their_figures() {
    let app = declared().await;
    let ask = |from: &str, to: &str| {
        format!(
            "{{ availableVolunteers(within: \"445281\", window: {{ from: \"{from}\", to: \"{to}\" }}) {{ nodes {{ adult }} }} }}"
        )
    };
    let refusal = app.refusal(&ask("2024-05-25T09:00:00Z", "2024-05-25T09:00:00Z")).await;
    assert_eq!(refusal["code"], "WINDOW_REVERSED");
    let refusal = app.refusal(&ask("2024-05-25T09:00:00Z", "2024-06-08T09:00:00Z")).await;
    assert_eq!(
        (&refusal["code"], &refusal["limit"], &refusal["actual"]),
        (&json!("WINDOW_TOO_LONG"), &json!(14), &json!(15))
    );
    let refusal =
        app.refusal("{ availableVolunteers(within: \"445281\", verifiedOnly: true) { nodes { adult } } }").await;
    assert_eq!(refusal["code"], "SKILL_NOT_NAMED");
    let late =
        "mutation { setAvailability(volunteer: \"V-1\", input: { from: \"2024-05-17\", weekly: [] }) { outcome } }";
    let refusal = app.refusal(late).await;
    assert_eq!((&refusal["code"], &refusal["today"]), (&json!("AVAILABILITY_IN_PAST"), &json!("2024-05-18")));
    // Insurance of a volunteer ends in the calendar of what ends, in the division of residence.
    let head = app.head().await;
    let query = format!(
        "{{ expiring(division: \"445281\", within: 10, kinds: [INSURANCE], atLeast: {head}) {{
            nodes {{ endsOn volunteer {{ code }} }} }} }}"
    );
    let ending = json!([{ "endsOn": "2024-05-24", "volunteer": { "code": "V-2" } }]);
    assert_eq!(app.data(&query).await["expiring"]["nodes"], ending);
}

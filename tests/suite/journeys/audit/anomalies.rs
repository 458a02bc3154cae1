//! What rules against false records find, each beside its number, and what they leave alone.

use super::recorded;
use crate::{
    files::{ORGANIZATIONS, TEAMS, volunteers},
    journeys::steps::begun_at,
};
use muster_api::import::{Kind, Options};
use muster_tests::TestApp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt::Write as _};

/// Volunteers of the story; one account enters them all within an hour.
const VOLUNTEERS: u32 = 31;

const ROW: &str =
    "position credit otherCredit activity session volunteer organization certificate actor actual of limit";

async fn found(app: &TestApp, more: &str) -> BTreeMap<String, Value> {
    app.settle().await;
    let query = format!(
        "{{ anomalies(from: \"2024-05-01\", to: \"2024-05-31\" {more}) {{ findings {{ kind rule unit more rows {{ {ROW} }} }} }} }}"
    );
    let findings = app.data(&query).await["anomalies"]["findings"].clone();
    let findings = findings.as_array().expect("findings").iter();
    findings.map(|one| (one["kind"].as_str().expect("a kind").to_owned(), one.clone())).collect()
}

fn rows(found: &BTreeMap<String, Value>, kind: &str) -> Vec<Value> {
    found[kind]["rows"].as_array().expect("rows").clone()
}

async fn imported(app: &TestApp, kind: Kind, lines: &str) {
    let options = Options { effective_on: chrono::NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
    let report = app.import_with(kind, lines, options).await;
    assert!(report.is_clean(), "{:?}", report.refused);
}

/// Six who served exactly five hours; the first of them ten minutes later in the next county; a title on five days.
async fn suspicious() -> TestApp {
    let app = begun_at("2024-05-10T08:00:00+08:00").await;
    let mut activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
        A-1,植树,ECOLOGY,445281,T-1,O-1,2024-05-01T08:00,2024-05-01T13:00\n\
        A-2,义诊,HEALTH,445202,T-2,O-2,2024-05-01T13:00,2024-05-01T15:00\n"
        .to_owned();
    for day in 2..=6 {
        writeln!(activities, "B-{day},巡河,ECOLOGY,445281,T-1,O-1,2024-05-0{day}T08:00,2024-05-0{day}T09:00")
            .expect("text grows");
    }
    let mut hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n".to_owned();
    for number in 1..=6 {
        writeln!(hours, "A-1,V-{number},2024-05-01T08:00,2024-05-01T13:00,B").expect("text grows");
    }
    hours.push_str("A-2,V-1,2024-05-01T13:10,2024-05-01T14:00,D\n");
    imported(&app, Kind::Organizations, ORGANIZATIONS).await;
    imported(&app, Kind::Teams, TEAMS).await;
    imported(&app, Kind::Volunteers, &volunteers(VOLUNTEERS)).await;
    imported(&app, Kind::Activities, &activities).await;
    imported(&app, Kind::Hours, &hours).await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn round_hours_reused_titles_ways_too_short_and_mostly_manual_minutes_are_found_with_their_figures() {
    let app = suspicious().await;
    let found_all = found(&app, "").await;
    assert_eq!(found_all.len(), 11, "every rule answers");
    let round = rows(&found_all, "ROUND_HOURS");
    assert_eq!(
        (round.len(), &round[0]["actual"], &round[0]["of"], &round[0]["limit"]),
        (1, &json!(6), &json!(6), &json!(80))
    );
    let reused = rows(&found_all, "TITLE_REUSED");
    assert_eq!((reused.len(), &reused[0]["actual"], &reused[0]["limit"]), (1, &json!(5), &json!(5)));
    let apart = rows(&found_all, "FAR_APART");
    assert_eq!((apart.len(), &apart[0]["actual"], &apart[0]["limit"]), (1, &json!(10), &json!(20)));
    assert!(apart[0]["credit"].is_string() && apart[0]["otherCredit"].is_string());
    let manual = rows(&found_all, "MOSTLY_MANUAL");
    assert_eq!((manual.len(), &manual[0]["actual"], &manual[0]["of"]), (1, &json!(50), &json!(50)));
    // What comes from a file is not taken for entered at a desk: no attendance, no bulk, no late plan.
    for kind in ["WITHOUT_ATTENDANCE", "IN_BULK", "ACTIVITY_AFTER_END", "LATE", "CERTIFICATE_AFTER_MANUAL"] {
        assert_eq!(rows(&found_all, kind), Vec::<Value>::new(), "{kind}");
    }
    let elsewhere = found(&app, ", within: \"445222\"").await;
    assert!(elsewhere.values().all(|finding| finding["rows"] == json!([])), "{elsewhere:?}");
    let one = found(&app, ", kinds: [FAR_APART]").await;
    assert_eq!(one.keys().collect::<Vec<_>>(), ["FAR_APART"]);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_soon_after_registration_and_a_certificate_right_after_a_manual_credit_are_found() {
    let (app, credits) = recorded().await;
    let found = found(&app, "").await;
    // The story is recorded within minutes, and its plan long after the day on which it plays.
    for kind in ["SOON_AFTER_REGISTRATION", "SOON_AFTER_APPEARANCE"] {
        let rows = rows(&found, kind);
        assert_eq!((rows.len(), &rows[0]["limit"]), (3, &json!(10)), "{kind}");
    }
    assert_eq!(rows(&found, "ACTIVITY_AFTER_END").len(), 1);
    let certificate = rows(&found, "CERTIFICATE_AFTER_MANUAL");
    assert_eq!(
        (certificate.len(), &certificate[0]["credit"], &certificate[0]["certificate"]),
        (1, &json!(credits[2]), &json!("ZM-1"))
    );
    assert_eq!((&certificate[0]["actual"], &certificate[0]["limit"]), (&json!(0), &json!(60)));
    assert_eq!(rows(&found, "WITHOUT_ATTENDANCE"), Vec::<Value>::new(), "all of them signed up");
    assert_eq!(rows(&found, "MOSTLY_MANUAL"), Vec::<Value>::new(), "120 of 270 minutes are less than half");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_people_in_unrelated_divisions_by_one_account_within_an_hour_and_without_attendance_are_found() {
    let app = begun_at("2024-05-10T08:00:00+08:00").await;
    let activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
        A-1,植树,ECOLOGY,445281,T-1,O-1,2024-05-09T08:00,2024-05-09T12:00\n\
        A-2,植树,ECOLOGY,445202,T-1,O-1,2024-05-09T08:00,2024-05-09T12:00\n\
        A-3,植树,ECOLOGY,445222,T-1,O-1,2024-05-09T08:00,2024-05-09T12:00\n";
    imported(&app, Kind::Organizations, ORGANIZATIONS).await;
    imported(&app, Kind::Teams, TEAMS).await;
    imported(&app, Kind::Volunteers, &volunteers(VOLUNTEERS)).await;
    imported(&app, Kind::Activities, activities).await;
    let enter = async |number: u32| {
        let credit = format!(
            "mutation {{ creditHours(input: {{ activity: \"A-{}\", session: 1, volunteer: \"V-{number}\", evidence: B,
                startsAt: \"2024-05-09T08:00:00+08:00\", endsAt: \"2024-05-09T09:00:00+08:00\" }}) {{ outcome }} }}",
            number % 3 + 1
        );
        app.data(&credit).await;
    };
    for number in 1..VOLUNTEERS {
        enter(number).await;
    }
    let told = found(&app, ", kinds: [IN_BULK, WITHOUT_ATTENDANCE], first: 500").await;
    assert_eq!(rows(&told, "IN_BULK"), Vec::<Value>::new(), "thirty people are not too many");
    assert_eq!(rows(&told, "WITHOUT_ATTENDANCE").len(), 30);
    enter(VOLUNTEERS).await;
    let told = found(&app, ", kinds: [IN_BULK, WITHOUT_ATTENDANCE], first: 5").await;
    let bulk = rows(&told, "IN_BULK");
    // Unless the clock struck in between: then two hours have their share each.
    if let [bulk] = bulk.as_slice() {
        assert_eq!((&bulk["actual"], &bulk["of"], &bulk["limit"]), (&json!(31), &json!(3), &json!(30)));
        assert!(bulk["actor"].is_string());
    }
    assert_eq!((rows(&told, "WITHOUT_ATTENDANCE").len(), &told["WITHOUT_ATTENDANCE"]["more"]), (5, &json!(true)));
}

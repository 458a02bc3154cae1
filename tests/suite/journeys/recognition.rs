//! Recognition: a certificate that a school verifies without a name, a star from the application to the award.

use super::steps::{act, at};
use crate::files::{ORGANIZATIONS, TEAMS, id_number};
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Hours of service a day, from the first of January on.
const HOURS_A_DAY: u32 = 8;

/// Two volunteers who served for so many whole days, in one activity of 揭阳 that lasted them.
pub(super) async fn served(days: [u32; 2]) -> TestApp {
    let mut app = TestApp::fresh().await;
    app.travel_to(at("2024-06-03T08:00:00+08:00")).await;
    let mut volunteers = "code,name,id_number,phone,division,skills,team_codes,registered_on\n".to_owned();
    let mut hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n".to_owned();
    for (number, days) in (1_u32..).zip(days) {
        let id_number = id_number("19900101", number);
        writeln!(volunteers, "V-{number},王示例{number},{id_number},,445281,,,2023-01-05").expect("text grows");
        for day in 0..days {
            let day = at("2024-01-01T00:00:00+08:00") + chrono::Duration::days(i64::from(day));
            let day = day.with_timezone(&chrono::FixedOffset::east_opt(8 * 3_600).expect("an offset")).date_naive();
            writeln!(hours, "A-1,V-{number},{day}T08:00,{day}T{:02}:00,B", 8 + HOURS_A_DAY).expect("text grows");
        }
    }
    let activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
        A-1,植树,ECOLOGY,445281,T-1,O-1,2024-01-01T00:00,2024-05-31T00:00\n";
    for (kind, lines) in [
        (Kind::Organizations, ORGANIZATIONS),
        (Kind::Teams, TEAMS),
        (Kind::Volunteers, volunteers.as_str()),
        (Kind::Activities, activities),
        (Kind::Hours, hours.as_str()),
    ] {
        let options = muster_api::import::Options {
            effective_on: chrono::NaiveDate::from_ymd_opt(2023, 1, 1),
            ..muster_api::import::Options::default()
        };
        let report = app.import_with(kind, lines, options).await;
        assert!(report.is_clean(), "{:?}", report.refused);
    }
    app
}

async fn verified(app: &TestApp) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ verifyCertificate(number: \"ZM-1\", atLeast: {head}) {{ number from to minutesTotal status affectedPosition
            units {{ organization {{ code }} answering {{ code }} items minutes }} }} }}"
    );
    app.data(&query).await["verifyCertificate"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_is_verified_by_its_number_and_shows_a_later_correction() {
    let app = served([3, 2]).await;
    let issue = |volunteer: &str, to: &str| {
        format!("issueCertificate(volunteer: \"{volunteer}\", number: \"ZM-1\", from: \"2024-01-01\", to: \"{to}\")")
    };
    assert_eq!(act(&app, &issue("V-1", "2024-01-02")).await["outcome"], "EXECUTED");
    assert_eq!(act(&app, &issue("V-1", "2024-01-02")).await["outcome"], "ALREADY_APPLIED");
    let taken = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", issue("V-2", "2024-01-02"))).await;
    assert_eq!(taken["code"], "CERTIFICATE_NUMBER_TAKEN");
    let empty = issue("V-1", "2024-01-02").replace("ZM-1", "ZM-2").replace("2024-01-0", "2023-01-0");
    let refused = app.refusal(&format!("mutation {{ {empty} {{ outcome }} }}")).await;
    assert_eq!(refused, json!({ "code": "NOTHING_TO_CERTIFY", "from": "2023-01-01", "to": "2023-01-02" }));

    let unit = json!({ "organization": { "code": "O-1" }, "answering": { "code": "O-1" }, "items": 2, "minutes": 960 });
    let valid = json!({ "number": "ZM-1", "from": "2024-01-01", "to": "2024-01-02", "minutesTotal": 960,
        "status": "VALID", "affectedPosition": null, "units": [unit] });
    assert_eq!(verified(&app).await, valid);

    let head = app.head().await;
    let query = format!(
        "{{ volunteer(code: \"V-1\", atLeast: {head}) {{ credits(first: 3) {{ edges {{ node {{ id }} }} }} }} }}"
    );
    let credits = app.data(&query).await["volunteer"]["credits"]["edges"].clone();
    let revoke = |number: usize| {
        let id = credits[number]["node"]["id"].as_str().expect("an id");
        format!("revokeHours(volunteer: \"V-1\", credit: \"{id}\", reason: \"重复\")")
    };
    act(&app, &revoke(2)).await;
    assert_eq!(verified(&app).await, valid, "a credit outside of it does not matter");
    act(&app, &revoke(1)).await;
    let affected = verified(&app).await;
    assert_eq!((&affected["status"], &affected["minutesTotal"]), (&json!("AFFECTED"), &json!(960)));
    assert_eq!(affected["affectedPosition"], app.head().await);
    act(&app, "revokeCertificate(volunteer: \"V-1\", number: \"ZM-1\", reason: \"信息有误\")").await;
    assert_eq!(verified(&app).await["status"], "REVOKED");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn star_is_awarded_after_its_publicity_and_candidates_say_who_is_near_and_who_fell_below() {
    // 104 hours and 96 hours: the one is over the first star, the other four hours below it.
    let mut app = served([13, 12]).await;
    let candidates = |at_least: i64| {
        format!(
            "{{ starCandidates(organization: \"O-1\", atLeast: {at_least}) {{ edges {{ node {{ volunteer {{ code }} star
                reached toReview minutes missingMinutes evidence {{ b d }} }} }} }} }}"
        )
    };
    let head = app.head().await;
    let edges = app.data(&candidates(head)).await["starCandidates"]["edges"].clone();
    let node = |code: &str, reached: i32, minutes: i64, missing: i64| {
        json!({ "volunteer": { "code": code }, "star": 0, "reached": reached, "toReview": false, "minutes": minutes,
            "missingMinutes": missing, "evidence": { "b": minutes, "d": 0 } })
    };
    assert_eq!(edges, json!([{ "node": node("V-1", 1, 6_240, 11_760) }, { "node": node("V-2", 0, 5_760, 240) }]));

    let missing = app.refusal("mutation { applyStar(volunteer: \"V-2\", level: 1) { outcome } }").await;
    let expected = json!({ "code": "STAR_MINUTES_MISSING", "level": 1, "threshold": 6_000, "actual": 5_760 });
    assert_eq!(missing, expected);
    act(&app, "applyStar(volunteer: \"V-1\", level: 1)").await;
    let award = "awardStar(volunteer: \"V-1\", level: 1, authority: COUNTY)";
    let shown = app.refusal(&format!("mutation {{ {award} {{ outcome }} }}")).await;
    assert_eq!(shown, json!({ "code": "STAR_STILL_SHOWN", "until": "2024-06-11", "today": "2024-06-03" }));
    app.travel_to(at("2024-06-12T08:00:00+08:00")).await;
    assert_eq!(act(&app, award).await["outcome"], "EXECUTED");

    act(
        &app,
        "recordTraining(input: { volunteer: \"V-1\", name: \"急救培训\", provider: \"示例红十字会\",
        minutes: 240, completedOn: \"2024-05-01\" })",
    )
    .await;
    act(
        &app,
        "recordCommendation(input: { volunteer: \"V-1\", name: \"优秀志愿者\", grantingBody: \"示例市文明办\",
        level: CITY, grantedOn: \"2024-03-05\", evidenceReference: \"文-1\" })",
    )
    .await;
    let head = app.head().await;
    let query = format!(
        "{{ volunteer(code: \"V-1\", atLeast: {head}) {{ minutesTotal credits(first: 1) {{ edges {{ node {{ id }} }} }}
            recognition {{ star {{ star awardedOn applied }} trainings {{ name minutes }}
                commendations {{ name level }} }} }} }}"
    );
    let volunteer = app.data(&query).await["volunteer"].clone();
    assert_eq!(volunteer["recognition"]["star"], json!({ "star": 1, "awardedOn": "2024-06-12", "applied": null }));
    assert_eq!(volunteer["recognition"]["trainings"], json!([{ "name": "急救培训", "minutes": 240 }]));
    assert_eq!(volunteer["recognition"]["commendations"], json!([{ "name": "优秀志愿者", "level": "CITY" }]));
    assert_eq!(volunteer["minutesTotal"], 6_240, "a training is no service");

    let credit = volunteer["credits"]["edges"][0]["node"]["id"].as_str().expect("an id").to_owned();
    act(&app, &format!("revokeHours(volunteer: \"V-1\", credit: \"{credit}\", reason: \"重复\")")).await;
    let head = app.head().await;
    let first = app.data(&candidates(head)).await["starCandidates"]["edges"][0]["node"].clone();
    assert_eq!((&first["star"], &first["reached"], &first["toReview"]), (&json!(1), &json!(0), &json!(true)));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn star_is_decided_on_by_the_department_in_its_own_rank_and_revoked_by_nobody_below_who_awarded_it() {
    let mut app = served([13, 12]).await;
    act(&app, "applyStar(volunteer: \"V-1\", level: 1)").await;
    act(&app, "objectToStar(volunteer: \"V-1\", level: 1, objection: \"Y-1\", statement: \"时长不实\")").await;
    app.travel_to(at("2024-06-12T08:00:00+08:00")).await;
    let organization = app.key_of("O-1").await;
    let county = app.key_with("ADMINISTRATOR@445281", None).await;
    let city = app.key_with("ADMINISTRATOR@4452", None).await;
    let asked = |mutation: &str| format!("mutation {{ done: {mutation} {{ outcome }} }}");
    let answer = asked("answerObjection(volunteer: \"V-1\", level: 1, objection: \"Y-1\", upheld: false)");
    let award = |authority: &str| asked(&format!("awardStar(volunteer: \"V-1\", level: 1, authority: {authority})"));
    let revoke = asked("revokeStar(volunteer: \"V-1\", level: 1, reason: \"虚假时长\")");
    for mutation in [&answer, &award("COUNTY"), &revoke] {
        assert_eq!(app.refusal_with(&organization, mutation).await["code"], "FORBIDDEN", "{mutation}");
    }
    assert_eq!(app.data_with(&county, &answer).await["done"]["outcome"], "EXECUTED");
    let not_yours = json!({ "code": "AUTHORITY_NOT_YOURS", "given": "CITY", "yours": "COUNTY" });
    assert_eq!(app.refusal_with(&county, &award("CITY")).await, not_yours);
    assert_eq!(app.data_with(&city, &award("CITY")).await["done"]["outcome"], "EXECUTED");
    let too_low = json!({ "code": "AUTHORITY_TOO_LOW", "level": 1, "needed": "CITY", "given": "COUNTY" });
    assert_eq!(app.refusal_with(&county, &revoke).await, too_low);
    assert_eq!(app.data_with(&city, &revoke).await["done"]["outcome"], "EXECUTED");
    app.verify_views().await;
}

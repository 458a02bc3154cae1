//! What stands behind figures: how an organization records, a sample to check, a certificate's events, who approved.

use super::{recorded, today};
use crate::{as_of::as_of, journeys::steps::does};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The names of the events behind a credit.
fn types(row: &Value) -> Vec<String> {
    let events = row["events"].as_array().expect("events").iter();
    events.map(|event| event["eventType"].as_str().unwrap_or_default().to_owned()).collect()
}

const MAY: &str = "from: \"2024-05-01\", to: \"2024-05-31\"";

#[tokio::test(flavor = "multi_thread")]
async fn organization_is_scored_by_ratios_with_both_their_counts() {
    let (app, _) = recorded().await;
    let score = |organization: &str| {
        format!(
            "{{ complianceScore(organization: \"{organization}\", {MAY}) {{ organization {{ code }} from to
                inTime {{ numerator denominator basis asOf }} manualEntries {{ numerator denominator }}
                manualMinutes {{ numerator denominator }} corrected {{ numerator denominator }}
                certificatesRevoked {{ numerator denominator }} }} }}"
        )
    };
    let found = app.data(&score("O-1")).await["complianceScore"].clone();
    let ratio = |numerator: i64, denominator: i64| json!({ "numerator": numerator, "denominator": denominator });
    assert_eq!((&found["inTime"]["numerator"], &found["inTime"]["denominator"]), (&json!(3), &json!(3)));
    assert_eq!((&found["inTime"]["asOf"], &found["organization"]["code"]), (&json!("2024-05-31"), &json!("O-1")));
    assert_eq!((&found["manualEntries"], &found["manualMinutes"]), (&ratio(1, 3), &ratio(120, 270)));
    assert_eq!((&found["corrected"], &found["certificatesRevoked"]), (&ratio(1, 3), &ratio(0, 1)));
    let head = app.head().await;
    does(&app, "revokeCertificate(volunteer: \"V-3\", number: \"ZM-1\", reason: \"信息有误\")").await;
    app.settle().await;
    assert_eq!(app.data(&score("O-1")).await["complianceScore"]["certificatesRevoked"], ratio(1, 1));
    let question = score("O-1");
    let question = question.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
    let then = as_of(&app, head, question).await["data"]["asOf"]["complianceScore"].clone();
    assert_eq!(then["certificatesRevoked"], ratio(0, 1), "as of before the revocation");
    let nothing = app.data(&score("O-2")).await["complianceScore"].clone();
    let operator = app.key_with("OPERATOR", None).await;
    let seen = app.data_with(&operator, &score("O-1")).await["complianceScore"].clone();
    assert_eq!((&seen["manualMinutes"], &seen["manualEntries"]), (&Value::Null, &ratio(1, 3)), "those of few people");
    assert_eq!((&nothing["inTime"]["denominator"], &nothing["manualMinutes"]), (&json!(0), &ratio(0, 0)));
    let long = app.refusal(&score("O-1").replace("2024-05-01", "2023-05-01")).await;
    assert_eq!(long, json!({ "code": "PERIOD_TOO_LONG", "limit": 366, "actual": 397 }));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sample_is_drawn_again_by_whoever_has_the_ids_and_shows_the_events_behind_each_credit() {
    let (app, credits) = recorded().await;
    let sample = |n: u32, seed: i64| {
        format!(
            "auditSample(n: {n}, seed: {seed}, {MAY}, within: \"4452\") {{ position seed population method
                credits {{ hash credit session servedOn minutes evidence documented late state corrections appearedAt
                    events {{ position eventType actor }} }} }}"
        )
    };
    let drawn = app.data(&format!("{{ {} }}", sample(3, 42))).await["auditSample"].clone();
    assert_eq!((&drawn["population"], &drawn["seed"]), (&json!(3), &json!(42)));
    let hash = |credit: &String| format!("{:x}", Sha256::digest(format!("42:{credit}")));
    let mut expected: Vec<(String, &String)> = credits.iter().map(|credit| (hash(credit), credit)).collect();
    expected.sort();
    let told: Vec<(String, String)> = drawn["credits"]
        .as_array()
        .expect("credits")
        .iter()
        .map(|row| {
            (row["hash"].as_str().unwrap_or_default().to_owned(), row["credit"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    assert_eq!(told, expected.iter().map(|(hash, credit)| (hash.clone(), (*credit).clone())).collect::<Vec<_>>());
    let of = |credit: &String| {
        drawn["credits"]
            .as_array()
            .expect("credits")
            .iter()
            .find(|row| row["credit"] == **credit)
            .expect("drawn")
            .clone()
    };
    let manual = of(&credits[2]);
    assert_eq!(
        types(&manual),
        [
            "volunteer_enrolled",
            "checked_in",
            "session_closed",
            "hours_credited",
            "credit_approved",
            "certificate_issued"
        ]
    );
    assert_eq!(
        (&manual["documented"], &manual["evidence"], &manual["minutes"]),
        (&json!(true), &json!("D"), &json!(120))
    );
    let corrected = of(&credits[0]);
    assert_eq!(
        (&corrected["corrections"], &corrected["minutes"], &corrected["state"]),
        (&json!(1), &json!(60), &json!("LIVE"))
    );
    assert!(types(&corrected).ends_with(&["hours_credited".to_owned(), "hours_corrected".to_owned()]), "{corrected}");
    assert!(!drawn.to_string().contains("示例"), "nobody is named");

    // As of the position the same is drawn, whatever came after; fewer are the first of them.
    does(&app, &format!("revokeHours(volunteer: \"V-2\", credit: \"{}\", reason: \"重复\")", credits[1])).await;
    app.settle().await;
    let position = drawn["position"].as_i64().expect("a position");
    let again = as_of(&app, position, &sample(3, 42)).await["data"]["asOf"]["auditSample"].clone();
    assert_eq!(again, drawn);
    let fewer = app.data(&format!("{{ {} }}", sample(1, 42))).await["auditSample"].clone();
    assert_eq!(
        (fewer["credits"].as_array().map(Vec::len), &fewer["credits"][0]["credit"]),
        (Some(1), &json!(expected[0].1))
    );
    let many = app.refusal(&format!("{{ {} }}", sample(501, 42))).await;
    assert_eq!(many, json!({ "code": "SAMPLE_OUT_OF_RANGE", "limit": 500, "actual": 501 }));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_is_traced_to_every_event_behind_it_and_what_came_after_is_marked() {
    let (app, credits) = recorded().await;
    let reject = format!("revokeHours(volunteer: \"V-3\", credit: \"{}\", reason: \"重复\")", credits[2]);
    does(&app, &reject).await;
    does(&app, "revokeCertificate(volunteer: \"V-3\", number: \"ZM-1\", reason: \"信息有误\")").await;
    app.settle().await;
    let trace = "{ certificateTrace(number: \"ZM-1\") { number credits issuedPosition revokedPosition
        events { part afterIssue credits event { position eventType actor source } } } }";
    let found = app.data(trace).await["certificateTrace"].clone();
    let events: Vec<(String, String, bool)> = found["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|row| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&row["part"]), text(&row["event"]["eventType"]), row["afterIssue"] == true)
        })
        .collect();
    let event = |part: &str, name: &str, after: bool| (part.to_owned(), name.to_owned(), after);
    let expected = [
        event("ATTENDANCE", "volunteer_enrolled", false),
        event("ATTENDANCE", "checked_in", false),
        event("ATTENDANCE", "session_closed", false),
        event("CREDIT", "hours_credited", false),
        event("CREDIT", "credit_approved", false),
        event("CERTIFICATE", "certificate_issued", false),
        event("CREDIT", "hours_revoked", true),
        event("CERTIFICATE", "service_certificate_revoked", true),
    ];
    assert_eq!(events, expected);
    assert_eq!((&found["credits"], &found["events"][3]["credits"]), (&json!(1), &json!([credits[2]])));
    assert_eq!(found["events"][5]["event"]["position"], found["issuedPosition"]);
    assert_eq!(found["events"][7]["event"]["position"], found["revokedPosition"]);
    assert_ne!(found["events"][3]["event"]["actor"], found["events"][4]["event"]["actor"], "another approved");
    let none = app.data("{ certificateTrace(number: \"ZM-2\") { number } }").await;
    assert_eq!(none["certificateTrace"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_is_traced_on_a_connection_on_which_it_was_verified_too() {
    let (app, _) = recorded().await;
    let (verified, traced) = ("{ found: verifyCertificate", "{ found: certificateTrace");
    for question in [verified, traced, verified].map(|asked| format!("{asked}(number: \"ZM-1\") {{ number }} }}")) {
        // Often enough for every connection of the pool.
        for _ in 0..20 {
            assert_eq!(app.data(&question).await["found"]["number"], "ZM-1", "{question}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_show_who_lets_whose_acts_through_and_that_nobody_does_their_own() {
    let (app, credits) = recorded().await;
    let day = today(&app).await;
    let graph = |more: &str| {
        format!(
            "{{ approvalGraph(from: \"{day}\", to: \"{day}\" {more}) {{ decisions
                own {{ approved }} pairs {{ one other oneApproved otherApproved always }}
                edges {{ kind askedBy decidedBy approved declined }} }} }}"
        )
    };
    let found = app.data(&graph(", within: \"4452\"")).await["approvalGraph"].clone();
    assert_eq!((&found["decisions"], &found["own"], &found["pairs"]), (&json!(1), &json!([]), &json!([])));
    let (asked, decided) = (found["edges"][0]["askedBy"].clone(), found["edges"][0]["decidedBy"].clone());
    let edge = |asked: &Value, decided: &Value, approved: i64, declined: i64| json!({ "kind": "CREDIT", "askedBy": asked, "decidedBy": decided, "approved": approved, "declined": declined });
    assert_eq!(found["edges"], json!([edge(&asked, &decided, 1, 0)]));
    assert!(asked != decided && asked.is_string() && decided.is_string(), "{found}");

    // The other enters, the one approves: now they let each other's acts through, and nobody else has any.
    let again = "creditHours(input: { activity: \"P-1\", session: 1, volunteer: \"V-4\", evidence: D,
        documentReference: \"签到表-2\", startsAt: \"2024-05-18T01:00:00Z\", endsAt: \"2024-05-18T02:00:00Z\" })";
    let entered = app.data_by_other(&format!("mutation {{ done: {again} {{ id }} }}")).await["done"]["id"].clone();
    does(&app, &format!("approveCredit(volunteer: \"V-4\", credit: {entered}, tier: ORGANIZATION)")).await;
    app.settle().await;
    let found = app.data(&graph("")).await["approvalGraph"].clone();
    let pair = &found["pairs"][0];
    assert_eq!(
        (&found["decisions"], &pair["oneApproved"], &pair["otherApproved"], &pair["always"]),
        (&json!(2), &json!(1), &json!(1), &json!(true))
    );
    let elsewhere = app.data(&graph(", within: \"445222\"")).await["approvalGraph"].clone();
    assert_eq!((&elsewhere["decisions"], &elsewhere["edges"]), (&json!(0), &json!([])));
    assert_eq!(credits.len(), 3);
    app.verify_views().await;
}

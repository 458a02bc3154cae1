//! Granting: one proposes, another approves, and the account holds it; taken away, it holds it no more. What an account
//! may do by it is in `sign_in::grants`.

use super::steps::{begun_at, register_organization};
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Somebody who signs in by an identity provider.
const NEW: &str = "oidc:6f1c1d52-2f0b-5b6e-9d3c-0d8f3f0f6a11";

fn propose(grant: &str) -> String {
    format!("mutation {{ done: proposeGrant(principal: \"{NEW}\", grant: {grant}, reason: \"到任\") {{ outcome }} }}")
}

fn approve() -> String {
    format!("mutation {{ done: approveGrant(principal: \"{NEW}\") {{ outcome }} }}")
}

async fn account(app: &TestApp) -> Value {
    let grants = "grants { role registry division { code } organization from until }";
    app.data(&format!(
        "{{ account(principal: \"{NEW}\") {{ {grants} proposed {{ proposedBy grant {{ role division {{ code }} }} }} }} }}"
    ))
    .await["account"]
        .clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn grant_is_proposed_by_one_approved_by_another_and_revoked_at_once() {
    let app = begun_at("2024-06-03T08:00:00+08:00").await;
    assert!(account(&app).await.is_null());
    let county = "{ role: HR_READER, division: \"445202\" }";
    assert_eq!(app.data(&propose(county)).await["done"]["outcome"], "EXECUTED");
    let waiting = account(&app).await;
    assert_eq!(waiting["grants"], json!([]));
    assert_eq!(waiting["proposed"]["grant"], json!({ "role": "HR_READER", "division": { "code": "445202" } }));
    assert_eq!(app.refusal(&approve()).await, json!({ "code": "SECOND_PERSON_REQUIRED" }));
    assert_eq!(app.data_by_other(&approve()).await["done"]["outcome"], "EXECUTED");
    let granted = json!([{ "role": "HR_READER", "registry": false, "division": { "code": "445202" }, "organization": null,
        "from": "2024-06-03", "until": null }]);
    assert_eq!(
        (account(&app).await["grants"].clone(), account(&app).await["proposed"].clone()),
        (granted, Value::Null)
    );
    let revoke = format!(
        "mutation {{ done: revokeGrant(principal: \"{NEW}\", grant: {county}, reason: \"离任\") {{ outcome }} }}"
    );
    assert_eq!(app.data(&revoke).await["done"]["outcome"], "EXECUTED");
    assert_eq!(account(&app).await["grants"], json!([]));
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grant_is_refused_over_what_the_role_does_not_reach_by_and_out_of_the_grantors_own_reach() {
    let app = begun_at("2024-06-03T08:00:00+08:00").await;
    register_organization(&app, "O-1", "VOLUNTEER_ORGANIZATION", "445202").await;
    let refused = app.refusal(&propose("{ role: OPERATOR, division: \"445202\" }")).await;
    assert_eq!(refused, json!({ "code": "SCOPE_OF_ROLE", "role": "OPERATOR", "reach": "REGISTRY" }));
    let twice = app.refusal(&propose("{ role: HR_READER, division: \"445202\", organization: \"O-1\" }")).await;
    assert_eq!(twice["code"], "SCOPE_NAMED_TWICE");
    let unknown = app.refusal(&propose("{ role: ORGANIZATION_WRITER, organization: \"O-9\" }")).await;
    assert_eq!(unknown["code"], "ORGANIZATION_UNKNOWN");
    let county = app.key_with("ADMINISTRATOR@445202", None).await;
    for (grant, code) in [
        ("{ role: HR_READER, division: \"4452\" }", "OUT_OF_SCOPE"),
        ("{ role: HR_READER, division: \"445203\" }", "OUT_OF_SCOPE"),
        ("{ role: HR_READER }", "SCOPE_REQUIRED"),
    ] {
        assert_eq!(app.refusal_with(&county, &propose(grant)).await["code"], code, "{grant}");
    }
    for grant in ["{ role: ORGANIZATION_WRITER, organization: \"O-1\" }", "{ role: HR_READER, division: \"445202\" }"] {
        let writer = app.data_with(&county, &propose(grant)).await;
        assert_eq!(writer["done"]["outcome"], "EXECUTED", "{grant}");
        app.data(&format!("mutation {{ declineGrant(principal: \"{NEW}\", reason: \"不需要\") {{ outcome }} }}")).await;
    }
    // What is proposed beyond a grantor's reach is not theirs to approve.
    app.data(&propose("{ role: HR_READER, division: \"4452\" }")).await;
    let refused = app.refusal_with(&county, &approve()).await;
    assert_eq!(refused, json!({ "code": "ACCOUNT_UNKNOWN", "named": NEW }));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_is_told_who_they_are_and_what_they_may() {
    let app = begun_at("2024-06-03T08:00:00+08:00").await;
    let key = app.key_with("ADMINISTRATOR@445202,AUDITOR", None).await;
    let signed =
        app.data_with(&key, "{ signedIn { principal organization grants { role registry division { code } } } }").await;
    assert!(signed["signedIn"]["principal"].as_str().is_some_and(|principal| principal.starts_with("key:")));
    assert_eq!(
        signed["signedIn"]["grants"],
        json!([
            { "role": "ADMINISTRATOR", "registry": false, "division": { "code": "445202" } },
            { "role": "AUDITOR", "registry": true, "division": null },
        ])
    );
}

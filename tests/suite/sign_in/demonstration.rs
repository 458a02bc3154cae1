//! Who somebody can be in the demonstration.

use crate::{figures::demonstration, journeys::steps::two_who_served};
use muster_api::{
    access::grants,
    demo::{self, DemoSignIn},
};
use muster_domain::{account::Role, kernel::Code};
use muster_eventstore::api_keys;
use muster_tests::TestApp;
use serde_json::{Value, json};

async fn key(app: &TestApp, sign_in: &DemoSignIn) -> String {
    let pool = app.store.log.pool();
    let made = api_keys::create(pool, sign_in.name, &sign_in.grants, sign_in.organization, None).await;
    made.expect("a key").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_is_among_the_sign_ins_and_reads_what_is_its_own_when_the_registry_is_a_demonstration() {
    let app = demonstration().await;
    assert!(demo::is_demonstration(&app.store.log).await.expect("the log is read"));
    let sign_ins = demo::sign_ins(&app.store.log).await.expect("the log is read");
    let roles = sign_ins.iter().flat_map(|sign_in| {
        let organization = sign_in.organization.map(|code| Code::try_new(code).expect("a code"));
        grants::read(&sign_in.grants, organization.as_ref()).expect("grants").into_iter().map(|grant| grant.role)
    });
    let roles: Vec<Role> = roles.collect();
    for role in Role::ALL {
        assert!(roles.contains(role), "nobody is a {}", role.code());
    }

    let of = |grants: &str| sign_ins.iter().find(|sign_in| sign_in.grants.starts_with(grants)).expect("a sign-in");
    let province = key(&app, of("HR_READER@44")).await;
    let talents = app.data_with(&province, "{ volunteer(code: \"JY-V-000001\") { division { code } } }").await;
    assert_ne!(talents["volunteer"], Value::Null, "a county of the province");
    let volunteer = key(&app, of("VOLUNTEER@")).await;
    let signed_in = app.data_with(&volunteer, "{ signedIn { grants { person } } }").await;
    let person = signed_in["signedIn"]["grants"][0]["person"].as_str().expect("a person").to_owned();
    let own = format!("{{ person(id: \"{person}\") {{ volunteer {{ code }} }} }}");
    assert_eq!(app.data_with(&volunteer, &own).await["person"], json!({ "volunteer": { "code": "YZ-V-0001" } }));
    let other = app.data_with(&volunteer, "{ volunteer(code: \"YZ-V-0002\") { code } }").await;
    assert_eq!(other["volunteer"], Value::Null, "nobody else");
}

#[tokio::test(flavor = "multi_thread")]
async fn registry_that_did_not_begin_as_a_demonstration_is_none() {
    let app = two_who_served().await;
    assert!(!demo::is_demonstration(&app.store.log).await.expect("the log is read"));
}

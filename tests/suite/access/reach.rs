//! What a limited caller is told: a record out of reach as one that does not exist, a part left out by name.

use super::world::{OTHER, OWN, World, planned};
use crate::journeys::steps::does;
use async_graphql::Request;
use muster_api::{
    App,
    access::Access,
    backend::RegistryBackend,
    http::{Backend as _, Caller},
};
use muster_domain::{
    account::{Grant, Role, Scope},
    kernel::{Code, DivisionCode},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn record_out_of_reach_is_answered_as_one_that_does_not_exist() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    let hidden = |code: &str| format!("{{ team(code: \"{code}\") {{ code }} }}");
    assert_eq!(app.data_with(&administrator, &hidden("T-A")).await["team"]["code"], "T-A");
    assert_eq!(
        app.ask_by(&administrator, &hidden("T-B"), json!({})).await,
        app.ask_by(&administrator, &hidden("T-NONE"), json!({})).await
    );
    let close = |code: &str| format!("mutation {{ closeActivity(activity: \"{code}\") {{ outcome }} }}");
    let refused = app.refusal_with(&administrator, &close("ACT-B")).await;
    assert_eq!(refused, json!({ "code": "ACTIVITY_UNKNOWN", "named": "ACT-B" }));
    let refused = app.refusal_with(&administrator, &close("ACT-NONE")).await;
    assert_eq!(refused, json!({ "code": "ACTIVITY_UNKNOWN", "named": "ACT-NONE" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn figure_without_its_part_is_refused_and_never_narrowed_in_silence() {
    let world = World::made().await;
    let app = &world.app;
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let hours = |filter: &str| format!("{{ hoursServed({filter} groupBy: []) {{ total {{ minutes }} }} }}");
    let refused = app.refusal_with(&reader, &hours("")).await;
    let arguments = ["filter.within", "filter.organization", "filter.team"];
    assert_eq!(refused, json!({ "code": "SCOPE_REQUIRED", "arguments": arguments, "granted": [OWN] }));
    let refused = app.refusal_with(&reader, &hours(&format!("filter: {{ within: \"{OTHER}\" }},"))).await;
    assert_eq!(refused, json!({ "code": "OUT_OF_SCOPE", "division": OTHER, "granted": [OWN] }));
    let answer = app.data_with(&reader, &hours(&format!("filter: {{ within: \"{OWN}\" }},"))).await;
    assert_eq!(answer["hoursServed"]["total"]["minutes"], 180);
}

#[tokio::test(flavor = "multi_thread")]
async fn variable_places_a_record_by_its_value_and_by_its_default() {
    let world = World::made().await;
    let app = &world.app;
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let by_value = "query($code: String!) { team(code: $code) { code } }";
    assert_eq!(app.ask_by(&reader, by_value, json!({ "code": "T-A" })).await["data"]["team"]["code"], "T-A");
    assert!(app.ask_by(&reader, by_value, json!({ "code": "T-B" })).await["data"]["team"].is_null());
    let by_default = |code: &str| format!("query($code: String! = \"{code}\") {{ team(code: $code) {{ code }} }}");
    assert_eq!(app.data_with(&reader, &by_default("T-A")).await["team"]["code"], "T-A");
    assert!(app.data_with(&reader, &by_default("T-B")).await["team"].is_null());
    let in_object = "query($filter: TeamFilterInput!) { teams(filter: $filter) { nodes { code } } }";
    let own = json!({ "filter": { "within": OWN } });
    assert_eq!(app.ask_by(&reader, in_object, own).await["data"]["teams"]["nodes"][0]["code"], "T-A");
    let other = json!({ "filter": { "within": OTHER } });
    assert_eq!(app.ask_by(&reader, in_object, other).await["errors"][0]["extensions"]["code"], "OUT_OF_SCOPE");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_shown_to_nobody_without_the_right_to_read_people_whatever_edge_leads_to_them() {
    let world = World::made().await;
    let app = &world.app;
    let auditor = app.key_with("AUDITOR", None).await;
    let answer =
        app.ask_by(&auditor, "{ activity(code: \"ACT-A\") { title } team(code: \"T-A\") { code } }", json!({})).await;
    assert_eq!(answer["data"]["team"]["code"], "T-A");
    for edge in ["instructor(code: \"I-A\") { person { name } }"] {
        let refused = app.refusal_with(&auditor, &format!("{{ {edge} }}")).await;
        assert_eq!(refused["code"], "FORBIDDEN", "{edge}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn participant_from_elsewhere_is_shown_with_the_activity_and_what_they_did_elsewhere_is_not() {
    let world = World::made().await;
    let app = &world.app;
    planned(app, "2024-06-05").await;
    does(app, "enroll(seat: { activity: \"NEW\", session: 1, volunteer: \"V-B\" })").await;
    app.settle().await;
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let attendance = |more: &str| {
        format!(
            "{{ activity(code: \"NEW\") {{ sessions {{ attendance {{ nodes {{ volunteer {{ code person {{ name }} {more} }}
                }} }} }} }} }}"
        )
    };
    let shown = app.data_with(&reader, &attendance("")).await;
    let volunteer = &shown["activity"]["sessions"][0]["attendance"]["nodes"][0]["volunteer"];
    assert_eq!(*volunteer, json!({ "code": "V-B", "person": { "name": "王**" } }));
    for elsewhere in [
        "credits { nodes { id } }",
        "recognition { star { star } }",
        "minutesTotal",
        "pendingMinutes",
        "creditsCount",
        "importedMinutes",
        "lastServedOn",
        "availability { holds }",
        "insurances { insurer }",
    ] {
        let refused = app.refusal_with(&reader, &attendance(elsewhere)).await;
        assert_eq!(refused["code"], "OUT_OF_SCOPE", "{elsewhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn organization_role_beside_another_reaches_its_own_organization_and_no_other() {
    let world = World::made().await;
    let app = App::over(world.app.store.log.clone(), world.app.views.clone());
    let backend = RegistryBackend::start(&app);
    let access = Access::new(
        [
            Grant { role: Role::HrReader, scope: Scope::Division(DivisionCode::new(OWN)) },
            Grant { role: Role::OrganizationWriter, scope: Scope::Organization(Code::try_new("O-A").unwrap()) },
        ]
        .into(),
    );
    let organization = access.organization().map(|code| code.as_str().to_owned());
    let caller = Caller { actor: "account:1".to_owned(), role: access.roles(), access, organization };
    let told = async |activity: &str| {
        let cancel = format!("mutation {{ cancelActivity(activity: \"{activity}\", reason: \"大雨\") {{ outcome }} }}");
        let response = backend.execute(caller.clone(), Request::new(cancel)).await;
        serde_json::to_value(&response.errors).expect("errors")[0]["extensions"]["code"].clone()
    };
    assert_eq!(told("ACT-B").await, "ACTIVITY_UNKNOWN");
    assert_eq!(told("ACT-A").await, "ACTIVITY_HELD");
}

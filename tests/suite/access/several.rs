//! Several grants over several parts of the registry: what lies below a record is read by those that reach the record.

use super::world::{OTHER, OWN, World};
use async_graphql::Request;
use muster_api::{
    App,
    access::Access,
    backend::RegistryBackend,
    http::{Backend as _, Caller},
};
use muster_domain::{
    account::{Grant, Role, Scope},
    kernel::DivisionCode,
};
use serde_json::{Value, json};

fn over(role: Role, division: &str) -> Grant {
    Grant { role, scope: Scope::Division(DivisionCode::new(division)) }
}

/// What somebody with these grants is answered.
async fn answer(world: &World, grants: &[Grant], query: &str) -> Value {
    let backend = RegistryBackend::start(&App::over(world.app.store.log.clone(), world.app.views.clone()));
    let access = Access::new(grants.into());
    let caller = Caller { actor: "account:1".to_owned(), role: access.roles(), access, organization: None };
    serde_json::to_value(backend.execute(caller, Request::new(query)).await).expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn right_to_read_the_people_of_one_county_opens_nobody_in_another_that_is_audited() {
    let world = World::made().await;
    let both = [over(Role::Auditor, "4452"), over(Role::HrReader, OTHER)];
    let people = |activity: &str| {
        format!(
            "{{ shown: activity(code: \"{activity}\") {{ code sessions {{ attendance {{ pageInfo {{ hasNextPage }} }} }} }} }}"
        )
    };
    let refused = answer(&world, &both, &people("ACT-A")).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
    let shown = answer(&world, &both, &people("ACT-B")).await;
    assert_eq!((&shown["errors"], &shown["data"]["shown"]["code"]), (&Value::Null, &json!("ACT-B")), "{shown}");
    // In one request each answer by its own.
    let hours = format!(
        "{{ own: hoursServed(filter: {{ within: \"{OWN}\" }}) {{ total {{ minutes people }} }}
            other: hoursServed(filter: {{ within: \"{OTHER}\" }}) {{ total {{ minutes people }} }}
            city: hoursServed(filter: {{ within: \"4452\" }}) {{ total {{ people }} }} }}"
    );
    let seen = answer(&world, &both, &hours).await["data"].clone();
    assert_eq!(seen["own"]["total"], json!({ "minutes": null, "people": null }));
    assert_eq!(seen["other"]["total"], json!({ "minutes": 180, "people": 1 }));
    assert_eq!(seen["city"]["total"], json!({ "people": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn purposes_of_whoever_answers_for_privacy_are_theirs_where_they_do() {
    let world = World::made().await;
    let both = [over(Role::HrReader, OWN), over(Role::PrivacyOfficer, OTHER)];
    let read = format!(
        "{{ unmaskedPeople(people: [\"{}\"], fields: [NAME, REQUESTS], purpose: RIGHTS_REQUEST) {{ entry }} }}",
        world.own_person()
    );
    let refused = answer(&world, &both, &read).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "PURPOSE_NOT_YOURS", "{refused}");
    let own = [over(Role::HrReader, OTHER), over(Role::PrivacyOfficer, OWN)];
    let shown = answer(&world, &own, &read).await;
    assert!(shown["data"]["unmaskedPeople"][0]["entry"].is_i64(), "{shown}");
}

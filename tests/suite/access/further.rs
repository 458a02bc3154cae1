//! Further records that a field takes along, and whose act it is: nobody is drawn in from out of reach, and nobody answers
//! for another.

use super::world::{OTHER, OWN, World};
use crate::{files::id_number, journeys::steps::does};
use muster_tests::TestApp;
use serde_json::{Value, json};

fn done(mutation: &str) -> String {
    format!("mutation {{ done: {mutation} {{ id outcome }} }}")
}

/// What puts a person on file into a role in the own county.
fn roles(person: &str) -> [String; 6] {
    let whom = format!("personId: \"{person}\", division: \"{OWN}\"");
    [
        format!("appointInstructor(input: {{ code: \"I-9\", {whom}, kind: PART_TIME, appointedOn: \"2024-06-01\" }})"),
        format!("registerSocialWorker(input: {{ code: \"S-9\", {whom}, registeredOn: \"2024-06-01\" }})"),
        format!("registerVolunteer(input: {{ code: \"V-9\", {whom}, registeredOn: \"2024-06-01\" }})"),
        format!(
            "postPeople(input: {{ organization: \"O-A\", from: \"2024-06-01\",
                people: [{{ personId: \"{person}\", role: GRID_WORKER }}] }})"
        ),
        format!("authoriseRecorder(organization: \"O-A\", personId: \"{person}\", authorisedOn: \"2024-06-01\")"),
        format!("nameLegalRepresentative(organization: \"O-A\", personId: \"{person}\", namedOn: \"2024-06-01\")"),
    ]
}

async fn person_of(app: &TestApp, volunteer: &str) -> String {
    let query = format!("{{ volunteer(code: \"{volunteer}\") {{ person {{ id }} }} }}");
    app.data(&query).await["volunteer"]["person"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_another_county_is_put_into_a_role_and_read_in_clear_by_it() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    let (stranger, nobody) = (person_of(app, "V-B").await, "00000000-0000-4000-8000-000000000000");
    for person in [stranger.as_str(), nobody] {
        for mutation in roles(person) {
            let refused = app.refusal_with(&administrator, &done(&mutation)).await;
            assert_eq!(refused, json!({ "code": "PERSON_UNKNOWN", "named": person }), "{mutation}");
        }
    }
    let read = format!("{{ unmaskedPeople(people: [\"{stranger}\"], purpose: CONTACT, fields: [NAME]) {{ name }} }}");
    let refused = app.ask_by(&administrator, &read, json!({})).await;
    assert!(refused["errors"][0]["extensions"].get("named").is_some(), "{refused}");
    // Whoever is in reach, and whoever has just been put on file, takes a role as before.
    let own = person_of(app, "V-A").await;
    assert_eq!(app.data_with(&administrator, &done(&roles(&own)[0])).await["done"]["outcome"], "EXECUTED");
    let fresh = format!("registerPerson(input: {{ name: \"周示例\", idNumber: \"{}\" }})", id_number("19920101", 7));
    let fresh = app.data_with(&administrator, &done(&fresh)).await["done"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(app.data_with(&administrator, &done(&roles(&fresh)[2])).await["done"]["outcome"], "EXECUTED");
    // And whoever knows name and number goes on as before.
    let by_data = format!(
        "appointInstructor(input: {{ code: \"I-8\", division: \"{OWN}\", kind: PART_TIME, appointedOn: \"2024-06-01\",
            person: {{ name: \"王示例\", idNumber: \"{}\" }} }})",
        id_number("19900101", 2)
    );
    assert_eq!(app.data_with(&administrator, &done(&by_data)).await["done"]["outcome"], "EXECUTED");
}

#[tokio::test(flavor = "multi_thread")]
async fn talent_of_another_county_is_neither_taken_into_a_pool_nor_proposed() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    let stranger = person_of(app, "V-B").await;
    for mutation in [
        format!(
            "admitTalent(input: {{ pool: \"POOL-A\", person: \"{stranger}\", basis: STATUTORY, provision: \"某条\",
                source: RECOMMENDATION, reason: \"推荐\", admittedOn: \"2024-06-01\" }})"
        ),
        format!(
            "proposeMatch(input: {{ catalog: \"{OWN}-2024\", item: \"X\", person: \"{stranger}\" }},
                proposedOn: \"2024-06-01\")"
        ),
    ] {
        let refused = app.refusal_with(&administrator, &done(&mutation)).await;
        assert_eq!(refused, json!({ "code": "PERSON_UNKNOWN", "named": stranger }), "{mutation}");
    }
    // Whoever was proposed by somebody who reaches both is accepted by the county whose catalogue it is.
    let matched = |what: &str, rest: &str| {
        format!("{what}(input: {{ catalog: \"{OWN}-2024\", item: \"X\", person: \"{stranger}\" }}, {rest})")
    };
    does(app, &matched("proposeMatch", "proposedOn: \"2024-06-01\"")).await;
    let accept = matched("acceptMatch", "acceptedOn: \"2024-06-02\", reason: \"急需\"");
    assert_eq!(app.data_with(&administrator, &done(&accept)).await["done"]["outcome"], "EXECUTED");
}

#[tokio::test(flavor = "multi_thread")]
async fn second_party_of_another_county_is_told_as_one_that_does_not_exist() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    let assign = |organization: &str| {
        format!(
            "assignOrganization(input: {{ instructor: \"I-A\", organization: \"{organization}\", linkKind: FOCUS,
                from: \"2024-06-01\" }})"
        )
    };
    let transfer = |successor: &str| {
        format!(
            "transferAssignment(input: {{ instructor: \"I-A\", organization: \"O-A\", successor: \"{successor}\",
                endedOn: \"2024-06-30\" }})"
        )
    };
    let transfers = |successor: &str| {
        format!(
            "transferAssignments(input: {{ instructor: \"I-A\", endedOn: \"2024-06-30\",
                plan: [{{ organization: \"O-A\", to: \"{successor}\" }}] }})"
        )
    };
    let grant = |department: &str| {
        format!(
            "grantFocusOverride(input: {{ instructor: \"I-A\", department: \"{department}\", limit: 12,
                from: \"2024-06-01\", to: \"2024-06-30\", reason: \"缺员\" }})"
        )
    };
    let publish = |publisher: &str| {
        format!(
            "publishReport(input: {{ kind: HOURS_SERVED, within: \"{OWN}\", from: \"2024-04-01\", to: \"2024-04-30\",
                divisionSet: COUNTIES, publisher: \"{publisher}\" }})"
        )
    };
    let raise = |caller: &str| {
        format!(
            "raiseMatters(input: {{ code: \"CALL-9\", {caller}, department: \"D-B\", division: \"{OWN}\",
                raisedOn: \"2024-06-01\", matters: [{{ code: \"M-1\", kind: INFRASTRUCTURE, text: \"路灯\" }}] }})"
        )
    };
    for (mutation, code, named) in [
        (assign("O-B"), "ORGANIZATION_UNKNOWN", "O-B"),
        (transfer("I-B"), "INSTRUCTOR_UNKNOWN", "I-B"),
        (transfers("I-B"), "INSTRUCTOR_UNKNOWN", "I-B"),
        (grant("D-B"), "ORGANIZATION_UNKNOWN", "D-B"),
        (publish("O-B"), "ORGANIZATION_UNKNOWN", "O-B"),
        (raise("organization: \"O-B\""), "ORGANIZATION_UNKNOWN", "O-B"),
        (raise("instructor: \"I-B\""), "INSTRUCTOR_UNKNOWN", "I-B"),
    ] {
        let refused = app.refusal_with(&administrator, &done(&mutation)).await;
        assert_eq!(refused, json!({ "code": code, "named": named }), "{mutation}");
    }
    // Those of the own county go on, and a department elsewhere is called as before.
    for mutation in [assign("O-A"), grant("D-A"), publish("O-A"), raise("organization: \"O-A\"")] {
        assert_eq!(app.data_with(&administrator, &done(&mutation)).await["done"]["outcome"], "EXECUTED", "{mutation}");
    }
    // Whoever reaches the whole city links across its counties.
    let of_city = app.key_with("ADMINISTRATOR@4452", None).await;
    for mutation in [assign("O-B"), transfer("I-B")] {
        assert_eq!(app.data_with(&of_city, &done(&mutation)).await["done"]["outcome"], "EXECUTED", "{mutation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn matters_are_answered_by_the_department_and_not_by_whoever_brought_them() {
    let world = World::made().await;
    let app = &world.app;
    let acts = [
        "takeMatters(call: \"CALL-A\", response: \"R-1\", takenOn: \"2024-05-02\")",
        "resolveMatters(call: \"CALL-A\", resolvedOn: \"2024-05-03\", result: \"已修\")",
        "declineMatters(call: \"CALL-A\", matters: [\"M-1\"], declinedOn: \"2024-05-03\", reason: \"不属职责\")",
    ];
    let caller = app.key_with("ORGANIZATION_WRITER", Some("O-A")).await;
    for mutation in acts {
        let refused = app.refusal_with(&caller, &done(mutation)).await;
        assert_eq!(refused, json!({ "code": "CALL_UNKNOWN", "named": "CALL-A" }), "{mutation}");
    }
    let seen = "{ matters(filter: { call: \"CALL-A\" }) { nodes { code } } }";
    assert_eq!(app.data_with(&caller, seen).await["matters"]["nodes"], json!([{ "code": "M-1" }]), "it sees its own");
    let department = app.key_with("ORGANIZATION_WRITER", Some("D-A")).await;
    for mutation in &acts[..2] {
        assert_eq!(app.data_with(&department, &done(mutation)).await["done"]["outcome"], "EXECUTED", "{mutation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusal_names_the_holder_of_an_identity_number_only_to_whoever_may_see_them() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    let (own, stranger) = (id_number("19900101", 1), id_number("19900101", 2));
    let held = person_of(app, "V-A").await;
    let register = |number: &str| done(&format!("registerPerson(input: {{ name: \"别名\", idNumber: \"{number}\" }})"));
    let volunteer = |number: &str| {
        done(&format!(
            "registerVolunteer(input: {{ code: \"V-9\", division: \"{OWN}\", registeredOn: \"2024-06-01\",
                person: {{ name: \"别名\", idNumber: \"{number}\" }} }})"
        ))
    };
    let correct = |number: &str| {
        done(&format!("correctPersonData(person: \"{held}\", input: {{ idNumber: \"{number}\", reason: \"误录\" }})"))
    };
    let differs = json!({ "code": "PERSON_DIFFERS", "person": held, "fields": ["name"] });
    for (mutation, expected) in [
        (register(&own), json!({ "code": "IDENTITY_TAKEN", "holder": held })),
        (volunteer(&own), differs),
        (register(&stranger), json!({ "code": "IDENTITY_TAKEN" })),
        (volunteer(&stranger), json!({ "code": "PERSON_DIFFERS" })),
        (correct(&stranger), json!({ "code": "IDENTITY_TAKEN" })),
    ] {
        let answer = app.ask_by(&administrator, &mutation, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"], expected, "{mutation}");
        let stranger: Value = person_of(app, "V-B").await.into();
        assert!(!answer.to_string().contains(stranger.as_str().unwrap_or_default()), "{answer}");
    }
    assert_eq!(app.refusal(&register(&stranger)).await["holder"], json!(person_of(app, "V-B").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn county_registers_a_child_with_the_guardians_consent_before_the_child_is_in_any_role() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    let of_other = app.key_with(&format!("ADMINISTRATOR@{OTHER}"), None).await;
    let register = format!("registerPerson(input: {{ name: \"王小例\", idNumber: \"{}\" }})", id_number("20140101", 9));
    let person = app.data_with(&administrator, &done(&register)).await["done"]["id"].clone();
    let volunteer = done(&format!(
        "registerVolunteer(input: {{ code: \"V-9\", division: \"{OWN}\", registeredOn: \"2024-06-02\", personId: {person} }})"
    ));
    let refused = app.refusal_with(&administrator, &volunteer).await;
    assert_eq!(refused["code"], "GUARDIAN_CONSENT_REQUIRED");
    let guardian = done(&format!(
        "giveGuardianConsent(person: {person}, input: {{ guardianName: \"王大例\", guardianPhone: \"13900000000\",
            noticeVersion: \"1\", givenOn: \"2024-06-01\" }})"
    ));
    let own = done(&format!(
        "giveConsent(person: {person}, scope: REGISTRATION, noticeVersion: \"1\", givenOn: \"2024-06-01\")"
    ));
    let checked = done(&format!("verifyIdentity(person: {person}, method: DOCUMENT_SEEN)"));
    for mutation in [&guardian, &own, &checked, &volunteer] {
        let answer = app.data_with(&administrator, mutation).await;
        assert_eq!(answer["done"]["outcome"], "EXECUTED", "{mutation}");
    }
    // From now on the child stands in this county, and for another there is no such person.
    let unknown = json!({ "code": "PERSON_UNKNOWN", "named": person });
    for mutation in [&guardian, &own, &checked] {
        assert_eq!(app.refusal_with(&of_other, mutation).await, unknown, "{mutation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filter_of_talents_is_placed_by_the_division_that_it_asks_of_the_person() {
    let world = World::made().await;
    let app = &world.app;
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let talents = |filter: &str| format!("{{ talents(filter: {{ {filter} }}) {{ nodes {{ code }} }} }}");
    let of_person = |code: &str| format!("person: {{ within: \"{code}\", role: INSTRUCTOR }}");
    let found = app.data_with(&reader, &talents(&of_person(OWN))).await["talents"]["nodes"].clone();
    assert_eq!(found, json!([{ "code": "I-A" }]));
    let refused = app.refusal_with(&reader, &talents(&of_person(OTHER))).await;
    assert_eq!(refused, json!({ "code": "OUT_OF_SCOPE", "division": OTHER, "granted": [OWN] }));
    let refused = app.refusal_with(&reader, &talents("person: { role: INSTRUCTOR }")).await;
    let arguments = ["filter.within", "filter.person.within"];
    assert_eq!(refused, json!({ "code": "SCOPE_REQUIRED", "arguments": arguments, "granted": [OWN] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_entered_a_moment_ago_is_waited_for_and_not_taken_for_unknown() {
    let world = World::made().await;
    let app = &world.app;
    let administrator = app.key_with(&format!("ADMINISTRATOR@{OWN}"), None).await;
    // Whoever has the checkpoint's row has the view's lease: nobody moves this view on.
    let mut holder = app.store.admin().await;
    let live = "select schema from views.live where name = 'service_hours'";
    let schema: String = sqlx::query_scalar(live).fetch_one(&mut holder).await.expect("the view's schema");
    let lease = format!("begin; select position from {schema}.checkpoint for update");
    sqlx::raw_sql(&lease).execute(&mut holder).await.expect("the lease");
    let number = id_number("19900101", 9);
    let second = format!(
        "registerVolunteer(input: {{ code: \"V-9\", division: \"{OWN}\", registeredOn: \"2023-01-05\",
            person: {{ name: \"周示例\", idNumber: \"{number}\" }} }})"
    );
    does(app, &second).await;
    let credit = "creditHours(input: { activity: \"ACT-A\", session: 1, volunteer: \"V-9\", evidence: D,
        documentReference: \"表-1\", startsAt: \"2024-05-02T08:00:00+08:00\", endsAt: \"2024-05-02T09:00:00+08:00\" })";
    let credit = app.data(&done(credit)).await["done"]["id"].as_str().expect("an id").to_owned();
    let approve = done(&format!("approveCredit(volunteer: \"V-9\", credit: \"{credit}\", tier: ORGANIZATION)"));
    assert_eq!(app.refusal_with(&administrator, &approve).await["code"], "NOT_YET");
    sqlx::raw_sql("commit").execute(&mut holder).await.expect("the lease ends");
    assert_eq!(app.data_with(&administrator, &approve).await["done"]["outcome"], "EXECUTED");
}

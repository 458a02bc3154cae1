//! Somebody below 14 is read in clear by one who asked and another who approved, for a day; or with broken glass.

use super::registry::{COUNTY, OTHER_COUNTY, Registry, unmask};
use crate::{files::id_number, journeys::steps::act};
use muster_tests::TestApp;
use serde_json::{Value, json};

const NAME: &str = "欧阳翠鸟小";
const ASKED: &str = "fields: [NAME, GUARDIAN_PHONE], purpose: CONTACT";

/// A child of ten with a guardian who consents, who is a volunteer of the county.
async fn child(app: &TestApp) -> String {
    let register = format!("registerPerson(input: {{ name: \"{NAME}\", idNumber: \"{}\" }})", id_number("20140101", 1));
    let person = act(app, &register).await["id"].as_str().expect("an id").to_owned();
    let consent = format!(
        "giveGuardianConsent(person: \"{person}\", input: {{ guardianName: \"欧阳翠鸟大\",
            guardianPhone: \"016677800000099999\", noticeVersion: \"1\", givenOn: \"2024-06-01\" }})"
    );
    act(app, &consent).await;
    let volunteer = format!(
        "registerVolunteer(input: {{ code: \"V-CHILD\", division: \"{COUNTY}\", registeredOn: \"2024-06-02\",
            personId: \"{person}\" }})"
    );
    act(app, &volunteer).await;
    person
}

async fn done(app: &TestApp, key: &str, mutation: &str) -> Value {
    app.data_with(key, &format!("mutation {{ done: {mutation} {{ outcome }} }}")).await["done"]["outcome"].clone()
}

async fn refused(app: &TestApp, key: &str, mutation: &str) -> Value {
    app.refusal_with(key, &format!("mutation {{ done: {mutation} {{ outcome }} }}")).await
}

/// The name that a key's holder is shown, the reason where none is, and the ground in the log.
async fn read(app: &TestApp, key: &str, person: &str, asked: &str) -> (Value, Value) {
    let read = app.data_with(key, &unmask(&[person.to_owned()], asked)).await["unmaskedPeople"][0].clone();
    (read["name"].clone(), read["withheld"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn minor_is_read_by_one_for_a_day_after_another_approved_and_the_log_names_both() {
    let mut registry = Registry::of(1).await;
    let person = child(&registry.app).await;
    let (reader, other) = (registry.key("HR_READER").await, registry.key("ADMINISTRATOR").await);
    let officer = registry.key("PRIVACY_OFFICER").await;
    let app = &registry.app;
    let withheld = (Value::Null, json!("MINOR_READ_NOT_APPROVED"));
    assert_eq!(read(app, &reader, &person, ASKED).await, withheld);
    let propose = format!("proposeMinorRead(person: \"{person}\", {ASKED}, note: \"通知家长\")");
    assert_eq!(done(app, &reader, &propose).await, "EXECUTED");
    assert_eq!(done(app, &reader, &propose).await, "ALREADY_APPLIED");

    let head = app.head().await;
    let waiting = format!(
        "{{ proposedMinorReads(person: \"{person}\", atLeast: {head}) {{ nodes {{ person reader purpose fields expiresAt }} }} }}"
    );
    let proposals = app.data_with(&officer, &waiting).await["proposedMinorReads"]["nodes"].clone();
    let principal = proposals[0]["reader"].as_str().expect("a pseudonym").to_owned();
    assert_eq!(
        proposals,
        json!([{ "person": person, "reader": principal, "purpose": "CONTACT", "fields": ["NAME", "GUARDIAN_PHONE"],
            "expiresAt": "2024-06-10T00:00:00+00:00" }])
    );
    let approve = format!("approveMinorRead(person: \"{person}\", reader: \"{principal}\")");
    // Whoever asked decides nothing, and a key that takes over from theirs is still theirs.
    assert_eq!(refused(app, &reader, &approve).await["code"], "FORBIDDEN");
    let both = format!("HR_READER@{COUNTY},PRIVACY_OFFICER@{COUNTY}");
    let asker = app.key_with(&both, None).await;
    assert_eq!(done(app, &asker, &propose).await, "EXECUTED");
    let signed = app.data_with(&asker, "{ signedIn { principal } }").await["signedIn"]["principal"].clone();
    let own = format!("approveMinorRead(person: \"{person}\", reader: {signed})");
    assert_eq!(refused(app, &asker, &own).await["code"], "SECOND_PERSON_REQUIRED");
    assert_eq!(done(app, &officer, &approve).await, "EXECUTED");

    assert_eq!(read(app, &reader, &person, ASKED).await, (json!(NAME), Value::Null));
    assert_eq!(read(app, &other, &person, ASKED).await, withheld, "another asked for nothing");
    assert_eq!(
        read(app, &reader, &person, "fields: [NAME, PHONE], purpose: CONTACT").await,
        withheld,
        "more than approved"
    );
    let listed =
        format!("{{ accessLog(person: \"{person}\") {{ nodes {{ way principal fields approvedBy approvedAt }} }} }}");
    let listed = app.data_with(&officer, &listed).await["accessLog"]["nodes"].clone();
    let approver = app.data_with(&officer, "{ signedIn { principal } }").await["signedIn"]["principal"].clone();
    assert_eq!(
        listed,
        json!([{ "way": "VIEWED", "principal": principal, "fields": ["NAME", "GUARDIAN_PHONE"], "approvedBy": approver,
            "approvedAt": "2024-06-03T00:00:00+00:00" }])
    );

    registry.app.travel_to("2024-06-04T08:00:00+08:00".parse().expect("an instant")).await;
    assert_eq!(read(&registry.app, &reader, &person, ASKED).await, withheld, "the day is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn glass_is_broken_in_an_emergency_for_an_hour_and_found_by_whoever_answers_for_privacy() {
    let mut registry = Registry::of(1).await;
    let person = child(&registry.app).await;
    let reader = registry.key("HR_READER").await;
    let officer = registry.key("PRIVACY_OFFICER").await;
    let elsewhere = registry.app.key_with(&format!("HR_READER@{OTHER_COUNTY}"), None).await;
    let emergency = "fields: [NAME, GUARDIAN_PHONE], purpose: EMERGENCY";
    let app = &registry.app;
    let break_glass = format!("breakGlass(person: \"{person}\", fields: [NAME, GUARDIAN_PHONE], note: \"儿童走失\")");
    assert_eq!(refused(app, &elsewhere, &break_glass).await, json!({ "code": "PERSON_UNKNOWN", "named": person }));
    assert_eq!(read(app, &reader, &person, emergency).await.1, "MINOR_READ_NOT_APPROVED");
    assert_eq!(done(app, &reader, &break_glass).await, "EXECUTED");
    assert_eq!(read(app, &reader, &person, emergency).await.0, NAME);
    assert_eq!(read(app, &reader, &person, ASKED).await.1, "MINOR_READ_NOT_APPROVED", "for nothing else");
    let broken =
        format!("{{ accessLog(person: \"{person}\", way: BROKEN_GLASS) {{ nodes {{ number purpose approvedBy }} }} }}");
    let nodes = app.data_with(&officer, &broken).await["accessLog"]["nodes"].clone();
    assert_eq!(nodes, json!([{ "number": 2, "purpose": "EMERGENCY", "approvedBy": null }]));
    registry.app.travel_to("2024-06-03T09:00:00+08:00".parse().expect("an instant")).await;
    assert_eq!(read(&registry.app, &reader, &person, emergency).await.1, "MINOR_READ_NOT_APPROVED", "the hour is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn minor_leaves_in_an_export_only_as_far_as_somebody_approved_to_hand_them_over() {
    let registry = Registry::of(1).await;
    let app = &registry.app;
    let person = child(app).await;
    let agree =
        format!("giveConsent(person: \"{person}\", scope: DISCLOSURE, noticeVersion: \"1\", givenOn: \"2024-01-02\")");
    act(app, &agree).await;
    let reader = registry.key("HR_READER").await;
    let officer = registry.key("PRIVACY_OFFICER").await;
    let export = format!(
        "mutation {{ exportPeople(input: {{ people: [\"{person}\"], fields: [NAME, SKILLS], purpose: TRAINING,
            recipient: \"O-A\", format: JSON }}) {{ content withheld {{ reason }} }} }}"
    );
    let exported = app.data_with(&reader, &export).await["exportPeople"].clone();
    assert_eq!(exported, json!({ "content": "[]", "withheld": [{ "reason": "MINOR_READ_NOT_APPROVED" }] }));
    let propose =
        format!("proposeMinorRead(person: \"{person}\", fields: [NAME], purpose: HAND_OVER, note: \"夏令营\")");
    assert_eq!(done(app, &reader, &propose).await, "EXECUTED");
    let signed = app.data_with(&reader, "{ signedIn { principal } }").await["signedIn"]["principal"].clone();
    assert_eq!(
        done(app, &officer, &format!("approveMinorRead(person: \"{person}\", reader: {signed})")).await,
        "EXECUTED"
    );
    let exported = app.data_with(&reader, &export).await["exportPeople"].clone();
    assert_eq!(exported, json!({ "content": json!([{ "NAME": NAME, "SKILLS": [] }]).to_string(), "withheld": [] }));
    let listed =
        format!("{{ accessLog(person: \"{person}\") {{ nodes {{ way exportPurpose exported approvedBy }} }} }}");
    let listed = app.data_with(&officer, &listed).await["accessLog"]["nodes"].clone();
    let approver = app.data_with(&officer, "{ signedIn { principal } }").await["signedIn"]["principal"].clone();
    let entry = json!({ "way": "EXPORTED", "exportPurpose": "TRAINING", "exported": ["NAME", "SKILLS"], "approvedBy": approver });
    assert_eq!(listed, json!([entry]));
}

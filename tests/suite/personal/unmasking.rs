//! Who is shown what, and what stands on record of it.

use super::registry::{CONTACT, OTHER_COUNTY, Registry, attempts, identity, name, phone, unmask};
use crate::journeys::steps::act;
use serde_json::{Value, json};

fn shown(number: usize, person: &str, entry: i64) -> Value {
    json!({ "person": person, "name": name(number), "phone": phone(number), "idNumber": null, "guardianName": null,
        "guardianPhone": null, "entry": entry, "withheld": null })
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_volunteers_are_called_with_one_question_and_each_read_is_on_record() {
    let registry = Registry::of(12).await;
    let (app, people) = (&registry.app, &registry.people);
    let reader = registry.key("HR_READER").await;
    let asked = format!("{CONTACT}, note: \"通知集合\"");
    let answer = app.data_with(&reader, &unmask(people, &asked)).await;
    let expected: Vec<Value> = people
        .iter()
        .enumerate()
        .map(|(number, person)| shown(number, person, i64::try_from(number).unwrap() + 1))
        .collect();
    assert_eq!(answer["unmaskedPeople"], json!(expected));
    let entries = registry.entries().await;
    let of: Vec<&str> = entries.iter().map(|(_, person, ..)| person.as_str()).collect();
    assert_eq!(of, people.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(
        entries
            .iter()
            .all(|(.., fields, purpose)| (fields.join(","), purpose.as_str()) == ("NAME,PHONE".to_owned(), "CONTACT"))
    );

    // Everything else stays masked, also for whoever has just read it in clear.
    let masked = format!("{{ person(id: \"{}\") {{ name phone idNumber }} }}", people[3]);
    let masked = app.data_with(&reader, &masked).await["person"].clone();
    assert_eq!(
        masked,
        json!({ "name": "欧***", "phone": "016****0003", "idNumber": format!("990****{}", &identity(3)[14..]) })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_out_of_reach_is_told_of_as_one_who_does_not_exist_and_nobody_is_shown_beside_them() {
    let registry = Registry::of(2).await;
    let (app, people) = (&registry.app, &registry.people);
    let nobody = "00000000-0000-4000-8000-000000000001".to_owned();
    let unknown = |person: &str| json!({ "code": "PERSON_UNKNOWN", "named": person });
    let elsewhere = app.key_with(&format!("HR_READER@{OTHER_COUNTY}"), None).await;
    let everywhere = app.key_with("PRIVACY_OFFICER", None).await;
    let beside = [people[0].clone(), nobody.clone()];
    let own = registry.key("ADMINISTRATOR").await;
    for (key, people, named) in [
        (&elsewhere, &people[..], &people[0]),
        (&elsewhere, &[nobody.clone()][..], &nobody),
        (&everywhere, &beside[..], &nobody),
        (&own, &beside[..], &nobody),
    ] {
        assert_eq!(app.refusal_with(key, &unmask(people, CONTACT)).await, unknown(named));
    }
    assert_eq!(registry.entries().await, []);
    // What is refused is on record, and the same whether there is such a person or not.
    assert_eq!(attempts(app).await, [people[0].clone(), nobody.clone(), nobody]);
}

#[tokio::test(flavor = "multi_thread")]
async fn organization_reads_its_own_volunteers_and_roles_that_see_nobody_are_refused() {
    let registry = Registry::of(2).await;
    let (app, people) = (&registry.app, &registry.people);
    for role in ["ORGANIZATION_WRITER", "ORGANIZATION_APPROVER"] {
        let own = app.key_with(role, Some("O-A")).await;
        let read = app.data_with(&own, &unmask(people, CONTACT)).await;
        assert_eq!(read["unmaskedPeople"][1]["name"], json!(name(1)));
        let other = app.key_with(role, Some("O-B")).await;
        assert_eq!(app.refusal_with(&other, &unmask(people, CONTACT)).await["code"], "PERSON_UNKNOWN");
    }
    let volunteer = app.key_with(&format!("VOLUNTEER@{}", people[0]), None).await;
    let keys = [registry.key("AUDITOR").await, app.key_with("OPERATOR", None).await, volunteer];
    for key in keys {
        assert_eq!(app.refusal_with(&key, &unmask(people, CONTACT)).await["code"], "FORBIDDEN");
    }
    assert_eq!(registry.entries().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn purpose_gives_the_fields_that_it_needs_and_a_request_for_more_leaves_no_entry() {
    let registry = Registry::of(1).await;
    let (app, people) = (&registry.app, &registry.people);
    let reader = registry.key("HR_READER").await;
    let verified = "fields: [ID_NUMBER], purpose: VERIFICATION, note: \"投保核对\"";
    let read = app.data_with(&reader, &unmask(people, verified)).await["unmaskedPeople"][0].clone();
    assert_eq!((&read["idNumber"], &read["name"]), (&json!(identity(0)), &Value::Null));
    let refused =
        app.refusal_with(&reader, &unmask(people, "fields: [ID_NUMBER], purpose: CONTACT, note: \"联系\"")).await;
    let needed = ["NAME", "PHONE", "GUARDIAN_NAME", "GUARDIAN_PHONE"];
    assert_eq!(
        refused,
        json!({ "code": "FIELDS_NOT_NEEDED", "purpose": "CONTACT", "fields": ["ID_NUMBER"], "needed": needed })
    );
    let refused = app.refusal_with(&reader, &unmask(people, "fields: [ID_NUMBER], purpose: VERIFICATION")).await;
    assert_eq!(refused, json!({ "code": "READ_NOTE_MISSING", "field": "ID_NUMBER" }));
    let many: Vec<String> = (1..=51_u128).map(|number| uuid::Uuid::from_u128(number).to_string()).collect();
    let everywhere = app.key_with("HR_READER", None).await;
    let refused = app.refusal_with(&everywhere, &unmask(&many, CONTACT)).await;
    assert_eq!(refused, json!({ "code": "READ_PEOPLE_COUNT", "limit": 50, "actual": 51 }));
    assert_eq!(registry.entries().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn person_whose_data_are_only_stored_or_gone_is_withheld_with_the_reason_and_the_others_are_shown() {
    let registry = Registry::of(3).await;
    let (app, people) = (&registry.app, &registry.people);
    act(app, &format!("restrictProcessing(person: \"{}\", basis: IN_DISPUTE, reason: \"核实中\")", people[0])).await;
    act(app, &format!("proposeErasure(person: \"{}\", basis: CONSENT_WITHDRAWN)", people[1])).await;
    app.data_by_other(&format!("mutation {{ approveErasure(person: \"{}\") {{ outcome }} }}", people[1])).await;
    let reader = registry.key("HR_READER").await;
    let read = app.data_with(&reader, &unmask(people, CONTACT)).await["unmaskedPeople"].clone();
    let told: Vec<(&Value, &Value, &Value)> =
        read.as_array().unwrap().iter().map(|one| (&one["name"], &one["entry"], &one["withheld"])).collect();
    let last = name(2);
    assert_eq!(
        told,
        [
            (&Value::Null, &Value::Null, &json!("PROCESSING_RESTRICTED")),
            (&Value::Null, &Value::Null, &json!("PERSON_ERASED")),
            (&json!(last), &json!(1), &Value::Null),
        ]
    );
    // To answer the person it is read all the same, by whoever answers.
    let answering = unmask(&people[..1], "fields: [PHONE], purpose: RIGHTS_REQUEST");
    assert_eq!(app.refusal_with(&reader, &answering).await, json!({ "code": "PURPOSE_NOT_YOURS" }));
    let reader = registry.key("PRIVACY_OFFICER").await;
    assert_eq!(app.data_with(&reader, &answering).await["unmaskedPeople"][0]["phone"], json!(phone(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn access_log_says_who_read_and_exported_whose_data_and_shows_pseudonyms_only() {
    let registry = Registry::of(2).await;
    let (app, people) = (&registry.app, &registry.people);
    let consent = format!(
        "giveConsent(person: \"{}\", scope: DISCLOSURE, noticeVersion: \"1\", givenOn: \"2024-01-02\")",
        people[0]
    );
    act(app, &consent).await;
    let reader = registry.key("HR_READER").await;
    app.data_with(&reader, &unmask(people, &format!("{CONTACT}, note: \"笔记翠鸟\""))).await;
    let export = format!(
        "mutation {{ exportPeople(input: {{ people: [\"{}\"], fields: [NAME, SKILLS], purpose: TRAINING, note: \"笔记翠鸟\",
            recipient: \"O-A\", format: CSV }}) {{ people }} }}",
        people[0]
    );
    assert_eq!(app.data_with(&reader, &export).await["exportPeople"]["people"], 1);

    let listed = |filter: &str| {
        format!(
            "{{ accessLog({filter}) {{ nodes {{ number way person principal role organization fields purpose exported
                exportPurpose approvedBy correlationId }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
    };
    let of_first = listed(&format!("person: \"{}\"", people[0]));
    let officer = registry.key("PRIVACY_OFFICER").await;
    let nodes = app.data_with(&officer, &of_first).await["accessLog"]["nodes"].clone();
    let principal = nodes[0]["principal"].clone();
    assert!(principal.as_str().is_some_and(|principal| principal.starts_with("key:")));
    let entry = |number: i64, way: &str, read: (Value, Value), exported: (Value, Value), correlation: &Value| {
        json!({ "number": number, "way": way, "person": people[0], "principal": principal, "role": "HR_READER",
            "organization": null, "fields": read.0, "purpose": read.1, "exported": exported.0,
            "exportPurpose": exported.1, "approvedBy": null, "correlationId": correlation })
    };
    let none = || (json!([]), Value::Null);
    let expected = json!([
        entry(3, "EXPORTED", none(), (json!(["NAME", "SKILLS"]), json!("TRAINING")), &nodes[0]["correlationId"]),
        entry(1, "VIEWED", (json!(["NAME", "PHONE"]), json!("CONTACT")), none(), &nodes[1]["correlationId"]),
    ]);
    assert_eq!(nodes, expected);
    // The export's event bears the same correlation id.
    let head = app.head().await;
    let events =
        app.data(&format!("{{ events(first: 1, atLeast: {head}) {{ nodes {{ eventType correlationId }} }} }}")).await;
    let event = &events["events"]["nodes"][0];
    assert_eq!(
        (&event["eventType"], &event["correlationId"]),
        (&json!("personal_data_exported"), &nodes[0]["correlationId"])
    );

    let auditor = registry.key("AUDITOR").await;
    assert_eq!(app.data_with(&auditor, &of_first).await["accessLog"]["nodes"], expected);
    for filter in ["since: \"2024-06-03\", until: \"2024-06-03\"", &format!("principal: {principal}")] {
        let found = app.data(&listed(filter)).await["accessLog"]["nodes"].clone();
        assert_eq!(found.as_array().unwrap().len(), 3, "{filter}");
        assert_eq!(app.refusal_with(&auditor, &listed(filter)).await["code"], "SCOPE_REQUIRED");
    }
    for filter in ["since: \"2024-06-04\"", "until: \"2024-06-02\"", "principal: \"key:none\""] {
        assert_eq!(app.data(&listed(filter)).await["accessLog"]["nodes"], json!([]), "{filter}");
    }
    let page = app.data(&listed("first: 2")).await["accessLog"].clone();
    assert_eq!((&page["nodes"][1]["number"], &page["pageInfo"]["hasNextPage"]), (&json!(2), &json!(true)));
    let next =
        app.data(&listed(&format!("first: 2, after: {}", page["pageInfo"]["endCursor"]))).await["accessLog"].clone();
    assert_eq!((&next["nodes"][0]["number"], &next["nodes"][1]), (&json!(1), &Value::Null));

    for key in [&reader, &registry.key("ADMINISTRATOR").await, &app.key_with("OPERATOR", None).await] {
        assert_eq!(app.refusal_with(key, &of_first).await["code"], "FORBIDDEN");
    }
    let elsewhere = app.key_with(&format!("AUDITOR@{OTHER_COUNTY}"), None).await;
    assert_eq!(app.refusal_with(&elsewhere, &of_first).await, json!({ "code": "PERSON_UNKNOWN", "named": people[0] }));
}

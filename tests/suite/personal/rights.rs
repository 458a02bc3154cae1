//! What a person sees, copies and asks for of their own data, and by when it is answered.

use super::registry::{CONTACT, Registry, identity, name, phone, unmask};
use crate::journeys::steps::act;
use serde_json::{Value, json};

async fn done(registry: &Registry, key: &str, mutation: &str) -> Value {
    let done = registry.app.data_with(key, &format!("mutation {{ done: {mutation} {{ outcome position }} }}")).await;
    done["done"].clone()
}

async fn refused(registry: &Registry, key: &str, mutation: &str) -> Value {
    registry.app.refusal_with(key, &format!("mutation {{ done: {mutation} {{ outcome }} }}")).await
}

/// A key of the person behind one of the volunteers.
async fn own_key(registry: &Registry, number: usize) -> String {
    registry.app.key_with(&format!("VOLUNTEER@{}", registry.people[number]), None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn person_sees_and_copies_all_that_is_held_and_who_read_it() {
    let registry = Registry::of(2).await;
    let (app, person) = (&registry.app, &registry.people[0]);
    act(app, "issueCertificate(volunteer: \"V-0\", number: \"ZM-1\", from: \"2024-01-01\", to: \"2024-05-31\")").await;
    act(
        app,
        &format!(
            "giveConsent(person: \"{person}\", scope: TALENT_POOL, noticeVersion: \"2024-1\", givenOn: \"2024-01-02\")"
        ),
    )
    .await;
    let reader = registry.key("HR_READER").await;
    app.data_with(&reader, &unmask(&registry.people, &format!("{CONTACT}, note: \"笔记翠鸟\""))).await;
    let own = own_key(&registry, 0).await;
    let signed = app.data_with(&own, "{ signedIn { grants { person } } }").await;
    assert_eq!(signed["signedIn"]["grants"][0]["person"], json!(person));
    app.settle().await;
    let mine = format!(
        "{{ myData(person: \"{person}\") {{ name phone idNumber birthOn document guardianName
            consents {{ scope noticeVersion fields givenOn }} requests {{ number }}
            person {{ name volunteer {{ code minutesTotal recognition {{ certificates {{ number minutesTotal }} }} }} }}
            reads {{ note entry {{ number way fields purpose role }} }} copy }} }}"
    );
    let mut mine = app.data_with(&own, &mine).await["myData"].clone();
    let copy: Value = serde_json::from_str(mine["copy"].take().as_str().expect("a text")).expect("JSON");
    let (name, phone, number) = (name(0), phone(0), identity(0));
    assert_eq!(
        mine,
        json!({ "name": name, "phone": phone, "idNumber": number, "birthOn": "1913-01-15", "document": "RESIDENT_ID",
            "guardianName": null, "requests": [], "copy": null,
            "consents": [{ "scope": "TALENT_POOL", "noticeVersion": "2024-1", "fields": [], "givenOn": "2024-01-02" }],
            "person": { "name": "欧***", "volunteer": { "code": "V-0", "minutesTotal": 60,
                "recognition": { "certificates": [{ "number": "ZM-1", "minutesTotal": 60 }] } } },
            "reads": [
                { "note": null, "entry": { "number": 3, "way": "OWN", "role": "VOLUNTEER", "purpose": "RIGHTS_REQUEST",
                    "fields": ["NAME", "PHONE", "ID_NUMBER", "GUARDIAN_NAME", "GUARDIAN_PHONE", "REQUESTS"] } },
                { "note": "笔记翠鸟", "entry": { "number": 1, "way": "VIEWED", "role": "HR_READER", "purpose": "CONTACT",
                    "fields": ["NAME", "PHONE"] } },
            ] })
    );
    assert_eq!(copy["form"], "muster-person/1");
    assert_eq!(copy["identity"]["name"], json!(name));
    assert_eq!((&copy["identity"]["idNumber"], &copy["identity"]["phone"]), (&json!(number), &json!(phone)));
    assert_eq!((&copy["talent"]["roles"], &copy["volunteer"]["division"]), (&json!([]), &json!("445202")));
    assert_eq!(copy["volunteer"]["credits"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&copy["volunteer"]["credits"][0]["minutes"], &copy["volunteer"]["certificates"][0]["number"]),
        (&json!(60), &json!("ZM-1"))
    );
    assert_eq!((copy["reads"].as_array().map(Vec::len), &copy["reads"][1]["note"]), (Some(2), &json!("笔记翠鸟")));
}

#[tokio::test(flavor = "multi_thread")]
async fn own_data_are_nobody_elses_and_closed_without_the_access_log() {
    let registry = Registry::of(2).await;
    let app = &registry.app;
    let own = own_key(&registry, 0).await;
    let of = |person: &str| format!("{{ myData(person: \"{person}\") {{ name }} }}");
    assert_eq!(app.data_with(&own, &of(&registry.people[0])).await["myData"]["name"], json!(name(0)));
    let nobody = "00000000-0000-4000-8000-000000000001";
    for person in [&registry.people[1], nobody] {
        assert_eq!(app.refusal_with(&own, &of(person)).await, json!({ "code": "PERSON_UNKNOWN", "named": person }));
    }
    for role in ["HR_READER", "ADMINISTRATOR", "PRIVACY_OFFICER", "AUDITOR"] {
        let key = registry.key(role).await;
        assert_eq!(app.refusal_with(&key, &of(&registry.people[0])).await["code"], "FORBIDDEN", "{role}");
    }
    app.store.admin_run("revoke insert on log.access_entries from muster_app").await.expect("the right is gone");
    let closed = app.ask_by(&own, &of(&registry.people[0]), json!({})).await;
    assert_eq!(closed["errors"][0]["extensions"]["code"], "ACCESS_LOG_UNAVAILABLE");
    assert!(!closed.to_string().contains("翠鸟"), "{closed}");
}

/// What stands open, as whoever answers for privacy sees it.
async fn open(registry: &Registry, more: &str) -> Value {
    let head = registry.app.head().await;
    let query = format!(
        "{{ dataRequests(open: true, atLeast: {head}{more}) {{ nodes {{ person number kind state dueOn overdue }}
            pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    registry.app.data(&query).await["dataRequests"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn correction_is_asked_for_by_the_person_due_in_fifteen_days_and_fulfilled_by_the_officer() {
    let mut registry = Registry::of(2).await;
    let (first, second) = (registry.people[0].clone(), registry.people[1].clone());
    let own = own_key(&registry, 0).await;
    let ask = format!("requestData(person: \"{first}\", kind: CORRECTION, text: \"电话换成新号\")");
    assert_eq!(done(&registry, &own, &ask).await["outcome"], "EXECUTED");
    assert_eq!(done(&registry, &own, &ask).await["outcome"], "ALREADY_APPLIED");
    let of_other = ask.replace(&first, &second);
    assert_eq!(refused(&registry, &own, &of_other).await, json!({ "code": "PERSON_UNKNOWN", "named": second }));
    let reader = registry.key("HR_READER").await;
    assert_eq!(refused(&registry, &reader, &ask).await["code"], "FORBIDDEN");
    // Taken down for somebody at the desk, a day later.
    registry.app.travel_to("2024-06-04T08:00:00+08:00".parse().expect("an instant")).await;
    let officer = registry.key("PRIVACY_OFFICER").await;
    assert_eq!(done(&registry, &officer, &of_other).await["outcome"], "EXECUTED");
    let request = |person: &str, due_on: &str, overdue: bool| json!({ "person": person, "number": 1, "kind": "CORRECTION", "state": "OPEN", "dueOn": due_on, "overdue": overdue });
    let (due_first, due_second) = (request(&first, "2024-06-18", false), request(&second, "2024-06-19", false));
    assert_eq!(open(&registry, "").await["nodes"], json!([due_first, due_second]));
    let page = open(&registry, ", first: 1").await;
    assert_eq!((&page["nodes"], &page["pageInfo"]["hasNextPage"]), (&json!([due_first]), &json!(true)));
    let next = open(&registry, &format!(", first: 1, after: {}", page["pageInfo"]["endCursor"])).await;
    assert_eq!(next["nodes"], json!([due_second]));

    let correct =
        format!("correctPersonData(person: \"{first}\", input: {{ phone: \"13800001234\", reason: \"本人申请\" }})");
    assert_eq!(done(&registry, &officer, &correct).await["outcome"], "EXECUTED");
    // What it says is read by whoever answers it, on record.
    let words = format!(
        "{{ unmaskedPeople(people: [\"{first}\"], fields: [REQUESTS], purpose: RIGHTS_REQUEST) {{ name requests {{ number text }} }} }}"
    );
    let read = registry.app.data_with(&officer, &words).await["unmaskedPeople"].clone();
    assert_eq!(read, json!([{ "name": null, "requests": [{ "number": 1, "text": "电话换成新号" }] }]));
    assert_eq!(
        registry.entries().await.last().map(|(.., fields, _)| fields.clone()),
        Some(vec!["REQUESTS".to_owned()])
    );
    let fulfil = format!("fulfilDataRequest(person: \"{first}\", number: 1, note: \"已改\")");
    assert_eq!(done(&registry, &officer, &fulfil).await["outcome"], "EXECUTED");
    assert_eq!(refused(&registry, &own, &fulfil).await["code"], "FORBIDDEN");
    registry.app.travel_to("2024-06-20T08:00:00+08:00".parse().expect("an instant")).await;
    assert_eq!(open(&registry, "").await["nodes"], json!([request(&second, "2024-06-19", true)]));
    registry.app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deletion_that_was_asked_for_is_refused_with_a_reason_or_done_by_two_people() {
    let registry = Registry::of(2).await;
    let app = &registry.app;
    let (first, second) = (&registry.people[0], &registry.people[1]);
    for (number, person) in [first, second].into_iter().enumerate() {
        let own = own_key(&registry, number).await;
        let ask = format!("requestData(person: \"{person}\", kind: DELETION, text: \"笔记翠鸟\")");
        assert_eq!(done(&registry, &own, &ask).await["outcome"], "EXECUTED");
    }
    let officer = registry.key("PRIVACY_OFFICER").await;
    let alone = format!("fulfilDataRequest(person: \"{first}\", number: 1)");
    assert_eq!(refused(&registry, &officer, &alone).await, json!({ "code": "DELETION_NEEDS_ERASURE", "request": 1 }));
    let refuse = format!("refuseDataRequest(person: \"{second}\", number: 1, reason: \"档案保存期限未届满\")");
    assert_eq!(done(&registry, &officer, &refuse).await["outcome"], "EXECUTED");
    let unknown = format!("refuseDataRequest(person: \"{second}\", number: 7, reason: \"无\")");
    assert_eq!(refused(&registry, &officer, &unknown).await, json!({ "code": "DATA_REQUEST_UNKNOWN", "request": 7 }));
    // Whoever is refused is told why.
    let own = own_key(&registry, 1).await;
    let told = format!("{{ myData(person: \"{second}\") {{ requests {{ number kind text state answer }} }} }}");
    let answer = json!({ "number": 1, "kind": "DELETION", "text": "笔记翠鸟", "state": "REFUSED", "answer": "档案保存期限未届满" });
    assert_eq!(app.data_with(&own, &told).await["myData"]["requests"], json!([answer]));
    act(app, &format!("proposeErasure(person: \"{first}\", basis: CONSENT_WITHDRAWN)")).await;
    app.data_by_other(&format!("mutation {{ approveErasure(person: \"{first}\") {{ outcome }} }}")).await;
    assert_eq!(open(&registry, "").await["nodes"], json!([]));
    let head = app.head().await;
    let all = app.data(&format!("{{ dataRequests(atLeast: {head}) {{ nodes {{ person state answeredOn }} }} }}")).await;
    let mut all = all["dataRequests"]["nodes"].as_array().cloned().expect("rows");
    all.sort_by_key(|row| row["state"].as_str().map(str::to_owned));
    assert_eq!(
        all,
        [
            json!({ "person": first, "state": "FULFILLED", "answeredOn": "2024-06-03" }),
            json!({ "person": second, "state": "REFUSED", "answeredOn": "2024-06-03" }),
        ]
    );
    let own = own_key(&registry, 0).await;
    assert_eq!(
        app.refusal_with(&own, &format!("{{ myData(person: \"{first}\") {{ name }} }}")).await["code"],
        "PERSON_ERASED"
    );
    assert!(!app.store.dump_text().await.contains("翠鸟"), "what was asked for is sealed");
    app.verify_views().await;
}

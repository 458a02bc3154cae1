//! The right to be forgotten: two people erase, duties stand against it, a restriction keeps and does nothing else.

use super::steps::{act, at, begun_at, does, refusal, register_organization, twice, two_who_served};
use crate::files::id_number;
use muster_api::import::Kind;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// What somebody else does, and its outcome.
async fn by_other(app: &TestApp, mutation: &str) -> Value {
    app.data_by_other(&format!("mutation {{ done: {mutation} {{ outcome id position }} }}")).await["done"].clone()
}

fn propose(person: &str) -> String {
    format!("proposeErasure(person: \"{person}\", basis: CONSENT_WITHDRAWN, reason: \"本人书面申请\")")
}

fn approve(person: &str) -> String {
    format!("approveErasure(person: \"{person}\")")
}

async fn person_of(app: &TestApp, volunteer: &str) -> String {
    let head = app.head().await;
    let query = format!("{{ volunteer(code: \"{volunteer}\", atLeast: {head}) {{ person {{ id }} }} }}");
    app.data(&query).await["volunteer"]["person"]["id"].as_str().expect("an id").to_owned()
}

/// What reports say of hours, people, teams and certificates.
async fn figures(app: &TestApp) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ hoursServed(filter: {{ within: \"4452\" }}, groupBy: [DIVISION, CATEGORY], atLeast: {head}) {{
                total {{ minutes sessions attendances people }} rows {{ minutes people }} }}
            teamCoverage(within: \"4452\", divisionSet: COUNTIES, atLeast: {head}) {{ covered rows {{ teams members }} }}
            verifyCertificate(number: \"ZM-1\", atLeast: {head}) {{ minutesTotal status }}
            volunteer(code: \"V-1\", atLeast: {head}) {{ minutesTotal }} }}"
    );
    app.data(&query).await
}

async fn proof(app: &TestApp, person: &str) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ erasureProof(person: \"{person}\", atLeast: {head}) {{ erasedOn basis proposedBy approvedBy keys indexes
            directoryFields answers minutesBefore minutesAfter whole }} }}"
    );
    app.data(&query).await["erasureProof"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn person_is_erased_by_two_people_and_hours_totals_and_certificate_stay() {
    let app = two_who_served().await;
    does(&app, "issueCertificate(volunteer: \"V-1\", number: \"ZM-1\", from: \"2024-01-01\", to: \"2024-05-31\")")
        .await;
    let wang = person_of(&app, "V-1").await;
    let before = figures(&app).await;
    assert_eq!(before["verifyCertificate"], json!({ "minutesTotal": 120, "status": "VALID" }));
    assert_eq!(proof(&app, &wang).await, Value::Null, "nothing was erased");

    let position = twice(&app, &propose(&wang)).await;
    let query = format!(
        "{{ proposedErasures(atLeast: {position}) {{ edges {{ node {{ person {{ id name }} basis proposedAt expiresAt }} }} }} }}"
    );
    let node = json!({ "person": { "id": wang, "name": "王**" }, "basis": "CONSENT_WITHDRAWN",
        "proposedAt": "2024-06-03T00:00:00+00:00", "expiresAt": "2024-06-10T00:00:00+00:00" });
    assert_eq!(app.data(&query).await["proposedErasures"]["edges"], json!([{ "node": node }]));
    assert_eq!(refusal(&app, &approve(&wang)).await, json!({ "code": "SECOND_PERSON_REQUIRED" }));
    let key = format!("approveErasure(person: \"{wang}\", idempotencyKey: \"once\")");
    assert_eq!(by_other(&app, &key).await["outcome"], "EXECUTED");
    assert_eq!(by_other(&app, &key).await["outcome"], "ALREADY_APPLIED", "the answer of the erasure itself is kept");

    assert_eq!(figures(&app).await, before);
    let proved = proof(&app, &wang).await;
    assert_ne!(proved["proposedBy"], proved["approvedBy"]);
    let expected = json!({ "erasedOn": "2024-06-03", "basis": "CONSENT_WITHDRAWN", "keys": 0, "indexes": 0,
        "directoryFields": 0, "answers": 0, "minutesBefore": 120, "minutesAfter": 120, "whole": true,
        "proposedBy": proved["proposedBy"], "approvedBy": proved["approvedBy"] });
    assert_eq!(proved, expected);

    let head = app.head().await;
    let query = format!(
        "{{ person(id: \"{wang}\", atLeast: {head}) {{ name phone idNumber verified erased consents volunteer {{ code }} }}
            persons(filter: {{ name: \"王示例\" }}, atLeast: {head}) {{ edges {{ node {{ id }} }} }}
            proposedErasures(atLeast: {head}) {{ edges {{ node {{ basis }} }} }} }}"
    );
    let answer = app.data(&query).await;
    let nobody = json!({ "name": "*", "phone": null, "idNumber": "****", "verified": false, "erased": true,
        "consents": [], "volunteer": { "code": "V-1" } });
    assert_eq!(answer["person"], nobody);
    assert_eq!((&answer["persons"]["edges"], &answer["proposedErasures"]["edges"]), (&json!([]), &json!([])));
    let correct = format!("correctPersonData(person: \"{wang}\", input: {{ name: \"王\", reason: \"更正\" }})");
    for mutation in [correct, propose(&wang), approve(&wang)] {
        assert_eq!(refusal(&app, &mutation).await, json!({ "code": "PERSON_ERASED" }), "{mutation}");
    }
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_person_comes_back_as_somebody_new_and_hours_can_still_be_revoked() {
    let app = two_who_served().await;
    let wang = person_of(&app, "V-1").await;
    let before = figures_of_volunteer(&app).await;
    act(&app, &propose(&wang)).await;
    by_other(&app, &approve(&wang)).await;
    let head = app.head().await;
    let query = format!(
        "{{ volunteer(code: \"V-1\", atLeast: {head}) {{ credits(first: 1) {{ edges {{ node {{ id }} }} }} }} }}"
    );
    let credit = app.data(&query).await["volunteer"]["credits"]["edges"][0]["node"]["id"].clone();
    does(&app, &format!("revokeHours(volunteer: \"V-1\", credit: {credit}, reason: \"查实为虚假记录\")")).await;
    assert_eq!((before, figures_of_volunteer(&app).await), (json!(120), json!(0)));
    let proved = proof(&app, &wang).await;
    assert_eq!((&proved["minutesBefore"], &proved["minutesAfter"]), (&json!(120), &json!(0)));
    assert_eq!(proved["whole"], true, "no text about an erased person is kept under a new key");
    let register = format!("registerPerson(input: {{ name: \"王示例\", idNumber: \"{}\" }})", id_number("19900101", 1));
    let again = act(&app, &register).await;
    assert_eq!(again["outcome"], "EXECUTED");
    assert_ne!(again["id"], json!(wang));
    app.verify_views().await;
}

async fn figures_of_volunteer(app: &TestApp) -> Value {
    let head = app.head().await;
    let query = format!("{{ volunteer(code: \"V-1\", atLeast: {head}) {{ minutesTotal }} }}");
    app.data(&query).await["volunteer"]["minutesTotal"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_is_refused_while_a_dispute_is_open_a_registration_valid_or_a_time_of_keeping_runs() {
    let app = two_who_served().await;
    let (wang, li) = (person_of(&app, "V-1").await, person_of(&app, "V-2").await);
    let dispute = "disputeRecord(input: { volunteer: \"V-1\", code: \"D-1\", kind: MISSING_HOURS, activity: \"A-1\",
        claimedFrom: \"2024-05-02T02:00:00Z\", claimedTo: \"2024-05-02T03:00:00Z\", statement: \"我全程参加\" })";
    does(&app, dispute).await;
    let open = json!({ "code": "RETENTION_RUNS", "duty": "DISPUTE_OPEN", "until": null });
    assert_eq!(refusal(&app, &propose(&wang)).await, open);
    let resolve = "resolveDispute(volunteer: \"V-1\", dispute: \"D-1\", upheld: false, reason: \"无凭证\")";
    does(&app, resolve).await;
    does(&app, &propose(&wang)).await;
    does(&app, &format!("declineErasure(person: \"{wang}\", reason: \"本人撤回申请\")")).await;
    let nothing = app.refusal(&format!("mutation {{ {} {{ outcome }} }}", approve(&wang))).await;
    assert_eq!(nothing, json!({ "code": "NOTHING_PROPOSED" }));

    for command in [
        format!(
            "registerSocialWorker(input: {{ code: \"S-2\", division: \"445202\", registeredOn: \"2024-01-02\",
                personId: \"{li}\" }})"
        ),
        "obtainCertificate(socialWorker: \"S-2\", input: { level: SOCIAL_WORKER, certificateNo: \"C-2\",
            certifiedOn: \"2024-01-10\" })"
            .to_owned(),
        "registerPractice(socialWorker: \"S-2\", registeredOn: \"2024-02-01\")".to_owned(),
    ] {
        does(&app, &command).await;
    }
    let valid = json!({ "code": "RETENTION_RUNS", "duty": "PRACTICE_REGISTERED", "until": "2027-01-31" });
    assert_eq!(refusal(&app, &propose(&li)).await, valid);
    does(&app, "cancelPractice(socialWorker: \"S-2\", cancelledOn: \"2024-06-02\", reason: \"离职\")").await;
    does(&app, &propose(&li)).await;
    let keep = format!(
        "restrictProcessing(person: \"{li}\", basis: RETENTION_DUTY, until: \"2026-06-03\", reason: \"审计期间\")"
    );
    twice(&app, &keep).await;
    let stated = json!({ "code": "RETENTION_RUNS", "duty": "STATED", "until": "2026-06-03" });
    let approval = format!("mutation {{ {} {{ outcome }} }}", approve(&li));
    assert_eq!(app.refusal_by_other(&approval).await, stated);
    does(&app, &format!("liftRestriction(person: \"{li}\", reason: \"审计结束\")")).await;
    assert_eq!(by_other(&app, &approve(&li)).await["outcome"], "EXECUTED");
    app.verify_views().await;
}

/// A social worker in a post, in a pool, who consents to all of it; gives the person's id.
async fn talent() -> (TestApp, String) {
    let app = begun_at("2036-11-02T08:00:00+08:00").await;
    register_organization(&app, "O-1", "DEPARTMENT", "445202").await;
    let register = format!(
        "registerPerson(input: {{ name: \"王示例\", idNumber: \"{}\", phone: \"13900001234\" }})",
        id_number("19900101", 1)
    );
    let ann = act(&app, &register).await["id"].as_str().expect("an id").to_owned();
    for command in [
        format!("giveConsent(person: \"{ann}\", scope: DISCLOSURE, noticeVersion: \"1\", givenOn: \"2024-01-02\")"),
        format!("giveConsent(person: \"{ann}\", scope: TALENT_POOL, noticeVersion: \"1\", givenOn: \"2024-01-02\")"),
        format!(
            "registerSocialWorker(input: {{ code: \"S-1\", division: \"445202\", registeredOn: \"2034-01-02\",
                personId: \"{ann}\" }})"
        ),
        "assumePost(socialWorker: \"S-1\", input: { postClass: STAFF, division: \"445202\", assumedOn: \"2034-02-01\" })"
            .to_owned(),
        "openPool(input: { code: \"P-1\", name: \"人才库\", division: \"4452\", openedOn: \"2034-01-02\" })".to_owned(),
        format!(
            "admitTalent(input: {{ pool: \"P-1\", person: \"{ann}\", basis: CONSENT, source: RECOMMENDATION, reason: \"推荐\",
                admittedOn: \"2036-10-02\" }})"
        ),
    ] {
        does(&app, &command).await;
    }
    (app, ann)
}

/// How many talents, candidates for a post and members of the pool are named.
async fn named(app: &TestApp) -> (usize, usize, Value) {
    let head = app.head().await;
    let query = format!(
        "{{ talents(atLeast: {head}) {{ edges {{ node {{ code }} }} }}
            reserveCandidates(filter: {{ within: \"4452\" }}, atLeast: {head}) {{ edges {{ node {{ grade }} }} }}
            pool(code: \"P-1\", atLeast: {head}) {{ membersCount }} }}"
    );
    let answer = app.data(&query).await;
    let count = |field: &str| answer[field]["edges"].as_array().expect("edges").len();
    (count("talents"), count("reserveCandidates"), answer["pool"]["membersCount"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn restricted_person_is_stored_and_neither_changed_exported_nor_named_as_a_talent() {
    let (app, ann) = talent().await;
    assert_eq!(named(&app).await, (1, 1, json!(1)));
    let export = format!(
        "mutation {{ exportPeople(input: {{ people: [\"{ann}\"], fields: [NAME], purpose: CONTACT, recipient: \"O-1\",
            format: JSON }}) {{ people content withheld {{ reason }} }} }}"
    );
    assert_eq!(app.data(&export).await["exportPeople"]["people"], 1);

    does(&app, &format!("restrictProcessing(person: \"{ann}\", basis: PERSON_REFUSES, reason: \"本人拒绝\")")).await;
    assert_eq!(named(&app).await, (0, 0, json!(0)));
    let head = app.head().await;
    let query = format!(
        "{{ pool(code: \"P-1\", atLeast: {head}) {{ changes(since: \"2036-11-01\") {{ left {{ cause eventPosition }} }} }}
            explainMatch(pool: \"P-1\", person: \"{ann}\", atLeast: {head}) {{ belongs criteria {{ criterion verdict }} }} }}"
    );
    let answer = app.data(&query).await;
    assert_eq!(answer["pool"]["changes"]["left"], json!([{ "cause": "BARRED", "eventPosition": head }]));
    let criteria = json!([
        { "criterion": "ENTRY", "verdict": "MET" }, { "criterion": "LEGAL_BASIS", "verdict": "UNMET" },
        { "criterion": "FRESH", "verdict": "MET" }, { "criterion": "POOL_OPEN", "verdict": "MET" },
    ]);
    assert_eq!(answer["explainMatch"], json!({ "belongs": false, "criteria": criteria }));
    let withheld = json!({ "people": 0, "content": "[]", "withheld": [{ "reason": "PROCESSING_RESTRICTED" }] });
    assert_eq!(app.data(&export).await["exportPeople"], withheld);
    let restricted = json!({ "code": "PROCESSING_RESTRICTED", "basis": "PERSON_REFUSES", "until": null });
    let correct = format!("correctPersonData(person: \"{ann}\", input: {{ name: \"李示例\", reason: \"更正\" }})");
    assert_eq!(refusal(&app, &correct).await, restricted);
    let volunteer = format!(
        "registerVolunteer(input: {{ code: \"V-1\", division: \"445202\", registeredOn: \"2036-11-01\",
            personId: \"{ann}\" }})"
    );
    assert_eq!(refusal(&app, &volunteer).await["code"], "PROCESSING_RESTRICTED");
    let row = format!(
        "code,name,id_number,division,registered_on\nV-1,王示例,{},445202,2036-11-01\n",
        id_number("19900101", 1)
    );
    let report = app.import(Kind::Volunteers, &row).await;
    assert_eq!(report.refused.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["PROCESSING_RESTRICTED"]);
    let head = app.head().await;
    let query = format!("{{ person(id: \"{ann}\", atLeast: {head}) {{ name restriction erased }} }}");
    let stored = json!({ "name": "王**", "restriction": "PERSON_REFUSES", "erased": false });
    assert_eq!(app.data(&query).await["person"], stored);
    app.verify_views().await;

    does(&app, &format!("liftRestriction(person: \"{ann}\", reason: \"本人同意\")")).await;
    assert_eq!(named(&app).await, (1, 1, json!(1)));
    assert_eq!(app.data(&export).await["exportPeople"]["people"], 1);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn proposal_that_nobody_approved_in_seven_days_is_made_anew() {
    let mut app = two_who_served().await;
    let wang = person_of(&app, "V-1").await;
    does(&app, &propose(&wang)).await;
    app.travel_to(at("2024-06-10T08:00:00+08:00")).await;
    let answer = app.refusal_by_other(&format!("mutation {{ {} {{ outcome }} }}", approve(&wang))).await;
    let expired = json!({ "code": "PROPOSAL_EXPIRED", "proposedAt": "2024-06-03T00:00:00Z",
        "expiredAt": "2024-06-10T00:00:00Z", "days": 7 });
    assert_eq!(answer, expired);
    does(&app, &propose(&wang)).await;
    assert_eq!(by_other(&app, &approve(&wang)).await["outcome"], "EXECUTED");
}

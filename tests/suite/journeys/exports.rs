//! Handing data over: only what each agreed to, only with the record of it written first, and nothing in clear after.

use super::steps::act;
use crate::files::id_number;
use muster_domain::kernel::time;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// Texts that stand nowhere else.
const NAME: &str = "欧阳金丝雀";
const PHONE: &str = "19955512346";
const NOTE: &str = "金丝雀引才目的";

async fn person(app: &TestApp, number: u32) -> String {
    let id_number = id_number("19900203", number);
    let done = act(
        app,
        &format!(
            "registerPerson(input: {{ name: \"{NAME}{number}\", idNumber: \"{id_number}\", phone: \"{PHONE}\" }})"
        ),
    )
    .await;
    done["id"].as_str().expect("an id").to_owned()
}

async fn consent(app: &TestApp, person: &str, scope: &str, fields: &str) {
    let given = format!(
        "giveConsent(person: \"{person}\", scope: {scope}, noticeVersion: \"2024-1\", fields: [{fields}],
            givenOn: \"2024-01-02\")"
    );
    act(app, &given).await;
}

/// A department that receives, a person who agreed to two fields, one who agreed to all, and one who did not.
async fn begun() -> (TestApp, [String; 3]) {
    let app = TestApp::fresh().await;
    let organization = "registerOrganization(input: { code: \"O-1\", name: \"示例部门\", kind: DEPARTMENT,
        division: \"360735\", registeredOn: \"2020-01-01\" })";
    act(&app, organization).await;
    let people = [person(&app, 1).await, person(&app, 2).await, person(&app, 3).await];
    consent(&app, &people[0], "DISCLOSURE", "NAME, PHONE").await;
    consent(&app, &people[1], "DISCLOSURE", "").await;
    consent(&app, &people[1], "SENSITIVE", "").await;
    consent(&app, &people[2], "TALENT_POOL", "").await;
    let evidence = format!(
        "recordSkillEvidence(person: \"{}\", input: {{ skill: \"=砖雕\", evidence: MASTER_TITLE,
            reference: \"示例第1号\", recordedOn: \"2024-02-01\" }})",
        people[1]
    );
    act(&app, &evidence).await;
    (app, people)
}

fn export(of: &str, fields: &str, format: &str) -> String {
    format!(
        "mutation {{ exportPeople(input: {{ {of}, fields: [{fields}], purpose: RECRUITMENT, note: \"{NOTE}\",
            recipient: \"O-1\", format: {format} }}) {{ id people content position
                withheld {{ person fields reason }} }} }}"
    )
}

fn of_people(people: &[String]) -> String {
    format!("people: {}", json!(people))
}

#[tokio::test(flavor = "multi_thread")]
async fn export_holds_what_each_agreed_to_says_what_is_left_out_and_is_listed_without_the_data() {
    let (app, people) = begun().await;
    let [ann, bob, cai] = &people;
    let query = export(&of_people(&people), "SKILLS, NAME, PHONE, ID_NUMBER", "CSV");
    let exported = app.data(&query).await["exportPeople"].clone();
    let number = id_number("19900203", 2);
    let content =
        format!("\u{feff}姓名,电话,证件号码,技能\r\n{NAME}1,{PHONE},,\r\n{NAME}2,{PHONE},{number},'=砖雕\r\n");
    assert_eq!((&exported["content"], &exported["people"]), (&json!(content), &json!(2)));
    let withheld = json!([
        { "person": ann, "fields": ["ID_NUMBER", "SKILLS"], "reason": "FIELDS_NOT_AGREED" },
        { "person": cai, "fields": ["NAME", "PHONE", "ID_NUMBER", "SKILLS"], "reason": "DISCLOSURE_NOT_AGREED" },
    ]);
    assert_eq!(exported["withheld"], withheld);
    let head = app.head().await;
    assert_eq!(exported["position"], head);
    let listed = async |filter: &str| -> Value {
        let query = format!(
            "{{ exports(atLeast: {head}{filter}) {{ edges {{ node {{ id by purpose people fields
                recipient {{ code }} }} }} }} }}"
        );
        app.data(&query).await["exports"]["edges"].clone()
    };
    let by = listed("").await[0]["node"]["by"].as_str().expect("who asked").to_owned();
    let node = json!({ "id": exported["id"], "by": by, "purpose": "RECRUITMENT", "people": 2,
        "fields": ["ID_NUMBER", "NAME", "PHONE", "SKILLS"], "recipient": { "code": "O-1" } });
    let one = json!([{ "node": node }]);
    assert_eq!(listed("").await, one);
    for filter in
        [", within: \"3607\"", &format!(", by: \"{by}\""), ", since: \"2024-01-01\"", &format!(", person: \"{bob}\"")]
    {
        assert_eq!(listed(filter).await, one, "{filter}");
    }
    for filter in [", within: \"44\"", ", by: \"second\"", ", since: \"2999-01-01\"", &format!(", person: \"{cai}\"")] {
        assert_eq!(listed(filter).await, json!([]), "{filter}");
    }
    app.verify_views().await;
    let dump = app.store.dump_text().await;
    assert!(dump.contains("personal_data_exported"), "the export is on record");
    for canary in [NAME, "金丝雀", PHONE, number.as_str(), NOTE] {
        assert!(!dump.contains(canary), "a canary stands in clear");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pool_is_exported_as_it_stands_today_and_who_withdrew_is_left_out() {
    let (app, [ann, ..]) = begun().await;
    consent(&app, &ann, "TALENT_POOL", "").await;
    let open =
        "openPool(input: { code: \"RETURN\", name: \"信才回归\", division: \"360735\", openedOn: \"2024-01-02\" })";
    act(&app, open).await;
    let today = time::local_date(app.store.log.clock().now());
    let admit = format!(
        "admitTalent(input: {{ pool: \"RETURN\", person: \"{ann}\", basis: CONSENT, source: RETURN,
            reason: \"回乡\", admittedOn: \"{today}\" }})"
    );
    act(&app, &admit).await;
    let query = export("pool: \"RETURN\"", "NAME, SKILLS", "JSON");
    let exported = app.data(&query).await["exportPeople"].clone();
    assert_eq!(exported["content"], json!([{ "NAME": format!("{NAME}1") }]).to_string());
    let withdrawn = format!("withdrawConsent(person: \"{ann}\", scope: DISCLOSURE, withdrawnOn: \"{today}\")");
    act(&app, &withdrawn).await;
    let exported = app.data(&query).await["exportPeople"].clone();
    let withheld = json!([{ "person": ann, "fields": ["NAME", "SKILLS"], "reason": "DISCLOSURE_NOT_AGREED" }]);
    assert_eq!((&exported["content"], &exported["withheld"]), (&json!("[]"), &withheld));
    assert_eq!((&exported["id"], &exported["position"]), (&Value::Null, &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_when_the_record_of_it_cannot_be_written() {
    let (app, people) = begun().await;
    let head = app.head().await;
    app.store
        .admin_run(
            "alter table log.events add constraint nothing_leaves
             check (event_type <> 'personal_data_exported') not valid",
        )
        .await
        .expect("the table changes");
    let answer = app.ask_with(&export(&of_people(&people), "NAME", "CSV"), json!({})).await;
    assert!(answer["errors"].is_array(), "{answer}");
    assert!(!answer.to_string().contains(NAME), "{answer}");
    assert_eq!(app.head().await, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn export_is_refused_without_fields_people_or_a_recipient_and_for_too_many() {
    let (app, people) = begun().await;
    let of = of_people(&people);
    let refused = app.refusal(&export(&of, "", "CSV")).await;
    assert_eq!(refused["code"], "FIELDS_EMPTY");
    let refused = app.refusal(&export(&of, "NAME", "CSV").replace("O-1", "O-9")).await;
    assert_eq!(refused, json!({ "code": "ORGANIZATION_UNKNOWN", "organization": "O-9" }));
    let refused = app.refusal(&export(&format!("{of}, pool: \"RETURN\""), "NAME", "CSV")).await;
    assert_eq!(refused["code"], "PEOPLE_NOT_NAMED");
    let refused = app.refusal(&export("pool: \"NONE\"", "NAME", "CSV")).await;
    assert_eq!(refused["code"], "POOL_UNKNOWN");
    let many: Vec<String> = (1..=501_u128).map(|number| uuid::Uuid::from_u128(number).to_string()).collect();
    for (asked, actual) in [(&many[..], 501), (&[][..], 0)] {
        let refused = app.refusal(&export(&of_people(asked), "NAME", "CSV")).await;
        assert_eq!(refused, json!({ "code": "EXPORT_PEOPLE_COUNT", "limit": 500, "actual": actual }));
    }
    let fields = format!(
        "mutation {{ giveConsent(person: \"{}\", scope: PUBLICATION, noticeVersion: \"2\", fields: [NAME],
            givenOn: \"2024-01-02\") {{ outcome }} }}",
        people[0]
    );
    assert_eq!(app.refusal(&fields).await, json!({ "code": "FIELDS_NOT_NAMED", "scope": "PUBLICATION" }));
}

//! Two people on file who are one: merged by two people, counted once, found by either number, and split again.

use super::steps::{act, does, refusal, twice, two_who_served};
use crate::files::id_number;
use muster_api::import::{Kind, Options};
use muster_tests::{TestApp, eventually};
use serde_json::{Value, json};

/// The records of V-1, who goes on, and V-2.
struct Records {
    app: TestApp,
    one: String,
    other: String,
}

impl Records {
    async fn begun() -> Self {
        let app = two_who_served().await;
        let (one, other) = (person_of(&app, "V-1").await, person_of(&app, "V-2").await);
        Self { app, one, other }
    }

    /// As [`Self::begun`], and V-2 served for three hours on 9 May instead of the hour on 2 May.
    async fn of_one_human() -> Self {
        let records = Self::begun().await;
        let app = &records.app;
        let head = app.head().await;
        let query = format!(
            "{{ volunteer(code: \"V-2\", atLeast: {head}) {{ credits(first: 1) {{ edges {{ node {{ id }} }} }} }} }}"
        );
        let credit = app.data(&query).await["volunteer"]["credits"]["edges"][0]["node"]["id"].clone();
        does(app, &format!("revokeHours(volunteer: \"V-2\", credit: {credit}, reason: \"与另一档案重复\")")).await;
        let activities = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
            A-2,清扫,ECOLOGY,445281,T-1,O-1,2024-05-09T08:00,2024-05-09T12:00\n";
        let hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
            A-2,V-2,2024-05-09T08:00,2024-05-09T11:00,B\n";
        for (kind, lines) in [(Kind::Activities, activities), (Kind::Hours, hours)] {
            let report = app.import_with(kind, lines, Options::default()).await;
            assert!(report.is_clean(), "{:?}", report.refused);
        }
        records
    }

    fn propose(&self) -> String {
        let Self { one, other, .. } = self;
        format!("proposeMerge(survivor: \"{one}\", duplicate: \"{other}\", reason: \"同一人两次建档\")")
    }

    fn named(&self, mutation: &str) -> String {
        let Self { one, other, .. } = self;
        format!("{mutation}(survivor: \"{one}\", duplicate: \"{other}\")")
    }

    async fn merge(&self) {
        does(&self.app, &self.propose()).await;
        by_other(&self.app, &self.named("approveMerge")).await;
    }

    async fn split(&self) {
        let Self { one, other, .. } = self;
        let propose = format!("proposeSplit(survivor: \"{one}\", duplicate: \"{other}\", reason: \"核实为两人\")");
        does(&self.app, &propose).await;
        by_other(&self.app, &self.named("approveSplit")).await;
    }
}

/// What somebody else does, and that it is news.
async fn by_other(app: &TestApp, mutation: &str) {
    let done = app.data_by_other(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    assert_eq!(done["done"]["outcome"], "EXECUTED", "{mutation}");
}

async fn person_of(app: &TestApp, volunteer: &str) -> String {
    let head = app.head().await;
    let query = format!("{{ volunteer(code: \"{volunteer}\", atLeast: {head}) {{ person {{ id }} }} }}");
    app.data(&query).await["volunteer"]["person"]["id"].as_str().expect("an id").to_owned()
}

const HOURS: &str = "hoursServed(filter: { within: \"4452\" }, groupBy: [DIVISION, CATEGORY]) {
    total { minutes sessions attendances people } rows { division { code } category minutes people } }";

/// Minutes, sessions, attendances and people: of the city, and of its one row.
async fn hours(app: &TestApp) -> Value {
    let asked = HOURS.replace("[DIVISION, CATEGORY]", &format!("[DIVISION, CATEGORY], atLeast: {}", app.head().await));
    app.data(&format!("{{ {asked} }}")).await["hoursServed"].clone()
}

/// Posts and people of the city's observation stations.
async fn posted(app: &TestApp) -> Value {
    let head = app.head().await;
    let query = format!(
        "{{ postingCounts(within: \"4452\", roles: [OBSERVER], on: \"2024-06-03\", atLeast: {head}) {{ posts people }} }}"
    );
    app.data(&query).await["postingCounts"].clone()
}

/// The same as of a position, asked again while it is being built.
async fn hours_as_of(app: &TestApp, position: i64) -> Value {
    let query = format!("{{ asOf(axis: RECORDED, position: {position}) {{ {HOURS} }} }}");
    eventually("an answer as of a position", async || {
        let answer = app.ask_with(&query, json!({})).await;
        let building = answer["errors"][0]["extensions"]["code"] == "AS_OF_BUILDING";
        (!building).then(|| answer["data"]["asOf"]["hoursServed"].clone())
    })
    .await
}

fn figures(people: u32) -> Value {
    json!({ "total": { "minutes": 300, "sessions": 2, "attendances": 2, "people": people },
        "rows": [{ "division": { "code": "445281" }, "category": "ECOLOGY", "minutes": 300, "people": people }] })
}

#[tokio::test(flavor = "multi_thread")]
async fn merge_is_refused_with_the_minutes_that_one_human_would_have_served_twice() {
    let records = Records::begun().await;
    let overlap = json!({ "code": "SERVICE_OVERLAPS", "minutes": 60, "daysTotal": 1,
        "days": [{ "day": "2024-05-02", "minutes": 60 }] });
    assert_eq!(refusal(&records.app, &records.propose()).await, overlap);
    let itself = format!("proposeMerge(survivor: \"{0}\", duplicate: \"{0}\", reason: \"同\")", records.one);
    assert_eq!(refusal(&records.app, &itself).await, json!({ "code": "SAME_PERSON", "person": records.one }));
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_people_are_counted_once_hours_stay_and_a_split_puts_everything_back() {
    let records = Records::of_one_human().await;
    let Records { app, one, other } = &records;
    does(
        app,
        "openSite(input: { code: \"S-1\", name: \"示例站\", kind: OBSERVATION_STATION, division: \"445281\",
        operator: \"O-1\", openedOn: \"2023-01-02\" })",
    )
    .await;
    let post = |person: &str| format!("{{ personId: \"{person}\", role: OBSERVER }}");
    let people = [post(one), post(other)].join(", ");
    does(
        app,
        &format!(
            "postPeople(input: {{ site: \"S-1\", people: [{people}], from: \"2023-06-01\", to: \"2026-05-31\" }})"
        ),
    )
    .await;
    assert_eq!((hours(app).await, posted(app).await), (figures(2), json!({ "posts": 2, "people": 2 })));
    let position = twice(app, &records.propose()).await;
    let query = format!(
        "{{ proposedMerges(atLeast: {position}) {{ edges {{ node {{ step survivor {{ id }} duplicate {{ id }} expiresAt }} }} }} }}"
    );
    let node = json!({ "step": "MERGE", "survivor": { "id": one }, "duplicate": { "id": other },
        "expiresAt": "2024-06-10T00:00:00+00:00" });
    assert_eq!(app.data(&query).await["proposedMerges"]["edges"], json!([{ "node": node }]));
    let alone = refusal(app, &records.named("approveMerge")).await;
    assert_eq!(alone, json!({ "code": "SECOND_PERSON_REQUIRED" }));
    by_other(app, &records.named("approveMerge")).await;

    assert_eq!((hours(app).await, posted(app).await), (figures(1), json!({ "posts": 2, "people": 1 })));
    assert_eq!(hours_as_of(app, position).await, figures(2), "as of before the merge");
    let head = app.head().await;
    let query = format!(
        "{{ person(id: \"{other}\", atLeast: {head}) {{ mergedInto {{ id volunteer {{ code }} }} volunteer {{ code }} }}
            volunteer(code: \"V-2\", atLeast: {head}) {{ minutesTotal person {{ id }} }}
            proposedMerges(atLeast: {head}) {{ edges {{ node {{ step }} }} }} }}"
    );
    let expected = json!({
        "person": { "mergedInto": { "id": one, "volunteer": { "code": "V-1" } }, "volunteer": null },
        "volunteer": { "minutesTotal": 180, "person": { "id": one } },
        "proposedMerges": { "edges": [] },
    });
    assert_eq!(app.data(&query).await, expected);
    app.verify_views().await;

    records.split().await;
    assert_eq!((hours(app).await, posted(app).await), (figures(2), json!({ "posts": 2, "people": 2 })));
    let head = app.head().await;
    let query =
        format!("{{ person(id: \"{other}\", atLeast: {head}) {{ mergedInto {{ id }} volunteer {{ code }} }} }}");
    let alone = json!({ "mergedInto": null, "volunteer": { "code": "V-2" } });
    assert_eq!(app.data(&query).await["person"], alone);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicate_is_refused_by_name_and_new_hours_are_held_against_both_ledgers() {
    let records = Records::of_one_human().await;
    let Records { app, one, other } = &records;
    records.merge().await;
    let merged = json!({ "code": "PERSON_MERGED", "survivor": one });
    let correct = format!("correctPersonData(person: \"{other}\", input: {{ name: \"王\", reason: \"更正\" }})");
    assert_eq!(refusal(app, &correct).await, merged);
    let credit = |volunteer: &str, from: &str, to: &str| {
        format!(
            "creditHours(input: {{ activity: \"A-1\", session: 1, volunteer: \"{volunteer}\",
                startsAt: \"2024-05-02T{from}:00+08:00\", endsAt: \"2024-05-02T{to}:00+08:00\", evidence: B }})"
        )
    };
    let refused = refusal(app, &credit("V-2", "10:00", "11:00")).await;
    assert_eq!((&refused["code"], &refused["survivor"]), (&json!("PERSON_MERGED"), &json!(one)));
    let more = "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
        A-2,V-1,2024-05-09T10:00,2024-05-09T12:00,B\n";
    let report = app.import_with(Kind::Hours, more, Options::default()).await;
    assert_eq!(report.refused.len(), 1, "V-2 served then");
    assert!(format!("{:?}", report.refused).contains("HOURS_OVERLAP"), "{:?}", report.refused);
    records.split().await;
    let report = app.import_with(Kind::Hours, more, Options::default()).await;
    assert!(report.is_clean(), "{:?}", report.refused);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn number_of_the_duplicate_finds_the_survivor_and_erasing_the_survivor_erases_both() {
    let records = Records::of_one_human().await;
    let Records { app, one, other } = &records;
    does(app, &format!("correctPersonData(person: \"{other}\", input: {{ name: \"王示例\", reason: \"更正\" }})"))
        .await;
    records.merge().await;
    let number = id_number("19900101", 2);
    let register = format!("registerPerson(input: {{ name: \"王示例\", idNumber: \"{number}\" }})");
    let found = act(app, &register).await;
    assert_eq!((&found["outcome"], &found["id"]), (&json!("ALREADY_APPLIED"), &json!(one)));
    let differs = format!("registerPerson(input: {{ name: \"李示例\", idNumber: \"{number}\" }})");
    assert_eq!(refusal(app, &differs).await, json!({ "code": "IDENTITY_TAKEN", "holder": one }));
    let head = app.head().await;
    let query =
        format!("{{ persons(filter: {{ name: \"王示例\" }}, atLeast: {head}) {{ edges {{ node {{ id }} }} }} }}");
    assert_eq!(app.data(&query).await["persons"]["edges"], json!([{ "node": { "id": one } }]));

    does(app, &format!("proposeErasure(person: \"{one}\", basis: CONSENT_WITHDRAWN)")).await;
    by_other(app, &format!("approveErasure(person: \"{one}\")")).await;
    let head = app.head().await;
    for record in [one, other] {
        let query = format!(
            "{{ erasureProof(person: \"{record}\", atLeast: {head}) {{ keys indexes directoryFields answers whole }} }}"
        );
        let whole = json!({ "keys": 0, "indexes": 0, "directoryFields": 0, "answers": 0, "whole": true });
        assert_eq!(app.data(&query).await["erasureProof"], whole, "{record}");
    }
    assert_eq!(hours(app).await, figures(1), "one human, erased or not");
    let again = act(app, &register).await;
    assert_eq!(again["outcome"], "EXECUTED", "both numbers are free");
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn role_of_the_duplicate_alone_is_the_survivors_and_goes_on_until_a_split() {
    let Records { app, other, .. } = Records::begun().await;
    let number = id_number("19900101", 9);
    let registered = act(&app, &format!("registerPerson(input: {{ name: \"李示例\", idNumber: \"{number}\" }})")).await;
    let one = registered["id"].as_str().expect("an id").to_owned();
    let records = Records { app, one, other };
    records.merge().await;
    let Records { app, one, other } = &records;
    let head = app.head().await;
    let query = format!(
        "{{ survivor: person(id: \"{one}\", atLeast: {head}) {{ volunteer {{ code person {{ id }} }} }}
            duplicate: person(id: \"{other}\", atLeast: {head}) {{ mergedInto {{ id }} volunteer {{ code }} }} }}"
    );
    let expected = json!({ "survivor": { "volunteer": { "code": "V-2", "person": { "id": one } } },
        "duplicate": { "mergedInto": { "id": one }, "volunteer": null } });
    assert_eq!(app.data(&query).await, expected);
    does(app, "declareSkills(volunteer: \"V-2\", skills: [\"急救\"])").await;
    let taken = format!(
        "registerVolunteer(input: {{ personId: \"{one}\", code: \"V-9\", division: \"445281\", registeredOn: \"2024-06-03\" }})"
    );
    assert_eq!(refusal(app, &taken).await["code"], "IDENTITY_TAKEN", "the human is a volunteer already");
    let of_duplicate = taken.replace(one.as_str(), other);
    assert_eq!(refusal(app, &of_duplicate).await, json!({ "code": "PERSON_MERGED", "survivor": one }));
    app.verify_views().await;
    records.split().await;
    does(app, &taken).await;
    app.verify_views().await;
}

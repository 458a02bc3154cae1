//! The copy of a person who is a volunteer, a social worker and an instructor at once: with every part that the
//! registry holds, and with nothing of anybody else.

use super::{
    lives::{MARKS, two_lives},
    registry::{CONTACT, COUNTY, Registry, unmask},
};
use crate::{
    files::id_number,
    journeys::steps::{act, does},
};
use serde_json::{Value, json};

/// Every list of the copy, with how many entries the first of the two has in it.
const LISTS: &[(&str, usize)] = &[
    ("/volunteer/credits", 14),
    ("/volunteer/certificates", 1),
    ("/volunteer/trainings", 1),
    ("/volunteer/commendations", 1),
    ("/volunteer/disputes", 1),
    ("/volunteer/points/entries", 1),
    ("/volunteer/points/balances", 1),
    ("/volunteer/teams", 1),
    ("/volunteer/drills", 1),
    ("/volunteer/attendance", 1),
    ("/volunteer/insurances", 1),
    ("/volunteer/availability", 1),
    ("/volunteer/availability/0/windows", 1),
    ("/volunteer/pauses", 1),
    ("/volunteer/demands", 1),
    ("/volunteer/mergedVolunteers", 0),
    ("/socialWorker/certificates", 1),
    ("/socialWorker/registrations", 1),
    ("/socialWorker/education", 1),
    ("/socialWorker/posts", 1),
    ("/socialWorker/grades", 1),
    ("/socialWorker/appraisals", 1),
    ("/socialWorker/outcomes", 1),
    ("/instructor/trainings", 1),
    ("/instructor/appraisals", 1),
    ("/instructor/links", 1),
    ("/instructor/focusOverrides", 1),
    ("/instructor/visits", 1),
    ("/instructor/problems", 1),
    ("/instructor/matters", 1),
    ("/posts", 1),
    ("/represents", 1),
    ("/pools", 1),
    ("/demandMatches", 1),
    ("/mergedRecords", 0),
    ("/exports", 0),
];

/// One value of each part, of whose texts bear this mark.
fn values(mark: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("/volunteer/skills/0", json!(format!("急救{mark}"))),
        ("/volunteer/verifiedSkills/0", json!(format!("急救{mark}"))),
        ("/volunteer/credits/0/minutes", json!(450)),
        ("/volunteer/credits/0/quality", json!("EXCELLENT")),
        ("/volunteer/credits/0/changes/0/kind", json!("CORRECTED")),
        ("/volunteer/credits/0/changes/0/minutes", json!(480)),
        ("/volunteer/trainings/0/name", json!(format!("培训{mark}"))),
        ("/volunteer/commendations/0/name", json!(format!("表彰{mark}"))),
        ("/volunteer/star/applied", json!(1)),
        ("/volunteer/disputes/0/code", json!(format!("异议-{mark}"))),
        ("/volunteer/points/entries/0/code", json!(format!("积分-{mark}"))),
        ("/volunteer/points/balances/0/balance", json!(5)),
        ("/volunteer/teams/0/code", json!("T-A")),
        ("/volunteer/insurances/0/policyReference", json!(format!("保-{mark}"))),
        ("/volunteer/availability/0/windows/0/weekday", json!("SATURDAY")),
        ("/volunteer/pauses/0/from", json!("2024-06-03")),
        ("/socialWorker/code", json!("S-0")),
        ("/socialWorker/abilities/0", json!(format!("调解{mark}"))),
        ("/socialWorker/certificates/0/number", json!(format!("C-{mark}"))),
        ("/socialWorker/education/0/course", json!(format!("课程{mark}"))),
        ("/socialWorker/grades/0/grade", json!(3)),
        ("/socialWorker/appraisals/0/grade", json!("EXCELLENT")),
        ("/socialWorker/outcomes/0/outcome", json!("PARTY_MEMBER")),
        ("/instructor/code", json!("I-0")),
        ("/instructor/education", json!("BACHELOR")),
        ("/instructor/partyWorkYears", json!(6)),
        ("/instructor/trainings/0/name", json!(format!("党务{mark}"))),
        ("/instructor/links/0/kind", json!("FOCUS")),
        ("/instructor/focusOverrides/0/limit", json!(12)),
        ("/instructor/matters/0/code", json!(format!("事项-{mark}"))),
        ("/posts/0/role", json!("OBSERVER")),
        ("/represents/0/code", json!("L-0")),
        ("/pools/0/code", json!("POOL")),
        ("/pools/0/provision", json!(format!("第{mark}条"))),
        ("/demandMatches/0/item", json!("X")),
    ]
}

/// The copy as its text and as what it holds.
async fn copy_of(registry: &Registry, number: usize) -> (String, Value) {
    let person = &registry.people[number];
    let own = registry.app.key_with(&format!("VOLUNTEER@{person}"), None).await;
    let answer = registry.app.data_with(&own, &format!("{{ myData(person: \"{person}\") {{ copy }} }}")).await;
    let text = answer["myData"]["copy"].as_str().expect("a text").to_owned();
    let held = serde_json::from_str(&text).expect("JSON");
    (text, held)
}

/// How many entries a list of the copy has.
fn count(held: &Value, path: &str) -> Option<usize> {
    held.pointer(path).and_then(Value::as_array).map(Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_holds_every_part_of_a_volunteer_social_worker_and_instructor_and_nothing_of_somebody_like_them() {
    let registry = two_lives().await;
    let (text, held) = copy_of(&registry, 0).await;
    assert_eq!(held["form"], "muster-person/1");
    for (list, entries) in LISTS {
        assert_eq!(count(&held, list), Some(*entries), "{list} of {held:#}");
    }
    let mark = MARKS[0];
    for (value, is) in values(mark) {
        assert_eq!(held.pointer(value), Some(&is), "{value}");
    }
    assert!(held["socialWorker"]["agency"].is_string() && held["socialWorker"]["practiceTo"].is_string());
    let facts = held["talentFacts"].as_array().expect("facts");
    for (kind, value) in
        [("MODE", "ADVISER"), ("CONTACT", "TELEPHONE"), ("SKILL", "砖雕甲翠"), ("CONSENT", "DISCLOSURE")]
    {
        assert!(facts.iter().any(|fact| fact["kind"] == kind && fact["value"] == value), "{kind} {value}");
    }
    // The other lives the same life, and their own copy says so.
    let (others, _) = copy_of(&registry, 1).await;
    assert!(others.contains(MARKS[1]) && !others.contains(mark));
    for of_other in [MARKS[1], &registry.people[1], "V-1", "S-1", "I-1", "R-1", "L-1", "欧阳翠鸟00001"] {
        assert!(!text.contains(of_other), "{of_other} is somebody else's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_of_the_person_are_shown_beside_the_volunteer_and_lead_to_nobody_else() {
    let registry = two_lives().await;
    let (app, person) = (&registry.app, &registry.people[0]);
    let other = &registry.people[1];
    does(
        app,
        &format!("nameLegalRepresentative(organization: \"AG\", personId: \"{other}\", namedOn: \"2024-05-01\")"),
    )
    .await;
    app.settle().await;
    let own = app.key_with(&format!("VOLUNTEER@{person}"), None).await;
    let of = |asked: &str| format!("{{ myData(person: \"{person}\") {{ {asked} }} }}");
    let roles = of("socialWorker { code level certificates { level } career { education { course } } agency { code } }
        instructor { code kind appointedOn links { nodes { linkKind organization { code } } } }");
    let shown = app.data_with(&own, &roles).await["myData"].clone();
    assert_eq!(
        shown,
        json!({
            "socialWorker": { "code": "S-0", "level": "ASSISTANT_SOCIAL_WORKER",
                "certificates": [{ "level": "ASSISTANT_SOCIAL_WORKER" }],
                "career": { "education": [{ "course": format!("课程{}", MARKS[0]) }] }, "agency": { "code": "AG" } },
            "instructor": { "code": "I-0", "kind": "PART_TIME", "appointedOn": "2023-01-05",
                "links": { "nodes": [{ "linkKind": "FOCUS", "organization": { "code": "R-0" } }] } },
        })
    );
    for elsewhere in ["socialWorker { agency { legalRepresentative { name } } }", "instructor { person { name } }"] {
        assert_eq!(app.refusal_with(&own, &of(elsewhere)).await["code"], "FORBIDDEN", "{elsewhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_read_and_every_recipient_is_in_the_copy_beyond_the_hundred_that_are_listed() {
    const READS: usize = 1_100;
    let registry = Registry::of(2).await;
    let (app, person) = (&registry.app, &registry.people[0]);
    does(
        app,
        &format!("giveConsent(person: \"{person}\", scope: DISCLOSURE, noticeVersion: \"1\", givenOn: \"2024-05-02\")"),
    )
    .await;
    let reader = registry.key("HR_READER").await;
    app.data_with(&reader, &unmask(&registry.people, &format!("{CONTACT}, note: \"笔记翠鸟\""))).await;
    let export = format!(
        "mutation {{ exportPeople(input: {{ people: [\"{person}\"], fields: [NAME], purpose: TRAINING,
            recipient: \"O-B\", format: CSV }}) {{ people content }} }}"
    );
    let left = app.data_with(&reader, &export).await["exportPeople"].clone();
    assert_eq!(left["people"], 1, "{left}");
    let more = "insert into log.access_entries
        select (e.number + n), gen_random_uuid(), e.read_at, e.way, e.principal, e.role, e.organization, e.person,
               e.fields, e.purpose, null, e.correlation_id, e.approved_by, e.approved_at
        from log.access_entries e, generate_series(1, $1) n
        where e.number = (select max(number) from log.access_entries)";
    let reads = i32::try_from(READS).expect("few");
    sqlx::query(more).bind(reads).execute(&mut app.store.admin().await).await.expect("the reads are there");
    app.settle().await;
    let (text, held) = copy_of(&registry, 0).await;
    assert!(count(&held, "/reads").is_some_and(|reads| reads > READS), "{:?}", count(&held, "/reads"));
    assert!(text.contains("笔记翠鸟"));
    let (recipient, fields) = (&held["exports"][0]["recipient"], &held["exports"][0]["fields"]);
    assert_eq!((&recipient["code"], fields), (&json!("O-B"), &json!(["NAME"])));
    assert_eq!((&held["exports"][0]["purpose"], count(&held, "/exports")), (&json!("TRAINING"), Some(1)));
    let (_, other) = copy_of(&registry, 1).await;
    assert_eq!((count(&other, "/exports"), count(&other, "/reads")), (Some(0), Some(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_entered_under_a_merged_record_is_in_the_copy_of_whoever_goes_on() {
    let registry = Registry::of(1).await;
    let (app, person) = (&registry.app, registry.people[0].clone());
    let register = format!(
        "registerVolunteer(input: {{ code: \"V-M\", division: \"{COUNTY}\", registeredOn: \"2024-05-02\",
            person: {{ name: \"欧阳翠鸟00000\", idNumber: \"{}\" }} }})",
        id_number("19130115", 900)
    );
    does(app, &register).await;
    let query = format!("{{ volunteer(code: \"V-M\", atLeast: {}) {{ person {{ id }} }} }}", app.head().await);
    let twin = app.data(&query).await["volunteer"]["person"]["id"].as_str().expect("an id").to_owned();
    for mutation in [
        "recordTraining(input: { volunteer: \"V-M\", name: \"培训并档\", provider: \"示例中心\", minutes: 240,
            completedOn: \"2024-05-20\" })"
            .to_owned(),
        format!(
            "registerSocialWorker(input: {{ code: \"S-M\", personId: \"{twin}\", division: \"{COUNTY}\",
                registeredOn: \"2021-01-01\" }})"
        ),
        format!("proposeMerge(survivor: \"{person}\", duplicate: \"{twin}\", reason: \"两次建档\")"),
    ] {
        act(app, &mutation).await;
    }
    let approve = format!("mutation {{ approveMerge(survivor: \"{person}\", duplicate: \"{twin}\") {{ outcome }} }}");
    assert_eq!(app.data_by_other(&approve).await["approveMerge"]["outcome"], "EXECUTED");
    app.settle().await;
    let (text, held) = copy_of(&registry, 0).await;
    let merged = &held["volunteer"]["mergedVolunteers"][0];
    assert_eq!((&merged["code"], &merged["trainings"][0]["name"]), (&json!("V-M"), &json!("培训并档")));
    assert_eq!((&held["volunteer"]["code"], &held["socialWorker"]["code"]), (&json!("V-0"), &json!("S-M")));
    assert_eq!(
        (&held["mergedRecords"][0]["person"], &held["mergedRecords"][0]["name"]),
        (&json!(twin), &json!("欧***")),
        "{text}"
    );
    assert!(!text.contains(&id_number("19130115", 900)), "the number of a merged record stays masked");
    // Whoever was entered twice still copies what stands under the other record, and nothing of the one that goes on.
    let registry = Registry { app: registry.app, people: vec![twin] };
    let (text, held) = copy_of(&registry, 0).await;
    assert_eq!((&held["volunteer"]["code"], &held["socialWorker"]["code"]), (&json!("V-M"), &json!("S-M")));
    assert!(!text.contains("V-0") && !text.contains(&person));
}

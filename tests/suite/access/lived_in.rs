//! The counties of the matrix with more of what happens in a registry, so that a walk over it meets most types: people who
//! ask for their rights, who are erased and taken for one another, who are trained, star and disputes, careers, versions of
//! the rules. Beside them the questions that need more than the name of a record.

use super::world::{OTHER, OWN, World, planned};
use crate::{
    files::id_number,
    journeys::steps::{act, does},
};
use muster_api::access::policy::Noun;
use serde_json::Value;

/// The registry, with the questions that lead on to what an argument alone does not name.
pub(super) struct LivedIn {
    pub(super) world: World,
    pub(super) questions: Vec<String>,
    /// Whose data were erased: somebody of either county, the callers' own first, and somebody in no role.
    erased: [String; 3],
    /// Somebody who is on file and in no role.
    unplaced: String,
}

impl LivedIn {
    /// The counties a while later, and every view at the head.
    pub(super) async fn made() -> Self {
        let world = World::made().await;
        let before = world.app.head().await;
        let own = world.own_person().to_owned();
        let leaving = registered(&world, OWN, 3).await;
        let twin = registered(&world, OWN, 4).await;
        let erased = [
            registered(&world, OWN, 5).await,
            registered(&world, OTHER, 6).await,
            on_file(&world, "20000101", 9).await,
        ];
        let child = child(&world).await;
        let unplaced = on_file(&world, "20000101", 8).await;
        for mutation in rights(&own, &twin, &leaving).into_iter().chain(service(&world)).chain(careers()).chain(pools())
        {
            does(&world.app, &mutation).await;
        }
        planned(&world.app, "2024-06-10").await;
        for mutation in [
            "changeActivity(input: { activity: \"NEW\", place: \"南河\", reason: \"大雨\" })",
            "enroll(seat: { activity: \"NEW\", session: 1, volunteer: \"V-A\" })",
        ] {
            does(&world.app, mutation).await;
        }
        for person in &erased {
            does(&world.app, &format!("proposeErasure(person: \"{person}\", basis: CONSENT_WITHDRAWN)")).await;
            let erase = format!("mutation {{ approveErasure(person: \"{person}\") {{ outcome }} }}");
            assert_eq!(world.app.data_by_other(&erase).await["approveErasure"]["outcome"], "EXECUTED");
        }
        let reader = world.app.key_with(&format!("HR_READER@{OWN}"), None).await;
        for mutation in [
            format!(
                "proposeMinorRead(person: \"{child}\", fields: [NAME], purpose: CONTACT, note: \"通知家长\") {{ outcome }}"
            ),
            format!(
                "exportPeople(input: {{ people: [\"{own}\"], fields: [NAME], purpose: TRAINING, recipient: \"O-A\",
                    format: CSV }}) {{ content }}"
            ),
        ] {
            world.app.data_with(&reader, &format!("mutation {{ {mutation} }}")).await;
        }
        world.app.settle().await;
        Self { questions: questions(&own, &erased[0], before), world, erased, unplaced }
    }

    /// What names a record of this kind for a field, in the callers' own county or in the other.
    pub(super) fn named(&self, field: &str, noun: Noun, own: bool) -> String {
        match (field, noun) {
            ("erasureProof", Noun::Person) => self.erased[usize::from(!own)].clone(),
            ("savedPool", Noun::Pool) => format!("SAVED-{}", if own { "A" } else { "B" }),
            _ => self.world.named(noun, own),
        }
    }

    /// The id of somebody who is in no role, for a field.
    pub(super) fn unplaced(&self, field: &str) -> &str {
        if field == "erasureProof" { &self.erased[2] } else { &self.unplaced }
    }
}

/// A volunteer of a county.
async fn registered(world: &World, division: &str, number: u32) -> String {
    let register = format!(
        "registerVolunteer(input: {{ code: \"V-{number}\", division: \"{division}\", registeredOn: \"2024-05-02\",
            person: {{ name: \"王示例\", idNumber: \"{}\" }} }})",
        id_number("19900101", number)
    );
    does(&world.app, &register).await;
    let query =
        format!("{{ volunteer(code: \"V-{number}\", atLeast: {}) {{ person {{ id }} }} }}", world.app.head().await);
    let found = world.app.data(&query).await;
    found["volunteer"]["person"]["id"].as_str().expect("an id").to_owned()
}

/// Somebody who was put on file, and into no role.
async fn on_file(world: &World, born: &str, number: u32) -> String {
    let id_number = id_number(born, number);
    let register = format!("registerPerson(input: {{ name: \"王示例\", idNumber: \"{id_number}\" }})");
    act(&world.app, &register).await["id"].as_str().expect("an id").to_owned()
}

/// A volunteer of ten whose guardian consents.
async fn child(world: &World) -> String {
    let person = on_file(world, "20140101", 7).await;
    for mutation in [
        format!(
            "giveGuardianConsent(person: \"{person}\", input: {{ guardianName: \"王大例\", guardianPhone: \"13900000000\",
                noticeVersion: \"1\", givenOn: \"2024-06-01\" }})"
        ),
        format!(
            "registerVolunteer(input: {{ code: \"V-7\", division: \"{OWN}\", registeredOn: \"2024-06-02\",
                personId: \"{person}\" }})"
        ),
    ] {
        does(&world.app, &mutation).await;
    }
    person
}

fn rights(own: &str, twin: &str, leaving: &str) -> Vec<String> {
    vec![
        format!("giveConsent(person: \"{own}\", scope: TALENT_POOL, noticeVersion: \"1\", givenOn: \"2024-05-02\")"),
        format!("giveConsent(person: \"{own}\", scope: DISCLOSURE, noticeVersion: \"1\", givenOn: \"2024-05-02\")"),
        format!("requestData(person: \"{own}\", kind: CORRECTION, text: \"电话换成新号\")"),
        format!("proposeMerge(survivor: \"{own}\", duplicate: \"{twin}\", reason: \"两次建档\")"),
        format!("proposeErasure(person: \"{leaving}\", basis: CONSENT_WITHDRAWN)"),
    ]
}

fn service(world: &World) -> Vec<String> {
    vec![
        "recordTraining(input: { volunteer: \"V-A\", name: \"急救\", provider: \"示例中心\", minutes: 240,
            completedOn: \"2024-02-01\" })"
            .to_owned(),
        "recordCommendation(input: { volunteer: \"V-A\", name: \"优秀志愿者\", grantingBody: \"示例文明办\", level: CITY,
            grantedOn: \"2024-03-05\", evidenceReference: \"文-1\" })"
            .to_owned(),
        "setAvailability(volunteer: \"V-A\", input: { from: \"2024-06-03\", until: \"2024-06-30\",
            weekly: [{ weekday: SATURDAY, from: \"08:00\", to: \"12:00\" }],
            exceptions: [{ day: \"2024-06-05\", windows: [{ from: \"00:00\", to: \"02:00\" }] }] })"
            .to_owned(),
        format!(
            "correctHours(input: {{ volunteer: \"V-A\", credit: \"{}\", startsAt: \"2024-05-02T00:00:00Z\",
                endsAt: \"2024-05-02T01:30:00Z\", reason: \"提前离开\" }})",
            world.own_credit()
        ),
        "creditHours(input: { activity: \"ACT-A\", session: 1, volunteer: \"V-4\", startsAt: \"2024-05-02T02:30:00Z\",
            endsAt: \"2024-05-02T03:30:00Z\", evidence: D, documentReference: \"表-1\" })"
            .to_owned(),
        "disputeRecord(input: { volunteer: \"V-A\", code: \"Y-1\", kind: MISSING_HOURS, activity: \"ACT-A\",
            claimedFrom: \"2024-05-02T03:30:00Z\", claimedTo: \"2024-05-02T04:00:00Z\", statement: \"漏记\" })"
            .to_owned(),
        "issueCertificate(volunteer: \"V-A\", number: \"Z-1\", from: \"2024-05-01\", to: \"2024-05-31\")".to_owned(),
        "recordOutcome(activity: \"ACT-A\", measure: \"树\", amount: 12)".to_owned(),
        format!(
            "recordPopulation(input: {{ division: \"{OWN}\", basis: URBAN_RESIDENTS, asOf: \"2023-12-31\", people: 1000,
                source: \"示例公报\" }})"
        ),
    ]
}

fn careers() -> Vec<String> {
    vec![
        "assignOrganization(input: { instructor: \"I-A\", organization: \"O-A\", linkKind: FOCUS, from: \"2024-01-01\" })"
            .to_owned(),
        "recordInstructorTraining(instructor: \"I-A\", name: \"党务\", minutes: 240, completedOn: \"2024-02-01\")"
            .to_owned(),
        "obtainCertificate(socialWorker: \"S-A\", input: { level: ASSISTANT_SOCIAL_WORKER, certificateNo: \"C-1\",
            certifiedOn: \"2021-06-01\" })"
            .to_owned(),
        "registerPractice(socialWorker: \"S-A\", registeredOn: \"2021-06-10\")".to_owned(),
        "creditEducation(socialWorker: \"S-A\", input: { course: \"个案工作\", provider: \"示例学院\", kind: COURSE,
            minutes: 4320, completedOn: \"2022-05-01\" })"
            .to_owned(),
        format!(
            "publishPolicy(input: {{ version: \"x-1\", jurisdiction: \"{OTHER}\", effectiveFrom: \"2024-07-01\",
                changes: [{{ name: \"focus_links_limit\", value: 8 }}], orderReference: \"令-3\" }})"
        ),
    ]
}

fn pools() -> [String; 2] {
    [("A", OWN), ("B", OTHER)].map(|(letter, division)| {
        format!(
            "openPool(input: {{ code: \"SAVED-{letter}\", name: \"示例库\", division: \"{division}\",
                criteria: {{ role: SOCIAL_WORKER }}, openedOn: \"2024-05-02\" }})"
        )
    })
}

/// What is asked beside the plain fields, of the callers' own county.
fn questions(own: &str, gone: &str, before: i64) -> Vec<String> {
    let of_county = format!("within: \"{OWN}\"");
    let supposed = [("star_1_minutes", 60), ("focus_links_expected", 1), ("education_minutes_assistant", 4_400)];
    let supposed = supposed.map(|(name, value)| format!("{{ name: \"{name}\", value: {value} }}")).join(", ");
    let asked = [
        format!("hoursServed(filter: {{ {of_county} }}, groupBy: [DIVISION, CATEGORY])"),
        format!("policyWhatIf({of_county}, changes: [{supposed}])"),
        format!("pointsSummary(filter: {{ {of_county} }}, by: SCHEME)"),
        format!(
            "explainDifference(report: {{ kind: HOURS_SERVED, {of_county}, from: \"2024-05-01\", to: \"2024-05-31\" }},
                earlier: {{ position: {before} }})"
        ),
        format!("erasureProof(person: \"{gone}\")"),
        format!("unmaskedPeople(people: [\"{own}\"], fields: [NAME, REQUESTS], purpose: RIGHTS_REQUEST)"),
        "persons(filter: { name: \"王示例\" })".to_owned(),
        "certificateTrace(number: \"Z-1\")".to_owned(),
        "verifyCertificate(number: \"Z-1\")".to_owned(),
        "aggregateState(aggregateType: VOLUNTEER, code: \"V-A\")".to_owned(),
        format!("division(code: \"{OWN}\")"),
    ];
    asked.map(|call| format!("{call} {{ __typename }}")).into()
}

/// An answer that is not there yet: something is still being built for it.
pub(super) fn is_building(answer: &Value) -> bool {
    answer["errors"][0]["extensions"]["code"] == "AS_OF_BUILDING"
}

//! Whatever edge leads to somebody: one's own right opens one's own record and nobody beside it, and who reads no people
//! reads neither their rows nor the cursors of their lists.

use super::{
    arguments::Types,
    world::{OWN, World},
};
use crate::journeys::steps::does;
use muster_api::access::policy::{NOBODY, PEOPLE, Shows, TO_OTHERS, shown_by};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The edges between types that show people which stay with the same person, or with those whom the table placed.
const TO_THE_SAME: &[(&str, &str)] = &[
    ("Attendance", "volunteer"),
    ("AvailableVolunteer", "volunteer"),
    ("Career", "education"),
    ("Career", "outcomes"),
    ("Career", "registrations"),
    ("Credit", "decision"),
    ("Credit", "volunteer"),
    ("CreditDecision", "changes"),
    ("CreditDecision", "disputes"),
    ("CreditDecision", "reasons"),
    ("CreditedRow", "volunteer"),
    ("DayException", "windows"),
    ("DeclaredAvailability", "exceptions"),
    ("DeclaredAvailability", "weekly"),
    ("DemandCandidate", "criteria"),
    ("DemandCandidate", "person"),
    ("DemandProposal", "criteria"),
    ("DemandProposal", "person"),
    ("Dispute", "volunteer"),
    ("EducationChange", "socialWorker"),
    ("EducationGap", "socialWorker"),
    ("Eligibility", "conditions"),
    ("Eligibility", "days"),
    ("Eligibility", "enrolledElsewhere"),
    ("ErasureProposal", "person"),
    ("Expiry", "person"),
    ("Expiry", "volunteer"),
    ("ExportedData", "withheld"),
    ("MatchExplanation", "criteria"),
    ("MergeProposal", "duplicate"),
    ("MergeProposal", "survivor"),
    ("MyData", "consents"),
    ("MyData", "person"),
    ("MyData", "reads"),
    ("MyData", "requests"),
    ("MyData", "socialWorker"),
    ("Person", "volunteer"),
    ("PointsEntry", "volunteer"),
    ("PoolChange", "explained"),
    ("PoolChange", "person"),
    ("PoolMember", "person"),
    ("Posting", "person"),
    ("Recognition", "commendations"),
    ("Recognition", "star"),
    ("Recognition", "trainings"),
    ("ReserveCandidate", "appraisals"),
    ("ReserveCandidate", "socialWorker"),
    ("SocialWorker", "career"),
    ("SocialWorker", "certificates"),
    ("SocialWorker", "person"),
    ("SocialWorker", "post"),
    ("StarCandidate", "evidence"),
    ("StarCandidate", "volunteer"),
    ("StarChange", "volunteer"),
    ("Talent", "person"),
    ("UnmaskedPerson", "requests"),
    ("VoidedCredit", "volunteer"),
    ("Volunteer", "availability"),
    ("Volunteer", "credits"),
    ("Volunteer", "insurances"),
    ("Volunteer", "person"),
    ("Volunteer", "recognition"),
];

#[test]
fn every_type_is_listed_as_showing_people_or_nobody_and_every_edge_between_people_says_to_whom_it_leads() {
    let types = Types::printed();
    let objects: BTreeSet<&str> = types.objects().filter(|name| !matches!(*name, "Query" | "Mutation")).collect();
    let undecided: Vec<_> = objects.iter().filter(|name| shown_by(name).is_none()).collect();
    assert!(undecided.is_empty(), "do these show people? say so in access/policy/types.rs: {undecided:?}");
    let gone: Vec<_> = PEOPLE.iter().chain(NOBODY).filter(|name| !objects.contains(*name)).collect();
    assert!(gone.is_empty(), "no longer in the schema: {gone:?}");
    let mut edges = BTreeSet::new();
    for parent in objects.iter().filter(|name| PEOPLE.contains(*name)) {
        for field in types.fields(parent) {
            if shown_by(&field.ty.node.to_string()) == Some(Shows::People) {
                edges.insert((*parent, field.name.node.as_str()));
            }
        }
    }
    let decided: BTreeSet<_> = TO_THE_SAME.iter().chain(TO_OTHERS).copied().collect();
    let undecided: Vec<_> = edges.difference(&decided).collect();
    assert!(undecided.is_empty(), "do these lead to somebody else? {undecided:?}");
    assert!(TO_OTHERS.iter().all(|edge| edges.contains(edge) && !TO_THE_SAME.contains(edge)));
}

/// Both counties, with somebody who represents each organization and leads each team: the other volunteer.
async fn led() -> World {
    let world = World::made().await;
    let app = &world.app;
    for (letter, other) in [("A", "B"), ("B", "A")] {
        let person = app.data(&format!("{{ volunteer(code: \"V-{other}\") {{ person {{ id }} }} }}")).await;
        let person = person["volunteer"]["person"]["id"].clone();
        for mutation in [
            format!(
                "nameLegalRepresentative(organization: \"O-{letter}\", personId: {person}, namedOn: \"2024-06-01\")"
            ),
            format!("admitMember(team: \"T-{letter}\", volunteer: \"V-{other}\", admittedOn: \"2024-06-01\")"),
            format!("appointLeader(team: \"T-{letter}\", volunteer: \"V-{other}\", appointedOn: \"2024-06-01\")"),
        ] {
            does(app, &mutation).await;
        }
    }
    app.settle().await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn volunteer_reads_their_own_record_and_nobody_to_whom_an_edge_leads_from_it() {
    let world = led().await;
    let app = &world.app;
    let own = app.key_with(&format!("VOLUNTEER@{}", world.own_person()), None).await;
    let record =
        "{ volunteer(code: \"V-A\") { code minutesTotal pendingMinutes creditsCount importedMinutes lastServedOn
        person { name volunteer { code } } recognition { star { star } } availability { holds } insurances { insurer }
        credits { nodes { id volunteer { code } team { code } organization { code } decision { approvalTier } } } } }";
    let shown = app.data_with(&own, record).await["volunteer"].clone();
    assert_eq!((&shown["person"]["name"], &shown["minutesTotal"]), (&json!("王**"), &json!(180)));
    assert_eq!(shown["credits"]["nodes"][0]["volunteer"]["code"], "V-A");
    for elsewhere in [
        "pointsSchemes { operator { legalRepresentative { name phone idNumber } } }",
        "pointsSchemes { operator { legalRepresentative { volunteer { availability { holds } } } } }",
        "volunteer(code: \"V-A\") { credits { nodes { team { leader { person { name } } } } } }",
        "volunteer(code: \"V-A\") { person { mergedInto { name } } }",
    ] {
        let refused = app.refusal_with(&own, &format!("{{ {elsewhere} }}")).await;
        assert_eq!(refused["code"], "FORBIDDEN", "{elsewhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leads_or_represents_an_organization_is_shown_where_it_is_in_reach() {
    let world = led().await;
    let app = &world.app;
    let writer = app.key_with("ORGANIZATION_WRITER", Some("O-A")).await;
    let county = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let operators = "{ pointsSchemes { operator { code legalRepresentative { name } } } }";
    for key in [&writer, &county] {
        let answer = app.ask_by(key, operators, json!({})).await;
        let of = |place: usize| answer["data"]["pointsSchemes"][place]["operator"].clone();
        assert_eq!(of(0), json!({ "code": "O-A", "legalRepresentative": { "name": "王**" } }));
        assert_eq!((&of(1)["code"], &of(1)["legalRepresentative"]), (&json!("O-B"), &Value::Null));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "OUT_OF_SCOPE");
    }
    let leader = "{ team(code: \"T-A\") { leader { code person { name } } } }";
    let shown = app.data_with(&writer, leader).await["team"]["leader"].clone();
    assert_eq!(shown, json!({ "code": "V-B", "person": { "name": "王**" } }));
    let refused = app.refusal_with(&writer, "{ team(code: \"T-A\") { leader { minutesTotal } } }").await;
    assert_eq!(refused["code"], "OUT_OF_SCOPE");
    let credited = format!("{{ credit(id: \"{}\") {{ team {{ leader {{ code }} }} }} }}", world.own_credit());
    assert_eq!(app.data_with(&writer, &credited).await["credit"]["team"]["leader"]["code"], "V-B");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_no_people_reads_neither_their_rows_nor_the_cursors_of_their_lists() {
    let world = led().await;
    let app = &world.app;
    let supposed = format!("policyWhatIf(within: \"{OWN}\", changes: [{{ name: \"star_1_minutes\", value: 120 }}])");
    let edges = [
        format!("{supposed} {{ stars {{ changes {{ edges {{ cursor }} }} }} }}"),
        format!("{supposed} {{ stars {{ changes {{ pageInfo {{ endCursor }} }} }} }}"),
        format!("{supposed} {{ stars {{ changes {{ nodes {{ after minutesAfter }} }} }} }}"),
        format!("{supposed} {{ educationGap(withinDays: 30) {{ changes {{ nodes {{ leftAfter }} }} }} }}"),
        "activity(code: \"ACT-A\") { sessions { attendance { edges { cursor } } } }".to_owned(),
        "activity(code: \"ACT-A\") { sessions { attendance { pageInfo { endCursor } } } }".to_owned(),
        "serviceDemand(code: \"XQ-A\") { candidates { volunteers { edges { cursor } } } }".to_owned(),
        "team(code: \"T-A\") { leader { code } }".to_owned(),
    ];
    let auditor = app.key_with(&format!("AUDITOR@{OWN}"), None).await;
    for edge in &edges {
        assert_eq!(app.refusal_with(&auditor, &format!("{{ {edge} }}")).await["code"], "FORBIDDEN", "{edge}");
    }
    let operator = app.key_with("OPERATOR", None).await;
    for edge in &edges[..4] {
        assert_eq!(app.refusal_with(&operator, &format!("{{ {edge} }}")).await["code"], "FORBIDDEN", "{edge}");
    }
    let figures = format!("{{ {supposed} {{ stars {{ reached {{ before }} levels {{ level }} }} }} }}");
    assert_eq!(app.data_with(&operator, &figures).await["policyWhatIf"]["stars"]["levels"][0]["level"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn appraisal_and_training_of_an_instructor_are_read_by_whoever_reads_people() {
    let world = World::made().await;
    let app = &world.app;
    for mutation in [
        "appraiseInstructor(instructor: \"I-A\", year: 2023, grade: COMPETENT)",
        "assignOrganization(input: { instructor: \"I-A\", organization: \"O-A\", linkKind: FOCUS, from: \"2024-06-01\" })",
    ] {
        does(app, mutation).await;
    }
    app.settle().await;
    let links = |shown: &str| {
        format!(
            "{{ instructorAssignments(filter: {{ within: \"{OWN}\" }}) {{ links {{ nodes {{ instructor {{ {shown} }} }} }} }} }}"
        )
    };
    let of = |answer: Value| answer["instructorAssignments"]["links"]["nodes"][0]["instructor"].clone();
    for role in ["OPERATOR".to_owned(), format!("AUDITOR@{OWN}")] {
        let key = app.key_with(&role, None).await;
        assert_eq!(of(app.data_with(&key, &links("code")).await)["code"], "I-A", "{role}");
        for shown in ["appraisals { year }", "qualification { education }", "trainings { name }", "person { name }"] {
            assert_eq!(app.refusal_with(&key, &links(shown)).await["code"], "FORBIDDEN", "{role}: {shown}");
        }
    }
    let reader = app.key_with(&format!("HR_READER@{OWN}"), None).await;
    let shown = of(app.data_with(&reader, &links("appraisals { year }")).await);
    assert_eq!(shown["appraisals"][0]["year"], 2023);
    // Who guides it is shown to the organization, and nothing of what is held on them.
    let guided = app.key_with("ORGANIZATION_WRITER", Some("O-A")).await;
    let of_own = |shown: &str| {
        format!(
            "{{ instructorAssignments(filter: {{ organization: \"O-A\" }}) {{ links {{ nodes {{ instructor {{ {shown} }} }} }} }} }}"
        )
    };
    let shown = of(app.data_with(&guided, &of_own("code person { name }")).await);
    assert_eq!(shown, json!({ "code": "I-A", "person": { "name": "李**" } }));
    for shown in ["appraisals { year }", "qualification { education }", "trainings { name }"] {
        assert_eq!(app.refusal_with(&guided, &of_own(shown)).await["code"], "OUT_OF_SCOPE", "{shown}");
    }
}

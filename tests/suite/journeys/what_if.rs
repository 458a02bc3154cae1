//! What other numbers of the rules would change: the same rules asked again, exact figures, and nothing stored.

use super::{
    recognition::served,
    steps::{does, register_organization},
};
use crate::files::id_number;
use muster_tests::TestApp;
use serde_json::{Value, json};

/// V-1 served 6,240 minutes and V-2 5,760; I-1 has three focus links; of two registrations that end on 9 June 2024 S-1
/// has 4,000 minutes of education and S-2 has 4,320. Today is 3 June 2024.
async fn story() -> TestApp {
    let app = served([13, 12]).await;
    let person = |number| {
        let id_number = id_number("19850101", number);
        format!("person: {{ name: \"王示例\", document: RESIDENT_ID, idNumber: \"{id_number}\" }}")
    };
    let appoint = format!(
        "appointInstructor(input: {{ code: \"I-1\", kind: FULL_TIME, division: \"445281\",
            appointedOn: \"2023-01-01\", {} }})",
        person(1)
    );
    does(&app, &appoint).await;
    for number in 1..=3 {
        let code = format!("E-{number}");
        register_organization(&app, &code, "ENTERPRISE", "445281").await;
        let assign = format!(
            "assignOrganization(input: {{ instructor: \"I-1\", organization: \"{code}\", linkKind: FOCUS,
                from: \"2023-02-01\" }})"
        );
        does(&app, &assign).await;
    }
    for (number, minutes) in [(1, 4_000), (2, 4_320)] {
        let register = format!(
            "registerSocialWorker(input: {{ code: \"S-{number}\", division: \"445202\",
                registeredOn: \"2020-01-02\", {} }})",
            person(10 + number)
        );
        does(&app, &register).await;
        let steps = [
            format!(
                "obtainCertificate(socialWorker: \"S-{number}\", input: {{ level: ASSISTANT_SOCIAL_WORKER,
                    certificateNo: \"C-{number}\", certifiedOn: \"2021-06-01\" }})"
            ),
            format!("registerPractice(socialWorker: \"S-{number}\", registeredOn: \"2021-06-10\")"),
            format!(
                "creditEducation(socialWorker: \"S-{number}\", input: {{ course: \"个案工作\", provider: \"示例学院\",
                    kind: COURSE, minutes: {minutes}, completedOn: \"2022-05-01\" }})"
            ),
        ];
        for step in steps {
            does(&app, &step).await;
        }
    }
    app.settle().await;
    app
}

/// The question with these arguments.
fn question(arguments: &str) -> String {
    format!(
        "{{ policyWhatIf(within: \"4452\", {arguments}) {{
            numbers {{ name before after }}
            stars {{ reached {{ before after gained lost }} levels {{ level before after }}
                changes {{ nodes {{ volunteer {{ code }} before after minutesBefore minutesAfter }} }} }}
            focusLinks {{ instructors under {{ before after gained lost }} over {{ before after gained lost }}
                changes {{ nodes {{ instructor {{ code }} focus before after limitBefore limitAfter }} }} }}
            educationGap(withinDays: 30) {{ ending lacking {{ before after gained lost }}
                changes {{ nodes {{ socialWorker {{ code }} validTo hadMinutes leftBefore leftAfter }} }} }} }} }}"
    )
}

fn numbers(changes: &[(&str, u32)]) -> String {
    let number = |(name, value): &(&str, u32)| format!("{{ name: \"{name}\", value: {value} }}");
    format!("changes: [{}]", changes.iter().map(number).collect::<Vec<_>>().join(", "))
}

fn counts(before: i64, after: i64, gained: i64, lost: i64) -> Value {
    json!({ "before": before, "after": after, "gained": gained, "lost": lost })
}

#[tokio::test(flavor = "multi_thread")]
async fn stars_links_and_hours_are_judged_again_under_other_numbers_and_nothing_is_stored() {
    let app = story().await;
    let head = app.head().await;
    let stricter = numbers(&[
        ("star_1_minutes", 7_200),
        ("focus_links_expected", 2),
        ("focus_links_limit", 2),
        ("education_minutes_assistant", 4_400),
    ]);
    let answer = app.data(&question(&stricter)).await["policyWhatIf"].clone();
    assert_eq!(answer["numbers"][0], json!({ "name": "focus_links_limit", "before": 10, "after": 2 }));
    assert_eq!(answer["numbers"].as_array().map(Vec::len), Some(4));
    assert_eq!(answer["stars"]["reached"], counts(1, 0, 0, 1));
    assert_eq!(answer["stars"]["levels"][0], json!({ "level": 1, "before": 1, "after": 0 }));
    let fallen = json!({ "volunteer": { "code": "V-1" }, "before": 1, "after": 0, "minutesBefore": 6_240,
        "minutesAfter": null });
    assert_eq!(answer["stars"]["changes"]["nodes"], json!([fallen]));
    let band = json!({ "instructor": { "code": "I-1" }, "focus": 3, "before": "UNDER", "after": "OVER",
        "limitBefore": 10, "limitAfter": 2 });
    let links = json!({ "instructors": 1, "under": counts(1, 0, 0, 1), "over": counts(0, 1, 1, 0),
        "changes": { "nodes": [band] } });
    assert_eq!(answer["focusLinks"], links);
    let lacks = json!({ "socialWorker": { "code": "S-2" }, "validTo": "2024-06-09", "hadMinutes": 4_320,
        "leftBefore": 0, "leftAfter": 80 });
    let gap = json!({ "ending": 2, "lacking": counts(1, 2, 1, 0), "changes": { "nodes": [lacks] } });
    assert_eq!(answer["educationGap"], gap);

    let milder =
        numbers(&[("star_1_minutes", 5_760), ("focus_links_expected", 3), ("education_minutes_assistant", 4_000)]);
    let answer = app.data(&question(&milder)).await["policyWhatIf"].clone();
    let risen = json!({ "volunteer": { "code": "V-2" }, "before": 0, "after": 1, "minutesBefore": null,
        "minutesAfter": 5_760 });
    assert_eq!(answer["stars"]["reached"], counts(1, 2, 1, 0));
    assert_eq!(answer["stars"]["changes"]["nodes"], json!([risen]));
    assert_eq!(answer["focusLinks"]["under"], counts(1, 0, 0, 1));
    assert_eq!(answer["focusLinks"]["over"], counts(0, 0, 0, 0));
    assert_eq!(answer["educationGap"]["lacking"], counts(1, 0, 0, 1));

    assert_eq!(app.head().await, head, "a question stores nothing");
    let stars = "{ starCandidates(organization: \"O-1\") { nodes { volunteer { code } reached } } }";
    let expected = json!([{ "volunteer": { "code": "V-1" }, "reached": 1 },
        { "volunteer": { "code": "V-2" }, "reached": 0 }]);
    assert_eq!(app.data(stars).await["starCandidates"]["nodes"], expected);
    app.verify_views().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn star_of_last_year_is_counted_by_the_service_of_its_days_and_by_the_classes_that_are_supposed() {
    let app = story().await;
    let stars = async |arguments: &str| {
        let query = format!(
            "{{ policyWhatIf(within: \"445281\", {arguments}) {{ stars(first: 1) {{ reached {{ before after gained lost }}
                changes {{ nodes {{ volunteer {{ code }} minutesAfter }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
        );
        app.data(&query).await["policyWhatIf"]["stars"].clone()
    };
    // By 12 January both served twelve days.
    let answer = stars(&format!("on: \"2024-01-12\", {}", numbers(&[("star_1_minutes", 5_760)]))).await;
    assert_eq!(answer["reached"], counts(0, 2, 2, 0));
    let first = json!([{ "volunteer": { "code": "V-1" }, "minutesAfter": 5_760 }]);
    assert_eq!((&answer["changes"]["nodes"], &answer["changes"]["pageInfo"]["hasNextPage"]), (&first, &json!(true)));
    let after = answer["changes"]["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let next = format!(
        "{{ policyWhatIf(within: \"4452\", on: \"2024-01-12\", {}) {{ stars(first: 1, after: \"{after}\") {{
            changes {{ nodes {{ volunteer {{ code }} }} pageInfo {{ hasNextPage }} }} }} }} }}",
        numbers(&[("star_1_minutes", 5_760)])
    );
    let next = app.data(&next).await["policyWhatIf"]["stars"]["changes"].clone();
    assert_eq!(next, json!({ "nodes": [{ "volunteer": { "code": "V-2" } }], "pageInfo": { "hasNextPage": false } }));
    // All of it was confirmed by the leader: class B.
    assert_eq!(stars(&numbers(&[("star_evidence_classes", 1)])).await["reached"], counts(1, 0, 0, 1));
    assert_eq!(stars(&numbers(&[("star_evidence_classes", 2)])).await["reached"], counts(1, 1, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn version_is_tried_before_its_first_day_and_numbers_are_refused_as_they_are_when_published() {
    let app = story().await;
    let publish = "publishPolicy(input: { version: \"jy-1\", jurisdiction: \"4452\", effectiveFrom: \"2024-07-01\",
        changes: [{ name: \"star_1_minutes\", value: 5700 }], orderReference: \"揭社工〔2024〕1号\" })";
    does(&app, publish).await;
    let answer = app.data(&question("version: \"jy-1\"")).await["policyWhatIf"].clone();
    assert_eq!(answer["numbers"], json!([{ "name": "star_1_minutes", "before": 6_000, "after": 5_700 }]));
    assert_eq!(answer["stars"]["reached"], counts(1, 2, 1, 0));
    assert_eq!(answer["educationGap"]["changes"]["nodes"], json!([]));

    let refused = async |arguments: &str| app.refusal(&question(arguments)).await;
    let bounds = json!({ "code": "POLICY_NUMBER_OUT_OF_BOUNDS", "name": "star_evidence_classes", "min": 1, "max": 5,
        "actual": 6 });
    assert_eq!(refused(&numbers(&[("star_evidence_classes", 6)])).await, bounds);
    let order = json!({ "code": "POLICY_NUMBERS_OUT_OF_ORDER", "lower": "star_1_minutes", "lowerValue": 18_001,
        "upper": "star_2_minutes", "upperValue": 18_000 });
    assert_eq!(refused(&numbers(&[("star_1_minutes", 18_001)])).await, order);
    assert_eq!(refused(&numbers(&[("star_minutes", 1)])).await["code"], "POLICY_NUMBER_UNKNOWN");
    let twice = numbers(&[("star_1_minutes", 1), ("star_1_minutes", 2)]);
    assert_eq!(refused(&twice).await, json!({ "code": "POLICY_NUMBER_TWICE", "name": "star_1_minutes" }));
    let unknown = json!({ "code": "POLICY_VERSION_UNKNOWN", "version": "jy-9" });
    assert_eq!(refused("version: \"jy-9\"").await, unknown);
    assert_eq!(refused("changes: []").await, json!({ "code": "NOTHING_SUPPOSED" }));
}

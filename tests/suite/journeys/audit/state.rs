//! What the log makes of one thing at any position, without a view.

use super::recorded;
use crate::as_of::as_of;
use muster_domain::{
    account::Account, activity::Activity, category_catalog::CategoryCatalog, instructor::Instructor, kernel::Rules,
    matter::MatterCall, organization::Organization, person::Person, points_account::PointsAccount,
    points_scheme::PointsScheme, population::Population, posting::Posting, publication::Publication,
    recognition::Recognition, rule_policy::RulePolicy, service_demand::ServiceDemand, site::Site,
    social_worker::SocialWorker, talent_demand::TalentDemand, talent_pool::TalentPool, talent_profile::TalentProfile,
    team::Team, volunteer::Volunteer, work_calendar::LoadedCalendar,
};
use muster_tests::samples;
use serde_json::{Value, json};

const STATE: &str = "position aggregateType aggregateId sequence positions state";

#[tokio::test(flavor = "multi_thread")]
async fn state_of_a_thing_is_folded_from_its_events_up_to_the_position_and_shows_no_personal_text() {
    let (app, [credit, ..]) = recorded().await;
    let question = format!("aggregateState(aggregateType: VOLUNTEER, code: \"V-1\") {{ {STATE} }}");
    let now = app.data(&format!("{{ {question} }}")).await["aggregateState"].clone();
    let events = app.data(
        "{ events(filter: { aboutCode: { aggregateType: VOLUNTEER, code: \"V-1\" },
        aggregateType: VOLUNTEER }, newestFirst: false, first: 100) { nodes { position eventType aggregateId } } }",
    );
    let events = events.await["events"]["nodes"].as_array().cloned().expect("events");
    let own: Vec<&Value> = events.iter().filter(|event| event["aggregateId"] == now["aggregateId"]).collect();
    let positions: Vec<&Value> = own.iter().map(|event| &event["position"]).collect();
    assert_eq!(now["positions"], json!(positions));
    assert_eq!((now["sequence"].as_u64(), &now["position"]), (Some(own.len() as u64), &json!(app.head().await)));

    let corrected = own.iter().find(|event| event["eventType"] == "hours_corrected").expect("a correction");
    let corrected = corrected["position"].as_i64().expect("a position");
    let then = as_of(&app, corrected - 1, &question).await["data"]["asOf"]["aggregateState"].clone();
    assert_eq!(then["sequence"], json!(own.len() - 1));
    let ends_at = |state: &Value| {
        let credits = state["state"]["ledger"].to_string();
        (credits.contains(&credit), credits.contains("02:00:00Z"), credits.contains("03:00:00Z"))
    };
    assert_eq!((ends_at(&then), ends_at(&now)), ((true, false, true), (true, true, false)));
    assert_eq!(as_of(&app, 0, &question).await["data"]["asOf"]["aggregateState"], Value::Null);

    let person = "{ volunteer(code: \"V-1\") { person { id } } }";
    let person = app.data(person).await["volunteer"]["person"]["id"].as_str().expect("an id").to_owned();
    let of_person = format!("{{ aggregateState(aggregateType: PERSON, id: \"{person}\") {{ state }} }}");
    let of_person = app.data(&of_person).await["aggregateState"]["state"].to_string();
    assert!(of_person.contains("\"sealed\"") && !of_person.contains("sealed:"), "{of_person}");
    for (arguments, refused) in [
        ("aggregateType: TEAM", "FILTER_AMBIGUOUS"),
        ("aggregateType: TEAM, code: \"T-1\", id: \"T-1\"", "FILTER_AMBIGUOUS"),
        ("aggregateType: PERSON, code: \"V-1\"", "PERSON_HAS_NO_CODE"),
        ("aggregateType: TEAM, id: \"T-1\"", "ID_UNREADABLE"),
    ] {
        let asked = format!("{{ aggregateState({arguments}) {{ sequence }} }}");
        assert_eq!(app.refusal(&asked).await["code"], refused, "{arguments}");
    }
}

/// That a state has a form in JSON, and is read from it again, after each of these events.
fn shows<A: Rules>(events: Vec<A::Event>) {
    let mut state = A::default();
    for event in events {
        state.apply(event);
        let shown = serde_json::to_value(&state).expect(A::TYPE);
        let read: A = serde_json::from_value(shown.clone()).expect(A::TYPE);
        assert_eq!(serde_json::to_value(&read).expect("it was shown before"), shown);
    }
}

#[test]
fn state_of_every_kind_of_thing_can_be_shown_after_each_of_its_events() {
    shows::<Account>(samples::account::events());
    shows::<Activity>(samples::activity::events());
    shows::<CategoryCatalog>(samples::category_catalog::events());
    shows::<Instructor>(samples::instructor::events());
    shows::<LoadedCalendar>(samples::work_calendar::events());
    shows::<MatterCall>(samples::matter::events());
    shows::<Organization>(samples::organization::events());
    shows::<Person>(samples::person::events());
    shows::<PointsAccount>(samples::points_account::events());
    shows::<PointsScheme>(samples::points_scheme::events());
    shows::<Population>(samples::population::events());
    shows::<Posting>(samples::posting::events());
    shows::<Publication>(samples::publication::events());
    shows::<Recognition>(samples::recognition::events());
    shows::<RulePolicy>(samples::rule_policy::events());
    shows::<ServiceDemand>(samples::service_demand::events());
    shows::<Site>(samples::site::events());
    shows::<SocialWorker>(samples::social_worker::events());
    shows::<TalentDemand>(samples::talent_demand::events());
    shows::<TalentPool>(samples::talent_pool::events());
    shows::<TalentProfile>(samples::talent_profile::events());
    shows::<Team>(samples::team::events());
    shows::<Volunteer>(samples::volunteer::events());
}

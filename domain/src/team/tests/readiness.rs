//! A team is called out with enough members who are active, adult, trained and insured (T4).

use super::{
    service::{activate, activate_with},
    *,
};
use crate::team::readiness::Readiness;

/// A member who lacks nothing.
pub(super) fn ready(name: &str) -> MemberFacts {
    MemberFacts {
        volunteer_id: volunteer_id(name),
        active: true,
        age_years: Some(18),
        last_trained_on: Some(day("2023-06-01")),
        insured: true,
    }
}

fn call(members: Vec<MemberFacts>) -> TeamCommand {
    activate_with("令一", "2024-03-01", members)
}

fn not_ready(change: impl Fn(&mut Readiness)) -> TeamRefusal {
    let mut found = Readiness { required: 3, ready: 2, members: 3, training_months: 24, ..Readiness::default() };
    change(&mut found);
    R::TeamNotReady(found)
}

fn drilled(people: &[&str], on: &str) -> TeamCommand {
    let participants = u32::try_from(people.len()).unwrap();
    let people = people.iter().map(|name| volunteer_id(name)).collect();
    C::RecordDrill { drilled_on: day(on), participants, people }
}

/// A refusal for one member beside two who lack nothing.
fn refuses(third: MemberFacts, refusal: TeamRefusal) {
    Scene::staffed().refuses(call(vec![ready("ann"), ready("bob"), third]), refusal);
}

#[test]
fn call_is_refused_with_the_figures_of_what_members_lack() {
    let cai = ready("cai");
    refuses(MemberFacts { age_years: Some(17), ..cai }, not_ready(|found| found.minors = 1));
    refuses(MemberFacts { age_years: None, ..cai }, not_ready(|found| found.age_unknown = 1));
    refuses(MemberFacts { last_trained_on: None, ..cai }, not_ready(|found| found.untrained = 1));
    refuses(MemberFacts { insured: false, ..cai }, not_ready(|found| found.uninsured = 1));
    refuses(MemberFacts { active: false, ..cai }, not_ready(|found| found.inactive = 1));
    // Nobody said anything of the third one, so everything is lacking.
    let nothing_known = not_ready(|found| (found.age_unknown, found.untrained, found.uninsured) = (1, 1, 1));
    Scene::staffed().refuses(call(vec![ready("ann"), ready("bob"), ready("dan")]), nothing_known);
    // A fourth member who lacks everything is no hindrance.
    Scene::staffed().does(admit("dan")).does(call(vec![ready("ann"), ready("bob"), ready("cai")]));
}

#[test]
fn training_counts_for_the_months_of_the_policy_and_a_drill_by_name_is_one() {
    let trained = |on: &str| MemberFacts { last_trained_on: Some(day(on)), ..ready("cai") };
    refuses(trained("2022-03-01"), not_ready(|found| found.untrained = 1));
    Scene::staffed().does(call(vec![ready("ann"), ready("bob"), trained("2022-03-02")]));
    let untrained = || call(vec![ready("ann"), ready("bob"), MemberFacts { last_trained_on: None, ..ready("cai") }]);
    Scene::staffed()
        .does(drilled(&["ann", "bob"], "2024-02-01"))
        .refuses(untrained(), not_ready(|found| found.untrained = 1))
        .does(drilled(&["cai"], "2024-03-02"))
        .refuses(untrained(), not_ready(|found| found.untrained = 1))
        .does(drilled(&["cai", "ann"], "2024-02-02"))
        .does(untrained());
    let mut scene = Scene::staffed();
    scene.context = scene.context.with_number("activation_training_months", 1);
    let short =
        Readiness { training_months: 1, untrained: 3, ready: 0, required: 3, members: 3, ..Readiness::default() };
    scene.refuses(activate("令一", "2024-03-01"), R::TeamNotReady(short));
}

#[test]
fn drill_names_all_its_people_and_only_members() {
    let people = vec![volunteer_id("ann").min(volunteer_id("bob")), volunteer_id("ann").max(volunteer_id("bob"))];
    let event = E::DrillRecorded { drilled_on: day("2024-02-01"), participants: 2, people };
    let with = |participants, names: &[&str]| C::RecordDrill {
        drilled_on: day("2024-02-01"),
        participants,
        people: names.iter().map(|name| volunteer_id(name)).collect(),
    };
    Scene::staffed()
        .refuses(with(3, &["ann", "bob"]), R::DrillCountDiffers { participants: 3, named: 2 })
        .refuses(with(2, &["ann", "ann"]), R::DrillCountDiffers { participants: 2, named: 1 })
        .refuses(
            with(2, &["ann", "dan"]),
            R::DrillByOthers { day: day("2024-02-01"), people: vec![volunteer_id("dan")] },
        )
        .emits_once(with(2, &["bob", "ann"]), event)
        .refuses(with(2, &[]), R::DrillOnRecord { drilled_on: day("2024-02-01"), participants: 2, named: 2 });
}

#[test]
fn refusal_of_readiness_carries_its_figures() {
    let refusal = serde_json::to_value(not_ready(|found| found.uninsured = 1)).unwrap();
    let expected = serde_json::json!({"code": "TEAM_NOT_READY", "required": 3, "ready": 2, "members": 3, "minors": 0,
        "ageUnknown": 0, "untrained": 0, "uninsured": 1, "inactive": 0, "trainingMonths": 24});
    assert_eq!(refusal, expected);
}

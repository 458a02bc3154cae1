//! Areas, category, drills, call and standby, suspension, end.

use super::*;
use crate::kernel::{KeyOwner, Personal, Place, Placed as _, contract::personal_fields};

fn assign(division: &str, from: &str, to: Option<&str>) -> TeamCommand {
    C::AssignServiceArea { division: DivisionCode::new(division), from: day(from), to: to.map(day) }
}

fn withdraw(division: &str, last_day: &str) -> TeamCommand {
    C::WithdrawServiceArea { division: DivisionCode::new(division), last_day: day(last_day) }
}

fn drill(on: &str, participants: u32) -> TeamCommand {
    C::RecordDrill { drilled_on: day(on), participants, people: Vec::new() }
}

/// A call with the three members ready.
pub(super) fn activate(reference: &str, on: &str) -> TeamCommand {
    activate_with(reference, on, ["ann", "bob", "cai"].map(readiness::ready).to_vec())
}

pub(super) fn activate_with(reference: &str, on: &str, members: Vec<MemberFacts>) -> TeamCommand {
    C::ActivateTeam {
        authority_reference: reference.to_owned(),
        division: DivisionCode::new("360702"),
        activated_on: day(on),
        members,
    }
}

fn reclassify(category: TeamCategory, emergency: bool, on: &str) -> TeamCommand {
    C::ReclassifyTeam { category, emergency, reclassified_on: day(on) }
}

fn suspend(on: &str) -> TeamCommand {
    C::SuspendTeam { suspended_on: day(on), reason: "整顿".to_owned() }
}

fn too_early(on: &str, earliest: &str) -> TeamRefusal {
    R::DayTooEarly { day: day(on), earliest: day(earliest) }
}

fn in_future(on: &str) -> TeamRefusal {
    R::DayInFuture { day: day(on), today: day("2024-06-01") }
}

fn called_out(since: &str) -> TeamRefusal {
    R::TeamActivated { activated_on: day(since), division: DivisionCode::new("360702") }
}

#[test]
fn service_area_is_assigned_once_and_known_when_it_lies_within_another() {
    let span = DateSpan { from: day("2024-02-01"), to: None };
    let event = E::ServiceAreaAssigned { division: DivisionCode::new("360703"), span };
    let scene = Scene::formed()
        .emits_once(assign("360703", "2024-02-01", None), event)
        .knows(assign("360703", "2024-05-01", None))
        .knows(assign("360703", "2024-03-01", Some("2024-03-31")))
        .does(assign("360702", "2024-02-01", None));
    assert_eq!(scene.team.service_areas().count(), 2);
    assert!(scene.team.service_areas().any(|area| area == (&DivisionCode::new("360703"), span)));
}

#[test]
fn service_area_is_refused_when_it_overlaps_another_in_part() {
    let division = DivisionCode::new("360703");
    let overlaps = |from: &str, until: &str| R::AreaOverlaps {
        division: division.clone(),
        from: day(from),
        until: Some(day(until)),
    };
    Scene::formed()
        .does(assign("360703", "2024-02-01", Some("2024-03-31")))
        .refuses(assign("360703", "2024-03-31", None), overlaps("2024-02-01", "2024-03-31"))
        .refuses(assign("360703", "2024-01-05", Some("2024-02-01")), overlaps("2024-02-01", "2024-03-31"))
        .does(assign("360703", "2024-04-01", None))
        .does(assign("360703", "2024-01-05", Some("2024-01-31")));
}

#[test]
fn service_area_is_refused_when_reversed_before_the_team_or_its_division_is_not_valid() {
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") };
    let (from, to) = (day("2024-02-02"), day("2024-02-01"));
    Scene::formed()
        .refuses(assign("360703", "2024-02-02", Some("2024-02-01")), R::SpanReversed { from, to })
        .refuses(assign("360703", "2023-12-31", None), too_early("2023-12-31", "2024-01-01"))
        .refuses(assign("999999", "2024-02-01", None), R::Division(unknown));
}

#[test]
fn service_area_is_withdrawn_once_and_refused_where_the_team_does_not_serve() {
    let event = E::ServiceAreaWithdrawn { division: DivisionCode::new("360703"), last_day: day("2024-03-31") };
    let unknown = |on: &str| R::AreaUnknown { division: DivisionCode::new("360703"), day: day(on) };
    Scene::formed()
        .does(assign("360703", "2024-02-01", None))
        .refuses(withdraw("360703", "2024-01-31"), unknown("2024-01-31"))
        .emits_once(withdraw("360703", "2024-03-31"), event)
        .refuses(withdraw("360703", "2024-04-01"), unknown("2024-04-01"))
        .does(assign("360703", "2024-04-01", None));
}

#[test]
fn areas_of_a_team_are_limited() {
    let mut scene = Scene::formed();
    let mut from = day("2024-01-01");
    for _ in 0..crate::team::service::AREAS_LIMIT {
        scene = scene.does(C::AssignServiceArea { division: DivisionCode::new("360702"), from, to: Some(from) });
        from = from.succ_opt().unwrap();
    }
    scene.refuses(assign("360703", "2024-02-01", None), R::TooMany { list: "service areas", limit: 500 });
}

#[test]
fn team_is_reclassified_once_when_at_standby() {
    let reclassified_on = day("2024-02-01");
    let event = E::TeamReclassified { category: TeamCategory::Youth, emergency: false, reclassified_on };
    let scene = Scene::staffed()
        .refuses(reclassify(TeamCategory::Youth, false, "2023-12-31"), too_early("2023-12-31", "2024-01-01"))
        .refuses(reclassify(TeamCategory::Youth, false, "2024-06-02"), in_future("2024-06-02"))
        .emits_once(reclassify(TeamCategory::Youth, false, "2024-02-01"), event);
    assert_eq!((scene.team.category(), scene.team.is_emergency()), (Some(TeamCategory::Youth), false));
    Scene::staffed()
        .does(activate("令一", "2024-03-01"))
        .refuses(reclassify(TeamCategory::Youth, false, "2024-04-01"), called_out("2024-03-01"));
}

#[test]
fn drill_is_recorded_once_with_no_more_people_than_members() {
    let event = E::DrillRecorded { drilled_on: day("2024-02-01"), participants: 3, people: Vec::new() };
    Scene::staffed()
        .refuses(drill("2024-02-01", 0), R::DrillSize { actual: 0, members: 3 })
        .refuses(drill("2024-02-01", 4), R::DrillSize { actual: 4, members: 3 })
        .refuses(drill("2023-12-31", 1), too_early("2023-12-31", "2024-01-01"))
        .refuses(drill("2024-06-02", 1), in_future("2024-06-02"))
        .emits_once(drill("2024-02-01", 3), event)
        .refuses(drill("2024-02-01", 2), R::DrillOnRecord { drilled_on: day("2024-02-01"), participants: 3, named: 0 });
}

#[test]
fn emergency_team_is_called_out_once_when_it_has_enough_members() {
    let event = E::TeamActivated {
        authority_reference: "令一".to_owned(),
        division: DivisionCode::new("360702"),
        activated_on: day("2024-03-01"),
    };
    let scene = Scene::staffed()
        .emits_once(activate(" 令一 ", "2024-03-01"), event)
        .refuses(activate("令二", "2024-03-01"), called_out("2024-03-01"));
    assert!(scene.team.is_activated());
}

#[test]
fn call_is_refused_when_no_emergency_team_too_few_members_suspended_or_without_authority() {
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("9") };
    let elsewhere = C::ActivateTeam {
        authority_reference: "令一".to_owned(),
        division: DivisionCode::new("9"),
        activated_on: day("2024-03-01"),
        members: Vec::new(),
    };
    Scene::formed()
        .does(admit("ann"))
        .does(admit("bob"))
        .refuses(activate("令一", "2024-03-01"), R::TooFewMembers { required: 3, actual: 2 });
    Scene::staffed()
        .refuses(activate("", "2024-03-01"), R::Text(TextRefusal::TextEmpty { field: "authority_reference" }))
        .refuses(activate("令一", "2023-12-31"), too_early("2023-12-31", "2024-01-01"))
        .refuses(activate("令一", "2024-06-02"), in_future("2024-06-02"))
        .refuses(elsewhere, R::Division(unknown))
        .does(suspend("2024-02-01"))
        .refuses(activate("令一", "2024-03-01"), R::TeamSuspended { suspended_on: day("2024-02-01") });
    Scene::staffed()
        .does(reclassify(TeamCategory::Youth, false, "2024-02-01"))
        .refuses(activate("令一", "2024-03-01"), R::NotAnEmergencyTeam { category: TeamCategory::Youth })
        .does(reclassify(TeamCategory::Youth, true, "2024-02-02"))
        .does(activate("令一", "2024-03-01"));
}

#[test]
fn team_stands_down_once() {
    let stand_down = |on: &str| C::StandDownTeam { stood_down_on: day(on) };
    let scene = Scene::staffed()
        .knows(stand_down("2024-03-01"))
        .does(activate("令一", "2024-03-01"))
        .refuses(stand_down("2024-02-29"), too_early("2024-02-29", "2024-03-01"))
        .refuses(stand_down("2024-06-02"), in_future("2024-06-02"))
        .emits_once(stand_down("2024-03-05"), E::TeamStoodDown { stood_down_on: day("2024-03-05") });
    assert!(!scene.team.is_activated());
}

#[test]
fn team_is_suspended_once_and_resumed_once() {
    let resume = |on: &str| C::ResumeTeam { resumed_on: day(on) };
    let silent = C::SuspendTeam { suspended_on: day("2024-02-01"), reason: " ".to_owned() };
    let event = E::TeamSuspended { suspended_on: day("2024-02-01"), reason: Personal::clear("整顿") };
    let suspended = Scene::staffed()
        .knows(resume("2024-02-01"))
        .refuses(silent, R::Text(TextRefusal::TextEmpty { field: "reason" }))
        .refuses(suspend("2023-12-31"), too_early("2023-12-31", "2024-01-01"))
        .refuses(suspend("2024-06-02"), in_future("2024-06-02"))
        .emits_once(suspend("2024-02-01"), event);
    assert!(!suspended.team.facts().unwrap().is_live_on(day("2024-02-02")));
    let resumed = suspended
        .refuses(resume("2024-01-31"), too_early("2024-01-31", "2024-02-01"))
        .refuses(resume("2024-06-02"), in_future("2024-06-02"))
        .emits_once(resume("2024-03-01"), E::TeamResumed { resumed_on: day("2024-03-01") });
    assert!(resumed.team.facts().unwrap().is_live_on(day("2024-03-02")));
    Scene::staffed().does(activate("令一", "2024-03-01")).refuses(suspend("2024-04-01"), called_out("2024-03-01"));
}

#[test]
fn team_is_disbanded_once_when_at_standby() {
    let disbanded_on = day("2024-05-31");
    let event = E::TeamDisbanded { disbanded_on, reason: Personal::clear("任务结束") };
    let on = |on: &str| C::DisbandTeam { disbanded_on: day(on), reason: "任务结束".to_owned() };
    let scene = Scene::staffed()
        .refuses(on("2023-12-31"), too_early("2023-12-31", "2024-01-01"))
        .refuses(on("2024-06-02"), in_future("2024-06-02"))
        .emits_once(disband(), event)
        .refuses(on("2024-05-30"), R::TeamDisbanded { disbanded_on });
    assert_eq!(scene.team.disbanded_on(), Some(disbanded_on));
    Scene::staffed().does(activate("令一", "2024-03-01")).refuses(disband(), called_out("2024-03-01"));
}

#[test]
fn team_stands_in_its_home_division_under_its_organization_and_its_reasons_are_sealed_for_its_stream() {
    let place = Place::in_division(&DivisionCode::new("360702")).of(organization().organization_id);
    let scene = Scene::formed();
    assert_eq!((scene.team.place(), scene.team.is_emergency()), (Some(place), true));
    assert_eq!((Scene::new().team.place(), Scene::new().team.is_emergency()), (None, false));
    let reason = || Personal::clear("整顿");
    let suspended = E::TeamSuspended { suspended_on: day("2024-02-01"), reason: reason() };
    for event in [suspended, E::TeamDisbanded { disbanded_on: day("2024-05-31"), reason: reason() }] {
        assert_eq!(personal_fields(event), [(KeyOwner::Stream, "reason")]);
    }
    assert_eq!(personal_fields(E::TeamResumed { resumed_on: day("2024-03-01") }), []);
}

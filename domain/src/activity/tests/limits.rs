//! The last value that is accepted, and where an activity stands.

use super::*;
use crate::{
    activity::{ActivityChange, SessionPlan},
    kernel::{Place, Placed as _},
};

#[test]
fn plan_asks_for_twenty_skills_and_its_last_session_has_the_thousandth_number_and_twenty_thousand_people() {
    let required_skills = (0..20).map(|number| format!("技能{number}")).collect();
    let session = C::ScheduleSession { session: 1_000, span: span("03T09:00", "03T12:00"), capacity: Some(20_000) };
    Scene::drafted(ActivityPlan { required_skills, ..plan() }).does(session);
}

#[test]
fn session_may_be_left_with_as_many_places_as_there_are_people_in_it() {
    let sessions = vec![SessionPlan { session: 1, span: span("03T09:00", "03T12:00"), capacity: Some(1) }];
    let change = ActivityChange { sessions, ..ActivityChange::default() };
    Scene::enrolled()
        .does(C::ChangeActivity { change, reason: Some("场地维修".to_owned()) })
        .refuses(enroll("bob"), R::SessionFull { capacity: 1, enrolled: 1 });
}

#[test]
fn activity_stands_in_its_division_under_its_organization() {
    let place = Place::in_division(&DivisionCode::new("360702")).of(organization().organization_id);
    assert_eq!(Scene::drafted(plan()).activity.place(), Some(place));
    assert_eq!(Scene::new().activity.place(), None);
}

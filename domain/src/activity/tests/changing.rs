//! Changes of a plan (A8): free in a draft, with a reason once published, only harmless ones after the start.

use super::*;
use crate::{
    activity::{ActivityChange, SessionPlan},
    kernel::{Personal, text::TextRefusal},
};

fn change(change: ActivityChange) -> ActivityCommand {
    C::ChangeActivity { change, reason: Some("场地维修".to_owned()) }
}

fn changed(change: ActivityChange) -> Vec<ActivityEvent> {
    vec![E::ActivityChanged { change, reason: Some(Personal::clear("场地维修")) }]
}

fn titled(title: &str) -> ActivityChange {
    ActivityChange { title: Some(title.to_owned()), ..ActivityChange::default() }
}

fn placed(place: &str) -> ActivityChange {
    ActivityChange { place: Some(place.to_owned()), ..ActivityChange::default() }
}

fn warned(notice: &str) -> ActivityChange {
    ActivityChange { risk_notice: Some(notice.to_owned()), ..ActivityChange::default() }
}

/// Session 1 with another span and capacity.
fn moved(from: &str, until: &str, capacity: Option<u32>) -> ActivityChange {
    let sessions = vec![SessionPlan { session: 1, span: span(from, until), capacity }];
    ActivityChange { sessions, ..ActivityChange::default() }
}

fn too_late(fields: &[&'static str], sessions: &[u32], now: &str) -> ActivityRefusal {
    let (fields, sessions) = (fields.to_vec(), sessions.to_vec());
    R::ChangeTooLate { fields, sessions, starts_at: at("03T08:00"), now: at(now) }
}

#[test]
fn draft_changes_once_in_title_and_sessions_without_a_reason() {
    let asked = ActivityChange { title: Some(" 河岸清洁 ".to_owned()), ..moved("03T14:00", "03T17:00", Some(5)) };
    let stored = ActivityChange { title: Some("河岸清洁".to_owned()), ..asked.clone() };
    let scene = Scene::drafted(plan())
        .does(C::ScheduleSession { session: 1, span: span("03T09:00", "03T12:00"), capacity: Some(2) })
        .emits_once(
            C::ChangeActivity { change: asked, reason: None },
            &[E::ActivityChanged { change: stored, reason: None }],
        );
    assert_eq!(scene.activity.plan().unwrap().title, "河岸清洁");
    assert_eq!(scene.activity.session_facts(1).unwrap().span, span("03T14:00", "03T17:00"));
    scene.refuses(change(placed("南岸")), R::NotPublished).refuses(change(warned("深水")), R::NotPublished);
}

#[test]
fn published_plan_changes_once_with_a_reason_and_only_what_differs_is_stored() {
    let asked = ActivityChange {
        title: Some(plan().title),
        place: Some("南岸".to_owned()),
        risk_notice: Some("深水".to_owned()),
        ..moved("03T10:00", "03T12:00", None)
    };
    let stored = ActivityChange { title: None, ..asked.clone() };
    Scene::enrolled()
        .refuses(
            C::ChangeActivity { change: asked.clone(), reason: None },
            R::Text(TextRefusal::TextEmpty { field: "reason" }),
        )
        .emits_once(change(asked), &changed(stored))
        .knows(C::ChangeActivity { change: placed("南岸"), reason: None });
}

#[test]
fn risk_notice_is_refused_after_the_start_and_title_and_place_change_still() {
    let risky = ActivityChange { title: Some("河岸清洁".to_owned()), ..warned("深水") };
    Scene::enrolled()
        .at("03T08:00")
        .refuses(change(risky), too_late(&["risk_notice"], &[], "03T08:00"))
        .emits_once(change(titled("河岸清洁")), &changed(titled("河岸清洁")))
        .emits_once(change(placed("南岸")), &changed(placed("南岸")));
}

#[test]
fn session_changes_until_it_begins_also_when_its_activity_has_begun() {
    let later = moved("03T10:00", "03T12:00", Some(2));
    Scene::enrolled().at("03T08:59").emits_once(change(later.clone()), &changed(later.clone()));
    let both = ActivityChange { risk_notice: Some("深水".to_owned()), ..later };
    Scene::enrolled().at("03T09:00").refuses(change(both), too_late(&["risk_notice"], &[1], "03T09:00"));
}

#[test]
fn session_change_is_refused_when_number_span_or_capacity_is_out_of_bounds() {
    let (starts_at, ends_at) = (at("03T08:00"), at("03T18:00"));
    let unknown = SessionPlan { session: 2, span: span("03T10:00", "03T12:00"), capacity: None };
    let unknown = ActivityChange { sessions: vec![unknown], ..ActivityChange::default() };
    let limit = planning::PARTICIPANTS_LIMIT;
    let past = R::AlreadyStarted { starts_at: at("03T08:10"), now: at("03T08:30") };
    Scene::enrolled()
        .refuses(change(unknown), R::SessionUnknown { session: 2 })
        .refuses(change(moved("03T07:59", "03T12:00", None)), R::OutsideActivity { starts_at, ends_at })
        .refuses(change(moved("03T09:00", "03T12:00", Some(0))), R::CapacityOutOfBounds { actual: 0, limit })
        .at("03T08:30")
        .refuses(change(moved("03T08:10", "03T12:00", Some(2))), past);
}

#[test]
fn session_change_is_refused_when_enrolled_people_would_lose_their_place_or_presence() {
    let fewer = R::CapacityBelowEnrolled { session: 1, capacity: 1, enrolled: 2 };
    let two = Scene::enrolled().does(enroll("bob"));
    two.refuses(change(moved("03T09:00", "03T12:00", Some(1))), fewer)
        .at("03T08:45")
        .does(check_in("ann", "03T08:40"))
        .refuses(change(moved("03T10:00", "03T12:00", Some(2))), R::AttendanceOnRecord { session: 1 })
        .does(change(moved("03T09:00", "03T12:00", Some(3))));
}

#[test]
fn change_is_refused_when_the_activity_is_unknown_held_closed_or_cancelled() {
    let held = C::ImportActivity { plan: plan(), organization: organization(), team: None };
    Scene::new().refuses(change(titled("河岸")), R::ActivityUnknown);
    Scene::new().by(Source::Import).does(held).refuses(change(titled("河岸")), R::ActivityHeld);
    Scene::enrolled()
        .does(C::CancelActivity { reason: "暴雨".to_owned() })
        .refuses(change(titled("河岸")), R::ActivityCancelled);
    Scene::published(plan())
        .at("03T12:00")
        .does(C::CloseSession { session: 1 })
        .refuses(change(moved("03T13:00", "03T14:00", Some(2))), too_late(&[], &[1], "03T12:00"))
        .does(C::CloseActivity)
        .refuses(change(titled("河岸")), R::ActivityClosed { closed_on: day("2024-06-03") });
}

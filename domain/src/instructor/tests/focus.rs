//! Overrides of the limit of focus links (I1): who grants them, what they allow, and what stands when they end.

use super::*;
use LinkKind::{Focus, General};

fn department() -> OrganizationFacts {
    OrganizationFacts { kind: OrganizationKind::Department, ..facts("D") }
}

fn grant(limit: u32, from: &str, to: &str) -> InstructorCommand {
    grant_by(department(), limit, from, to)
}

fn grant_by(department: OrganizationFacts, limit: u32, from: &str, to: &str) -> InstructorCommand {
    let reason = "新建园区集中组建".to_owned();
    C::GrantFocusOverride { department, limit, from: day(from), to: day(to), reason }
}

fn end(ended_on: &str) -> InstructorCommand {
    C::EndFocusOverride { ended_on: day(ended_on) }
}

fn granted(limit: u32, from: &str, to: &str) -> InstructorEvent {
    E::FocusOverrideGranted {
        granted_by: org("D"),
        limit,
        from: day(from),
        to: day(to),
        person_id: person(None, false).person_id,
        reason: Personal::clear("新建园区集中组建"),
    }
}

fn exceeded(limit: u32, actual: u32, on: &str) -> InstructorRefusal {
    R::FocusLimitExceeded { limit, actual, day: day(on) }
}

/// Ten focus links from 1 February on.
fn full() -> Scene {
    (0..10)
        .fold(Scene::appointed(), |scene, number| scene.does(assign(&format!("F{number}"), Focus, "2024-02-01", None)))
}

#[test]
fn override_is_granted_once_by_a_department_that_exists() {
    let young = OrganizationFacts { registered_on: day("2024-04-01"), ..department() };
    let not_live = R::OrganizationNotLive {
        organization_id: org("D"),
        day: day("2024-03-01"),
        from: day("2024-04-01"),
        until: None,
    };
    Scene::appointed()
        .refuses(
            grant_by(facts("E"), 12, "2024-03-01", "2024-04-30"),
            R::OverrideNotByDepartment { kind: OrganizationKind::Enterprise },
        )
        .refuses(grant_by(young, 12, "2024-03-01", "2024-04-30"), not_live)
        .emits_once(grant(12, "2024-03-01", "2024-04-30"), granted(12, "2024-03-01", "2024-04-30"));
}

#[test]
fn override_is_refused_when_its_days_or_its_number_are_not_good() {
    let out = |actual| R::OverrideOutOfBounds { min: 11, max: 100, actual };
    let overlaps = R::OverrideOverlaps { from: day("2024-03-01"), until: day("2024-04-30") };
    let mute = C::GrantFocusOverride {
        department: department(),
        limit: 12,
        from: day("2024-05-01"),
        to: day("2024-05-31"),
        reason: " ".to_owned(),
    };
    Scene::appointed()
        .refuses(grant(10, "2024-03-01", "2024-04-30"), out(10))
        .refuses(grant(101, "2024-03-01", "2024-04-30"), out(101))
        .refuses(
            grant(12, "2024-03-02", "2024-03-01"),
            R::SpanReversed { from: day("2024-03-02"), to: day("2024-03-01") },
        )
        .refuses(grant(12, "2024-01-01", "2024-03-01"), too_early("2024-01-01", "2024-01-02"))
        .does(grant(12, "2024-03-01", "2024-04-30"))
        .refuses(grant(13, "2024-04-30", "2024-05-31"), overlaps)
        .refuses(mute, R::Text(TextRefusal::TextEmpty { field: "reason" }))
        .does(grant(13, "2024-05-01", "2024-05-31"));
}

#[test]
fn eleventh_focus_link_is_refused_unless_an_override_is_in_force_on_the_day() {
    full()
        .refuses(assign("X", Focus, "2024-03-01", None), exceeded(10, 11, "2024-03-01"))
        .does(grant(11, "2024-03-01", "2024-04-30"))
        .refuses(assign("X", Focus, "2024-02-29", None), exceeded(10, 11, "2024-02-29"))
        .does(assign("X", Focus, "2024-03-01", None))
        .refuses(assign("Y", Focus, "2024-03-02", None), exceeded(11, 12, "2024-03-02"))
        .refuses(assign("Y", Focus, "2024-05-01", None), exceeded(10, 12, "2024-05-01"));
}

#[test]
fn links_begun_under_an_override_stand_when_it_ends_and_no_other_begins_until_the_limit_holds_again() {
    let scene = full().does(grant(12, "2024-03-01", "2024-04-30")).does(assign("X", Focus, "2024-03-01", None));
    assert_eq!(scene.instructor.load_on(day("2024-05-01")), (11, 0));
    let ended = |name: &str| C::EndAssignment { organization_id: org(name), ended_on: day("2024-05-10") };
    let scene = scene
        .refuses(assign("Y", Focus, "2024-05-01", None), exceeded(10, 12, "2024-05-01"))
        .does(ended("F0"))
        .refuses(assign("Y", Focus, "2024-05-11", None), exceeded(10, 11, "2024-05-11"))
        .does(ended("F1"))
        .does(assign("Y", Focus, "2024-05-11", None));
    assert_eq!(scene.instructor.load_on(day("2024-05-11")), (10, 0));
}

#[test]
fn link_becomes_focus_by_change_when_an_override_is_in_force() {
    let change = |on: &str| C::ChangeLink { organization_id: org("X"), link_kind: Focus, changed_on: day(on) };
    full()
        .does(assign("X", General, "2024-02-01", None))
        .does(grant(11, "2024-03-01", "2024-04-30"))
        .refuses(change("2024-02-10"), exceeded(10, 11, "2024-02-10"))
        .does(change("2024-03-10"));
}

#[test]
fn version_that_begins_after_an_override_is_no_reason_against_a_link_begun_under_it() {
    let mut scene = full().does(grant(11, "2024-03-01", "2024-04-30"));
    let version = |from: &str| crate::kernel::PolicyVersion {
        version: format!("jx-{from}"),
        jurisdiction: None,
        effective_from: day(from),
        changes: [("focus_links_limit".to_owned(), 10)].into(),
    };
    scene.context.standing.policies = Arc::new(scene.context.standing.policies.and(version("2024-05-15")));
    scene.does(assign("X", Focus, "2024-03-01", None));
}

#[test]
fn override_ends_before_its_day_and_nothing_happens_to_the_links() {
    let event = E::FocusOverrideEnded { from: day("2024-03-01"), ended_on: day("2024-03-31") };
    let scene = full()
        .does(grant(11, "2024-03-01", "2024-07-31"))
        .does(assign("X", Focus, "2024-03-01", None))
        .refuses(end("2024-02-29"), R::OverrideUnknown { day: day("2024-02-29") })
        .refuses(end("2024-06-02"), in_future("2024-06-02"))
        .emits_once(end("2024-03-31"), event)
        .refuses(end("2024-04-01"), R::OverrideUnknown { day: day("2024-04-01") })
        .does(grant(12, "2024-04-01", "2024-04-30"));
    assert_eq!(scene.instructor.override_on(day("2024-03-31")).map(|granted| granted.limit), Some(11));
    assert_eq!(scene.instructor.load_on(day("2024-06-01")), (11, 0));
}

#[test]
fn override_that_was_ended_is_not_granted_again_for_its_days_and_another_one_begins_after_them() {
    let ended = R::OverrideEnded { from: day("2024-03-01"), ended_on: day("2024-03-31"), earliest: day("2024-04-01") };
    Scene::appointed()
        .does(grant(11, "2024-03-01", "2024-07-31"))
        .does(end("2024-03-31"))
        .refuses(grant(11, "2024-03-01", "2024-07-31"), ended.clone())
        .refuses(grant(12, "2024-03-31", "2024-07-31"), ended)
        .knows(grant(11, "2024-03-01", "2024-03-31"))
        .does(grant(11, "2024-04-01", "2024-07-31"));
}

#[test]
fn room_is_what_the_limits_of_all_days_to_come_leave() {
    let scene = Scene::appointed()
        .does(assign("A", Focus, "2024-02-01", None))
        .does(assign("B", Focus, "2024-05-01", None))
        .does(grant(13, "2024-03-01", "2024-03-31"));
    let room = |on: &str| scene.instructor.focus_room(day(on), &scene.context);
    assert_eq!(room("2024-05-01"), 8);
    assert_eq!(room("2024-04-01"), 8);
    assert_eq!(room("2024-03-01"), 8);
    let scene = full();
    assert_eq!(scene.instructor.focus_room(day("2024-06-01"), &scene.context), 0);
    assert_eq!(Instructor::default().focus_room(day("2024-06-01"), &context(Source::Api)), 0);
}

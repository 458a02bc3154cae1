//! Links: I1 at every moment, I5, I9, and how a link changes, ends or goes over.

use super::*;
use LinkKind::{Focus, General};

const KIND: InstructorKind = InstructorKind::FullTime;

fn change(name: &str, link_kind: LinkKind, changed_on: &str) -> InstructorCommand {
    C::ChangeLink { organization_id: org(name), link_kind, changed_on: day(changed_on) }
}

fn end(name: &str, ended_on: &str) -> InstructorCommand {
    C::EndAssignment { organization_id: org(name), ended_on: day(ended_on) }
}

fn transfer(name: &str, successor: &str, ended_on: &str) -> InstructorCommand {
    let successor = InstructorId::of_code(&code(successor));
    C::TransferAssignment { organization_id: org(name), successor, ended_on: day(ended_on) }
}

fn unknown(name: &str, on: &str) -> InstructorRefusal {
    R::LinkUnknown { organization_id: org(name), day: day(on) }
}

/// Ten focus links from March to May.
fn full() -> Scene {
    (0..10).fold(Scene::appointed(), |scene, number| {
        scene.does(assign(&format!("F{number}"), Focus, "2024-03-01", Some("2024-05-31")))
    })
}

fn exceeded(on: &str) -> InstructorRefusal {
    R::FocusLimitExceeded { limit: 10, actual: 11, day: day(on) }
}

#[test]
fn organization_is_linked_once_and_a_repeat_is_known() {
    let command = assign("A", Focus, "2024-03-01", Some("2024-05-31"));
    let link = link("A", Focus, "2024-03-01", Some("2024-05-31"));
    let scene = Scene::appointed().emits_once(command, E::OrganizationAssigned { instructor_kind: KIND, link });
    assert_eq!(scene.instructor.links().copied().collect::<Vec<_>>(), vec![link]);
    assert_eq!(scene.instructor.load_on(day("2024-05-31")), (1, 0));
    assert_eq!(scene.instructor.load_on(day("2024-06-01")), (0, 0));
}

#[test]
fn link_is_refused_when_reversed_or_before_the_appointment() {
    Scene::appointed()
        .refuses(
            assign("A", Focus, "2024-03-02", Some("2024-03-01")),
            R::SpanReversed { from: day("2024-03-02"), to: day("2024-03-01") },
        )
        .refuses(
            assign("A", Focus, "2024-01-01", None),
            R::LinkBeforeAppointment { from: day("2024-01-01"), appointed_on: day("2024-01-02") },
        )
        .does(assign("A", Focus, "2024-01-02", None));
}

#[test]
fn link_is_refused_naming_the_other_when_the_two_share_a_day() {
    let other = R::LinkOverlaps { from: day("2024-03-01"), until: Some(day("2024-03-31")) };
    Scene::appointed()
        .does(assign("A", Focus, "2024-03-01", Some("2024-03-31")))
        .refuses(assign("A", Focus, "2024-03-01", None), other.clone())
        .refuses(assign("A", General, "2024-03-31", None), other.clone())
        .refuses(assign("A", General, "2024-02-01", Some("2024-03-01")), other)
        .does(assign("A", General, "2024-02-01", Some("2024-02-29")))
        .does(assign("A", Focus, "2024-04-01", None));
}

#[test]
fn link_is_refused_when_the_organization_is_not_live_in_all_its_days() {
    let mut short = facts("A");
    (short.registered_on, short.dissolved_on) = (day("2024-03-01"), Some(day("2024-03-31")));
    let asked = |from: &str, to: Option<&str>| C::AssignOrganization {
        organization: short.clone(),
        represented: Vec::new(),
        link_kind: General,
        from: day(from),
        to: to.map(day),
    };
    let refused = |on: &str| R::OrganizationNotLive {
        organization_id: org("A"),
        day: day(on),
        from: day("2024-03-01"),
        until: Some(day("2024-03-31")),
    };
    Scene::appointed()
        .refuses(asked("2024-02-29", Some("2024-03-31")), refused("2024-02-29"))
        .refuses(asked("2024-03-01", None), refused("2024-04-01"))
        .refuses(asked("2024-03-01", Some("2024-05-01")), refused("2024-04-01"))
        .refuses(asked("2024-05-01", None), refused("2024-05-01"))
        .by(Source::Import)
        .refuses(asked("2024-03-01", None), refused("2024-04-01"))
        .does(asked("2024-02-29", Some("2024-03-31")));
}

#[test]
fn eleventh_focus_link_is_refused_naming_the_first_day_over_the_limit() {
    full()
        .refuses(assign("X", Focus, "2024-04-10", Some("2024-04-10")), exceeded("2024-04-10"))
        .refuses(assign("X", Focus, "2024-02-01", None), exceeded("2024-03-01"))
        .refuses(assign("X", Focus, "2024-02-01", Some("2024-03-01")), exceeded("2024-03-01"))
        .does(assign("X", Focus, "2024-02-01", Some("2024-02-29")))
        .does(assign("Y", Focus, "2024-06-01", None))
        .does(assign("Z", General, "2024-03-01", None));
}

#[test]
fn focus_link_is_refused_from_the_first_day_of_a_version_that_lowers_the_limit() {
    let mut scene = Scene::appointed().does(assign("A", Focus, "2024-03-01", None));
    let version = crate::kernel::PolicyVersion {
        version: "jx-1".to_owned(),
        jurisdiction: None,
        effective_from: day("2024-05-01"),
        changes: [("focus_links_expected".to_owned(), 1), ("focus_links_limit".to_owned(), 1)].into(),
    };
    scene.context.standing.policies = Arc::new(scene.context.standing.policies.and(version));
    let exceeded = R::FocusLimitExceeded { limit: 1, actual: 2, day: day("2024-05-01") };
    scene.refuses(assign("B", Focus, "2024-04-01", None), exceeded).does(assign(
        "B",
        Focus,
        "2024-04-01",
        Some("2024-04-30"),
    ));
}

#[test]
fn eleventh_focus_link_is_refused_when_it_comes_by_change_or_the_operator_imports_it() {
    full()
        .does(assign("X", General, "2024-02-01", None))
        .refuses(change("X", Focus, "2024-04-10"), exceeded("2024-04-10"))
        .refuses(change("X", Focus, "2024-02-10"), exceeded("2024-03-01"))
        .by(Source::Import)
        .refuses(assign("Y", Focus, "2024-05-31", None), exceeded("2024-05-31"));
}

#[test]
fn place_of_a_focus_link_is_free_when_that_link_ended_or_became_general() {
    full()
        .does(end("F0", "2024-04-30"))
        .does(assign("X", Focus, "2024-05-01", None))
        .refuses(assign("Y", Focus, "2024-05-15", None), exceeded("2024-05-15"))
        .does(change("F1", General, "2024-05-15"))
        .does(assign("Y", Focus, "2024-05-15", None));
}

#[test]
fn link_is_refused_when_there_are_too_many() {
    let scene = (0..5_000u128).fold(Scene::appointed(), |scene, number| {
        let mut link = link("A", General, "2024-03-01", Some("2024-03-31"));
        link.organization_id = OrganizationId::new(Uuid::from_u128(number));
        scene.given(E::OrganizationAssigned { instructor_kind: KIND, link })
    });
    scene.refuses(assign("A", General, "2024-03-01", None), R::TooMany { list: "links", limit: 5_000 });
}

#[test]
fn change_splits_the_link_at_the_day() {
    let before = link("A", General, "2024-03-01", Some("2024-07-31"));
    let changed_on = day("2024-04-01");
    let event = E::LinkKindChanged { instructor_kind: KIND, before, link_kind: Focus, changed_on };
    let scene = Scene::appointed()
        .does(assign("A", General, "2024-03-01", Some("2024-07-31")))
        .knows(change("A", General, "2024-04-01"))
        .emits_once(change("A", Focus, "2024-04-01"), event);
    let parts =
        vec![link("A", General, "2024-03-01", Some("2024-03-31")), link("A", Focus, "2024-04-01", Some("2024-07-31"))];
    assert_eq!(scene.instructor.links().copied().collect::<Vec<_>>(), parts);
}

#[test]
fn change_on_the_first_day_leaves_one_link_of_the_new_kind() {
    let scene =
        Scene::appointed().does(assign("A", Focus, "2024-03-01", None)).does(change("A", General, "2024-03-01"));
    let all: Vec<_> = scene.instructor.links().copied().collect();
    assert_eq!(all, vec![link("A", General, "2024-03-01", None)]);
}

#[test]
fn change_is_refused_when_in_future_or_there_is_no_link_on_the_day() {
    Scene::appointed()
        .does(assign("A", Focus, "2024-03-01", None))
        .refuses(change("A", General, "2024-06-02"), in_future("2024-06-02"))
        .refuses(change("A", General, "2024-02-29"), unknown("A", "2024-02-29"))
        .refuses(change("B", General, "2024-03-01"), unknown("B", "2024-03-01"));
}

#[test]
fn link_ends_on_the_day_and_does_not_come_back() {
    let before = link("A", Focus, "2024-03-01", None);
    let event = E::AssignmentEnded { instructor_kind: KIND, before, ended_on: day("2024-04-30") };
    let scene = Scene::appointed()
        .does(assign("A", Focus, "2024-03-01", None))
        .refuses(end("A", "2024-02-29"), unknown("A", "2024-02-29"))
        .emits_once(end("A", "2024-04-30"), event)
        .refuses(end("A", "2024-05-01"), unknown("A", "2024-05-01"));
    assert_eq!(scene.instructor.load_on(day("2024-04-30")), (1, 0));
    assert_eq!(scene.instructor.load_on(day("2024-05-01")), (0, 0));
}

#[test]
fn link_goes_over_to_another_instructor_and_never_to_the_same() {
    let event = E::AssignmentTransferred {
        instructor_kind: KIND,
        before: link("A", Focus, "2024-03-01", None),
        ended_on: day("2024-04-30"),
        successor: InstructorId::of_code(&code("I2")),
    };
    Scene::appointed()
        .does(assign("A", Focus, "2024-03-01", None))
        .refuses(transfer("A", "I1", "2024-04-30"), R::TransferToItself)
        .refuses(transfer("B", "I2", "2024-04-30"), unknown("B", "2024-04-30"))
        .emits_once(transfer("A", "I2", "2024-04-30"), event)
        .refuses(
            transfer("A", "I3", "2024-04-30"),
            R::TransferredAlready { successor: InstructorId::of_code(&code("I2")) },
        );
}

#[test]
fn focus_link_is_claimed_by_full_time_instructors_only() {
    let assigned = |instructor_kind, link_kind| {
        E::OrganizationAssigned { instructor_kind, link: link("A", link_kind, "2024-03-01", None) }
            .claims(Uuid::from_u128(1))
            .len()
    };
    assert_eq!(assigned(InstructorKind::FullTime, Focus), 1);
    assert_eq!(assigned(InstructorKind::FullTime, General), 0);
    assert_eq!(assigned(InstructorKind::PartTime, Focus), 0);
}

#[test]
fn link_that_has_not_begun_goes_over_whole_and_leaves_no_claim() {
    let before = link("A", Focus, "2024-07-01", None);
    let successor = InstructorId::of_code(&code("I2"));
    let transfer = transfer("A", "I2", "2024-05-31");
    let scene = Scene::appointed()
        .does(assign("A", Focus, "2024-03-01", Some("2024-06-30")))
        .does(assign("A", Focus, "2024-07-01", None))
        .refuses(release("2024-05-31"), R::LinksLive { count: 2, day: day("2024-05-31") })
        .does(transfer.clone())
        .knows(transfer.clone())
        .does(release("2024-05-31"))
        .knows(transfer);
    let left: Vec<_> = scene.instructor.links().copied().collect();
    assert_eq!(left, vec![link("A", Focus, "2024-03-01", Some("2024-05-31"))]);
    let ended_on = day("2024-05-31");
    let event = E::AssignmentTransferred { instructor_kind: KIND, before, ended_on, successor };
    assert_eq!(event.claims(Uuid::from_u128(1)).len(), 1, "its claim is released and none is taken");
}

#[test]
fn instructor_guides_an_organization_in_the_days_of_all_its_links() {
    let scene = Scene::appointed().does(assign("A", Focus, "2024-03-01", None)).does(assign(
        "A",
        General,
        "2024-02-01",
        Some("2024-02-29"),
    ));
    let days = |from: &str, to: Option<&str>| DateSpan { from: day(from), to: to.map(day) };
    let expected = [days("2024-02-01", Some("2024-02-29")), days("2024-03-01", None)];
    assert_eq!(scene.instructor.guides(org("A")), expected);
    assert_eq!(scene.instructor.guides(org("B")), []);
}

//! Personal text and what others may ask: one place for all events.

use super::*;
use crate::kernel::{KeyOwner, Personal, StoredEvent};

#[test]
fn personal_text_is_visited_once_under_its_owner_in_each_event_that_has_some() {
    let (session, volunteer_id, person_id) = (1, volunteer_id("ann"), PersonId::default());
    let text = || Personal::clear("私");
    let change = ActivityChange::default;
    let commented = |comment| E::FeedbackRecorded { session, volunteer_id, person_id, score: 5, comment };
    let reason = vec![(KeyOwner::Stream, "reason")];
    for (mut event, expected) in [
        (E::EnrollmentDeclined { session, volunteer_id, reason: text() }, reason.clone()),
        (E::ActivityCancelled { reason: text() }, reason.clone()),
        (E::ActivityVoided { reason: text() }, reason.clone()),
        (E::ActivityChanged { change: change(), reason: Some(text()) }, reason),
        (commented(Some(text())), vec![(KeyOwner::Person(person_id), "comment")]),
        (E::ActivityChanged { change: change(), reason: None }, vec![]),
        (commented(None), vec![]),
    ] {
        let mut visited = Vec::new();
        event.visit_personal(&mut |owner, field, _| visited.push((owner, field)));
        assert_eq!(visited, expected);
    }
}

#[test]
fn activity_is_imported_only_when_it_was_taken_over_as_held() {
    let remembered = |events: Vec<ActivityEvent>| {
        let mut activity = Activity::default();
        events.into_iter().for_each(|event| activity.remember(event));
        activity.is_imported()
    };
    let closed = || E::ActivityClosed { closed_on: day("2024-06-03") };
    let published = || E::ActivityPublished { leader: None, risk_notice: String::new(), place: String::new() };
    assert!(!remembered(vec![]));
    assert!(!remembered(vec![E::ActivityDrafted { plan: plan() }]));
    assert!(!remembered(vec![E::ActivityDrafted { plan: plan() }, published(), closed()]));
    assert!(remembered(vec![E::ActivityImported { plan: plan() }]));
    assert!(remembered(vec![E::ActivityImported { plan: plan() }, closed()]));
}

#[test]
fn withdrawal_and_decline_are_refused_when_attendance_is_on_record() {
    let scene = Scene::enrolled().at("03T09:00").does(check_in("ann", "03T09:00"));
    let refusal = || Err(R::AttendanceOnRecord { session: 1 });
    assert_eq!(scene.activity.withdraw(1, volunteer_id("ann")), refusal());
    assert_eq!(scene.activity.decline(1, volunteer_id("ann"), "满员"), refusal());
}

#[test]
fn guardian_is_asked_for_below_the_age_that_the_policy_in_force_names() {
    let mut scene = Scene::published(plan());
    scene.context = scene.context.with_number("adult_age_years", 16);
    let minor = |age| C::Enroll { session: 1, volunteer: aged("kid", Some(age), false) };
    scene.refuses(minor(15), R::GuardianConsentNeeded { below_age_years: 16 }).does(minor(16));
}

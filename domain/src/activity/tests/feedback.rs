//! Feedback: who took part says once how a session was, within the policy's days.

use super::*;
use crate::kernel::Personal;

fn feedback(name: &str, score: u8) -> ActivityCommand {
    C::RecordFeedback { session: 1, volunteer: volunteer(name), score, comment: Some(" 组织有序 ".to_owned()) }
}

/// Ann came and left, Bob signed up and did not come; it is noon, and the session is over.
fn over() -> Scene {
    Scene::enrolled()
        .does(enroll("bob"))
        .at("03T12:00")
        .does(check_in("ann", "03T09:00"))
        .does(check_out("ann", "03T12:00"))
}

#[test]
fn feedback_is_recorded_once_of_one_who_took_part() {
    let event = E::FeedbackRecorded {
        session: 1,
        volunteer_id: volunteer_id("ann"),
        person_id: PersonId::default(),
        score: 5,
        comment: Some(Personal::clear("组织有序")),
    };
    over()
        .emits_once(feedback("ann", 5), &[event])
        .refuses(feedback("ann", 4), R::FeedbackGiven { session: 1, score: 5 })
        .does(C::CloseSession { session: 1 })
        .does(C::CloseActivity)
        .knows(feedback("ann", 5));
}

#[test]
fn feedback_is_refused_when_the_volunteer_did_not_come_or_is_not_enrolled() {
    let absent = R::NotAttended { session: 1 };
    over().refuses(feedback("bob", 3), absent.clone()).refuses(feedback("eve", 3), absent);
}

#[test]
fn feedback_is_refused_when_the_score_is_out_of_bounds() {
    for actual in [0, 6] {
        over().refuses(feedback("ann", actual), R::ScoreOutOfBounds { least: 1, most: 5, actual });
    }
    for score in [1, 5] {
        over().does(feedback("ann", score));
    }
}

#[test]
fn feedback_is_refused_before_the_session_is_over_and_after_the_days_of_the_policy() {
    let early = R::SessionNotOver { ends_at: at("03T12:00"), now: at("03T11:59") };
    let inside = Scene::enrolled().at("03T11:59").does(check_in("ann", "03T09:00"));
    inside.refuses(feedback("ann", 5), early);
    let mut late = over();
    late.context = late.context.with_number("feedback_days", 10);
    let last_day = day("2024-06-13");
    late.at("13T23:59").does(feedback("ann", 5)).knows(feedback("ann", 5));
    let mut late = over();
    late.context = late.context.with_number("feedback_days", 10);
    late.at("14T00:00").refuses(feedback("ann", 5), R::FeedbackTooLate { last_day, today: day("2024-06-14") });
}

#[test]
fn feedback_is_refused_when_the_activity_is_voided() {
    over().does(C::VoidActivity { reason: "虚假".to_owned() }).refuses(feedback("ann", 5), R::ActivityVoided);
}

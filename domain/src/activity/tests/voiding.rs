//! Voiding (A10): with a reason, at any stage, and nothing is taken after.

use super::*;
use crate::kernel::{Personal, text::TextRefusal};

fn void() -> ActivityCommand {
    C::VoidActivity { reason: "虚假活动".to_owned() }
}

fn voided() -> ActivityEvent {
    E::ActivityVoided { reason: Personal::clear("虚假活动") }
}

#[test]
fn activity_is_voided_once_with_a_reason_and_takes_nothing_more() {
    let close = C::CloseSession { session: 1 };
    let scene = Scene::enrolled()
        .refuses(C::VoidActivity { reason: " ".to_owned() }, R::Text(TextRefusal::TextEmpty { field: "reason" }))
        .emits_once(void(), &[voided()])
        .refuses(enroll("bob"), R::ActivityVoided)
        .refuses(publish(), R::ActivityVoided)
        .refuses(C::CancelActivity { reason: "暴雨".to_owned() }, R::ActivityVoided)
        .refuses(
            C::ScheduleSession { session: 2, span: span("03T13:00", "03T14:00"), capacity: None },
            R::ActivityVoided,
        )
        .at("03T12:00")
        .refuses(check_out("ann", "03T11:00"), R::ActivityVoided)
        .refuses(close, R::ActivityVoided)
        .refuses(C::CloseActivity, R::ActivityVoided);
    assert_eq!(scene.activity.stage(), Stage::Voided);
    assert!(scene.activity.session_facts(1).unwrap().voided);
    assert_eq!(scene.activity.creditable(1, &scene.context), Err(R::ActivityVoided));
}

#[test]
fn activity_is_voided_when_it_is_a_draft_held_cancelled_closed_or_credited() {
    let book = C::RecordSessionCredited { session: 1, credited: 2, refused: 0 };
    let closed = || Scene::published(plan()).at("03T12:00").does(C::CloseSession { session: 1 });
    let held = C::ImportActivity { plan: plan(), organization: organization(), team: None };
    for scene in [
        Scene::drafted(plan()),
        Scene::new().by(Source::Import).does(held),
        Scene::enrolled().does(C::CancelActivity { reason: "暴雨".to_owned() }),
        closed().does(book),
        closed().does(C::CloseActivity),
    ] {
        scene.emits_once(void(), &[voided()]);
    }
}

#[test]
fn voiding_is_refused_when_the_activity_is_unknown() {
    Scene::new().refuses(void(), R::ActivityUnknown);
}

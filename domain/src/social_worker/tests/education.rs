//! Registration periods and continuing education (S2, S3): what counts, when registering again is refused.

use super::*;
use crate::social_worker::words::EducationKind::{self, Course, Degree};
use ProfessionalLevel::{AssistantSocialWorker as Assistant, SocialWorker as Middle};

fn learn(kind: EducationKind, minutes: u32, completed_on: &str) -> SocialWorkerCommand {
    C::CreditEducation {
        course: "个案工作".to_owned(),
        provider: "示例学院".to_owned(),
        kind,
        minutes,
        completed_on: day(completed_on),
    }
}

fn learned(kind: EducationKind, minutes: u32, completed_on: &str) -> SocialWorkerEvent {
    E::EducationCredited {
        course: "个案工作".to_owned(),
        provider: "示例学院".to_owned(),
        kind,
        minutes,
        completed_on: day(completed_on),
    }
}

/// Registered from 1 April 2020 to 31 March 2023, on a certificate of this level.
fn practising(level: ProfessionalLevel) -> Scene {
    Scene::registered().does(certify(level, "C-1", "2020-03-01")).does(practise("2020-04-01"))
}

fn missing(level: ProfessionalLevel, required_minutes: u32, actual_minutes: u32) -> SocialWorkerRefusal {
    let (from, until) = (day("2020-04-01"), day("2023-03-31"));
    R::EducationMissing { level, required_minutes, actual_minutes, from, until }
}

#[test]
fn practice_is_registered_again_when_the_hours_of_the_level_lie_inside_the_period() {
    let again = E::PracticeRegistered { registered_on: day("2023-04-01"), valid_to: day("2026-03-31"), late: false };
    practising(Assistant)
        .does(learn(Course, 2_160, "2020-04-01"))
        .does(learn(Course, 2_160, "2023-03-31"))
        .emits_once(practise("2023-04-01"), again.clone());
    practising(Middle).does(learn(Course, 5_400, "2021-04-01")).emits_once(practise("2023-04-01"), again);
}

#[test]
fn practice_is_refused_again_with_the_hours_needed_and_had() {
    practising(Assistant)
        .refuses(practise("2023-04-01"), missing(Assistant, 4_320, 0))
        .does(learn(Course, 4_319, "2021-05-01"))
        .does(learn(Course, 600, "2020-03-31"))
        .does(learn(Course, 600, "2023-04-01"))
        .refuses(practise("2023-04-01"), missing(Assistant, 4_320, 4_319));
    practising(Middle)
        .does(learn(Course, 4_320, "2021-05-01"))
        .refuses(practise("2023-04-01"), missing(Middle, 5_400, 4_320));
}

#[test]
fn higher_level_counts_when_its_certificate_lies_in_the_period() {
    practising(Assistant)
        .does(learn(Course, 4_320, "2021-05-01"))
        .does(certify(Middle, "C-2", "2023-03-31"))
        .refuses(practise("2023-04-01"), missing(Middle, 5_400, 4_320));
    practising(Assistant)
        .does(learn(Course, 4_320, "2021-05-01"))
        .does(certify(Middle, "C-2", "2023-04-01"))
        .does(practise("2023-04-01"));
}

#[test]
fn degree_stands_for_the_hours_of_a_period_once() {
    practising(Middle)
        .emits_once(learn(Degree, 0, "2022-06-30"), learned(Degree, 5_400, "2022-06-30"))
        .refuses(learn(Degree, 0, "2023-06-30"), R::DegreeCounted { completed_on: day("2022-06-30") })
        .does(practise("2023-04-01"));
}

#[test]
fn operator_takes_a_registration_over_without_the_hours() {
    practising(Assistant).by(Source::Import).does(practise("2023-04-01"));
}

#[test]
fn hours_of_the_policy_of_the_day_count() {
    let mut scene = practising(Assistant).does(learn(Course, 4_320, "2021-05-01"));
    scene.context = scene.context.with_number("education_minutes_assistant", 4_321);
    scene.refuses(practise("2023-04-01"), missing(Assistant, 4_321, 4_320));
}

#[test]
fn education_is_refused_when_too_short_too_long_in_future_or_nameless() {
    let nameless = C::CreditEducation {
        course: " ".to_owned(),
        provider: "示例学院".to_owned(),
        kind: Course,
        minutes: 60,
        completed_on: day("2024-01-01"),
    };
    Scene::registered()
        .refuses(learn(Course, 0, "2024-01-01"), R::EducationOutOfBounds { limit: 30_000, actual: 0 })
        .refuses(learn(Course, 30_001, "2024-01-01"), R::EducationOutOfBounds { limit: 30_000, actual: 30_001 })
        .refuses(learn(Course, 60, "2024-06-02"), in_future("2024-06-02"))
        .refuses(nameless, empty("course"))
        .emits_once(learn(Course, 30_000, "2024-06-01"), learned(Course, 30_000, "2024-06-01"));
}

#[test]
fn registration_ends_on_the_day_of_its_cancellation() {
    let cancel = |on: &str| C::CancelPractice { cancelled_on: day(on), reason: "本人申请".to_owned() };
    let scene = practising(Assistant)
        .refuses(cancel("2020-03-31"), R::PracticeNotRegistered { day: day("2020-03-31") })
        .does(cancel("2021-06-30"))
        .knows(cancel("2021-06-30"))
        .refuses(cancel("2021-07-01"), R::PracticeNotRegistered { day: day("2021-07-01") });
    assert!(scene.worker.is_registered_on(day("2021-06-30")));
    assert!(!scene.worker.is_registered_on(day("2021-07-01")));
    let again = scene
        .by(Source::Import)
        .does(C::RegisterPractice { registered_on: day("2022-01-01") })
        .by(Source::Api)
        .does(cancel("2023-01-31"))
        .knows(cancel("2023-01-31"));
    again.knows(cancel("2021-06-30"));
    let silent = C::CancelPractice { cancelled_on: day("2021-01-01"), reason: " ".to_owned() };
    practising(Assistant).refuses(silent, empty("reason"));
}

#[test]
fn course_and_provider_are_kept_without_the_white_space_around_them() {
    let spaced = C::CreditEducation {
        course: " 个案工作 ".to_owned(),
        provider: " 示例学院 ".to_owned(),
        kind: Course,
        minutes: 60,
        completed_on: day("2024-05-01"),
    };
    Scene::registered().emits_once(spaced, learned(Course, 60, "2024-05-01")).knows(learn(Course, 60, "2024-05-01"));
}

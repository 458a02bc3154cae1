//! Grades (S5), appraisals, outcomes and checked certificates.

use super::*;
use crate::social_worker::words::{
    AppraisalGrade, CareerOutcome,
    PostRank::{self, Chief, Deputy, Other},
};
use ProfessionalLevel::{AssistantSocialWorker as Assistant, SocialWorker as Middle};

fn grade(rank: PostRank, grade: u32, assigned_on: &str) -> SocialWorkerCommand {
    C::AssignGrade {
        rank,
        grade,
        scheme: "三岗十八级-2024".to_owned(),
        assigned_on: day(assigned_on),
        cause: "年度考核".to_owned(),
    }
}

fn check(number: &str, genuine: bool, checked_on: &str) -> SocialWorkerCommand {
    C::CheckCredential { certificate_no: number.to_owned(), genuine, checked_on: day(checked_on) }
}

fn counts(level: ProfessionalLevel, certified_on: &str) -> Option<HeldCertificate> {
    Some(HeldCertificate { level, certified_on: day(certified_on) })
}

/// In a post since 1 February 2024.
fn posted() -> Scene {
    Scene::registered().does(assume(PostClass::Staff, None, "2024-02-01"))
}

#[test]
fn grade_is_assigned_at_both_ends_of_the_range_of_its_rank() {
    for (rank, least, most) in [(Chief, 7, 18), (Deputy, 4, 15), (Other, 1, 12)] {
        for good in [least, most] {
            let event = E::GradeAssigned {
                rank,
                grade: good,
                scheme: "三岗十八级-2024".to_owned(),
                assigned_on: day("2024-03-01"),
                cause: "年度考核".to_owned(),
            };
            posted().emits_once(grade(rank, good, "2024-03-01"), event);
        }
        for bad in [least - 1, most + 1] {
            let refusal = R::GradeOutsideRank { rank, least, most, actual: bad };
            posted().refuses(grade(rank, bad, "2024-03-01"), refusal);
        }
    }
}

#[test]
fn grade_is_refused_without_a_post_before_it_or_in_future_and_ends_with_the_post() {
    Scene::registered().refuses(grade(Other, 3, "2024-03-01"), R::NoPost);
    posted()
        .refuses(grade(Other, 3, "2024-01-31"), too_early("2024-01-31", "2024-02-01"))
        .refuses(grade(Other, 3, "2024-06-02"), in_future("2024-06-02"))
        .does(grade(Other, 3, "2024-04-01"))
        .refuses(grade(Other, 4, "2024-03-31"), too_early("2024-03-31", "2024-04-01"))
        .does(leave_post("2024-04-30"))
        .refuses(grade(Other, 4, "2024-05-01"), R::NoPost);
}

#[test]
fn year_is_appraised_once_and_refused_with_another_result_or_outside_the_years() {
    let appraise = |year, grade| C::AppraiseWorker { year, grade };
    let bounds = |year| R::AppraisalYearOutOfBounds { year, first: 2024, last: 2024 };
    let event = E::WorkerAppraised { year: 2024, grade: AppraisalGrade::Excellent };
    Scene::registered()
        .refuses(appraise(2023, AppraisalGrade::Excellent), bounds(2023))
        .refuses(appraise(2025, AppraisalGrade::Excellent), bounds(2025))
        .emits_once(appraise(2024, AppraisalGrade::Excellent), event)
        .refuses(
            appraise(2024, AppraisalGrade::Incompetent),
            R::AppraisedAlready { year: 2024, grade: AppraisalGrade::Excellent },
        )
        .by(Source::Import)
        .does(appraise(2019, AppraisalGrade::Competent));
}

#[test]
fn outcome_is_recorded_once_and_refused_in_future() {
    let outcome = |on: &str| C::RecordCareerOutcome { outcome: CareerOutcome::CivilServant, occurred_on: day(on) };
    let event = E::CareerOutcomeRecorded { outcome: CareerOutcome::CivilServant, occurred_on: day("2024-05-01") };
    Scene::registered()
        .emits_once(outcome("2024-05-01"), event)
        .refuses(outcome("2024-06-02"), in_future("2024-06-02"));
}

#[test]
fn certificate_that_its_issuer_does_not_know_counts_no_more_until_it_does() {
    let scene = Scene::registered()
        .does(certify(Assistant, "C-1", "2023-03-01"))
        .does(certify(Middle, "C-2", "2024-03-01"))
        .emits_once(
            check("C-2", false, "2024-05-01"),
            E::CredentialRejected {
                certificate_no: "C-2".to_owned(),
                rejected_on: day("2024-05-01"),
                counts: counts(Assistant, "2023-03-01"),
            },
        );
    assert_eq!(scene.worker.level(), Some(Assistant));
    let scene = scene.emits_once(
        check("C-2", true, "2024-05-02"),
        E::CredentialVerified {
            certificate_no: "C-2".to_owned(),
            verified_on: day("2024-05-02"),
            counts: counts(Middle, "2024-03-01"),
        },
    );
    assert_eq!(scene.worker.level(), Some(Middle));
    scene.refuses(check("C-2", false, "2024-05-01"), too_early("2024-05-01", "2024-05-02"));
}

#[test]
fn check_is_refused_for_an_unknown_certificate_before_it_or_in_future() {
    Scene::registered()
        .refuses(check("C-9", true, "2024-05-01"), R::CertificateUnknown)
        .does(certify(Middle, "C-2", "2024-03-01"))
        .refuses(check("C-2", true, "2024-02-29"), too_early("2024-02-29", "2024-03-01"))
        .refuses(check("C-2", true, "2024-06-02"), in_future("2024-06-02"));
}

#[test]
fn scheme_of_a_grade_is_kept_without_the_white_space_around_it() {
    let asked = |scheme: &str| C::AssignGrade {
        rank: Other,
        grade: 3,
        scheme: scheme.to_owned(),
        assigned_on: day("2024-02-01"),
        cause: "年度考核".to_owned(),
    };
    posted().does(asked(" 三岗十八级-2024 ")).knows(asked("三岗十八级-2024"));
}

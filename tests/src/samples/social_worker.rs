//! One sample of every event of a social worker.

use super::parts::{code, day, division, organization, person, sealed};
use muster_domain::{
    kernel::words::{PostClass, ProfessionalLevel},
    social_worker::{
        HeldCertificate, SocialWorkerEvent,
        words::{AppraisalGrade, CareerOutcome, EducationKind, PostRank},
    },
};

/// Every event of a social worker.
#[must_use]
pub fn events() -> Vec<SocialWorkerEvent> {
    vec![
        SocialWorkerEvent::SocialWorkerRegistered {
            person_id: person(),
            code: code("S-1"),
            division: division(),
            registered_on: day(1),
        },
        SocialWorkerEvent::CertificateObtained {
            level: ProfessionalLevel::SocialWorker,
            certificate_no: "C-1".to_owned(),
            certified_on: day(2),
        },
        SocialWorkerEvent::PracticeRegistered { registered_on: day(3), valid_to: day(31), late: true },
        SocialWorkerEvent::PostAssumed {
            post_class: PostClass::Committee,
            grade: Some(6),
            organization_id: Some(organization()),
            division: division(),
            assumed_on: day(4),
        },
        SocialWorkerEvent::PostLeft { left_on: day(5) },
        SocialWorkerEvent::AgencyJoined { organization_id: organization(), joined_on: day(4) },
        SocialWorkerEvent::AgencyLeft { organization_id: organization(), left_on: day(5) },
        SocialWorkerEvent::AbilitiesDeclared { abilities: vec!["矛盾调解".to_owned()] },
        SocialWorkerEvent::EducationCredited {
            course: "个案工作".to_owned(),
            provider: "示例学院".to_owned(),
            kind: EducationKind::Course,
            minutes: 480,
            completed_on: day(4),
        },
        SocialWorkerEvent::PracticeCancelled {
            registered_on: day(3),
            cancelled_on: day(6),
            person_id: person(),
            reason: sealed(),
        },
        SocialWorkerEvent::GradeAssigned {
            rank: PostRank::Deputy,
            grade: 8,
            scheme: "三岗十八级-2024".to_owned(),
            assigned_on: day(5),
            cause: "年度考核".to_owned(),
        },
        SocialWorkerEvent::WorkerAppraised { year: 2024, grade: AppraisalGrade::Excellent },
        SocialWorkerEvent::CareerOutcomeRecorded { outcome: CareerOutcome::CivilServant, occurred_on: day(6) },
        SocialWorkerEvent::CredentialVerified {
            certificate_no: "C-1".to_owned(),
            verified_on: day(3),
            counts: Some(HeldCertificate { level: ProfessionalLevel::SocialWorker, certified_on: day(2) }),
        },
        SocialWorkerEvent::CredentialRejected { certificate_no: "C-1".to_owned(), rejected_on: day(4), counts: None },
    ]
}

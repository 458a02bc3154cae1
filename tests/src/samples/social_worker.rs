//! One sample of every event of a social worker.

use super::parts::{code, day, division, organization, person};
use muster_domain::{
    kernel::words::{PostClass, ProfessionalLevel},
    social_worker::SocialWorkerEvent,
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
    ]
}

//! One sample of every event of a volunteer's recognition.

use super::parts::{code, day, days, organization, person, sealed, uuid};
use muster_domain::{
    kernel::CreditId,
    recognition::{
        RecognitionEvent,
        events::{Certificate, CertificateItem},
        words::{GrantingLevel, ServiceQuality},
    },
};

/// Every event of a volunteer's recognition.
#[must_use]
pub fn events() -> Vec<RecognitionEvent> {
    let (level, credit_id) = (1, CreditId::new(uuid(4)));
    vec![
        RecognitionEvent::TrainingCompleted {
            name: "急救培训".to_owned(),
            provider: "示例红十字会".to_owned(),
            minutes: 240,
            completed_on: day(1),
        },
        RecognitionEvent::CommendationRecorded {
            name: "优秀志愿者".to_owned(),
            granting_body: "示例市文明办".to_owned(),
            level: GrantingLevel::City,
            granted_on: day(2),
            evidence_reference: "文-1".to_owned(),
        },
        RecognitionEvent::ServiceEvaluated { credit_id, quality: ServiceQuality::Good, evaluated_on: day(3) },
        RecognitionEvent::StarApplied {
            level,
            minutes: 6_100,
            threshold: 6_000,
            applied_on: day(3),
            shown_until: day(10),
            person_id: person(),
        },
        RecognitionEvent::StarObjected { level, code: code("Y-1"), person_id: person(), statement: sealed() },
        RecognitionEvent::ObjectionAnswered { level, code: code("Y-1"), upheld: false },
        RecognitionEvent::StarAwarded {
            level,
            authority: GrantingLevel::County,
            minutes: 6_100,
            threshold: 6_000,
            awarded_on: day(11),
        },
        RecognitionEvent::StarRevoked {
            level,
            revoked_on: day(12),
            banned_until: day(31),
            person_id: person(),
            reason: sealed(),
        },
        RecognitionEvent::CertificateIssued {
            certificate: Certificate {
                number: code("ZM-1"),
                period: days(),
                items: vec![CertificateItem { credit_id, served_on: day(4), minutes: 120 }],
                minutes_total: 120,
                recording_units: vec![organization()],
                issued_on: day(31),
            },
            person_id: person(),
        },
        RecognitionEvent::ServiceCertificateRevoked {
            number: code("ZM-1"),
            revoked_on: day(31),
            person_id: person(),
            reason: sealed(),
        },
    ]
}

//! One sample of every event of a volunteer.

use super::parts::{code, day, days, division, organization, person, sealed, span, uuid};
use muster_domain::{
    kernel::{
        ActivityId, CreditId, Source, TeamId,
        words::{ApprovalTier, EvidenceClass, ServiceCategory},
    },
    volunteer::{
        VolunteerEvent,
        events::{Credit, Dispute, ImportedTotal},
        words::DisputeKind,
    },
};

fn credit() -> Credit {
    Credit {
        credit_id: CreditId::new(uuid(4)),
        activity_id: ActivityId::new(uuid(5)),
        session: 1,
        span: span(),
        minutes: 120,
        served_on: day(4),
        evidence: EvidenceClass::A,
        source: Source::Import,
        late: true,
        before_registration: false,
        pending: Some(ApprovalTier::Organization),
        pending_reasons: Vec::new(),
        credited_by: None,
        document_reference: None,
        division: division(),
        category: ServiceCategory::Ecology,
        team_id: Some(TeamId::new(uuid(6))),
        organization_id: organization(),
    }
}

/// Every event of a volunteer.
#[must_use]
pub fn events() -> Vec<VolunteerEvent> {
    let credit_id = CreditId::new(uuid(4));
    vec![
        VolunteerEvent::VolunteerRegistered {
            person_id: person(),
            code: code("V-1"),
            division: division(),
            registered_on: day(1),
            skills: vec!["急救".to_owned()],
        },
        VolunteerEvent::SkillsDeclared { skills: vec!["急救".to_owned(), "手语".to_owned()] },
        VolunteerEvent::SkillVerified { skill: "急救".to_owned(), evidence_reference: "证-1".to_owned() },
        VolunteerEvent::HoursCredited { credit: credit() },
        VolunteerEvent::CreditApproved { credit_id, tier: ApprovalTier::Organization, approved_by: None },
        VolunteerEvent::CreditRejected { credit_id, person_id: person(), reason: sealed() },
        VolunteerEvent::HoursCorrected {
            credit_id,
            before: span(),
            after: credit(),
            person_id: person(),
            reason: sealed(),
        },
        VolunteerEvent::HoursRevoked { credit_id, minutes: 120, person_id: person(), reason: sealed() },
        VolunteerEvent::RecordDisputed {
            dispute: Dispute {
                code: code("D-1"),
                kind: DisputeKind::WrongHours,
                activity_id: ActivityId::new(uuid(5)),
                credit_id: Some(credit_id),
                claimed: Some(span()),
                evidence_reference: Some("照片-1".to_owned()),
            },
            person_id: person(),
            statement: sealed(),
        },
        VolunteerEvent::DisputeResolved {
            code: code("D-1"),
            upheld: true,
            answer: Some(credit_id),
            person_id: person(),
            reason: sealed(),
        },
        VolunteerEvent::HoursImported {
            total: ImportedTotal {
                platform: "示例平台".to_owned(),
                reference: "T-1".to_owned(),
                period: days(),
                minutes: 6_000,
            },
        },
        VolunteerEvent::SelfEntrySuspended { until: day(31), person_id: person(), reason: sealed() },
        VolunteerEvent::SelfEntryRestored {},
    ]
}

//! One sample of every event of a volunteer.

use super::parts::{code, day, days, division, organization, person, sealed, span, uuid};
use muster_domain::{
    kernel::{
        ActivityId, CreditId, Source, TeamId, VolunteerId,
        words::{ApprovalTier, EvidenceClass, ServiceCategory},
    },
    volunteer::{
        VolunteerEvent,
        availability::{Availability, DayException, DayWindow, WeeklyWindow},
        events::{Credit, Dispute, ImportedTotal, Insurance},
        words::{DisputeKind, Weekday},
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

fn availability() -> Availability {
    let window = DayWindow { from_minute: 540, to_minute: 720 };
    Availability {
        span: days(),
        weekly: vec![WeeklyWindow { weekday: Weekday::Saturday, window }],
        exceptions: vec![
            DayException { day: day(11), windows: Vec::new() },
            DayException { day: day(13), windows: vec![window] },
        ],
        divisions: vec![division()],
    }
}

/// Every event of a volunteer.
#[must_use]
pub fn events() -> Vec<VolunteerEvent> {
    let (survivor, duplicate) = (VolunteerId::new(uuid(6)), VolunteerId::new(uuid(7)));
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
        VolunteerEvent::AvailabilityDeclared { availability: availability() },
        VolunteerEvent::InsuranceRecorded {
            insurance: Insurance {
                insurer: "示例保险公司".to_owned(),
                policy_reference: "保-1".to_owned(),
                span: days(),
            },
        },
        VolunteerEvent::VolunteerDeactivated { deactivated_on: day(8), person_id: person(), reason: sealed() },
        VolunteerEvent::VolunteerReactivated { reactivated_on: day(9) },
        VolunteerEvent::LedgersJoined { survivor, duplicate, person_id: person() },
        VolunteerEvent::LedgersParted { survivor, duplicate },
    ]
}

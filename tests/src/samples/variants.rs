//! Second samples of events whose first leaves out an optional field or shows one variant of several.
//!
//! A golden file of a second sample is numbered (`hours_credited.v1.0.2.json`), so that what was added to an event
//! stays readable too.

use super::parts::{code, day, days, division, organization, person, sealed, span, uuid, volunteer};
use muster_domain::{
    activity::{ActivityChange, ActivityEvent, SessionPlan, events::ActivityPlan},
    kernel::{
        ActivityId, CreditId, DocumentType, InstructorId, OrganizationId, PairingId, SiteId, Source,
        words::{
            ActivityKind, ApprovalTier, EvidenceClass, OrganizationKind, ProfessionalLevel, RiskLevel, ServiceCategory,
        },
    },
    matter::{ListedMatter, MatterCaller, MatterEvent, words::MatterKind},
    organization::{
        OrganizationEvent,
        words::{PairingKind, PairingScope},
    },
    person::PersonEvent,
    posting::{Post, PostPlace, PostingEvent, words::PostRole},
    publication::{Edition, PublicationEvent, ReportSeries, words::ReportKind},
    talent_pool::{AdmissionBasis, PoolKind, TalentPoolEvent, words::AdmissionSource},
    volunteer::{
        VolunteerEvent,
        events::{Credit, PendingReason},
    },
};

/// Of a person.
#[must_use]
pub fn person_events() -> Vec<PersonEvent> {
    vec![
        PersonEvent::PersonRegistered {
            person_id: person(),
            document: DocumentType::Passport,
            id_number: sealed(),
            name: sealed(),
            phone: None,
            birth_on: Some(sealed()),
        },
        PersonEvent::PersonDataCorrected {
            person_id: person(),
            name: None,
            phone: Some(sealed()),
            identity: None,
            reason: sealed(),
        },
        super::person::erased(Some(77)),
    ]
}

/// Of a volunteer.
#[must_use]
pub fn volunteer_events() -> Vec<VolunteerEvent> {
    let credit_id = CreditId::new(uuid(4));
    let pending_reasons = vec![
        PendingReason::DailyMinutes { day: day(4), minutes: 540, limit: 480 },
        PendingReason::ManualEvidence { evidence: EvidenceClass::D },
        PendingReason::Late { working_days: 10 },
    ];
    vec![
        VolunteerEvent::HoursCredited {
            credit: Credit {
                credit_id,
                activity_id: ActivityId::new(uuid(5)),
                session: 2,
                span: span(),
                minutes: 120,
                served_on: day(4),
                evidence: EvidenceClass::D,
                source: Source::Api,
                late: false,
                before_registration: true,
                pending: Some(ApprovalTier::Province),
                pending_reasons,
                credited_by: Some("key:1".to_owned()),
                document_reference: Some("签到表-1".to_owned()),
                division: division(),
                category: ServiceCategory::SafetyEmergency,
                team_id: None,
                organization_id: organization(),
            },
        },
        VolunteerEvent::CreditApproved {
            credit_id,
            tier: ApprovalTier::Province,
            approved_by: Some("key:2".to_owned()),
        },
    ]
}

/// Of an activity.
#[must_use]
pub fn activity_events() -> Vec<ActivityEvent> {
    let plan = ActivityPlan {
        code: code("A-2"),
        title: "防溺水巡河".to_owned(),
        kind: ActivityKind::Service,
        category: ServiceCategory::SafetyEmergency,
        division: division(),
        team_id: None,
        organization_id: organization(),
        span: span(),
        risk: RiskLevel::Hazardous,
        min_age_years: Some(18),
        required_skills: vec!["水上救生".to_owned()],
        required_trainings: Vec::new(),
        required_certificates: Vec::new(),
        required_level: None,
        programme: Some("竹仔鱼防溺水".to_owned()),
    };
    let gated = ActivityPlan {
        required_trainings: vec!["防溺水培训".to_owned()],
        required_certificates: vec!["水上救生".to_owned()],
        required_level: Some(ProfessionalLevel::SocialWorker),
        ..plan.clone()
    };
    let sessions = vec![SessionPlan { session: 2, span: span(), capacity: None }];
    vec![
        ActivityEvent::ActivityDrafted { plan },
        ActivityEvent::ActivityDrafted { plan: gated },
        ActivityEvent::ActivityChanged {
            change: ActivityChange { sessions, ..ActivityChange::default() },
            reason: None,
        },
        ActivityEvent::FeedbackRecorded {
            session: 2,
            volunteer_id: volunteer(),
            person_id: person(),
            score: 1,
            comment: None,
        },
    ]
}

/// Of an organization.
#[must_use]
pub fn organization_events() -> Vec<OrganizationEvent> {
    let partner = OrganizationId::new(uuid(8));
    vec![
        OrganizationEvent::OrganizationRegistered {
            code: code("O-2"),
            name: "无证照小组".to_owned(),
            kind: OrganizationKind::UnregisteredGroup,
            division: division(),
            parent: None,
            credit_code: None,
            registered_on: day(1),
        },
        OrganizationEvent::OrganizationsPaired {
            pairing_id: PairingId::new(uuid(7)),
            partner,
            span: days(),
            kind: Some(PairingKind::CityAgreement),
            scope: Some(PairingScope::CrossCity),
        },
        OrganizationEvent::OrganizationSucceeded {
            successor: partner,
            before: Some(OrganizationId::new(uuid(9))),
            succeeded_on: day(8),
        },
    ]
}

/// Of a talent pool.
#[must_use]
pub fn talent_pool_events() -> Vec<TalentPoolEvent> {
    vec![
        TalentPoolEvent::PoolOpened {
            code: code("POOL-2"),
            name: "社区后备".to_owned(),
            division: division(),
            pool: PoolKind::Curated,
            opened_on: day(1),
        },
        TalentPoolEvent::TalentAdmitted {
            person_id: person(),
            basis: AdmissionBasis::Consent,
            source: AdmissionSource::Recommendation,
            reason: sealed(),
            admitted_on: day(2),
            fresh_until: day(30),
        },
    ]
}

/// Of a call on a department.
#[must_use]
pub fn matter_events() -> Vec<MatterEvent> {
    vec![MatterEvent::MattersRaised {
        code: code("CS-2"),
        caller: MatterCaller::Instructor(InstructorId::new(uuid(10))),
        department: OrganizationId::new(uuid(8)),
        division: division(),
        matters: vec![ListedMatter { code: code("SX-2"), kind: MatterKind::Infrastructure, text: sealed() }],
        raised_on: day(1),
    }]
}

/// Of the posts of a place.
#[must_use]
pub fn posting_events() -> Vec<PostingEvent> {
    vec![PostingEvent::PeoplePosted {
        place: PostPlace::Site(SiteId::new(uuid(11))),
        division: division(),
        posts: vec![Post { person_id: person(), role: PostRole::FirstSecretary }],
        span: days(),
    }]
}

/// Of a report series.
#[must_use]
pub fn publication_events() -> Vec<PublicationEvent> {
    let edition = |event| {
        let PublicationEvent::ReportPublished { edition, .. } = event;
        Edition { number: 1, basis: None, denominators: Vec::new(), ..edition }
    };
    let (kind, division, from, to) = (ReportKind::ServiceSummary, division(), day(1), day(30));
    let series = ReportSeries { kind, division, from, to, organization: Some(organization()) };
    let editions = super::publication::events().into_iter().map(edition);
    editions
        .map(|edition| PublicationEvent::ReportPublished { series: series.clone(), edition, reason: None })
        .collect()
}

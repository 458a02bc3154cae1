//! One sample of every event, with fixed values: what the golden files are made of.

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use muster_domain::{
    activity::{ActivityEvent, events::ActivityPlan},
    instructor::{InstructorEvent, events::Link},
    kernel::{
        ActivityId, Code, CreditCode, CreditId, DateSpan, DivisionCode, DocumentType, InstructorId, OrganizationId,
        PairingId, PersonId, Personal, ProblemId, Source, TeamId, TimeSpan, VolunteerId,
        words::{
            ActivityKind, ApprovalTier, ConsentScope, EvidenceClass, InstructorKind, LinkKind, OrganizationKind,
            PostClass, ProfessionalLevel, RiskLevel, ServiceCategory, TeamCategory,
        },
    },
    organization::OrganizationEvent,
    person::{
        PersonEvent,
        events::{IdentityChange, VerificationMethod},
    },
    social_worker::SocialWorkerEvent,
    team::TeamEvent,
    volunteer::{VolunteerEvent, events::Credit},
};
use uuid::Uuid;

const fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn sealed() -> Personal {
    Personal::Sealed("sealed:1:c2FtcGxl".to_owned())
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 5, day).expect("a day of May")
}

fn at(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 5, 4, hour, 0, 0).single().expect("an hour of the day")
}

fn span() -> TimeSpan {
    TimeSpan { starts_at: at(1), ends_at: at(3) }
}

fn days() -> DateSpan {
    DateSpan { from: day(1), to: Some(day(31)) }
}

fn code(text: &str) -> Code {
    Code::try_new(text).expect("a code")
}

fn division() -> DivisionCode {
    DivisionCode::new("445281")
}

fn person() -> PersonId {
    PersonId::new(uuid(1))
}

fn volunteer() -> VolunteerId {
    VolunteerId::new(uuid(2))
}

fn organization() -> OrganizationId {
    OrganizationId::new(uuid(3))
}

/// Every event of a person.
#[must_use]
pub fn person_events() -> Vec<PersonEvent> {
    vec![
        PersonEvent::PersonRegistered {
            person_id: person(),
            document: DocumentType::ResidentId,
            id_number: sealed(),
            name: sealed(),
            phone: Some(sealed()),
            birth_on: None,
        },
        PersonEvent::IdentityVerified { person_id: person(), method: VerificationMethod::DocumentSeen },
        PersonEvent::PersonDataCorrected {
            person_id: person(),
            name: Some(sealed()),
            phone: None,
            identity: Some(IdentityChange {
                document: DocumentType::Passport,
                id_number: sealed(),
                old_document: DocumentType::ResidentId,
                old_id_number: sealed(),
            }),
            reason: sealed(),
        },
        PersonEvent::ConsentGiven {
            scope: ConsentScope::TalentPool,
            notice_version: "2024-1".to_owned(),
            given_on: day(1),
        },
        PersonEvent::ConsentWithdrawn { scope: ConsentScope::TalentPool, withdrawn_on: day(2) },
        PersonEvent::GuardianConsentGiven {
            person_id: person(),
            guardian_name: sealed(),
            guardian_phone: sealed(),
            notice_version: "2024-1".to_owned(),
            given_on: day(1),
        },
        PersonEvent::GuardianConsentWithdrawn { withdrawn_on: day(2) },
    ]
}

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
        division: division(),
        category: ServiceCategory::Ecology,
        team_id: Some(TeamId::new(uuid(6))),
        organization_id: organization(),
    }
}

/// Every event of a volunteer.
#[must_use]
pub fn volunteer_events() -> Vec<VolunteerEvent> {
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
        VolunteerEvent::CreditApproved { credit_id, tier: ApprovalTier::Organization },
        VolunteerEvent::CreditRejected { credit_id, person_id: person(), reason: sealed() },
        VolunteerEvent::HoursCorrected {
            credit_id,
            before: span(),
            after: credit(),
            person_id: person(),
            reason: sealed(),
        },
        VolunteerEvent::HoursRevoked { credit_id, minutes: 120, person_id: person(), reason: sealed() },
    ]
}

fn plan() -> ActivityPlan {
    ActivityPlan {
        code: code("A-1"),
        title: "植树".to_owned(),
        kind: ActivityKind::Service,
        category: ServiceCategory::Ecology,
        division: division(),
        team_id: Some(TeamId::new(uuid(6))),
        organization_id: organization(),
        span: span(),
        risk: RiskLevel::Hazardous,
        min_age_years: Some(18),
        required_skills: vec!["急救".to_owned()],
        programme: Some("志愿服务轻骑兵".to_owned()),
    }
}

/// Every event of an activity.
#[must_use]
pub fn activity_events() -> Vec<ActivityEvent> {
    let (session, volunteer_id) = (1, volunteer());
    vec![
        ActivityEvent::ActivityDrafted { plan: plan() },
        ActivityEvent::ActivityPublished {
            leader: Some(volunteer_id),
            risk_notice: "注意用火".to_owned(),
            place: "北山".to_owned(),
        },
        ActivityEvent::ActivityImported { plan: plan() },
        ActivityEvent::SessionScheduled { session, span: span(), capacity: Some(50) },
        ActivityEvent::VolunteerEnrolled { session, volunteer_id },
        ActivityEvent::EnrollmentAccepted { session, volunteer_id },
        ActivityEvent::EnrollmentDeclined { session, volunteer_id, reason: sealed() },
        ActivityEvent::EnrollmentWithdrawn { session, volunteer_id },
        ActivityEvent::InsuranceRecorded { session, volunteer_id, insured_to: day(31) },
        ActivityEvent::CheckedIn { session, volunteer_id, at: at(1), evidence: EvidenceClass::A },
        ActivityEvent::CheckedOut { session, volunteer_id, at: at(3) },
        ActivityEvent::AttendanceConfirmed { session, volunteer_id, span: span() },
        ActivityEvent::AbsenceMarked { session, volunteer_id },
        ActivityEvent::OutcomeRecorded { measure: "trees".to_owned(), amount: 4_787 },
        ActivityEvent::SessionClosed { session, open_check_ins: vec![volunteer_id] },
        ActivityEvent::SessionCredited { session, credited: 49, refused: 1 },
        ActivityEvent::ActivityClosed { closed_on: day(4) },
        ActivityEvent::ActivityCancelled { reason: sealed() },
    ]
}

/// Every event of a team.
#[must_use]
pub fn team_events() -> Vec<TeamEvent> {
    let volunteer_id = volunteer();
    vec![
        TeamEvent::TeamFormed {
            code: code("T-1"),
            name: "应急队".to_owned(),
            category: TeamCategory::Emergency,
            home_division: division(),
            organization_id: organization(),
            emergency: true,
            formed_on: day(1),
        },
        TeamEvent::MemberAdmitted { volunteer_id, admitted_on: day(1) },
        TeamEvent::MemberLeft { volunteer_id, left_on: day(2) },
        TeamEvent::LeaderAppointed { volunteer_id, appointed_on: day(1) },
        TeamEvent::ServiceAreaAssigned { division: division(), span: days() },
        TeamEvent::ServiceAreaWithdrawn { division: division(), last_day: day(2) },
        TeamEvent::TeamReclassified { category: TeamCategory::Youth, emergency: false, reclassified_on: day(3) },
        TeamEvent::DrillRecorded { drilled_on: day(3), participants: 12 },
        TeamEvent::TeamActivated {
            authority_reference: "令-1".to_owned(), division: division(), activated_on: day(3)
        },
        TeamEvent::TeamStoodDown { stood_down_on: day(4) },
        TeamEvent::TeamSuspended { suspended_on: day(5), reason: sealed() },
        TeamEvent::TeamResumed { resumed_on: day(6) },
        TeamEvent::TeamDisbanded { disbanded_on: day(7), reason: sealed() },
    ]
}

/// Every event of an organization.
#[must_use]
pub fn organization_events() -> Vec<OrganizationEvent> {
    let (pairing_id, partner) = (PairingId::new(uuid(7)), OrganizationId::new(uuid(8)));
    let credit_code = CreditCode::try_new("91350100M000100Y43").ok();
    vec![
        OrganizationEvent::OrganizationRegistered {
            code: code("O-1"),
            name: "社工机构".to_owned(),
            kind: OrganizationKind::SocialWorkAgency,
            division: division(),
            parent: Some(partner),
            credit_code: credit_code.clone(),
            registered_on: day(1),
        },
        OrganizationEvent::OrganizationChanged {
            name: Some("新名".to_owned()),
            division: Some(division()),
            changed_on: day(2),
        },
        OrganizationEvent::OrganizationAttached { parent: partner, attached_on: day(2) },
        OrganizationEvent::RecorderAuthorised { person_id: person(), authorised_on: day(2) },
        OrganizationEvent::RecorderRevoked { person_id: person(), revoked_on: day(3) },
        OrganizationEvent::OrganizationsPaired { pairing_id, partner, span: days() },
        OrganizationEvent::PairingEnded { pairing_id, partner, span: days(), ended_on: day(3) },
        OrganizationEvent::OrganizationSuspended { suspended_on: day(4), reason: sealed() },
        OrganizationEvent::OrganizationRestored { restored_on: day(5) },
        OrganizationEvent::OrganizationDissolved {
            dissolved_on: day(6),
            successor: Some(partner),
            credit_code,
            reason: sealed(),
        },
    ]
}

/// Every event of a social worker.
#[must_use]
pub fn social_worker_events() -> Vec<SocialWorkerEvent> {
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

/// Every event of an instructor.
#[must_use]
pub fn instructor_events() -> Vec<InstructorEvent> {
    let (problem_id, organization_id) = (ProblemId::new(uuid(9)), organization());
    let before = Link { organization_id, link_kind: LinkKind::Focus, span: days() };
    let instructor_kind = InstructorKind::FullTime;
    vec![
        InstructorEvent::InstructorAppointed {
            person_id: person(),
            code: code("I-1"),
            division: division(),
            kind: instructor_kind,
            appointed_on: day(1),
        },
        InstructorEvent::OrganizationAssigned { instructor_kind, link: before },
        InstructorEvent::LinkKindChanged { instructor_kind, before, link_kind: LinkKind::General, changed_on: day(2) },
        InstructorEvent::AssignmentEnded { instructor_kind, before, ended_on: day(3) },
        InstructorEvent::AssignmentTransferred {
            instructor_kind,
            before,
            ended_on: day(3),
            successor: InstructorId::new(uuid(10)),
        },
        InstructorEvent::GuidanceVisitRecorded {
            organization_id,
            visited_on: day(2),
            person_id: person(),
            note: Some(sealed()),
        },
        InstructorEvent::ProblemRaised {
            problem_id,
            organization_id,
            raised_on: day(2),
            person_id: person(),
            text: sealed(),
        },
        InstructorEvent::ProblemResolved {
            problem_id,
            organization_id,
            resolved_on: day(3),
            person_id: person(),
            result: sealed(),
        },
        InstructorEvent::ProblemReopened { problem_id, organization_id, reopened_on: day(4) },
        InstructorEvent::InstructorReleased { released_on: day(5), person_id: person(), reason: sealed() },
    ]
}

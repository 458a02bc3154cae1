//! What happened: two people, their ledgers, and three activities, one of which changes and one of which is voided.

use crate::{
    given::{COUNTY, person, volunteer},
    harness::{Registry, ToldActivity, ToldPerson, ToldVolunteer, at, code, day},
};
use muster_domain::{
    activity::{ActivityChange, ActivityEvent, SessionPlan, events::ActivityPlan},
    kernel::{
        ActivityId, CreditId, DivisionCode, DocumentType, OrganizationId, Personal, Source, TimeSpan,
        words::{ActivityKind, ApprovalTier, ConsentScope, EvidenceClass, RiskLevel, ServiceCategory},
    },
    person::{PersonEvent, events::VerificationMethod},
    volunteer::{VolunteerEvent, events::Credit},
};

pub(super) fn span(from: &str, to: &str) -> TimeSpan {
    TimeSpan::try_new(at(from), at(to)).unwrap()
}

pub(super) fn activity(name: &str) -> ActivityId {
    ActivityId::of_code(&code(name))
}

pub(super) fn organization() -> OrganizationId {
    OrganizationId::of_code(&code("O1"))
}

fn credit(who: &str, what: &str, session: u32, span: TimeSpan) -> Credit {
    Credit {
        pending_reasons: Vec::new(),
        credited_by: None,
        document_reference: None,
        credit_id: CreditId::of_span(activity(what), volunteer(who), span.starts_at),
        activity_id: activity(what),
        session,
        span,
        minutes: span.minutes(),
        served_on: muster_domain::kernel::time::local_date(span.starts_at),
        evidence: EvidenceClass::A,
        source: Source::Api,
        late: false,
        before_registration: false,
        pending: None,
        division: DivisionCode::new(COUNTY),
        category: ServiceCategory::Ecology,
        team_id: None,
        organization_id: organization(),
    }
}

fn person_events(number: u128, name: &str, phone: Option<&str>) -> PersonEvent {
    PersonEvent::PersonRegistered {
        person_id: person(number),
        document: DocumentType::ResidentId,
        id_number: Personal::clear(format!("44520219900101{number:04}")),
        name: Personal::clear(name),
        phone: phone.map(Personal::clear),
        birth_on: None,
    }
}

fn volunteer_registered(number: u128, name: &str) -> VolunteerEvent {
    VolunteerEvent::VolunteerRegistered {
        person_id: person(number),
        code: code(name),
        division: DivisionCode::new(COUNTY),
        registered_on: day("2024-01-01"),
        skills: vec!["first aid".to_owned()],
    }
}

fn plan(name: &str) -> ActivityPlan {
    ActivityPlan {
        code: code(name),
        title: format!("Planting {name}"),
        kind: ActivityKind::Service,
        category: ServiceCategory::Ecology,
        division: DivisionCode::new(COUNTY),
        team_id: None,
        organization_id: organization(),
        span: span("2024-03-01T00:00:00Z", "2024-03-03T00:00:00Z"),
        risk: RiskLevel::Ordinary,
        min_age_years: None,
        required_skills: Vec::new(),
        required_trainings: Vec::new(),
        required_certificates: Vec::new(),
        required_level: None,
        programme: None,
    }
}

/// One event of the story.
pub(super) enum Told {
    Person(u128, PersonEvent),
    Volunteer(&'static str, VolunteerEvent),
    Activity(&'static str, ActivityEvent),
}

fn people() -> Vec<Told> {
    let (one, reason) = (person(1), || Personal::clear("wrong entry"));
    vec![
        Told::Person(1, person_events(1, "欧阳娜", Some("139 0000 1234"))),
        Told::Person(2, person_events(2, "张三", None)),
        Told::Person(
            2,
            PersonEvent::IdentityVerified { person_id: person(2), method: VerificationMethod::DocumentSeen },
        ),
        Told::Person(
            1,
            PersonEvent::ConsentGiven {
                scope: ConsentScope::Registration,
                notice_version: "1".to_owned(),
                fields: Vec::new(),
                given_on: day("2024-01-01"),
            },
        ),
        Told::Person(
            1,
            PersonEvent::PersonDataCorrected {
                person_id: one,
                name: Some(Personal::clear("欧阳丽")),
                phone: None,
                identity: None,
                reason: reason(),
            },
        ),
        Told::Volunteer("V1", volunteer_registered(1, "V1")),
        Told::Volunteer("V2", volunteer_registered(2, "V2")),
        Told::Volunteer(
            "V1",
            VolunteerEvent::SkillsDeclared { skills: vec!["cooking".to_owned(), "first aid".to_owned()] },
        ),
        Told::Volunteer(
            "V1",
            VolunteerEvent::SkillVerified { skill: "first aid".to_owned(), evidence_reference: "R1".to_owned() },
        ),
    ]
}

fn ledger() -> Vec<Told> {
    let (one, two) = (person(1), person(2));
    let reason = || Personal::clear("wrong entry");
    // 2024-02-29T16:30Z is 1 March 00:30 in local time.
    let first = credit("V1", "A1", 1, span("2024-02-29T16:30:00Z", "2024-02-29T17:30:00Z"));
    let second = credit("V1", "A1", 2, span("2024-03-02T01:00:00Z", "2024-03-02T03:00:00Z"));
    let third = credit("V2", "A1", 1, span("2024-03-01T01:00:00Z", "2024-03-01T02:30:00Z"));
    let corrected = Credit { span: span("2024-03-01T01:00:00Z", "2024-03-01T02:00:00Z"), minutes: 60, ..third.clone() };
    let pending = credit("V2", "A2", 1, span("2024-04-05T01:00:00Z", "2024-04-05T11:00:00Z"));
    let pending = Credit { pending: Some(ApprovalTier::Organization), category: ServiceCategory::Health, ..pending };
    let rejected = credit("V2", "A2", 1, span("2024-05-05T01:00:00Z", "2024-05-05T11:00:00Z"));
    let rejected = Credit { pending: Some(ApprovalTier::Organization), ..rejected };
    let waiting = credit("V1", "A2", 1, span("2024-06-05T01:00:00Z", "2024-06-05T11:00:00Z"));
    let waiting = Credit { pending: Some(ApprovalTier::Province), ..waiting };
    let revoked = credit("V1", "A2", 1, span("2024-07-01T01:00:00Z", "2024-07-01T02:00:00Z"));
    let id = |credit: &Credit| credit.credit_id;
    let revoke = |credit: &Credit, person_id| VolunteerEvent::HoursRevoked {
        credit_id: id(credit),
        minutes: credit.minutes,
        person_id,
        reason: reason(),
    };
    let told = |who, event| Told::Volunteer(who, event);
    let credited = |credit: &Credit| VolunteerEvent::HoursCredited { credit: credit.clone() };
    vec![
        told("V1", credited(&first)),
        told("V1", credited(&second)),
        told("V2", credited(&third)),
        told(
            "V2",
            VolunteerEvent::HoursCorrected {
                credit_id: id(&third),
                before: third.span,
                after: corrected,
                person_id: two,
                reason: reason(),
            },
        ),
        told("V2", credited(&pending)),
        told(
            "V2",
            VolunteerEvent::CreditApproved {
                credit_id: id(&pending),
                tier: ApprovalTier::Organization,
                approved_by: None,
            },
        ),
        told("V2", credited(&rejected)),
        told("V2", VolunteerEvent::CreditRejected { credit_id: id(&rejected), person_id: two, reason: reason() }),
        told("V1", credited(&waiting)),
        told("V1", credited(&revoked)),
        told("V1", revoke(&revoked, one)),
        told("V1", credited(&revoked)),
        told("V1", revoke(&revoked, one)),
    ]
}

fn activities() -> Vec<Told> {
    let told = |event| Told::Activity("A1", event);
    let (one, two) = (volunteer("V1"), volunteer("V2"));
    let session = 1;
    let held = span("2024-03-01T01:00:00Z", "2024-03-01T04:00:00Z");
    let moved = span("2024-03-02T02:00:00Z", "2024-03-02T04:00:00Z");
    let feedback = |volunteer_id, number, score| ActivityEvent::FeedbackRecorded {
        session: 1,
        volunteer_id,
        person_id: person(number),
        score,
        comment: None,
    };
    vec![
        told(ActivityEvent::ActivityDrafted { plan: plan("A1") }),
        told(ActivityEvent::ActivityPublished {
            leader: Some(one),
            risk_notice: "Sun".to_owned(),
            place: "Park".to_owned(),
        }),
        told(ActivityEvent::SessionScheduled { session, span: held, capacity: Some(20) }),
        told(ActivityEvent::SessionScheduled { session: 2, span: held, capacity: None }),
        told(ActivityEvent::VolunteerEnrolled { session, volunteer_id: one }),
        told(ActivityEvent::VolunteerEnrolled { session, volunteer_id: two }),
        told(ActivityEvent::EnrollmentAccepted { session, volunteer_id: one }),
        told(ActivityEvent::EnrollmentAccepted { session, volunteer_id: two }),
        told(ActivityEvent::EnrollmentWithdrawn { session, volunteer_id: two }),
        told(ActivityEvent::VolunteerEnrolled { session, volunteer_id: two }),
        told(ActivityEvent::InsuranceRecorded { session, volunteer_id: one, insured_to: day("2024-12-31") }),
        told(ActivityEvent::AbsenceMarked { session, volunteer_id: one }),
        told(ActivityEvent::CheckedIn {
            session,
            volunteer_id: one,
            at: at("2024-03-01T01:05:00Z"),
            evidence: EvidenceClass::A,
        }),
        told(ActivityEvent::CheckedOut { session, volunteer_id: one, at: at("2024-03-01T02:00:00Z") }),
        told(ActivityEvent::AttendanceConfirmed { session, volunteer_id: one, span: held }),
        told(ActivityEvent::CheckedIn {
            session,
            volunteer_id: two,
            at: at("2024-03-01T03:00:00Z"),
            evidence: EvidenceClass::C,
        }),
        told(ActivityEvent::ActivityChanged {
            change: ActivityChange {
                title: Some("Planting anew".to_owned()),
                risk_notice: Some("Sun and wind".to_owned()),
                sessions: vec![SessionPlan { session: 2, span: moved, capacity: Some(8) }],
                ..ActivityChange::default()
            },
            reason: Some(Personal::clear("the weather")),
        }),
        told(ActivityEvent::SessionClosed { session, open_check_ins: vec![two] }),
        told(ActivityEvent::SessionCredited { session, credited: 1, refused: 1 }),
        told(ActivityEvent::OutcomeRecorded { measure: "trees".to_owned(), amount: 4000 }),
        told(ActivityEvent::OutcomeRecorded { measure: "trees".to_owned(), amount: 4787 }),
        told(feedback(one, 1, 5)),
        told(feedback(two, 2, 3)),
        Told::Activity("A2", ActivityEvent::ActivityImported { plan: plan("A2") }),
        Told::Activity("A3", ActivityEvent::ActivityImported { plan: plan("A3") }),
        Told::Activity("A3", ActivityEvent::ActivityVoided { reason: Personal::clear("never held") }),
        told(ActivityEvent::ActivityClosed { closed_on: day("2024-03-04") }),
    ]
}

/// The whole story.
pub(super) fn story() -> Vec<Told> {
    people().into_iter().chain(ledger()).chain(activities()).collect()
}

pub(super) async fn tell(registry: &Registry, told: Told) -> muster_eventstore::Receipt {
    match told {
        Told::Person(number, event) => registry.tell::<ToldPerson>(person(number).uuid(), vec![event]).await,
        Told::Volunteer(name, event) => registry.tell::<ToldVolunteer>(volunteer(name).uuid(), vec![event]).await,
        Told::Activity(name, event) => registry.tell::<ToldActivity>(activity(name).uuid(), vec![event]).await,
    }
}

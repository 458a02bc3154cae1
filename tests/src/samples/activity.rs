//! One sample of every event of an activity.

use super::parts::{at, code, day, division, organization, person, sealed, span, uuid, volunteer};
use muster_domain::{
    activity::{ActivityChange, ActivityEvent, SessionPlan, events::ActivityPlan},
    kernel::{
        TeamId,
        words::{ActivityKind, EvidenceClass, RiskLevel, ServiceCategory},
    },
};

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
        required_trainings: Vec::new(),
        required_certificates: Vec::new(),
        required_level: None,
        programme: Some("志愿服务轻骑兵".to_owned()),
    }
}

/// Every event of an activity.
#[must_use]
pub fn events() -> Vec<ActivityEvent> {
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
        ActivityEvent::ActivityVoided { reason: sealed() },
        ActivityEvent::ActivityChanged {
            change: ActivityChange {
                title: Some("植树与养护".to_owned()),
                place: Some("南山".to_owned()),
                risk_notice: Some("注意用火用水".to_owned()),
                sessions: vec![SessionPlan { session, span: span(), capacity: Some(40) }],
            },
            reason: Some(sealed()),
        },
        ActivityEvent::FeedbackRecorded {
            session,
            volunteer_id,
            person_id: person(),
            score: 5,
            comment: Some(sealed()),
        },
    ]
}

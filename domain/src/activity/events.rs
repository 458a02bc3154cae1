//! What is remembered of an activity. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::kernel::{
    ClaimChange, Code, DivisionCode, KeyOwner, OrganizationId, PersonId, Personal, PersonalVisitor, StoredEvent,
    TeamId, TimeSpan, VolunteerId,
    words::{ActivityKind, EvidenceClass, ProfessionalLevel, RiskLevel, ServiceCategory},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of an activity (志愿服务活动).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityEvent {
    /// The activity is drafted (已拟).
    ActivityDrafted {
        /// The plan.
        plan: ActivityPlan,
    },
    /// The activity is open to volunteers (已发布).
    ActivityPublished {
        /// Who leads it; a volunteer.
        leader: Option<VolunteerId>,
        /// Risks that the volunteers were told (志愿服务条例 art. 12).
        risk_notice: String,
        /// Where exactly it takes place.
        place: String,
    },
    /// A held activity was taken over from a file, without draft and publication (已转入).
    ActivityImported {
        /// The plan as it was held.
        plan: ActivityPlan,
    },
    /// A dated occurrence is planned (场次已安排).
    SessionScheduled {
        /// Number within the activity, from 1.
        session: u32,
        /// When.
        span: TimeSpan,
        /// How many may take part; nothing where it is open.
        capacity: Option<u32>,
    },
    /// A volunteer signs up for a session (已报名).
    VolunteerEnrolled {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
    },
    /// The enrolment is accepted (已录用).
    EnrollmentAccepted {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
    },
    /// The enrolment is declined (未录用).
    EnrollmentDeclined {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// Why.
        reason: Personal,
    },
    /// The volunteer withdraws (已取消报名).
    EnrollmentWithdrawn {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
    },
    /// Accident insurance of a participant is on record (已投保; 志愿服务条例 art. 17).
    InsuranceRecorded {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// Last day insured.
        insured_to: NaiveDate,
    },
    /// The volunteer came (已签到).
    CheckedIn {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// When.
        at: DateTime<Utc>,
        /// Evidence: A scan or kiosk, C position only.
        evidence: EvidenceClass,
    },
    /// The volunteer left (已签退).
    CheckedOut {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The leader confirms that the volunteer served (负责人已确认).
    AttendanceConfirmed {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// The span that the leader confirms.
        span: TimeSpan,
    },
    /// The volunteer did not come (缺席).
    AbsenceMarked {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
    },
    /// A countable result, for example trees planted or households visited (成果已登记).
    OutcomeRecorded {
        /// What was counted.
        measure: String,
        /// How many.
        amount: u32,
    },
    /// A session is closed: attendance is final (场次已结束).
    SessionClosed {
        /// Which session.
        session: u32,
        /// Check-ins without a check-out, closed at the session's end and flagged; never credited unreviewed (A5).
        open_check_ins: Vec<VolunteerId>,
    },
    /// All attended people of a closed session were credited or refused (场次时长已认定).
    SessionCredited {
        /// Which session.
        session: u32,
        /// People credited by this command.
        credited: u32,
        /// People refused by this command.
        refused: u32,
    },
    /// The activity is closed: the recording clock starts (已结项, A9).
    ActivityClosed {
        /// Local date of the end.
        closed_on: NaiveDate,
    },
    /// The activity does not take place (已取消).
    ActivityCancelled {
        /// Why.
        reason: Personal,
    },
    /// The activity should never have stood, and its credits are taken back (已作废, A10).
    ActivityVoided {
        /// Why.
        reason: Personal,
    },
    /// What is planned is otherwise now (已变更, A8).
    ActivityChanged {
        /// What is otherwise.
        change: ActivityChange,
        /// Why; nothing where a draft changed without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
    },
    /// One who took part says how a session was (已评价).
    FeedbackRecorded {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// The natural person, whose words these are.
        person_id: PersonId,
        /// From 1, bad, to 5, good.
        score: u8,
        /// In their own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Personal>,
    },
}

/// What of an activity is otherwise than planned (活动变更); what stays is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityChange {
    /// Title (活动名称).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where exactly (活动地点).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Risks that the volunteers are told (志愿服务条例 art. 12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_notice: Option<String>,
    /// Sessions as they shall be, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<SessionPlan>,
}

/// A session as it shall be (场次安排).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPlan {
    /// Number within the activity, from 1.
    pub session: u32,
    /// When.
    pub span: TimeSpan,
    /// How many may take part; nothing where it is open.
    pub capacity: Option<u32>,
}

/// What an activity is planned to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityPlan {
    /// The sender's own key.
    pub code: Code,
    /// Title (活动名称).
    pub title: String,
    /// Kind; only service is credited.
    pub kind: ActivityKind,
    /// Category of the service.
    pub category: ServiceCategory,
    /// Division in which it takes place.
    pub division: DivisionCode,
    /// Team that serves, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    /// Organization that runs and records it.
    pub organization_id: OrganizationId,
    /// From the first to the last instant.
    pub span: TimeSpan,
    /// How dangerous it is.
    pub risk: RiskLevel,
    /// Least age in years, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_age_years: Option<u32>,
    /// Skills that each participant needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_skills: Vec<String>,
    /// Trainings that each participant has completed, by name (须完成的培训, A4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_trainings: Vec<String>,
    /// Skills that each participant has shown a certificate of (须核验证书的技能, A4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_certificates: Vec<String>,
    /// Least professional level of each participant (须具备的职业水平, A4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_level: Option<ProfessionalLevel>,
    /// Programme or brand that the activity belongs to (项目品牌).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
}

crate::stored_names!(ActivityEvent {
    ActivityDrafted => "activity_drafted" v "1.0",
    ActivityPublished => "activity_published" v "1.0",
    ActivityImported => "activity_imported" v "1.0",
    SessionScheduled => "session_scheduled" v "1.0",
    VolunteerEnrolled => "volunteer_enrolled" v "1.0",
    EnrollmentAccepted => "enrollment_accepted" v "1.0",
    EnrollmentDeclined => "enrollment_declined" v "1.0",
    EnrollmentWithdrawn => "enrollment_withdrawn" v "1.0",
    InsuranceRecorded => "insurance_recorded" v "1.0",
    CheckedIn => "checked_in" v "1.0",
    CheckedOut => "checked_out" v "1.0",
    AttendanceConfirmed => "attendance_confirmed" v "1.0",
    AbsenceMarked => "absence_marked" v "1.0",
    OutcomeRecorded => "outcome_recorded" v "1.0",
    SessionClosed => "session_closed" v "1.0",
    SessionCredited => "session_credited" v "1.0",
    ActivityClosed => "activity_closed" v "1.0",
    ActivityCancelled => "activity_cancelled" v "1.0",
    ActivityVoided => "activity_voided" v "1.0",
    ActivityChanged => "activity_changed" v "1.0",
    FeedbackRecorded => "feedback_recorded" v "1.0",
});

impl StoredEvent for ActivityEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::EnrollmentDeclined { reason, .. }
            | Self::ActivityCancelled { reason }
            | Self::ActivityVoided { reason }
            | Self::ActivityChanged { reason: Some(reason), .. } => {
                visit(KeyOwner::Stream, "reason", reason);
            }
            Self::FeedbackRecorded { person_id, comment: Some(comment), .. } => {
                visit(KeyOwner::Person(*person_id), "comment", comment);
            }
            Self::ActivityDrafted { .. }
            | Self::ActivityPublished { .. }
            | Self::ActivityImported { .. }
            | Self::SessionScheduled { .. }
            | Self::VolunteerEnrolled { .. }
            | Self::EnrollmentAccepted { .. }
            | Self::EnrollmentWithdrawn { .. }
            | Self::InsuranceRecorded { .. }
            | Self::CheckedIn { .. }
            | Self::CheckedOut { .. }
            | Self::AttendanceConfirmed { .. }
            | Self::AbsenceMarked { .. }
            | Self::OutcomeRecorded { .. }
            | Self::SessionClosed { .. }
            | Self::SessionCredited { .. }
            | Self::ActivityClosed { .. }
            | Self::ActivityChanged { reason: None, .. }
            | Self::FeedbackRecorded { comment: None, .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}

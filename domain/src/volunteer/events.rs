//! What is remembered of a volunteer. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::kernel::{
    ActivityId, Claim, ClaimChange, ClaimValue, Code, CreditId, DivisionCode, KeyOwner, OrganizationId, PersonId,
    Personal, PersonalVisitor, Source, StoredEvent, TeamId, TimeSpan,
    words::{ApprovalTier, EvidenceClass, ServiceCategory},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a volunteer (志愿者): registration, skills and the hour ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolunteerEvent {
    /// The volunteer is registered (已注册).
    VolunteerRegistered {
        /// The natural person.
        person_id: PersonId,
        /// The sender's own key.
        code: Code,
        /// Division of residence.
        division: DivisionCode,
        /// Day of registration.
        registered_on: NaiveDate,
        /// Skills declared at registration.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        skills: Vec<String>,
    },
    /// The skills that the volunteer declares now, whole (技能已申报).
    SkillsDeclared {
        /// All skills, sorted, each once.
        skills: Vec<String>,
    },
    /// A declared skill was checked on evidence (技能已核验).
    SkillVerified {
        /// Which skill.
        skill: String,
        /// Reference of the evidence.
        evidence_reference: String,
    },
    /// Service time was credited (时长已认定).
    HoursCredited {
        /// The credit.
        credit: Credit,
    },
    /// A pending credit takes effect (已批准).
    CreditApproved {
        /// Which credit.
        credit_id: CreditId,
        /// Tier that approved.
        tier: ApprovalTier,
    },
    /// A pending credit is turned down (未批准).
    CreditRejected {
        /// Which credit.
        credit_id: CreditId,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// A credit's span was corrected; the earlier version stays in history (已更正).
    HoursCorrected {
        /// Which credit.
        credit_id: CreditId,
        /// The span before.
        before: TimeSpan,
        /// The credit as it stands now.
        after: Credit,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// A credit was revoked: its minutes leave the totals, the row stays (已撤销).
    HoursRevoked {
        /// Which credit.
        credit_id: CreditId,
        /// Minutes that leave the totals.
        minutes: u32,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
}

/// One credited span of service with all that a report needs (志愿服务记录; 民政部令第67号 art. 7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credit {
    /// The credit: activity, volunteer and start.
    pub credit_id: CreditId,
    /// The activity.
    pub activity_id: ActivityId,
    /// Number of the session within the activity, from 1.
    pub session: u32,
    /// The span served.
    pub span: TimeSpan,
    /// Minutes actually given, computed by the server (V1).
    pub minutes: u32,
    /// Local (+08:00) date of the start: day and month of the reports.
    pub served_on: NaiveDate,
    /// Evidence class.
    pub evidence: EvidenceClass,
    /// Where the credit came from.
    pub source: Source,
    /// Recorded after the due date (逾期补录, V7).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The span starts before the day of registration.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub before_registration: bool,
    /// Who must approve before the minutes count; nothing when they count at once (V4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<ApprovalTier>,
    /// Division of the activity.
    pub division: DivisionCode,
    /// Category of the service.
    pub category: ServiceCategory,
    /// Team that served, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    /// Organization that ran and records the activity.
    pub organization_id: OrganizationId,
}

crate::stored_names!(VolunteerEvent {
    VolunteerRegistered => "volunteer_registered" v "1.0",
    SkillsDeclared => "skills_declared" v "1.0",
    SkillVerified => "skill_verified" v "1.0",
    HoursCredited => "hours_credited" v "1.0",
    CreditApproved => "credit_approved" v "1.0",
    CreditRejected => "credit_rejected" v "1.0",
    HoursCorrected => "hours_corrected" v "1.0",
    HoursRevoked => "hours_revoked" v "1.0",
});

/// The claim that a person is a volunteer at most once.
pub const VOLUNTEER_CLAIM: &str = "volunteer_of_person";

impl StoredEvent for VolunteerEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::CreditRejected { person_id, reason, .. }
            | Self::HoursCorrected { person_id, reason, .. }
            | Self::HoursRevoked { person_id, reason, .. } => visit(KeyOwner::Person(*person_id), "reason", reason),
            Self::VolunteerRegistered { .. }
            | Self::SkillsDeclared { .. }
            | Self::SkillVerified { .. }
            | Self::HoursCredited { .. }
            | Self::CreditApproved { .. } => {}
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::VolunteerRegistered { person_id, .. } => vec![ClaimChange::Take(Claim {
                kind: VOLUNTEER_CLAIM,
                value: ClaimValue::Plain(person_id.to_string()),
                holder: stream,
                span: None,
            })],
            Self::SkillsDeclared { .. }
            | Self::SkillVerified { .. }
            | Self::HoursCredited { .. }
            | Self::CreditApproved { .. }
            | Self::CreditRejected { .. }
            | Self::HoursCorrected { .. }
            | Self::HoursRevoked { .. } => Vec::new(),
        }
    }
}

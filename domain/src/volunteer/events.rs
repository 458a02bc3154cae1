//! What is remembered of a volunteer. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::kernel::{
    ActivityId, Claim, ClaimChange, ClaimValue, Code, CreditId, DateSpan, DivisionCode, KeyOwner, OrganizationId,
    PersonId, Personal, PersonalVisitor, Source, StoredEvent, TeamId, TimeSpan, VolunteerId,
    words::{ApprovalTier, EvidenceClass, ServiceCategory},
};
use crate::volunteer::{availability::Availability, words::DisputeKind};
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
        /// Pseudonym of who approved: never the one who credited (V6).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approved_by: Option<String>,
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
    /// The volunteer says that the record is wrong (已提出异议).
    RecordDisputed {
        /// The dispute.
        dispute: Dispute,
        /// The volunteer's person, whose key seals the statement.
        person_id: PersonId,
        /// What the volunteer says.
        statement: Personal,
    },
    /// A dispute was answered (异议已处理).
    DisputeResolved {
        /// Which dispute.
        code: Code,
        /// Whether the volunteer is right.
        upheld: bool,
        /// The credit that puts the record right, where the volunteer is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<CreditId>,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// A total of another platform was taken in, beside the ledger (时长已转入).
    HoursImported {
        /// The total and where it comes from.
        total: ImportedTotal,
    },
    /// Nobody enters manual credits for a while (已暂停补录).
    SelfEntrySuspended {
        /// Last day.
        until: NaiveDate,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// Manual credits may be entered again (已恢复补录).
    SelfEntryRestored {},
    /// When and where the volunteer can come, whole (可服务时间已申报).
    AvailabilityDeclared {
        /// The declaration; it holds from its first day until the next one's.
        availability: Availability,
    },
    /// Insurance of the volunteer's own is on record (已投保; 志愿服务条例 art. 17).
    InsuranceRecorded {
        /// The policy, in place of what was recorded under its reference.
        insurance: Insurance,
    },
    /// The volunteer is not called for a while (已停用).
    VolunteerDeactivated {
        /// First day.
        deactivated_on: NaiveDate,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// The volunteer is called again (已恢复).
    VolunteerReactivated {
        /// First day.
        reactivated_on: NaiveDate,
    },
    /// This ledger and another one are of one human (时长账已合并); it stands in both.
    LedgersJoined {
        /// The volunteer who goes on.
        survivor: VolunteerId,
        /// The volunteer for whom nothing new is entered.
        duplicate: VolunteerId,
        /// The person who speaks for both.
        person_id: PersonId,
    },
    /// They are of two people after all (时长账已拆分).
    LedgersParted {
        /// The volunteer who went on.
        survivor: VolunteerId,
        /// The other.
        duplicate: VolunteerId,
    },
}

/// What a volunteer says is wrong, without the statement (异议).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// Its own key within the volunteer's records.
    pub code: Code,
    /// What is wrong.
    pub kind: DisputeKind,
    /// The activity in question.
    pub activity_id: ActivityId,
    /// The credit in question, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_id: Option<CreditId>,
    /// The span that the volunteer claims, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<TimeSpan>,
    /// Reference of the evidence, where there is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_reference: Option<String>,
}

/// A policy that covers accidents of a volunteer in service (志愿者保险).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insurance {
    /// Who insures.
    pub insurer: String,
    /// The insurer's own reference of the policy.
    pub policy_reference: String,
    /// Days insured; both ends are known.
    pub span: DateSpan,
}

/// A total that another platform recorded: evidence class E, never part of the daily ledger (转入时长).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedTotal {
    /// The other platform's name.
    pub platform: String,
    /// Its own reference of the total.
    pub reference: String,
    /// Days in which the service was given.
    pub period: DateSpan,
    /// Minutes in all.
    pub minutes: u32,
}

/// Why a credit waits for somebody else, with the figures of the moment (待审批原因).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingReason {
    /// The day has more minutes than take effect at once (V4).
    DailyMinutes {
        /// The local day.
        day: NaiveDate,
        /// Minutes of the day with this credit.
        minutes: u32,
        /// Minutes that would have taken effect at once.
        limit: u32,
    },
    /// One person alone can write such evidence (V6).
    ManualEvidence {
        /// The evidence.
        evidence: EvidenceClass,
    },
    /// The credit was recorded after the due date (V6, V7).
    Late {
        /// Working days in which it would have been in time.
        working_days: u32,
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
    /// Why it waits; nothing when it counts at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending_reasons: Vec<PendingReason>,
    /// Pseudonym of who entered a credit that waits: somebody else lets it take effect (V6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited_by: Option<String>,
    /// Reference of the document behind a manual credit (V6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_reference: Option<String>,
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
    RecordDisputed => "record_disputed" v "1.0",
    DisputeResolved => "dispute_resolved" v "1.0",
    HoursImported => "hours_imported" v "1.0",
    SelfEntrySuspended => "self_entry_suspended" v "1.0",
    SelfEntryRestored => "self_entry_restored" v "1.0",
    AvailabilityDeclared => "availability_declared" v "1.0",
    InsuranceRecorded => "insurance_recorded" v "1.0",
    VolunteerDeactivated => "volunteer_deactivated" v "1.0",
    VolunteerReactivated => "volunteer_reactivated" v "1.0",
    LedgersJoined => "ledgers_joined" v "1.0",
    LedgersParted => "ledgers_parted" v "1.0",
});

/// The claim that a person is a volunteer at most once.
pub const VOLUNTEER_CLAIM: &str = "volunteer_of_person";

impl VolunteerEvent {
    /// The credit from before that the event decides, corrects or revokes; none of one that enters a whole credit.
    #[must_use]
    pub const fn changed_credit(&self) -> Option<CreditId> {
        match self {
            Self::CreditApproved { credit_id, .. }
            | Self::CreditRejected { credit_id, .. }
            | Self::HoursCorrected { credit_id, .. }
            | Self::HoursRevoked { credit_id, .. } => Some(*credit_id),
            Self::VolunteerRegistered { .. }
            | Self::SkillsDeclared { .. }
            | Self::SkillVerified { .. }
            | Self::HoursCredited { .. }
            | Self::RecordDisputed { .. }
            | Self::DisputeResolved { .. }
            | Self::HoursImported { .. }
            | Self::SelfEntrySuspended { .. }
            | Self::SelfEntryRestored {}
            | Self::AvailabilityDeclared { .. }
            | Self::InsuranceRecorded { .. }
            | Self::VolunteerDeactivated { .. }
            | Self::VolunteerReactivated { .. }
            | Self::LedgersJoined { .. }
            | Self::LedgersParted { .. } => None,
        }
    }
}

impl StoredEvent for VolunteerEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::CreditRejected { person_id, reason, .. }
            | Self::HoursCorrected { person_id, reason, .. }
            | Self::HoursRevoked { person_id, reason, .. }
            | Self::DisputeResolved { person_id, reason, .. }
            | Self::SelfEntrySuspended { person_id, reason, .. }
            | Self::VolunteerDeactivated { person_id, reason, .. } => {
                visit(KeyOwner::Person(*person_id), "reason", reason);
            }
            Self::RecordDisputed { person_id, statement, .. } => {
                visit(KeyOwner::Person(*person_id), "statement", statement);
            }
            Self::VolunteerRegistered { .. }
            | Self::SkillsDeclared { .. }
            | Self::SkillVerified { .. }
            | Self::HoursCredited { .. }
            | Self::CreditApproved { .. }
            | Self::HoursImported { .. }
            | Self::AvailabilityDeclared { .. }
            | Self::InsuranceRecorded { .. }
            | Self::VolunteerReactivated { .. }
            | Self::LedgersJoined { .. }
            | Self::LedgersParted { .. }
            | Self::SelfEntryRestored {} => {}
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
            | Self::HoursRevoked { .. }
            | Self::RecordDisputed { .. }
            | Self::DisputeResolved { .. }
            | Self::HoursImported { .. }
            | Self::SelfEntrySuspended { .. }
            | Self::AvailabilityDeclared { .. }
            | Self::InsuranceRecorded { .. }
            | Self::VolunteerReactivated { .. }
            | Self::LedgersJoined { .. }
            | Self::LedgersParted { .. }
            | Self::VolunteerDeactivated { .. }
            | Self::SelfEntryRestored {} => Vec::new(),
        }
    }
}

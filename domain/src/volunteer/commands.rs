//! What may be asked of a volunteer. The ways in which the answer can be no stand in `refusals.rs`.

use crate::{
    activity::SessionFacts,
    kernel::{
        ActivityId, Code, CreditId, DivisionCode, PersonId, TimeSpan, VolunteerId,
        words::{ApprovalTier, EvidenceClass},
    },
    person::PersonFacts,
    volunteer::{
        availability::Availability,
        events::{ImportedTotal, Insurance},
        ledger::HeldCredit,
        words::DisputeKind,
    },
};
use chrono::{DateTime, NaiveDate, Utc};

/// What may be asked of a volunteer (志愿者).
#[derive(Clone, Debug)]
pub enum VolunteerCommand {
    /// Register a person as a volunteer (注册).
    RegisterVolunteer {
        /// The natural person, as of the day of registration.
        person: PersonFacts,
        /// The sender's own key, from which the stream's id follows.
        code: Code,
        /// Division of residence, valid on the day of registration.
        division: DivisionCode,
        /// Day of registration.
        registered_on: NaiveDate,
        /// Skills declared at registration; blank ones are dropped.
        skills: Vec<String>,
    },
    /// Declare all skills anew (申报技能).
    DeclareSkills {
        /// All skills; blank ones are dropped.
        skills: Vec<String>,
    },
    /// Record that a declared skill was checked (核验技能).
    VerifySkill {
        /// Which skill.
        skill: String,
        /// Reference of the evidence.
        evidence_reference: String,
    },
    /// Credit a span of service (认定时长).
    CreditHours {
        /// The session in which it was given.
        session: SessionFacts,
        /// First instant.
        starts_at: DateTime<Utc>,
        /// First instant after.
        ends_at: DateTime<Utc>,
        /// Evidence class.
        evidence: EvidenceClass,
        /// Reference of the document behind a manual credit (V6).
        document_reference: Option<String>,
        /// What stands in the ledgers that are joined with this one (P4).
        beside: Vec<HeldCredit>,
    },
    /// Let a pending credit take effect (批准).
    ApproveCredit {
        /// Which credit.
        credit_id: CreditId,
        /// Tier that approves.
        tier: ApprovalTier,
        /// The session of the credit, as it stands now.
        session: SessionFacts,
    },
    /// Turn a pending credit down (不批准).
    RejectCredit {
        /// Which credit.
        credit_id: CreditId,
        /// Why.
        reason: String,
    },
    /// Correct the span of a live credit (更正); its id stays.
    CorrectHours {
        /// Which credit.
        credit_id: CreditId,
        /// The right first instant.
        starts_at: DateTime<Utc>,
        /// The right first instant after.
        ends_at: DateTime<Utc>,
        /// The session of the credit, as it stands now.
        session: SessionFacts,
        /// Why.
        reason: String,
        /// What stands in the ledgers that are joined with this one (P4).
        beside: Vec<HeldCredit>,
    },
    /// Revoke a live credit (撤销).
    RevokeHours {
        /// Which credit.
        credit_id: CreditId,
        /// Why.
        reason: String,
    },
    /// Say that the record is wrong (异议; 民政部令第67号 art. 12).
    DisputeRecord {
        /// The dispute's own key within the volunteer's records.
        code: Code,
        /// What is wrong.
        kind: DisputeKind,
        /// The activity in question.
        activity_id: ActivityId,
        /// The credit in question, where there is one.
        credit_id: Option<CreditId>,
        /// The span that the volunteer claims, where there is one.
        claimed: Option<TimeSpan>,
        /// What the volunteer says.
        statement: String,
        /// Reference of the evidence, where there is any.
        evidence_reference: Option<String>,
    },
    /// Answer a dispute (异议处理; 民政部令第67号 art. 13).
    ResolveDispute {
        /// Which dispute.
        code: Code,
        /// Whether the volunteer is right.
        upheld: bool,
        /// The credit that puts the record right, where the volunteer is.
        answer: Option<CreditId>,
        /// Why.
        reason: String,
    },
    /// Take in a total that another platform recorded (时长转入).
    ImportHours {
        /// The total and where it comes from.
        total: ImportedTotal,
    },
    /// Let nobody enter manual credits for a while (暂停补录).
    SuspendSelfEntry {
        /// Last day.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Let manual credits be entered again before the time (恢复补录).
    RestoreSelfEntry,
    /// Declare anew when and where the volunteer can come (申报可服务时间; 志愿服务条例 art. 7).
    SetAvailability {
        /// The whole declaration; without a division it is that of residence, without a window nobody comes.
        availability: Availability,
    },
    /// Record insurance of the volunteer's own (投保; 志愿服务条例 art. 17).
    RecordInsurance {
        /// The policy; recorded again under its reference, it takes the place of what was recorded.
        insurance: Insurance,
    },
    /// Let the volunteer not be called for a while (停用).
    DeactivateVolunteer {
        /// First day.
        deactivated_on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Let the volunteer be called again (恢复).
    ReactivateVolunteer {
        /// First day.
        reactivated_on: NaiveDate,
    },
    /// Join two ledgers of one human; said to both (合并时长账, P4).
    JoinLedgers {
        /// The volunteer who goes on.
        survivor: VolunteerId,
        /// The volunteer whose records were entered twice over.
        duplicate: VolunteerId,
        /// The person who speaks for both.
        person_id: PersonId,
    },
    /// Part them again; said to both (拆分时长账, P4).
    PartLedgers {
        /// The volunteer who went on.
        survivor: VolunteerId,
        /// The other.
        duplicate: VolunteerId,
    },
}

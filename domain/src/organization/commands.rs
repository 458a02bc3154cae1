//! What may be asked of an organization. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, CreditCode, DateSpan, DivisionCode, OrganizationId, PersonId, words::OrganizationKind},
    organization::{
        OrganizationFacts,
        words::{OrganizationLabel, OrganizationLevel, PairingKind, PartyCoverage, PledgeKind},
    },
};
use chrono::NaiveDate;

/// The commands of an organization (组织, 单位).
#[derive(Clone, Debug, PartialEq)]
pub enum OrganizationCommand {
    /// Put an organization on file (登记, O1).
    RegisterOrganization {
        /// The sender's own key.
        code: Code,
        /// Name (单位名称).
        name: String,
        /// Kind.
        kind: OrganizationKind,
        /// Division, good on the day of registration.
        division: DivisionCode,
        /// The organization above or responsible for it (挂靠).
        parent: Option<OrganizationFacts>,
        /// Unified social credit code.
        credit_code: Option<CreditCode>,
        /// Day of registration.
        registered_on: NaiveDate,
    },
    /// Change name or division (变更).
    ChangeOrganization {
        /// New name.
        name: Option<String>,
        /// New division, good on the day of the change.
        division: Option<DivisionCode>,
        /// From which day.
        changed_on: NaiveDate,
    },
    /// Attach it to another (挂靠, O2).
    AttachOrganization {
        /// The organization above, with those above that.
        parent: OrganizationFacts,
        /// From which day.
        attached_on: NaiveDate,
    },
    /// Let a person record in its name (授权记录, O3).
    AuthoriseRecorder {
        /// Who.
        person_id: PersonId,
        /// From which day.
        authorised_on: NaiveDate,
    },
    /// End an authorisation (撤销授权).
    RevokeRecorder {
        /// Who.
        person_id: PersonId,
        /// Last day.
        revoked_on: NaiveDate,
    },
    /// Pair it with another (结对, O4).
    PairOrganizations {
        /// The other organization.
        partner: OrganizationFacts,
        /// First day.
        from: NaiveDate,
        /// Last day, where there is one.
        to: Option<NaiveDate>,
        /// For what, and where the other stands; a pairing of old records came without.
        agreement: Option<PairingAgreement>,
    },
    /// End the pairing with another (结束结对).
    EndPairing {
        /// The other organization.
        partner: OrganizationId,
        /// Last day.
        ended_on: NaiveDate,
    },
    /// Suspend it (暂停).
    SuspendOrganization {
        /// From which day.
        suspended_on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// End the suspension (恢复).
    RestoreOrganization {
        /// From which day.
        restored_on: NaiveDate,
    },
    /// Dissolve it (注销, O6).
    DissolveOrganization {
        /// Last day.
        dissolved_on: NaiveDate,
        /// Who answers for its certificates.
        successor: Option<OrganizationFacts>,
        /// People posted there beyond that day (PO1).
        posted_after: usize,
        /// Why.
        reason: String,
    },
    /// Record at which level it is registered or stands (登记层级).
    RecordLevel {
        /// Level.
        level: OrganizationLevel,
        /// From which day.
        recorded_on: NaiveDate,
    },
    /// Record a term of its leadership (换届, O5).
    RenewLeadership {
        /// First day of the term.
        from: NaiveDate,
        /// Last day of the term.
        to: NaiveDate,
    },
    /// Grant it a label (授予标识).
    GrantLabel {
        /// Label.
        label: OrganizationLabel,
        /// First day.
        granted_on: NaiveDate,
    },
    /// Withdraw a label (撤销标识).
    WithdrawLabel {
        /// Label.
        label: OrganizationLabel,
        /// Last day.
        withdrawn_on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Enter signed pledges in the ledger (签署承诺书); copies count, money does not.
    SignPledge {
        /// The sender's own key of the entry, one within the organization.
        code: Code,
        /// What is promised.
        pledge: PledgeKind,
        /// How many were signed.
        copies: u32,
        /// On which day.
        signed_on: NaiveDate,
    },
    /// Record what a survey of the two coverages found (两个覆盖摸查).
    SurveyCoverage {
        /// What was found.
        coverage: PartyCoverage,
        /// On which day.
        surveyed_on: NaiveDate,
    },
    /// Name its legal representative (法定代表人), in the place of the one before.
    NameLegalRepresentative {
        /// Who.
        person_id: PersonId,
        /// From which day.
        named_on: NaiveDate,
        /// The days in which this person guides it as an instructor (I8); told by the instructor.
        guided: Vec<DateSpan>,
    },
    /// Name who answers for the certificates of a dissolved organization (承接, O6).
    SucceedOrganization {
        /// The successor.
        successor: OrganizationFacts,
        /// From which day.
        succeeded_on: NaiveDate,
    },
}

/// For what two organizations are paired, and where the partner stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingAgreement {
    /// For what.
    pub kind: PairingKind,
    /// The partner's division, from which the scope follows.
    pub partner_division: DivisionCode,
}

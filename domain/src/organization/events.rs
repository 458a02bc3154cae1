//! What is remembered of an organization. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::{
    kernel::{
        Claim, ClaimChange, ClaimValue, Code, CreditCode, DateSpan, DivisionCode, KeyOwner, OrganizationId, PairingId,
        PersonId, Personal, PersonalVisitor, StoredEvent, words::OrganizationKind,
    },
    organization::words::{OrganizationLabel, OrganizationLevel, PairingKind, PairingScope, PartyCoverage, PledgeKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of an organization (组织, 单位).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationEvent {
    /// The organization is on file (已登记).
    OrganizationRegistered {
        /// The sender's own key.
        code: Code,
        /// Name (单位名称).
        name: String,
        /// Kind.
        kind: OrganizationKind,
        /// Division.
        division: DivisionCode,
        /// Organization above or responsible for it (挂靠).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<OrganizationId>,
        /// Unified social credit code (O1).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit_code: Option<CreditCode>,
        /// Day of registration.
        registered_on: NaiveDate,
    },
    /// Name or division changed; only what changed is present (已变更).
    OrganizationChanged {
        /// New name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// New division.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        division: Option<DivisionCode>,
        /// From which day.
        changed_on: NaiveDate,
    },
    /// The organization is attached to another (已挂靠).
    OrganizationAttached {
        /// The organization above.
        parent: OrganizationId,
        /// From which day.
        attached_on: NaiveDate,
    },
    /// A person may record and credit in its name (已授权记录, O3).
    RecorderAuthorised {
        /// Who.
        person_id: PersonId,
        /// From which day.
        authorised_on: NaiveDate,
    },
    /// The authorisation ends (授权已撤).
    RecorderRevoked {
        /// Who.
        person_id: PersonId,
        /// Last day.
        revoked_on: NaiveDate,
    },
    /// Two organizations work together (已结对, O4); stored in the stream of the one that reports it.
    OrganizationsPaired {
        /// The pairing.
        pairing_id: PairingId,
        /// The other organization.
        partner: OrganizationId,
        /// In which days.
        span: DateSpan,
        /// For what (O4); nothing where the record does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<PairingKind>,
        /// Whether it stays in one city; known where the kind is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<PairingScope>,
    },
    /// The pairing ends (结对已结束).
    PairingEnded {
        /// The pairing.
        pairing_id: PairingId,
        /// The other organization.
        partner: OrganizationId,
        /// In which days it would have lasted.
        span: DateSpan,
        /// Last day; before the first day when the pairing never began.
        ended_on: NaiveDate,
    },
    /// The organization may not act for the time being (已暂停).
    OrganizationSuspended {
        /// From which day.
        suspended_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
    /// The suspension ends (已恢复).
    OrganizationRestored {
        /// From which day.
        restored_on: NaiveDate,
    },
    /// The organization no longer exists (已注销, O6).
    OrganizationDissolved {
        /// Last day.
        dissolved_on: NaiveDate,
        /// Who answers for its certificates.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        successor: Option<OrganizationId>,
        /// Its credit code, which becomes free.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit_code: Option<CreditCode>,
        /// Why.
        reason: Personal,
    },
    /// The level at which it is registered or stands is known (已登记层级).
    LevelRecorded {
        /// Level.
        level: OrganizationLevel,
        /// From which day.
        recorded_on: NaiveDate,
    },
    /// A term of its leadership begins (已换届, O5); one that runs still ends on the day before.
    LeadershipTermRenewed {
        /// First day of the term.
        from: NaiveDate,
        /// Last day of the term.
        to: NaiveDate,
    },
    /// It holds a label (已授予标识).
    LabelGranted {
        /// Label.
        label: OrganizationLabel,
        /// First day.
        granted_on: NaiveDate,
    },
    /// It holds a label no longer (标识已撤销).
    LabelWithdrawn {
        /// Label.
        label: OrganizationLabel,
        /// First day on which it held it.
        granted_on: NaiveDate,
        /// Last day.
        withdrawn_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
    /// Pledges were signed (已签署承诺书).
    PledgeSigned {
        /// The sender's own key of the entry, one within the organization.
        code: Code,
        /// What is promised.
        pledge: PledgeKind,
        /// How many were signed.
        copies: u32,
        /// On which day.
        signed_on: NaiveDate,
    },
    /// A survey of the two coverages found this (已摸查).
    CoverageSurveyed {
        /// What was found.
        coverage: PartyCoverage,
        /// On which day.
        surveyed_on: NaiveDate,
    },
    /// It has a legal representative, in the place of the one before (法定代表人已登记).
    LegalRepresentativeNamed {
        /// Who.
        person_id: PersonId,
        /// From which day.
        named_on: NaiveDate,
    },
    /// Somebody else answers for the certificates of a dissolved organization (已承接, O6).
    OrganizationSucceeded {
        /// Who answers from then on.
        successor: OrganizationId,
        /// Who answered until then, where somebody did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<OrganizationId>,
        /// From which day.
        succeeded_on: NaiveDate,
    },
}

crate::stored_names!(OrganizationEvent {
    OrganizationRegistered => "organization_registered" v "1.0",
    OrganizationChanged => "organization_changed" v "1.0",
    OrganizationAttached => "organization_attached" v "1.0",
    RecorderAuthorised => "recorder_authorised" v "1.0",
    RecorderRevoked => "recorder_revoked" v "1.0",
    OrganizationsPaired => "organizations_paired" v "1.0",
    PairingEnded => "pairing_ended" v "1.0",
    OrganizationSuspended => "organization_suspended" v "1.0",
    OrganizationRestored => "organization_restored" v "1.0",
    OrganizationDissolved => "organization_dissolved" v "1.0",
    LevelRecorded => "level_recorded" v "1.0",
    LeadershipTermRenewed => "leadership_term_renewed" v "1.0",
    LabelGranted => "label_granted" v "1.0",
    LabelWithdrawn => "label_withdrawn" v "1.0",
    PledgeSigned => "pledge_signed" v "1.0",
    CoverageSurveyed => "coverage_surveyed" v "1.0",
    OrganizationSucceeded => "organization_succeeded" v "1.0",
    LegalRepresentativeNamed => "legal_representative_named" v "1.0",
});

/// The claim that a credit code is one organization's (O1).
pub const CREDIT_CODE_CLAIM: &str = "credit_code";
/// The claim that two organizations have at most one live pairing (O4).
pub const PAIRING_CLAIM: &str = "live_pairing";

fn credit_code_claim(code: &CreditCode, holder: Uuid) -> Claim {
    Claim { kind: CREDIT_CODE_CLAIM, value: ClaimValue::Plain(code.as_str().to_owned()), holder, span: None }
}

/// What a pairing takes: the two ids in order, so that both sides mean the same value.
#[must_use]
pub fn pairing_value(one: Uuid, other: Uuid) -> ClaimValue {
    let (low, high) = if one <= other { (one, other) } else { (other, one) };
    ClaimValue::Plain(format!("{low}/{high}"))
}

/// The claim of a pairing.
///
/// The holder is the organization that reports it and not the pairing, whose id is the same from both sides: a row
/// of the same holder stands in nobody's way, and the pairing would be on record twice.
fn pairing_claim(reporter: Uuid, partner: Uuid, span: DateSpan) -> Claim {
    Claim { kind: PAIRING_CLAIM, value: pairing_value(reporter, partner), holder: reporter, span: Some(span) }
}

impl StoredEvent for OrganizationEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::OrganizationSuspended { reason, .. }
            | Self::OrganizationDissolved { reason, .. }
            | Self::LabelWithdrawn { reason, .. } => {
                visit(KeyOwner::Stream, "reason", reason);
            }
            Self::OrganizationRegistered { .. }
            | Self::OrganizationChanged { .. }
            | Self::OrganizationAttached { .. }
            | Self::RecorderAuthorised { .. }
            | Self::RecorderRevoked { .. }
            | Self::OrganizationsPaired { .. }
            | Self::PairingEnded { .. }
            | Self::OrganizationRestored { .. }
            | Self::LevelRecorded { .. }
            | Self::LeadershipTermRenewed { .. }
            | Self::LabelGranted { .. }
            | Self::PledgeSigned { .. }
            | Self::CoverageSurveyed { .. }
            | Self::OrganizationSucceeded { .. }
            | Self::LegalRepresentativeNamed { .. } => {}
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::OrganizationRegistered { credit_code, .. } => {
                credit_code.iter().map(|code| ClaimChange::Take(credit_code_claim(code, stream))).collect()
            }
            Self::OrganizationDissolved { credit_code, .. } => {
                credit_code.iter().map(|code| ClaimChange::Release(credit_code_claim(code, stream))).collect()
            }
            Self::OrganizationsPaired { partner, span, .. } => {
                vec![ClaimChange::Take(pairing_claim(stream, partner.uuid(), *span))]
            }
            Self::PairingEnded { partner, span, ended_on, .. } => {
                let claim = |span| pairing_claim(stream, partner.uuid(), span);
                let kept = DateSpan::try_new(span.from, Some(*ended_on)).map(|span| ClaimChange::Take(claim(span)));
                std::iter::once(ClaimChange::Release(claim(*span))).chain(kept).collect()
            }
            Self::OrganizationChanged { .. }
            | Self::OrganizationAttached { .. }
            | Self::RecorderAuthorised { .. }
            | Self::RecorderRevoked { .. }
            | Self::OrganizationSuspended { .. }
            | Self::OrganizationRestored { .. }
            | Self::LevelRecorded { .. }
            | Self::LeadershipTermRenewed { .. }
            | Self::LabelGranted { .. }
            | Self::LabelWithdrawn { .. }
            | Self::PledgeSigned { .. }
            | Self::CoverageSurveyed { .. }
            | Self::OrganizationSucceeded { .. }
            | Self::LegalRepresentativeNamed { .. } => Vec::new(),
        }
    }
}

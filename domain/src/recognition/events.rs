//! What is remembered of a volunteer's recognition. Stored for ever: a change is a new variant or a version with an upcast.

use crate::{
    kernel::{
        Claim, ClaimChange, ClaimValue, Code, CreditId, DateSpan, KeyOwner, OrganizationId, PersonId, Personal,
        PersonalVisitor, StoredEvent,
    },
    recognition::words::{GrantingLevel, ServiceQuality},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a volunteer's recognition (激励嘉许).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecognitionEvent {
    /// A training was completed (已完成培训).
    TrainingCompleted {
        /// What it was called.
        name: String,
        /// Who gave it.
        provider: String,
        /// Minutes of learning; never minutes of service (V16).
        minutes: u32,
        /// Day of its completion.
        completed_on: NaiveDate,
    },
    /// A commendation was recorded (已记录表彰).
    CommendationRecorded {
        /// What it is called.
        name: String,
        /// Who granted it.
        granting_body: String,
        /// How high that body stands.
        level: GrantingLevel,
        /// Day on which it was granted.
        granted_on: NaiveDate,
        /// Reference of the evidence.
        evidence_reference: String,
    },
    /// A credited service was evaluated (已评价).
    ServiceEvaluated {
        /// The credit.
        credit_id: CreditId,
        /// How good it was.
        quality: ServiceQuality,
        /// The day.
        evaluated_on: NaiveDate,
    },
    /// A star was applied for; its publicity begins (已申请星级).
    StarApplied {
        /// Level, 1 to 5.
        level: u8,
        /// Minutes that count, at the application.
        minutes: u64,
        /// Minutes that the level needs.
        threshold: u64,
        /// First day of the publicity.
        applied_on: NaiveDate,
        /// Last day of the publicity.
        shown_until: NaiveDate,
        /// The natural person, whose key seals what is said against it.
        person_id: PersonId,
    },
    /// Somebody objects (已提出公示异议).
    StarObjected {
        /// Level.
        level: u8,
        /// The objection's own key.
        code: Code,
        /// The volunteer's person, whose key seals the statement.
        person_id: PersonId,
        /// What is said.
        statement: Personal,
    },
    /// An objection was answered; an upheld one ends the application (公示异议已处理).
    ObjectionAnswered {
        /// Level.
        level: u8,
        /// Which objection.
        code: Code,
        /// Whether it was right.
        upheld: bool,
    },
    /// A star was awarded (已授予星级).
    StarAwarded {
        /// Level.
        level: u8,
        /// How high the authority stands.
        authority: GrantingLevel,
        /// Minutes that count, at the award.
        minutes: u64,
        /// Minutes that the level needs.
        threshold: u64,
        /// The day.
        awarded_on: NaiveDate,
    },
    /// A star was revoked, and those above it (已撤销星级).
    StarRevoked {
        /// Level.
        level: u8,
        /// The day.
        revoked_on: NaiveDate,
        /// First day on which a star may be applied for again.
        banned_until: NaiveDate,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// A certificate was issued (已出具证明).
    CertificateIssued {
        /// The certificate.
        certificate: Certificate,
        /// The natural person.
        person_id: PersonId,
    },
    /// A certificate was revoked (已撤销证明).
    ServiceCertificateRevoked {
        /// Which.
        number: Code,
        /// The day.
        revoked_on: NaiveDate,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
}

/// A numbered extract of the hour ledger (志愿服务记录证明; 民政部令第67号 art. 14, 15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its number, unique in the registry.
    pub number: Code,
    /// Days of service, both ends included.
    pub period: DateSpan,
    /// The credits in it, by start.
    pub items: Vec<CertificateItem>,
    /// Minutes in all: the sum of the items (V15).
    pub minutes_total: u64,
    /// The units that recorded, each once.
    pub recording_units: Vec<OrganizationId>,
    /// The day of issue.
    pub issued_on: NaiveDate,
}

/// One credit in a certificate, as it stood at the issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateItem {
    /// The credit.
    pub credit_id: CreditId,
    /// Local day of service.
    pub served_on: NaiveDate,
    /// Minutes.
    pub minutes: u32,
}

crate::stored_names!(RecognitionEvent {
    TrainingCompleted => "training_completed" v "1.0",
    CommendationRecorded => "commendation_recorded" v "1.0",
    ServiceEvaluated => "service_evaluated" v "1.0",
    StarApplied => "star_applied" v "1.0",
    StarObjected => "star_objected" v "1.0",
    ObjectionAnswered => "objection_answered" v "1.0",
    StarAwarded => "star_awarded" v "1.0",
    StarRevoked => "star_revoked" v "1.0",
    CertificateIssued => "certificate_issued" v "1.0",
    ServiceCertificateRevoked => "service_certificate_revoked" v "1.0",
});

/// The claim that the number of a service certificate is one certificate's (V15).
pub const SERVICE_CERTIFICATE_CLAIM: &str = "service_certificate_no";

impl StoredEvent for RecognitionEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::StarObjected { person_id, statement, .. } => {
                visit(KeyOwner::Person(*person_id), "statement", statement);
            }
            Self::StarRevoked { person_id, reason, .. } | Self::ServiceCertificateRevoked { person_id, reason, .. } => {
                visit(KeyOwner::Person(*person_id), "reason", reason);
            }
            Self::TrainingCompleted { .. }
            | Self::CommendationRecorded { .. }
            | Self::ServiceEvaluated { .. }
            | Self::StarApplied { .. }
            | Self::ObjectionAnswered { .. }
            | Self::StarAwarded { .. }
            | Self::CertificateIssued { .. } => {}
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            // A number stays taken when its certificate is revoked: it must still be found and shown as revoked.
            Self::CertificateIssued { certificate, .. } => vec![ClaimChange::Take(Claim {
                kind: SERVICE_CERTIFICATE_CLAIM,
                value: ClaimValue::Plain(certificate.number.as_str().to_owned()),
                holder: stream,
                span: None,
            })],
            Self::TrainingCompleted { .. }
            | Self::CommendationRecorded { .. }
            | Self::ServiceEvaluated { .. }
            | Self::StarApplied { .. }
            | Self::StarObjected { .. }
            | Self::ObjectionAnswered { .. }
            | Self::StarAwarded { .. }
            | Self::StarRevoked { .. }
            | Self::ServiceCertificateRevoked { .. } => Vec::new(),
        }
    }
}

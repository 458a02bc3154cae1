//! What is remembered of a social worker. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::kernel::{
    Claim, ClaimChange, ClaimValue, Code, DivisionCode, KeyOwner, OrganizationId, PersonId, Personal, PersonalVisitor,
    StoredEvent,
    words::{PostClass, ProfessionalLevel},
};
use crate::social_worker::{
    HeldCertificate,
    words::{AppraisalGrade, CareerOutcome, EducationKind, PostRank},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a social-work professional or community worker (社会工作专业人才, 社区工作者).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SocialWorkerEvent {
    /// The social worker is on file (已建档).
    SocialWorkerRegistered {
        /// The natural person.
        person_id: PersonId,
        /// The sender's own key.
        code: Code,
        /// Division of work.
        division: DivisionCode,
        /// Day of registration in this registry.
        registered_on: NaiveDate,
    },
    /// A certificate of a level was obtained (已取得证书, S1).
    CertificateObtained {
        /// Level.
        level: ProfessionalLevel,
        /// Number of the certificate.
        certificate_no: String,
        /// Day of the certificate.
        certified_on: NaiveDate,
    },
    /// Practice was registered (已登记, S2); valid three years.
    PracticeRegistered {
        /// First day.
        registered_on: NaiveDate,
        /// Last day.
        valid_to: NaiveDate,
        /// Registered later than one year after the certificate: an exception.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        late: bool,
    },
    /// A post was taken (已任职, S4).
    PostAssumed {
        /// Class of the post.
        post_class: PostClass,
        /// Grade within the class, where assigned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grade: Option<u32>,
        /// Where the post is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organization_id: Option<OrganizationId>,
        /// Division of the post.
        division: DivisionCode,
        /// First day.
        assumed_on: NaiveDate,
    },
    /// The post was left (已离职).
    PostLeft {
        /// Last day.
        left_on: NaiveDate,
    },
    /// The worker joined an agency (已入职机构).
    AgencyJoined {
        /// Which.
        organization_id: OrganizationId,
        /// First day.
        joined_on: NaiveDate,
    },
    /// The worker left the agency (已离开机构).
    AgencyLeft {
        /// Which.
        organization_id: OrganizationId,
        /// Last day.
        left_on: NaiveDate,
    },
    /// The abilities and skills that the worker declares now, whole (能力已申报).
    AbilitiesDeclared {
        /// All, sorted, each once.
        abilities: Vec<String>,
    },
    /// Continuing education was credited (已计入继续教育, S3).
    EducationCredited {
        /// What was learned.
        course: String,
        /// Who gave it.
        provider: String,
        /// A course or a degree.
        kind: EducationKind,
        /// Minutes that count.
        minutes: u32,
        /// Day of its completion.
        completed_on: NaiveDate,
    },
    /// A registration of practice ended before its time (已注销登记).
    PracticeCancelled {
        /// First day of the registration.
        registered_on: NaiveDate,
        /// Its last day now.
        cancelled_on: NaiveDate,
        /// The person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
    },
    /// A grade was assigned for the post held (已定级, S5).
    GradeAssigned {
        /// Rank of the post.
        rank: PostRank,
        /// The grade.
        grade: u32,
        /// Name of the scheme's version.
        scheme: String,
        /// First day.
        assigned_on: NaiveDate,
        /// What it follows from.
        cause: String,
    },
    /// A year was appraised (已考核).
    WorkerAppraised {
        /// The year.
        year: i32,
        /// The result.
        grade: AppraisalGrade,
    },
    /// The career led somewhere (已记录职业发展).
    CareerOutcomeRecorded {
        /// Where.
        outcome: CareerOutcome,
        /// The day.
        occurred_on: NaiveDate,
    },
    /// The issuer knows the certificate (证书已核验).
    CredentialVerified {
        /// Number of the certificate.
        certificate_no: String,
        /// The day.
        verified_on: NaiveDate,
        /// The certificate of the highest level that counts now.
        counts: Option<HeldCertificate>,
    },
    /// The issuer does not know the certificate, which counts no more (证书未通过核验).
    CredentialRejected {
        /// Number of the certificate.
        certificate_no: String,
        /// The day.
        rejected_on: NaiveDate,
        /// The certificate of the highest level that counts now, where one is left.
        counts: Option<HeldCertificate>,
    },
}

crate::stored_names!(SocialWorkerEvent {
    SocialWorkerRegistered => "social_worker_registered" v "1.0",
    CertificateObtained => "certificate_obtained" v "1.0",
    PracticeRegistered => "practice_registered" v "1.0",
    PostAssumed => "post_assumed" v "1.0",
    PostLeft => "post_left" v "1.0",
    AgencyJoined => "agency_joined" v "1.0",
    AgencyLeft => "agency_left" v "1.0",
    AbilitiesDeclared => "abilities_declared" v "1.0",
    EducationCredited => "education_credited" v "1.0",
    PracticeCancelled => "practice_cancelled" v "1.0",
    GradeAssigned => "grade_assigned" v "1.0",
    WorkerAppraised => "worker_appraised" v "1.0",
    CareerOutcomeRecorded => "career_outcome_recorded" v "1.0",
    CredentialVerified => "credential_verified" v "1.0",
    CredentialRejected => "credential_rejected" v "1.0",
});

/// The claim that a person is a social worker at most once.
pub const SOCIAL_WORKER_CLAIM: &str = "social_worker_of_person";
/// The claim that a certificate number is one person's (S1).
pub const CERTIFICATE_CLAIM: &str = "certificate_no";

impl StoredEvent for SocialWorkerEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::PracticeCancelled { person_id, reason, .. } => visit(KeyOwner::Person(*person_id), "reason", reason),
            Self::SocialWorkerRegistered { .. }
            | Self::CertificateObtained { .. }
            | Self::PracticeRegistered { .. }
            | Self::PostAssumed { .. }
            | Self::PostLeft { .. }
            | Self::AgencyJoined { .. }
            | Self::AgencyLeft { .. }
            | Self::AbilitiesDeclared { .. }
            | Self::EducationCredited { .. }
            | Self::GradeAssigned { .. }
            | Self::WorkerAppraised { .. }
            | Self::CareerOutcomeRecorded { .. }
            | Self::CredentialVerified { .. }
            | Self::CredentialRejected { .. } => {}
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::SocialWorkerRegistered { person_id, .. } => vec![ClaimChange::Take(Claim {
                kind: SOCIAL_WORKER_CLAIM,
                value: ClaimValue::Plain(person_id.to_string()),
                holder: stream,
                span: None,
            })],
            Self::CertificateObtained { certificate_no, .. } => vec![ClaimChange::Take(Claim {
                kind: CERTIFICATE_CLAIM,
                value: ClaimValue::Plain(certificate_no.clone()),
                holder: stream,
                span: None,
            })],
            Self::PracticeRegistered { .. }
            | Self::PostAssumed { .. }
            | Self::PostLeft { .. }
            | Self::AgencyJoined { .. }
            | Self::AgencyLeft { .. }
            | Self::AbilitiesDeclared { .. }
            | Self::EducationCredited { .. }
            | Self::PracticeCancelled { .. }
            | Self::GradeAssigned { .. }
            | Self::WorkerAppraised { .. }
            | Self::CareerOutcomeRecorded { .. }
            | Self::CredentialVerified { .. }
            | Self::CredentialRejected { .. } => Vec::new(),
        }
    }
}

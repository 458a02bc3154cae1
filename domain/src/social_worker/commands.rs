//! What may be asked of a social worker. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{
        Code, DivisionCode,
        words::{PostClass, ProfessionalLevel},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
    social_worker::words::{AppraisalGrade, CareerOutcome, EducationKind, PostRank},
};
use chrono::NaiveDate;

/// The commands of a social worker (社会工作人才).
#[derive(Clone, Debug, PartialEq)]
pub enum SocialWorkerCommand {
    /// Put a person on file (建档).
    RegisterSocialWorker {
        /// The person.
        person: PersonFacts,
        /// The sender's own key.
        code: Code,
        /// Division of work, good on the day.
        division: DivisionCode,
        /// Day of registration in this registry.
        registered_on: NaiveDate,
    },
    /// Put a certificate on record (取得证书, S1).
    ObtainCertificate {
        /// Level.
        level: ProfessionalLevel,
        /// Number of the certificate.
        certificate_no: String,
        /// Day of the certificate.
        certified_on: NaiveDate,
    },
    /// Register practice (登记, S2).
    RegisterPractice {
        /// First day.
        registered_on: NaiveDate,
    },
    /// Take a post (任职, S4).
    AssumePost {
        /// Class of the post.
        post_class: PostClass,
        /// Grade, where assigned.
        grade: Option<u32>,
        /// Where the post is.
        organization: Option<OrganizationFacts>,
        /// Division of the post, good on the first day.
        division: DivisionCode,
        /// First day.
        assumed_on: NaiveDate,
    },
    /// Leave the post (离职).
    LeavePost {
        /// Last day.
        left_on: NaiveDate,
    },
    /// Join an agency (入职机构).
    JoinAgency {
        /// Which.
        organization: OrganizationFacts,
        /// First day.
        joined_on: NaiveDate,
    },
    /// Leave the agency (离开机构).
    LeaveAgency {
        /// Last day.
        left_on: NaiveDate,
    },
    /// Credit continuing education (继续教育, S3).
    CreditEducation {
        /// What was learned.
        course: String,
        /// Who gave it.
        provider: String,
        /// A course or a degree.
        kind: EducationKind,
        /// Minutes of a course; a degree stands for those of a period.
        minutes: u32,
        /// Day of its completion.
        completed_on: NaiveDate,
    },
    /// End a registration of practice before its time (注销登记).
    CancelPractice {
        /// Last day.
        cancelled_on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Assign a grade for the post that is held (评定等级, S5).
    AssignGrade {
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
    /// Appraise a year (年度考核).
    AppraiseWorker {
        /// The year.
        year: i32,
        /// The result.
        grade: AppraisalGrade,
    },
    /// Record where the career led (职业发展).
    RecordCareerOutcome {
        /// Where.
        outcome: CareerOutcome,
        /// The day.
        occurred_on: NaiveDate,
    },
    /// Record what the issuer said of a certificate (核验证书).
    CheckCredential {
        /// Number of the certificate.
        certificate_no: String,
        /// Whether the issuer knows it.
        genuine: bool,
        /// The day.
        checked_on: NaiveDate,
    },
    /// Declare all abilities anew (申报能力).
    DeclareAbilities {
        /// All of them.
        abilities: Vec<String>,
    },
}

//! What may be asked of a social worker. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{
        Code, DivisionCode,
        words::{PostClass, ProfessionalLevel},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
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
    /// Declare all abilities anew (申报能力).
    DeclareAbilities {
        /// All of them.
        abilities: Vec<String>,
    },
}

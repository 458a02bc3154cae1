//! Every reason for which a social worker's stream says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{
        DivisionRefusal, OrganizationId, Refusal,
        text::TextRefusal,
        words::{OrganizationKind, PostClass, ProfessionalLevel},
    },
    social_worker::{
        events::{CERTIFICATE_CLAIM, SOCIAL_WORKER_CLAIM},
        words::{AppraisalGrade, PostRank},
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a social worker's stream refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum SocialWorkerRefusal {
    /// No social worker has this code.
    #[error("there is no such social worker")]
    SocialWorkerUnknown,
    /// The code stands for a social worker with other content.
    #[error("the code is taken by a social worker who differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ, by their column names.
        fields: Vec<&'static str>,
    },
    /// The person is a social worker under another code.
    #[error("this person is social worker {holder} already")]
    IdentityTaken {
        /// The social worker who holds the identity.
        holder: Uuid,
    },
    /// A child needs a guardian's consent before any role (P3).
    #[error("a person of {age_years} years needs a guardian's consent")]
    GuardianConsentRequired {
        /// Age in completed years.
        age_years: u32,
    },
    /// The certificate number is another person's (S1).
    #[error("the certificate number belongs to social worker {holder}")]
    CertificateTaken {
        /// Who has it.
        holder: Uuid,
    },
    /// The certificate is on record with another level or day.
    #[error("the certificate is on record with another {fields:?}")]
    CertificateDiffers {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// Practice is registered on a certificate (S2).
    #[error("practice is registered on a certificate, and none is on record on {day}")]
    CertificateRequired {
        /// The day in question.
        day: NaiveDate,
    },
    /// A registration is valid in these days already.
    #[error("a registration runs from {from} to {until}")]
    PracticeRegisteredAlready {
        /// First day of the registration that is there.
        from: NaiveDate,
        /// Its last day.
        until: NaiveDate,
    },
    /// Registering again needs the hours of the level inside the period before (S3).
    #[error("{required_minutes} minutes of education are needed from {from} to {until}, {actual_minutes} are there")]
    EducationMissing {
        /// The highest level held in the period.
        level: ProfessionalLevel,
        /// Minutes that it asks for.
        required_minutes: u32,
        /// Minutes completed in the period.
        actual_minutes: u32,
        /// First day of the period.
        from: NaiveDate,
        /// Its last day.
        until: NaiveDate,
    },
    /// A course has no such length.
    #[error("a course has 1 to {limit} minutes, this one has {actual}")]
    EducationOutOfBounds {
        /// The most minutes of a course.
        limit: u32,
        /// Minutes given.
        actual: u32,
    },
    /// A degree counts once (S3).
    #[error("a degree of {completed_on} counts already")]
    DegreeCounted {
        /// Day of the degree that counts.
        completed_on: NaiveDate,
    },
    /// No registration is valid on the day.
    #[error("practice is not registered on {day}")]
    PracticeNotRegistered {
        /// The day in question.
        day: NaiveDate,
    },
    /// No certificate of this number is on record.
    #[error("there is no such certificate")]
    CertificateUnknown,
    /// The grade is outside the range of the rank (S5).
    #[error("grades of this rank run from {least} to {most}, this one is {actual}")]
    GradeOutsideRank {
        /// The rank.
        rank: PostRank,
        /// The lowest grade.
        least: u32,
        /// The highest grade.
        most: u32,
        /// The grade given.
        actual: u32,
    },
    /// The year was appraised with another result.
    #[error("{year} was appraised before")]
    AppraisedAlready {
        /// The year.
        year: i32,
        /// The result on record.
        grade: AppraisalGrade,
    },
    /// The year is not over the registry's years.
    #[error("years from {first} to {last} can be appraised, {year} was given")]
    AppraisalYearOutOfBounds {
        /// The year given.
        year: i32,
        /// The first year.
        first: i32,
        /// The last year.
        last: i32,
    },
    /// One post at a time (S4).
    #[error("a post of class {post_class:?} is on record from {from}")]
    PostHeld {
        /// Class of the post that is in the way.
        post_class: PostClass,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where it was left.
        until: Option<NaiveDate>,
    },
    /// There is no post to leave.
    #[error("no post is held")]
    NoPost,
    /// No scheme has such a grade (四岗二十四级).
    #[error("grades run from 1 to {limit}, this one is {actual}")]
    GradeOutOfRange {
        /// The highest grade.
        limit: u32,
        /// The grade given.
        actual: u32,
    },
    /// One agency at a time.
    #[error("agency {organization_id} was joined on {from}")]
    AgencyHeld {
        /// The agency.
        organization_id: OrganizationId,
        /// First day there.
        from: NaiveDate,
        /// Last day there, where it was left.
        until: Option<NaiveDate>,
    },
    /// There is no agency to leave.
    #[error("no agency was joined")]
    NoAgency,
    /// Only an agency of social work is joined as one.
    #[error("the organization is no agency of social work but of kind {kind:?}")]
    NotAnAgency {
        /// What it is.
        kind: OrganizationKind,
    },
    /// The organization does not exist on the day.
    #[error("organization {organization_id} is not live on {day}")]
    OrganizationNotLive {
        /// Which.
        organization_id: OrganizationId,
        /// The day in question.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// The day lies before what it ends or follows began.
    #[error("{day} is before {earliest}")]
    DayTooEarly {
        /// The day asked for.
        day: NaiveDate,
        /// The earliest day possible.
        earliest: NaiveDate,
    },
    /// What has taken effect cannot be dated in the future.
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// There are as many as there may be.
    #[error("a social worker has at most {limit} {list}")]
    TooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for SocialWorkerRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        match kind {
            SOCIAL_WORKER_CLAIM => Some(Self::IdentityTaken { holder }),
            CERTIFICATE_CLAIM => Some(Self::CertificateTaken { holder }),
            _ => None,
        }
    }
}

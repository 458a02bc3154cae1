//! Every reason for which an instructor's stream says no, each with its figures and a stable code. No personal data.

use crate::{
    instructor::{
        events::{FOCUS_CLAIM, INSTRUCTOR_CLAIM},
        words::EducationLevel,
    },
    kernel::{
        DivisionRefusal, InstructorId, OrganizationId, ProblemId, Refusal,
        text::TextRefusal,
        words::{AppraisalGrade, OrganizationKind},
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why an instructor's stream refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum InstructorRefusal {
    /// No instructor has this code.
    #[error("there is no such instructor")]
    InstructorUnknown,
    /// The code stands for an instructor with other content.
    #[error("the code is taken by an instructor who differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ, by their column names.
        fields: Vec<&'static str>,
    },
    /// The person is an instructor under another code.
    #[error("this person is instructor {holder} already")]
    IdentityTaken {
        /// The instructor who holds the identity.
        holder: Uuid,
    },
    /// A child needs a guardian's consent before any role (P3).
    #[error("a person of {age_years} years needs a guardian's consent")]
    GuardianConsentRequired {
        /// Age in completed years.
        age_years: u32,
    },
    /// The appointment ended (I6).
    #[error("the instructor was released on {released_on}")]
    InstructorReleased {
        /// Last day of the appointment.
        released_on: NaiveDate,
    },
    /// More focus links would be live at a time than the policy allows (I1).
    #[error("{actual} focus links would be live on {day}, {limit} are allowed")]
    FocusLimitExceeded {
        /// Links allowed.
        limit: u32,
        /// Links that would be live.
        actual: u32,
        /// The first day on which it would be so.
        day: NaiveDate,
    },
    /// A full-time instructor has the education that the policy asks for (I4).
    #[error("{education:?} is below {least:?}, which a full-time instructor needs")]
    EducationTooLow {
        /// What the person has.
        education: EducationLevel,
        /// What is asked for.
        least: EducationLevel,
    },
    /// A full-time instructor has the experience that the policy asks for (I4).
    #[error("{actual} years of party work are fewer than {least}, which a full-time instructor needs")]
    ExperienceTooShort {
        /// Years that the person has.
        actual: u32,
        /// Years asked for.
        least: u32,
    },
    /// Only a department lets an instructor hold more focus links (I1).
    #[error("an override is granted by a department, not by a {kind:?}")]
    OverrideNotByDepartment {
        /// The kind of the organization that was named.
        kind: OrganizationKind,
    },
    /// An override allows more than the policy does, and no more than anybody would believe (I1).
    #[error("an override allows {min} to {max} focus links, {actual} were asked for")]
    OverrideOutOfBounds {
        /// The least number: one more than the policy allows.
        min: u32,
        /// The greatest number.
        max: u32,
        /// The number asked for.
        actual: u32,
    },
    /// Another override is in force in these days (I1).
    #[error("an override runs from {from} to {until}")]
    OverrideOverlaps {
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: NaiveDate,
    },
    /// An override that was ended stays ended: another one begins after its last day (I1).
    #[error("the override from {from} was ended on {ended_on}; another one begins on {earliest} or later")]
    OverrideEnded {
        /// Its first day.
        from: NaiveDate,
        /// The day on which it was ended.
        ended_on: NaiveDate,
        /// The first day on which another one may begin.
        earliest: NaiveDate,
    },
    /// There is no override in force on the day.
    #[error("no override is in force on {day}")]
    OverrideUnknown {
        /// The day in question.
        day: NaiveDate,
    },
    /// Nobody guides an organization that he or she represents (I8).
    #[error("the instructor is the legal representative of organization {organization_id} on {day}")]
    RepresentsOrganization {
        /// Which organization.
        organization_id: OrganizationId,
        /// The first day of both.
        day: NaiveDate,
    },
    /// The year was appraised with another result.
    #[error("{year} was appraised before")]
    AppraisedAlready {
        /// The year.
        year: i32,
        /// The result on record.
        grade: AppraisalGrade,
    },
    /// The year is not one of the instructor's years in office.
    #[error("years from {first} to {last} can be appraised, {year} was given")]
    AppraisalYearOutOfBounds {
        /// The year given.
        year: i32,
        /// The first year.
        first: i32,
        /// The last year.
        last: i32,
    },
    /// A training has minutes, and no more than anybody would believe.
    #[error("a training has 1 to {limit} minutes, {actual} were given")]
    TrainingOutOfBounds {
        /// The greatest number.
        limit: u32,
        /// The number given.
        actual: u32,
    },
    /// Another full-time instructor has the focus link to this organization (I3).
    #[error("instructor {holder} has the focus link to this organization in these days")]
    FocusInstructorExists {
        /// The instructor who has it.
        holder: Uuid,
    },
    /// The organization does not exist in these days (I5).
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
    /// A link cannot begin before the appointment.
    #[error("the link begins on {from}, the appointment on {appointed_on}")]
    LinkBeforeAppointment {
        /// First day of the link.
        from: NaiveDate,
        /// First day of the appointment.
        appointed_on: NaiveDate,
    },
    /// A link to the organization is there in these days already (I9).
    #[error("a link to this organization runs from {from}")]
    LinkOverlaps {
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// There is no link to the organization on the day.
    #[error("there is no link to organization {organization_id} on {day}")]
    LinkUnknown {
        /// Which organization.
        organization_id: OrganizationId,
        /// The day in question.
        day: NaiveDate,
    },
    /// An organization that was never linked is not visited and has no problems here.
    #[error("organization {organization_id} was never linked to this instructor")]
    NoLink {
        /// Which organization.
        organization_id: OrganizationId,
    },
    /// A link goes over to somebody else.
    #[error("a link cannot be transferred to the instructor who has it")]
    TransferToItself,
    /// The link went over to another instructor on that day.
    #[error("the link went over to instructor {successor} on that day")]
    TransferredAlready {
        /// Who took it over.
        successor: InstructorId,
    },
    /// Links are live after the last day (I6).
    #[error("{count} links are live after {day}")]
    LinksLive {
        /// How many.
        count: usize,
        /// The last day asked for.
        day: NaiveDate,
    },
    /// The problem was never raised (I7).
    #[error("there is no problem {problem_id}")]
    ProblemUnknown {
        /// Which.
        problem_id: ProblemId,
    },
    /// The problem is on record with another organization or day.
    #[error("problem {problem_id} was raised on {raised_on} already")]
    ProblemTaken {
        /// Which.
        problem_id: ProblemId,
        /// When it was raised.
        raised_on: NaiveDate,
    },
    /// Only a solved problem is opened again.
    #[error("problem {problem_id} is not solved")]
    ProblemNotResolved {
        /// Which.
        problem_id: ProblemId,
    },
    /// The last day lies before the first.
    #[error("the last day {to} is before the first day {from}")]
    SpanReversed {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
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
    #[error("an instructor has at most {limit} {list}")]
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

impl Refusal for InstructorRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        match kind {
            INSTRUCTOR_CLAIM => Some(Self::IdentityTaken { holder }),
            FOCUS_CLAIM => Some(Self::FocusInstructorExists { holder }),
            _ => None,
        }
    }
}

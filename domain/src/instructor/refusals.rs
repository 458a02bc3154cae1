//! Every reason for which an instructor's stream says no, each with its figures and a stable code. No personal data.

use crate::{
    instructor::events::{FOCUS_CLAIM, INSTRUCTOR_CLAIM},
    kernel::{DivisionRefusal, OrganizationId, ProblemId, Refusal, text::TextRefusal},
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

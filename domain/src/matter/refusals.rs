//! Every reason for which a call says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{Code, DivisionRefusal, OrganizationId, Refusal, text::TextRefusal, words::OrganizationKind},
    matter::MatterCaller,
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a call refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum MatterRefusal {
    /// No call has this code.
    #[error("there is no such call")]
    CallUnknown,
    /// The code stands for a call with other content.
    #[error("the code is taken by a call that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// A call lists at least one matter.
    #[error("no matter is named")]
    NoMatterNamed,
    /// A matter is listed twice.
    #[error("matter {matter} is listed twice")]
    MatterListedTwice {
        /// Which.
        matter: Code,
    },
    /// Only departments are called on (MA1).
    #[error("organization {organization_id} is a {kind:?} and no department")]
    NotADepartment {
        /// Which organization.
        organization_id: OrganizationId,
        /// Its kind.
        kind: OrganizationKind,
    },
    /// The department calls on itself (MA1).
    #[error("a department does not call on itself")]
    CallOnItself,
    /// The caller does not exist or is not in office on the day (MA1).
    #[error("the caller is not there on {day}")]
    CallerNotLive {
        /// Who.
        caller: MatterCaller,
        /// The day in question.
        day: NaiveDate,
        /// First day.
        from: NaiveDate,
        /// Last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// The department does not exist on the day (MA1).
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
    /// The call does not list the matter.
    #[error("the call lists no matter {matter}")]
    MatterUnknown {
        /// Which.
        matter: Code,
    },
    /// Another response took the matter (MA2).
    #[error("response {response} took matter {matter} on {taken_on}")]
    MatterTaken {
        /// Which matter.
        matter: Code,
        /// The response that took it.
        response: Code,
        /// On which day.
        taken_on: NaiveDate,
    },
    /// The response's code stands for another response (MA2).
    #[error("response {response} of {taken_on} took other matters")]
    ResponseTaken {
        /// Which response.
        response: Code,
        /// Its day.
        taken_on: NaiveDate,
    },
    /// Nobody took the matter, so nobody can settle it (MA2).
    #[error("nobody has taken matter {matter}")]
    MatterNotTaken {
        /// Which.
        matter: Code,
    },
    /// The matter is closed in another way (MA3).
    #[error("matter {matter} was closed on {closed_on}")]
    MatterClosed {
        /// Which.
        matter: Code,
        /// On which day.
        closed_on: NaiveDate,
    },
    /// Only a closed matter is opened again (MA3).
    #[error("matter {matter} is open")]
    MatterOpen {
        /// Which.
        matter: Code,
    },
    /// The day lies before what it follows (MA4).
    #[error("{day} is before {earliest}")]
    DayTooEarly {
        /// The day asked for.
        day: NaiveDate,
        /// The earliest day possible.
        earliest: NaiveDate,
    },
    /// What has happened cannot be dated in the future (MA4).
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// There are more than there may be.
    #[error("a call has at most {limit} {list}")]
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

impl Refusal for MatterRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

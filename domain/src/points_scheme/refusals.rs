//! Every reason for which a points scheme says no, each with its figures and a stable code. No personal data.

use crate::kernel::{DivisionRefusal, OrganizationId, Refusal, text::TextRefusal};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a points scheme refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PointsSchemeRefusal {
    /// No scheme has this code.
    #[error("there is no such points scheme")]
    PointsSchemeUnknown,
    /// The code stands for a scheme with other content.
    #[error("the code is taken by a points scheme that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// The scheme ends (PS3).
    #[error("the points scheme ends on {closed_on}")]
    PointsSchemeClosed {
        /// Its last day.
        closed_on: NaiveDate,
    },
    /// The rate is beyond what is believed.
    #[error("an hour brings at most {limit} points, {actual} was given")]
    PointsRateOutOfBounds {
        /// The greatest rate.
        limit: u32,
        /// The rate given.
        actual: u32,
    },
    /// The organization does not exist on the day (PS1).
    #[error("organization {organization_id} does not exist on {day}")]
    OrganizationNotLive {
        /// Which organization.
        organization_id: OrganizationId,
        /// The day asked for.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: Option<NaiveDate>,
    },
    /// The day lies before what it follows (PS2, PS3).
    #[error("{day} is before {earliest}")]
    DayTooEarly {
        /// The day asked for.
        day: NaiveDate,
        /// The earliest day possible.
        earliest: NaiveDate,
    },
    /// There are as many as there may be.
    #[error("a points scheme has at most {limit} {list}")]
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

impl Refusal for PointsSchemeRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

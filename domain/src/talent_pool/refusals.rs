//! Every reason for which a talent pool says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{DivisionRefusal, Refusal, text::TextRefusal},
    talent_profile::criteria::CriteriaRefusal,
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a talent pool refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum TalentPoolRefusal {
    /// No pool has this code.
    #[error("there is no such pool")]
    PoolUnknown,
    /// The code stands for a pool with other content.
    #[error("the code is taken by a pool that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// The pool is closed.
    #[error("the pool was closed on {closed_on}")]
    PoolClosed {
        /// Its last day.
        closed_on: NaiveDate,
    },
    /// A saved query takes nobody in: whoever fulfils it belongs to it.
    #[error("the pool is a saved query, nobody is entered or taken out by hand")]
    PoolNotCurated,
    /// The person does not consent to stand in talent pools, and no provision of law is named (K1).
    #[error("no consent to talent pools is live on {day}")]
    ConsentRequired {
        /// The day.
        day: NaiveDate,
    },
    /// The person has a live entry (K2).
    #[error("the person is in the pool since {admitted_on}")]
    EntryLive {
        /// First day of the entry.
        admitted_on: NaiveDate,
    },
    /// The person has no live entry.
    #[error("the person has no live entry in the pool")]
    EntryUnknown,
    /// The day lies before what it ends or follows.
    #[error("{day} is before {earliest}")]
    DayTooEarly {
        /// The day asked for.
        day: NaiveDate,
        /// The earliest day possible.
        earliest: NaiveDate,
    },
    /// What has happened cannot be dated in the future.
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// The pool is as full as it may be.
    #[error("a pool has at most {limit} live entries")]
    PoolFull {
        /// How many there may be.
        limit: usize,
    },
    /// The pool has had as many people as it may.
    #[error("a pool has had {limit} people, and needs a successor")]
    PoolUsedUp {
        /// How many there may have been.
        limit: usize,
    },
    /// What is asked of members is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Criteria(#[from] CriteriaRefusal),
    /// The division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for TalentPoolRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

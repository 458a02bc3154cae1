//! Every reason for which a site says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{DivisionRefusal, OrganizationId, Refusal, text::TextRefusal},
    site::Checklist,
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a site refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum SiteRefusal {
    /// No site has this code.
    #[error("there is no such site")]
    SiteUnknown,
    /// The code stands for a site with other content (ST1).
    #[error("the code is taken by a site that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// The organization that is to run it does not exist on the day (ST1).
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
    /// It is closed and accepts nothing (ST2).
    #[error("the site was closed on {closed_on}")]
    SiteClosed {
        /// Its last day.
        closed_on: NaiveDate,
    },
    /// The day lies before what it follows (ST2).
    #[error("{day} is before {earliest}")]
    DayTooEarly {
        /// The day asked for.
        day: NaiveDate,
        /// The earliest day possible.
        earliest: NaiveDate,
    },
    /// What has taken effect cannot be dated in the future (ST2).
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// A check of the same day found something else (ST3).
    #[error("the check of {checked_on} found {found:?}")]
    CheckDiffers {
        /// The day.
        checked_on: NaiveDate,
        /// What it found.
        found: Checklist,
    },
    /// People are posted there beyond its last day (ST4).
    #[error("{posted} people are posted there after {closed_on}")]
    PeoplePosted {
        /// How many.
        posted: usize,
        /// The last day asked for.
        closed_on: NaiveDate,
    },
    /// There are as many as there may be.
    #[error("a site has at most {limit} {list}")]
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

impl Refusal for SiteRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

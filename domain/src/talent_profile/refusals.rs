//! Every reason for which a talent's profile says no, each with its figures and a stable code. No personal data.

use crate::{
    category_catalog::words::TalentCategory,
    kernel::{Code, DivisionRefusal, OrganizationId, Refusal, text::TextRefusal},
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a talent's profile refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum TalentProfileRefusal {
    /// No catalogue version is in force on the day, or another one is (K4).
    #[error("on {day} the catalogue in force is {in_force:?}, not {asked}")]
    CatalogVersionNotInForce {
        /// The version asked for.
        asked: String,
        /// The version in force, where there is one.
        in_force: Option<String>,
        /// The day.
        day: NaiveDate,
    },
    /// The version in force does not have the category (K4).
    #[error("version {version} has no category {category:?}")]
    CategoryNotInCatalog {
        /// The version.
        version: String,
        /// The category asked for.
        category: TalentCategory,
    },
    /// Another category begins on the day or later.
    #[error("the category of {newest} is on record, this one cannot begin on {assigned_on}")]
    CategoryOutOfOrder {
        /// First day of the newest category.
        newest: NaiveDate,
        /// The day given.
        assigned_on: NaiveDate,
    },
    /// Two full-time engagements never share a day (K7).
    #[error("the full-time engagement {engagement} runs from {from}")]
    FullTimeOverlaps {
        /// Which.
        engagement: Code,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// A dual appointment has one other engagement beside it and no more (K7).
    #[error("{actual} engagements would run beside another on {day}, a dual appointment allows {limit}")]
    DualAppointmentOverlaps {
        /// Engagements allowed beside.
        limit: usize,
        /// Engagements that would run beside.
        actual: usize,
        /// The first day found on which it would be so.
        day: NaiveDate,
    },
    /// The code stands for an engagement with other content.
    #[error("engagement {engagement} is on record and differs in {fields:?}")]
    EngagementTaken {
        /// Which.
        engagement: Code,
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// There is no such engagement.
    #[error("there is no engagement {engagement}")]
    EngagementUnknown {
        /// Which.
        engagement: Code,
    },
    /// The engagement ended before.
    #[error("engagement {engagement} ended on {ended_on}")]
    EngagementEnded {
        /// Which.
        engagement: Code,
        /// Its last day.
        ended_on: NaiveDate,
    },
    /// The organization does not exist on the day or may not act.
    #[error("organization {organization_id} is not live on {day}")]
    OrganizationNotLive {
        /// Which.
        organization_id: OrganizationId,
        /// The day in question.
        day: NaiveDate,
    },
    /// The last day lies before the first.
    #[error("the last day {to} is before the first day {from}")]
    SpanReversed {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// What has happened cannot be dated in the future.
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// There are as many as there may be.
    #[error("a talent has at most {limit} {list}")]
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

impl Refusal for TalentProfileRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

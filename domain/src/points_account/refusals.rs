//! Every reason for which a points account says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{Code, CreditId, DivisionCode, OrganizationId, Refusal, SiteId, text::TextRefusal},
    site::words::SiteKind,
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a points account refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PointsAccountRefusal {
    /// The code stands for an entry with other content.
    #[error("the code is taken by an entry that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// The account has no such entry.
    #[error("the account has no entry {entry}")]
    PointsEntryUnknown {
        /// Which.
        entry: Code,
    },
    /// The entry was reversed; what is entered anew has a code of its own.
    #[error("entry {entry} was reversed on {reversed_on}")]
    PointsEntryReversed {
        /// Which.
        entry: Code,
        /// On which day.
        reversed_on: NaiveDate,
    },
    /// The balance is less than what is asked for (V12).
    #[error("{available} points of {scheme} may be spent on {day}, {asked} are asked for")]
    PointsMissing {
        /// Of which scheme.
        scheme: Code,
        /// On which day.
        day: NaiveDate,
        /// Points that may be spent on the day, and on those after.
        available: u32,
        /// Points asked for.
        asked: u32,
    },
    /// One entry moves at least one point, and not more than is believed.
    #[error("an entry moves 1 to {limit} points, {actual} were given")]
    PointsOutOfBounds {
        /// The greatest amount.
        limit: u32,
        /// The amount given.
        actual: u32,
    },
    /// The service is too short, or the scheme brings nothing for hours (PA1).
    #[error("{minutes} minutes at {points_per_hour} points an hour bring no point")]
    NoPointsForService {
        /// Minutes of the credit.
        minutes: u32,
        /// The scheme's rate on its day.
        points_per_hour: u32,
    },
    /// The credit does not count (PA1).
    #[error("credit {credit_id} is not live")]
    CreditNotLive {
        /// Which credit.
        credit_id: CreditId,
    },
    /// The scheme is not open on the day.
    #[error("points scheme {scheme} is not open on {day}")]
    PointsSchemeNotOpen {
        /// Which scheme.
        scheme: Code,
        /// The day asked for.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: Option<NaiveDate>,
    },
    /// Points are granted and redeemed at points shops only (PA2).
    #[error("site {site_id} is a {kind:?} and no points shop")]
    NotAPointsShop {
        /// Which site.
        site_id: SiteId,
        /// Its kind.
        kind: SiteKind,
    },
    /// The shop is not open on the day (PA2).
    #[error("site {site_id} is not open on {day}")]
    SiteNotOpen {
        /// Which site.
        site_id: SiteId,
        /// The day asked for.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: Option<NaiveDate>,
    },
    /// The shop lies outside the scheme's division (PA2).
    #[error("site {site_id} lies in {division}, the points scheme is one of {jurisdiction}")]
    SiteOutsideScheme {
        /// Which site.
        site_id: SiteId,
        /// Its division.
        division: DivisionCode,
        /// The scheme's division.
        jurisdiction: DivisionCode,
    },
    /// The organization does not exist on the day.
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
    /// The day lies before what it follows.
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
    /// There are as many as there may be.
    #[error("a points account has at most {limit} {list}")]
    TooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for PointsAccountRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

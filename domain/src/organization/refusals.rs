//! Every reason for which an organization says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{DivisionRefusal, OrganizationId, Refusal, text::TextRefusal, words::OrganizationKind},
    organization::{
        events::{CREDIT_CODE_CLAIM, PAIRING_CLAIM},
        words::{OrganizationLabel, PairingKind, PartyCoverage},
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why an organization refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum OrganizationRefusal {
    /// No organization has this code.
    #[error("there is no such organization")]
    OrganizationUnknown,
    /// The code stands for an organization with other content.
    #[error("the code is taken by an organization that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ, by their column names.
        fields: Vec<&'static str>,
    },
    /// An unregistered group needs a unit that answers for it (O1).
    #[error("an unregistered group needs a responsible unit")]
    ResponsibleUnitRequired,
    /// The credit code is another organization's (O1).
    #[error("the credit code belongs to organization {holder}")]
    CreditCodeTaken {
        /// Who has it.
        holder: Uuid,
    },
    /// The organization above, the partner or the successor does not exist on the day.
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
    /// It would stand above itself (O2).
    #[error("organization {parent} stands below this one already")]
    HierarchyCycle {
        /// The organization that was to be above.
        parent: OrganizationId,
    },
    /// It is dissolved and accepts nothing (O6).
    #[error("the organization was dissolved on {dissolved_on}")]
    OrganizationDissolved {
        /// Its last day.
        dissolved_on: NaiveDate,
    },
    /// It is suspended.
    #[error("the organization is suspended since {suspended_on}")]
    OrganizationSuspended {
        /// Since which day.
        suspended_on: NaiveDate,
    },
    /// An organization is no partner of itself (O4).
    #[error("an organization cannot be paired with itself")]
    PairingWithItself,
    /// The two are paired in these days already (O4).
    #[error("the two are paired already, as organization {holder} reported")]
    PairingExists {
        /// First day of the pairing that is there, where it is this organization's own.
        from: Option<NaiveDate>,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
        /// The organization that reported the pairing: this one or the partner.
        holder: Uuid,
    },
    /// There is no live pairing with this partner on the day.
    #[error("there is no pairing with {partner} on {day}")]
    PairingUnknown {
        /// The other organization.
        partner: OrganizationId,
        /// The day in question.
        day: NaiveDate,
    },
    /// Organizations of these kinds are not paired for this (O4).
    #[error("a pairing {pairing:?} is not for {organization:?} with {partner:?}")]
    PairingKindNotAllowed {
        /// For what they were to be paired.
        pairing: PairingKind,
        /// Kind of the organization that reports it.
        organization: OrganizationKind,
        /// Kind of the partner.
        partner: OrganizationKind,
    },
    /// An agreement of two cities needs two cities (O4).
    #[error("both organizations stand in {city}")]
    PairingNotCrossCity {
        /// The city of both.
        city: String,
    },
    /// A term ends on its first day or before (O5).
    #[error("a term that begins on {from} cannot end on {to}")]
    TermEndsTooEarly {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// A term lasts longer than the policy allows (O5).
    #[error("a term lasts at most {years} years, so until {latest} and not {to}")]
    TermTooLong {
        /// Years allowed.
        years: u32,
        /// Last day asked for.
        to: NaiveDate,
        /// The latest last day.
        latest: NaiveDate,
    },
    /// It does not hold the label on the day.
    #[error("it does not hold the label {label:?} on {day}")]
    LabelNotHeld {
        /// Which label.
        label: OrganizationLabel,
        /// The day in question.
        day: NaiveDate,
    },
    /// The entry's code stands for other pledges.
    #[error("the code stands for pledges that differ in {fields:?}")]
    PledgeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// An entry stands for at least one copy and no more than anybody would believe.
    #[error("an entry stands for 1 to {limit} copies, {actual} were given")]
    CopiesOutOfRange {
        /// Copies given.
        actual: u32,
        /// Copies believed.
        limit: u32,
    },
    /// The two coverages are asked of organizations of the new fields only.
    #[error("a {kind:?} is not asked for the two coverages")]
    CoverageNotAsked {
        /// Its kind.
        kind: OrganizationKind,
    },
    /// A survey of the same day found something else.
    #[error("the survey of {surveyed_on} found {found:?}")]
    SurveyDiffers {
        /// The day.
        surveyed_on: NaiveDate,
        /// What it found.
        found: PartyCoverage,
    },
    /// People are posted there beyond its last day (PO1).
    #[error("{posted} people are posted there after {dissolved_on}")]
    PeoplePosted {
        /// How many.
        posted: usize,
        /// The last day asked for.
        dissolved_on: NaiveDate,
    },
    /// Nobody succeeds an organization that exists (O6).
    #[error("the organization is not dissolved and answers for itself")]
    OrganizationNotDissolved,
    /// An organization does not succeed itself (O6).
    #[error("an organization cannot be its own successor")]
    SuccessorOfItself,
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
    /// Whoever guides an organization as its instructor is not its legal representative; the link ends first (I8).
    #[error("the person guides the organization as an instructor on {day}; the link begins on {from}")]
    RepresentativeGuides {
        /// First day of the link.
        from: NaiveDate,
        /// Last day of the link, where there is one.
        until: Option<NaiveDate>,
        /// The first day of both.
        day: NaiveDate,
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
    #[error("an organization has at most {limit} {list}")]
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

impl Refusal for OrganizationRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        match kind {
            CREDIT_CODE_CLAIM => Some(Self::CreditCodeTaken { holder }),
            PAIRING_CLAIM => Some(Self::PairingExists { from: None, until: None, holder }),
            _ => None,
        }
    }
}

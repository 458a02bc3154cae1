//! Every reason for which a demand catalogue says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{Code, DivisionRefusal, OrganizationId, Refusal, text::TextRefusal},
    talent_profile::{criteria::CriteriaRefusal, words::EngagementMode},
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a demand catalogue refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum TalentDemandRefusal {
    /// No catalogue of this division and year was published.
    #[error("there is no such catalogue")]
    CatalogUnknown,
    /// The catalogue is closed.
    #[error("the catalogue was closed on {closed_on}")]
    DemandClosed {
        /// Its last day.
        closed_on: NaiveDate,
    },
    /// The edition is out with other content.
    #[error("edition {edition} is out with other content in {fields:?}")]
    EditionTaken {
        /// Number of the edition.
        edition: u32,
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// Editions are numbered without a gap.
    #[error("the next edition is {expected}, not {actual}")]
    EditionOutOfOrder {
        /// Number of the next edition.
        expected: u32,
        /// The number given.
        actual: u32,
    },
    /// A catalogue is published in its year, or in the one before or after.
    #[error("a catalogue of {year} is not published on {day}")]
    YearImplausible {
        /// The year of the catalogue.
        year: i32,
        /// The day given.
        day: NaiveDate,
    },
    /// A list of the catalogue is empty or too long.
    #[error("a catalogue has 1 to {limit} {list}, this one has {actual}")]
    CatalogListCount {
        /// Which list.
        list: &'static str,
        /// How many there may be.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// Two items of an edition have one code.
    #[error("item {item} is there twice")]
    ItemRepeated {
        /// The code.
        item: Code,
    },
    /// A unit is named twice.
    #[error("recipient {recipient} is there twice")]
    RecipientRepeated {
        /// Which.
        recipient: OrganizationId,
    },
    /// A quantity is none or too large.
    #[error("1 to {limit} people can be wanted of an item, {actual} were given for {item}")]
    QuantityOutOfBounds {
        /// The item.
        item: Code,
        /// People at most.
        limit: u32,
        /// People given.
        actual: u32,
    },
    /// A later edition wants fewer than have a recipient or were accepted.
    #[error("{committed} of item {item} are dealt out or accepted, the edition wants {quantity}")]
    QuantityBelowCommitted {
        /// The item.
        item: Code,
        /// People that the edition wants; none where it leaves the item out.
        quantity: u32,
        /// People dealt out, or accepted beside.
        committed: u32,
    },
    /// A later edition leaves a unit out that has a part of the demand.
    #[error("recipient {recipient} has {allocated} people allocated")]
    RecipientCommitted {
        /// Which.
        recipient: OrganizationId,
        /// People that it has over all items.
        allocated: u32,
    },
    /// The edition has no such item.
    #[error("the catalogue has no item {item}")]
    ItemUnknown {
        /// The code.
        item: Code,
    },
    /// The edition does not name this unit.
    #[error("the catalogue names no recipient {recipient}")]
    RecipientUnknown {
        /// Which.
        recipient: OrganizationId,
    },
    /// Recipients would have more than the catalogue wants (K6).
    #[error("{limit} of item {item} are wanted, {committed} are dealt out or accepted, {asked} more were asked for")]
    AllocationExceedsQuantity {
        /// The item.
        item: Code,
        /// People wanted.
        limit: u32,
        /// People whom other recipients have, or who were accepted beside.
        committed: u32,
        /// People asked for.
        asked: u32,
    },
    /// The recipient would have fewer places than were accepted for it.
    #[error("{accepted} people were accepted for the recipient, {asked} places were asked for")]
    AllocationBelowAccepted {
        /// People accepted.
        accepted: u32,
        /// Places asked for.
        asked: u32,
    },
    /// Every place is taken.
    #[error("all {limit} places of item {item} are taken")]
    PlacesTaken {
        /// The item.
        item: Code,
        /// Places of the recipient, or of the rest.
        limit: u32,
    },
    /// The person was proposed for the item already.
    #[error("the person is proposed since {proposed_on}")]
    MatchLive {
        /// Day of the proposal.
        proposed_on: NaiveDate,
    },
    /// The person was not proposed for the item.
    #[error("the person was not proposed for the item")]
    MatchUnknown,
    /// The person was turned down.
    #[error("the person was turned down on {declined_on}")]
    MatchDeclined {
        /// The day.
        declined_on: NaiveDate,
    },
    /// The person was accepted on another day.
    #[error("the person was accepted on {accepted_on}")]
    MatchAccepted {
        /// The day.
        accepted_on: NaiveDate,
    },
    /// Only an accepted match is filled.
    #[error("the person was not accepted")]
    MatchNotAccepted,
    /// Not everything asked is met, and no reason is given (K5).
    #[error("{unmet} criteria are unmet and {unknown} unknown; an acceptance needs a reason")]
    CriteriaNotMet {
        /// Criteria that do not hold.
        unmet: usize,
        /// Criteria of which nothing is known.
        unknown: usize,
    },
    /// The mode is not one that the item wants.
    #[error("the item wants {wanted:?}, the engagement is {mode:?}")]
    ModeNotWanted {
        /// Mode of the engagement.
        mode: EngagementMode,
        /// The modes wanted.
        wanted: Vec<EngagementMode>,
    },
    /// The work is another organization's than the item says.
    #[error("the work is for {expected}, the engagement is with {actual}")]
    EmployerDiffers {
        /// The item's employer.
        expected: OrganizationId,
        /// The engagement's organization.
        actual: OrganizationId,
    },
    /// The engagement was over before the person was accepted.
    #[error("the engagement ended on {ended_on}, the person was accepted on {accepted_on}")]
    EngagementOver {
        /// Last day of the engagement.
        ended_on: NaiveDate,
        /// Day of the acceptance.
        accepted_on: NaiveDate,
    },
    /// Another engagement fills the match, or the engagement fills another item.
    #[error("item {item} is filled by engagement {engagement}")]
    EngagementLinked {
        /// The item.
        item: Code,
        /// The engagement.
        engagement: Code,
    },
    /// The organization does not exist on the day.
    #[error("organization {organization_id} does not exist on {day}")]
    OrganizationNotLive {
        /// Which.
        organization_id: OrganizationId,
        /// The day.
        day: NaiveDate,
    },
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
    /// The item has as many matches as it may.
    #[error("an item has at most {limit} matches")]
    TooManyMatches {
        /// How many there may be.
        limit: usize,
    },
    /// What is asked of people is refused.
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

impl Refusal for TalentDemandRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

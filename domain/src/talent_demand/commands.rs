//! What may be asked of a demand catalogue. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, DivisionCode, OrganizationId, PersonId},
    organization::OrganizationFacts,
    person::PersonFacts,
    talent_demand::{events::DemandItem, words::RecipientKind},
    talent_profile::{TalentFacts, engagements::Engagement},
};
use chrono::NaiveDate;

/// The commands of a demand catalogue (急需紧缺人才目录).
#[derive(Clone, Debug, PartialEq)]
pub enum TalentDemandCommand {
    /// Publish an edition (发布目录).
    PublishCatalog {
        /// Division whose catalogue it is.
        division: DivisionCode,
        /// Its year.
        year: i32,
        /// Number of the edition, from 1.
        edition: u32,
        /// Its title.
        title: String,
        /// Townships and member units.
        recipients: Vec<(OrganizationFacts, RecipientKind)>,
        /// What is wanted.
        items: Vec<DemandItem>,
        /// First day of the edition.
        published_on: NaiveDate,
    },
    /// Deal out demand; the quantity takes the place of the one before (需求分解, K6).
    AllocateDemand {
        /// Code of the item.
        item: Code,
        /// To whom.
        recipient: OrganizationId,
        /// How many people; none takes it back.
        quantity: u32,
        /// First day.
        allocated_on: NaiveDate,
    },
    /// Propose a person (推荐人选, K5).
    ProposeMatch {
        /// The person.
        person: PersonFacts,
        /// What is known of the person on the day.
        facts: TalentFacts,
        /// Code of the item.
        item: Code,
        /// Whose place it is for; of the rest where nobody is named.
        recipient: Option<OrganizationId>,
        /// Why.
        note: Option<String>,
        /// The day.
        proposed_on: NaiveDate,
    },
    /// Accept a proposed person (接受人选).
    AcceptMatch {
        /// The person.
        person: PersonFacts,
        /// Code of the item.
        item: Code,
        /// Why, where not everything asked is met.
        reason: Option<String>,
        /// The day.
        accepted_on: NaiveDate,
    },
    /// Turn a person down, or take an acceptance back (谢绝).
    DeclineMatch {
        /// The person, who may have been erased meanwhile.
        person_id: PersonId,
        /// Code of the item.
        item: Code,
        /// Why.
        reason: String,
        /// From which day.
        declined_on: NaiveDate,
    },
    /// Fill an accepted match by an engagement of the talent's profile (落实引才).
    LinkEngagement {
        /// The person.
        person_id: PersonId,
        /// Code of the item.
        item: Code,
        /// The engagement, as the profile has it.
        engagement: Engagement,
    },
    /// Close the catalogue (目录结束).
    CloseDemand {
        /// Last day.
        closed_on: NaiveDate,
    },
}

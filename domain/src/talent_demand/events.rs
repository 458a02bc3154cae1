//! What is remembered of a demand catalogue. Stored for ever: a change is a new variant or a new version with an
//! upcast step.

use crate::{
    kernel::{
        ClaimChange, Code, DivisionCode, KeyOwner, OrganizationId, PersonId, Personal, PersonalVisitor, StoredEvent,
    },
    talent_demand::words::RecipientKind,
    talent_profile::{Explained, TalentCriterion, engagements::Engagement, words::EngagementMode},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A position or trade that is wanted (需求岗位、工种).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandItem {
    /// The catalogue's own key of it.
    pub code: Code,
    /// Its title.
    pub title: String,
    /// How many people are wanted.
    pub quantity: u32,
    /// What is asked of each.
    pub criteria: Vec<TalentCriterion>,
    /// Modes of engagement that are wanted; any where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<EngagementMode>,
    /// Whose the work is, where it is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<OrganizationId>,
}

/// A unit that demand is dealt out to (需求承接单位).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Recipient {
    /// Which.
    pub organization_id: OrganizationId,
    /// Its kind.
    pub kind: RecipientKind,
}

/// The events of a demand catalogue (急需紧缺人才目录).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalentDemandEvent {
    /// An edition is out and succeeds the one before (目录已发布).
    DemandCatalogPublished {
        /// Division whose catalogue it is.
        division: DivisionCode,
        /// Its year.
        year: i32,
        /// Number of the edition, from 1.
        edition: u32,
        /// Its title.
        title: String,
        /// Townships and member units.
        recipients: Vec<Recipient>,
        /// What is wanted.
        items: Vec<DemandItem>,
        /// First day of the edition.
        published_on: NaiveDate,
    },
    /// A recipient has so many of an item from now on (需求已分解, K6).
    DemandAllocated {
        /// Code of the item.
        item: Code,
        /// To whom.
        recipient: OrganizationId,
        /// How many people.
        quantity: u32,
        /// First day.
        allocated_on: NaiveDate,
    },
    /// A person was proposed (已推荐人选, K5).
    MatchProposed {
        /// The natural person, whose key seals the note.
        person_id: PersonId,
        /// Code of the item.
        item: Code,
        /// Whose place it is for; of the rest where nobody is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recipient: Option<OrganizationId>,
        /// What was asked and what it came to on the day.
        explained: Vec<Explained>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal>,
        /// The day.
        proposed_on: NaiveDate,
    },
    /// The person was accepted (已接受人选).
    MatchAccepted {
        /// The natural person, whose key seals the reason.
        person_id: PersonId,
        /// Code of the item.
        item: Code,
        /// Why, where not everything asked was met.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
        /// The day.
        accepted_on: NaiveDate,
    },
    /// The person was turned down, or the acceptance taken back (已谢绝).
    MatchDeclined {
        /// The natural person, whose key seals the reason.
        person_id: PersonId,
        /// Code of the item.
        item: Code,
        /// Why.
        reason: Personal,
        /// From which day.
        declined_on: NaiveDate,
    },
    /// An engagement of the talent's profile fills the match (已落实引才).
    MatchEngaged {
        /// The natural person.
        person_id: PersonId,
        /// Code of the item.
        item: Code,
        /// The engagement, as the profile had it.
        engagement: Engagement,
    },
    /// The catalogue is closed (目录已结束).
    DemandClosed {
        /// Last day.
        closed_on: NaiveDate,
    },
}

crate::stored_names!(TalentDemandEvent {
    DemandCatalogPublished => "demand_catalog_published" v "1.0",
    DemandAllocated => "demand_allocated" v "1.0",
    MatchProposed => "match_proposed" v "1.0",
    MatchAccepted => "match_accepted" v "1.0",
    MatchDeclined => "match_declined" v "1.0",
    MatchEngaged => "match_engaged" v "1.0",
    DemandClosed => "demand_closed" v "1.0",
});

impl StoredEvent for TalentDemandEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::MatchProposed { person_id, note, .. } => {
                note.iter_mut().for_each(|note| visit(KeyOwner::Person(*person_id), "note", note));
            }
            Self::MatchAccepted { person_id, reason, .. } => {
                reason.iter_mut().for_each(|reason| visit(KeyOwner::Person(*person_id), "reason", reason));
            }
            Self::MatchDeclined { person_id, reason, .. } => visit(KeyOwner::Person(*person_id), "reason", reason),
            Self::DemandCatalogPublished { .. }
            | Self::DemandAllocated { .. }
            | Self::MatchEngaged { .. }
            | Self::DemandClosed { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::DemandCatalogPublished { .. }
            | Self::DemandAllocated { .. }
            | Self::MatchProposed { .. }
            | Self::MatchAccepted { .. }
            | Self::MatchDeclined { .. }
            | Self::MatchEngaged { .. }
            | Self::DemandClosed { .. } => Vec::new(),
        }
    }
}

//! What a merge is decided on beside the survivor's own state: the other record, the roles of both, and their hours (P4).
//!
//! The edge gathers it in the unit of work that decides, so that the append checks it too.

use crate::{
    kernel::{DocumentType, PersonId, Personal},
    person::{
        PersonRefusal,
        merging::MergedRole,
        words::{PersonRole, RestrictionBasis},
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Days that a refusal lists at most; the sum is of all.
pub const LISTED_DAYS: usize = 100;

/// The record that is to be taken in, as its own stream tells.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateFacts {
    /// The person.
    pub person_id: PersonId,
    /// Kind of the document.
    pub document: DocumentType,
    /// The document's number.
    pub id_number: Personal,
    /// The record that speaks for it already.
    pub merged_into: Option<PersonId>,
    /// Records that it took in itself.
    pub took_in: Vec<PersonId>,
    /// Whether its data were erased.
    pub erased: bool,
    /// On which ground its data are only stored, and the ground's last day.
    pub restriction: Option<(RestrictionBasis, Option<NaiveDate>)>,
}

/// Who holds a role for each of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolesMet {
    /// The role.
    pub role: PersonRole,
    /// The survivor's id in the role.
    pub survivor: Option<Uuid>,
    /// The duplicate's id in the role.
    pub duplicate: Option<Uuid>,
}

/// A local day on which both records say that the human served at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SharedDay {
    /// The day.
    pub day: NaiveDate,
    /// Minutes that both hold.
    pub minutes: u32,
}

/// A local day that would have more minutes than a day may have (V4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FullDay {
    /// The day.
    pub day: NaiveDate,
    /// Minutes that a day may have.
    pub limit: u32,
    /// Minutes of both records.
    pub actual: u32,
}

/// What the two ledgers of hours say of one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedService {
    /// Days with overlapping minutes, in their order.
    pub overlaps: Vec<SharedDay>,
    /// Days beyond their bound, in their order.
    pub full: Vec<FullDay>,
}

/// All that a merge is decided on, beside the survivor's own state.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeFacts {
    /// The record that is to be taken in.
    pub duplicate: DuplicateFacts,
    /// The roles of both.
    pub roles: Vec<RolesMet>,
    /// Their hours of service.
    pub shared: SharedService,
}

impl MergeFacts {
    /// The roles that pass to the survivor.
    ///
    /// # Errors
    /// [`PersonRefusal`]: a role that both hold and nobody can join, or service of one human at two places.
    pub(super) fn merged_roles(&self) -> Result<Vec<MergedRole>, PersonRefusal> {
        let mut merged = Vec::new();
        for met in &self.roles {
            match (met.role, met.survivor, met.duplicate) {
                (_, _, None) | (PersonRole::Volunteer, Some(_), Some(_)) => {}
                (role, None, Some(role_id)) => merged.push(MergedRole { role, role_id }),
                (role @ (PersonRole::SocialWorker | PersonRole::Instructor), Some(survivor), Some(duplicate)) => {
                    return Err(PersonRefusal::RoleHeldTwice { role, survivor, duplicate });
                }
            }
        }
        let SharedService { overlaps, full } = &self.shared;
        if !overlaps.is_empty() {
            let minutes = overlaps.iter().map(|shared| shared.minutes).sum();
            let days = overlaps.iter().copied().take(LISTED_DAYS).collect();
            return Err(PersonRefusal::ServiceOverlaps { minutes, days_total: overlaps.len(), days });
        }
        if !full.is_empty() {
            let days = full.iter().copied().take(LISTED_DAYS).collect();
            return Err(PersonRefusal::DaysBeyondLimit { days_total: full.len(), days });
        }
        Ok(merged)
    }
}

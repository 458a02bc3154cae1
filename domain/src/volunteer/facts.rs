//! A volunteer as seen by other rules: what they may know of one. No name and no number belongs here.

use crate::{kernel::VolunteerId, person::PersonFacts};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What other rules may know of a volunteer (志愿者).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolunteerFacts {
    /// Which one.
    pub volunteer_id: VolunteerId,
    /// The person behind.
    pub person: PersonFacts,
    /// Skills declared.
    pub skills: Vec<String>,
    /// Day of registration.
    pub registered_on: NaiveDate,
}

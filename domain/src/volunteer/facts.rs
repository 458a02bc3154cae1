//! What a volunteer tells the rules of others; it is given out with a command and never stored.

use crate::{kernel::VolunteerId, person::PersonFacts};
use chrono::NaiveDate;

/// A volunteer, as seen by the rules of activities and teams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolunteerFacts {
    /// The volunteer.
    pub volunteer_id: VolunteerId,
    /// The natural person behind the volunteer.
    pub person: PersonFacts,
    /// Skills declared, sorted, each once.
    pub skills: Vec<String>,
    /// Day of registration.
    pub registered_on: NaiveDate,
}

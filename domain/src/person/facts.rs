//! A person as seen by other rules: what they may know of one. No name and no number belongs here.

use crate::kernel::PersonId;
use serde::{Deserialize, Serialize};

/// What other rules may know of a person (自然人) on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    /// Who.
    pub person_id: PersonId,
    /// Completed years on the day, where the birth date is known.
    pub age_years: Option<u32>,
    /// Whether a guardian's consent stands (监护人同意).
    pub guardian_consent: bool,
}

//! What a person tells the rules of others; it is given out with a command and never stored.

use crate::kernel::PersonId;

/// A person, as seen by the rules of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    /// The person.
    pub person_id: PersonId,
    /// Completed years of age; nothing where the birth date is not on file.
    pub age_years: Option<u32>,
    /// Whether a guardian's consent is live (监护人同意).
    pub guardian_consent: bool,
}

//! The person behind a role (instructor, social worker): who is meant, and what the rules may know of them.

use super::mutation::uuid;
use crate::{edge::Refused, facts};
use async_graphql::{ID, Result};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{ClaimValue, PersonId},
    person::{Person, PersonFacts},
};
use muster_eventstore::{StepError, StoreFault, Unit};

/// Who takes a role.
#[derive(Clone)]
pub(crate) struct Whom(PersonId);

impl Whom {
    /// Reads who is meant.
    pub(crate) fn read(person_id: &ID) -> Result<Self> {
        Ok(Self(PersonId::new(uuid(person_id)?)))
    }

    /// The person as the rules see them on a day, who is on file and not erased.
    pub(crate) async fn facts(&self, unit: &mut Unit, on: NaiveDate) -> Result<PersonFacts, StepError<Refused>> {
        if let Some(facts) = facts::person(unit, self.0, on).await? {
            return Ok(facts);
        }
        let refused = if unit.state::<Person>(self.0.uuid())?.is_erased() {
            Refused::new("PERSON_ERASED", "the data of this person were erased")
        } else {
            Refused::new("PERSON_UNKNOWN", "there is no such person").with("person", self.0.to_string())
        };
        Err(StepError::Refused(refused))
    }
}

/// Looks up who holds a role of this kind for a person, so that the refusal names the holder.
pub(crate) async fn look_up(unit: &mut Unit, kind: &'static str, person: PersonId) -> Result<(), StoreFault> {
    unit.look_up(kind, &[ClaimValue::Plain(person.to_string())]).await
}

//! The person behind a role (volunteer, instructor, social worker): who is meant, and what the rules may know of them.

use super::{
    mutation::uuid,
    person::{PersonData, PersonInput},
};
use crate::{
    edge::{self, Refused},
    facts,
};
use async_graphql::{Context, ID, Result};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{ClaimValue, PersonId},
    person::{
        Person, PersonCommand, PersonFacts, PersonRefusal,
        events::{IDENTITY_CLAIM, identity_value},
    },
};
use muster_eventstore::{StepError, StoreFault, Unit};

/// Why a telephone number is added to a person who had none.
const PHONE_ADDED: &str = "a registration in a role brought a telephone number";

/// Who takes a role.
#[derive(Clone)]
pub(crate) enum Whom {
    /// A person on file.
    OnFile(PersonId),
    /// Whoever has these data.
    ByData(PersonData),
}

impl Whom {
    /// Reads who is meant; exactly one of the two is given.
    pub(crate) fn read(ctx: &Context<'_>, person_id: Option<ID>, person: Option<PersonInput>) -> Result<Self> {
        match (person_id, person) {
            (Some(id), None) => Ok(Self::OnFile(PersonId::new(uuid(&id)?))),
            (None, Some(person)) => Ok(Self::ByData(person.read(ctx)?)),
            (Some(_), Some(_)) | (None, None) => {
                Err(Refused::new("PERSON_NOT_NAMED", "exactly one of personId and person is given").into())
            }
        }
    }

    /// The person as the rules see them on a day, who is on file (from this very unit on, perhaps) and neither
    /// erased nor restricted nor merged into another.
    pub(crate) async fn facts(&self, unit: &mut Unit, on: NaiveDate) -> Result<PersonFacts, StepError<Refused>> {
        let id = match self {
            Self::OnFile(id) => {
                unit.load::<Person>([id.uuid()]).await?;
                if let Some(survivor) = unit.state::<Person>(id.uuid())?.merged_into() {
                    return Err(edge::refuse(PersonRefusal::PersonMerged { survivor }));
                }
                *id
            }
            Self::ByData(data) => linked(unit, data).await?,
        };
        if let Some(facts) = facts::person(unit, id, on).await? {
            return if unit.state::<Person>(id.uuid())?.is_restricted() { Err(restricted()) } else { Ok(facts) };
        }
        let refused = if unit.state::<Person>(id.uuid())?.is_erased() {
            Refused::new("PERSON_ERASED", "the data of this person were erased")
        } else {
            Refused::new("PERSON_UNKNOWN", "there is no such person").with("person", id.to_string())
        };
        Err(StepError::Refused(refused))
    }
}

/// Nobody is engaged, proposed or put into a role while their data are stored and protected only.
fn restricted() -> StepError<Refused> {
    StepError::Refused(Refused::new("PROCESSING_RESTRICTED", "the processing of this person's data is restricted"))
}

/// Looks up who holds a role of this kind for a person, so that the refusal names the holder.
pub(crate) async fn look_up(unit: &mut Unit, kind: &'static str, person: PersonId) -> Result<(), StoreFault> {
    unit.look_up(kind, &[ClaimValue::Plain(person.to_string())]).await
}

/// The person of these data: whoever has the identity number, or one put on file in the same unit of work.
async fn linked(unit: &mut Unit, data: &PersonData) -> Result<PersonId, StepError<Refused>> {
    let identity = identity_value(data.id_number.document(), data.id_number.expose());
    unit.look_up(IDENTITY_CLAIM, std::slice::from_ref(&identity)).await?;
    let Some(holder) = unit.holder(IDENTITY_CLAIM, &identity) else {
        unit.decide::<Person>(data.fresh_id.uuid(), data.register()).await?.map_err(edge::refuse)?;
        return Ok(data.fresh_id);
    };
    unit.load::<Person>([holder]).await?;
    let held = unit.state::<Person>(holder)?;
    if held.is_erased() {
        return Ok(PersonId::new(holder));
    }
    let phone_is_new = held.phone().is_none();
    let mut differences = held.differences(&data.id_number, &data.name, data.phone.as_deref());
    differences.retain(|field| *field != "phone" || !phone_is_new);
    if !differences.is_empty() {
        let message = "the person of this identity number is on file with other data";
        let refused = Refused::new("PERSON_DIFFERS", message).with("fields", differences);
        return Err(StepError::Refused(refused.with("person", holder.to_string())));
    }
    if let Some(phone) = data.phone.clone().filter(|phone| phone_is_new && !phone.trim().is_empty()) {
        let (phone, reason) = (Some(phone), PHONE_ADDED.to_owned());
        let command = PersonCommand::CorrectPersonData { name: None, phone, id_number: None, reason };
        unit.decide::<Person>(holder, command).await?.map_err(edge::refuse)?;
    }
    Ok(PersonId::new(holder))
}

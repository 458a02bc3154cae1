//! The person behind a row: one identity number is one person, whatever roles the files give them (多员合一).

use super::{
    cells::{Cells, at, identity_number},
    report::Refusal,
    rows::{Moment, Sheet, Stop, refuse},
};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{ClaimValue, IdentityNumber, PersonId, time},
    person::{
        Person, PersonCommand, PersonEvent, PersonFacts,
        events::{IDENTITY_CLAIM, identity_value},
        normal_phone,
    },
};
use muster_eventstore::{StoreFault, Unit, clock};
use uuid::Uuid;

/// Why a telephone number is added to a person who had none.
const PHONE_ADDED: &str = "the file of another role brought a telephone number";

/// What a row says of a person.
pub(super) struct PersonCells {
    id_number: IdentityNumber,
    name: String,
    phone: Option<String>,
    /// The id that the person gets if nobody has the number yet.
    fresh_id: PersonId,
}

/// A person ready for a new role.
pub(super) struct Link {
    pub(super) facts: PersonFacts,
    events: Vec<PersonEvent>,
}

impl PersonCells {
    /// Reads `name`, `id_number` and, where the kind has it, `phone`.
    pub(super) fn read(cells: &Cells<'_>, moment: Moment) -> Result<Self, Refusal> {
        Ok(Self {
            id_number: cells.read("id_number", identity_number(moment.today))?,
            name: cells.line("name"),
            phone: cells.read_filled("phone", |column, text| normal_phone(text).map_err(at(column)))?,
            fresh_id: PersonId::new(clock::fresh_id()),
        })
    }

    fn identity(&self) -> ClaimValue {
        identity_value(self.id_number.document(), self.id_number.expose())
    }

    /// The person who has the number, or the one who would get it.
    pub(super) fn person_id(&self, unit: &Unit) -> PersonId {
        unit.holder(IDENTITY_CLAIM, &self.identity()).map_or(self.fresh_id, PersonId::new)
    }
}

/// Loads the people of a batch, and who of them has the role already.
pub(super) async fn load(
    unit: &mut Unit,
    people: &[&PersonCells],
    role_claim: &'static str,
    of_roles: Vec<PersonId>,
) -> Result<(), StoreFault> {
    let identities: Vec<ClaimValue> = people.iter().map(|person| person.identity()).collect();
    unit.look_up(IDENTITY_CLAIM, &identities).await?;
    let held: Vec<Uuid> = identities.iter().filter_map(|value| unit.holder(IDENTITY_CLAIM, value)).collect();
    let roles: Vec<ClaimValue> = held.iter().map(|id| ClaimValue::Plain(id.to_string())).collect();
    unit.look_up(role_claim, &roles).await?;
    for (person, identity) in people.iter().zip(&identities) {
        if unit.holder(IDENTITY_CLAIM, identity).is_none() {
            unit.hold_new::<Person>(person.fresh_id.uuid());
        }
    }
    unit.load::<Person>(held.into_iter().chain(of_roles.into_iter().map(PersonId::uuid))).await
}

/// The person of a row for a role that the row's code does not have yet.
pub(super) fn link<S: Sheet>(
    unit: &Unit,
    cells: &PersonCells,
    role_claim: &'static str,
    on: NaiveDate,
) -> Result<Link, Stop> {
    let person_id = cells.person_id(unit);
    let Some(facts) = on_file(unit, cells, person_id, role_claim, on)? else {
        let command = PersonCommand::RegisterPerson {
            person_id,
            id_number: cells.id_number.clone(),
            name: cells.name.clone(),
            phone: cells.phone.clone(),
            birth_on: None,
        };
        let events = propose::<S>(unit, person_id, command)?;
        let age_years = cells.id_number.birth_date().map(|birth| time::age_years(birth, on));
        return Ok(Link { facts: PersonFacts { person_id, age_years, guardian_consent: false }, events });
    };
    let person = unit.state::<Person>(person_id.uuid())?;
    let differences = person.differences(&cells.id_number, &cells.name, cells.phone.as_deref());
    let phone_is_new = person.phone().is_none();
    if let Some(field) = differences.iter().find(|field| **field != "phone" || !phone_is_new) {
        let message = format!("the person of this identity number is on file with another {field}");
        return Err(Refusal::new("PERSON_DIFFERS", Some(field), message).into());
    }
    let events = match &cells.phone {
        Some(phone) if phone_is_new => {
            let (phone, reason) = (Some(phone.clone()), PHONE_ADDED.to_owned());
            let command = PersonCommand::CorrectPersonData { name: None, phone, id_number: None, reason };
            propose::<S>(unit, person_id, command)?
        }
        Some(_) | None => Vec::new(),
    };
    Ok(Link { facts, events })
}

/// The person who is on file under the row's number, without this role.
fn on_file(
    unit: &Unit,
    cells: &PersonCells,
    person_id: PersonId,
    role_claim: &'static str,
    on: NaiveDate,
) -> Result<Option<PersonFacts>, Stop> {
    if unit.holder(IDENTITY_CLAIM, &cells.identity()).is_none() {
        return Ok(None);
    }
    if unit.holder(role_claim, &ClaimValue::Plain(person_id.to_string())).is_some() {
        let message = "the person of this identity number has this role under another code";
        return Err(Refusal::new("IDENTITY_TAKEN", Some("id_number"), message).into());
    }
    let person = unit.state::<Person>(person_id.uuid())?;
    match person.facts(on) {
        Some(_) if person.is_restricted() => {
            let message = "the processing of this person's data is restricted";
            Err(Refusal::new("PROCESSING_RESTRICTED", Some("id_number"), message).into())
        }
        Some(facts) => Ok(Some(facts)),
        None => Err(erased()),
    }
}

fn erased() -> Stop {
    Refusal::new("PERSON_ERASED", Some("id_number"), "the data of this person were erased").into()
}

fn propose<S: Sheet>(unit: &Unit, id: PersonId, command: PersonCommand) -> Result<Vec<PersonEvent>, Stop> {
    let columns = [("PHONE_", "phone"), ("IDENTITY_", "id_number"), ("BIRTH_", "id_number")];
    unit.propose::<Person>(id.uuid(), command)?.map_err(|refusal| refuse::<S, _>(&refusal, &columns))
}

/// The columns in which a row differs from the person of the role that its code has.
pub(super) fn differences(unit: &Unit, cells: &PersonCells, held: PersonId) -> Result<Vec<&'static str>, Stop> {
    let person = unit.state::<Person>(held.uuid())?;
    if person.is_erased() {
        return Err(erased());
    }
    Ok(person.differences(&cells.id_number, &cells.name, cells.phone.as_deref()))
}

/// Both lists of columns in one, each column once.
pub(super) fn joined(mut fields: Vec<&'static str>, others: Vec<&'static str>) -> Vec<&'static str> {
    for field in others {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// Takes the person's events in.
pub(super) fn accept(unit: &mut Unit, link: Link) -> Result<(), StoreFault> {
    if link.events.is_empty() { Ok(()) } else { unit.accept::<Person>(link.facts.person_id.uuid(), link.events) }
}

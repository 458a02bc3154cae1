//! Commands of a volunteer beside the hour ledger: registration and skills.

use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact, uuid},
        person::{PersonData, PersonInput},
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{ClaimValue, DivisionCode, PersonId, VolunteerId},
    person::{
        Person, PersonCommand,
        events::{IDENTITY_CLAIM, identity_value},
    },
    volunteer::{Volunteer as VolunteerState, VolunteerCommand, events::VOLUNTEER_CLAIM},
};
use muster_eventstore::{StepError, Unit};

/// Why a telephone number is added to a person who had none.
const PHONE_ADDED: &str = "the registration as a volunteer brought a telephone number";

/// A registration as a volunteer: of a person on file by `personId`, or of `person` by their data (注册).
#[derive(InputObject)]
pub struct VolunteerInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Id of a person on file (自然人).
    person_id: Option<ID>,
    /// Data of the person; whoever has the identity number already is that person (人员资料).
    person: Option<PersonInput>,
    /// Code of the division of residence (居住地).
    division: String,
    /// Day of registration (注册日期).
    registered_on: Date,
    /// Skills declared (技能).
    #[graphql(default)]
    skills: Vec<String>,
}

/// Who is registered.
#[derive(Clone)]
enum Whom {
    OnFile(PersonId),
    ByData(PersonData),
}

impl VolunteerInput {
    fn whom(&mut self, ctx: &Context<'_>) -> Result<Whom> {
        match (self.person_id.take(), self.person.take()) {
            (Some(id), None) => Ok(Whom::OnFile(PersonId::new(uuid(&id)?))),
            (None, Some(person)) => Ok(Whom::ByData(person.read(ctx)?)),
            (Some(_), Some(_)) | (None, None) => {
                Err(Refused::new("PERSON_NOT_NAMED", "exactly one of personId and person is given").into())
            }
        }
    }
}

/// Commands of volunteers.
#[derive(Default)]
pub struct VolunteerMutation;

/// Commands of volunteers.
#[Object]
impl VolunteerMutation {
    /// Registers a person as a volunteer (志愿者注册).
    async fn register_volunteer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The registration.")] mut input: VolunteerInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let whom = input.whom(ctx)?;
        let code = code(&input.code)?;
        let division = DivisionCode::new(&input.division);
        let (registered_on, skills) = (input.registered_on.0, input.skills);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (whom, code, division, skills) = (whom.clone(), code.clone(), division.clone(), skills.clone());
            Box::pin(async move {
                let id = VolunteerId::of_code(&code).uuid();
                let person_id = match whom {
                    Whom::OnFile(person_id) => person_id,
                    Whom::ByData(data) => linked(unit, &data).await?,
                };
                let person = person_on(unit, person_id, registered_on).await?;
                unit.look_up(VOLUNTEER_CLAIM, &[ClaimValue::Plain(person_id.to_string())]).await?;
                let command = VolunteerCommand::RegisterVolunteer { person, code, division, registered_on, skills };
                unit.decide::<VolunteerState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Declares all skills of a volunteer anew (申报技能).
    async fn declare_skills(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "All skills; what was declared before and is left out goes.")] skills: Vec<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = VolunteerId::of_code(&code(&volunteer)?).uuid();
        let command = VolunteerCommand::DeclareSkills { skills };
        execute_keyed::<VolunteerState>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Records that a declared skill was checked (核验技能).
    async fn verify_skill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Which skill.")] skill: String,
        #[graphql(desc = "Reference of the evidence, for example the number of a certificate.")]
        evidence_reference: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = VolunteerId::of_code(&code(&volunteer)?).uuid();
        let command = VolunteerCommand::VerifySkill { skill, evidence_reference };
        execute_keyed::<VolunteerState>(ctx, idempotency_key.as_deref(), id, command).await
    }
}

/// The person as the rules see them, who is on file and not erased.
async fn person_on(
    unit: &mut Unit,
    id: PersonId,
    on: NaiveDate,
) -> Result<muster_domain::person::PersonFacts, StepError<Refused>> {
    if let Some(facts) = facts::person(unit, id, on).await? {
        return Ok(facts);
    }
    let refused = if unit.state::<Person>(id.uuid())?.is_erased() {
        Refused::new("PERSON_ERASED", "the data of this person were erased")
    } else {
        Refused::new("PERSON_UNKNOWN", "there is no such person").with("person", id.to_string())
    };
    Err(StepError::Refused(refused))
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

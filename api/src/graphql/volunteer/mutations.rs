//! Commands of a volunteer beside the hour ledger: registration and skills.

use crate::{
    edge,
    graphql::{
        mutation::{Done, code, execute_keyed, transact},
        person::PersonInput,
        role::{Whom, look_up},
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::{DivisionCode, VolunteerId},
    volunteer::{Volunteer as VolunteerState, VolunteerCommand, events::VOLUNTEER_CLAIM},
};

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
        #[graphql(desc = "The registration.")] input: VolunteerInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let whom = Whom::read(ctx, input.person_id, input.person)?;
        let code = code(&input.code)?;
        let division = DivisionCode::new(&input.division);
        let (registered_on, skills) = (input.registered_on.0, input.skills);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (whom, code, division, skills) = (whom.clone(), code.clone(), division.clone(), skills.clone());
            Box::pin(async move {
                let id = VolunteerId::of_code(&code).uuid();
                let person = whom.facts(unit, registered_on).await?;
                look_up(unit, VOLUNTEER_CLAIM, person.person_id).await?;
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

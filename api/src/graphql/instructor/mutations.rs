//! Commands that begin and end an appointment.

use super::{QualificationInput, run};
use crate::{
    edge,
    graphql::{
        mutation::{Done, code, transact},
        person::PersonInput,
        role::{Whom, look_up},
        scalars::Date,
        words_organization::InstructorKind,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    instructor::{Instructor as InstructorState, InstructorCommand, events::INSTRUCTOR_CLAIM},
    kernel::{DivisionCode, InstructorId},
};

/// An appointment: of a person on file by `personId`, or of `person` by their data (聘任).
#[derive(InputObject)]
pub struct InstructorInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Id of a person on file (自然人).
    person_id: Option<ID>,
    /// Data of the person; whoever has the identity number already is that person (人员资料).
    person: Option<PersonInput>,
    /// Code of the division (所在区划).
    division: String,
    /// Full-time or part-time (指导员类别).
    kind: InstructorKind,
    /// First day (聘任日期).
    appointed_on: Date,
    /// Education and experience; a full-time instructor is refused below what the policy asks for, and what is not
    /// said is shown as unknown (任职条件).
    #[graphql(default)]
    qualification: QualificationInput,
}

/// Commands of instructors: appointment and release.
#[derive(Default)]
pub struct InstructorMutation;

/// Commands of instructors: appointment and release.
#[Object]
impl InstructorMutation {
    /// Appoints a person as an instructor (聘任指导员).
    async fn appoint_instructor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The appointment.")] input: InstructorInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let whom = Whom::read(ctx, input.person_id, input.person)?;
        let (code, kind) = (code(&input.code)?, input.kind.into());
        let qualification = input.qualification.into();
        let (division, appointed_on) = (DivisionCode::new(&input.division), input.appointed_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (whom, code, division) = (whom.clone(), code.clone(), division.clone());
            Box::pin(async move {
                let id = InstructorId::of_code(&code).uuid();
                let person = whom.facts(unit, appointed_on).await?;
                look_up(unit, INSTRUCTOR_CLAIM, person.person_id).await?;
                let command =
                    InstructorCommand::AppointInstructor { person, code, division, kind, appointed_on, qualification };
                unit.decide::<InstructorState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Ends an appointment, after all links ended (解聘).
    async fn release_instructor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor.")] instructor: String,
        #[graphql(desc = "Last day.")] released_on: Date,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::ReleaseInstructor { released_on: released_on.0, reason };
        run(ctx, idempotency_key, &instructor, command).await
    }
}

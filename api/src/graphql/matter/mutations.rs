//! Commands of calls and their matters.

use super::MatterKind;
use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact},
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    kernel::{Code, DivisionCode, MatterCallId},
    matter::{CallerFacts, MatterCall, MatterCaller, MatterCommand, NewMatter},
};
use muster_eventstore::{StepError, Unit};

/// A matter of a call (事项).
#[derive(InputObject)]
pub struct MatterInput {
    /// The sender's own key, one within the call (事项编码).
    code: String,
    /// What it is about (事项类别).
    kind: MatterKind,
    /// What it is; it is kept sealed (事项内容).
    text: String,
}

/// A call on a department; exactly one of `organization` and `instructor` is given (吹哨).
#[derive(InputObject)]
pub struct MatterCallInput {
    /// The sender's own key (吹哨单编码).
    code: String,
    /// Code of the organization that calls (吹哨单位).
    organization: Option<String>,
    /// Code of the instructor who calls (吹哨指导员).
    instructor: Option<String>,
    /// Code of the department (报到部门).
    department: String,
    /// Code of the division to which the matters belong (所在区划).
    division: String,
    /// The matters, 1 to 200 (事项).
    matters: Vec<MatterInput>,
    /// On which day (吹哨日期).
    raised_on: Date,
}

/// Who calls, by the sender's own key.
#[derive(Clone)]
enum Caller {
    Organization(Code),
    Instructor(Code),
}

impl Caller {
    async fn facts(&self, unit: &mut Unit) -> Result<CallerFacts, StepError<Refused>> {
        match self {
            Self::Organization(code) => {
                let facts = facts::known_organization(unit, code).await?;
                let caller = MatterCaller::Organization(facts.organization_id);
                Ok(CallerFacts { caller, from: facts.registered_on, until: facts.dissolved_on })
            }
            Self::Instructor(code) => facts::calling_instructor(unit, code).await,
        }
    }
}

/// Commands of matters.
#[derive(Default)]
pub struct MatterMutation;

/// Commands of matters.
#[Object]
impl MatterMutation {
    /// Brings matters to a department (街道吹哨).
    async fn raise_matters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The call.")] input: MatterCallInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let caller = match (input.organization.as_deref(), input.instructor.as_deref()) {
            (Some(organization), None) => Caller::Organization(code(organization)?),
            (None, Some(instructor)) => Caller::Instructor(code(instructor)?),
            (Some(_), Some(_)) | (None, None) => {
                let message = "exactly one of organization and instructor is given";
                return Err(Refused::new("CALLER_NOT_NAMED", message).into());
            }
        };
        let (own, called, raised_on) = (code(&input.code)?, code(&input.department)?, input.raised_on.0);
        let division = DivisionCode::new(&input.division);
        let listed = |matter: MatterInput| {
            Ok(NewMatter { code: code(&matter.code)?, kind: matter.kind.into(), text: matter.text })
        };
        let matters = input.matters.into_iter().map(listed).collect::<Result<Vec<_>>>()?;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (caller, code, called) = (caller.clone(), own.clone(), called.clone());
            let (division, matters) = (division.clone(), matters.clone());
            Box::pin(async move {
                let id = MatterCallId::of_code(&code).uuid();
                let caller = caller.facts(unit).await?;
                let department = facts::known_organization(unit, &called).await?;
                let command = MatterCommand::RaiseMatters { code, caller, department, division, matters, raised_on };
                unit.decide::<MatterCall>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Puts a department's response on record: it takes matters of a call on (部门报到).
    async fn take_matters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the call.")] call: String,
        #[graphql(desc = "The sender's own key of the response, one within the call.")] response: String,
        #[graphql(desc = "Codes of the matters; all that nobody has taken where none is named.")] matters: Option<
            Vec<String>,
        >,
        #[graphql(desc = "On which day.")] taken_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (response, matters) = (code(&response)?, codes(matters)?);
        let command = MatterCommand::TakeMatters { response, matters, taken_on: taken_on.0 };
        run(ctx, idempotency_key, &call, command).await
    }

    /// Puts on record that matters are settled (办结).
    async fn resolve_matters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the call.")] call: String,
        #[graphql(desc = "Codes of the matters; all that are taken and open where none is named.")] matters: Option<
            Vec<String>,
        >,
        #[graphql(desc = "On which day.")] resolved_on: Date,
        #[graphql(desc = "What came of them; it is kept sealed.")] result: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = MatterCommand::ResolveMatters { matters: codes(matters)?, resolved_on: resolved_on.0, result };
        run(ctx, idempotency_key, &call, command).await
    }

    /// Declines matters (退回).
    async fn decline_matters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the call.")] call: String,
        #[graphql(desc = "Codes of the matters.")] matters: Vec<String>,
        #[graphql(desc = "On which day.")] declined_on: Date,
        #[graphql(desc = "Why; it is kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let matters = codes(Some(matters))?;
        let command = MatterCommand::DeclineMatters { matters, declined_on: declined_on.0, reason };
        run(ctx, idempotency_key, &call, command).await
    }

    /// Opens a closed matter again (重办).
    async fn reopen_matter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the call.")] call: String,
        #[graphql(desc = "Code of the matter.")] matter: String,
        #[graphql(desc = "On which day.")] reopened_on: Date,
        #[graphql(desc = "Why; it is kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = MatterCommand::ReopenMatter { matter: code(&matter)?, reopened_on: reopened_on.0, reason };
        run(ctx, idempotency_key, &call, command).await
    }
}

fn codes(texts: Option<Vec<String>>) -> Result<Vec<Code>> {
    texts.unwrap_or_default().iter().map(|text| code(text)).collect()
}

/// Executes a command that needs nothing beside the call itself.
async fn run(ctx: &Context<'_>, key: Option<String>, call: &str, command: MatterCommand) -> Result<Done> {
    let id = MatterCallId::of_code(&code(call)?).uuid();
    execute_keyed::<MatterCall>(ctx, key.as_deref(), id, command).await
}

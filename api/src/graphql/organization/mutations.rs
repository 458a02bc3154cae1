//! Commands of an organization beside its pairings.

use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact, uuid},
        scalars::Date,
        words_organization::OrganizationKind,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{ClaimValue, Code, CreditCode, DivisionCode, OrganizationId, PersonId},
    organization::{Organization as OrganizationState, OrganizationCommand, events::CREDIT_CODE_CLAIM},
    posting::Posting,
};
use muster_eventstore::{StepError, Unit};

/// A registration of an organization (登记).
#[derive(InputObject)]
pub struct OrganizationInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Name (单位名称).
    name: String,
    /// Kind (组织类型).
    kind: OrganizationKind,
    /// Code of the division (所在区划).
    division: String,
    /// Code of the organization above, or of the one that answers for it (上级组织、挂靠单位).
    parent: Option<String>,
    /// Unified social credit code (统一社会信用代码).
    credit_code: Option<String>,
    /// First day (登记日期).
    registered_on: Date,
}

/// What changes about an organization; what is left out stays (变更).
#[derive(InputObject)]
pub struct OrganizationChangeInput {
    /// New name (单位名称).
    name: Option<String>,
    /// Code of the new division (所在区划).
    division: Option<String>,
    /// First day of the change (变更日期).
    changed_on: Date,
}

/// The end of an organization (注销).
#[derive(InputObject)]
pub struct DissolutionInput {
    /// Last day (注销日期).
    dissolved_on: Date,
    /// Code of the organization that answers for its certificates from then on (承接单位).
    successor: Option<String>,
    /// Why (原因).
    reason: String,
}

/// Commands of organizations.
#[derive(Default)]
pub struct OrganizationMutation;

/// Commands of organizations.
#[Object]
impl OrganizationMutation {
    /// Registers an organization (组织登记).
    async fn register_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The registration.")] input: OrganizationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = code(&input.code)?;
        let above = input.parent.as_deref().map(code).transpose()?;
        let credit_code = input.credit_code.as_deref().map(CreditCode::try_new).transpose();
        let credit_code = credit_code.map_err(|refusal| Refused::of(&refusal))?;
        let taken = credit_code.as_ref().map(|code| ClaimValue::Plain(code.as_str().to_owned()));
        let command = OrganizationCommand::RegisterOrganization {
            code: own.clone(),
            name: input.name,
            kind: input.kind.into(),
            division: DivisionCode::new(&input.division),
            parent: None,
            credit_code,
            registered_on: input.registered_on.0,
        };
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, above, mut command) = (own.clone(), above.clone(), command.clone());
            let taken = taken.clone();
            Box::pin(async move {
                unit.look_up(CREDIT_CODE_CLAIM, taken.as_slice()).await?;
                let id = OrganizationId::of_code(&own).uuid();
                let found = match above {
                    Some(above) => Some(facts::known_organization_above(unit, &above).await?),
                    None => None,
                };
                if let OrganizationCommand::RegisterOrganization { parent, .. } = &mut command {
                    *parent = found;
                }
                unit.decide::<OrganizationState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Changes name or division (组织变更).
    async fn change_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "What changes.")] input: OrganizationChangeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = OrganizationCommand::ChangeOrganization {
            name: input.name,
            division: input.division.as_deref().map(DivisionCode::new),
            changed_on: input.changed_on.0,
        };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Attaches an organization to the one above it or answering for it (挂靠).
    async fn attach_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "Code of the organization above.")] parent: String,
        #[graphql(desc = "First day.")] attached_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, above) = (code(&organization)?, code(&parent)?);
        let attached_on = attached_on.0;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, above) = (own.clone(), above.clone());
            Box::pin(async move {
                let id = OrganizationId::of_code(&own).uuid();
                let parent = facts::known_organization_above(unit, &above).await?;
                let command = OrganizationCommand::AttachOrganization { parent, attached_on };
                unit.decide::<OrganizationState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Lets a person record in the name of an organization (授权记录人).
    async fn authorise_recorder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "Id of the person.")] person_id: ID,
        #[graphql(desc = "First day.")] authorised_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = code(&organization)?;
        let (person_id, authorised_on) = (PersonId::new(uuid(&person_id)?), authorised_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let own = own.clone();
            Box::pin(async move {
                let id = OrganizationId::of_code(&own).uuid();
                known_person(unit, person_id, authorised_on).await?;
                let command = OrganizationCommand::AuthoriseRecorder { person_id, authorised_on };
                unit.decide::<OrganizationState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Names the legal representative of an organization, in the place of the one before (登记法定代表人).
    async fn name_legal_representative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "Id of the person.")] person_id: ID,
        #[graphql(desc = "First day.")] named_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = code(&organization)?;
        let (person_id, named_on) = (PersonId::new(uuid(&person_id)?), named_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let own = own.clone();
            Box::pin(async move {
                let id = OrganizationId::of_code(&own);
                known_person(unit, person_id, named_on).await?;
                let guided = facts::guided(unit, id, person_id).await?;
                let command = OrganizationCommand::NameLegalRepresentative { person_id, named_on, guided };
                unit.decide::<OrganizationState>(id.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(id.uuid())
            })
        })
        .await
    }

    /// Ends the authorisation of a recorder (撤销授权).
    async fn revoke_recorder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "Id of the person.")] person_id: ID,
        #[graphql(desc = "Last day.")] revoked_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person_id = PersonId::new(uuid(&person_id)?);
        let command = OrganizationCommand::RevokeRecorder { person_id, revoked_on: revoked_on.0 };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Suspends an organization (暂停).
    async fn suspend_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "First day.")] suspended_on: Date,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = OrganizationCommand::SuspendOrganization { suspended_on: suspended_on.0, reason };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Ends a suspension (恢复).
    async fn restore_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "First day.")] restored_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = OrganizationCommand::RestoreOrganization { restored_on: restored_on.0 };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Dissolves an organization where nobody is posted any longer; its pairings end with it (注销).
    async fn dissolve_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "How it ends.")] input: DissolutionInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = code(&organization)?;
        let next: Option<Code> = input.successor.as_deref().map(code).transpose()?;
        let (dissolved_on, reason) = (input.dissolved_on.0, input.reason);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, next, reason) = (own.clone(), next.clone(), reason.clone());
            Box::pin(async move {
                let id = OrganizationId::of_code(&own).uuid();
                let successor = match next {
                    Some(next) => Some(facts::known_organization(unit, &next).await?),
                    None => None,
                };
                // The posts of an organization are the stream of the same id.
                unit.load::<Posting>([id]).await?;
                let posted_after = unit.state::<Posting>(id)?.posted_after(dissolved_on);
                let command =
                    OrganizationCommand::DissolveOrganization { dissolved_on, successor, posted_after, reason };
                unit.decide::<OrganizationState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }
}

/// Executes a command that needs nothing beside the organization itself.
pub(super) async fn run(
    ctx: &Context<'_>,
    key: Option<String>,
    organization: &str,
    command: OrganizationCommand,
) -> Result<Done> {
    let id = OrganizationId::of_code(&code(organization)?).uuid();
    execute_keyed::<OrganizationState>(ctx, key.as_deref(), id, command).await
}

/// Refuses a person who is not on file.
async fn known_person(unit: &mut Unit, person_id: PersonId, on: NaiveDate) -> Result<(), StepError<Refused>> {
    if facts::person(unit, person_id, on).await?.is_some() {
        return Ok(());
    }
    let refused = Refused::new("PERSON_UNKNOWN", "there is no such person");
    Err(StepError::Refused(refused.with("person", person_id.to_string())))
}

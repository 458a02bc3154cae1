//! Commands of an account.

use super::Role;
use crate::{
    edge::{Refused, refuse},
    facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact, uuid},
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    account::{Account, AccountCommand, Grant, Offer, Scope},
    kernel::{AccountId, DivisionCode, PersonId},
};

/// A role with the scope in which it holds; without any scope it holds for the whole registry (授权).
#[derive(InputObject, Clone)]
pub struct GrantInput {
    /// The role (角色).
    role: Role,
    /// Code of a division, for it and everything below it (区划范围).
    division: Option<String>,
    /// Code of an organization, for it and those below it (组织范围).
    organization: Option<String>,
    /// Id of a person, for their own data (本人).
    person: Option<ID>,
}

impl GrantInput {
    fn read(&self) -> Result<Grant> {
        let scope = match (&self.division, &self.organization, &self.person) {
            (None, None, None) => Scope::Registry,
            (Some(division), None, None) => Scope::Division(DivisionCode::new(division)),
            (None, Some(organization), None) => Scope::Organization(code(organization)?),
            (None, None, Some(person)) => Scope::Person(PersonId::new(uuid(person)?)),
            _ => return Err(Refused::new("SCOPE_NAMED_TWICE", "a grant has one scope at most").into()),
        };
        Ok(Grant { role: self.role.into(), scope })
    }
}

/// Commands of an account.
#[derive(Default)]
pub struct AccountMutation;

/// Commands of an account.
#[Object]
impl AccountMutation {
    /// Proposes a grant; it takes effect when somebody else approves within seven days (提请授权).
    async fn propose_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in, as `signedIn` names them.")] principal: String,
        #[graphql(desc = "What is granted.")] grant: GrantInput,
        #[graphql(desc = "Last day of the grant; without one it ends when it is revoked.")] until: Option<Date>,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let principal = code(&principal)?;
        let offer = Offer { grant: grant.read()?, until: until.map(|day| day.0) };
        let id = AccountId::of_code(&principal).uuid();
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (principal, offer, reason) = (principal.clone(), offer.clone(), reason.clone());
            Box::pin(async move {
                if let Scope::Organization(code) = &offer.grant.scope {
                    facts::known_organization(unit, code).await?;
                }
                let command = AccountCommand::ProposeGrant { principal, offer, reason };
                unit.decide::<Account>(id, command).await?.map_err(refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Approves the grant that is proposed, as a second person (批准授权).
    async fn approve_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] principal: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = AccountId::of_code(&code(&principal)?).uuid();
        execute_keyed::<Account>(ctx, idempotency_key.as_deref(), id, AccountCommand::ApproveGrant).await
    }

    /// Declines the grant that is proposed, or takes one's own proposal back (驳回授权).
    async fn decline_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] principal: String,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = AccountId::of_code(&code(&principal)?).uuid();
        execute_keyed::<Account>(ctx, idempotency_key.as_deref(), id, AccountCommand::DeclineGrant { reason }).await
    }

    /// Takes a grant away at once; one person is enough (撤销授权).
    async fn revoke_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] principal: String,
        #[graphql(desc = "What is taken away.")] grant: GrantInput,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = AccountId::of_code(&code(&principal)?).uuid();
        let command = AccountCommand::RevokeGrant { grant: grant.read()?, reason };
        execute_keyed::<Account>(ctx, idempotency_key.as_deref(), id, command).await
    }
}

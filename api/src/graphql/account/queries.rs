//! What somebody who signs in was granted.

use super::Role;
use crate::{
    access::Access,
    edge::EdgeError,
    graphql::{division::Division, gate::Gate, mutation::code, scalars::Date},
    http::Caller,
};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use muster_domain::{
    account::{Account as AccountState, Grant, Offer, Scope},
    kernel::{AccountId, DateSpan},
};

/// A role with the scope and the days in which it holds (授权).
pub struct RoleGrant {
    grant: Grant,
    span: Option<DateSpan>,
}

/// A role with the scope and the days in which it holds (授权).
#[Object]
impl RoleGrant {
    /// The role (角色).
    async fn role(&self) -> Result<Role> {
        Role::of_code(self.grant.role.code())
    }

    /// Whether it holds for the whole registry (全库).
    async fn registry(&self) -> bool {
        self.grant.scope == Scope::Registry
    }

    /// The division for which, with everything below it, it holds (区划范围).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        match &self.grant.scope {
            Scope::Division(code) => Division::find(ctx, code.as_str()),
            Scope::Registry | Scope::Organization(_) | Scope::Person(_) => Ok(None),
        }
    }

    /// Code of the organization for which, with those below it, it holds (组织范围).
    async fn organization(&self) -> Option<&str> {
        match &self.grant.scope {
            Scope::Organization(code) => Some(code.as_str()),
            Scope::Registry | Scope::Division(_) | Scope::Person(_) => None,
        }
    }

    /// Id of the person for whose own data it holds (本人).
    async fn person(&self) -> Option<ID> {
        match &self.grant.scope {
            Scope::Person(person) => Some(person.uuid().into()),
            Scope::Registry | Scope::Division(_) | Scope::Organization(_) => None,
        }
    }

    /// First day; nothing for a key's own (起).
    async fn from(&self) -> Option<Date> {
        self.span.map(|span| Date(span.from))
    }

    /// Last day; nothing for one that ends when it is revoked (止).
    async fn until(&self) -> Option<Date> {
        self.span.and_then(|span| span.to).map(Date)
    }
}

/// A grant that waits for its approval (待批准授权).
#[derive(SimpleObject)]
pub struct ProposedGrant {
    /// What is proposed (授权).
    grant: RoleGrant,
    /// The last day that it would have (止).
    until: Option<Date>,
    /// Pseudonym of who proposed (提请人).
    proposed_by: String,
    /// When (提请时间).
    proposed_at: DateTime<Utc>,
}

/// An account (账号).
#[derive(SimpleObject)]
pub struct Account {
    /// Who signs in, as the way of signing in names them (主体).
    principal: String,
    /// What holds today (现行授权).
    grants: Vec<RoleGrant>,
    /// What waits for its approval (待批准授权).
    proposed: Option<ProposedGrant>,
}

/// Who asks, and what they may do (当前登录).
#[derive(SimpleObject)]
pub struct Signed {
    /// Who signs in: what others name in `proposeGrant` (主体).
    principal: String,
    /// Code of the organization for which they act (所属组织).
    organization: Option<String>,
    /// What they were granted (授权).
    grants: Vec<RoleGrant>,
}

/// Questions about accounts.
#[derive(Default)]
pub struct AccountQuery;

/// Questions about accounts.
#[Object]
impl AccountQuery {
    /// Who asks, and what they may do (当前登录).
    async fn signed_in(&self, ctx: &Context<'_>) -> Result<Signed> {
        let (caller, access) = (ctx.data::<Caller>()?, ctx.data::<Access>()?);
        let grants = access.grants().iter().map(|grant| RoleGrant { grant: grant.clone(), span: None });
        Ok(Signed {
            principal: caller.actor.clone(),
            organization: caller.organization.clone(),
            grants: grants.collect(),
        })
    }

    /// The account of whoever signs in like this; null where nothing was ever granted or proposed (账号).
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] principal: String,
    ) -> Result<Option<Account>> {
        let gate = Gate::of(ctx)?;
        let id = AccountId::of_code(&code(&principal)?).uuid();
        let Some(state) = gate.find::<AccountState>(id).await.map_err(EdgeError::from)? else { return Ok(None) };
        let today = gate.today();
        let held = state.grants().iter().filter(|held| held.span.is_live_on(today));
        let proposed = state.proposal().map(|proposal| {
            let Offer { grant, until } = proposal.what.clone();
            ProposedGrant {
                grant: RoleGrant { grant, span: None },
                until: until.map(Date),
                proposed_by: proposal.proposed_by.clone(),
                proposed_at: proposal.proposed_at,
            }
        });
        Ok(Some(Account {
            principal,
            grants: held.map(|held| RoleGrant { grant: held.grant.clone(), span: Some(held.span) }).collect(),
            proposed,
        }))
    }
}

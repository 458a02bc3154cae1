//! Commands of a talent pool.

use super::{
    criteria::CriteriaInput,
    words::{AdmissionBasis, AdmissionSource, RemovalCause},
};
use crate::{
    edge,
    graphql::{
        mutation::{Done, code, execute_keyed, transact, uuid},
        role::Whom,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::{DivisionCode, PersonId, PoolId, words::ConsentScope},
    person::Person as PersonState,
    talent_pool::{self, PoolKind, TalentPool as TalentPoolState, TalentPoolCommand},
};

/// A pool (人才库).
#[derive(InputObject)]
pub struct PoolInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Its name (名称).
    name: String,
    /// Code of the division whose pool it is (所属区划).
    division: String,
    /// What is asked of its members beside being of the division, which makes it a saved query; a curated pool where
    /// nothing is said (条件).
    criteria: Option<CriteriaInput>,
    /// First day (建库日期).
    opened_on: Date,
}

/// An admission to a curated pool (入库).
#[derive(InputObject)]
pub struct AdmissionInput {
    /// Code of the pool (人才库).
    pool: String,
    /// Id of the person (自然人).
    person: ID,
    /// Why the person may be listed (处理依据).
    basis: AdmissionBasis,
    /// The provision of law, with a statutory basis (法律条款).
    provision: Option<String>,
    /// By which way (入库来源).
    source: AdmissionSource,
    /// Why; kept sealed (入库理由).
    reason: String,
    /// First day (入库日期).
    admitted_on: Date,
}

impl AdmissionInput {
    fn basis(&self) -> talent_pool::AdmissionBasis {
        match self.basis {
            AdmissionBasis::Consent => talent_pool::AdmissionBasis::Consent,
            // A provision that is left out is an empty text, which the rule refuses by its name.
            AdmissionBasis::Statutory => {
                let provision = self.provision.clone().unwrap_or_default();
                talent_pool::AdmissionBasis::Statutory { provision }
            }
        }
    }
}

/// Commands of pools.
#[derive(Default)]
pub struct PoolMutation;

/// Commands of pools.
#[Object]
impl PoolMutation {
    /// Opens a talent pool: a curated one, or a saved query (建库).
    async fn open_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pool.")] input: PoolInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let code = code(&input.code)?;
        let kind = match input.criteria {
            None => PoolKind::Curated,
            Some(criteria) => PoolKind::SavedQuery { criteria: criteria.criteria() },
        };
        let id = PoolId::of_code(&code).uuid();
        let (name, division, opened_on) = (input.name, DivisionCode::new(&input.division), input.opened_on.0);
        let command = TalentPoolCommand::OpenPool { code, name, division, kind, opened_on };
        execute_keyed::<TalentPoolState>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Takes a talent into a curated pool (入库).
    async fn admit_talent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The admission.")] input: AdmissionInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (pool, person_id) = (PoolId::of_code(&code(&input.pool)?).uuid(), PersonId::new(uuid(&input.person)?));
        let (basis, source, admitted_on) = (input.basis(), input.source.into(), input.admitted_on.0);
        let reason = input.reason;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (basis, reason) = (basis.clone(), reason.clone());
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, admitted_on).await?;
                let held = unit.state::<PersonState>(person_id.uuid())?;
                let consents = held.consented_by(ConsentScope::TalentPool, admitted_on);
                let command = TalentPoolCommand::AdmitTalent { person, consents, basis, source, reason, admitted_on };
                unit.decide::<TalentPoolState>(pool, command).await?.map_err(edge::refuse)?;
                Ok(pool)
            })
        })
        .await
    }

    /// Says that an entry of a curated pool still holds (复核).
    async fn reconfirm_talent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the pool.")] pool: String,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "The day.")] reconfirmed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (pool, person_id) = (PoolId::of_code(&code(&pool)?).uuid(), PersonId::new(uuid(&person)?));
        let reconfirmed_on = reconfirmed_on.0;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, reconfirmed_on).await?;
                let command = TalentPoolCommand::ReconfirmTalent { person, reconfirmed_on };
                unit.decide::<TalentPoolState>(pool, command).await?.map_err(edge::refuse)?;
                Ok(pool)
            })
        })
        .await
    }

    /// Takes a talent out of a curated pool (出库).
    #[expect(clippy::too_many_arguments, reason = "a removal is flat on the wire")]
    async fn remove_talent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the pool.")] pool: String,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "Why, in a word.")] cause: RemovalCause,
        #[graphql(desc = "Why, in full; kept sealed.")] reason: Option<String>,
        #[graphql(desc = "Last day.")] removed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (pool, person_id) = (PoolId::of_code(&code(&pool)?).uuid(), PersonId::new(uuid(&person)?));
        let (cause, removed_on) = (cause.into(), removed_on.0);
        let command = TalentPoolCommand::RemoveTalent { person_id, cause, reason, removed_on };
        execute_keyed::<TalentPoolState>(ctx, idempotency_key.as_deref(), pool, command).await
    }

    /// Closes a pool (关库).
    async fn close_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the pool.")] pool: String,
        #[graphql(desc = "Last day.")] closed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = PoolId::of_code(&code(&pool)?).uuid();
        let command = TalentPoolCommand::ClosePool { closed_on: closed_on.0 };
        execute_keyed::<TalentPoolState>(ctx, idempotency_key.as_deref(), id, command).await
    }
}

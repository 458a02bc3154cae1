//! Commands on what is said of an organization: level, terms, labels, pledges, coverage, succession.

use super::{
    mutations::run,
    words::{OrganizationLabel, OrganizationLevel, PartyCoverage, PledgeKind},
};
use crate::{
    edge, facts,
    graphql::{
        mutation::{Done, code, transact},
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    kernel::OrganizationId,
    organization::{Organization as OrganizationState, OrganizationCommand},
};

/// An entry of the ledger of pledges; copies count, money does not (承诺书).
#[derive(InputObject)]
pub struct PledgeInput {
    /// The sender's own key of the entry, one within the organization (外部编码).
    code: String,
    /// What is promised (承诺书类别).
    pledge: PledgeKind,
    /// How many were signed, 1 where nothing is said (份数).
    #[graphql(default = 1)]
    copies: u32,
    /// On which day (签署日期).
    signed_on: Date,
}

/// Commands on what is said of organizations.
#[derive(Default)]
pub struct StandingMutation;

/// Commands on what is said of organizations.
#[Object]
impl StandingMutation {
    /// Records at which level an organization is registered or stands (登记层级).
    async fn record_organization_level(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "The level.")] level: OrganizationLevel,
        #[graphql(desc = "First day.")] recorded_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = OrganizationCommand::RecordLevel { level: level.into(), recorded_on: recorded_on.0 };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Records a term of an organization's leadership (换届).
    async fn renew_leadership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "First day of the term.")] from: Date,
        #[graphql(desc = "Last day of the term.")] to: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = OrganizationCommand::RenewLeadership { from: from.0, to: to.0 };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Grants a label to an organization (授予标识).
    async fn grant_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "The label.")] label: OrganizationLabel,
        #[graphql(desc = "First day.")] granted_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = OrganizationCommand::GrantLabel { label: label.into(), granted_on: granted_on.0 };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Withdraws a label from an organization (撤销标识).
    async fn withdraw_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "The label.")] label: OrganizationLabel,
        #[graphql(desc = "Last day.")] withdrawn_on: Date,
        #[graphql(desc = "Why; it is kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (label, withdrawn_on) = (label.into(), withdrawn_on.0);
        let command = OrganizationCommand::WithdrawLabel { label, withdrawn_on, reason };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Enters signed pledges of an organization (签署承诺书).
    async fn sign_pledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "The entry.")] input: PledgeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = OrganizationCommand::SignPledge {
            code: code(&input.code)?,
            pledge: input.pledge.into(),
            copies: input.copies,
            signed_on: input.signed_on.0,
        };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Records what a survey of the two coverages found at an organization ("两个覆盖"摸查).
    async fn survey_coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "What was found.")] coverage: PartyCoverage,
        #[graphql(desc = "On which day.")] surveyed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (coverage, surveyed_on) = (coverage.into(), surveyed_on.0);
        let command = OrganizationCommand::SurveyCoverage { coverage, surveyed_on };
        run(ctx, idempotency_key, &organization, command).await
    }

    /// Names who answers for the certificates of a dissolved organization (承接).
    async fn succeed_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the dissolved organization.")] organization: String,
        #[graphql(desc = "Code of the organization that answers from then on.")] successor: String,
        #[graphql(desc = "First day.")] succeeded_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, next, succeeded_on) = (code(&organization)?, code(&successor)?, succeeded_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, next) = (own.clone(), next.clone());
            Box::pin(async move {
                let id = OrganizationId::of_code(&own).uuid();
                let successor = facts::known_organization(unit, &next).await?;
                let command = OrganizationCommand::SucceedOrganization { successor, succeeded_on };
                unit.decide::<OrganizationState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }
}

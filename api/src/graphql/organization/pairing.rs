//! Commands of pairings: two organizations that work together.

use super::words::PairingKind;
use crate::{
    edge, facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact},
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    kernel::OrganizationId,
    organization::{
        Organization as OrganizationState, OrganizationCommand, PairingAgreement,
        events::{PAIRING_CLAIM, pairing_value},
    },
};

/// A pairing of two organizations (结对).
#[derive(InputObject)]
pub struct PairingInput {
    /// Code of the organization that reports the pairing (组织).
    organization: String,
    /// Code of the other one (结对对象).
    partner: String,
    /// First day (开始日期).
    from: Date,
    /// Last day, where there is one (结束日期).
    to: Option<Date>,
    /// For what they are paired; the scope follows from where they stand (结对类型).
    kind: Option<PairingKind>,
}

/// Commands of pairings.
#[derive(Default)]
pub struct PairingMutation;

/// Commands of pairings.
#[Object]
impl PairingMutation {
    /// Pairs two organizations (结对共建).
    async fn pair_organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pairing.")] input: PairingInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, other) = (code(&input.organization)?, code(&input.partner)?);
        let (from, to, kind) = (input.from.0, input.to.map(|day| day.0), input.kind.map(Into::into));
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, other) = (own.clone(), other.clone());
            Box::pin(async move {
                let id = OrganizationId::of_code(&own).uuid();
                let partner = facts::known_organization(unit, &other).await?;
                // Whoever has the pairing on record is looked up, so that the refusal names it.
                unit.look_up(PAIRING_CLAIM, &[pairing_value(id, partner.organization_id.uuid())]).await?;
                let division = unit.state::<OrganizationState>(partner.organization_id.uuid())?.division().cloned();
                let agreement =
                    kind.zip(division).map(|(kind, partner_division)| PairingAgreement { kind, partner_division });
                let command = OrganizationCommand::PairOrganizations { partner, from, to, agreement };
                unit.decide::<OrganizationState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Ends a pairing where it was reported (结束结对).
    async fn end_pairing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization that reported the pairing.")] organization: String,
        #[graphql(desc = "Code of the other one.")] partner: String,
        #[graphql(desc = "Last day.")] ended_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = OrganizationId::of_code(&code(&organization)?).uuid();
        let partner = OrganizationId::of_code(&code(&partner)?);
        let command = OrganizationCommand::EndPairing { partner, ended_on: ended_on.0 };
        execute_keyed::<OrganizationState>(ctx, idempotency_key.as_deref(), id, command).await
    }
}

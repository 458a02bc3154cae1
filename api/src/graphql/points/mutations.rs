//! Commands of points accounts.

use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, transact, uuid},
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::{Code, CreditId},
    points_account::{GrantCause, PointsAccount, PointsAccountCommand, PointsAccountRefusal},
    recognition::LedgerFacts,
    volunteer::Volunteer,
};
use muster_eventstore::{StepError, Unit};
use uuid::Uuid;

/// An act for which points are granted (善行义举).
#[derive(InputObject)]
pub struct PointsActInput {
    /// Points (积分).
    amount: u32,
    /// What was done; it is kept sealed (事由).
    act: String,
    /// Reference of the evidence (佐证材料编号).
    evidence_reference: String,
}

/// A grant of points; exactly one of `credit` and `act` is given (发放积分).
#[derive(InputObject)]
pub struct PointsGrantInput {
    /// Code of the volunteer (志愿者编码).
    volunteer: String,
    /// The sender's own key, one within the volunteer's account (凭证编码).
    code: String,
    /// Code of the scheme (方案编码).
    scheme: String,
    /// Id of the credit that brings them, by the scheme's rate (时长记录).
    credit: Option<ID>,
    /// The act that brings them (善行义举).
    act: Option<PointsActInput>,
    /// Code of the organization that grants them (发放单位).
    organization: String,
    /// Code of the points shop at which they are granted, where it is one (积分超市).
    site: Option<String>,
    /// On which day (发放日期).
    granted_on: Date,
}

impl PointsGrantInput {
    fn cause(credit: Option<&ID>, act: Option<PointsActInput>) -> Result<GrantCause> {
        match (credit, act) {
            (Some(credit), None) => Ok(GrantCause::Credit(CreditId::new(uuid(credit)?))),
            (None, Some(PointsActInput { amount, act, evidence_reference })) => {
                Ok(GrantCause::Act { amount, act, evidence_reference })
            }
            (Some(_), Some(_)) | (None, None) => {
                Err(Refused::new("CAUSE_NOT_NAMED", "exactly one of credit and act is given").into())
            }
        }
    }
}

/// A redemption of points (兑换积分).
#[derive(InputObject)]
pub struct PointsRedemptionInput {
    /// Code of the volunteer (志愿者编码).
    volunteer: String,
    /// The sender's own key, one within the volunteer's account (凭证编码).
    code: String,
    /// Code of the scheme (方案编码).
    scheme: String,
    /// Code of the points shop (积分超市).
    site: String,
    /// Points (积分).
    amount: u32,
    /// For what; it is kept sealed (兑换物品).
    item: String,
    /// On which day (兑换日期).
    redeemed_on: Date,
}

/// Commands of points accounts.
#[derive(Default)]
pub struct PointsMutation;

/// Commands of points accounts.
#[Object]
impl PointsMutation {
    /// Grants points for a credit of service or for an act; the hours stay as they are (发放积分).
    async fn grant_points(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The grant.")] input: PointsGrantInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (volunteer, own, scheme) = (code(&input.volunteer)?, code(&input.code)?, code(&input.scheme)?);
        let (organization, granted_on) = (code(&input.organization)?, input.granted_on.0);
        let site = input.site.as_deref().map(code).transpose()?;
        let cause = PointsGrantInput::cause(input.credit.as_ref(), input.act)?;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (volunteer, code, scheme, cause) = (volunteer.clone(), own.clone(), scheme.clone(), cause.clone());
            let (organization, site) = (organization.clone(), site.clone());
            Box::pin(async move {
                let (id, ledger) = account(unit, &volunteer).await?;
                let scheme = facts::known_points_scheme(unit, &scheme).await?;
                let organization = facts::known_organization(unit, &organization).await?;
                facts::may_record(unit, organization.organization_id).await?;
                let site = match site {
                    Some(site) => Some(facts::known_site(unit, &site).await?),
                    None => None,
                };
                if let Some(site) = &site {
                    facts::may_record_at(unit, site.site_id).await?;
                }
                let command =
                    PointsAccountCommand::GrantPoints { code, scheme, ledger, cause, organization, site, granted_on };
                unit.decide::<PointsAccount>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Redeems points at a points shop (兑换积分).
    async fn redeem_points(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The redemption.")] input: PointsRedemptionInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (volunteer, own, scheme) = (code(&input.volunteer)?, code(&input.code)?, code(&input.scheme)?);
        let site = code(&input.site)?;
        let PointsRedemptionInput { amount, item, redeemed_on: Date(redeemed_on), .. } = input;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (volunteer, code, scheme) = (volunteer.clone(), own.clone(), scheme.clone());
            let (site, item) = (site.clone(), item.clone());
            Box::pin(async move {
                let (id, LedgerFacts { person_id, .. }) = account(unit, &volunteer).await?;
                let scheme = facts::known_points_scheme(unit, &scheme).await?;
                let site = facts::known_site(unit, &site).await?;
                facts::may_record_at(unit, site.site_id).await?;
                let command =
                    PointsAccountCommand::RedeemPoints { code, scheme, person_id, site, amount, item, redeemed_on };
                unit.decide::<PointsAccount>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Reverses a grant or a redemption; of a grant what is left is taken back (冲正积分).
    async fn reverse_points(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Code of the entry.")] entry: String,
        #[graphql(desc = "On which day.")] reversed_on: Date,
        #[graphql(desc = "Why; it is kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (volunteer, entry, reversed_on) = (code(&volunteer)?, code(&entry)?, reversed_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (volunteer, code, reason) = (volunteer.clone(), entry.clone(), reason.clone());
            Box::pin(async move {
                let unknown = Refused::of(&PointsAccountRefusal::PointsEntryUnknown { entry: code.clone() });
                let found = account(unit, &volunteer).await;
                let (id, LedgerFacts { person_id, .. }) = found.map_err(|error| facts::as_unknown(error, &unknown))?;
                may_reverse(unit, id, &code).await.map_err(|error| facts::as_unknown(error, &unknown))?;
                let command = PointsAccountCommand::ReversePoints { code, person_id, reversed_on, reason };
                unit.decide::<PointsAccount>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }
}

/// Whoever reverses an entry acts for the organization that granted it or for the shop at which it was made.
async fn may_reverse(unit: &mut Unit, account: Uuid, entry: &Code) -> Result<(), StepError<Refused>> {
    unit.load::<PointsAccount>([account]).await?;
    // One that is unknown is the account's own refusal.
    let Some((organization, site)) = unit.state::<PointsAccount>(account)?.made_by(entry) else { return Ok(()) };
    let mut refused = match organization {
        Some(organization) => facts::may_record(unit, organization).await,
        None => Ok(()),
    };
    if let (Some(site), true) = (site, organization.is_none() || matches!(refused, Err(StepError::Refused(_)))) {
        refused = facts::may_record_at(unit, site).await;
    }
    refused
}

/// The account of a volunteer, and the hour ledger that its rules read.
async fn account(unit: &mut Unit, volunteer: &Code) -> Result<(Uuid, LedgerFacts), StepError<Refused>> {
    let id = facts::known_volunteer(unit, volunteer).await?.uuid();
    let ledger = unit.state::<Volunteer>(id)?.ledger_facts();
    let erased = || StepError::Refused(Refused::new("PERSON_ERASED", "the data of this person were erased"));
    Ok((id, ledger.ok_or_else(erased)?))
}

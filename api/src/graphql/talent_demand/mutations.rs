//! Commands of scarce-talent demand.

use super::words::RecipientKind;
use crate::{
    edge::{self, EdgeError},
    facts,
    graphql::{
        gate::{Gate, read_view},
        mutation::{Done, code, execute_keyed, transact, uuid},
        role::Whom,
        scalars::Date,
        talent_pool::{CriteriaInput, EngagementMode},
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::{Code, DemandCatalogId, DivisionCode, OrganizationId, PersonId, TalentProfileId},
    talent_demand::{DemandItem, TalentDemand, TalentDemandCommand},
    talent_profile::TalentProfile,
};
use muster_projections::views::talent_register;

/// A position or trade that is wanted (需求岗位).
#[derive(InputObject)]
pub struct DemandItemInput {
    /// The catalogue's own key of it (岗位编码).
    code: String,
    /// Its title (岗位名称).
    title: String,
    /// How many people are wanted (需求数).
    quantity: u32,
    /// What is asked of each (条件).
    criteria: CriteriaInput,
    /// Modes of engagement that are wanted; any where there is none (引才方式).
    #[graphql(default)]
    modes: Vec<EngagementMode>,
    /// Code of the organization whose the work is, where it is settled (用人单位).
    employer: Option<String>,
}

impl DemandItemInput {
    /// The item, and the code of its employer.
    fn read(self) -> Result<(DemandItem, Option<Code>)> {
        let employer = self.employer.as_deref().map(code).transpose()?;
        let item = DemandItem {
            code: code(&self.code)?,
            title: self.title,
            quantity: self.quantity,
            criteria: self.criteria.criteria(),
            modes: self.modes.into_iter().map(Into::into).collect(),
            employer: employer.as_ref().map(OrganizationId::of_code),
        };
        Ok((item, employer))
    }
}

/// A unit that demand is dealt out to (需求承接单位).
#[derive(InputObject)]
pub struct DemandRecipientInput {
    /// Code of the organization (单位).
    organization: String,
    /// Its kind (单位类别).
    kind: RecipientKind,
}

/// An edition of a scarce-talent catalogue (急需紧缺人才目录).
#[derive(InputObject)]
pub struct DemandCatalogInput {
    /// Code of the division whose it is (所属区划).
    division: String,
    /// Its year (年度).
    year: i32,
    /// Number of the edition, from 1 (版次).
    edition: u32,
    /// Its title (名称).
    title: String,
    /// Townships and member units, each once (乡镇和成员单位).
    recipients: Vec<DemandRecipientInput>,
    /// What is wanted (岗位).
    items: Vec<DemandItemInput>,
    /// First day (发布日期).
    published_on: Date,
}

/// What a unit has of an item (需求分解).
#[derive(InputObject)]
pub struct DemandAllocationInput {
    /// Code of the catalogue: `{division}-{year}` (目录).
    catalog: String,
    /// Code of the item (岗位).
    item: String,
    /// Code of the township or member unit (承接单位).
    recipient: String,
    /// How many people; it takes the place of the number before, and none takes it back (人数).
    quantity: u32,
    /// First day (分解日期).
    allocated_on: Date,
}

/// Who is matched with what (推荐对象).
#[derive(InputObject)]
pub struct MatchInput {
    /// Code of the catalogue: `{division}-{year}` (目录).
    catalog: String,
    /// Code of the item (岗位).
    item: String,
    /// Id of the person (自然人).
    person: ID,
}

impl MatchInput {
    fn read(&self) -> Result<(DemandCatalogId, Code, PersonId)> {
        Ok((DemandCatalogId::of_code(&code(&self.catalog)?), code(&self.item)?, PersonId::new(uuid(&self.person)?)))
    }
}

/// Commands of catalogues.
#[derive(Default)]
pub struct DemandMutation;

/// Commands of catalogues.
#[Object]
impl DemandMutation {
    /// Publishes an edition of a division's scarce-talent catalogue for a year (发布急需紧缺人才目录).
    async fn publish_demand_catalog(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The edition.")] input: DemandCatalogInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let division = DivisionCode::new(&input.division);
        let id = DemandCatalogId::of_year(&division, input.year).uuid();
        let (year, edition, title, published_on) = (input.year, input.edition, input.title, input.published_on.0);
        let items = input.items.into_iter().map(DemandItemInput::read).collect::<Result<Vec<_>>>()?;
        let (items, employers): (Vec<DemandItem>, Vec<Option<Code>>) = items.into_iter().unzip();
        let read = |unit: DemandRecipientInput| Ok((code(&unit.organization)?, unit.kind));
        let units = input.recipients.into_iter().map(read).collect::<Result<Vec<_>>>()?;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (division, title, items, units) = (division.clone(), title.clone(), items.clone(), units.clone());
            let employers = employers.clone();
            Box::pin(async move {
                let mut recipients = Vec::with_capacity(units.len());
                for (code, kind) in units {
                    recipients.push((facts::known_organization(unit, &code).await?, kind.into()));
                }
                for employer in employers.iter().flatten() {
                    facts::known_organization(unit, employer).await?;
                }
                let command = TalentDemandCommand::PublishCatalog {
                    division,
                    year,
                    edition,
                    title,
                    recipients,
                    items,
                    published_on,
                };
                unit.decide::<TalentDemand>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Deals an item's demand out to a township or member unit, up to the quantity wanted (分解需求, K6).
    async fn allocate_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The allocation.")] input: DemandAllocationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (id, item) = (DemandCatalogId::of_code(&code(&input.catalog)?).uuid(), code(&input.item)?);
        let recipient = OrganizationId::of_code(&code(&input.recipient)?);
        let (quantity, allocated_on) = (input.quantity, input.allocated_on.0);
        let command = TalentDemandCommand::AllocateDemand { item, recipient, quantity, allocated_on };
        execute_keyed::<TalentDemand>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Closes a catalogue: nothing more is dealt out, matched or filled under it (结束目录).
    async fn close_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the catalogue: `{division}-{year}`.")] catalog: String,
        #[graphql(desc = "Last day.")] closed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = DemandCatalogId::of_code(&code(&catalog)?).uuid();
        let command = TalentDemandCommand::CloseDemand { closed_on: closed_on.0 };
        execute_keyed::<TalentDemand>(ctx, idempotency_key.as_deref(), id, command).await
    }
}

/// Commands of matches.
#[derive(Default)]
pub struct MatchMutation;

/// Commands of matches.
#[Object]
impl MatchMutation {
    /// Proposes a person for an item; what the person meets of it on the day is stored with the proposal (推荐人选, K5).
    async fn propose_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and for what.")] input: MatchInput,
        #[graphql(desc = "Code of the unit whose place it is for; of what no unit has where nothing is said.")]
        recipient: Option<String>,
        #[graphql(desc = "Why; kept sealed.")] note: Option<String>,
        #[graphql(desc = "The day.")] proposed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let ((id, item, person_id), proposed_on) = (input.read()?, proposed_on.0);
        let recipient = recipient.as_deref().map(code).transpose()?.map(|code| OrganizationId::of_code(&code));
        // The stored explanation rests on everything that was recorded before it.
        let head = Gate::of(ctx)?.log().reader().head().await.map_err(EdgeError::from)?;
        let mut read = read_view(ctx, talent_register::NAME, Some(head)).await?;
        let found = talent_register::talent_facts(&mut read, &[person_id.uuid()], proposed_on).await;
        let facts = found.map_err(EdgeError::from)?.remove(&person_id.uuid()).unwrap_or_default();
        drop(read);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (item, facts, note) = (item.clone(), facts.clone(), note.clone());
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, proposed_on).await?;
                let command = TalentDemandCommand::ProposeMatch { person, facts, item, recipient, note, proposed_on };
                unit.decide::<TalentDemand>(id.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(id.uuid())
            })
        })
        .await
    }

    /// Accepts a proposed person, while there is a place; with a reason where not everything is met (接受人选, K5).
    async fn accept_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and for what.")] input: MatchInput,
        #[graphql(desc = "Why, where not everything asked is met; kept sealed.")] reason: Option<String>,
        #[graphql(desc = "The day.")] accepted_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let ((id, item, person_id), accepted_on) = (input.read()?, accepted_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (item, reason) = (item.clone(), reason.clone());
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, accepted_on).await?;
                let command = TalentDemandCommand::AcceptMatch { person, item, reason, accepted_on };
                unit.decide::<TalentDemand>(id.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(id.uuid())
            })
        })
        .await
    }

    /// Turns a person down, or takes an acceptance back, which frees the place (谢绝人选).
    async fn decline_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and for what.")] input: MatchInput,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "From which day.")] declined_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (id, item, person_id) = input.read()?;
        let command = TalentDemandCommand::DeclineMatch { person_id, item, reason, declined_on: declined_on.0 };
        execute_keyed::<TalentDemand>(ctx, idempotency_key.as_deref(), id.uuid(), command).await
    }

    /// Fills an accepted match by an engagement that was started for the person (落实引才, K7).
    async fn link_engagement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and for what.")] input: MatchInput,
        #[graphql(desc = "Code of the engagement.")] engagement: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let ((id, item, person_id), engagement) = (input.read()?, code(&engagement)?);
        let profile = TalentProfileId::of_person(person_id).uuid();
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (item, engagement) = (item.clone(), engagement.clone());
            Box::pin(async move {
                unit.load::<TalentProfile>([profile]).await?;
                let engagement = unit.state::<TalentProfile>(profile)?.engagement(&engagement).map_err(edge::refuse)?;
                let engagement = engagement.clone();
                let command = TalentDemandCommand::LinkEngagement { person_id, item, engagement };
                unit.decide::<TalentDemand>(id.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(id.uuid())
            })
        })
        .await
    }
}

//! Commands of a site.

use super::SiteKind;
use crate::{
    edge, facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact},
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    kernel::{DivisionCode, SiteId},
    posting::Posting,
    site::{Checklist, Site as SiteState, SiteCommand},
};

/// The opening of a site (启用).
#[derive(InputObject)]
pub struct SiteInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Name (阵地名称).
    name: String,
    /// Kind (阵地类型).
    kind: SiteKind,
    /// Code of the division (所在区划).
    division: String,
    /// Public address (地址).
    address: Option<String>,
    /// Code of the organization that runs it (运营单位).
    operator: String,
    /// First day (启用日期).
    opened_on: Date,
}

/// What changes about a site; what is left out stays (变更).
#[derive(InputObject)]
pub struct SiteChangeInput {
    /// New name (阵地名称).
    name: Option<String>,
    /// New public address (地址).
    address: Option<String>,
    /// First day of the change (变更日期).
    changed_on: Date,
}

/// What a check found of the six points (六有检查).
#[derive(InputObject)]
pub struct ChecklistInput {
    /// It has a place (有场所).
    place: bool,
    /// It has a team (有队伍).
    team: bool,
    /// It has projects (有项目).
    projects: bool,
    /// It has equipment (有设施).
    equipment: bool,
    /// It has rules (有制度).
    rules: bool,
    /// It has a sign (有标识).
    sign: bool,
}

impl From<ChecklistInput> for Checklist {
    fn from(ChecklistInput { place, team, projects, equipment, rules, sign }: ChecklistInput) -> Self {
        Self { place, team, projects, equipment, rules, sign }
    }
}

/// Commands of sites.
#[derive(Default)]
pub struct SiteMutation;

/// Commands of sites.
#[Object]
impl SiteMutation {
    /// Opens a site (阵地启用).
    async fn open_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The opening.")] input: SiteInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, runs) = (code(&input.code)?, code(&input.operator)?);
        let (kind, division, opened_on) = (input.kind.into(), DivisionCode::new(&input.division), input.opened_on.0);
        let (name, address) = (input.name, input.address);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (code, runs, name, address, division) =
                (own.clone(), runs.clone(), name.clone(), address.clone(), division.clone());
            Box::pin(async move {
                let id = SiteId::of_code(&code).uuid();
                let operator = facts::known_organization(unit, &runs).await?;
                let command = SiteCommand::OpenSite { code, name, kind, division, address, operator, opened_on };
                unit.decide::<SiteState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Changes name or address of a site (阵地变更).
    async fn change_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the site.")] site: String,
        #[graphql(desc = "What changes.")] input: SiteChangeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let SiteChangeInput { name, address, changed_on } = input;
        let command = SiteCommand::ChangeSite { name, address, changed_on: changed_on.0 };
        run(ctx, idempotency_key, &site, command).await
    }

    /// Hands a site over to another organization (阵地移交).
    async fn hand_over_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the site.")] site: String,
        #[graphql(desc = "Code of the organization that runs it from then on.")] operator: String,
        #[graphql(desc = "First day.")] handed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, runs, handed_on) = (code(&site)?, code(&operator)?, handed_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, runs) = (own.clone(), runs.clone());
            Box::pin(async move {
                let id = SiteId::of_code(&own).uuid();
                let operator = facts::known_organization(unit, &runs).await?;
                let command = SiteCommand::HandOverSite { operator, handed_on };
                unit.decide::<SiteState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Puts on record what a check of the six points found (六有检查).
    async fn check_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the site.")] site: String,
        #[graphql(desc = "What was found.")] input: ChecklistInput,
        #[graphql(desc = "On which day.")] checked_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = SiteCommand::CheckSite { checklist: input.into(), checked_on: checked_on.0 };
        run(ctx, idempotency_key, &site, command).await
    }

    /// Closes a site where nobody is posted any longer (阵地停用).
    async fn close_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the site.")] site: String,
        #[graphql(desc = "Last day.")] closed_on: Date,
        #[graphql(desc = "Why; it is kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, closed_on) = (code(&site)?, closed_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, reason) = (own.clone(), reason.clone());
            Box::pin(async move {
                let id = SiteId::of_code(&own).uuid();
                // The posts of a site are the stream of the same id.
                unit.load::<Posting>([id]).await?;
                let posted_after = unit.state::<Posting>(id)?.posted_after(closed_on);
                let command = SiteCommand::CloseSite { closed_on, posted_after, reason };
                unit.decide::<SiteState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }
}

/// Executes a command that needs nothing beside the site itself.
async fn run(ctx: &Context<'_>, key: Option<String>, site: &str, command: SiteCommand) -> Result<Done> {
    let id = SiteId::of_code(&code(site)?).uuid();
    execute_keyed::<SiteState>(ctx, key.as_deref(), id, command).await
}

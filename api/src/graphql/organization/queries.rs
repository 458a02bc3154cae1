//! Questions about organizations and pairings.

use super::{
    Organization,
    words::{OrganizationLabel, OrganizationLevel, PairingKind, PartyCoverage},
};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, codes_within, read_view},
        mutation::code,
        scalars::Date,
        words_organization::OrganizationKind,
    },
};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject, connection::Connection};
use muster_domain::kernel::OrganizationId;
use muster_projections::views::organization_directory::{self, OrganizationFilter};

/// Which organizations a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct OrganizationFilterInput {
    /// Division and everything below it (所在区划).
    within: Option<String>,
    /// Kinds (组织类型).
    kinds: Option<Vec<OrganizationKind>>,
    /// Code of the organization directly above (上级组织).
    parent: Option<String>,
    /// Existing on this day; all that ever were where there is none (存续日期).
    live_on: Option<Date>,
    /// At this level (登记层级).
    level: Option<OrganizationLevel>,
    /// Holding this label, on the day of `liveOn` or today (标识).
    label: Option<OrganizationLabel>,
    /// Found so by the last survey, up to the day of `liveOn` or today (覆盖情况).
    coverage: Option<PartyCoverage>,
}

impl OrganizationFilterInput {
    fn read(self, ctx: &Context<'_>) -> Result<OrganizationFilter> {
        Ok(OrganizationFilter {
            divisions: self.within.map(|within| codes_within(ctx, &within)).transpose()?,
            kinds: self.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            parent_id: self.parent.as_deref().map(code).transpose()?.map(|code| OrganizationId::of_code(&code).uuid()),
            live_on: self.live_on.map(|day| day.0),
            level: self.level.map(Into::into),
            label: self.label.map(Into::into),
            coverage: self.coverage.map(Into::into),
            as_of: self.live_on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?,
        })
    }
}

/// Pairings live on a day, and who takes part in them (结对统计).
#[derive(SimpleObject)]
pub struct PairingCounts {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// The day (统计日期).
    on: Date,
    /// Live pairings (结对数).
    pairings: i64,
    /// Different organizations that reported one (结对单位).
    organizations: i64,
    /// Different partners (结对对象).
    partners: i64,
}

/// Questions about organizations.
#[derive(Default)]
pub struct OrganizationQuery;

/// Questions about organizations.
#[Object]
impl OrganizationQuery {
    /// Organizations in the order of their code (组织名录).
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which organizations.")] filter: OrganizationFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Organization>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = filter.read(ctx)?;
        let mut read = read_view(ctx, organization_directory::NAME, at_least).await?;
        let rows = organization_directory::page(&mut read, &filter, page.after(), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.code.clone(), id: row.id },
            |row| Organization { row, position },
        ))
    }

    /// One organization by code; null where there is none (组织).
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sender's own key.")] code: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<Organization>> {
        let mut read = read_view(ctx, organization_directory::NAME, at_least).await?;
        let rows = organization_directory::by_codes(&mut read, &[code.trim().to_owned()]).await;
        let position = read.position();
        Ok(rows.map_err(EdgeError::from)?.pop().map(|row| Organization { row, position }))
    }

    /// How many pairings are live on a day (结对统计).
    async fn pairing_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Only pairings of this kind.")] kind: Option<PairingKind>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<PairingCounts> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let mut read = read_view(ctx, organization_directory::NAME, at_least).await?;
        let counts = organization_directory::pairing_counts(&mut read, on, kind.map(Into::into))
            .await
            .map_err(EdgeError::from)?;
        Ok(PairingCounts {
            position: read.position(),
            on: Date(on),
            pairings: counts.pairings,
            organizations: counts.organizations,
            partners: counts.partners,
        })
    }
}

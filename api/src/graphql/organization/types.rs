//! An organization as GraphQL shows it.

use crate::graphql::{
    division::Division,
    loaders::{self, Named, organization::OrganizationLoader},
    scalars::Date,
    words_organization::OrganizationKind,
};
use async_graphql::{Context, Error, ID, Object, Result};
use muster_projections::views::organization_directory::OrganizationRow;

/// An organization (组织、单位).
pub struct Organization {
    pub(crate) row: OrganizationRow,
    /// The position that the row reflects.
    pub(crate) position: i64,
}

impl Organization {
    /// The organization that another answer names, read together with those of its neighbours.
    pub(crate) async fn load(ctx: &Context<'_>, named: Named) -> Result<Self> {
        let found = Self::find(ctx, named).await?;
        found.ok_or_else(|| Error::new("the directory misses an organization that another view names"))
    }

    /// As [`Organization::load`], for a name that may stand for nothing.
    pub(crate) async fn find(ctx: &Context<'_>, named: Named) -> Result<Option<Self>> {
        let found = loaders::load::<OrganizationLoader, _>(ctx, named).await?;
        Ok(found.map(|(position, row)| Self { row, position }))
    }
}

/// An organization (组织、单位).
#[Object]
impl Organization {
    /// Its id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Name (单位名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Kind (组织类型).
    async fn kind(&self) -> Result<OrganizationKind> {
        OrganizationKind::of_code(&self.row.kind)
    }

    /// Division (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// The organization above it, or the one that answers for it (上级组织、挂靠单位).
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        self.other(ctx, self.row.parent_id).await
    }

    /// Unified social credit code (统一社会信用代码).
    async fn credit_code(&self) -> Option<&str> {
        self.row.credit_code.as_deref()
    }

    /// First day (登记日期).
    async fn registered_on(&self) -> Date {
        Date(self.row.registered_on)
    }

    /// Last day, where it was dissolved (注销日期).
    async fn dissolved_on(&self) -> Option<Date> {
        self.row.dissolved_on.map(Date)
    }

    /// Who answers for its certificates, where it was dissolved (承接单位).
    async fn successor(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        self.other(ctx, self.row.successor_id).await
    }

    /// Whether it may not act for the time being (是否暂停).
    async fn suspended(&self) -> bool {
        self.row.suspended
    }

    /// People who may record in its name (记录人数).
    async fn recorders_count(&self) -> i32 {
        self.row.recorders_count
    }
}

impl Organization {
    async fn other(&self, ctx: &Context<'_>, id: Option<uuid::Uuid>) -> Result<Option<Self>> {
        match id {
            Some(id) => Box::pin(Self::find(ctx, Named { id, at_least: self.position })).await,
            None => Ok(None),
        }
    }
}

//! An organization as GraphQL shows it.

use super::{
    record::{CoverageSurvey, HeldLabel, LeadershipTerm, Pairing, PledgeFigures},
    words::OrganizationLevel,
};
use crate::{
    access::beside,
    graphql::{
        division::Division,
        loaders::{
            self, Named,
            organization::{OrganizationLoader, StandingLoader},
            site::SitesOfOperatorLoader,
        },
        person::Person,
        scalars::Date,
        site::Site,
        words_organization::OrganizationKind,
    },
};
use async_graphql::{Context, Error, ID, Object, Result};
use muster_projections::views::organization_directory::{OrganizationRow, Standing};

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

    /// At which level it is registered or stands; null where it is not known (登记层级).
    async fn level(&self) -> Result<Option<OrganizationLevel>> {
        self.row.level.as_deref().map(OrganizationLevel::of_code).transpose()
    }

    /// Its legal representative as it stands, where one was named (法定代表人).
    async fn legal_representative(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let Some(id) = self.row.legal_representative_id else { return Ok(None) };
        beside::check_leader(ctx, &self.row.division, self.row.id).await?;
        Ok(Some(Person::load(ctx, Named { id, at_least: self.position }).await?))
    }

    /// Terms of its leadership, oldest first (历届).
    async fn terms(&self, ctx: &Context<'_>) -> Result<Vec<LeadershipTerm>> {
        Ok(self.standing(ctx).await?.terms.into_iter().map(LeadershipTerm::from).collect())
    }

    /// Labels, held and withdrawn, oldest first (标识).
    async fn labels(&self, ctx: &Context<'_>) -> Result<Vec<HeldLabel>> {
        self.standing(ctx).await?.labels.into_iter().map(HeldLabel::try_from).collect()
    }

    /// Pledges that it signed, by kind (承诺书).
    async fn pledges(&self, ctx: &Context<'_>) -> Result<Vec<PledgeFigures>> {
        self.standing(ctx).await?.pledges.into_iter().map(PledgeFigures::try_from).collect()
    }

    /// What the last survey of the two coverages found; null where there was none ("两个覆盖").
    async fn coverage(&self, ctx: &Context<'_>) -> Result<Option<CoverageSurvey>> {
        self.standing(ctx).await?.survey.map(CoverageSurvey::try_from).transpose()
    }

    /// Pairings on either side, the newest first, at most a hundred (结对).
    async fn pairings(&self, ctx: &Context<'_>) -> Result<Vec<Pairing>> {
        let position = self.position;
        let pairings = self.standing(ctx).await?.pairings;
        Ok(pairings.into_iter().map(|row| Pairing { row, position }).collect())
    }

    /// Sites that it runs or ran last, in the order of their code, at most a hundred (阵地).
    async fn sites(&self, ctx: &Context<'_>) -> Result<Vec<Site>> {
        let named = Named { id: self.row.id, at_least: self.position };
        let found = loaders::load::<SitesOfOperatorLoader, _>(ctx, named).await?;
        Ok(found
            .into_iter()
            .flat_map(|(position, rows)| rows.into_iter().map(move |row| Site { row, position }))
            .collect())
    }

    /// Who answers for its certificates: the last of the chain of successors, itself while it exists (证明责任单位).
    async fn answering(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        self.who_answers(ctx).await
    }
}

impl Organization {
    /// The last of the chain of successors, itself while it exists; nothing where a dissolved one has none.
    pub(crate) async fn who_answers(&self, ctx: &Context<'_>) -> Result<Option<Self>> {
        match self.row.dissolved_on {
            None => Ok(Some(Self { row: self.row.clone(), position: self.position })),
            Some(_) => {
                let answering_id = self.standing(ctx).await?.answering_id;
                self.other(ctx, answering_id).await
            }
        }
    }

    /// What is said of it, read together with its neighbours.
    async fn standing(&self, ctx: &Context<'_>) -> Result<Standing> {
        let named = Named { id: self.row.id, at_least: self.position };
        let found = loaders::load::<StandingLoader, _>(ctx, named).await?;
        Ok(found.map(|(_, standing)| standing).unwrap_or_default())
    }

    async fn other(&self, ctx: &Context<'_>, id: Option<uuid::Uuid>) -> Result<Option<Self>> {
        match id {
            Some(id) => Box::pin(Self::find(ctx, Named { id, at_least: self.position })).await,
            None => Ok(None),
        }
    }
}

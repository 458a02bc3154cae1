//! A site as GraphQL shows it.

use crate::graphql::{
    division::Division,
    loaders::{self, Named, site::SiteLoader},
    organization::Organization,
    scalars::{Date, word_enum},
};
use async_graphql::{Context, Error, ID, Object, Result, SimpleObject};
use muster_projections::views::site_register::{POINTS, SiteRow};

word_enum! {
    /// The kind of a site (阵地类型).
    SiteKind of muster_domain::site::words::SiteKind {
        /// Service centre for party members and the public (党群服务中心).
        PartyServiceCentre,
        /// Centre of civilization practice, one a county (文明实践中心).
        PracticeCentre,
        /// Institute of civilization practice, one a town (文明实践所).
        PracticeInstitute,
        /// Station of civilization practice, one a village (文明实践站).
        PracticeStation,
        /// Station of social work of a town or street (社工站).
        SocialWorkStation,
        /// Station of observers of social work (观察站).
        ObservationStation,
        /// Station of volunteer service (志愿服务站).
        VolunteerStation,
        /// Rest station for couriers and riders (暖蜂驿站).
        RiderRestStation,
        /// Home of drivers (司机之家).
        DriversHome,
        /// Shop that takes points (积分超市).
        PointsShop,
        /// Station of an industrial chain (产业链党建工作站).
        ChainStation,
        /// Guidance station for small businesses (小个专指导站).
        GuidanceStation,
        /// Place of practice or internship (实践基地).
        PracticeBase,
    }
}

/// What a check found of the six points of a site (六有检查).
#[derive(SimpleObject)]
pub struct SiteChecklist {
    /// On which day (检查日期).
    checked_on: Date,
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
    /// Whether all six were found (是否达标).
    complete: bool,
}

/// A site (阵地).
pub struct Site {
    pub(crate) row: SiteRow,
    /// The position that the row reflects.
    pub(crate) position: i64,
}

impl Site {
    /// The site that another answer names, read together with those of its neighbours.
    pub(crate) async fn load(ctx: &Context<'_>, named: Named) -> Result<Self> {
        let found = loaders::load::<SiteLoader, _>(ctx, named).await?;
        let (position, row) = found.ok_or_else(|| Error::new("the register misses a site that another view names"))?;
        Ok(Self { row, position })
    }
}

/// A site (阵地).
#[Object]
impl Site {
    /// Its id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Name (阵地名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Kind (阵地类型).
    async fn kind(&self) -> Result<SiteKind> {
        SiteKind::of_code(&self.row.kind)
    }

    /// Division (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Public address, where it is known (地址).
    async fn address(&self) -> Option<&str> {
        self.row.address.as_deref()
    }

    /// The organization that runs it (运营单位).
    async fn operator(&self, ctx: &Context<'_>) -> Result<Organization> {
        Box::pin(Organization::load(ctx, Named { id: self.row.operator_id, at_least: self.position })).await
    }

    /// First day (启用日期).
    async fn opened_on(&self) -> Date {
        Date(self.row.opened_on)
    }

    /// Last day, where it was closed (停用日期).
    async fn closed_on(&self) -> Option<Date> {
        self.row.closed_on.map(Date)
    }

    /// What the latest check found; null where there was none (六有检查).
    async fn checklist(&self) -> Option<SiteChecklist> {
        let has = |point: &str| self.row.points.iter().any(|found| found == point);
        self.row.checked_on.map(|checked_on| SiteChecklist {
            checked_on: Date(checked_on),
            place: has("place"),
            team: has("team"),
            projects: has("projects"),
            equipment: has("equipment"),
            rules: has("rules"),
            sign: has("sign"),
            complete: self.row.points.len() == POINTS,
        })
    }
}

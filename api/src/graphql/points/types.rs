//! Points as GraphQL shows them: entries, balances, figures. What was done and handed out stays sealed.

use super::PointsScheme;
use crate::graphql::{
    division::Division, loaders::Named, organization::Organization, scalars::Date, site::Site, volunteer::Volunteer,
};
use async_graphql::{Context, Enum, Error, ID, Object, Result, SimpleObject};
use muster_domain::kernel::{Code, SiteId};
use muster_projections::views::points_ledger::{self, EntryKind, EntryRow, PointsGroupCount, PointsTotal};

/// What an entry of the ledger is (积分事项).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "EntryKind")]
pub enum PointsEntryKind {
    /// Points were granted (发放).
    Grant,
    /// Points were redeemed (兑换).
    Redemption,
    /// Points of a grant were taken back (发放冲正).
    GrantReversal,
    /// Points of a redemption were given back (兑换冲正).
    RedemptionReversal,
}

/// By what the figures are broken down (分组口径).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "points_ledger::PointsGroup")]
pub enum PointsGroup {
    /// By points shop, those open in the days without an entry too (积分超市).
    Site,
    /// By month of the entry (月份).
    Month,
    /// By scheme, those open in the days without an entry too (积分方案).
    Scheme,
}

/// One entry of the ledger of points (积分明细).
pub struct PointsEntry {
    pub(super) row: EntryRow,
    /// The position that the row reflects.
    pub(super) position: i64,
}

/// One entry of the ledger of points (积分明细).
#[Object]
impl PointsEntry {
    /// The sender's own key; a reversal has that of what it reverses (凭证编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// What it is (积分事项).
    async fn kind(&self) -> Result<PointsEntryKind> {
        let found = EntryKind::ALL.iter().find(|kind| kind.code() == self.row.kind);
        found.copied().map(Into::into).ok_or_else(|| Error::new("a view holds an unknown kind of entry"))
    }

    /// Whose (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Volunteer> {
        Volunteer::load(ctx, Named { id: self.row.volunteer_id, at_least: self.position }).await
    }

    /// The scheme (积分方案).
    async fn scheme(&self, ctx: &Context<'_>) -> Result<PointsScheme> {
        PointsScheme::named(ctx, &self.row.scheme, self.position).await
    }

    /// Points moved; the kind says which way (积分).
    async fn amount(&self) -> i64 {
        self.row.amount
    }

    /// Of a reversal: points that were spent already, or settle such (未冲抵积分).
    async fn uncovered(&self) -> i64 {
        self.row.uncovered
    }

    /// On which day (日期).
    async fn on(&self) -> Date {
        Date(self.row.entered_on)
    }

    /// The points shop, where there was one (积分超市).
    async fn site(&self, ctx: &Context<'_>) -> Result<Option<Site>> {
        let Some(id) = self.row.site_id else { return Ok(None) };
        Site::load(ctx, Named { id, at_least: self.position }).await.map(Some)
    }

    /// Division of the shop, or of residence where there was none (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// The organization that granted the points (发放单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let Some(id) = self.row.organization_id else { return Ok(None) };
        Organization::load(ctx, Named { id, at_least: self.position }).await.map(Some)
    }

    /// Id of the credit that brought them, where it was one (时长记录).
    async fn credit(&self) -> Option<ID> {
        self.row.credit_id.map(Into::into)
    }

    /// Reference of the evidence of an act, where it was one (佐证材料编号).
    async fn evidence_reference(&self) -> Option<&str> {
        self.row.evidence_reference.as_deref()
    }

    /// On which day it was reversed, where it was (冲正日期).
    async fn reversed_on(&self) -> Option<Date> {
        self.row.reversed_on.map(Date)
    }
}

/// Figures over entries: balance = granted − takenBack − redeemed + givenBack (积分统计).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct PointsFigures {
    /// Points granted (发放积分).
    granted: i64,
    /// Points of grants that were taken back (发放冲正).
    taken_back: i64,
    /// Points redeemed (兑换积分).
    redeemed: i64,
    /// Points of redemptions that were given back (兑换冲正).
    given_back: i64,
    /// Points of reversed grants that were spent already, less those that were settled (未冲抵积分).
    uncovered: i64,
    /// What is left (积分余额).
    balance: i64,
    /// Different volunteers (人数).
    volunteers: i64,
}

impl From<PointsTotal> for PointsFigures {
    fn from(total: PointsTotal) -> Self {
        let PointsTotal { granted, taken_back, redeemed, given_back, uncovered, balance, volunteers } = total;
        Self { granted, taken_back, redeemed, given_back, uncovered, balance, volunteers }
    }
}

/// Figures of one group, or of one volunteer's points of a scheme (分组统计).
pub struct PointsGroupFigures {
    pub(super) group: points_ledger::PointsGroup,
    pub(super) count: PointsGroupCount,
    pub(super) shown: bool,
    pub(super) position: i64,
}

impl PointsGroupFigures {
    fn key(&self, group: points_ledger::PointsGroup) -> Option<&str> {
        self.count.key.as_deref().filter(|_| self.group == group)
    }
}

/// Figures of one group, or of one volunteer's points of a scheme (分组统计).
#[Object]
impl PointsGroupFigures {
    /// The points shop, where figures are by one; null also for entries at no shop (积分超市).
    async fn site(&self, ctx: &Context<'_>) -> Result<Option<Site>> {
        let Some(key) = self.key(points_ledger::PointsGroup::Site) else { return Ok(None) };
        let code = Code::try_new(key).map_err(|_| Error::new("a view holds a site without a code"))?;
        Site::load(ctx, Named { id: SiteId::of_code(&code).uuid(), at_least: self.position }).await.map(Some)
    }

    /// Month `YYYY-MM`, where figures are by month (月份).
    async fn month(&self) -> Option<&str> {
        self.key(points_ledger::PointsGroup::Month)
    }

    /// The scheme, where figures are by one (积分方案).
    async fn scheme(&self, ctx: &Context<'_>) -> Result<Option<PointsScheme>> {
        let Some(key) = self.key(points_ledger::PointsGroup::Scheme) else { return Ok(None) };
        PointsScheme::named(ctx, key, self.position).await.map(Some)
    }

    /// The figures; null of fewer than five volunteers whom the caller may not see (积分统计).
    async fn figures(&self) -> Option<PointsFigures> {
        self.shown.then(|| self.count.total.into())
    }
}

/// A volunteer's points on a day (积分余额).
#[derive(SimpleObject)]
pub struct PointsBalance {
    /// The position of the log that the answer reflects (日志位置).
    pub(super) position: i64,
    /// The day at whose end it stands so (截至日期).
    pub(super) on: Date,
    /// By scheme; points of different schemes are never added up (各方案).
    pub(super) schemes: Vec<PointsGroupFigures>,
}

/// What was granted, redeemed and reversed in some days (积分统计).
#[derive(SimpleObject)]
pub struct PointsSummary {
    /// The position of the log that the answer reflects (日志位置).
    pub(super) position: i64,
    /// Over all entries; null of fewer than five volunteers whom the caller may not see (合计).
    pub(super) total: Option<PointsFigures>,
    /// By what was asked, in the order of the groups' keys; empty where nothing was asked (分组).
    pub(super) rows: Vec<PointsGroupFigures>,
}

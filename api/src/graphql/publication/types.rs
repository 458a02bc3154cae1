//! A published report as GraphQL shows it.

use super::{counting::hash, masks::masked};
use crate::{
    access::SmallCells,
    graphql::{
        division::{Division, DivisionSet},
        loaders::Named,
        organization::Organization,
        population::PopulationBasis,
        scalars::{Date, word_enum},
    },
};
use async_graphql::{Context, Error, ID, Object, Result, SimpleObject};
use muster_domain::publication::{Difference, Edition, words::ListedDivisions};
use muster_projections::views::report_publications::EditionRow;
use std::collections::BTreeSet;

word_enum! {
    /// Which report is published (报表类型).
    ReportKind of muster_domain::publication::words::ReportKind {
        /// Minutes, sessions, attendances and people of service in the period (服务时长统计).
        HoursServed,
        /// Teams that serve each division on the last day (队伍覆盖统计).
        TeamCoverage,
        /// Instructors and their links on the last day (指导员联系统计).
        InstructorAssignments,
        /// Community workers beside the population on the last day (社区工作者配备统计).
        WorkforceRatio,
        /// Registered volunteers beside the population on the last day (注册志愿者占比).
        VolunteerPenetration,
        /// What one organization did in the period (服务汇总).
        ServiceSummary,
    }
}

impl From<DivisionSet> for ListedDivisions {
    fn from(set: DivisionSet) -> Self {
        match set {
            DivisionSet::Counties => Self::Counties,
            DivisionSet::WithZones => Self::WithZones,
        }
    }
}

impl From<ListedDivisions> for DivisionSet {
    fn from(set: ListedDivisions) -> Self {
        match set {
            ListedDivisions::Counties => Self::Counties,
            ListedDivisions::WithZones => Self::WithZones,
        }
    }
}

/// One figure of an edition (一个统计数字).
#[derive(SimpleObject)]
pub struct ReportCell {
    /// Name of the cell, for example `division.445202.minutes` (单元格).
    cell: String,
    /// The count; null of fewer than five volunteers whom the caller may not see (数值).
    count: Option<i64>,
}

/// A cell in which an edition and what is counted now differ (差异).
#[derive(SimpleObject)]
pub struct ReportDifference {
    /// Name of the cell (单元格).
    cell: String,
    /// Whether it counts fewer than five volunteers whom the caller may not see: the counts are null then (是否隐去).
    masked: bool,
    /// What the edition says; null where it has no such cell (已发布).
    published: Option<i64>,
    /// What is counted now; null where there is no such cell (现统计).
    now: Option<i64>,
    /// By how much it grew, a cell that is missing being 0 (差额).
    by: Option<i64>,
}

impl ReportDifference {
    pub(super) fn seen(Difference { cell, published, now }: Difference, masked: &BTreeSet<String>) -> Self {
        if masked.contains(&cell) {
            return Self { cell, masked: true, published: None, now: None, by: None };
        }
        let by = now.unwrap_or_default().saturating_sub(published.unwrap_or_default());
        Self { cell, masked: false, published, now, by: Some(by) }
    }
}

/// Versions of the policy that were in force in a division (规则版本).
#[derive(SimpleObject)]
pub struct EditionPolicy {
    /// The division (区划).
    division: Option<Division>,
    /// The versions that stand over each other, the country's first (规则版本).
    version: String,
}

/// A population by which an edition divides (分母).
#[derive(SimpleObject)]
pub struct EditionDenominator {
    /// The division (区划).
    division: Option<Division>,
    /// Whom it counts (口径).
    basis: PopulationBasis,
    /// The day for which it was counted (分母时点).
    as_of: Date,
    /// People (人数).
    people: u64,
    /// Where it was published (来源).
    source: String,
}

/// One edition of a published report; it never changes (已发布报表的一版).
pub struct PublishedReport {
    pub(super) row: EditionRow,
    pub(super) edition: Edition,
    /// The position that the row reflects.
    pub(super) position: i64,
}

impl PublishedReport {
    pub(super) fn of(row: EditionRow, position: i64) -> Result<Self> {
        let edition = serde_json::from_str(&row.edition);
        let edition = edition.map_err(|_| Error::new("a view holds an edition that cannot be read"))?;
        Ok(Self { row, edition, position })
    }
}

/// One edition of a published report; it never changes (已发布报表的一版).
#[Object]
impl PublishedReport {
    /// Id of the series: kind, division and period (报表编号).
    async fn id(&self) -> ID {
        self.row.series_id.into()
    }

    /// Number of the edition, from 1 (版次).
    async fn edition(&self) -> i32 {
        self.row.number
    }

    /// Which report (报表类型).
    async fn kind(&self) -> Result<ReportKind> {
        ReportKind::of_code(&self.row.kind)
    }

    /// The division and all below it; of a report of one organization, the division of its seat (区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// The organization whose service it sums up; null where the report is of a division (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let Some(id) = self.row.organization_id else { return Ok(None) };
        Organization::load(ctx, Named { id, at_least: self.position }).await.map(Some)
    }

    /// First day of the period (起始日期).
    async fn from(&self) -> Date {
        Date(self.row.from_day)
    }

    /// Last day of the period; reports of a day answer for it (截止日期).
    async fn to(&self) -> Date {
        Date(self.row.to_day)
    }

    /// Position of the log that the figures reflect (日志位置).
    async fn position(&self) -> i64 {
        self.edition.position
    }

    /// Position of the event that published them (发布位置).
    async fn published_position(&self) -> i64 {
        self.row.recorded_position
    }

    /// Which divisions are listed (区划口径).
    async fn division_set(&self) -> DivisionSet {
        self.edition.division_set.into()
    }

    /// Versions of the policy in force on the last day, by division (规则版本).
    async fn policy_versions(&self, ctx: &Context<'_>) -> Result<Vec<EditionPolicy>> {
        let of = |(code, version): (&muster_domain::kernel::DivisionCode, &String)| {
            Ok(EditionPolicy { division: Division::find(ctx, code.as_str())?, version: version.clone() })
        };
        self.edition.policy_versions.iter().map(of).collect()
    }

    /// Whom the denominators count; null where there are none, or for every basis on record (人口口径).
    async fn basis(&self) -> Option<PopulationBasis> {
        self.edition.basis.map(Into::into)
    }

    /// Populations by which the report divides (分母).
    async fn denominators(&self, ctx: &Context<'_>) -> Result<Vec<EditionDenominator>> {
        let of = |denominator: &muster_domain::publication::Denominator| {
            Ok(EditionDenominator {
                division: Division::find(ctx, denominator.division.as_str())?,
                basis: denominator.figure.basis.into(),
                as_of: Date(denominator.figure.as_of),
                people: denominator.figure.value,
                source: denominator.figure.source.clone(),
            })
        };
        self.edition.denominators.iter().map(of).collect()
    }

    /// The figures by the names of their cells (统计数字).
    async fn figures(&self, ctx: &Context<'_>) -> Result<Vec<ReportCell>> {
        let masked = masked(&self.edition.figures, SmallCells::of(ctx)?);
        let seen = |(cell, count): (&str, i64)| {
            let count = (!masked.contains(cell)).then_some(count);
            ReportCell { cell: cell.to_owned(), count }
        };
        Ok(self.edition.figures.cells().map(seen).collect())
    }

    /// SHA-256 of the figures in hexadecimal: over JSON of cell and count in the order of the cells, no white space
    /// (指纹).
    async fn sha256(&self) -> &str {
        &self.edition.sha256
    }

    /// Whether the figures have that hash, masked ones too (指纹核验).
    async fn verified(&self) -> bool {
        hash(&self.edition.figures) == self.edition.sha256
    }

    /// The organization that published it (发布单位).
    async fn publisher(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.edition.publisher.uuid(), at_least: self.position }).await
    }

    /// On which day (发布日期).
    async fn published_on(&self) -> Date {
        Date(self.edition.published_on)
    }

    /// Pseudonym of who published it (发布人).
    async fn published_by(&self) -> &str {
        &self.edition.published_by
    }

    /// Whether a later edition corrects it (是否已更正).
    async fn corrected(&self) -> bool {
        self.row.corrected
    }
}

//! What one organization did in a period (服务汇总, V4): the four figures, by group and by evidence class.

use super::{
    division::DivisionSet,
    gate::{Gate, read_view},
    hours_served::{HoursFigures, HoursFilterInput, HoursGroup, HoursServedRow, counted},
    organization::known_organization,
    scalars::Date,
    standing::version_in_force,
    words::EvidenceClass,
};
use crate::access::SmallCells;
use async_graphql::{Context, Object, Result, SimpleObject};
use muster_domain::kernel::words;
use muster_projections::{
    ViewRead,
    views::service_hours::{self, GroupBy, HoursFilter},
};

/// The figures of one evidence class (一个凭证等级).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct EvidenceFigures {
    /// Evidence class (凭证等级).
    evidence: EvidenceClass,
    /// Its figures; people and sessions of several classes overlap (统计数字).
    figures: HoursFigures,
}

/// What one organization did in a period (服务汇总).
#[derive(SimpleObject)]
pub struct ServiceSummary {
    /// The position of the log that the report reflects (日志位置).
    position: i64,
    /// First local day of service (起始日期).
    from: Date,
    /// Last local day of service (截止日期).
    to: Date,
    /// Versions of the policy in force on the last day, in the organization's division (规则版本).
    policy_version: String,
    /// Which divisions get a row of their own (区划口径).
    division_set: DivisionSet,
    /// Figures of all live credits (合计).
    total: HoursFigures,
    /// Figures by evidence class, classes without service too (按凭证等级).
    evidence: Vec<EvidenceFigures>,
    /// Figures by group (分组).
    rows: Vec<HoursServedRow>,
}

/// Questions about what organizations did.
#[derive(Default)]
pub struct ServiceSummaryQuery;

/// Questions about what organizations did.
#[Object]
impl ServiceSummaryQuery {
    /// Minutes, sessions, attendances and people of an organization in a period, by group and evidence (服务汇总).
    async fn service_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "First local day of service.")] from: Date,
        #[graphql(desc = "Last local day of service.")] to: Date,
        #[graphql(default, desc = "By what the figures are broken down.")] by: Vec<HoursGroup>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<ServiceSummary> {
        let (_, division) = known_organization(Gate::of(ctx)?, organization.clone()).await?;
        let filter = HoursFilterInput::of_organization(organization, from, to).read(ctx).await?;
        let groups: Vec<GroupBy> = by.into_iter().map(Into::into).collect();
        let (policy_version, division_set) =
            (version_in_force(ctx, Some(division.as_str()), to.0).await?, DivisionSet::WithZones);
        let mut read = read_view(ctx, service_hours::NAME, at_least).await?;
        let position = read.position();
        let report = counted(&mut read, &filter, &groups).await?;
        let by_evidence = by_evidence(&mut read, &filter).await?;
        let cells = SmallCells::of(ctx)?;
        let people: Vec<i64> = by_evidence.iter().map(|(_, figures)| figures.people).collect();
        let evidence = by_evidence.into_iter().zip(cells.shown(&people)).map(|((class, figures), shown)| {
            EvidenceFigures { evidence: class.into(), figures: HoursFigures::beside(figures, shown) }
        });
        let rows = report.rows.into_iter().map(|row| HoursServedRow::inside(row, position)).collect();
        Ok(ServiceSummary {
            position,
            from,
            to,
            policy_version,
            division_set,
            total: HoursFigures::seen(report.total, cells),
            evidence: evidence.collect(),
            rows: HoursServedRow::seen(rows, cells),
        })
    }
}

/// The figures of each evidence class, of classes without service too.
pub(crate) async fn by_evidence(
    read: &mut ViewRead,
    filter: &HoursFilter,
) -> Result<Vec<(words::EvidenceClass, service_hours::Figures)>> {
    let mut figures = Vec::with_capacity(words::EvidenceClass::ALL.len());
    for class in words::EvidenceClass::ALL {
        let of_class = HoursFilter { evidence: Some(vec![*class]), ..filter.clone() };
        figures.push((*class, counted(read, &of_class, &[]).await?.total));
    }
    Ok(figures)
}

//! What is said of an organization as GraphQL shows it: terms, labels, pledges, coverage, pairings.

use super::{
    Organization,
    words::{OrganizationLabel, PairingKind, PairingScope, PartyCoverage, PledgeKind},
};
use crate::graphql::{loaders::Named, scalars::Date};
use async_graphql::{Context, Object, Result, SimpleObject};
use muster_projections::views::organization_directory::{LabelRow, PairingRow, PledgeCount, SurveyRow, TermRow};

/// A term of an organization's leadership (届次).
#[derive(SimpleObject)]
pub struct LeadershipTerm {
    /// First day (起始日期).
    from: Date,
    /// Last day; that before the next term where it was cut short (届满日期).
    to: Date,
}

impl From<TermRow> for LeadershipTerm {
    fn from(row: TermRow) -> Self {
        Self { from: Date(row.from_day), to: Date(row.to_day) }
    }
}

/// A label in the days in which it is held (标识).
#[derive(SimpleObject)]
pub struct HeldLabel {
    /// Which label (标识).
    label: OrganizationLabel,
    /// First day (授予日期).
    from: Date,
    /// Last day, where it was withdrawn (撤销日期).
    to: Option<Date>,
}

impl TryFrom<LabelRow> for HeldLabel {
    type Error = async_graphql::Error;

    fn try_from(row: LabelRow) -> Result<Self> {
        let label = OrganizationLabel::of_code(&row.label)?;
        Ok(Self { label, from: Date(row.from_day), to: row.to_day.map(Date) })
    }
}

/// Pledges of one kind (承诺书统计).
#[derive(SimpleObject)]
pub struct PledgeFigures {
    /// What is promised (承诺书类别).
    pledge: PledgeKind,
    /// Copies signed (份数).
    copies: i64,
    /// Entries of the ledger (登记笔数).
    entries: i64,
    /// Different organizations (签署单位数).
    organizations: i64,
}

impl TryFrom<PledgeCount> for PledgeFigures {
    type Error = async_graphql::Error;

    fn try_from(row: PledgeCount) -> Result<Self> {
        let PledgeCount { pledge, copies, entries, organizations } = row;
        Ok(Self { pledge: PledgeKind::of_code(&pledge)?, copies, entries, organizations })
    }
}

/// What a survey of the two coverages found (摸查结果).
#[derive(SimpleObject)]
pub struct CoverageSurvey {
    /// What was found (覆盖情况).
    coverage: PartyCoverage,
    /// On which day (摸查日期).
    surveyed_on: Date,
}

impl TryFrom<SurveyRow> for CoverageSurvey {
    type Error = async_graphql::Error;

    fn try_from(row: SurveyRow) -> Result<Self> {
        Ok(Self { coverage: PartyCoverage::of_code(&row.coverage)?, surveyed_on: Date(row.surveyed_on) })
    }
}

/// A pairing of two organizations (结对).
pub struct Pairing {
    pub(super) row: PairingRow,
    pub(super) position: i64,
}

/// A pairing of two organizations (结对).
#[Object]
impl Pairing {
    /// The organization that reported it (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Box::pin(Organization::load(ctx, Named { id: self.row.organization_id, at_least: self.position })).await
    }

    /// The other one (结对对象).
    async fn partner(&self, ctx: &Context<'_>) -> Result<Organization> {
        Box::pin(Organization::load(ctx, Named { id: self.row.partner_id, at_least: self.position })).await
    }

    /// For what; null where the record does not say (结对类型).
    async fn kind(&self) -> Result<Option<PairingKind>> {
        self.row.kind.as_deref().map(PairingKind::of_code).transpose()
    }

    /// Whether it stays in one city; null where the record does not say (结对范围).
    async fn scope(&self) -> Result<Option<PairingScope>> {
        self.row.scope.as_deref().map(PairingScope::of_code).transpose()
    }

    /// First day (开始日期).
    async fn from(&self) -> Date {
        Date(self.row.from_day)
    }

    /// Last day, where there is one (结束日期).
    async fn to(&self) -> Option<Date> {
        self.row.to_day.map(Date)
    }
}

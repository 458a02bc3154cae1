//! Divisions on the wire: an object for whatever names one by its code.

use super::{
    gate::{Gate, codes_within},
    scalars::Date,
};
use async_graphql::{Context, Enum, Object, Result};
use muster_domain::kernel::{self, DivisionCode};

/// The level or kind of a division (区划级别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "kernel::division::DivisionKind")]
pub enum DivisionKind {
    /// Province (省).
    Province,
    /// City of prefecture level (设区市).
    City,
    /// Unit of county level (县、市、区).
    County,
    /// Functional zone without a county code (功能区); its people are counted in counties too.
    FunctionalZone,
}

/// Which divisions a report lists by name (区划口径).
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DivisionSet {
    /// Units of county level; figures of functional zones stand in one row outside the set (县级区划).
    Counties,
    /// Units of county level and functional zones (县级区划和功能区).
    #[default]
    WithZones,
}

/// An administrative division or functional zone (行政区划、功能区).
pub struct Division(pub(crate) kernel::Division);

impl Division {
    /// The division with this code, where the registry knows it.
    pub(crate) fn find(ctx: &Context<'_>, code: &str) -> Result<Option<Self>> {
        Ok(Gate::of(ctx)?.divisions().find(&DivisionCode::new(code)).cloned().map(Self))
    }
}

/// An administrative division or functional zone (行政区划、功能区).
#[Object]
impl Division {
    /// Its code: GB/T 2260, or the registry's own for a zone (区划代码).
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// Name (名称).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name in Latin letters (拉丁字母名称).
    async fn name_en(&self) -> &str {
        &self.0.name_en
    }

    /// Level or kind (级别).
    async fn kind(&self) -> DivisionKind {
        self.0.kind.into()
    }

    /// The division above (上级区划).
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        match &self.0.parent {
            Some(code) => Self::find(ctx, code.as_str()),
            None => Ok(None),
        }
    }

    /// The year from which the code is good, where known (启用年份).
    async fn valid_from(&self) -> Option<i32> {
        self.0.valid_from
    }

    /// The year in which the code ended (停用年份).
    async fn valid_to(&self) -> Option<i32> {
        self.0.valid_to
    }

    /// The codes that came after (后继代码).
    async fn successors(&self) -> Vec<&str> {
        self.0.successors.iter().map(DivisionCode::as_str).collect()
    }
}

/// Questions about divisions.
#[derive(Default)]
pub struct DivisionQuery;

/// Questions about divisions.
#[Object]
impl DivisionQuery {
    /// Divisions in the order of their codes (区划).
    async fn divisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this division and what lies below it.")] within: Option<String>,
        #[graphql(desc = "Only of this level or kind.")] kind: Option<DivisionKind>,
        #[graphql(desc = "Only those whose code is good on this day.")] live_on: Option<Date>,
    ) -> Result<Vec<Division>> {
        let codes = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let wanted = |division: &&kernel::Division| {
            codes.as_ref().is_none_or(|codes| codes.iter().any(|code| code == division.code.as_str()))
                && kind.is_none_or(|kind| DivisionKind::from(division.kind) == kind)
                && live_on.is_none_or(|day| division.is_valid_on(day.0))
        };
        Ok(Gate::of(ctx)?.divisions().all().filter(wanted).cloned().map(Division).collect())
    }

    /// The division with this code (区划).
    async fn division(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code.")] code: String,
    ) -> Result<Option<Division>> {
        Division::find(ctx, &code)
    }
}

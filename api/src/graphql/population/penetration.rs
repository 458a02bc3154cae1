//! How many of a place's people are registered volunteers: a ratio for each denominator that is on record.

use super::{PopulationBasis, Ratio, figures::populations};
use crate::{
    access::SmallCells,
    edge::EdgeError,
    graphql::{
        gate::{Gate, codes_within, read_view},
        scalars::Date,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::kernel::{DivisionCode, population};
use muster_projections::views::volunteer_roster::{self, VolunteerFilter};

/// Registered volunteers of a division beside its population (注册志愿者占比).
#[derive(SimpleObject)]
pub struct VolunteerPenetration {
    /// The position of the log that the figures reflect (日志位置).
    position: i64,
    /// The day of the denominator (截至日期).
    on: Date,
    /// Registered volunteers who live in the division or below it; null of fewer than five whom the caller may not see
    /// (注册志愿者).
    volunteers: Option<i64>,
    /// One ratio a basis that is on record; empty where the population is unknown or the count is not shown (各口径占比).
    ratios: Vec<Ratio>,
}

/// Questions about penetration.
#[derive(Default)]
pub struct PenetrationQuery;

/// Questions about penetration.
#[Object]
impl PenetrationQuery {
    /// Registered volunteers by every denominator that is on record, or by one of them (注册志愿者占比).
    async fn volunteer_penetration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the division.")] within: String,
        #[graphql(desc = "Only by this denominator.")] basis: Option<PopulationBasis>,
        #[graphql(desc = "The day of the denominator; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<VolunteerPenetration> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let counted = counted(ctx, &within, (basis, on), at_least).await?;
        let volunteers = SmallCells::of(ctx)?.count(counted.volunteers);
        let ratios = if volunteers.is_some() { counted.ratios } else { Vec::new() };
        Ok(VolunteerPenetration { position: counted.position, on: Date(on), volunteers, ratios })
    }
}

/// The report as it is counted, whoever asks.
pub(crate) struct CountedPenetration {
    pub(crate) position: i64,
    pub(crate) volunteers: i64,
    pub(crate) ratios: Vec<Ratio>,
}

/// Counts the report: what `volunteerPenetration` answers, and what is published of it.
pub(crate) async fn counted(
    ctx: &Context<'_>,
    within: &str,
    (basis, on): (Option<PopulationBasis>, NaiveDate),
    at_least: Option<i64>,
) -> Result<CountedPenetration> {
    let codes = codes_within(ctx, within)?;
    let filter = VolunteerFilter { divisions: Some(codes), ..VolunteerFilter::default() };
    let division = DivisionCode::new(within);
    let (position, populations) = populations(ctx, &[division.as_str().to_owned()], at_least).await?;
    let mut read = read_view(ctx, volunteer_roster::NAME, at_least).await?;
    let rows = volunteer_roster::volunteers_by_division(&mut read, &filter).await.map_err(EdgeError::from)?;
    let numerator = rows.iter().map(|row| row.volunteers).sum();
    let ratios = population::PopulationBasis::ALL
        .iter()
        .filter(|known| basis.is_none_or(|basis| **known == basis.into()))
        .filter_map(|basis| populations.find(&division, *basis, on))
        .map(|denominator| Ratio { numerator, denominator });
    let position = position.min(read.position());
    Ok(CountedPenetration { position, volunteers: numerator, ratios: ratios.collect() })
}

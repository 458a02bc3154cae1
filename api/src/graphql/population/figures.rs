//! Population figures: those that the product carries and those recorded here, and the commands that record them.

use super::PopulationBasis;
use crate::{
    edge::EdgeError,
    graphql::{
        division::Division,
        gate::{Gate, codes_within, read_view},
        mutation::{Done, execute_keyed},
        scalars::Date,
    },
};
use async_graphql::{Context, Error, InputObject, Object, Result, SimpleObject};
use muster_domain::{
    kernel::{
        DivisionCode, PopulationId,
        population::{PopulationFigure, Populations},
    },
    population::{Population as PopulationState, PopulationCommand},
};
use muster_projections::views::population_figures;

/// One figure (人口数).
#[derive(SimpleObject)]
pub struct Population {
    /// The division (区划).
    division: Option<Division>,
    /// Whom it counts (口径).
    basis: PopulationBasis,
    /// The day for which it was counted (时点).
    as_of: Date,
    /// People (人数).
    people: u64,
    /// Where it was published (来源).
    source: String,
}

/// A population figure (人口数).
#[derive(InputObject)]
pub struct PopulationInput {
    /// Code of the division (区划代码).
    division: String,
    /// Whom it counts (口径).
    basis: PopulationBasis,
    /// The day for which it was counted (时点).
    as_of: Date,
    /// People (人数).
    people: u64,
    /// Where it was published (来源).
    source: String,
}

impl PopulationInput {
    fn read(self) -> (DivisionCode, PopulationFigure) {
        let Self { division, basis, as_of, people, source } = self;
        let figure = PopulationFigure { basis: basis.into(), as_of: as_of.0, value: people, source };
        (DivisionCode::new(&division), figure)
    }
}

/// The figures of these divisions: what was recorded here stands over what the product carries. Gives the position.
pub(crate) async fn populations(
    ctx: &Context<'_>,
    divisions: &[String],
    at_least: Option<i64>,
) -> Result<(i64, Populations)> {
    let mut populations = Populations::built_in().map_err(|_| Error::new("the built-in populations are damaged"))?;
    let mut read = read_view(ctx, population_figures::NAME, at_least).await?;
    let rows = population_figures::of_divisions(&mut read, divisions).await.map_err(EdgeError::from)?;
    for row in rows {
        let basis = PopulationBasis::of_code(&row.basis)?.into();
        let value = u64::try_from(row.people).unwrap_or_default();
        let figure = PopulationFigure { basis, as_of: row.as_of, value, source: row.source };
        populations.put(DivisionCode::new(&row.division), figure);
    }
    Ok((read.position(), populations))
}

/// Questions about populations.
#[derive(Default)]
pub struct PopulationQuery;

/// Questions about populations.
#[Object]
impl PopulationQuery {
    /// The population figures on record, by division, basis and day; what is not listed is unknown, not zero (人口口径).
    async fn populations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "This division and everything below it.")] within: String,
        #[graphql(desc = "Only of this basis.")] basis: Option<PopulationBasis>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Vec<Population>> {
        let codes = codes_within(ctx, &within)?;
        let (_, populations) = populations(ctx, &codes, at_least).await?;
        let divisions = Gate::of(ctx)?.divisions();
        let wanted = |(division, figure): &(&DivisionCode, PopulationFigure)| {
            codes.iter().any(|code| code == division.as_str()) && basis.is_none_or(|basis| figure.basis == basis.into())
        };
        let listed = populations.iter().filter(wanted).map(|(division, figure)| Population {
            division: divisions.find(division).cloned().map(Division),
            basis: figure.basis.into(),
            as_of: Date(figure.as_of),
            people: figure.value,
            source: figure.source,
        });
        Ok(listed.collect())
    }
}

/// Commands of populations.
#[derive(Default)]
pub struct PopulationMutation;

/// Commands of populations.
#[Object]
impl PopulationMutation {
    /// Records a population figure with its basis, day and source (登记人口数).
    async fn record_population(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The figure.")] input: PopulationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (division, figure) = input.read();
        let stream = PopulationId::of_division(&division).uuid();
        let command = PopulationCommand::RecordPopulation { division, figure };
        execute_keyed::<PopulationState>(ctx, idempotency_key.as_deref(), stream, command).await
    }

    /// Corrects a population figure that is on record; the earlier one stays in history (更正人口数).
    async fn correct_population(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The right figure, of the same basis and day.")] input: PopulationInput,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (division, figure) = input.read();
        let stream = PopulationId::of_division(&division).uuid();
        let command = PopulationCommand::CorrectPopulation { figure, reason };
        execute_keyed::<PopulationState>(ctx, idempotency_key.as_deref(), stream, command).await
    }
}

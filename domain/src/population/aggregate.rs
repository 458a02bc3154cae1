//! The state of a division's population: one function a command, one arm an event.

use crate::{
    kernel::{
        DivisionCode, RuleContext,
        population::{PopulationBasis, PopulationFigure},
        text,
    },
    population::{PopulationCommand, PopulationEvent, PopulationRefusal},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most people that are believed in one division: more than any country has.
const PEOPLE_LIMIT: u64 = 2_000_000_000;
/// Figures of one division: six bases over a century, twice a year.
const FIGURES_LIMIT: usize = 1_200;

type Decision = Result<Vec<PopulationEvent>, PopulationRefusal>;

/// The population of one division (人口口径), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    division: Option<DivisionCode>,
    figures: Vec<PopulationFigure>,
}

impl Population {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`PopulationRefusal`] names the rule that said no.
    pub fn decide(&self, command: PopulationCommand, context: &RuleContext) -> Decision {
        match command {
            PopulationCommand::RecordPopulation { division, figure } => self.record(division, &figure, context),
            PopulationCommand::CorrectPopulation { figure, reason } => self.correct(&figure, &reason),
        }
    }

    fn held(&self, basis: PopulationBasis, as_of: NaiveDate) -> Option<&PopulationFigure> {
        self.figures.iter().find(|held| held.basis == basis && held.as_of == as_of)
    }

    fn record(&self, division: DivisionCode, figure: &PopulationFigure, context: &RuleContext) -> Decision {
        let figure = read(figure)?;
        if let Some(held) = self.held(figure.basis, figure.as_of) {
            return if *held == figure {
                Ok(Vec::new())
            } else {
                let PopulationFigure { basis, as_of, .. } = figure;
                Err(PopulationRefusal::PopulationOnRecord { basis, as_of, held: held.value })
            };
        }
        let (as_of, today) = (figure.as_of, context.today());
        if as_of > today {
            return Err(PopulationRefusal::PopulationInFuture { as_of, today });
        }
        context.divisions.valid_on(&division, as_of)?;
        if self.figures.len() >= FIGURES_LIMIT {
            return Err(PopulationRefusal::TooManyFigures { limit: FIGURES_LIMIT });
        }
        Ok(vec![PopulationEvent::PopulationRecorded { division, figure }])
    }

    fn correct(&self, figure: &PopulationFigure, reason: &str) -> Decision {
        let figure = read(figure)?;
        let reason = text::note("reason", reason)?;
        let PopulationFigure { basis, as_of, .. } = figure;
        let unknown = PopulationRefusal::PopulationUnknown { basis, as_of };
        let (Some(division), Some(held)) = (self.division.clone(), self.held(basis, as_of)) else {
            return Err(unknown);
        };
        if *held == figure {
            return Ok(Vec::new());
        }
        Ok(vec![PopulationEvent::PopulationCorrected { division, figure, reason }])
    }

    fn remember(&mut self, event: PopulationEvent) {
        match event {
            PopulationEvent::PopulationRecorded { division, figure }
            | PopulationEvent::PopulationCorrected { division, figure, .. } => {
                self.division = Some(division);
                self.figures.retain(|held| (held.basis, held.as_of) != (figure.basis, figure.as_of));
                self.figures.push(figure);
            }
        }
    }
}

/// The figure with its source trimmed, and a number of people that is believed.
fn read(figure: &PopulationFigure) -> Result<PopulationFigure, PopulationRefusal> {
    if !(1..=PEOPLE_LIMIT).contains(&figure.value) {
        return Err(PopulationRefusal::PopulationOutOfBounds { limit: PEOPLE_LIMIT, actual: figure.value });
    }
    Ok(PopulationFigure { source: text::name("source", &figure.source)?, ..figure.clone() })
}

crate::aggregate!(Population, "population", PopulationCommand, PopulationEvent, PopulationRefusal);

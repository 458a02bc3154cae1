//! What may be asked of a division's population. The ways in which the answer can be no stand in `refusals.rs`.

use crate::kernel::{DivisionCode, population::PopulationFigure};

/// What may be asked of a division's population (人口口径).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PopulationCommand {
    /// Record a figure (登记人口数).
    RecordPopulation {
        /// The division.
        division: DivisionCode,
        /// The figure.
        figure: PopulationFigure,
    },
    /// Correct a figure that is on record (更正人口数).
    CorrectPopulation {
        /// The right figure, of the same basis and day.
        figure: PopulationFigure,
        /// Why.
        reason: String,
    },
}

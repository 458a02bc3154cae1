//! What is remembered of a division's population. Stored for ever: a change is a new variant or a version with an upcast.

use crate::kernel::{ClaimChange, DivisionCode, PersonalVisitor, StoredEvent, population::PopulationFigure};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a division's population (人口口径).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PopulationEvent {
    /// A figure was recorded (已登记).
    PopulationRecorded {
        /// The division.
        division: DivisionCode,
        /// The figure.
        figure: PopulationFigure,
    },
    /// A figure was corrected; the earlier one stays in history (已更正).
    PopulationCorrected {
        /// The division.
        division: DivisionCode,
        /// The right figure.
        figure: PopulationFigure,
        /// Why; it speaks of a publication, never of a person.
        reason: String,
    },
}

crate::stored_names!(PopulationEvent {
    PopulationRecorded => "population_recorded" v "1.0",
    PopulationCorrected => "population_corrected" v "1.0",
});

impl StoredEvent for PopulationEvent {
    fn visit_personal(&mut self, _visitor: &mut PersonalVisitor<'_>) {
        match self {
            Self::PopulationRecorded { .. } | Self::PopulationCorrected { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::PopulationRecorded { .. } | Self::PopulationCorrected { .. } => Vec::new(),
        }
    }
}

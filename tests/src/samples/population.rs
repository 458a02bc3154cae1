//! One sample of every event of a division's population.

use super::parts::{day, division};
use muster_domain::{
    kernel::population::{PopulationBasis, PopulationFigure},
    population::PopulationEvent,
};

/// Every event of a division's population.
#[must_use]
pub fn events() -> Vec<PopulationEvent> {
    let figure = |value| PopulationFigure {
        basis: PopulationBasis::UrbanResidents,
        as_of: day(1),
        value,
        source: "示例统计公报".to_owned(),
    };
    vec![
        PopulationEvent::PopulationRecorded { division: division(), figure: figure(600_000) },
        PopulationEvent::PopulationCorrected {
            division: division(),
            figure: figure(610_000),
            reason: "公报更正".to_owned(),
        },
    ]
}

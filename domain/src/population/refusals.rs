//! Every reason for which a division's population says no, each with its figures and a stable code. No personal data.

use crate::kernel::{DivisionRefusal, Refusal, population::PopulationBasis, text::TextRefusal};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a division's population refuses a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PopulationRefusal {
    /// The figure is on record with another number or source.
    #[error("{basis:?} of {as_of} is on record as {held}; a wrong figure is corrected with its reason")]
    PopulationOnRecord {
        /// Whom it counts.
        basis: PopulationBasis,
        /// The day.
        as_of: NaiveDate,
        /// The number on record.
        held: u64,
    },
    /// There is no such figure to correct.
    #[error("{basis:?} of {as_of} is not on record")]
    PopulationUnknown {
        /// Whom it counts.
        basis: PopulationBasis,
        /// The day.
        as_of: NaiveDate,
    },
    /// No division has so many people, or none.
    #[error("a population has 1 to {limit} people, this one has {actual}")]
    PopulationOutOfBounds {
        /// The most that is believed.
        limit: u64,
        /// The number given.
        actual: u64,
    },
    /// Nobody has counted a day that has not come.
    #[error("{as_of} is after today, {today}")]
    PopulationInFuture {
        /// The day given.
        as_of: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// There are as many as there may be.
    #[error("a division has at most {limit} figures")]
    TooManyFigures {
        /// How many there may be.
        limit: usize,
    },
    /// The division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for PopulationRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

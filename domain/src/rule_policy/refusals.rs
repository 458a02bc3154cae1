//! Every reason for which the rule book says no, each with its figures and a stable code. No personal data.

use crate::kernel::{DivisionRefusal, PolicyNumberRefusal, Refusal, text::TextRefusal};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why the rule book refuses a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum RulePolicyRefusal {
    /// A version of this name was published with other content.
    #[error("version {version} was published before with other {fields:?}")]
    PolicyVersionTaken {
        /// The name.
        version: String,
        /// What differs.
        fields: Vec<&'static str>,
    },
    /// The name is that of the built-in numbers, or has a sign that joins names.
    #[error("a version is not called {version}: the name is taken by the built-in numbers, or it has + or , in it")]
    PolicyVersionReserved {
        /// The name.
        version: String,
    },
    /// The version would begin today or earlier (K8).
    #[error("a version begins after the day on which it is published, {today}; this one begins on {effective_from}")]
    PolicyRetroactive {
        /// The first day asked for.
        effective_from: NaiveDate,
        /// The day of the command.
        today: NaiveDate,
    },
    /// The jurisdiction has a version that begins on that day or later (K8).
    #[error("version {newest} of the same jurisdiction begins on {newest_from}, not before {effective_from}")]
    PolicyOverlaps {
        /// The newest version of the jurisdiction.
        newest: String,
        /// Its first day.
        newest_from: NaiveDate,
        /// The first day asked for.
        effective_from: NaiveDate,
    },
    /// No version of this name was published.
    #[error("there is no version {version}")]
    PolicyVersionUnknown {
        /// The name.
        version: String,
    },
    /// A question what would be under other numbers names none.
    #[error("a version or a number is to be supposed; none was given")]
    NothingSupposed,
    /// The book is full.
    #[error("the rule book holds {limit} versions")]
    TooManyVersions {
        /// Versions allowed.
        limit: usize,
    },
    /// A number is unknown, out of bounds, or contradicts another.
    #[error(transparent)]
    #[serde(untagged)]
    Number(#[from] PolicyNumberRefusal),
    /// The jurisdiction is no division of that day.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is empty or too long.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for RulePolicyRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

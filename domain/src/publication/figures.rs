//! The figures of an edition: counts by the name of their cell, and the text over which their hash is taken.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Write as _};

/// Counts by the name of their cell, for example `division.445202.minutes` (统计数字).
///
/// A name is made of ASCII letters, digits, `.`, `-` and `_`; anything else becomes `_`, so that the canonical text
/// needs no escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figures(BTreeMap<String, i64>);

/// A cell that two sets of figures do not have in common, or not with the same count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The cell.
    pub cell: String,
    /// What the one says; nothing where it has no such cell.
    pub published: Option<i64>,
    /// What the other says; nothing where it has no such cell.
    pub now: Option<i64>,
}

impl Figures {
    /// Puts a count in a cell, in place of one that it held.
    pub fn put(&mut self, cell: &str, count: i64) {
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
        let cell = cell.chars().map(|letter| if allowed(letter) { letter } else { '_' }).collect();
        self.0.insert(cell, count);
    }

    /// The cells in the order of their names.
    pub fn cells(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|(cell, count)| (cell.as_str(), *count))
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The figures as JSON in one form only: cells by name, no white space. The hash of an edition is taken over it.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::from("{");
        for (number, (cell, count)) in self.0.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            // Writing to a string does not fail.
            let _ = write!(text, "{comma}\"{cell}\":{count}");
        }
        text.push('}');
        text
    }

    /// The cells in which other figures differ from these, by name.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let mut cells: Vec<&String> = self.0.keys().chain(now.0.keys()).collect();
        cells.sort_unstable();
        cells.dedup();
        let both = cells.into_iter().map(|cell| (cell, self.0.get(cell).copied(), now.0.get(cell).copied()));
        both.filter(|(_, published, now)| published != now)
            .map(|(cell, published, now)| Difference { cell: cell.clone(), published, now })
            .collect()
    }
}

//! What the edge tells a rule beside the command: now, who, from where, and the policy in force.

use crate::kernel::{DivisionCode, Divisions, Policy, time};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where a command came from (来源).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Source {
    /// A person or program through the API.
    #[default]
    Api,
    /// A file that the operator imports on the host; it counts as approved.
    Import,
    /// The synthetic demonstration data.
    Demo,
    /// The program itself.
    System,
}

impl Source {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Api => "API",
            Self::Import => "IMPORT",
            Self::Demo => "DEMO",
            Self::System => "SYSTEM",
        }
    }
}

/// The facts of the moment that a rule may use; all come in as values.
#[derive(Clone, Debug)]
pub struct RuleContext {
    /// The instant of the command, from the edge's clock.
    pub now: DateTime<Utc>,
    /// Pseudonym of who asks.
    pub actor: String,
    /// Where the command came from.
    pub source: Source,
    /// The divisions known, with their validity.
    pub divisions: Arc<Divisions>,
    /// The policy in force.
    pub policy: Arc<Policy>,
}

impl RuleContext {
    /// The local (+08:00) date of the command.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        time::local_date(self.now)
    }

    /// The policy in force in a division on a day: the day of the fact, not of the command.
    #[must_use]
    pub fn policy_on(&self, _division: &DivisionCode, _day: NaiveDate) -> Arc<Policy> {
        Arc::clone(&self.policy)
    }

    /// Whether the operator answers for the command on the host, so that it counts as approved (设计 6).
    #[must_use]
    pub fn counts_as_approved(&self) -> bool {
        match self.source {
            Source::Import | Source::Demo => true,
            Source::Api | Source::System => false,
        }
    }
}

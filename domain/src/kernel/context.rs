//! What the edge tells a rule beside the command: now, who, from where, and the rules that stand.

use crate::kernel::{Acting, DivisionCode, Divisions, Policy, StandingRules, WorkCalendar, time};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

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
    /// For whom they act where service is recorded.
    pub acting: Acting,
    /// Where the command came from.
    pub source: Source,
    /// The divisions known, with their validity.
    pub divisions: Arc<Divisions>,
    /// The dated policies and the working-day calendar.
    pub standing: StandingRules,
    /// The policy versions that rules asked for, which go into the metadata of what they decide.
    pub consulted: ConsultedPolicies,
}

/// The names of the policy versions that decisions rest on; clones share one list.
#[derive(Clone, Debug, Default)]
pub struct ConsultedPolicies(Arc<Mutex<BTreeSet<String>>>);

impl ConsultedPolicies {
    fn note(&self, version: &str) {
        let mut versions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !versions.contains(version) {
            versions.insert(version.to_owned());
        }
    }

    /// The versions in the order of their names.
    #[must_use]
    pub fn versions(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl RuleContext {
    /// The local (+08:00) date of the command.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        time::local_date(self.now)
    }

    /// The policy in force in a division on a day: the day of the fact, not of the command.
    #[must_use]
    pub fn policy_on(&self, division: &DivisionCode, day: NaiveDate) -> Arc<Policy> {
        let policy = self.standing.policies.in_force(&self.divisions, division, day);
        self.consulted.note(&policy.version);
        policy
    }

    /// The country's policy on a day, for facts that belong to no division.
    #[must_use]
    pub fn policy_nationwide(&self, day: NaiveDate) -> Arc<Policy> {
        self.policy_on(&DivisionCode::default(), day)
    }

    /// The working-day calendar.
    #[must_use]
    pub fn calendar(&self) -> &WorkCalendar {
        &self.standing.calendar
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

#[cfg(test)]
impl RuleContext {
    /// What the tests of the rules ask with: an instant, a source, and the built-in reference data.
    pub(crate) fn tested_at(now: DateTime<Utc>, source: Source) -> Self {
        Self {
            now,
            actor: "tester".to_owned(),
            acting: Acting::default(),
            source,
            divisions: Arc::new(Divisions::built_in().expect("the built-in divisions")),
            standing: StandingRules::built_in().expect("the built-in calendar"),
            consulted: ConsultedPolicies::default(),
        }
    }

    /// The same with a number of the policy that holds everywhere and always.
    pub(crate) fn with_number(mut self, name: &str, value: u32) -> Self {
        let before = self.standing.policies.newest_of(None);
        let mut changes = before.map(|version| version.changes.clone()).unwrap_or_default();
        changes.insert(name.to_owned(), value);
        let version = crate::kernel::PolicyVersion {
            version: format!("{name}-{value}"),
            jurisdiction: None,
            effective_from: NaiveDate::MIN,
            changes,
        };
        self.standing.policies = Arc::new(self.standing.policies.and(version));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_stored_by_their_words() {
        let codes = [Source::Api, Source::Import, Source::Demo, Source::System].map(Source::code);
        assert_eq!(codes, ["API", "IMPORT", "DEMO", "SYSTEM"]);
    }

    #[test]
    fn operator_answers_for_what_comes_from_the_host_and_the_consulted_versions_are_noted_once() {
        let at = "2024-06-01T16:00:00Z".parse().unwrap();
        let approved = [Source::Api, Source::Import, Source::Demo, Source::System]
            .map(|source| RuleContext::tested_at(at, source).counts_as_approved());
        assert_eq!(approved, [false, true, true, false]);
        let context = RuleContext::tested_at(at, Source::Api);
        assert_eq!(context.today(), "2024-06-02".parse().unwrap());
        assert_eq!(context.consulted.versions(), Vec::<String>::new());
        for _ in 0..2 {
            assert_eq!(context.policy_nationwide(context.today()).version, "national-2024-1");
        }
        assert_eq!(context.consulted.versions(), ["national-2024-1"]);
    }
}

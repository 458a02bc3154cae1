//! Dated versions of the rules' numbers, by jurisdiction: which of them are in force in a division on a day.
//!
//! The country has a version from the beginning. A jurisdiction's version sets some numbers over those of the level
//! above it, from its first day until the jurisdiction's next version; what is not set stays as above.

use crate::kernel::{DivisionCode, Divisions, Policy};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// What joins the names of the versions that stand over each other in a jurisdiction.
pub(crate) const VERSION_SEPARATOR: char = '+';

/// One version of a jurisdiction (规则版本).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// Its name, unique in the registry.
    pub version: String,
    /// The province, city or county for which it is; nothing for the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<DivisionCode>,
    /// First local day of facts to which it applies.
    pub effective_from: NaiveDate,
    /// The numbers that it sets, by name.
    pub changes: BTreeMap<String, u32>,
}

/// All versions that were published, in the order of their publication.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PolicyTimeline {
    versions: Vec<PolicyVersion>,
    /// The numbers under each stack of versions, made once.
    #[serde(skip)]
    stacked: Mutex<HashMap<Vec<usize>, Arc<Policy>>>,
}

impl Clone for PolicyTimeline {
    fn clone(&self) -> Self {
        Self { versions: self.versions.clone(), stacked: Mutex::default() }
    }
}

impl PartialEq for PolicyTimeline {
    fn eq(&self, other: &Self) -> bool {
        self.versions == other.versions
    }
}

impl PolicyTimeline {
    /// All versions, in the order of their publication.
    #[must_use]
    pub fn versions(&self) -> &[PolicyVersion] {
        &self.versions
    }

    /// The newest version of a jurisdiction.
    #[must_use]
    pub fn newest_of(&self, jurisdiction: Option<&DivisionCode>) -> Option<&PolicyVersion> {
        self.versions
            .iter()
            .filter(|version| version.jurisdiction.as_ref() == jurisdiction)
            .max_by_key(|version| version.effective_from)
    }

    /// Takes a version in; whether it may be published is the rule book's to decide.
    pub(crate) fn push(&mut self, version: PolicyVersion) {
        self.versions.push(version);
    }

    /// The same versions and one more, to see what it would change.
    #[must_use]
    pub fn and(&self, version: PolicyVersion) -> Self {
        let mut timeline = self.clone();
        timeline.push(version);
        timeline
    }

    /// The same versions, with one of them in force in its jurisdiction from a day on, in place of all others from then.
    #[must_use]
    pub(crate) fn supposing(&self, version: &PolicyVersion, from: NaiveDate) -> Self {
        let stays = |held: &&PolicyVersion| held.jurisdiction != version.jurisdiction || held.effective_from < from;
        let versions = self.versions.iter().filter(stays).cloned().collect();
        let mut timeline = Self { versions, stacked: Mutex::default() };
        timeline.push(PolicyVersion { effective_from: from, ..version.clone() });
        timeline
    }

    /// The numbers in force in a division on a day.
    #[must_use]
    pub fn in_force(&self, divisions: &Divisions, division: &DivisionCode, day: NaiveDate) -> Arc<Policy> {
        let stack = self.stack(divisions, division, day);
        let mut stacked = self.stacked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(policy) = stacked.get(&stack) {
            return Arc::clone(policy);
        }
        let mut policy = Policy::default();
        for version in stack.iter().filter_map(|index| self.versions.get(*index)) {
            let name = match version.jurisdiction {
                Some(_) => format!("{}{VERSION_SEPARATOR}{}", policy.version, version.version),
                None => version.version.clone(),
            };
            // A version whose numbers contradict those above it from a later date on leaves these as they are.
            if let Ok(over) = policy.with(&name, &version.changes) {
                policy = over;
            }
        }
        let policy = Arc::new(policy);
        stacked.insert(stack, Arc::clone(&policy));
        policy
    }

    /// The versions that stand over each other in a division on a day, the country's first.
    fn stack(&self, divisions: &Divisions, division: &DivisionCode, day: NaiveDate) -> Vec<usize> {
        if self.versions.is_empty() {
            return Vec::new();
        }
        let mut jurisdictions = Vec::new();
        let mut next = Some(division);
        while let Some(code) = next {
            jurisdictions.push(Some(code));
            next = divisions.find(code).and_then(|division| division.parent.as_ref());
        }
        jurisdictions.push(None);
        let newest = |jurisdiction: Option<&DivisionCode>| {
            self.versions
                .iter()
                .enumerate()
                .filter(|(_, version)| version.jurisdiction.as_ref() == jurisdiction && version.effective_from <= day)
                .max_by_key(|(_, version)| version.effective_from)
                .map(|(index, _)| index)
        };
        jurisdictions.into_iter().rev().filter_map(newest).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn version(name: &str, jurisdiction: Option<&str>, from: &str, changes: &[(&str, u32)]) -> PolicyVersion {
        PolicyVersion {
            version: name.to_owned(),
            jurisdiction: jurisdiction.map(DivisionCode::new),
            effective_from: day(from),
            changes: changes.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
        }
    }

    fn timeline() -> PolicyTimeline {
        PolicyTimeline::default()
            .and(version("gd-1", Some("44"), "2024-01-01", &[("daily_minutes_at_once", 360)]))
            .and(version("jy-1", Some("4452"), "2024-03-01", &[("presence_share_percent", 80)]))
            .and(version("gd-2", Some("44"), "2025-01-01", &[("recording_working_days", 15)]))
    }

    fn in_force(division: &str, on: &str) -> (String, u32, u32, u32) {
        under(&timeline(), division, on)
    }

    fn under(timeline: &PolicyTimeline, division: &str, on: &str) -> (String, u32, u32, u32) {
        let divisions = Divisions::built_in().unwrap();
        let policy = timeline.in_force(&divisions, &DivisionCode::new(division), day(on));
        let numbers = (policy.daily_minutes_at_once, policy.presence_share_percent, policy.recording_working_days);
        (policy.version.clone(), numbers.0, numbers.1, numbers.2)
    }

    #[test]
    fn country_applies_before_the_first_day_of_a_version_and_in_other_provinces() {
        let national = ("national-2024-1".to_owned(), 480, 60, 10);
        assert_eq!(in_force("445281", "2023-12-31"), national);
        assert_eq!(in_force("360702", "2025-06-01"), national);
    }

    #[test]
    fn version_of_a_city_stands_over_that_of_its_province() {
        assert_eq!(in_force("445281", "2024-02-29"), ("national-2024-1+gd-1".to_owned(), 360, 60, 10));
        assert_eq!(in_force("445281", "2024-03-01"), ("national-2024-1+gd-1+jy-1".to_owned(), 360, 80, 10));
        assert_eq!(in_force("44", "2024-03-01"), ("national-2024-1+gd-1".to_owned(), 360, 60, 10));
    }

    #[test]
    fn next_version_of_a_jurisdiction_takes_the_place_of_the_one_before_whole() {
        assert_eq!(in_force("445281", "2025-01-01"), ("national-2024-1+gd-2+jy-1".to_owned(), 480, 80, 15));
    }

    #[test]
    fn supposed_version_takes_the_place_of_its_jurisdiction_s_later_ones_and_leaves_all_else() {
        let first = version("gd-1", Some("44"), "2024-01-01", &[("daily_minutes_at_once", 360)]);
        let supposed = timeline().supposing(&first, day("2024-02-01"));
        let under = |on: &str| under(&supposed, "445281", on);
        assert_eq!(under("2024-01-15"), ("national-2024-1+gd-1".to_owned(), 360, 60, 10));
        assert_eq!(under("2024-04-01"), ("national-2024-1+gd-1+jy-1".to_owned(), 360, 80, 10));
        assert_eq!(under("2025-06-01"), ("national-2024-1+gd-1+jy-1".to_owned(), 360, 80, 10));
    }

    #[test]
    fn timelines_are_equal_when_their_versions_are() {
        assert_eq!(timeline(), timeline());
        assert_ne!(timeline(), timeline().and(version("gd-3", Some("44"), "2026-01-01", &[])));
    }
}

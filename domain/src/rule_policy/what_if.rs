//! What would be under other numbers (规则试算): supposed for a question, never published and never stored (K8).

use crate::{
    kernel::{DivisionCode, Divisions, Policy, PolicyTimeline, PolicyVersion, text},
    rule_policy::{RulePolicy, RulePolicyRefusal},
};
use chrono::NaiveDate;
use std::{collections::BTreeMap, sync::Arc};

/// What the supposed numbers are called.
const SUPPOSED_VERSION: &str = "what-if";

/// The numbers that are supposed (试算规则).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supposition {
    /// A published version, as if it were in force already, or again, in its jurisdiction.
    pub version: Option<String>,
    /// Numbers set anew over those in force in each division, and over those of the version.
    pub changes: BTreeMap<String, u32>,
}

/// The numbers as they are and as they are supposed, in every division on every day.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    published: PolicyTimeline,
    supposed: PolicyTimeline,
    changes: BTreeMap<String, u32>,
}

impl WhatIf {
    /// The versions that were published.
    #[must_use]
    pub fn published(&self) -> &PolicyTimeline {
        &self.published
    }

    /// The numbers in force in a division on a day.
    #[must_use]
    pub fn before(&self, divisions: &Divisions, division: &DivisionCode, day: NaiveDate) -> Arc<Policy> {
        self.published.in_force(divisions, division, day)
    }

    /// The numbers supposed in a division on a day; on a day from which other versions contradict them, those stay.
    #[must_use]
    pub fn after(&self, divisions: &Divisions, division: &DivisionCode, day: NaiveDate) -> Arc<Policy> {
        let policy = self.supposed.in_force(divisions, division, day);
        policy.with(SUPPOSED_VERSION, &self.changes).map_or(policy, Arc::new)
    }
}

impl RulePolicy {
    /// Supposes other numbers from a day on, checked as a version of theirs is checked when it is published.
    ///
    /// # Errors
    /// [`RulePolicyRefusal`]: nothing is supposed, no version has this name, or a number is unknown, out of bounds or
    /// contradicts another one in some of the divisions on the day.
    pub fn what_if<'d>(
        &self,
        supposition: Supposition,
        on: NaiveDate,
        divisions: &Divisions,
        asked: impl IntoIterator<Item = &'d DivisionCode>,
    ) -> Result<WhatIf, RulePolicyRefusal> {
        let Supposition { version, changes } = supposition;
        if version.is_none() && changes.is_empty() {
            return Err(RulePolicyRefusal::NothingSupposed);
        }
        let published = self.timeline().clone();
        let supposed = match version {
            None => published.clone(),
            Some(version) => {
                let version = text::name("version", &version)?;
                let held = published.versions().iter().find(|held| held.version == version);
                let held = held.ok_or(RulePolicyRefusal::PolicyVersionUnknown { version })?;
                self.check_numbers(&PolicyVersion { effective_from: on, ..held.clone() }, divisions)?;
                published.supposing(held, on)
            }
        };
        for division in asked {
            supposed.in_force(divisions, division, on).with(SUPPOSED_VERSION, &changes)?;
        }
        Ok(WhatIf { published, supposed, changes })
    }
}

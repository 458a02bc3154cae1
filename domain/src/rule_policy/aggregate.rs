//! The state of the rule book: one function a command, one arm an event.

use crate::{
    kernel::{
        Divisions, Policy, PolicyTimeline, PolicyVersion, RuleContext, policy::NATIONAL_VERSION,
        policy_timeline::VERSION_SEPARATOR, text, time,
    },
    rule_policy::{commands::RulePolicyCommand, events::RulePolicyEvent, refusals::RulePolicyRefusal},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Versions that the book holds: one a year for a province with all its counties leaves room.
pub const VERSIONS_LIMIT: usize = 5_000;

type Decision = Result<Vec<RulePolicyEvent>, RulePolicyRefusal>;

/// The rule book (规则版本), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RulePolicy {
    timeline: PolicyTimeline,
    /// The order behind each version, by its name.
    orders: BTreeMap<String, String>,
}

impl RulePolicy {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`RulePolicyRefusal`] names the rule that said no.
    pub fn decide(&self, command: RulePolicyCommand, context: &RuleContext) -> Decision {
        match command {
            RulePolicyCommand::PublishPolicy { version, order_reference } => {
                self.publish(version, &order_reference, context)
            }
        }
    }

    /// All versions, and which of them are in force.
    #[must_use]
    pub fn timeline(&self) -> &PolicyTimeline {
        &self.timeline
    }

    fn publish(&self, version: PolicyVersion, order_reference: &str, context: &RuleContext) -> Decision {
        let version = PolicyVersion { version: text::name("version", &version.version)?, ..version };
        let order_reference = text::name("order_reference", order_reference)?;
        if let Some(held) = self.timeline.versions().iter().find(|held| held.version == version.version) {
            let mut fields = differences(held, &version);
            let same = self.orders.get(&version.version).is_some_and(|order| *order == order_reference);
            fields.extend((!same).then_some("order_reference"));
            let version = version.version;
            return if fields.is_empty() {
                Ok(Vec::new())
            } else {
                Err(RulePolicyRefusal::PolicyVersionTaken { version, fields })
            };
        }
        // Stored events name the versions that they were decided under, so no name may stand for two of them.
        if version.version == NATIONAL_VERSION || version.version.contains([VERSION_SEPARATOR, ',']) {
            return Err(RulePolicyRefusal::PolicyVersionReserved { version: version.version });
        }
        let versions = self.timeline.versions().len();
        if versions >= VERSIONS_LIMIT {
            return Err(RulePolicyRefusal::TooManyVersions { limit: VERSIONS_LIMIT });
        }
        self.check_numbers(&version, &context.divisions)?;
        let newest = self.timeline.newest_of(version.jurisdiction.as_ref());
        if let Some(newest) = newest.filter(|newest| newest.effective_from >= version.effective_from) {
            return Err(RulePolicyRefusal::PolicyOverlaps {
                newest: newest.version.clone(),
                newest_from: newest.effective_from,
                effective_from: version.effective_from,
            });
        }
        let (effective_from, today) = (version.effective_from, context.today());
        // A registry that is set up under rules already in force enters them with their day, once a jurisdiction.
        let setting_up = context.counts_as_approved() && newest.is_none();
        if effective_from <= today && !setting_up {
            return Err(RulePolicyRefusal::PolicyRetroactive { effective_from, today });
        }
        let superseded = newest.map(|newest| RulePolicyEvent::PolicySuperseded {
            version: newest.version.clone(),
            jurisdiction: newest.jurisdiction.clone(),
            last_day: time::day_before(effective_from),
        });
        let published = RulePolicyEvent::PolicyPublished { version, order_reference };
        Ok(superseded.into_iter().chain([published]).collect())
    }

    /// The numbers are known, believed, and agree with those of the levels above on the first day.
    pub(super) fn check_numbers(
        &self,
        version: &PolicyVersion,
        divisions: &Divisions,
    ) -> Result<(), RulePolicyRefusal> {
        let above = match &version.jurisdiction {
            None => Policy::default(),
            Some(jurisdiction) => {
                let division = divisions.valid_on(jurisdiction, version.effective_from)?;
                let day = version.effective_from;
                division.parent.as_ref().map_or_else(Policy::default, |parent| {
                    Policy::clone(&self.timeline.in_force(divisions, parent, day))
                })
            }
        };
        above.with(&version.version, &version.changes)?;
        Ok(())
    }

    pub(super) fn remember(&mut self, event: RulePolicyEvent) {
        match event {
            RulePolicyEvent::PolicyPublished { version, order_reference } => {
                self.orders.insert(version.version.clone(), order_reference);
                self.timeline.push(version);
            }
            // The version that follows says the same by its first day.
            RulePolicyEvent::PolicySuperseded { .. } => {}
        }
    }
}

/// The parts in which two versions of one name differ.
fn differences(held: &PolicyVersion, asked: &PolicyVersion) -> Vec<&'static str> {
    [
        ("jurisdiction", held.jurisdiction == asked.jurisdiction),
        ("effective_from", held.effective_from == asked.effective_from),
        ("changes", held.changes == asked.changes),
    ]
    .into_iter()
    .filter_map(|(field, same)| (!same).then_some(field))
    .collect()
}

crate::aggregate!(RulePolicy, "rule_policy", RulePolicyCommand, RulePolicyEvent, RulePolicyRefusal);

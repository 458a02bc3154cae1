//! The rules of stars (V13, V14): apply, be shown, answer objections, award, revoke.

use crate::{
    kernel::{Code, PersonId, Personal, Policy, RuleContext, text},
    recognition::{
        LedgerFacts, RecognitionEvent, RecognitionRefusal,
        aggregate::{Decision, Recognition, limited},
        words::GrantingLevel,
    },
};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The highest star.
pub const STARS: u8 = 5;
/// Objections to one application.
const OBJECTIONS_LIMIT: usize = 100;

/// An application that is shown or waits for its award (星级申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Application {
    pub(super) level: u8,
    pub(super) shown_until: NaiveDate,
    /// Each objection, and whether it was right once it is answered.
    pub(super) objections: BTreeMap<Code, Option<bool>>,
    /// The volunteer's person, whose key seals what is said.
    pub(super) person_id: PersonId,
}

/// Minutes that a star needs.
#[must_use]
pub fn threshold(policy: &Policy, level: u8) -> u64 {
    u64::from(match level {
        0 => 0,
        1 => policy.star_1_minutes,
        2 => policy.star_2_minutes,
        3 => policy.star_3_minutes,
        4 => policy.star_4_minutes,
        _ => policy.star_5_minutes,
    })
}

/// The lowest authority that awards a star.
#[must_use]
pub fn authority_for(policy: &Policy, level: u8) -> GrantingLevel {
    let level = u32::from(level);
    if level <= policy.star_county_highest {
        GrantingLevel::County
    } else if level <= policy.star_city_highest {
        GrantingLevel::City
    } else {
        GrantingLevel::Province
    }
}

impl Recognition {
    pub(super) fn apply_star(&self, ledger: &LedgerFacts, level: u8, context: &RuleContext) -> Decision {
        known_level(level)?;
        if self.star >= level || self.application.as_ref().is_some_and(|held| held.level == level) {
            return Ok(Vec::new());
        }
        let next = self.star + 1;
        if level != next {
            return Err(RecognitionRefusal::StarOutOfOrder { next, actual: level });
        }
        let today = context.today();
        if let Some(until) = self.banned_until.filter(|until| today < *until) {
            return Err(RecognitionRefusal::StarBanned { until });
        }
        let policy = context.policy_on(&ledger.division, today);
        let (minutes, threshold) = check_minutes(ledger, level, &policy)?;
        let shown_until = context.calendar().due_on(today, policy.star_publicity_working_days)?;
        let (applied_on, person_id) = (today, ledger.person_id);
        Ok(vec![RecognitionEvent::StarApplied { level, minutes, threshold, applied_on, shown_until, person_id }])
    }

    pub(super) fn object(&self, level: u8, code: Code, statement: &str, context: &RuleContext) -> Decision {
        let application = self.applied(level)?;
        if application.objections.contains_key(&code) {
            return Ok(Vec::new());
        }
        let (until, today) = (application.shown_until, context.today());
        if today > until {
            return Err(RecognitionRefusal::StarShownBefore { until, today });
        }
        limited("objections", application.objections.len(), OBJECTIONS_LIMIT)?;
        let statement = Personal::clear(text::note("statement", statement)?);
        let person_id = application.person_id;
        Ok(vec![RecognitionEvent::StarObjected { level, code, person_id, statement }])
    }

    pub(super) fn answer_objection(
        &self,
        (level, code, upheld): (u8, Code, bool),
        ledger: &LedgerFacts,
        authority: GrantingLevel,
        context: &RuleContext,
    ) -> Decision {
        let known = self.application.as_ref().is_some_and(|held| held.objections.contains_key(&code));
        if !known && self.upheld.as_ref().is_some_and(|(of, held)| (*of, held) == (level, &code)) {
            let differs = RecognitionRefusal::ObjectionAnswered { objection: code, upheld: true };
            return if upheld { Ok(Vec::new()) } else { Err(differs) };
        }
        let application = self.applied(level)?;
        match application.objections.get(&code) {
            None => Err(RecognitionRefusal::ObjectionUnknown { objection: code }),
            Some(Some(held)) if *held == upheld => Ok(Vec::new()),
            Some(Some(held)) => Err(RecognitionRefusal::ObjectionAnswered { objection: code, upheld: *held }),
            Some(None) => {
                let policy = context.policy_on(&ledger.division, context.today());
                check_authority(level, authority_for(&policy, level), authority)?;
                Ok(vec![RecognitionEvent::ObjectionAnswered { level, code, upheld }])
            }
        }
    }

    pub(super) fn award_star(
        &self,
        ledger: &LedgerFacts,
        level: u8,
        authority: GrantingLevel,
        context: &RuleContext,
    ) -> Decision {
        known_level(level)?;
        if self.star >= level {
            return Ok(Vec::new());
        }
        let application = self.applied(level)?;
        let (until, today) = (application.shown_until, context.today());
        if today <= until {
            return Err(RecognitionRefusal::StarStillShown { until, today });
        }
        if let Some((objection, _)) = application.objections.iter().find(|(_, answer)| answer.is_none()) {
            return Err(RecognitionRefusal::ObjectionOpen { objection: objection.clone() });
        }
        let policy = context.policy_on(&ledger.division, today);
        check_authority(level, authority_for(&policy, level), authority)?;
        // What counted at the application may have been corrected or revoked since.
        let (minutes, threshold) = check_minutes(ledger, level, &policy)?;
        Ok(vec![RecognitionEvent::StarAwarded { level, authority, minutes, threshold, awarded_on: today }])
    }

    pub(super) fn revoke_star(
        &self,
        ledger: &LedgerFacts,
        (level, authority): (u8, GrantingLevel),
        reason: &str,
        context: &RuleContext,
    ) -> Decision {
        known_level(level)?;
        if self.star < level {
            let known = self.star_revoked == Some(level);
            return if known { Ok(Vec::new()) } else { Err(RecognitionRefusal::StarNotHeld { level }) };
        }
        // Those above fall with it, so that whoever revokes stands as high as whoever awarded the highest of them.
        if let Some(needed) = self.awarded.range(level..).map(|(_, awarded_by)| *awarded_by).max() {
            check_authority(level, needed, authority)?;
        }
        let revoked_on = context.today();
        let months = context.policy_on(&ledger.division, revoked_on).star_ban_months;
        let banned_until = revoked_on.checked_add_months(Months::new(months)).unwrap_or(revoked_on);
        // A ban that lasts longer is not shortened by a later one.
        let banned_until = self.banned_until.map_or(banned_until, |before| before.max(banned_until));
        let reason = Personal::clear(text::note("reason", reason)?);
        let person_id = ledger.person_id;
        Ok(vec![RecognitionEvent::StarRevoked { level, revoked_on, banned_until, person_id, reason }])
    }

    fn applied(&self, level: u8) -> Result<&Application, RecognitionRefusal> {
        let held = self.application.as_ref().filter(|held| held.level == level);
        held.ok_or(RecognitionRefusal::StarNotApplied { level })
    }

    /// Takes an event of a star in.
    pub(super) fn remember_star(&mut self, event: RecognitionEvent) {
        match event {
            RecognitionEvent::StarApplied { level, shown_until, person_id, .. } => {
                self.application = Some(Application { level, shown_until, objections: BTreeMap::new(), person_id });
            }
            RecognitionEvent::StarObjected { code, .. } => {
                if let Some(application) = &mut self.application {
                    application.objections.insert(code, None);
                }
            }
            RecognitionEvent::ObjectionAnswered { level, code, upheld } => {
                if upheld {
                    self.application = None;
                    self.upheld = Some((level, code));
                } else if let Some(application) = &mut self.application {
                    application.objections.insert(code, Some(upheld));
                }
            }
            RecognitionEvent::StarAwarded { level, authority, .. } => {
                self.star = level;
                self.awarded.insert(level, authority);
                self.application = None;
            }
            RecognitionEvent::StarRevoked { level, banned_until, .. } => {
                self.star = level.saturating_sub(1);
                self.awarded.retain(|held, _| *held < level);
                self.application = None;
                self.banned_until = Some(banned_until);
                self.star_revoked = Some(level);
            }
            RecognitionEvent::TrainingCompleted { .. }
            | RecognitionEvent::CommendationRecorded { .. }
            | RecognitionEvent::ServiceEvaluated { .. }
            | RecognitionEvent::CertificateIssued { .. }
            | RecognitionEvent::ServiceCertificateRevoked { .. } => {}
        }
    }
}

fn known_level(level: u8) -> Result<(), RecognitionRefusal> {
    if (1..=STARS).contains(&level) {
        Ok(())
    } else {
        Err(RecognitionRefusal::StarUnknown { limit: STARS, actual: level })
    }
}

/// Who decides on a level stands high enough (V13).
fn check_authority(level: u8, needed: GrantingLevel, given: GrantingLevel) -> Result<(), RecognitionRefusal> {
    if given < needed { Err(RecognitionRefusal::AuthorityTooLow { level, needed, given }) } else { Ok(()) }
}

/// The minutes that count and those that the level needs.
fn check_minutes(ledger: &LedgerFacts, level: u8, policy: &Policy) -> Result<(u64, u64), RecognitionRefusal> {
    let (actual, threshold) = (ledger.minutes_of_classes(policy.star_evidence_classes), threshold(policy, level));
    if actual < threshold {
        return Err(RecognitionRefusal::StarMinutesMissing { level, threshold, actual });
    }
    Ok((actual, threshold))
}

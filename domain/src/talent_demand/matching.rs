//! People proposed for an item, accepted, turned down, and engaged (K5).

use super::aggregate::{Decision, ItemActs, MATCHES_LIMIT, Match, TalentDemand};
use crate::{
    kernel::{Code, OrganizationId, PersonId, Personal, RuleContext, text, time},
    talent_demand::{DemandItem, TalentDemandEvent, TalentDemandRefusal},
    talent_profile::{TalentFacts, engagements::Engagement, explain},
};
use chrono::NaiveDate;

impl TalentDemand {
    pub(super) fn propose(
        &self,
        (person_id, facts): (PersonId, &TalentFacts),
        (item, recipient): (Code, Option<OrganizationId>),
        note: Option<&str>,
        proposed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let (wanted, acts) = self.open_item(&item)?;
        let note = note.map(|note| text::note("note", note)).transpose()?.map(Personal::clear);
        if let Some(recipient) = recipient.filter(|unit| acts.allocated.get(unit).is_none_or(|held| *held == 0)) {
            return Err(TalentDemandRefusal::RecipientUnknown { recipient });
        }
        if let Some(held) = acts.matches.get(&person_id) {
            match held.declined_on {
                // What was repeated is the proposal as it was, whatever came of it.
                _ if (held.recipient, held.proposed_on) == (recipient, proposed_on) => return Ok(Vec::new()),
                None => return Err(TalentDemandRefusal::MatchLive { proposed_on: held.proposed_on }),
                Some(declined_on) if proposed_on <= declined_on => {
                    let earliest = time::next_day(declined_on);
                    return Err(TalentDemandRefusal::DayTooEarly { day: proposed_on, earliest });
                }
                Some(_) => {}
            }
        } else if acts.matches.len() >= MATCHES_LIMIT {
            return Err(TalentDemandRefusal::TooManyMatches { limit: MATCHES_LIMIT });
        }
        self.check_day(acts, proposed_on, context)?;
        let explained = explain(&wanted.criteria, facts, proposed_on, &context.divisions);
        Ok(vec![TalentDemandEvent::MatchProposed { person_id, item, recipient, explained, note, proposed_on }])
    }

    pub(super) fn accept(
        &self,
        person_id: PersonId,
        item: Code,
        reason: Option<&str>,
        accepted_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let (wanted, acts) = self.open_item(&item)?;
        let reason = reason.map(|reason| text::note("reason", reason)).transpose()?.map(Personal::clear);
        let held = live_match(acts, person_id)?;
        match held.accepted_on {
            Some(day) if day == accepted_on => return Ok(Vec::new()),
            Some(accepted_on) => return Err(TalentDemandRefusal::MatchAccepted { accepted_on }),
            None => {}
        }
        self.check_day(acts, accepted_on, context)?;
        let (unmet, unknown) = held.open_criteria;
        if reason.is_none() && unmet + unknown > 0 {
            return Err(TalentDemandRefusal::CriteriaNotMet { unmet, unknown });
        }
        let limit = places(wanted, acts, held.recipient);
        if acts.accepted_for(held.recipient) >= limit {
            return Err(TalentDemandRefusal::PlacesTaken { item, limit });
        }
        Ok(vec![TalentDemandEvent::MatchAccepted { person_id, item, reason, accepted_on }])
    }

    pub(super) fn decline(
        &self,
        person_id: PersonId,
        item: Code,
        reason: &str,
        declined_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let (_, acts) = self.open_item(&item)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        let held = acts.matches.get(&person_id).ok_or(TalentDemandRefusal::MatchUnknown)?;
        match held.declined_on {
            Some(day) if day == declined_on => return Ok(Vec::new()),
            Some(declined_on) => return Err(TalentDemandRefusal::MatchDeclined { declined_on }),
            None => {}
        }
        self.check_day(acts, declined_on, context)?;
        Ok(vec![TalentDemandEvent::MatchDeclined { person_id, item, reason, declined_on }])
    }

    pub(super) fn link(&self, person_id: PersonId, item: Code, engagement: Engagement) -> Decision {
        let (wanted, acts) = self.open_item(&item)?;
        let held = live_match(acts, person_id)?;
        let Some(accepted_on) = held.accepted_on else { return Err(TalentDemandRefusal::MatchNotAccepted) };
        match &held.engagement {
            Some(code) if *code == engagement.code => return Ok(Vec::new()),
            Some(code) => return Err(TalentDemandRefusal::EngagementLinked { item, engagement: code.clone() }),
            None => {}
        }
        let mut others = self.every_item().filter(|(_, acts)| {
            acts.matches
                .get(&person_id)
                .is_some_and(|held| held.declined_on.is_none() && held.engagement.as_ref() == Some(&engagement.code))
        });
        if let Some((other, _)) = others.next() {
            return Err(TalentDemandRefusal::EngagementLinked { item: other.clone(), engagement: engagement.code });
        }
        if !wanted.modes.is_empty() && !wanted.modes.contains(&engagement.mode) {
            let (mode, wanted) = (engagement.mode, wanted.modes.clone());
            return Err(TalentDemandRefusal::ModeNotWanted { mode, wanted });
        }
        let actual = engagement.organization_id;
        if let Some(expected) = wanted.employer.filter(|employer| *employer != actual) {
            return Err(TalentDemandRefusal::EmployerDiffers { expected, actual });
        }
        if let Some(ended_on) = engagement.span.to.filter(|to| *to < accepted_on) {
            return Err(TalentDemandRefusal::EngagementOver { ended_on, accepted_on });
        }
        Ok(vec![TalentDemandEvent::MatchEngaged { person_id, item, engagement }])
    }
}

/// Places of a recipient, or those that no recipient has.
fn places(wanted: &DemandItem, acts: &ItemActs, recipient: Option<OrganizationId>) -> u32 {
    match recipient {
        Some(recipient) => acts.allocated.get(&recipient).copied().unwrap_or_default(),
        None => wanted.quantity.saturating_sub(acts.allocated_beside(None)),
    }
}

/// A match that was not declined.
fn live_match(acts: &ItemActs, person_id: PersonId) -> Result<&Match, TalentDemandRefusal> {
    let held = acts.matches.get(&person_id).ok_or(TalentDemandRefusal::MatchUnknown)?;
    match held.declined_on {
        Some(declined_on) => Err(TalentDemandRefusal::MatchDeclined { declined_on }),
        None => Ok(held),
    }
}

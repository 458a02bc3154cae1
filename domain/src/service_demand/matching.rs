//! Who is matched to a demand and what they answer (D2, D3).

use crate::{
    kernel::{RuleContext, time},
    service_demand::{
        aggregate::{Answer, Decision, Match, ServiceDemand, believed, not_before, not_in_future},
        events::{Responder, ServiceDemandEvent},
        facts::ResponderFacts,
        refusals::ServiceDemandRefusal,
        words::DemandAnswer,
    },
};
use chrono::{DateTime, Utc};

/// Teams and volunteers of one demand.
const MATCHES_LIMIT: usize = 2_000;

impl ServiceDemand {
    pub(super) fn match_responder(
        &self,
        facts: ResponderFacts,
        people: u32,
        matched_at: DateTime<Utc>,
        context: &RuleContext,
    ) -> Decision {
        let posting = self.open()?;
        let responder = facts.responder();
        let people = of_responder(responder, people);
        let held = self.find(responder);
        if let Some(Match { people: before, matched_at, .. }) = held.filter(|held| !held.declined()) {
            let (same, matched_at) = (*before == people, *matched_at);
            let already = ServiceDemandRefusal::AlreadyMatched { people: *before, matched_at };
            return if same { Ok(Vec::new()) } else { Err(already) };
        }
        believed(people)?;
        let answered_at = held.and_then(|held| held.answer).map(|answer| answer.answered_at);
        not_before(matched_at, answered_at.unwrap_or(posting.posted_at))?;
        not_in_future(matched_at, context)?;
        check_live(&facts, matched_at)?;
        if held.is_none() && self.matches.len() >= MATCHES_LIMIT {
            return Err(ServiceDemandRefusal::TooMany { list: "matches", limit: MATCHES_LIMIT });
        }
        let others = self.matches.iter().filter(|held| !held.declined()).map(|held| held.people);
        let people_matched = others.fold(people, u32::saturating_add);
        Ok(vec![ServiceDemandEvent::ServiceDemandMatched { responder, people, people_matched, matched_at }])
    }

    pub(super) fn record_response(
        &self,
        responder: Responder,
        (answer, people): (DemandAnswer, Option<u32>),
        answered_at: DateTime<Utc>,
        context: &RuleContext,
    ) -> Decision {
        self.open()?;
        let held = self.find(responder).ok_or(ServiceDemandRefusal::NotMatched)?;
        let people = match answer {
            DemandAnswer::Declined => 0,
            DemandAnswer::Accepted | DemandAnswer::Arrived => {
                let people = of_responder(responder, people.unwrap_or(held.people));
                believed(people)?;
                people
            }
        };
        if let Some(Answer { answer: before, people: came, answered_at }) = held.answer {
            if (before, came) == (answer, people) {
                return Ok(Vec::new());
            }
            if before != DemandAnswer::Accepted {
                return Err(ServiceDemandRefusal::AnswerFinal { answer: before, answered_at });
            }
        }
        not_before(answered_at, held.answer.map_or(held.matched_at, |answer| answer.answered_at))?;
        not_in_future(answered_at, context)?;
        Ok(vec![ServiceDemandEvent::DemandResponseRecorded { responder, answer, people, answered_at }])
    }

    fn find(&self, responder: Responder) -> Option<&Match> {
        self.matches.iter().find(|held| held.responder == responder)
    }
}

impl Match {
    fn declined(&self) -> bool {
        self.answer.is_some_and(|answer| answer.answer == DemandAnswer::Declined)
    }
}

/// A volunteer is one person, whatever is said.
const fn of_responder(responder: Responder, people: u32) -> u32 {
    match responder {
        Responder::Team(_) => people,
        Responder::Volunteer(_) => 1,
    }
}

/// The team serves, or the volunteer is active, on the day.
fn check_live(facts: &ResponderFacts, matched_at: DateTime<Utc>) -> Result<(), ServiceDemandRefusal> {
    let day = time::local_date(matched_at);
    match facts {
        ResponderFacts::Team(team) if !team.is_live_on(day) => Err(ServiceDemandRefusal::TeamNotLive {
            team_id: team.team_id,
            day,
            from: team.formed_on,
            until: team.disbanded_on,
            suspended: team.suspended,
        }),
        ResponderFacts::Volunteer { volunteer_id, active: false } => {
            Err(ServiceDemandRefusal::VolunteerNotActive { volunteer_id: *volunteer_id, day })
        }
        ResponderFacts::Team(_) | ResponderFacts::Volunteer { .. } => Ok(()),
    }
}

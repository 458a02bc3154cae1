//! The state of a demand, its posting and closing. Who is matched and what they answer stands in `matching`.

use crate::{
    kernel::{Code, DateSpan, OrganizationId, Personal, RuleContext, TimeSpan, text, time},
    organization::OrganizationFacts,
    service_demand::{
        commands::ServiceDemandCommand,
        events::{Demand, Responder, ServiceDemandEvent},
        refusals::ServiceDemandRefusal,
        words::{DemandAnswer, DemandOutcome},
    },
    team::facts::may_stand_behind,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// People of one demand, or of one match, at most.
pub const PEOPLE_LIMIT: u32 = 10_000;
/// Days that one demand lasts at most: what lasts longer is planned as an activity.
pub const WINDOW_DAYS_LIMIT: i64 = 31;

/// What a rule answers: events, none when it is so already, or a refusal.
pub(crate) type Decision = Result<Vec<ServiceDemandEvent>, ServiceDemandRefusal>;

/// A demand for service in an emergency (应急服务需求), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceDemand {
    pub(super) posting: Option<Posting>,
    /// Who is or was matched, each once, in the order of the first match.
    pub(super) matches: Vec<Match>,
    pub(super) closed: Option<(DemandOutcome, DateTime<Utc>)>,
}

/// What was posted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Posting {
    pub(super) code: Code,
    pub(super) organization_id: OrganizationId,
    pub(super) demand: Demand,
    pub(super) posted_at: DateTime<Utc>,
}

/// A match and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Match {
    pub(super) responder: Responder,
    pub(super) people: u32,
    pub(super) matched_at: DateTime<Utc>,
    pub(super) answer: Option<Answer>,
}

/// What somebody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) answer: DemandAnswer,
    pub(super) people: u32,
    pub(super) answered_at: DateTime<Utc>,
}

crate::aggregate!(ServiceDemand, "service_demand", ServiceDemandCommand, ServiceDemandEvent, ServiceDemandRefusal);

impl ServiceDemand {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`ServiceDemandRefusal`] naming the rule that said no.
    pub fn decide(&self, command: ServiceDemandCommand, context: &RuleContext) -> Decision {
        use ServiceDemandCommand as C;
        match command {
            C::PostDemand { code, organization, demand, posted_at } => {
                let demand = normal(demand)?;
                let organization_id = organization.organization_id;
                self.post(Posting { code, organization_id, demand, posted_at }, &organization, context)
            }
            C::MatchResponder { responder, people, matched_at } => {
                self.match_responder(responder, people, matched_at, context)
            }
            C::RecordResponse { responder, answer, people, answered_at } => {
                self.record_response(responder, (answer, people), answered_at, context)
            }
            C::CloseDemand { outcome, note, closed_at } => self.close(outcome, &note, closed_at, context),
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: ServiceDemandEvent) {
        use ServiceDemandEvent as E;
        match event {
            E::ServiceDemandPosted { code, organization_id, demand, posted_at } => {
                self.posting = Some(Posting { code, organization_id, demand, posted_at });
            }
            E::ServiceDemandMatched { responder, people, matched_at, .. } => {
                let new = Match { responder, people, matched_at, answer: None };
                match self.matches.iter_mut().find(|held| held.responder == responder) {
                    Some(held) => *held = new,
                    None => self.matches.push(new),
                }
            }
            E::DemandResponseRecorded { responder, answer, people, answered_at } => {
                if let Some(held) = self.matches.iter_mut().find(|held| held.responder == responder) {
                    held.answer = Some(Answer { answer, people, answered_at });
                }
            }
            E::ServiceDemandClosed { outcome, closed_at, .. } => self.closed = Some((outcome, closed_at)),
        }
    }

    /// The demand as long as it is open (D4).
    pub(super) fn open(&self) -> Result<&Posting, ServiceDemandRefusal> {
        let posting = self.posting.as_ref().ok_or(ServiceDemandRefusal::DemandUnknown)?;
        match self.closed {
            Some((outcome, closed_at)) => Err(ServiceDemandRefusal::DemandClosed { outcome, closed_at }),
            None => Ok(posting),
        }
    }

    fn post(&self, asked: Posting, organization: &OrganizationFacts, context: &RuleContext) -> Decision {
        if let Some(held) = &self.posting {
            let fields = held.differences(&asked);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(ServiceDemandRefusal::CodeTaken { fields }) };
        }
        let Posting { code, organization_id, demand, posted_at } = asked;
        not_in_future(posted_at, context)?;
        let TimeSpan { starts_at, ends_at } = demand.window;
        if ends_at <= starts_at {
            return Err(ServiceDemandRefusal::WindowReversed { starts_at, ends_at });
        }
        if ends_at <= posted_at {
            return Err(ServiceDemandRefusal::WindowOver { ends_at, posted_at });
        }
        let actual = (ends_at - starts_at).num_days();
        if ends_at - starts_at > chrono::Duration::days(WINDOW_DAYS_LIMIT) {
            return Err(ServiceDemandRefusal::WindowTooLong { limit: WINDOW_DAYS_LIMIT, actual });
        }
        believed(demand.people_needed)?;
        let day = time::local_date(posted_at);
        let (from, until) = (organization.registered_on, organization.dissolved_on);
        let suspended = organization.suspended;
        if !may_stand_behind(DateSpan { from, to: until }, suspended, day, context) {
            return Err(ServiceDemandRefusal::OrganizationNotLive { day, from, until, suspended });
        }
        context.divisions.valid_on(&demand.division, day)?;
        Ok(vec![ServiceDemandEvent::ServiceDemandPosted { code, organization_id, demand, posted_at }])
    }

    fn close(&self, outcome: DemandOutcome, note: &str, closed_at: DateTime<Utc>, context: &RuleContext) -> Decision {
        if self.closed.is_some_and(|(held, at)| (held, at) == (outcome, closed_at)) {
            return Ok(Vec::new());
        }
        let posting = self.open()?;
        let latest = self.matches.iter().map(Match::latest).max();
        not_before(closed_at, latest.map_or(posting.posted_at, |latest| latest.max(posting.posted_at)))?;
        not_in_future(closed_at, context)?;
        let note = Personal::clear(text::note("note", note)?);
        let people_arrived = self.matches.iter().map(Match::arrived).fold(0, u32::saturating_add);
        Ok(vec![ServiceDemandEvent::ServiceDemandClosed { outcome, people_arrived, note, closed_at }])
    }
}

impl Posting {
    /// The fields in which two demands differ; when it was posted is no content.
    fn differences(&self, asked: &Self) -> Vec<&'static str> {
        let (held, new) = (&self.demand, &asked.demand);
        let compared = [
            ("organization", self.organization_id == asked.organization_id),
            ("division", held.division == new.division),
            ("place", held.place == new.place),
            ("window", held.window == new.window),
            ("category", held.category == new.category),
            ("skill", held.skill == new.skill),
            ("people_needed", held.people_needed == new.people_needed),
            ("authority_reference", held.authority_reference == new.authority_reference),
        ];
        compared.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

impl Match {
    /// When something happened last.
    fn latest(&self) -> DateTime<Utc> {
        self.answer.map_or(self.matched_at, |answer| answer.answered_at)
    }

    /// People who are there.
    fn arrived(&self) -> u32 {
        self.answer.filter(|answer| answer.answer == DemandAnswer::Arrived).map_or(0, |answer| answer.people)
    }
}

/// The demand with its texts read.
fn normal(demand: Demand) -> Result<Demand, ServiceDemandRefusal> {
    let place = text::name("place", &demand.place)?;
    let skill = demand.skill.map(|skill| text::name("skill", &skill)).transpose()?;
    let authority = demand.authority_reference.map(|reference| text::name("authority_reference", &reference));
    Ok(Demand { place, skill, authority_reference: authority.transpose()?, ..demand })
}

/// So many people can be asked for or come.
pub(super) const fn believed(actual: u32) -> Result<(), ServiceDemandRefusal> {
    if actual == 0 || actual > PEOPLE_LIMIT {
        return Err(ServiceDemandRefusal::PeopleOutOfBounds { min: 1, max: PEOPLE_LIMIT, actual });
    }
    Ok(())
}

pub(super) fn not_before(at: DateTime<Utc>, earliest: DateTime<Utc>) -> Result<(), ServiceDemandRefusal> {
    if at < earliest { Err(ServiceDemandRefusal::InstantTooEarly { at, earliest }) } else { Ok(()) }
}

pub(super) fn not_in_future(at: DateTime<Utc>, context: &RuleContext) -> Result<(), ServiceDemandRefusal> {
    if at > context.now { Err(ServiceDemandRefusal::InstantInFuture { at, now: context.now }) } else { Ok(()) }
}

//! The state of a talent pool: one function a command, one arm an event.

use crate::{
    kernel::{Code, DivisionCode, PersonId, Personal, RuleContext, text, time},
    person::PersonFacts,
    talent_pool::{
        AdmissionBasis, PoolKind, TalentPoolCommand, TalentPoolEvent, TalentPoolRefusal,
        words::{AdmissionSource, RemovalCause},
    },
    talent_profile::criteria,
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Live entries of one pool.
pub const ENTRIES_LIMIT: usize = 5_000;
/// People whom one pool ever had; their last days are remembered, so that nobody comes back before them.
pub const PEOPLE_LIMIT: usize = 20_000;

type Decision = Result<Vec<TalentPoolEvent>, TalentPoolRefusal>;

/// A talent pool (人才库), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalentPool {
    pub(super) opening: Option<Opening>,
    /// Live entries.
    entries: BTreeMap<PersonId, Entry>,
    /// Last days of those who were taken out and have not come back.
    left: BTreeMap<PersonId, NaiveDate>,
    closed_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opening {
    code: Code,
    name: String,
    pub(super) division: DivisionCode,
    kind: PoolKind,
    opened_on: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    admitted_on: NaiveDate,
    confirmed_on: NaiveDate,
}

impl TalentPool {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`TalentPoolRefusal`] names the rule that said no.
    pub fn decide(&self, command: TalentPoolCommand, context: &RuleContext) -> Decision {
        use TalentPoolCommand as C;
        match command {
            C::OpenPool { code, name, division, kind, opened_on } => {
                self.open(Opening { code, name: text::name("name", &name)?, division, kind, opened_on }, context)
            }
            C::AdmitTalent { person, consents, basis, source, reason, admitted_on } => {
                self.admit((person, consents), (basis, source), &reason, admitted_on, context)
            }
            C::ReconfirmTalent { person, reconfirmed_on } => self.reconfirm(person, reconfirmed_on, context),
            C::RemoveTalent { person_id, cause, reason, removed_on } => {
                self.remove(person_id, (cause, reason.as_deref()), removed_on, context)
            }
            C::ClosePool { closed_on } => self.close(closed_on, context),
        }
    }

    /// The code of the pool, once open.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.opening.as_ref().map(|opening| &opening.code)
    }

    /// Whether the person has a live entry.
    #[must_use]
    pub fn holds(&self, person: PersonId) -> bool {
        self.entries.contains_key(&person)
    }

    fn opened(&self) -> Result<&Opening, TalentPoolRefusal> {
        let opening = self.opening.as_ref().ok_or(TalentPoolRefusal::PoolUnknown)?;
        match self.closed_on {
            Some(closed_on) => Err(TalentPoolRefusal::PoolClosed { closed_on }),
            None => Ok(opening),
        }
    }

    fn curated(&self) -> Result<&Opening, TalentPoolRefusal> {
        let opening = self.opened()?;
        match opening.kind {
            PoolKind::Curated => Ok(opening),
            PoolKind::SavedQuery { .. } => Err(TalentPoolRefusal::PoolNotCurated),
        }
    }

    fn open(&self, mut asked: Opening, context: &RuleContext) -> Decision {
        if let PoolKind::SavedQuery { criteria } = &asked.kind {
            asked.kind = PoolKind::SavedQuery { criteria: criteria::read(criteria, &context.divisions)? };
        }
        if let Some(held) = &self.opening {
            let checks = [
                ("name", held.name == asked.name),
                ("division", held.division == asked.division),
                ("kind", held.kind == asked.kind),
                ("opened_on", held.opened_on == asked.opened_on),
            ];
            let fields: Vec<_> = checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect();
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(TalentPoolRefusal::CodeTaken { fields }) };
        }
        not_in_future(asked.opened_on, context)?;
        context.divisions.valid_on(&asked.division, asked.opened_on)?;
        let Opening { code, name, division, kind, opened_on } = asked;
        Ok(vec![TalentPoolEvent::PoolOpened { code, name, division, pool: kind, opened_on }])
    }

    fn admit(
        &self,
        (person, consents): (PersonFacts, bool),
        (basis, source): (AdmissionBasis, AdmissionSource),
        reason: &str,
        admitted_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let opening = self.curated()?;
        let person_id = person.person_id;
        let reason = Personal::clear(text::note("reason", reason)?);
        if let Some(entry) = self.entries.get(&person_id) {
            let admitted = entry.admitted_on;
            return if admitted == admitted_on {
                Ok(Vec::new())
            } else {
                Err(TalentPoolRefusal::EntryLive { admitted_on: admitted })
            };
        }
        let basis = checked_basis(basis, consents, admitted_on)?;
        not_in_future(admitted_on, context)?;
        let earliest = self.left.get(&person_id).map_or(opening.opened_on, |left| time::next_day(*left));
        not_before(admitted_on, earliest)?;
        if !self.left.contains_key(&person_id) && self.entries.len() + self.left.len() >= PEOPLE_LIMIT {
            return Err(TalentPoolRefusal::PoolUsedUp { limit: PEOPLE_LIMIT });
        }
        if self.entries.len() >= ENTRIES_LIMIT {
            return Err(TalentPoolRefusal::PoolFull { limit: ENTRIES_LIMIT });
        }
        let fresh_until = fresh_until(&opening.division, admitted_on, context);
        Ok(vec![TalentPoolEvent::TalentAdmitted { person_id, basis, source, reason, admitted_on, fresh_until }])
    }

    fn entry(&self, person_id: PersonId) -> Result<Entry, TalentPoolRefusal> {
        self.entries.get(&person_id).copied().ok_or(TalentPoolRefusal::EntryUnknown)
    }

    fn reconfirm(&self, person: PersonFacts, reconfirmed_on: NaiveDate, context: &RuleContext) -> Decision {
        let opening = self.curated()?;
        let entry = self.entry(person.person_id)?;
        if entry.confirmed_on == reconfirmed_on {
            return Ok(Vec::new());
        }
        not_in_future(reconfirmed_on, context)?;
        not_before(reconfirmed_on, entry.confirmed_on)?;
        let fresh_until = fresh_until(&opening.division, reconfirmed_on, context);
        Ok(vec![TalentPoolEvent::EntryReconfirmed { person_id: person.person_id, reconfirmed_on, fresh_until }])
    }

    fn remove(
        &self,
        person_id: PersonId,
        (cause, reason): (RemovalCause, Option<&str>),
        removed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        self.curated()?;
        let reason = reason.map(|reason| text::note("reason", reason)).transpose()?.map(Personal::clear);
        if !self.holds(person_id) && self.left.get(&person_id) == Some(&removed_on) {
            return Ok(Vec::new());
        }
        let entry = self.entry(person_id)?;
        not_in_future(removed_on, context)?;
        not_before(removed_on, entry.confirmed_on)?;
        Ok(vec![TalentPoolEvent::TalentRemoved { person_id, cause, reason, removed_on }])
    }

    fn close(&self, closed_on: NaiveDate, context: &RuleContext) -> Decision {
        if self.opening.is_some() && self.closed_on == Some(closed_on) {
            return Ok(Vec::new());
        }
        let opening = self.opened()?;
        not_in_future(closed_on, context)?;
        let newest = self.entries.values().map(|entry| entry.confirmed_on).chain(self.left.values().copied()).max();
        not_before(closed_on, newest.unwrap_or(opening.opened_on))?;
        Ok(vec![TalentPoolEvent::PoolClosed { closed_on }])
    }

    pub(super) fn remember(&mut self, event: TalentPoolEvent) {
        use TalentPoolEvent as E;
        match event {
            E::PoolOpened { code, name, division, pool, opened_on } => {
                self.opening = Some(Opening { code, name, division, kind: pool, opened_on });
            }
            E::TalentAdmitted { person_id, admitted_on, .. } => {
                self.entries.insert(person_id, Entry { admitted_on, confirmed_on: admitted_on });
                self.left.remove(&person_id);
            }
            E::EntryReconfirmed { person_id, reconfirmed_on, .. } => {
                if let Some(entry) = self.entries.get_mut(&person_id) {
                    entry.confirmed_on = reconfirmed_on;
                }
            }
            E::TalentRemoved { person_id, removed_on, .. } => {
                self.entries.remove(&person_id);
                self.left.insert(person_id, removed_on);
            }
            E::PoolClosed { closed_on } => self.closed_on = Some(closed_on),
        }
    }
}

/// The basis of an admission, where it carries one (K1).
fn checked_basis(basis: AdmissionBasis, consents: bool, day: NaiveDate) -> Result<AdmissionBasis, TalentPoolRefusal> {
    match basis {
        AdmissionBasis::Consent if consents => Ok(AdmissionBasis::Consent),
        AdmissionBasis::Consent => Err(TalentPoolRefusal::ConsentRequired { day }),
        AdmissionBasis::Statutory { provision } => {
            Ok(AdmissionBasis::Statutory { provision: text::name("provision", &provision)? })
        }
    }
}

/// The last day on which an entry that was looked at on a day is fresh (K3).
fn fresh_until(division: &DivisionCode, day: NaiveDate, context: &RuleContext) -> NaiveDate {
    let review_days = context.policy_on(division, day).pool_review_days;
    day.checked_add_days(Days::new(u64::from(review_days))).unwrap_or(NaiveDate::MAX)
}

fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), TalentPoolRefusal> {
    let today = context.today();
    if day > today { Err(TalentPoolRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), TalentPoolRefusal> {
    if day < earliest { Err(TalentPoolRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}

crate::aggregate!(TalentPool, "talent_pool", TalentPoolCommand, TalentPoolEvent, TalentPoolRefusal);

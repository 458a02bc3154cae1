//! The state of a talent's profile: one function a command, one arm an event.

use crate::{
    category_catalog::{aggregate::CatalogVersion, words::TalentCategory},
    kernel::{Code, DateSpan, DivisionCode, PersonId, Personal, RuleContext, text},
    organization::OrganizationFacts,
    talent_profile::{
        TalentProfileCommand, TalentProfileEvent, TalentProfileRefusal,
        engagements::{Engagement, check_overlaps},
        words::{ContactChannel, EngagementMode, SkillEvidence},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Engagements of one talent, ended ones too.
const ENGAGEMENTS_LIMIT: usize = 200;
/// Categories of one talent, earlier ones too.
const CATEGORIES_LIMIT: usize = 100;
/// Contacts with one talent: one a week for twenty years.
const CONTACTS_LIMIT: usize = 1_040;
/// Pieces of evidence of one talent.
const EVIDENCE_LIMIT: usize = 100;

type Decision = Result<Vec<TalentProfileEvent>, TalentProfileRefusal>;

/// What is kept of a person as a talent (人才档案), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalentProfile {
    /// In the order of their first days.
    categories: Vec<HeldCategory>,
    engagements: Vec<Engagement>,
    /// Those whose last day was set after their start.
    ended: BTreeSet<Code>,
    /// Days and ways of the contacts; what was said is not kept in memory.
    contacts: BTreeSet<(NaiveDate, ContactChannel)>,
    evidence: BTreeSet<(String, SkillEvidence, NaiveDate)>,
    person_id: Option<PersonId>,
}

/// A category that was assigned (类别).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HeldCategory {
    division: DivisionCode,
    version: String,
    category: TalentCategory,
    assigned_on: NaiveDate,
}

impl TalentProfile {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`TalentProfileRefusal`] names the rule that said no.
    pub fn decide(&self, command: TalentProfileCommand, context: &RuleContext) -> Decision {
        use TalentProfileCommand as C;
        match command {
            C::AssignCategory { person, division, in_force, version, category, assigned_on } => {
                let asked = HeldCategory { division, version, category, assigned_on };
                self.assign_category(person.person_id, asked, in_force, context)
            }
            C::StartEngagement { person, code, mode, organization, span } => {
                self.start_engagement(person.person_id, (code, mode, span), &organization)
            }
            C::EndEngagement { code, ended_on } => self.end_engagement(code, ended_on),
            C::ContactTalent { person, contacted_on, channel, note } => {
                self.contact(person.person_id, (contacted_on, channel), note.as_deref(), context)
            }
            C::RecordSkillEvidence { person, skill, evidence, reference, recorded_on } => {
                self.record_evidence(person.person_id, (&skill, evidence, recorded_on), &reference, context)
            }
        }
    }

    /// An engagement, as it stands.
    ///
    /// # Errors
    /// [`TalentProfileRefusal::EngagementUnknown`].
    pub fn engagement(&self, code: &Code) -> Result<&Engagement, TalentProfileRefusal> {
        let found = self.engagements.iter().find(|held| held.code == *code);
        found.ok_or_else(|| TalentProfileRefusal::EngagementUnknown { engagement: code.clone() })
    }

    /// The engagements in the order in which they were entered, ended ones too.
    pub fn engagements(&self) -> impl Iterator<Item = &Engagement> {
        self.engagements.iter()
    }

    /// The category on a day.
    #[cfg(test)]
    pub(crate) fn category_on(&self, day: NaiveDate) -> Option<TalentCategory> {
        self.categories.iter().rev().find(|held| held.assigned_on <= day).map(|held| held.category)
    }

    /// Modes of the engagements on a day.
    #[cfg(test)]
    pub(crate) fn modes_on(&self, day: NaiveDate) -> impl Iterator<Item = EngagementMode> {
        self.engagements.iter().filter(move |held| held.span.is_live_on(day)).map(|held| held.mode)
    }

    /// Skills that have evidence by a day.
    #[cfg(test)]
    pub(crate) fn skills_on(&self, day: NaiveDate) -> impl Iterator<Item = &str> {
        self.evidence.iter().filter(move |held| held.2 <= day).map(|held| held.0.as_str())
    }

    /// Day of the last contact by a day.
    #[cfg(test)]
    pub(crate) fn contacted_by(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.contacts.iter().rev().map(|held| held.0).find(|contacted_on| *contacted_on <= day)
    }

    fn assign_category(
        &self,
        person_id: PersonId,
        asked: HeldCategory,
        in_force: Option<CatalogVersion>,
        context: &RuleContext,
    ) -> Decision {
        if self.categories.contains(&asked) {
            return Ok(Vec::new());
        }
        let HeldCategory { division, version, category, assigned_on } = asked;
        not_in_future(assigned_on, context)?;
        context.divisions.valid_on(&division, assigned_on)?;
        let Some(catalog) = in_force.as_ref().filter(|catalog| catalog.version == version) else {
            let in_force = in_force.map(|catalog| catalog.version);
            return Err(TalentProfileRefusal::CatalogVersionNotInForce { asked: version, in_force, day: assigned_on });
        };
        if !catalog.categories.contains(&category) {
            return Err(TalentProfileRefusal::CategoryNotInCatalog { version, category });
        }
        if let Some(newest) = self.categories.last().map(|held| held.assigned_on).filter(|day| *day >= assigned_on) {
            return Err(TalentProfileRefusal::CategoryOutOfOrder { newest, assigned_on });
        }
        bounded("categories", self.categories.len(), CATEGORIES_LIMIT)?;
        Ok(vec![TalentProfileEvent::TalentCategoryAssigned { person_id, division, version, category, assigned_on }])
    }

    fn start_engagement(
        &self,
        person_id: PersonId,
        (code, mode, span): (Code, EngagementMode, DateSpan),
        organization: &OrganizationFacts,
    ) -> Decision {
        let organization_id = organization.organization_id;
        let asked = Engagement { code, mode, organization_id, span };
        if let Some(held) = self.engagements.iter().find(|held| held.code == asked.code) {
            let checks = [
                ("mode", held.mode == asked.mode),
                ("organization", held.organization_id == asked.organization_id),
                ("from", held.span.from == asked.span.from),
                ("to", held.span.to == asked.span.to || self.ended.contains(&held.code)),
            ];
            let fields: Vec<_> = checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect();
            return if fields.is_empty() {
                Ok(Vec::new())
            } else {
                Err(TalentProfileRefusal::EngagementTaken { engagement: asked.code, fields })
            };
        }
        if let Some(to) = span.to.filter(|to| *to < span.from) {
            return Err(TalentProfileRefusal::SpanReversed { from: span.from, to });
        }
        if organization.suspended || !organization.is_live_on(span.from) {
            return Err(TalentProfileRefusal::OrganizationNotLive { organization_id, day: span.from });
        }
        check_overlaps(&asked, &self.engagements)?;
        bounded("engagements", self.engagements.len(), ENGAGEMENTS_LIMIT)?;
        Ok(vec![TalentProfileEvent::EngagementStarted { person_id, engagement: asked }])
    }

    fn end_engagement(&self, code: Code, ended_on: NaiveDate) -> Decision {
        let found = self.engagements.iter().find(|held| held.code == code);
        let (Some(held), Some(person_id)) = (found, self.person_id) else {
            return Err(TalentProfileRefusal::EngagementUnknown { engagement: code });
        };
        let from = held.span.from;
        if ended_on < from {
            return Err(TalentProfileRefusal::SpanReversed { from, to: ended_on });
        }
        match held.span.to {
            Some(to) if to == ended_on => Ok(Vec::new()),
            // What others were allowed to follow on is not made longer again.
            Some(to) if to < ended_on => Err(TalentProfileRefusal::EngagementEnded { engagement: code, ended_on: to }),
            Some(_) | None => {
                Ok(vec![TalentProfileEvent::EngagementEnded { person_id, before: held.clone(), ended_on }])
            }
        }
    }

    fn contact(
        &self,
        person_id: PersonId,
        (contacted_on, channel): (NaiveDate, ContactChannel),
        note: Option<&str>,
        context: &RuleContext,
    ) -> Decision {
        let note = note.map(|note| text::note("note", note)).transpose()?;
        if self.contacts.contains(&(contacted_on, channel)) {
            return Ok(Vec::new());
        }
        not_in_future(contacted_on, context)?;
        bounded("contacts", self.contacts.len(), CONTACTS_LIMIT)?;
        let note = note.map(Personal::clear);
        Ok(vec![TalentProfileEvent::TalentContacted { person_id, contacted_on, channel, note }])
    }

    fn record_evidence(
        &self,
        person_id: PersonId,
        (skill, evidence, recorded_on): (&str, SkillEvidence, NaiveDate),
        reference: &str,
        context: &RuleContext,
    ) -> Decision {
        let skill = text::name("skill", skill)?;
        let reference = Personal::clear(text::name("reference", reference)?);
        if self.evidence.contains(&(skill.clone(), evidence, recorded_on)) {
            return Ok(Vec::new());
        }
        not_in_future(recorded_on, context)?;
        bounded("pieces of evidence", self.evidence.len(), EVIDENCE_LIMIT)?;
        Ok(vec![TalentProfileEvent::SkillEvidenceRecorded { person_id, skill, evidence, reference, recorded_on }])
    }

    pub(super) fn remember(&mut self, event: TalentProfileEvent) {
        use TalentProfileEvent as E;
        match event {
            E::TalentCategoryAssigned { person_id, division, version, category, assigned_on } => {
                self.person_id = Some(person_id);
                self.categories.push(HeldCategory { division, version, category, assigned_on });
            }
            E::EngagementStarted { person_id, engagement } => {
                self.person_id = Some(person_id);
                self.engagements.push(engagement);
            }
            E::EngagementEnded { before, ended_on, .. } => {
                let held = self.engagements.iter_mut().find(|held| held.code == before.code);
                if let Some(held) = held {
                    held.span.to = Some(ended_on);
                }
                self.ended.insert(before.code);
            }
            E::TalentContacted { person_id, contacted_on, channel, .. } => {
                self.person_id = Some(person_id);
                self.contacts.insert((contacted_on, channel));
            }
            E::SkillEvidenceRecorded { person_id, skill, evidence, recorded_on, .. } => {
                self.person_id = Some(person_id);
                self.evidence.insert((skill, evidence, recorded_on));
            }
        }
    }
}

/// Refuses a day that has not come.
fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), TalentProfileRefusal> {
    let today = context.today();
    if day > today { Err(TalentProfileRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

/// Refuses one more of a list that is full.
fn bounded(list: &'static str, count: usize, limit: usize) -> Result<(), TalentProfileRefusal> {
    if count >= limit { Err(TalentProfileRefusal::TooMany { list, limit }) } else { Ok(()) }
}

crate::aggregate!(TalentProfile, "talent_profile", TalentProfileCommand, TalentProfileEvent, TalentProfileRefusal);

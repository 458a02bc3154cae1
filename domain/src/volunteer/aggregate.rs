//! The state of a volunteer, registration and skills: one function a command, one arm an event.
//!
//! The rules of the hour ledger stand in `crediting.rs`.

use crate::{
    kernel::{Code, DivisionCode, PersonId, RuleContext, VolunteerId, text},
    person::PersonFacts,
    recognition::LedgerFacts,
    volunteer::{
        commands::VolunteerCommand,
        crediting::{Corrected, Entry},
        events::{Dispute, VolunteerEvent},
        facts::{OnTheDay, Qualifications, VolunteerFacts},
        ledger::{Ending, HeldCredit, Ledger},
        merging::Joined,
        readiness::Readiness,
        records::Records,
        refusals::VolunteerRefusal,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Skills that one volunteer may declare.
pub const SKILLS_LIMIT: usize = 50;

/// A volunteer (志愿者), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Volunteer {
    registration: Option<Registration>,
    skills: Vec<String>,
    /// Verified skills with the reference of the evidence.
    verified: BTreeMap<String, String>,
    pub(super) ledger: Ledger,
    pub(super) records: Records,
    pub(super) readiness: Readiness,
    pub(super) joined: Joined,
}

/// What was registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Registration {
    pub(super) person_id: PersonId,
    pub(super) code: Code,
    pub(super) division: DivisionCode,
    pub(super) registered_on: NaiveDate,
}

/// The skills in their normal form: trimmed, sorted, each once, blank ones dropped.
fn normal_skills(skills: &[String]) -> Result<Vec<String>, VolunteerRefusal> {
    let written = skills.iter().filter(|skill| !skill.trim().is_empty());
    let mut skills = written.map(|skill| text::name("skills", skill)).collect::<Result<Vec<_>, _>>()?;
    skills.sort();
    skills.dedup();
    if skills.len() > SKILLS_LIMIT {
        return Err(VolunteerRefusal::TooManySkills { actual: skills.len(), limit: SKILLS_LIMIT });
    }
    Ok(skills)
}

impl Volunteer {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`VolunteerRefusal`] names the rule that said no.
    pub fn decide(
        &self,
        command: VolunteerCommand,
        context: &RuleContext,
    ) -> Result<Vec<VolunteerEvent>, VolunteerRefusal> {
        if command.is_new() {
            self.goes_on()?;
        }
        match command {
            VolunteerCommand::RegisterVolunteer { person, code, division, registered_on, skills } => {
                self.register_volunteer(person, code, division, registered_on, &skills, context)
            }
            VolunteerCommand::DeclareSkills { skills } => self.declare_skills(&skills),
            VolunteerCommand::VerifySkill { skill, evidence_reference } => {
                self.verify_skill(&skill, &evidence_reference)
            }
            VolunteerCommand::CreditHours { session, starts_at, ends_at, evidence, document_reference, beside } => {
                let entry = Entry { starts_at, ends_at, evidence, document_reference };
                self.credit_hours(session, entry, &beside, context)
            }
            VolunteerCommand::ApproveCredit { credit_id, tier, session } => {
                self.approve_credit(credit_id, tier, &session, context)
            }
            VolunteerCommand::RejectCredit { credit_id, reason } => self.reject_credit(credit_id, &reason),
            VolunteerCommand::CorrectHours { credit_id, starts_at, ends_at, session, reason, beside } => {
                let corrected = Corrected { credit_id, starts_at, ends_at };
                self.correct_hours(corrected, session, &reason, &beside, context)
            }
            VolunteerCommand::RevokeHours { credit_id, reason } => self.revoke_hours(credit_id, &reason),
            VolunteerCommand::DisputeRecord {
                code,
                kind,
                activity_id,
                credit_id,
                claimed,
                statement,
                evidence_reference,
            } => {
                let dispute = Dispute { code, kind, activity_id, credit_id, claimed, evidence_reference };
                self.dispute(dispute, &statement, context)
            }
            VolunteerCommand::ResolveDispute { code, upheld, answer, reason } => {
                self.resolve_dispute(code, upheld, answer, &reason)
            }
            VolunteerCommand::ImportHours { total } => self.import_hours(&total, context),
            VolunteerCommand::SuspendSelfEntry { until, reason } => self.suspend_self_entry(until, &reason, context),
            VolunteerCommand::RestoreSelfEntry => self.restore_self_entry(),
            VolunteerCommand::SetAvailability { availability } => self.set_availability(availability, context),
            VolunteerCommand::RecordInsurance { insurance } => self.record_insurance(&insurance),
            VolunteerCommand::DeactivateVolunteer { deactivated_on, reason } => {
                self.deactivate(deactivated_on, &reason, context)
            }
            VolunteerCommand::ReactivateVolunteer { reactivated_on } => self.reactivate(reactivated_on, context),
            VolunteerCommand::JoinLedgers { survivor, duplicate, person_id } => {
                self.join_ledgers(survivor, duplicate, person_id)
            }
            VolunteerCommand::PartLedgers { survivor, duplicate } => self.part_ledgers(survivor, duplicate),
        }
    }

    /// The natural person behind the volunteer.
    #[must_use]
    pub fn person_id(&self) -> Option<PersonId> {
        self.registration.as_ref().map(|registration| registration.person_id)
    }

    /// The sender's own key.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.registration.as_ref().map(|registration| &registration.code)
    }

    /// The volunteer's id, which follows from the code.
    #[must_use]
    pub fn volunteer_id(&self) -> Option<VolunteerId> {
        self.code().map(VolunteerId::of_code)
    }

    /// Division of residence.
    #[must_use]
    pub fn division(&self) -> Option<&DivisionCode> {
        self.registration.as_ref().map(|registration| &registration.division)
    }

    /// Day of registration.
    #[must_use]
    pub fn registered_on(&self) -> Option<NaiveDate> {
        self.registration.as_ref().map(|registration| registration.registered_on)
    }

    /// Skills declared, sorted, each once.
    #[must_use]
    pub fn skills(&self) -> &[String] {
        &self.skills
    }

    /// Skills verified, with the reference of the evidence.
    pub fn verified_skills(&self) -> impl Iterator<Item = (&str, &str)> {
        self.verified.iter().map(|(skill, reference)| (skill.as_str(), reference.as_str()))
    }

    /// The standing credits, live and pending, by start.
    pub fn credits(&self) -> impl Iterator<Item = &HeldCredit> {
        self.ledger.standing()
    }

    /// The ledger as the rules of recognition see it; nothing before the registration.
    #[must_use]
    pub fn ledger_facts(&self) -> Option<LedgerFacts> {
        let registration = self.registration.as_ref()?;
        Some(LedgerFacts {
            person_id: registration.person_id,
            division: registration.division.clone(),
            live: self.credits().filter(|held| held.is_live()).copied().collect(),
        })
    }

    /// Minutes of all live credits; pending ones do not count.
    #[must_use]
    pub fn minutes_total(&self) -> u64 {
        self.credits().filter(|held| held.is_live()).map(|held| u64::from(held.minutes)).sum()
    }

    /// The volunteer as other rules see it; nothing before the registration.
    #[must_use]
    pub fn facts(&self, volunteer_id: VolunteerId, person: PersonFacts) -> Option<VolunteerFacts> {
        let registered_on = self.registered_on()?;
        let verified_skills = self.verified.keys().cloned().collect();
        let qualifications = Qualifications { verified_skills, ..Qualifications::default() };
        let skills = self.skills.clone();
        let on_the_day = OnTheDay::default();
        Some(VolunteerFacts { volunteer_id, person, skills, registered_on, qualifications, on_the_day })
    }

    /// The fields (`code`, `id_number`, `division`, `registered_on`, `skills`) in which a file's row differs from
    /// what is registered; skills that the row leaves empty are no difference.
    #[must_use]
    pub fn differences(
        &self,
        person_id: PersonId,
        code: &Code,
        division: &DivisionCode,
        registered_on: NaiveDate,
        skills: &[String],
    ) -> Vec<&'static str> {
        let same_skills = normal_skills(skills).is_ok_and(|skills| skills.is_empty() || skills == self.skills);
        [
            ("code", self.code() == Some(code)),
            ("id_number", self.person_id() == Some(person_id)),
            ("division", self.division() == Some(division)),
            ("registered_on", self.registered_on() == Some(registered_on)),
            ("skills", same_skills),
        ]
        .into_iter()
        .filter_map(|(field, same)| (!same).then_some(field))
        .collect()
    }

    pub(super) fn registered(&self) -> Result<&Registration, VolunteerRefusal> {
        self.registration.as_ref().ok_or(VolunteerRefusal::VolunteerUnknown)
    }

    fn register_volunteer(
        &self,
        person: PersonFacts,
        code: Code,
        division: DivisionCode,
        registered_on: NaiveDate,
        skills: &[String],
        context: &RuleContext,
    ) -> Result<Vec<VolunteerEvent>, VolunteerRefusal> {
        let skills = normal_skills(skills)?;
        if self.registration.is_some() {
            let fields = self.differences(person.person_id, &code, &division, registered_on, &skills);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(VolunteerRefusal::CodeTaken { fields }) };
        }
        let today = context.today();
        if registered_on > today {
            return Err(VolunteerRefusal::RegisteredInFuture { registered_on, today });
        }
        context.divisions.valid_on(&division, registered_on)?;
        let guardian_age_years = context.policy_on(&division, registered_on).guardian_age_years;
        if let Some(age_years) = person.age_years.filter(|age| *age < guardian_age_years && !person.guardian_consent) {
            return Err(VolunteerRefusal::GuardianConsentRequired { age_years, guardian_age_years });
        }
        let person_id = person.person_id;
        Ok(vec![VolunteerEvent::VolunteerRegistered { person_id, code, division, registered_on, skills }])
    }

    fn declare_skills(&self, skills: &[String]) -> Result<Vec<VolunteerEvent>, VolunteerRefusal> {
        self.registered()?;
        let skills = normal_skills(skills)?;
        if skills == self.skills {
            return Ok(Vec::new());
        }
        Ok(vec![VolunteerEvent::SkillsDeclared { skills }])
    }

    fn verify_skill(&self, skill: &str, evidence_reference: &str) -> Result<Vec<VolunteerEvent>, VolunteerRefusal> {
        self.registered()?;
        let skill = text::name("skill", skill)?;
        let evidence_reference = text::name("evidence_reference", evidence_reference)?;
        if self.skills.binary_search(&skill).is_err() {
            return Err(VolunteerRefusal::SkillNotDeclared);
        }
        if self.verified.get(&skill) == Some(&evidence_reference) {
            return Ok(Vec::new());
        }
        Ok(vec![VolunteerEvent::SkillVerified { skill, evidence_reference }])
    }

    fn remember(&mut self, event: VolunteerEvent) {
        match event {
            VolunteerEvent::VolunteerRegistered { person_id, code, division, registered_on, skills } => {
                self.registration = Some(Registration { person_id, code, division, registered_on });
                self.skills = skills;
            }
            VolunteerEvent::SkillsDeclared { skills } => {
                self.verified.retain(|skill, _| skills.contains(skill));
                self.skills = skills;
            }
            VolunteerEvent::SkillVerified { skill, evidence_reference } => {
                self.verified.insert(skill, evidence_reference);
            }
            VolunteerEvent::HoursCredited { credit } => {
                self.ledger.note_entry(&credit);
                self.ledger.insert(HeldCredit::from(&credit));
            }
            VolunteerEvent::CreditApproved { credit_id, .. } => self.ledger.approve(credit_id),
            VolunteerEvent::CreditRejected { credit_id, .. } => self.ledger.end(credit_id, Ending::Rejected),
            VolunteerEvent::HoursCorrected { after, .. } => {
                self.ledger.note_entry(&after);
                self.ledger.replace(HeldCredit::from(&after));
            }
            VolunteerEvent::HoursRevoked { credit_id, .. } => self.ledger.end(credit_id, Ending::Revoked),
            VolunteerEvent::AvailabilityDeclared { availability } => self.declare(availability),
            VolunteerEvent::InsuranceRecorded { insurance } => self.insure(insurance),
            VolunteerEvent::VolunteerDeactivated { deactivated_on, .. } => self.pause(deactivated_on),
            VolunteerEvent::VolunteerReactivated { reactivated_on } => self.resume(reactivated_on),
            VolunteerEvent::LedgersJoined { survivor, duplicate, person_id } => {
                self.remember_joined(survivor, duplicate, person_id);
            }
            VolunteerEvent::LedgersParted { survivor, duplicate } => self.remember_parted(survivor, duplicate),
            record @ (VolunteerEvent::RecordDisputed { .. }
            | VolunteerEvent::DisputeResolved { .. }
            | VolunteerEvent::HoursImported { .. }
            | VolunteerEvent::SelfEntrySuspended { .. }
            | VolunteerEvent::SelfEntryRestored {}) => self.remember_record(record),
        }
    }
}

crate::aggregate!(Volunteer, "volunteer", VolunteerCommand, VolunteerEvent, VolunteerRefusal);

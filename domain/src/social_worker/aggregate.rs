//! The state of a social worker, its commands and its events.

use crate::{
    kernel::{
        Code, DateSpan, DivisionCode, OrganizationId, PersonId, RuleContext, text,
        words::{PostClass, ProfessionalLevel},
    },
    person::PersonFacts,
    social_worker::{
        SocialWorkerCommand, SocialWorkerEvent, SocialWorkerRefusal,
        career::HeldGrade,
        education::HeldEducation,
        words::{AppraisalGrade, CareerOutcome},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) type Decision = Result<Vec<SocialWorkerEvent>, SocialWorkerRefusal>;

/// Certificates of one person.
const CERTIFICATES_LIMIT: usize = 20;
/// Registrations of practice of one person.
pub(super) const PRACTICES_LIMIT: usize = 50;
/// Abilities of one person.
const ABILITIES_LIMIT: usize = 50;

/// A social-work professional or community worker (社会工作人才).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SocialWorker {
    registration: Option<Registration>,
    certificates: BTreeMap<String, HeldCertificate>,
    /// Registrations of practice, oldest first.
    pub(super) practices: Vec<DateSpan>,
    pub(super) education: Vec<HeldEducation>,
    pub(super) grade: Option<HeldGrade>,
    pub(super) appraisals: BTreeMap<i32, AppraisalGrade>,
    pub(super) outcomes: Vec<(CareerOutcome, NaiveDate)>,
    /// What the issuer said of a certificate last, and when.
    pub(super) checked: BTreeMap<String, (bool, NaiveDate)>,
    pub(super) post: Option<HeldPost>,
    /// The post before, and its last day: the next one begins after it (S4).
    pub(super) post_before: Option<(PostClass, DateSpan)>,
    pub(super) agency: Option<(OrganizationId, NaiveDate)>,
    /// The agency before, and the days there.
    pub(super) agency_before: Option<(OrganizationId, DateSpan)>,
    abilities: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Registration {
    pub(super) person_id: PersonId,
    pub(super) code: Code,
    pub(super) division: DivisionCode,
    pub(super) registered_on: NaiveDate,
}

/// A certificate that is held (证书).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCertificate {
    /// Level.
    pub level: ProfessionalLevel,
    /// Day of the certificate.
    pub certified_on: NaiveDate,
}

/// A post that is held (岗位).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPost {
    /// Class.
    pub post_class: PostClass,
    /// Grade, where assigned.
    pub grade: Option<u32>,
    /// Where it is.
    pub organization_id: Option<OrganizationId>,
    /// Its division.
    pub division: DivisionCode,
    /// First day.
    pub assumed_on: NaiveDate,
}

crate::aggregate!(SocialWorker, "social_worker", SocialWorkerCommand, SocialWorkerEvent, SocialWorkerRefusal);

impl SocialWorker {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`SocialWorkerRefusal`] naming the rule that said no.
    pub fn decide(
        &self,
        command: SocialWorkerCommand,
        context: &RuleContext,
    ) -> Result<Vec<SocialWorkerEvent>, SocialWorkerRefusal> {
        use SocialWorkerCommand as C;
        match command {
            C::RegisterSocialWorker { person, code, division, registered_on } => {
                let person_id = person.person_id;
                self.register(Registration { person_id, code, division, registered_on }, &person, context)
            }
            C::ObtainCertificate { level, certificate_no, certified_on } => {
                self.obtain(HeldCertificate { level, certified_on }, &certificate_no, context)
            }
            C::RegisterPractice { registered_on } => self.register_practice(registered_on, context),
            C::AssumePost { post_class, grade, organization, division, assumed_on } => {
                let organization_id = organization.as_ref().map(|facts| facts.organization_id);
                let asked = HeldPost { post_class, grade, organization_id, division, assumed_on };
                self.assume_post(asked, organization.as_ref(), context)
            }
            C::LeavePost { left_on } => self.leave_post(left_on, context),
            C::JoinAgency { organization, joined_on } => self.join_agency(&organization, joined_on, context),
            C::LeaveAgency { left_on } => self.leave_agency(left_on, context),
            C::DeclareAbilities { abilities } => self.declare_abilities(&abilities),
            C::CreditEducation { course, provider, kind, minutes, completed_on } => {
                self.credit_education(&HeldEducation { course, provider, kind, minutes, completed_on }, context)
            }
            C::CancelPractice { cancelled_on, reason } => self.cancel_practice(cancelled_on, &reason, context),
            C::AssignGrade { rank, grade, scheme, assigned_on, cause } => {
                self.assign_grade(&HeldGrade { rank, grade, scheme, assigned_on }, &cause, context)
            }
            C::AppraiseWorker { year, grade } => self.appraise(year, grade, context),
            C::RecordCareerOutcome { outcome, occurred_on } => self.record_outcome(outcome, occurred_on, context),
            C::CheckCredential { certificate_no, genuine, checked_on } => {
                self.check_credential(&certificate_no, genuine, checked_on, context)
            }
        }
    }

    /// Takes an event in; it never says no.
    fn remember(&mut self, event: SocialWorkerEvent) {
        use SocialWorkerEvent as E;
        match event {
            E::SocialWorkerRegistered { person_id, code, division, registered_on } => {
                self.registration = Some(Registration { person_id, code, division, registered_on });
            }
            E::CertificateObtained { level, certificate_no, certified_on } => {
                self.certificates.insert(certificate_no, HeldCertificate { level, certified_on });
            }
            E::PracticeRegistered { registered_on, valid_to, .. } => {
                self.practices.push(DateSpan { from: registered_on, to: Some(valid_to) });
                self.practices.sort_by_key(|span| span.from);
            }
            E::PostAssumed { post_class, grade, organization_id, division, assumed_on } => {
                self.post = Some(HeldPost { post_class, grade, organization_id, division, assumed_on });
            }
            E::PostLeft { left_on } => {
                let days = |post: HeldPost| (post.post_class, DateSpan { from: post.assumed_on, to: Some(left_on) });
                self.post_before = self.post.take().map(days);
                self.grade = None;
            }
            E::AgencyJoined { organization_id, joined_on } => self.agency = Some((organization_id, joined_on)),
            E::AgencyLeft { left_on, .. } => {
                let days = |(agency, from)| (agency, DateSpan { from, to: Some(left_on) });
                self.agency_before = self.agency.take().map(days);
            }
            E::AbilitiesDeclared { abilities } => self.abilities = abilities,
            E::EducationCredited { course, provider, kind, minutes, completed_on } => {
                self.education.push(HeldEducation { course, provider, kind, minutes, completed_on });
            }
            E::PracticeCancelled { registered_on, cancelled_on, .. } => {
                let ended = self.practices.iter_mut().find(|span| span.from == registered_on);
                if let Some(span) = ended {
                    span.to = Some(cancelled_on);
                }
            }
            E::GradeAssigned { rank, grade, scheme, assigned_on, .. } => {
                self.grade = Some(HeldGrade { rank, grade, scheme, assigned_on });
            }
            E::WorkerAppraised { year, grade } => {
                self.appraisals.insert(year, grade);
            }
            E::CareerOutcomeRecorded { outcome, occurred_on } => self.outcomes.push((outcome, occurred_on)),
            E::CredentialVerified { certificate_no, verified_on, .. } => {
                self.checked.insert(certificate_no, (true, verified_on));
            }
            E::CredentialRejected { certificate_no, rejected_on, .. } => {
                self.checked.insert(certificate_no, (false, rejected_on));
            }
        }
    }

    /// The sender's own key.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.registration.as_ref().map(|registration| &registration.code)
    }

    /// The person behind.
    #[must_use]
    pub fn person_id(&self) -> Option<PersonId> {
        self.registration.as_ref().map(|registration| registration.person_id)
    }

    /// Division of work.
    #[must_use]
    pub fn division(&self) -> Option<&DivisionCode> {
        self.registration.as_ref().map(|registration| &registration.division)
    }

    /// Day of registration in this registry.
    #[must_use]
    pub fn registered_on(&self) -> Option<NaiveDate> {
        self.registration.as_ref().map(|registration| registration.registered_on)
    }

    /// The highest level held (S1).
    #[must_use]
    pub fn level(&self) -> Option<ProfessionalLevel> {
        self.good_certificates().map(|(_, certificate)| certificate.level).max()
    }

    /// The highest level held on a day.
    #[must_use]
    pub fn level_on(&self, day: NaiveDate) -> Option<ProfessionalLevel> {
        let held = self.good_certificates().filter(|(_, certificate)| certificate.certified_on <= day);
        held.map(|(_, certificate)| certificate.level).max()
    }

    /// The certificates that count: all but those that their issuer does not know.
    pub(super) fn good_certificates(&self) -> impl Iterator<Item = (&String, &HeldCertificate)> {
        let rejected = |number: &str| self.checked.get(number).is_some_and(|(genuine, _)| !genuine);
        self.certificates.iter().filter(move |(number, _)| !rejected(number))
    }

    /// All certificates by number.
    #[must_use]
    pub fn certificates(&self) -> &BTreeMap<String, HeldCertificate> {
        &self.certificates
    }

    /// All registrations of practice, oldest first.
    #[must_use]
    pub fn practices(&self) -> &[DateSpan] {
        &self.practices
    }

    /// Whether practice is registered on a day (S7).
    #[must_use]
    pub fn is_registered_on(&self, day: NaiveDate) -> bool {
        self.practices.iter().any(|span| span.is_live_on(day))
    }

    /// The post that is held.
    #[must_use]
    pub fn post(&self) -> Option<&HeldPost> {
        self.post.as_ref()
    }

    /// The agency that was joined.
    #[must_use]
    pub fn agency(&self) -> Option<OrganizationId> {
        self.agency.map(|(organization_id, _)| organization_id)
    }

    pub(super) fn known(&self) -> Result<&Registration, SocialWorkerRefusal> {
        self.registration.as_ref().ok_or(SocialWorkerRefusal::SocialWorkerUnknown)
    }

    fn register(&self, asked: Registration, person: &PersonFacts, context: &RuleContext) -> Decision {
        if let Some(known) = &self.registration {
            // The day of registration is the import's, so it never makes two rows differ.
            let checks =
                [("id_number", known.person_id == asked.person_id), ("division", known.division == asked.division)];
            let fields: Vec<_> = checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect();
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(SocialWorkerRefusal::CodeTaken { fields }) };
        }
        not_in_future(asked.registered_on, context)?;
        context.divisions.valid_on(&asked.division, asked.registered_on)?;
        let guardian_age_years = context.policy_on(&asked.division, asked.registered_on).guardian_age_years;
        if let Some(age_years) = person.age_years.filter(|age| *age < guardian_age_years)
            && !person.guardian_consent
        {
            return Err(SocialWorkerRefusal::GuardianConsentRequired { age_years });
        }
        let Registration { person_id, code, division, registered_on } = asked;
        Ok(vec![SocialWorkerEvent::SocialWorkerRegistered { person_id, code, division, registered_on }])
    }

    fn obtain(&self, asked: HeldCertificate, number: &str, context: &RuleContext) -> Decision {
        self.known()?;
        let certificate_no = text::name("certificate_no", number)?;
        if let Some(held) = self.certificates.get(&certificate_no) {
            let checks =
                [("level", held.level == asked.level), ("certified_on", held.certified_on == asked.certified_on)];
            let fields: Vec<_> = checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect();
            return if fields.is_empty() {
                Ok(Vec::new())
            } else {
                Err(SocialWorkerRefusal::CertificateDiffers { fields })
            };
        }
        not_in_future(asked.certified_on, context)?;
        limited("certificates", self.certificates.len(), CERTIFICATES_LIMIT)?;
        let HeldCertificate { level, certified_on } = asked;
        Ok(vec![SocialWorkerEvent::CertificateObtained { level, certificate_no, certified_on }])
    }

    fn declare_abilities(&self, asked: &[String]) -> Decision {
        self.known()?;
        let mut abilities =
            asked.iter().map(|ability| text::name("abilities", ability)).collect::<Result<Vec<_>, _>>()?;
        abilities.sort();
        abilities.dedup();
        if abilities == self.abilities {
            return Ok(Vec::new());
        }
        if abilities.len() > ABILITIES_LIMIT {
            return Err(SocialWorkerRefusal::TooMany { list: "abilities", limit: ABILITIES_LIMIT });
        }
        Ok(vec![SocialWorkerEvent::AbilitiesDeclared { abilities }])
    }
}

/// Refuses a day that has not come.
pub(super) fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), SocialWorkerRefusal> {
    let today = context.today();
    if day > today { Err(SocialWorkerRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

/// Refuses a day before another.
pub(super) fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), SocialWorkerRefusal> {
    if day < earliest { Err(SocialWorkerRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}

/// Refuses one more where the limit is reached.
pub(super) fn limited(list: &'static str, count: usize, limit: usize) -> Result<(), SocialWorkerRefusal> {
    if count >= limit { Err(SocialWorkerRefusal::TooMany { list, limit }) } else { Ok(()) }
}

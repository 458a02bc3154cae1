//! The state of a volunteer's recognition: one function a command, one arm an event.
//!
//! The rules of stars stand in `stars.rs`, those of certificates in `certificates.rs`.

use crate::{
    kernel::{Code, CreditId, PersonId, RuleContext, text, time},
    recognition::{
        LedgerFacts, RecognitionCommand, RecognitionEvent, RecognitionRefusal,
        events::Certificate,
        stars::Application,
        words::{GrantingLevel, ServiceQuality},
    },
    volunteer::CompletedTraining,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Trainings, or commendations, of one volunteer.
const RECORDS_LIMIT: usize = 1_000;
/// Evaluations of one volunteer.
const EVALUATIONS_LIMIT: usize = 20_000;
/// Minutes of one training: a term of full days.
const TRAINING_MINUTES_LIMIT: u32 = 30_000;

pub(super) type Decision = Result<Vec<RecognitionEvent>, RecognitionRefusal>;

/// The recognition of a volunteer (激励嘉许), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recognition {
    trainings: BTreeSet<(NaiveDate, String, String, u32)>,
    /// Level and evidence of each commendation, by day, name and granting body.
    #[serde(with = "crate::kernel::pairs")]
    commendations: BTreeMap<(NaiveDate, String, String), (GrantingLevel, String)>,
    evaluations: BTreeMap<CreditId, ServiceQuality>,
    /// The highest star that is held; 0 for none.
    pub(super) star: u8,
    /// How high the authority stood that awarded each star that is held.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) awarded: BTreeMap<u8, GrantingLevel>,
    pub(super) application: Option<Application>,
    pub(super) banned_until: Option<NaiveDate>,
    /// The objection that ended the last application, so that its answer can be repeated.
    pub(super) upheld: Option<(u8, Code)>,
    /// The level that was revoked last, so that the revocation can be repeated.
    pub(super) star_revoked: Option<u8>,
    /// The natural person to whom certificates were issued.
    pub(super) person_id: Option<PersonId>,
    pub(super) certificates: BTreeMap<Code, Certificate>,
    pub(super) revoked: BTreeSet<Code>,
}

impl Recognition {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`RecognitionRefusal`] names the rule that said no.
    pub fn decide(&self, command: RecognitionCommand, context: &RuleContext) -> Decision {
        use RecognitionCommand as C;
        match command {
            C::RecordTraining { name, provider, minutes, completed_on } => {
                self.record_training(&name, &provider, minutes, completed_on, context)
            }
            C::RecordCommendation { name, granting_body, level, granted_on, evidence_reference } => {
                let texts = (name.as_str(), granting_body.as_str(), evidence_reference.as_str());
                self.record_commendation(texts, level, granted_on, context)
            }
            C::EvaluateService { ledger, credit_id, quality, evaluated_on } => {
                self.evaluate(&ledger, credit_id, quality, evaluated_on, context)
            }
            C::ApplyStar { ledger, level } => self.apply_star(&ledger, level, context),
            C::ObjectToStar { level, code, statement } => self.object(level, code, &statement, context),
            C::AnswerObjection { level, code, upheld, ledger, authority } => {
                self.answer_objection((level, code, upheld), &ledger, authority, context)
            }
            C::AwardStar { ledger, level, authority } => self.award_star(&ledger, level, authority, context),
            C::RevokeStar { ledger, level, authority, reason } => {
                self.revoke_star(&ledger, (level, authority), &reason, context)
            }
            C::IssueCertificate { ledger, number, period } => self.issue(&ledger, number, period, context),
            C::RevokeCertificate { number, reason } => self.revoke_certificate(number, &reason, context),
        }
    }

    /// The highest star that is held; 0 for none.
    #[cfg(test)]
    pub(crate) fn star(&self) -> u8 {
        self.star
    }

    /// The day of the last training that was completed by a day, where there is one.
    #[must_use]
    pub fn last_trained_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.trainings.iter().map(|training| training.0).rfind(|completed_on| *completed_on <= day)
    }

    /// The trainings completed, by day.
    pub fn trainings(&self) -> impl Iterator<Item = CompletedTraining> {
        self.trainings
            .iter()
            .map(|(completed_on, name, ..)| CompletedTraining { name: name.clone(), completed_on: *completed_on })
    }

    /// The names of the trainings that were completed by a day.
    #[cfg(test)]
    pub(crate) fn trainings_on(&self, day: NaiveDate) -> impl Iterator<Item = &str> {
        self.trainings.iter().filter(move |training| training.0 <= day).map(|training| training.1.as_str())
    }

    fn record_training(
        &self,
        name: &str,
        provider: &str,
        minutes: u32,
        completed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let (name, provider) = (text::name("name", name)?, text::name("provider", provider)?);
        if self.trainings.contains(&(completed_on, name.clone(), provider.clone(), minutes)) {
            return Ok(Vec::new());
        }
        if !(1..=TRAINING_MINUTES_LIMIT).contains(&minutes) {
            return Err(RecognitionRefusal::TrainingOutOfBounds { limit: TRAINING_MINUTES_LIMIT, actual: minutes });
        }
        not_in_future(completed_on, context)?;
        limited("trainings", self.trainings.len(), RECORDS_LIMIT)?;
        Ok(vec![RecognitionEvent::TrainingCompleted { name, provider, minutes, completed_on }])
    }

    fn record_commendation(
        &self,
        (name, granting_body, evidence_reference): (&str, &str, &str),
        level: GrantingLevel,
        granted_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let name = text::name("name", name)?;
        let granting_body = text::name("granting_body", granting_body)?;
        let evidence_reference = text::name("evidence_reference", evidence_reference)?;
        if let Some(held) = self.commendations.get(&(granted_on, name.clone(), granting_body.clone())) {
            let checks = [("level", held.0 == level), ("evidence_reference", held.1 == evidence_reference)];
            let fields: Vec<_> = checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect();
            return if fields.is_empty() {
                Ok(Vec::new())
            } else {
                Err(RecognitionRefusal::CommendationDiffers { granted_on, fields })
            };
        }
        not_in_future(granted_on, context)?;
        limited("commendations", self.commendations.len(), RECORDS_LIMIT)?;
        let event =
            RecognitionEvent::CommendationRecorded { name, granting_body, level, granted_on, evidence_reference };
        Ok(vec![event])
    }

    fn evaluate(
        &self,
        ledger: &LedgerFacts,
        credit_id: CreditId,
        quality: ServiceQuality,
        evaluated_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        if self.evaluations.get(&credit_id) == Some(&quality) {
            return Ok(Vec::new());
        }
        let Some(held) = ledger.live.iter().find(|held| held.credit_id == credit_id) else {
            return Err(RecognitionRefusal::CreditNotLive { credit_id });
        };
        not_in_future(evaluated_on, context)?;
        let served_on = time::local_date(held.span.starts_at);
        if evaluated_on < served_on {
            return Err(RecognitionRefusal::EvaluatedBeforeService { served_on, evaluated_on });
        }
        // Another word on the same service takes the place of the one before.
        if !self.evaluations.contains_key(&credit_id) {
            limited("evaluations", self.evaluations.len(), EVALUATIONS_LIMIT)?;
        }
        Ok(vec![RecognitionEvent::ServiceEvaluated { credit_id, quality, evaluated_on }])
    }

    fn remember(&mut self, event: RecognitionEvent) {
        match event {
            RecognitionEvent::TrainingCompleted { name, provider, minutes, completed_on } => {
                self.trainings.insert((completed_on, name, provider, minutes));
            }
            RecognitionEvent::CommendationRecorded { name, granting_body, level, granted_on, evidence_reference } => {
                self.commendations.insert((granted_on, name, granting_body), (level, evidence_reference));
            }
            RecognitionEvent::ServiceEvaluated { credit_id, quality, .. } => {
                self.evaluations.insert(credit_id, quality);
            }
            RecognitionEvent::CertificateIssued { certificate, person_id } => {
                self.person_id = Some(person_id);
                self.certificates.insert(certificate.number.clone(), certificate);
            }
            RecognitionEvent::ServiceCertificateRevoked { number, .. } => {
                self.revoked.insert(number);
            }
            star @ (RecognitionEvent::StarApplied { .. }
            | RecognitionEvent::StarObjected { .. }
            | RecognitionEvent::ObjectionAnswered { .. }
            | RecognitionEvent::StarAwarded { .. }
            | RecognitionEvent::StarRevoked { .. }) => self.remember_star(star),
        }
    }
}

/// Refuses a day that has not come.
pub(super) fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), RecognitionRefusal> {
    let today = context.today();
    if day > today { Err(RecognitionRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

/// Refuses one more where the limit is reached.
pub(super) fn limited(list: &'static str, count: usize, limit: usize) -> Result<(), RecognitionRefusal> {
    if count >= limit { Err(RecognitionRefusal::TooMany { list, limit }) } else { Ok(()) }
}

crate::aggregate!(Recognition, "recognition", RecognitionCommand, RecognitionEvent, RecognitionRefusal);

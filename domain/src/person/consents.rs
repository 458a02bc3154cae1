//! What a person consents to, and what a guardian consents to for a minor: given, withdrawn, and live on a day.

use crate::{
    kernel::{Personal, RuleContext, text, time, words::ConsentScope},
    person::{Person, PersonEvent, PersonRefusal, phone::normal_phone, words::DisclosedField},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A live consent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Consent {
    pub(super) notice_version: String,
    /// Of disclosure, what is agreed; what the notice says where there is none.
    #[serde(default)]
    pub(super) fields: Vec<DisclosedField>,
    pub(super) given_on: NaiveDate,
}

/// A live consent as the person is shown it (现行同意).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveConsent<'p> {
    /// To what.
    pub scope: ConsentScope,
    /// Version of the notice that was shown.
    pub notice_version: &'p str,
    /// Of disclosure, what is agreed; what the notice says where there is none.
    pub fields: &'p [DisclosedField],
    /// From which day.
    pub given_on: NaiveDate,
}

/// A live consent of a guardian.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Guardian {
    pub(super) name: Personal,
    pub(super) phone: Personal,
    pub(super) consent: Consent,
}

impl Person {
    /// The live consents, in the order of their scopes.
    pub fn live_consents(&self) -> impl Iterator<Item = LiveConsent<'_>> {
        self.consents.iter().map(|(scope, consent)| LiveConsent {
            scope: *scope,
            notice_version: &consent.notice_version,
            fields: &consent.fields,
            given_on: consent.given_on,
        })
    }

    /// Whether the person's consent to this is live.
    #[must_use]
    pub fn consents_to(&self, scope: ConsentScope) -> bool {
        self.consents.contains_key(&scope)
    }

    /// Whether the person's consent to this is live and was given by a day.
    #[must_use]
    pub fn consented_by(&self, scope: ConsentScope, day: NaiveDate) -> bool {
        self.consents.get(&scope).is_some_and(|consent| consent.given_on <= day)
    }

    /// What a consent to disclosure that is live and was given by a day names; nothing without such a consent.
    pub(super) fn disclosed_by(&self, day: NaiveDate) -> Option<&[DisclosedField]> {
        let consent = self.consents.get(&ConsentScope::Disclosure).filter(|consent| consent.given_on <= day)?;
        Some(&consent.fields)
    }

    /// Whether a guardian's consent is live and was given by a day.
    pub(super) fn guardian_consented_by(&self, day: NaiveDate) -> bool {
        self.guardian.as_ref().is_some_and(|guardian| guardian.consent.given_on <= day)
    }

    pub(super) fn give_consent(
        &self,
        (scope, mut fields): (ConsentScope, Vec<DisclosedField>),
        notice_version: &str,
        given_on: NaiveDate,
        context: &RuleContext,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        self.held_id()?;
        self.refuse_restricted()?;
        let notice_version = text::name("notice_version", notice_version)?;
        if scope != ConsentScope::Disclosure && !fields.is_empty() {
            return Err(PersonRefusal::FieldsNotNamed { scope });
        }
        fields.sort_unstable();
        fields.dedup();
        let same = |live: &Consent| live.notice_version == notice_version && live.fields == fields;
        if self.consents.get(&scope).is_some_and(same) {
            return Ok(Vec::new());
        }
        refuse_future("given_on", given_on, context)?;
        Ok(vec![PersonEvent::ConsentGiven { scope, notice_version, fields, given_on }])
    }

    pub(super) fn withdraw_consent(
        &self,
        scope: ConsentScope,
        withdrawn_on: NaiveDate,
        context: &RuleContext,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        self.held_id()?;
        let Some(live) = self.consents.get(&scope) else { return Ok(Vec::new()) };
        check_withdrawal(live, withdrawn_on, context)?;
        Ok(vec![PersonEvent::ConsentWithdrawn { scope, withdrawn_on }])
    }

    fn refuse_adult(&self, on: NaiveDate, context: &RuleContext) -> Result<(), PersonRefusal> {
        let birth = self.birth().ok_or(PersonRefusal::AgeUnknown)?;
        // A person lives in no division of the registry, so the country's age counts.
        let adult_age_years = context.policy_nationwide(on).adult_age_years;
        let age_years = time::age_years(birth, on);
        if age_years >= adult_age_years {
            return Err(PersonRefusal::GuardianNotNeeded { age_years, adult_age_years });
        }
        Ok(())
    }

    pub(super) fn give_guardian_consent(
        &self,
        guardian_name: &str,
        guardian_phone: &str,
        notice_version: &str,
        given_on: NaiveDate,
        context: &RuleContext,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        let person_id = self.held_id()?;
        self.refuse_restricted()?;
        let guardian_name = Personal::clear(text::name("guardian_name", guardian_name)?);
        let guardian_phone = Personal::clear(normal_phone(guardian_phone)?);
        let notice_version = text::name("notice_version", notice_version)?;
        let repeated = self.guardian.as_ref().is_some_and(|live| {
            live.name == guardian_name && live.phone == guardian_phone && live.consent.notice_version == notice_version
        });
        if repeated {
            return Ok(Vec::new());
        }
        refuse_future("given_on", given_on, context)?;
        self.refuse_adult(given_on, context)?;
        Ok(vec![PersonEvent::GuardianConsentGiven {
            person_id,
            guardian_name,
            guardian_phone,
            notice_version,
            given_on,
        }])
    }

    pub(super) fn withdraw_guardian_consent(
        &self,
        withdrawn_on: NaiveDate,
        context: &RuleContext,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        self.held_id()?;
        let Some(live) = self.guardian.as_ref() else { return Ok(Vec::new()) };
        check_withdrawal(&live.consent, withdrawn_on, context)?;
        self.refuse_adult(withdrawn_on, context)?;
        Ok(vec![PersonEvent::GuardianConsentWithdrawn { withdrawn_on }])
    }
}

fn refuse_future(field: &'static str, day: NaiveDate, context: &RuleContext) -> Result<(), PersonRefusal> {
    let today = context.today();
    if day > today {
        return Err(PersonRefusal::DateInFuture { field, day, today });
    }
    Ok(())
}

fn check_withdrawal(live: &Consent, withdrawn_on: NaiveDate, context: &RuleContext) -> Result<(), PersonRefusal> {
    refuse_future("withdrawn_on", withdrawn_on, context)?;
    if withdrawn_on < live.given_on {
        return Err(PersonRefusal::WithdrawnBeforeGiven { given_on: live.given_on, withdrawn_on });
    }
    Ok(())
}

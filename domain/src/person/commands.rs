//! What may be asked of a person, and every way in which the answer can be no.

use crate::{
    kernel::{IdentityNumber, PersonId, Refusal, text::TextRefusal, words::ConsentScope},
    person::{
        events::{IDENTITY_CLAIM, VerificationMethod},
        phone::PhoneRefusal,
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// What may be asked of a person (自然人).
#[derive(Clone, Debug)]
pub enum PersonCommand {
    /// Put a person on file (建档).
    RegisterPerson {
        /// The person, drawn at the edge.
        person_id: PersonId,
        /// Document and number, already checked (P2).
        id_number: IdentityNumber,
        /// The name as written.
        name: String,
        /// Telephone number as written.
        phone: Option<String>,
        /// Birth date, for documents whose number does not carry it.
        birth_on: Option<NaiveDate>,
    },
    /// Record that the identity was checked (核验).
    VerifyIdentity {
        /// How it was checked.
        method: VerificationMethod,
    },
    /// Correct data; what is left out stays as it is (更正资料).
    CorrectPersonData {
        /// The right name.
        name: Option<String>,
        /// The right telephone number.
        phone: Option<String>,
        /// The right document and number.
        id_number: Option<IdentityNumber>,
        /// Why.
        reason: String,
    },
    /// Record a consent (同意).
    GiveConsent {
        /// To what.
        scope: ConsentScope,
        /// Version of the notice that was shown.
        notice_version: String,
        /// From which day.
        given_on: NaiveDate,
    },
    /// Record that a consent is withdrawn (撤回同意).
    WithdrawConsent {
        /// Which.
        scope: ConsentScope,
        /// From which day.
        withdrawn_on: NaiveDate,
    },
    /// Record a guardian's consent for a minor (监护人同意).
    GiveGuardianConsent {
        /// The guardian's name.
        guardian_name: String,
        /// The guardian's telephone number.
        guardian_phone: String,
        /// Version of the notice that was shown.
        notice_version: String,
        /// From which day.
        given_on: NaiveDate,
    },
    /// Record that the guardian withdraws the consent (监护人撤回同意).
    WithdrawGuardianConsent {
        /// From which day.
        withdrawn_on: NaiveDate,
    },
}

/// Why a command on a person is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PersonRefusal {
    /// There is no such person.
    #[error("there is no such person")]
    PersonUnknown,
    /// The person's data were erased; only pseudonymous facts remain (P5).
    #[error("the data of this person were erased")]
    PersonErased,
    /// The person is on file with other content.
    #[error("the person is on file with other content in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// Another person has this document and number (P1).
    #[error("this identity number belongs to person {holder}")]
    IdentityTaken {
        /// The person who has it.
        holder: Uuid,
    },
    /// The birth date given is not the one in the identity number (P2).
    #[error("the birth date is not the one that the identity number carries")]
    BirthDateContradiction,
    /// The birth date lies in the future or too far back (P2).
    #[error("the birth date is not possible")]
    BirthDateImpossible,
    /// A day that must have come lies in the future.
    #[error("{field} is {day}, and today is {today}")]
    DateInFuture {
        /// The field's name.
        field: &'static str,
        /// The day given.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// A consent cannot end before it began.
    #[error("the consent was given on {given_on}, it cannot be withdrawn on {withdrawn_on}")]
    WithdrawnBeforeGiven {
        /// First day of the consent.
        given_on: NaiveDate,
        /// The day given.
        withdrawn_on: NaiveDate,
    },
    /// A guardian's consent needs an age, and no birth date is on file.
    #[error("no birth date is on file, so that no guardian's consent can be recorded")]
    AgeUnknown,
    /// The person is of age (民法典 art. 17).
    #[error("a guardian consents below {adult_age_years} years, this person is {age_years}")]
    GuardianNotNeeded {
        /// Age in completed years.
        age_years: u32,
        /// Age of majority in years.
        adult_age_years: u32,
    },
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
    /// A telephone number is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Phone(#[from] PhoneRefusal),
}

impl Refusal for PersonRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        (kind == IDENTITY_CLAIM).then_some(Self::IdentityTaken { holder })
    }
}

//! Every reason for which a volunteer's recognition says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{CalendarYearMissing, Code, CreditId, Refusal, text::TextRefusal},
    recognition::{events::SERVICE_CERTIFICATE_CLAIM, words::GrantingLevel},
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a volunteer's recognition refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum RecognitionRefusal {
    /// What has happened is not dated in the future.
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// A training has no such length.
    #[error("a training has 1 to {limit} minutes, this one has {actual}")]
    TrainingOutOfBounds {
        /// The most minutes.
        limit: u32,
        /// Minutes given.
        actual: u32,
    },
    /// Only a credit that counts is evaluated.
    #[error("credit {credit_id} does not count")]
    CreditNotLive {
        /// The credit.
        credit_id: CreditId,
    },
    /// There are stars of 1 to 5.
    #[error("stars have levels 1 to {limit}, {actual} was given")]
    StarUnknown {
        /// The highest level.
        limit: u8,
        /// The level given.
        actual: u8,
    },
    /// Levels are awarded one after the other.
    #[error("star {next} is the next one, {actual} was given")]
    StarOutOfOrder {
        /// The level that can be applied for.
        next: u8,
        /// The level given.
        actual: u8,
    },
    /// The minutes of allowed evidence are below the threshold (V13).
    #[error("star {level} needs {threshold} minutes, {actual} count")]
    StarMinutesMissing {
        /// The level.
        level: u8,
        /// Minutes that it needs.
        threshold: u64,
        /// Minutes that count.
        actual: u64,
    },
    /// No star is applied for during a ban.
    #[error("stars can be applied for again from {until} on")]
    StarBanned {
        /// First day on which it is possible.
        until: NaiveDate,
    },
    /// The level was not applied for.
    #[error("star {level} was not applied for")]
    StarNotApplied {
        /// The level.
        level: u8,
    },
    /// The application is still shown (V13).
    #[error("the application is shown until {until}; today is {today}")]
    StarStillShown {
        /// Last day of the publicity.
        until: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// Objections are raised while the application is shown.
    #[error("the application was shown until {until}; today is {today}")]
    StarShownBefore {
        /// Last day of the publicity.
        until: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// An objection waits for its answer.
    #[error("objection {objection} waits for its answer")]
    ObjectionOpen {
        /// Which.
        objection: Code,
    },
    /// There is no such objection.
    #[error("there is no objection {objection}")]
    ObjectionUnknown {
        /// Which.
        objection: Code,
    },
    /// The objection was answered otherwise.
    #[error("objection {objection} was answered before")]
    ObjectionAnswered {
        /// Which.
        objection: Code,
        /// Whether it was right.
        upheld: bool,
    },
    /// The authority stands too low to decide on the level (V13).
    #[error("star {level} is decided on by {needed:?} or above")]
    AuthorityTooLow {
        /// The star.
        level: u8,
        /// The lowest authority.
        needed: GrantingLevel,
        /// The authority given.
        given: GrantingLevel,
    },
    /// The star is not held.
    #[error("star {level} is not held")]
    StarNotHeld {
        /// The level.
        level: u8,
    },
    /// The number is another certificate's (V15).
    #[error("the number belongs to a certificate of {holder}")]
    CertificateNumberTaken {
        /// The volunteer who has it.
        holder: Uuid,
    },
    /// The number was revoked; a certificate that takes its place has one of its own (V15).
    #[error("certificate {number} was revoked")]
    CertificateRevoked {
        /// Its number.
        number: Code,
    },
    /// The commendation is on record with another level or evidence.
    #[error("this commendation of {granted_on} is on record with other {fields:?}")]
    CommendationDiffers {
        /// The day of the grant.
        granted_on: NaiveDate,
        /// What differs.
        fields: Vec<&'static str>,
    },
    /// Nobody evaluates service before it was given.
    #[error("the service was given on {served_on}, after {evaluated_on}")]
    EvaluatedBeforeService {
        /// The local day of the service.
        served_on: NaiveDate,
        /// The day of the evaluation.
        evaluated_on: NaiveDate,
    },
    /// A certificate of this number covers another period.
    #[error("certificate {number} was issued for another period or other credits")]
    CertificateDiffers {
        /// The number.
        number: Code,
    },
    /// The period is open, reversed or not over.
    #[error("a period from {from} has an end that is not before it and not after today, {today}")]
    PeriodWrong {
        /// First day.
        from: NaiveDate,
        /// Last day given.
        to: Option<NaiveDate>,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// Nothing counts in the period (V15).
    #[error("no credit counts from {from} to {to}")]
    NothingToCertify {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// There is no such certificate.
    #[error("there is no certificate {number}")]
    CertificateUnknown {
        /// The number.
        number: Code,
    },
    /// There are as many as there may be.
    #[error("there are at most {limit} {list}")]
    TooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The calendar does not say how long the publicity lasts.
    #[error(transparent)]
    #[serde(untagged)]
    Calendar(#[from] CalendarYearMissing),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for RecognitionRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        (kind == SERVICE_CERTIFICATE_CLAIM).then_some(Self::CertificateNumberTaken { holder })
    }
}

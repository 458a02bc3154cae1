//! Every way in which a command on a volunteer can be refused, with the figures that a person needs.

use crate::{
    kernel::{
        ActivityId, CalendarYearMissing, Code, CreditId, DivisionRefusal, PersonId, Refusal, VolunteerId,
        text::TextRefusal,
        words::{ActivityKind, ApprovalTier, EvidenceClass},
    },
    volunteer::{events::VOLUNTEER_CLAIM, readiness_refusals::ReadinessRefusal, words::DisputeKind},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

/// Why a command on a volunteer is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum VolunteerRefusal {
    /// There is no such volunteer.
    #[error("there is no such volunteer")]
    VolunteerUnknown,
    /// The human is another volunteer too, in whose name whatever is new is entered (P4).
    #[error("this record was merged; volunteer {volunteer} of person {survivor} goes on")]
    PersonMerged {
        /// The person who speaks for both.
        survivor: PersonId,
        /// The volunteer who goes on.
        volunteer: VolunteerId,
    },
    /// The code is a volunteer with other content.
    #[error("the code is registered with other content in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// The person is a volunteer under another code.
    #[error("the person of this identity number is volunteer {holder}")]
    IdentityTaken {
        /// The volunteer that the person is.
        holder: Uuid,
    },
    /// A guardian consents first (P3; 个人信息保护法 art. 31).
    #[error("a guardian consents below {guardian_age_years} years, this person is {age_years}")]
    GuardianConsentRequired {
        /// Age in completed years.
        age_years: u32,
        /// Age from which no consent is needed, in years.
        guardian_age_years: u32,
    },
    /// The day of registration has not come.
    #[error("the day of registration is {registered_on}, and today is {today}")]
    RegisteredInFuture {
        /// The day given.
        registered_on: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// More skills than one volunteer may declare.
    #[error("{actual} skills are declared, {limit} are allowed")]
    TooManySkills {
        /// Skills found.
        actual: usize,
        /// Skills allowed.
        limit: usize,
    },
    /// Only a declared skill is verified.
    #[error("this skill is not declared")]
    SkillNotDeclared,
    /// The end is not after the start (V1).
    #[error("the span ends at {ends_at}, which is not after its start {starts_at}")]
    IntervalReversed {
        /// Start given.
        starts_at: DateTime<Utc>,
        /// End given.
        ends_at: DateTime<Utc>,
    },
    /// The span has not one whole minute (V1).
    #[error("the span has {seconds} seconds, a credit has at least one minute")]
    HoursTooShort {
        /// Whole seconds found.
        seconds: i64,
    },
    /// The span is longer than a day (V1, V4).
    #[error("the span has {actual} minutes, a credit has at most {limit}")]
    SpanTooLong {
        /// Minutes allowed.
        limit: u32,
        /// Minutes found.
        actual: i64,
    },
    /// The service has not ended yet (V2).
    #[error("the service ends at {ends_at}, and now is {now}")]
    HoursInFuture {
        /// The instant of the command.
        now: DateTime<Utc>,
        /// End given.
        ends_at: DateTime<Utc>,
    },
    /// Another standing credit shares an instant (V3).
    #[error("credit {credit_id} of activity {activity_id} stands from {starts_at} to {ends_at}")]
    HoursOverlap {
        /// The other credit.
        credit_id: CreditId,
        /// The other credit's activity.
        activity_id: ActivityId,
        /// The other credit's start.
        starts_at: DateTime<Utc>,
        /// The other credit's end.
        ends_at: DateTime<Utc>,
    },
    /// A local day would have more minutes than it may (V4).
    #[error("{day} would have {actual} minutes, {limit} are allowed")]
    DailyLimitExceeded {
        /// Minutes allowed.
        limit: u32,
        /// Minutes that the day would have.
        actual: u32,
        /// The local day.
        day: NaiveDate,
    },
    /// The span is not inside its session or activity (V5).
    #[error(
        "the span {starts_at} to {ends_at} is not inside {from} to {until}, give or take {tolerance_minutes} minutes"
    )]
    OutsideActivity {
        /// Start given.
        starts_at: DateTime<Utc>,
        /// End given.
        ends_at: DateTime<Utc>,
        /// Start of the session; of the activity where the credit comes from a file.
        from: DateTime<Utc>,
        /// End of the same.
        until: DateTime<Utc>,
        /// Minutes allowed at either end.
        tolerance_minutes: u32,
    },
    /// Make-up service is longer than the session (V5).
    #[error("make-up service has {actual} minutes, the session has {limit}")]
    MakeUpTooLong {
        /// Minutes of the session.
        limit: u32,
        /// Minutes found.
        actual: u32,
    },
    /// The session of the credit is already credited to this volunteer (V8).
    #[error("session {session} is credited already, by {credit_id} from {starts_at} to {ends_at}")]
    AlreadyCredited {
        /// The credit that stands.
        credit_id: CreditId,
        /// The activity.
        activity_id: ActivityId,
        /// Number of the session.
        session: u32,
        /// Start of the credit that stands.
        starts_at: DateTime<Utc>,
        /// End of the credit that stands.
        ends_at: DateTime<Utc>,
    },
    /// The credit of this activity, volunteer and start stands, and its span was corrected (V8, V10).
    #[error("credit {credit_id} was corrected and stands from {starts_at} to {ends_at}")]
    CreditCorrected {
        /// The credit that stands.
        credit_id: CreditId,
        /// Its start now.
        starts_at: DateTime<Utc>,
        /// Its end now.
        ends_at: DateTime<Utc>,
    },
    /// The activity is of a kind that is never volunteer service (V9; 民政部令第67号 art. 19).
    #[error("an activity of kind {kind:?} is not volunteer service")]
    NotService {
        /// The kind.
        kind: ActivityKind,
    },
    /// The activity does not take place (V9).
    #[error("activity {activity_id} is cancelled")]
    ActivityCancelled {
        /// The activity.
        activity_id: ActivityId,
    },
    /// The activity should never have stood (V9, A10).
    #[error("activity {activity_id} is voided")]
    ActivityVoided {
        /// The activity.
        activity_id: ActivityId,
    },
    /// The volunteer has no such credit.
    #[error("the volunteer has no credit {credit_id}")]
    CreditUnknown {
        /// The credit asked for.
        credit_id: CreditId,
    },
    /// The credit was rejected or revoked and does not stand any more (V10).
    #[error("credit {credit_id} does not stand any more")]
    CreditNotLive {
        /// The credit asked for.
        credit_id: CreditId,
    },
    /// The credit waits for approval and is not live yet (V10).
    #[error("credit {credit_id} waits for {tier:?}; approve or reject it first")]
    CreditPending {
        /// The credit asked for.
        credit_id: CreditId,
        /// Who must approve.
        tier: ApprovalTier,
    },
    /// The credit is live and cannot be rejected; it can be revoked.
    #[error("credit {credit_id} is not pending")]
    CreditNotPending {
        /// The credit asked for.
        credit_id: CreditId,
    },
    /// A lower tier cannot approve (V4).
    #[error("credit {credit_id} needs {needed:?}, not {given:?}")]
    TierTooLow {
        /// The credit asked for.
        credit_id: CreditId,
        /// Who must approve.
        needed: ApprovalTier,
        /// Who wanted to.
        given: ApprovalTier,
    },
    /// A manual credit names its document (V6).
    #[error("evidence of class {evidence:?} needs the reference of its document")]
    DocumentRequired {
        /// The evidence class.
        evidence: EvidenceClass,
    },
    /// Whoever entered the credit cannot let it take effect (V6).
    #[error("credit {credit_id} takes effect by somebody other than the one who entered it")]
    SamePersonApproves {
        /// The credit.
        credit_id: CreditId,
    },
    /// Manual credits are suspended for a while.
    #[error("manual credits are suspended until {until}")]
    SelfEntrySuspended {
        /// Last day.
        until: NaiveDate,
    },
    /// The suspension would be over already.
    #[error("a suspension until {until} is over today, {today}")]
    SuspensionOver {
        /// Last day asked for.
        until: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// The dispute is on record with other content.
    #[error("dispute {dispute} is on record with other content")]
    DisputeTaken {
        /// Its key.
        dispute: Code,
    },
    /// There is no such dispute.
    #[error("there is no dispute {dispute}")]
    DisputeUnknown {
        /// Its key.
        dispute: Code,
    },
    /// The dispute was answered otherwise.
    #[error("dispute {dispute} was answered before")]
    DisputeAnswered {
        /// Its key.
        dispute: Code,
        /// Whether the volunteer was right.
        upheld: bool,
    },
    /// A dispute of this kind needs other particulars.
    #[error("a dispute of this kind claims a span: {claims_span}; names a credit: {names_credit}")]
    DisputeIncomplete {
        /// The kind.
        kind: DisputeKind,
        /// Whether it claims a span.
        claims_span: bool,
        /// Whether it names a credit.
        names_credit: bool,
    },
    /// A volunteer who is right is answered with the credit that puts the record right.
    #[error("dispute {dispute} is upheld with a credit that stands")]
    AnswerMissing {
        /// Its key.
        dispute: Code,
    },
    /// Service that was not the volunteer's leaves the record first.
    #[error("credit {credit_id} is revoked or rejected before dispute {dispute} is upheld")]
    CreditStillStands {
        /// Its key.
        dispute: Code,
        /// The credit in question.
        credit_id: CreditId,
    },
    /// The other platform's total came before with other content.
    #[error("this total was taken in before with other content")]
    ImportedBefore,
    /// Totals of one platform do not share days.
    #[error("a total of the same platform runs from {from}")]
    ImportedOverlap {
        /// First day of the total that is there.
        from: NaiveDate,
        /// Its last day.
        to: Option<NaiveDate>,
    },
    /// The period is reversed, open, or not over.
    #[error("a period from {from} has an end that is not before it and not after today, {today}")]
    PeriodWrong {
        /// First day.
        from: NaiveDate,
        /// Last day given.
        to: Option<NaiveDate>,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// The period has no such number of minutes.
    #[error("the period holds 1 to {limit} minutes, {actual} were given")]
    ImportedMinutesOutOfBounds {
        /// Minutes of the period's days.
        limit: u32,
        /// Minutes given.
        actual: u32,
    },
    /// There are as many as there may be.
    #[error("a volunteer has at most {limit} {list}")]
    TooManyRecords {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The session is not that of the credit.
    #[error("credit {credit_id} is of session {session} of activity {activity_id}")]
    WrongSession {
        /// The credit asked for.
        credit_id: CreditId,
        /// The credit's activity.
        activity_id: ActivityId,
        /// The credit's session.
        session: u32,
    },
    /// The calendar does not say which days of a year were working days, so nobody knows whether the credit is late.
    #[error(transparent)]
    #[serde(untagged)]
    Calendar(#[from] CalendarYearMissing),
    /// Availability, insurance or a pause is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Readiness(#[from] ReadinessRefusal),
    /// The division is unknown or not valid on the day.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for VolunteerRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        (kind == VOLUNTEER_CLAIM).then_some(Self::IdentityTaken { holder })
    }
}

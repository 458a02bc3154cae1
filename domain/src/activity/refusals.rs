//! Every reason for which an activity says no, each with its figures and a stable code. No personal data.
//!
//! One list, longer than a file should be: the reasons are one enum, and a person looks one up by its name.

use crate::kernel::{
    DivisionRefusal, OrganizationId, Refusal, TeamId,
    text::TextRefusal,
    words::{EvidenceClass, ProfessionalLevel, RiskLevel},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

/// Why an activity refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum ActivityRefusal {
    /// No activity has this code.
    #[error("there is no such activity")]
    ActivityUnknown,
    /// The code stands for an activity with other content.
    #[error("the code is taken by an activity that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ, by their column names.
        fields: Vec<&'static str>,
    },
    /// Only the operator takes over held activities from files.
    #[error("only the operator's import takes over held activities")]
    ImportByOperatorOnly,
    /// The plan's end is not later than its start.
    #[error("the span ends at {ends_at}, not after its start {starts_at}")]
    SpanReversed {
        /// First instant.
        starts_at: DateTime<Utc>,
        /// Instant of the end.
        ends_at: DateTime<Utc>,
    },
    /// The activity is longer than the policy allows (A2).
    #[error("an activity lasts at most {limit_days} days, this one lasts {actual_days}")]
    ActivityTooLong {
        /// Days allowed.
        limit_days: u32,
        /// Days asked for, the last one whole.
        actual_days: u32,
    },
    /// A list in the plan is longer than it may be.
    #[error("{field} has {actual} entries, {limit} are allowed")]
    TooManyEntries {
        /// The list's name.
        field: &'static str,
        /// Entries found.
        actual: usize,
        /// Entries allowed.
        limit: usize,
    },
    /// The organization that the plan names was not found.
    #[error("there is no organization {organization_id}")]
    OrganizationUnknown {
        /// The id that the plan names.
        organization_id: OrganizationId,
    },
    /// The organization does not exist on the day or is suspended.
    #[error("the organization is not live on {day}")]
    OrganizationNotLive {
        /// The day in question.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
        /// Whether it is suspended.
        suspended: bool,
    },
    /// The team that the plan names was not found.
    #[error("there is no team {team_id}")]
    TeamUnknown {
        /// The id that the plan names.
        team_id: TeamId,
    },
    /// The team does not serve on the day or is suspended.
    #[error("the team is not live on {day}")]
    TeamNotLive {
        /// The day in question.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
        /// Whether it is suspended.
        suspended: bool,
    },
    /// It is too late: the activity or session has begun (A1).
    #[error("it began at {starts_at}")]
    AlreadyStarted {
        /// When it began.
        starts_at: DateTime<Utc>,
        /// The instant of the command.
        now: DateTime<Utc>,
    },
    /// It is too early: the session or activity has not begun.
    #[error("it begins at {starts_at}")]
    NotStarted {
        /// When it begins.
        starts_at: DateTime<Utc>,
        /// The instant of the command.
        now: DateTime<Utc>,
    },
    /// An activity without sessions cannot be published.
    #[error("the activity has no session")]
    SessionNeeded,
    /// The activity is published with another leader, place or risk notice.
    #[error("the activity is published already and differs in {fields:?}")]
    AlreadyPublished {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// The activity is not open to volunteers.
    #[error("the activity is not published")]
    NotPublished,
    /// The activity is closed.
    #[error("the activity was closed on {closed_on}")]
    ActivityClosed {
        /// Local date of its end.
        closed_on: NaiveDate,
    },
    /// The activity is cancelled.
    #[error("the activity is cancelled")]
    ActivityCancelled,
    /// The activity is voided: it takes nothing more (A10).
    #[error("the activity is voided")]
    ActivityVoided,
    /// It is too late to change this; title and place may change still (A8).
    #[error("it has begun: {fields:?} and sessions {sessions:?} change no more")]
    ChangeTooLate {
        /// What of the activity may not change once it has begun.
        fields: Vec<&'static str>,
        /// The sessions that have begun or are closed.
        sessions: Vec<u32>,
        /// When the activity began or begins.
        starts_at: DateTime<Utc>,
        /// The instant of the command.
        now: DateTime<Utc>,
    },
    /// More people are enrolled than the session shall take (A3, A8).
    #[error("session {session} has {enrolled} people, {capacity} shall be its capacity")]
    CapacityBelowEnrolled {
        /// Which session.
        session: u32,
        /// The capacity asked for.
        capacity: u32,
        /// People enrolled or accepted.
        enrolled: u32,
    },
    /// Only who was there says how it was.
    #[error("the volunteer was not in session {session}")]
    NotAttended {
        /// Which session.
        session: u32,
    },
    /// A score is out of bounds.
    #[error("a score lies between {least} and {most}, {actual} was given")]
    ScoreOutOfBounds {
        /// The lowest score.
        least: u8,
        /// The highest score.
        most: u8,
        /// The score given.
        actual: u8,
    },
    /// One volunteer says once how a session was.
    #[error("the volunteer gave session {session} {score} already")]
    FeedbackGiven {
        /// Which session.
        session: u32,
        /// The score on record.
        score: u8,
    },
    /// The days for feedback are over.
    #[error("feedback was taken until {last_day}")]
    FeedbackTooLate {
        /// The last day.
        last_day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// The activity was taken over as held: it is neither published nor cancelled.
    #[error("the activity was taken over from a file as held")]
    ActivityHeld,
    /// People were credited already (A10).
    #[error("people of session {session} are credited already")]
    AlreadyCredited {
        /// The first session with credits.
        session: u32,
    },
    /// The activity has no session of this number.
    #[error("the activity has no session {session}")]
    SessionUnknown {
        /// The number asked for.
        session: u32,
    },
    /// A session's number is out of bounds.
    #[error("a session has a number from 1 to {limit}")]
    SessionNumberOutOfBounds {
        /// The number asked for.
        session: u32,
        /// The highest number.
        limit: u32,
    },
    /// The session's number stands for a session with another span or capacity.
    #[error("session {session} is planned with another span or capacity")]
    SessionTaken {
        /// The number asked for.
        session: u32,
    },
    /// The session does not lie inside its activity.
    #[error("the activity lasts from {starts_at} to {ends_at}")]
    OutsideActivity {
        /// First instant of the activity.
        starts_at: DateTime<Utc>,
        /// Its end.
        ends_at: DateTime<Utc>,
    },
    /// A capacity is out of bounds.
    #[error("a session takes 1 to {limit} people")]
    CapacityOutOfBounds {
        /// The capacity asked for.
        actual: u32,
        /// The highest capacity.
        limit: u32,
    },
    /// The session's attendance is final.
    #[error("session {session} is closed")]
    SessionClosed {
        /// Which session.
        session: u32,
    },
    /// The session's attendance is not final yet.
    #[error("session {session} is not closed")]
    SessionNotClosed {
        /// Which session.
        session: u32,
    },
    /// The session is over.
    #[error("the session ended at {ends_at}")]
    SessionOver {
        /// When it ended.
        ends_at: DateTime<Utc>,
        /// The instant of the command.
        now: DateTime<Utc>,
    },
    /// The session is not over.
    #[error("the session ends at {ends_at}")]
    SessionNotOver {
        /// When it ends.
        ends_at: DateTime<Utc>,
        /// The instant of the command.
        now: DateTime<Utc>,
    },
    /// Sessions are open still.
    #[error("sessions {sessions:?} are not closed")]
    SessionsOpen {
        /// Their numbers.
        sessions: Vec<u32>,
    },
    /// No place is left (A3).
    #[error("the session takes {capacity} people and has {enrolled}")]
    SessionFull {
        /// People it takes.
        capacity: u32,
        /// People enrolled or accepted.
        enrolled: u32,
    },
    /// The enrolment was declined; only an acceptance changes that.
    #[error("the enrolment was declined")]
    EnrollmentWasDeclined,
    /// The volunteer has no enrolment that stands.
    #[error("the volunteer is not enrolled in session {session}")]
    NotEnrolled {
        /// Which session.
        session: u32,
    },
    /// The volunteer was present, so the enrolment cannot go and absence cannot be marked.
    #[error("attendance in session {session} is on record")]
    AttendanceOnRecord {
        /// Which session.
        session: u32,
    },
    /// The activity has an age gate and the age is not known (A4).
    #[error("the age must be known, {required_age_years} years are needed")]
    AgeUnknown {
        /// Years needed.
        required_age_years: u32,
    },
    /// The volunteer is too young (A4).
    #[error("{required_age_years} years are needed")]
    TooYoung {
        /// Years needed.
        required_age_years: u32,
    },
    /// Minors never serve where it is dangerous (A4).
    #[error("below {required_age_years} years nobody serves in an activity that is {risk:?}")]
    MinorInHazard {
        /// Years needed.
        required_age_years: u32,
        /// How dangerous the activity is.
        risk: RiskLevel,
    },
    /// A minor serves only with a guardian's consent (P3).
    #[error("below {below_age_years} years a guardian's consent is needed")]
    GuardianConsentNeeded {
        /// The age of majority.
        below_age_years: u32,
    },
    /// Skills that the activity needs are not declared (A4).
    #[error("skills are missing: {missing:?}")]
    SkillsMissing {
        /// What is missing of the activity's list.
        missing: Vec<String>,
    },
    /// Trainings that the activity needs are not completed, or too long ago (A4).
    #[error("trainings are missing on {day}: {missing:?}; one counts for {valid_months} months")]
    TrainingsMissing {
        /// What is missing of the activity's list.
        missing: Vec<String>,
        /// The day of service.
        day: NaiveDate,
        /// Months for which a training counts.
        valid_months: u32,
    },
    /// Certificates that the activity needs were not shown (A4).
    #[error("certificates are missing: {missing:?}")]
    CertificatesMissing {
        /// The skills without a verified certificate.
        missing: Vec<String>,
    },
    /// The professional level is too low, or not known (A4).
    #[error("level {required:?} is needed, {held:?} is on record")]
    LevelTooLow {
        /// Level needed.
        required: ProfessionalLevel,
        /// Level held on the day, where there is one.
        held: Option<ProfessionalLevel>,
    },
    /// The volunteer is paused on the day (停用).
    #[error("the volunteer is paused on {day}, since {from}")]
    VolunteerPaused {
        /// The day of service.
        day: NaiveDate,
        /// First day of the pause.
        from: NaiveDate,
        /// Last day of the pause, where it has ended.
        until: Option<NaiveDate>,
    },
    /// Dangerous service needs accident insurance on the day (志愿服务条例 art. 17).
    #[error("accident insurance is needed on {day}")]
    InsuranceNeeded {
        /// The day of service.
        day: NaiveDate,
        /// Last day insured, where there is insurance on record.
        insured_to: Option<NaiveDate>,
    },
    /// The insurance ends before the session begins.
    #[error("the insurance ends on {insured_to}, before the session on {day}")]
    InsuranceTooShort {
        /// First day of the session.
        day: NaiveDate,
        /// Last day insured.
        insured_to: NaiveDate,
    },
    /// Presence cannot be known before it happened.
    #[error("{at} is in the future")]
    InFuture {
        /// The instant asked for.
        at: DateTime<Utc>,
        /// The instant of the command.
        now: DateTime<Utc>,
    },
    /// The instant or span is not the session's, tolerance included.
    #[error("the session is open for attendance from {from} to {until}")]
    OutsideSession {
        /// First instant.
        from: DateTime<Utc>,
        /// Last instant.
        until: DateTime<Utc>,
    },
    /// A check-in is known by scan or by position only.
    #[error("a check-in has evidence {allowed:?}, not {actual:?}")]
    EvidenceNotForCheckIn {
        /// The class asked for.
        actual: EvidenceClass,
        /// The classes that a check-in may have.
        allowed: [EvidenceClass; 2],
    },
    /// Position alone is evidence only among many (A7).
    #[error("position alone counts from {required} participants, the session has {actual}")]
    PositionNotEnough {
        /// Participants needed.
        required: u32,
        /// Participants enrolled.
        actual: u32,
    },
    /// The volunteer is inside already.
    #[error("checked in since {since}")]
    AlreadyInside {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The check-in lies before an earlier check-out.
    #[error("the last check-out was at {checked_out_at}")]
    CheckInBeforeCheckOut {
        /// The last check-out.
        checked_out_at: DateTime<Utc>,
    },
    /// The volunteer came and went often enough (A5).
    #[error("a session has at most {limit} check-ins of one person")]
    TooManyCheckIns {
        /// Check-ins allowed.
        limit: u32,
    },
    /// There is no check-in to end (A5).
    #[error("there is no open check-in")]
    NotCheckedIn,
    /// The check-out is not later than the check-in (A5).
    #[error("the check-in was at {checked_in_at}")]
    CheckOutBeforeCheckIn {
        /// The open check-in.
        checked_in_at: DateTime<Utc>,
    },
    /// A result counts at least one.
    #[error("a result counts at least 1")]
    OutcomeEmpty,
    /// The division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl ActivityRefusal {
    /// Whether it says no only because the registry does not know: neither met nor unmet (K5).
    #[must_use]
    pub const fn is_for_want_of_knowledge(&self) -> bool {
        matches!(self, Self::AgeUnknown { .. } | Self::LevelTooLow { held: None, .. })
    }
}

impl Refusal for ActivityRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        // An activity claims nothing across streams: its id follows from its code.
        None
    }
}

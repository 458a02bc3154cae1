//! Every reason for which a demand says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{DivisionRefusal, Refusal, TeamId, VolunteerId, text::TextRefusal},
    service_demand::words::{DemandAnswer, DemandOutcome},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

/// Why a demand refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum ServiceDemandRefusal {
    /// There is no such demand.
    #[error("there is no such demand")]
    DemandUnknown,
    /// The code stands for a demand with other content.
    #[error("the code is taken by a demand that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// The organization is not there on the day, or is suspended (D1).
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
    /// The window ends before it begins.
    #[error("the window ends at {ends_at}, which is not after its start {starts_at}")]
    WindowReversed {
        /// Start given.
        starts_at: DateTime<Utc>,
        /// End given.
        ends_at: DateTime<Utc>,
    },
    /// The window was over when the demand was posted (D1).
    #[error("the window ended at {ends_at}, before {posted_at}")]
    WindowOver {
        /// End of the window.
        ends_at: DateTime<Utc>,
        /// When it was posted.
        posted_at: DateTime<Utc>,
    },
    /// The window is longer than one demand may be.
    #[error("a demand lasts at most {limit} days, {actual} were given")]
    WindowTooLong {
        /// Days allowed.
        limit: i64,
        /// Whole days given.
        actual: i64,
    },
    /// The number of people is not believed.
    #[error("{min} to {max} people can be asked for, {actual} were")]
    PeopleOutOfBounds {
        /// The least number.
        min: u32,
        /// The greatest number.
        max: u32,
        /// The number given.
        actual: u32,
    },
    /// The team does not serve on the day (D2).
    #[error("the team is not live on {day}")]
    TeamNotLive {
        /// Which team.
        team_id: TeamId,
        /// The day of the match.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
        /// Whether it is suspended.
        suspended: bool,
    },
    /// The volunteer is not active on the day (D2).
    #[error("the volunteer is not active on {day}")]
    VolunteerNotActive {
        /// Which volunteer.
        volunteer_id: VolunteerId,
        /// The day of the match.
        day: NaiveDate,
    },
    /// They are matched already, with another number of people (D2).
    #[error("they are matched since {matched_at} with {people} people")]
    AlreadyMatched {
        /// People on record.
        people: u32,
        /// Since when.
        matched_at: DateTime<Utc>,
    },
    /// Nobody matched them (D3).
    #[error("they are not matched to this demand")]
    NotMatched,
    /// Their last word was said (D3).
    #[error("they answered {answer:?} at {answered_at}")]
    AnswerFinal {
        /// What they answered.
        answer: DemandAnswer,
        /// When.
        answered_at: DateTime<Utc>,
    },
    /// The demand is closed (D4).
    #[error("the demand was closed at {closed_at} as {outcome:?}")]
    DemandClosed {
        /// What became of it.
        outcome: DemandOutcome,
        /// When.
        closed_at: DateTime<Utc>,
    },
    /// It would happen before what it follows (D4).
    #[error("{at} is before {earliest}")]
    InstantTooEarly {
        /// The instant given.
        at: DateTime<Utc>,
        /// The earliest one possible.
        earliest: DateTime<Utc>,
    },
    /// It would happen in the future (D4).
    #[error("{at} is after now, {now}")]
    InstantInFuture {
        /// The instant given.
        at: DateTime<Utc>,
        /// The instant of the command.
        now: DateTime<Utc>,
    },
    /// There are more than there may be.
    #[error("a demand has at most {limit} {list}")]
    TooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for ServiceDemandRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        // A demand claims nothing across streams: its id follows from its code.
        None
    }
}

//! Every reason for which the posts of a place say no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{PersonId, Refusal, text::TextRefusal},
    posting::{PlaceKind, events::RESIDENT_POST_CLAIM, words::PostRole},
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why the posts of a place refuse a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PostingRefusal {
    /// Nobody is named.
    #[error("nobody is to be posted")]
    NobodyNamed,
    /// The role is not held at such a place (PO1).
    #[error("{role:?} is no post of {place:?}")]
    RoleNotOfPlace {
        /// The role.
        role: PostRole,
        /// The kind of the place.
        place: PlaceKind,
    },
    /// The place does not exist on a day of the term (PO1).
    #[error("the place is not there on {day}")]
    PlaceNotLive {
        /// The day in question.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// The person is not of age (PO2).
    #[error("a post is held from {limit} years of age, the person has {actual}")]
    PersonNotOfAge {
        /// Which person.
        person_id: PersonId,
        /// Years needed.
        limit: u32,
        /// Years completed.
        actual: u32,
    },
    /// The last day lies before the first (PO3).
    #[error("the last day {to} is before the first day {from}")]
    SpanReversed {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// The role is held for a term, which names its last day (PO3).
    #[error("{role:?} is held for a term that names its last day")]
    TermRequired {
        /// The role.
        role: PostRole,
    },
    /// The term is longer than the policy allows (PO3).
    #[error("a post lasts at most {years} years, so until {latest} and not {to}")]
    TermTooLong {
        /// Years allowed.
        years: u32,
        /// Last day asked for.
        to: NaiveDate,
        /// The latest last day.
        latest: NaiveDate,
    },
    /// The person holds this role, or another that excludes it, here on one of the days (PO4).
    #[error("the person is {role:?} here from {from}")]
    PostHeld {
        /// Which person.
        person_id: PersonId,
        /// The role that is held.
        role: PostRole,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// The place has one of this role at a time (PO4).
    #[error("{holder} is {role:?} here from {from}")]
    SeatTaken {
        /// The role.
        role: PostRole,
        /// Who has it.
        holder: PersonId,
        /// First day of that post.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// The person is posted to another village on one of the days (PO4).
    #[error("the person is posted to {holder} in these days")]
    PostedElsewhere {
        /// The other village.
        holder: Uuid,
    },
    /// The person does not hold the role here on the day (PO5).
    #[error("the person is not {role:?} here on {day}")]
    PostUnknown {
        /// The role.
        role: PostRole,
        /// The day in question.
        day: NaiveDate,
    },
    /// What has taken effect cannot be dated in the future.
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// There are as many as there may be.
    #[error("there are at most {limit} {list}")]
    TooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for PostingRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        (kind == RESIDENT_POST_CLAIM).then_some(Self::PostedElsewhere { holder })
    }
}

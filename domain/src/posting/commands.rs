//! What may be asked of the posts of a place. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{DivisionCode, PersonId},
    person::PersonFacts,
    posting::{PlaceKind, PostPlace, words::PostRole},
};
use chrono::NaiveDate;

/// A place as the rules of posts see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFacts {
    /// Which one.
    pub place: PostPlace,
    /// Its kind.
    pub kind: PlaceKind,
    /// Its division.
    pub division: DivisionCode,
    /// First day.
    pub from: NaiveDate,
    /// Last day, where there is one.
    pub until: Option<NaiveDate>,
}

/// A person who is to be posted, and in which role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointee {
    /// The person.
    pub person: PersonFacts,
    /// The role.
    pub role: PostRole,
}

/// The commands of the posts of a place (岗位任职).
#[derive(Clone, Debug, PartialEq)]
pub enum PostingCommand {
    /// Post people to the place (派驻, 聘任); all of them or none.
    PostPeople {
        /// The place.
        place: PlaceFacts,
        /// Who, in which role.
        appointees: Vec<Appointee>,
        /// First day.
        from: NaiveDate,
        /// Last day, where there is one.
        to: Option<NaiveDate>,
    },
    /// End a post before its term, or one without a term (离任, 解聘).
    EndPost {
        /// Who.
        person_id: PersonId,
        /// In which role.
        role: PostRole,
        /// Last day.
        ended_on: NaiveDate,
        /// Why.
        reason: String,
    },
}

//! What is remembered of the posts of a place. Stored for ever: a change is a new variant or a new version with an
//! upcast step.

use crate::{
    kernel::{
        Claim, ClaimChange, ClaimValue, DateSpan, DivisionCode, KeyOwner, OrganizationId, PersonId, Personal,
        PersonalVisitor, SiteId, StoredEvent, words::OrganizationKind,
    },
    posting::words::PostRole,
    site::words::SiteKind,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where people are posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostPlace {
    /// An organization, a village for example.
    Organization(OrganizationId),
    /// A site.
    Site(SiteId),
}

impl PostPlace {
    /// The id of the place, which is that of the stream too.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Organization(id) => id.uuid(),
            Self::Site(id) => id.uuid(),
        }
    }
}

/// The kind of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// An organization of this kind.
    Organization(OrganizationKind),
    /// A site of this kind.
    Site(SiteKind),
}

/// A person in a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Who.
    pub person_id: PersonId,
    /// In which role.
    pub role: PostRole,
}

/// The events of the posts of a place (岗位任职).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostingEvent {
    /// People were posted (已派驻, 已聘任).
    PeoplePosted {
        /// The place.
        place: PostPlace,
        /// Its division on the first day.
        division: DivisionCode,
        /// Who, in which role.
        posts: Vec<Post>,
        /// In which days.
        span: DateSpan,
    },
    /// A post ended before its term, or one without a term (已离任, 已解聘).
    PostEnded {
        /// Who.
        person_id: PersonId,
        /// In which role.
        role: PostRole,
        /// In which days it would have lasted.
        span: DateSpan,
        /// Last day.
        ended_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
}

crate::stored_names!(PostingEvent {
    PeoplePosted => "people_posted" v "1.0",
    PostEnded => "post_ended" v "1.0",
});

/// The claim that a person lives in one village at a time (PO4).
pub const RESIDENT_POST_CLAIM: &str = "resident_post";

/// What a resident post takes: the person.
#[must_use]
pub fn resident_value(person: PersonId) -> ClaimValue {
    ClaimValue::Plain(person.to_string())
}

fn resident_claim(person: PersonId, place: Uuid, span: DateSpan) -> Claim {
    Claim { kind: RESIDENT_POST_CLAIM, value: resident_value(person), holder: place, span: Some(span) }
}

impl StoredEvent for PostingEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::PostEnded { person_id, reason, .. } => visit(KeyOwner::Person(*person_id), "reason", reason),
            Self::PeoplePosted { .. } => {}
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::PeoplePosted { posts, span, .. } => posts
                .iter()
                .filter(|post| post.role.is_resident())
                .map(|post| ClaimChange::Take(resident_claim(post.person_id, stream, *span)))
                .collect(),
            Self::PostEnded { person_id, role, span, ended_on, .. } if role.is_resident() => {
                let claim = |span| resident_claim(*person_id, stream, span);
                let kept = DateSpan::try_new(span.from, Some(*ended_on)).map(|span| ClaimChange::Take(claim(span)));
                std::iter::once(ClaimChange::Release(claim(*span))).chain(kept).collect()
            }
            Self::PostEnded { .. } => Vec::new(),
        }
    }
}

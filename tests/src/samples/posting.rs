//! One sample of every event of the posts of a place.

use super::parts::{day, days, division, organization, person, sealed};
use muster_domain::posting::{Post, PostPlace, PostingEvent, words::PostRole};

/// Every event of the posts of a place.
#[must_use]
pub fn events() -> Vec<PostingEvent> {
    let (person_id, role) = (person(), PostRole::FirstSecretary);
    vec![
        PostingEvent::PeoplePosted {
            place: PostPlace::Organization(organization()),
            division: division(),
            posts: vec![Post { person_id, role }],
            span: days(),
        },
        PostingEvent::PostEnded { person_id, role, span: days(), ended_on: day(9), reason: sealed() },
    ]
}

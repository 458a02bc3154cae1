//! Which answers are about people: whatever edge leads to them, whoever reads them has a right to read people.

use crate::access::Right;

/// The types that show people, and the rights of which one is needed to read any of their fields.
const PEOPLE: &[&str] = &[
    "Attendance",
    "AvailableVolunteer",
    "Credit",
    "Dispute",
    "MyData",
    "Person",
    "PoolMember",
    "SocialWorker",
    "StarCandidate",
    "Talent",
    "UnmaskedPerson",
    "Volunteer",
];
/// The rights of which one is needed to read people.
const TO_READ_PEOPLE: &[Right] = &[Right::People, Right::Talents, Right::Own];

/// The rights of which one is needed to read fields of a type; none where the type shows nobody.
#[must_use]
pub fn rights_of_type(name: &str) -> &'static [Right] {
    if PEOPLE.contains(&name) { TO_READ_PEOPLE } else { &[] }
}

//! Engagements, lists and personal text at their limits.

use super::*;
use crate::kernel::{KeyOwner, contract::personal_fields};
use chrono::Days;

#[test]
fn engagement_may_be_of_one_day_and_one_with_a_last_day_may_be_made_shorter() {
    let profile = after(vec![
        engage("E-1", M::Project, "2024-01-01", Some("2024-01-01")),
        engage("E-2", M::Adviser, "2024-02-01", Some("2024-12-31")),
        end("E-2", "2024-03-31"),
    ]);
    for (name, to) in [("E-1", "2024-01-01"), ("E-2", "2024-03-31")] {
        let held = profile.engagement(&code(name)).unwrap();
        assert_eq!((held.code.as_str(), held.span.to), (name, Some(day(to))));
    }
    let unknown = R::EngagementUnknown { engagement: code("E-3") };
    assert_eq!(profile.engagement(&code("E-3")).unwrap_err(), unknown);
}

#[test]
fn list_takes_as_many_as_its_limit_says() {
    let first = day("2021-01-01");
    let contacted = |number| E::TalentContacted {
        person_id: person().person_id,
        contacted_on: first + Days::new(number),
        channel: ContactChannel::Telephone,
        note: None,
    };
    let mut profile = TalentProfile::default();
    (0..1_039).for_each(|number| profile.remember(contacted(number)));
    assert!(profile.decide(contact("2024-05-01", None), &context()).is_ok());
    profile.remember(contacted(1_039));
    let full = R::TooMany { list: "contacts", limit: 1_040 };
    assert_eq!(refused(&profile, contact("2024-05-01", None)), full);
}

#[test]
fn note_of_a_contact_and_reference_of_evidence_are_the_persons_own() {
    let person_id = person().person_id;
    let owner = KeyOwner::Person(person_id);
    let contacted = |note| E::TalentContacted {
        person_id,
        contacted_on: day("2024-05-01"),
        channel: ContactChannel::Telephone,
        note,
    };
    let evidence = E::SkillEvidenceRecorded {
        person_id,
        skill: "砖雕".to_owned(),
        evidence: SkillEvidence::MasterTitle,
        reference: Personal::clear("示例第1号"),
        recorded_on: day("2024-04-01"),
    };
    assert_eq!(personal_fields(contacted(Some(Personal::clear("愿意回乡")))), [(owner, "note")]);
    assert_eq!(personal_fields(contacted(None)), []);
    assert_eq!(personal_fields(evidence), [(owner, "reference")]);
}

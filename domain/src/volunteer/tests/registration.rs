//! Registration, skills, facts and differences.

use super::*;
use crate::kernel::{ClaimChange, DivisionRefusal, StoredEvent, text::TextRefusal};
use crate::volunteer::{aggregate::SKILLS_LIMIT, events::VOLUNTEER_CLAIM};

fn skills(skills: &[&str]) -> VolunteerCommand {
    VolunteerCommand::DeclareSkills { skills: skills.iter().copied().map(str::to_owned).collect() }
}

fn verify(skill: &str, reference: &str) -> VolunteerCommand {
    VolunteerCommand::VerifySkill { skill: skill.to_owned(), evidence_reference: reference.to_owned() }
}

#[test]
fn volunteer_is_registered_and_claims_the_person_when_new() {
    let events = Volunteer::default().decide(registration(grown_up(), &["急救", "", " 翻译", "急救"]), &api()).unwrap();
    let [VolunteerEvent::VolunteerRegistered { skills, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(skills, &["急救", "翻译"]);
    let claims = events[0].claims(Uuid::nil());
    assert!(matches!(claims.as_slice(), [ClaimChange::Take(claim)] if claim.kind == VOLUNTEER_CLAIM));
}

#[test]
fn registration_is_known_when_repeated_and_refused_naming_fields_when_it_differs() {
    let volunteer = after([skills(&["急救"])]);
    for same in [registration(grown_up(), &["急救"]), registration(grown_up(), &[])] {
        assert_eq!(volunteer.decide(same, &api()), Ok(Vec::new()));
    }
    let mut other = registration(PersonFacts { person_id: PersonId::default(), ..grown_up() }, &["翻译"]);
    if let VolunteerCommand::RegisterVolunteer { division, registered_on, .. } = &mut other {
        *division = DivisionCode::new("360702");
        *registered_on = day("2024-06-02");
    }
    let fields = vec!["id_number", "division", "registered_on", "skills"];
    assert_eq!(refused(&volunteer, other, &api()), VolunteerRefusal::CodeTaken { fields });
    let person_id = grown_up().person_id;
    let other_code = Code::try_new("V-2").unwrap();
    let division = DivisionCode::new("360722");
    assert_eq!(volunteer.differences(person_id, &other_code, &division, day("2024-06-01"), &[]), ["code"]);
}

#[test]
fn registration_is_refused_when_a_child_has_no_guardian_consent() {
    let child = |age, guardian_consent| PersonFacts { age_years: Some(age), guardian_consent, ..grown_up() };
    let required = VolunteerRefusal::GuardianConsentRequired { age_years: 13, guardian_age_years: 14 };
    assert_eq!(refused(&Volunteer::default(), registration(child(13, false), &[]), &api()), required);
    assert_eq!(refused(&Volunteer::default(), registration(child(13, false), &[]), &import()), required);
    for person in [child(13, true), child(14, false), PersonFacts { age_years: None, ..grown_up() }] {
        assert_eq!(Volunteer::default().decide(registration(person, &[]), &api()).unwrap().len(), 1);
    }
}

#[test]
fn registration_is_refused_when_its_day_is_to_come_or_its_division_not_valid_then() {
    let with = |on: &str, code: &str| {
        let mut command = registration(grown_up(), &[]);
        if let VolunteerCommand::RegisterVolunteer { division, registered_on, .. } = &mut command {
            *division = DivisionCode::new(code);
            *registered_on = day(on);
        }
        command
    };
    let future = VolunteerRefusal::RegisteredInFuture { registered_on: day("2024-07-02"), today: day("2024-07-01") };
    assert_eq!(refused(&Volunteer::default(), with("2024-07-02", "360722"), &api()), future);
    let retired = refused(&Volunteer::default(), with("2024-06-01", "360721"), &api());
    assert!(matches!(retired, VolunteerRefusal::Division(DivisionRefusal::DivisionRetired { ended: 2016, .. })));
    assert!(Volunteer::default().decide(with("2015-06-01", "360721"), &api()).is_ok());
}

#[test]
fn skills_are_declared_whole_and_a_repeat_changes_nothing() {
    let volunteer = after([skills(&["翻译", "急救"]), verify("急救", "CERT-1")]);
    assert_eq!(volunteer.skills(), ["急救", "翻译"]);
    assert_eq!(volunteer.decide(skills(&["急救", "翻译"]), &api()), Ok(Vec::new()));
    assert_eq!(volunteer.decide(verify("急救", "CERT-1"), &api()), Ok(Vec::new()));
    let mut volunteer = volunteer;
    apply(&mut volunteer, skills(&["翻译"]), &api());
    assert_eq!(volunteer.verified_skills().count(), 0);
}

#[test]
fn skill_is_refused_when_not_declared_or_unreadable_or_one_too_many() {
    assert_eq!(refused(&after([]), verify("急救", "CERT-1"), &api()), VolunteerRefusal::SkillNotDeclared);
    let control = VolunteerRefusal::Text(TextRefusal::TextControlCharacter { field: "skills" });
    assert_eq!(refused(&after([]), skills(&["a\u{0}b"]), &api()), control);
    let many: Vec<String> = (0..=SKILLS_LIMIT).map(|number| format!("skill {number}")).collect();
    let too_many = VolunteerRefusal::TooManySkills { actual: SKILLS_LIMIT + 1, limit: SKILLS_LIMIT };
    assert_eq!(refused(&after([]), VolunteerCommand::DeclareSkills { skills: many }, &api()), too_many);
}

#[test]
fn command_is_refused_when_the_volunteer_is_unknown() {
    let nobody = Volunteer::default();
    for command in [skills(&["急救"]), verify("急救", "1"), scanned(1, "2024-06-10 08:00", "2024-06-10 09:00")] {
        assert_eq!(refused(&nobody, command, &api()), VolunteerRefusal::VolunteerUnknown);
    }
    assert_eq!(nobody.facts(VolunteerId::default(), grown_up()), None);
}

#[test]
fn facts_show_skills_and_day_of_registration() {
    let volunteer = after([skills(&["急救"])]);
    let volunteer_id = volunteer.volunteer_id().unwrap();
    let facts = volunteer.facts(volunteer_id, grown_up()).unwrap();
    assert_eq!((facts.skills, facts.registered_on), (vec!["急救".to_owned()], day("2024-06-01")));
}

//! The pool of talents against a real log: who is listed, with which roles and hours, live and replayed.

use crate::{
    given::{COUNTY, credit, division, person, reason, volunteer},
    harness::{Registry, Told, code, day},
    instructors::{appointed, guides},
    workers::story_of_workers,
};
use muster_domain::{
    instructor::InstructorEvent,
    kernel::words::{ApprovalTier, InstructorKind, ProfessionalLevel},
    volunteer::VolunteerEvent,
};
use muster_projections::views::talent_pool as pool;

fn serves(name: &str, event: VolunteerEvent) -> Told {
    Told::Volunteer(volunteer(name).uuid(), event)
}

fn volunteered(name: &str, number: u128, skills: &[&str]) -> Told {
    let event = VolunteerEvent::VolunteerRegistered {
        person_id: person(number),
        code: code(name),
        division: division(COUNTY),
        registered_on: day("2024-01-01"),
        skills: skills.iter().map(|&skill| skill.to_owned()).collect(),
    };
    serves(name, event)
}

fn story_of_talents() -> Vec<Told> {
    let one = credit("2024-03-01T01:00:00Z", "2024-03-01T02:00:00Z", None);
    let two = credit("2024-03-01T03:00:00Z", "2024-03-01T05:00:00Z", Some(ApprovalTier::Organization));
    let three = credit("2024-03-02T03:00:00Z", "2024-03-02T06:00:00Z", None);
    let shorter = credit("2024-03-01T01:00:00Z", "2024-03-01T01:30:00Z", None);
    let person_id = person(1);
    let mut story = story_of_workers();
    story.extend([
        appointed("I1", 5, InstructorKind::FullTime),
        appointed("I2", 6, InstructorKind::PartTime),
        guides(
            "I2",
            InstructorEvent::InstructorReleased {
                released_on: day("2024-07-31"),
                person_id: person(6),
                reason: reason(),
            },
        ),
        volunteered("V1", 1, &[]),
        volunteered("V2", 7, &["first aid"]),
        serves("V1", VolunteerEvent::HoursCredited { credit: one.clone() }),
        serves("V1", VolunteerEvent::HoursCredited { credit: two.clone() }),
        serves("V1", VolunteerEvent::HoursCredited { credit: three.clone() }),
        serves("V1", VolunteerEvent::SkillsDeclared { skills: vec!["driving".to_owned(), "first aid".to_owned()] }),
        serves(
            "V1",
            VolunteerEvent::CreditApproved {
                credit_id: two.credit_id,
                tier: ApprovalTier::Organization,
                approved_by: None,
            },
        ),
        serves(
            "V1",
            VolunteerEvent::HoursCorrected {
                credit_id: one.credit_id,
                before: one.span,
                after: shorter,
                person_id,
                reason: reason(),
            },
        ),
        serves(
            "V1",
            VolunteerEvent::HoursRevoked {
                credit_id: three.credit_id,
                minutes: three.minutes,
                person_id,
                reason: reason(),
            },
        ),
        serves("V2", VolunteerEvent::SkillsDeclared { skills: Vec::new() }),
    ]);
    story
}

#[tokio::test]
async fn pool_lists_volunteers_only_while_they_declare_a_skill() {
    let registry = Registry::open().await;
    registry.tell_and_verify(pool::NAME, &story_of_talents()).await;
    let mut read = registry.views.read(pool::NAME, None).await.unwrap();
    let filter = pool::TalentFilter::default();
    let counts = pool::counts_by_role(&mut read, &filter).await.unwrap();
    assert_eq!(counts.iter().map(|row| row.talents).collect::<Vec<_>>(), [3, 1, 1]);
    let ended = pool::TalentFilter { with_ended: true, ..filter.clone() };
    let counts = pool::counts_by_role(&mut read, &ended).await.unwrap();
    assert_eq!(counts.iter().map(|row| row.talents).collect::<Vec<_>>(), [3, 2, 1]);
    let skilled = pool::TalentFilter { skills: vec!["first aid".to_owned()], ..filter.clone() };
    let rows = pool::page(&mut read, &skilled, None, 10).await.unwrap();
    let got: Vec<_> = rows.iter().map(|row| (row.code.as_str(), row.minutes_total)).collect();
    // 30 minutes corrected from 60, 120 approved; 180 were revoked.
    assert_eq!(got, [("S1", None), ("V1", Some(150))]);
    let both = pool::TalentFilter { skills: vec!["first aid".to_owned(), "driving".to_owned()], ..filter.clone() };
    assert_eq!(pool::page(&mut read, &both, None, 10).await.unwrap().len(), 1);
    let level = pool::TalentFilter { level_at_least: Some(ProfessionalLevel::SocialWorker), ..filter.clone() };
    assert_eq!(pool::page(&mut read, &level, None, 10).await.unwrap().len(), 1);
    let same_person = pool::TalentFilter { person_ids: Some(vec![person(1).uuid()]), ..filter.clone() };
    let rows = pool::page(&mut read, &same_person, None, 1).await.unwrap();
    let next = pool::page(&mut read, &same_person, Some((&rows[0].code, &rows[0].key)), 10).await.unwrap();
    assert_eq!((rows[0].code.as_str(), next[0].code.as_str(), next.len()), ("S1", "V1", 1));
    assert_eq!(pool::by_keys(&mut read, &[rows[0].key.clone()]).await.unwrap(), rows);
    let volunteers = pool::TalentFilter { roles: Some(vec![pool::TalentRole::Volunteer]), ..filter };
    assert_eq!(pool::page(&mut read, &volunteers, None, 10).await.unwrap().len(), 1);
    drop(read);
    registry.stop().await;
}

//! The register of social workers against a real log: levels and posts as of a day, live and replayed.

use crate::{
    given::{COUNTY, division, organization, person, reason},
    harness::{Registry, Told, code, day},
};
use muster_domain::{
    kernel::{
        SocialWorkerId,
        words::{PostClass, ProfessionalLevel},
    },
    social_worker::{SocialWorkerEvent, words::PostRank},
};
use muster_projections::views::{
    career_ledger::{self as careers, CandidateFilter},
    expiry_calendar::{self as expiries, ExpiryFilter},
    social_worker_register as register,
};

fn works(name: &str, event: SocialWorkerEvent) -> Told {
    Told::SocialWorker(SocialWorkerId::of_code(&code(name)).uuid(), event)
}

fn on_file(name: &str, number: u128) -> Told {
    let event = SocialWorkerEvent::SocialWorkerRegistered {
        person_id: person(number),
        code: code(name),
        division: division(COUNTY),
        registered_on: day("2024-01-01"),
    };
    works(name, event)
}

fn certified(name: &str, number: &str, level: ProfessionalLevel, on: &str) -> Told {
    let certificate_no = number.to_owned();
    works(name, SocialWorkerEvent::CertificateObtained { level, certificate_no, certified_on: day(on) })
}

fn post(name: &str, post_class: PostClass, on: &str) -> Told {
    let event = SocialWorkerEvent::PostAssumed {
        post_class,
        grade: Some(3),
        organization_id: Some(organization("O1")),
        division: division(COUNTY),
        assumed_on: day(on),
    };
    works(name, event)
}

pub(crate) fn story_of_workers() -> Vec<Told> {
    vec![
        on_file("S1", 1),
        on_file("S2", 2),
        on_file("S3", 3),
        certified("S1", "C-1", ProfessionalLevel::SocialWorker, "2023-05-01"),
        certified("S1", "C-2", ProfessionalLevel::AssistantSocialWorker, "2020-05-01"),
        certified("S2", "C-3", ProfessionalLevel::AssistantSocialWorker, "2024-05-01"),
        works(
            "S1",
            SocialWorkerEvent::PracticeRegistered {
                registered_on: day("2023-06-01"),
                valid_to: day("2026-05-31"),
                late: false,
            },
        ),
        post("S1", PostClass::Committee, "2024-01-01"),
        post("S3", PostClass::Assistant, "2024-01-01"),
        works("S1", SocialWorkerEvent::PostLeft { left_on: day("2024-03-31") }),
        post("S1", PostClass::Staff, "2024-04-01"),
        works("S1", SocialWorkerEvent::AbilitiesDeclared { abilities: vec!["first aid".to_owned(), "law".to_owned()] }),
    ]
}

#[tokio::test]
async fn register_counts_highest_level_and_posts_of_the_day() {
    let registry = Registry::open().await;
    registry.tell_and_verify(register::NAME, &story_of_workers()).await;
    let mut read = registry.views.read(register::NAME, None).await.unwrap();
    for (on, figures) in [("2024-03-31", [1, 0, 1]), ("2024-04-01", [0, 1, 1]), ("2023-12-31", [0, 0, 0])] {
        let rows = register::posts_by_class(&mut read, day(on), None).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.workers).collect::<Vec<_>>(), figures, "{on}");
    }
    for (on, figures) in [("2024-04-30", [0, 1, 0, 2]), ("2024-05-01", [1, 1, 0, 1])] {
        let rows = register::counts_by_level(&mut read, day(on), None).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.workers).collect::<Vec<_>>(), figures, "{on}");
        assert_eq!(rows.last().unwrap().level, None);
    }
    let filter = register::SocialWorkerFilter {
        level_at_least: Some(ProfessionalLevel::SocialWorker),
        registered_on: Some(day("2026-05-31")),
        post_class: Some(PostClass::Staff),
        divisions: Some(vec![COUNTY.to_owned()]),
    };
    let rows = register::page(&mut read, &filter, None, 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| (row.code.as_str(), row.certificates_count)).collect::<Vec<_>>(), [("S1", 2)]);
    assert_eq!((rows[0].certified_on, rows[0].post_from), (Some(day("2023-05-01")), Some(day("2024-04-01"))));
    let lapsed = register::SocialWorkerFilter { registered_on: Some(day("2026-06-01")), ..filter };
    assert_eq!(register::page(&mut read, &lapsed, None, 10).await.unwrap(), []);
    let id = rows[0].id;
    assert_eq!(register::certificates_of(&mut read, &[id], 10).await.unwrap().len(), 2);
    assert_eq!(register::posts_of(&mut read, &[id], 10).await.unwrap().len(), 2);
    assert_eq!(register::by_ids(&mut read, &[id]).await.unwrap().len(), 1);
    drop(read);
    registry.stop().await;
}

fn practises(name: &str, from: &str, to: &str) -> Told {
    works(name, SocialWorkerEvent::PracticeRegistered { registered_on: day(from), valid_to: day(to), late: false })
}

#[tokio::test]
async fn grade_of_a_candidate_is_the_one_of_the_day() {
    let registry = Registry::open().await;
    let graded = |grade, on: &str| {
        let (scheme, cause, assigned_on) = ("2024".to_owned(), "appraisal".to_owned(), day(on));
        works("S1", SocialWorkerEvent::GradeAssigned { rank: PostRank::Deputy, grade, scheme, assigned_on, cause })
    };
    let story = [
        on_file("S1", 1),
        post("S1", PostClass::Committee, "2024-01-01"),
        graded(8, "2024-03-01"),
        graded(9, "2024-06-01"),
    ];
    registry.tell_and_verify(careers::NAME, &story).await;
    let mut read = registry.views.read(careers::NAME, None).await.unwrap();
    for (on, grade, rank) in [
        ("2024-02-29", 3, None),
        ("2024-03-01", 8, Some(PostRank::Deputy.code())),
        ("2024-06-01", 9, Some(PostRank::Deputy.code())),
    ] {
        let filter = CandidateFilter {
            on: day(on),
            divisions: vec![COUNTY.to_owned()],
            post_class: None,
            days_at_least: 0,
            grade_at_least: Some(grade),
            level_at_least: None,
            without: Vec::new(),
        };
        let found = careers::candidates(&mut read, &filter, None, 10).await.unwrap();
        let found: Vec<_> = found.iter().map(|row| (row.grade, row.rank.as_deref())).collect();
        assert_eq!(found, [(Some(grade), rank)], "{on}");
        let other = CandidateFilter { without: vec![person(1).uuid()], ..filter.clone() };
        assert_eq!(careers::candidates(&mut read, &other, None, 10).await.unwrap(), [], "{on}");
        let higher = CandidateFilter { grade_at_least: Some(grade + 1), ..filter };
        assert_eq!(careers::candidates(&mut read, &higher, None, 10).await.unwrap(), [], "{on}");
    }
    drop(read);
    registry.stop().await;
}

#[tokio::test]
async fn last_registration_is_the_one_that_ends_when_an_earlier_one_is_entered_late_or_cancelled() {
    let registry = Registry::open().await;
    let story = [
        on_file("S1", 1),
        practises("S1", "2024-01-01", "2026-12-31"),
        practises("S1", "2019-01-01", "2021-12-31"),
        works(
            "S1",
            SocialWorkerEvent::PracticeCancelled {
                registered_on: day("2019-01-01"),
                cancelled_on: day("2020-06-30"),
                person_id: person(1),
                reason: reason(),
            },
        ),
    ];
    registry.tell_and_verify(expiries::NAME, &story).await;
    registry.verify().await;
    let mut read = registry.views.read(expiries::NAME, None).await.unwrap();
    let filter = ExpiryFilter { from: day("2015-01-01"), to: day("2030-01-01"), kinds: None, divisions: None };
    let rows = expiries::page(&mut read, &filter, None, 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.ends_on).collect::<Vec<_>>(), [day("2026-12-31")]);
    drop(read);
    let mut read = registry.views.read(register::NAME, None).await.unwrap();
    let worker =
        register::by_ids(&mut read, &[SocialWorkerId::of_code(&code("S1")).uuid()]).await.unwrap().swap_remove(0);
    assert_eq!((worker.practice_from, worker.practice_to), (Some(day("2024-01-01")), Some(day("2026-12-31"))));
    drop(read);
    registry.stop().await;
}

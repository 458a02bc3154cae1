//! The register of social workers against a real log: levels and posts as of a day, live and replayed.

use crate::{
    given::{COUNTY, division, organization, person},
    harness::{Registry, Told, code, day},
};
use muster_domain::{
    kernel::{
        SocialWorkerId,
        words::{PostClass, ProfessionalLevel},
    },
    social_worker::SocialWorkerEvent,
};
use muster_projections::views::social_worker_register as register;

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

//! The view of instructors against a real log: links and problems as of a day, live and replayed.

use crate::{
    given::{COUNTY, days, division, organization, person, reason},
    harness::{Registry, Told, code, day},
    organizations::{organized, registered},
};
use muster_domain::{
    instructor::{InstructorEvent, events::Link},
    kernel::{
        DateSpan, InstructorId, ProblemId,
        words::{InstructorKind, LinkKind, OrganizationKind},
    },
    organization::OrganizationEvent,
};
use muster_projections::views::instructor_assignments as assignments;
use uuid::Uuid;

pub(crate) fn instructor(name: &str) -> InstructorId {
    InstructorId::of_code(&code(name))
}

pub(crate) fn guides(name: &str, event: InstructorEvent) -> Told {
    Told::Instructor(instructor(name).uuid(), event)
}

pub(crate) fn appointed(name: &str, number: u128, kind: InstructorKind) -> Told {
    let event = InstructorEvent::InstructorAppointed {
        person_id: person(number),
        code: code(name),
        division: division(COUNTY),
        kind,
        appointed_on: day("2024-01-01"),
    };
    guides(name, event)
}

fn link(to: &str, link_kind: LinkKind, span: DateSpan) -> Link {
    Link { organization_id: organization(to), link_kind, span }
}

fn problems() -> Vec<Told> {
    let (problem_id, organization_id, person_id) = (ProblemId::new(Uuid::from_u128(7)), organization("O1"), person(1));
    let raised = |problem_id, raised_on| {
        guides(
            "I1",
            InstructorEvent::ProblemRaised { problem_id, organization_id, raised_on, person_id, text: reason() },
        )
    };
    let resolved = |resolved_on| {
        let result = reason();
        guides("I1", InstructorEvent::ProblemResolved { problem_id, organization_id, resolved_on, person_id, result })
    };
    let reopened_on = day("2024-03-20");
    let visited_on = day("2024-03-01");
    let visit =
        guides("I1", InstructorEvent::GuidanceVisitRecorded { organization_id, visited_on, person_id, note: None });
    vec![
        raised(problem_id, day("2024-03-01")),
        raised(ProblemId::new(Uuid::from_u128(8)), day("2024-03-05")),
        resolved(day("2024-03-10")),
        guides("I1", InstructorEvent::ProblemReopened { problem_id, organization_id, reopened_on }),
        resolved(day("2024-04-10")),
        visit.clone(),
        visit,
    ]
}

fn story_of_instructors() -> Vec<Told> {
    let (full, part) = (InstructorKind::FullTime, InstructorKind::PartTime);
    let focus = link("O1", LinkKind::Focus, days("2024-02-01", None));
    let general = link("O2", LinkKind::General, days("2024-02-01", None));
    let same_day = link("O3", LinkKind::General, days("2024-02-01", None));
    let mut story = vec![
        registered("O1", OrganizationKind::Enterprise, None),
        registered("O2", OrganizationKind::Ngo, None),
        registered("O3", OrganizationKind::Enterprise, None),
        registered("O4", OrganizationKind::Enterprise, None),
        appointed("I1", 1, full),
        appointed("I2", 2, part),
        guides("I1", InstructorEvent::OrganizationAssigned { instructor_kind: full, link: focus }),
        guides("I2", InstructorEvent::OrganizationAssigned { instructor_kind: part, link: general }),
        guides("I1", InstructorEvent::OrganizationAssigned { instructor_kind: full, link: same_day }),
        guides(
            "I1",
            InstructorEvent::LinkKindChanged {
                instructor_kind: full,
                before: same_day,
                link_kind: LinkKind::Focus,
                changed_on: day("2024-02-01"),
            },
        ),
        guides(
            "I1",
            InstructorEvent::LinkKindChanged {
                instructor_kind: full,
                before: focus,
                link_kind: LinkKind::General,
                changed_on: day("2024-05-01"),
            },
        ),
        guides(
            "I2",
            InstructorEvent::AssignmentTransferred {
                instructor_kind: part,
                before: general,
                ended_on: day("2024-06-30"),
                successor: instructor("I1"),
            },
        ),
        guides(
            "I2",
            InstructorEvent::InstructorReleased {
                released_on: day("2024-07-31"),
                person_id: person(2),
                reason: reason(),
            },
        ),
        organized(
            "O4",
            OrganizationEvent::OrganizationDissolved {
                dissolved_on: day("2024-08-31"),
                successor: None,
                credit_code: None,
                reason: reason(),
            },
        ),
    ];
    story.extend(problems());
    story
}

#[tokio::test]
async fn assignments_are_those_of_the_day_when_links_change_and_end() {
    let registry = Registry::open().await;
    registry.tell_and_verify(assignments::NAME, &story_of_instructors()).await;
    let mut read = registry.views.read(assignments::NAME, None).await.unwrap();
    let county = [COUNTY.to_owned()];
    // Day; full-time, part-time, guided, focus, general; uncovered (true where a general link is live).
    let expected = [
        ("2024-01-31", (1, 1, 0, 0, 0), vec![("O1", false), ("O2", false), ("O3", false), ("O4", false)]),
        ("2024-04-30", (1, 1, 3, 2, 1), vec![("O2", true), ("O4", false)]),
        ("2024-05-01", (1, 1, 3, 1, 2), vec![("O1", true), ("O2", true), ("O4", false)]),
        ("2024-07-01", (1, 1, 2, 1, 1), vec![("O1", true), ("O2", false), ("O4", false)]),
        ("2024-09-01", (1, 0, 2, 1, 1), vec![("O1", true), ("O2", false)]),
    ];
    for (on, figures, gaps) in expected {
        let on = day(on);
        let counts = assignments::counts(&mut read, on, Some(&county)).await.unwrap();
        let got = (
            counts.instructors_full_time,
            counts.instructors_part_time,
            counts.organizations_guided,
            counts.links_focus,
            counts.links_general,
        );
        assert_eq!(got, figures, "{on}");
        let rows = assignments::uncovered(&mut read, on, None, Some(&county), None, 100).await.unwrap();
        assert_eq!(rows.iter().map(|row| (row.code.as_str(), row.general_only)).collect::<Vec<_>>(), gaps, "{on}");
        let load = assignments::load(&mut read, on, None, None, 100).await.unwrap();
        let focus: i64 = load.iter().map(|row| row.focus).sum();
        let general: i64 = load.iter().map(|row| row.general).sum();
        assert_eq!((i64::try_from(load.len()).unwrap(), focus, general), (figures.0 + figures.1, figures.3, figures.4));
    }
    let filter = assignments::LinkFilter { instructor_id: Some(instructor("I1").uuid()), ..Default::default() };
    let links = assignments::links(&mut read, &filter, None, 100).await.unwrap();
    assert_eq!(links.len(), 3);
    let next = assignments::links(&mut read, &filter, Some(&links[0].key), 1).await.unwrap();
    assert_eq!(next, links[1..2]);
    assert_eq!(assignments::links_by_keys(&mut read, &[links[2].key.clone()]).await.unwrap(), links[2..]);
    drop(read);
    registry.stop().await;
}

#[tokio::test]
async fn problem_counts_are_those_of_the_day_when_a_solved_one_is_opened_again() {
    let registry = Registry::open().await;
    registry.tell_and_verify(assignments::NAME, &story_of_instructors()).await;
    let mut read = registry.views.read(assignments::NAME, None).await.unwrap();
    let filter = assignments::ProblemFilter::default();
    let expected = [
        ("2024-02-28", (0, 0, 0)),
        ("2024-03-09", (2, 0, 2)),
        ("2024-03-10", (2, 1, 1)),
        ("2024-03-20", (2, 0, 2)),
        ("2024-04-10", (2, 1, 1)),
    ];
    for (on, figures) in expected {
        let all = assignments::problem_counts(&mut read, day(on), &filter).await.unwrap();
        assert_eq!((all.raised, all.resolved, all.open), figures, "{on}");
        let each = assignments::problems_by_organization(&mut read, day(on), &filter, 10).await.unwrap();
        assert_eq!(each.iter().map(|row| row.raised).sum::<i64>(), figures.0);
        let each = assignments::problems_by_instructor(&mut read, day(on), &filter, 10).await.unwrap();
        assert_eq!(each.iter().map(|row| row.resolved).sum::<i64>(), figures.1);
    }
    let visits = assignments::visits(&mut read, day("2024-12-31"), &[instructor("I1").uuid()], 10).await.unwrap();
    assert_eq!(visits.iter().map(|row| row.visits).collect::<Vec<_>>(), [2]);
    let filter = assignments::InstructorFilter { on: Some(day("2024-08-01")), ..Default::default() };
    let page = assignments::page(&mut read, &filter, None, 10).await.unwrap();
    assert_eq!(page.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["I1"]);
    assert_eq!(assignments::by_codes(&mut read, &["I2".to_owned()]).await.unwrap().len(), 1);
    drop(read);
    registry.stop().await;
}

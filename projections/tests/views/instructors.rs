//! The view of instructors against a real log: links and problems as of a day, live and replayed.

use crate::{
    given::{COUNTY, days, division, organization, person, reason},
    harness::{Registry, Told, code, day},
    organizations::{organized, registered},
};
use muster_domain::{
    instructor::{InstructorEvent, Qualification, events::Link, words::EducationLevel},
    kernel::{
        DateSpan, InstructorId, ProblemId,
        words::{AppraisalGrade, InstructorKind, LinkKind, OrganizationKind},
    },
    organization::OrganizationEvent,
};
use muster_projections::views::{
    expiry_calendar::{self as expiries, ExpiryFilter},
    instructor_assignments as assignments,
};
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
        let load = assignments::load(&mut read, on, &assignments::LoadFilter::default(), 100).await.unwrap();
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

/// An override of 12 links, ended early, an appraisal, a training, a qualification that is told in two parts.
fn story_of_a_record() -> Vec<Told> {
    let qualified = |education, party_work_years, recorded_on: &str| {
        let qualification = Qualification { education, party_work_years };
        guides("I1", InstructorEvent::QualificationRecorded { qualification, recorded_on: day(recorded_on) })
    };
    vec![
        qualified(Some(EducationLevel::Bachelor), None, "2024-02-01"),
        qualified(Some(EducationLevel::Bachelor), Some(4), "2024-02-02"),
        guides(
            "I1",
            InstructorEvent::FocusOverrideGranted {
                granted_by: organization("D1"),
                limit: 12,
                from: day("2024-03-01"),
                to: day("2024-12-31"),
                person_id: person(1),
                reason: reason(),
            },
        ),
        guides("I1", InstructorEvent::FocusOverrideEnded { from: day("2024-03-01"), ended_on: day("2024-06-30") }),
        guides("I1", InstructorEvent::InstructorAppraised { year: 2024, grade: AppraisalGrade::Excellent }),
        guides(
            "I1",
            InstructorEvent::InstructorTrained {
                name: "党务培训".to_owned(),
                minutes: 480,
                completed_on: day("2024-04-01"),
            },
        ),
    ]
}

#[tokio::test]
async fn load_shows_the_override_of_the_day_and_the_record_of_an_instructor_replays() {
    let registry = Registry::open().await;
    let mut story = story_of_instructors();
    story.extend(story_of_a_record());
    registry.tell_and_verify(assignments::NAME, &story).await;
    let mut read = registry.views.read(assignments::NAME, None).await.unwrap();
    let id = instructor("I1").uuid();
    let filter = assignments::LoadFilter { instructor_id: Some(id), ..Default::default() };
    for (on, limit) in [("2024-02-29", None), ("2024-03-01", Some(12)), ("2024-06-30", Some(12)), ("2024-07-01", None)]
    {
        let load = assignments::load(&mut read, day(on), &filter, 10).await.unwrap();
        assert_eq!(load.iter().map(|row| row.override_limit).collect::<Vec<_>>(), [limit], "{on}");
    }
    let overrides = assignments::overrides(&mut read, id).await.unwrap();
    assert_eq!(overrides.iter().map(|row| row.to_day).collect::<Vec<_>>(), [day("2024-06-30")]);
    let appraisals = assignments::appraisals(&mut read, id).await.unwrap();
    assert_eq!(appraisals.iter().map(|row| (row.year, row.grade.as_str())).collect::<Vec<_>>(), [(2024, "EXCELLENT")]);
    let trainings = assignments::trainings(&mut read, id).await.unwrap();
    assert_eq!(trainings.iter().map(|row| row.minutes).collect::<Vec<_>>(), [480]);
    let row = assignments::by_ids(&mut read, &[id]).await.unwrap().swap_remove(0);
    assert_eq!((row.education.as_deref(), row.party_work_years), (Some("BACHELOR"), Some(4)));
    drop(read);
    registry.stop().await;
}

#[tokio::test]
async fn history_counts_who_left_and_which_organizations_lacked_a_link_on_each_day() {
    let registry = Registry::open().await;
    registry.tell_and_verify(assignments::NAME, &story_of_instructors()).await;
    let mut read = registry.views.read(assignments::NAME, None).await.unwrap();
    // As the uncovered organizations of the same days are listed.
    let days = ["2023-12-31", "2024-01-31", "2024-04-30", "2024-05-01", "2024-07-01", "2024-09-01"].map(day);
    let county = [COUNTY.to_owned()];
    let gaps = assignments::gaps(&mut read, &days, None, Some(&county)).await.unwrap();
    let figures: Vec<_> = gaps.iter().map(|gap| (gap.uncovered, gap.general_only)).collect();
    assert_eq!(figures, [(0, 0), (4, 0), (1, 1), (1, 2), (2, 1), (1, 1)]);
    let period = (day("2024-07-01"), day("2024-07-31"));
    let released = assignments::released(&mut read, period, Some(&county), None).await.unwrap();
    assert_eq!(released, [day("2024-07-31")]);
    let other = assignments::released(&mut read, period, None, Some(instructor("I1").uuid())).await.unwrap();
    assert_eq!(other, Vec::<chrono::NaiveDate>::new());
    drop(read);
    registry.stop().await;
}

#[tokio::test]
async fn overrides_and_terms_end_on_the_calendar_until_release_renewal_or_dissolution() {
    let registry = Registry::open().await;
    let renewed = |name: &str, from: &str, to: &str| {
        organized(name, OrganizationEvent::LeadershipTermRenewed { from: day(from), to: day(to) })
    };
    let granted = |name: &str, from: &str, to: &str| {
        let (granted_by, limit, person_id) = (organization("D1"), 12, person(1));
        let (from, to) = (day(from), day(to));
        guides(name, InstructorEvent::FocusOverrideGranted { granted_by, limit, from, to, person_id, reason: reason() })
    };
    let moved = OrganizationEvent::OrganizationChanged {
        name: None,
        division: Some(division("445203")),
        changed_on: day("2024-03-01"),
    };
    let dissolved = OrganizationEvent::OrganizationDissolved {
        dissolved_on: day("2024-08-31"),
        successor: None,
        credit_code: None,
        reason: reason(),
    };
    let released =
        InstructorEvent::InstructorReleased { released_on: day("2024-07-31"), person_id: person(2), reason: reason() };
    let story = [
        registered("O1", OrganizationKind::Association, None),
        registered("O2", OrganizationKind::Association, None),
        renewed("O1", "2020-01-01", "2024-12-31"),
        renewed("O1", "2024-02-01", "2029-01-31"),
        organized("O1", moved),
        renewed("O2", "2022-01-01", "2026-12-31"),
        organized("O2", dissolved),
        appointed("I1", 1, InstructorKind::FullTime),
        appointed("I2", 2, InstructorKind::FullTime),
        granted("I1", "2024-03-01", "2024-12-31"),
        guides("I1", InstructorEvent::FocusOverrideEnded { from: day("2024-03-01"), ended_on: day("2024-06-30") }),
        granted("I1", "2024-09-01", "2024-12-31"),
        granted("I2", "2024-03-01", "2024-12-31"),
        guides("I2", released),
    ];
    registry.tell_and_verify(expiries::NAME, &story).await;
    let mut read = registry.views.read(expiries::NAME, None).await.unwrap();
    let filter = ExpiryFilter { from: day("2024-01-01"), to: day("2030-01-01"), kinds: None, divisions: None };
    let rows = expiries::page(&mut read, &filter, None, 10).await.unwrap();
    let rows: Vec<_> =
        rows.iter().map(|row| (row.kind.as_str(), row.what.as_str(), row.ends_on, row.division.as_deref())).collect();
    let expected = [
        ("FOCUS_OVERRIDE", "I1", day("2024-06-30"), Some(COUNTY)),
        ("FOCUS_OVERRIDE", "I1", day("2024-12-31"), Some(COUNTY)),
        ("LEADERSHIP_TERM", "O1", day("2029-01-31"), Some("445203")),
    ];
    assert_eq!(rows, expected);
    drop(read);
    registry.stop().await;
}

//! The views of teams, instructors, organizations, social workers and talents against a real log: figures as of a
//! day, one event at a time and all at once, live and replayed.

use crate::harness::{Registry, Told, code, day};
use muster_domain::{
    instructor::{InstructorEvent, events::Link},
    kernel::{
        ActivityId, CreditId, DateSpan, DivisionCode, InstructorId, OrganizationId, PairingId, PersonId, Personal,
        ProblemId, SocialWorkerId, Source, TeamId, TimeSpan, VolunteerId,
        words::{
            ApprovalTier, EvidenceClass, InstructorKind, LinkKind, OrganizationKind, PostClass, ProfessionalLevel,
            ServiceCategory, TeamCategory,
        },
    },
    organization::OrganizationEvent,
    social_worker::SocialWorkerEvent,
    team::TeamEvent,
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_projections::views::{
    instructor_assignments as assignments, organization_directory as directory, social_worker_register as register,
    talent_pool as pool, team_coverage as coverage,
};
use uuid::Uuid;

const COUNTY: &str = "445202";
const OTHER: &str = "445203";
const EMPTY: &str = "445222";

fn division(text: &str) -> DivisionCode {
    DivisionCode::new(text)
}

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(0xabc0_0000 + number))
}

fn volunteer(name: &str) -> VolunteerId {
    VolunteerId::of_code(&code(name))
}

fn organization(name: &str) -> OrganizationId {
    OrganizationId::of_code(&code(name))
}

fn days(from: &str, to: Option<&str>) -> DateSpan {
    DateSpan { from: day(from), to: to.map(day) }
}

fn reason() -> Personal {
    Personal::clear("for a reason")
}

fn formed(name: &str, category: TeamCategory, emergency: bool) -> Told {
    let event = TeamEvent::TeamFormed {
        code: code(name),
        name: format!("Team {name}"),
        category,
        home_division: division(OTHER),
        organization_id: organization("O1"),
        emergency,
        formed_on: day("2024-01-10"),
    };
    Told::Team(TeamId::of_code(&code(name)).uuid(), event)
}

fn team(name: &str, event: TeamEvent) -> Told {
    Told::Team(TeamId::of_code(&code(name)).uuid(), event)
}

fn area(name: &str, of: &str, span: DateSpan) -> Told {
    team(name, TeamEvent::ServiceAreaAssigned { division: division(of), span })
}

fn admitted(name: &str, who: &str, on: &str) -> Told {
    team(name, TeamEvent::MemberAdmitted { volunteer_id: volunteer(who), admitted_on: day(on) })
}

fn story_of_teams() -> Vec<Told> {
    vec![
        formed("T1", TeamCategory::Emergency, true),
        formed("T2", TeamCategory::Youth, false),
        formed("T3", TeamCategory::General, false),
        area("T1", COUNTY, days("2024-01-10", None)),
        area("T1", OTHER, days("2024-02-01", None)),
        area("T2", COUNTY, days("2024-01-10", Some("2024-12-31"))),
        area("T3", "445281", days("2024-01-10", None)),
        admitted("T1", "V1", "2024-01-10"),
        admitted("T1", "V2", "2024-01-10"),
        admitted("T2", "V2", "2024-01-10"),
        admitted("T3", "V2", "2024-01-10"),
        admitted("T3", "V3", "2024-01-10"),
        team("T1", TeamEvent::MemberLeft { volunteer_id: volunteer("V1"), left_on: day("2024-03-31") }),
        admitted("T1", "V1", "2024-05-01"),
        team("T1", TeamEvent::MemberLeft { volunteer_id: volunteer("V1"), left_on: day("2024-05-31") }),
        team("T2", TeamEvent::TeamSuspended { suspended_on: day("2024-04-01"), reason: reason() }),
        team("T2", TeamEvent::TeamResumed { resumed_on: day("2024-05-01") }),
        team(
            "T2",
            TeamEvent::TeamReclassified {
                category: TeamCategory::Women,
                emergency: false,
                reclassified_on: day("2024-06-01"),
            },
        ),
        team("T1", TeamEvent::ServiceAreaWithdrawn { division: division(OTHER), last_day: day("2024-06-30") }),
        team("T1", TeamEvent::TeamDisbanded { disbanded_on: day("2024-09-30"), reason: reason() }),
    ]
}

#[tokio::test]
async fn coverage_is_that_of_the_day_when_intervals_begin_and_end() {
    let registry = Registry::open().await;
    registry.tell_and_verify(coverage::NAME, &story_of_teams()).await;
    let mut read = registry.views.read(coverage::NAME, None).await.unwrap();
    let set = [COUNTY, OTHER, EMPTY].map(str::to_owned);
    // Day; teams and members of each division; distinct in the set; outside the set.
    let expected = [
        ("2024-01-09", [(0, 0), (0, 0), (0, 0)], (0, 0), (0, 0)),
        ("2024-01-10", [(2, 2), (0, 0), (0, 0)], (2, 2), (1, 1)),
        ("2024-03-31", [(2, 2), (1, 2), (0, 0)], (2, 2), (1, 1)),
        ("2024-04-01", [(1, 1), (1, 1), (0, 0)], (1, 1), (1, 1)),
        ("2024-04-30", [(1, 1), (1, 1), (0, 0)], (1, 1), (1, 1)),
        ("2024-05-01", [(2, 2), (1, 2), (0, 0)], (2, 2), (1, 1)),
        ("2024-06-30", [(2, 1), (1, 1), (0, 0)], (2, 1), (1, 1)),
        ("2024-07-01", [(2, 1), (0, 0), (0, 0)], (2, 1), (1, 1)),
        ("2024-09-30", [(2, 1), (0, 0), (0, 0)], (2, 1), (1, 1)),
        ("2024-10-01", [(1, 1), (0, 0), (0, 0)], (1, 1), (1, 1)),
        ("2025-01-01", [(0, 0), (0, 0), (0, 0)], (0, 0), (1, 2)),
    ];
    for (on, divisions, all, beyond) in expected {
        let filter = coverage::CoverageFilter { category: None, emergency_only: None, on: day(on) };
        let rows = coverage::coverage(&mut read, &set, &filter).await.unwrap();
        assert_eq!(rows.iter().map(|row| (row.teams, row.members)).collect::<Vec<_>>(), divisions, "{on}");
        assert_eq!(rows.iter().map(|row| row.division.as_str()).collect::<Vec<_>>(), [COUNTY, OTHER, EMPTY]);
        let total = coverage::total(&mut read, &set, &filter).await.unwrap();
        assert_eq!((total.teams, total.members), all, "{on}");
        let outside = coverage::outside(&mut read, &set, &filter).await.unwrap();
        assert_eq!((outside.teams, outside.members), beyond, "{on}");
    }
    drop(read);
    registry.stop().await;
}

#[tokio::test]
async fn coverage_by_category_follows_a_reclassification_from_its_day() {
    let registry = Registry::open().await;
    registry.tell_and_verify(coverage::NAME, &story_of_teams()).await;
    let mut read = registry.views.read(coverage::NAME, None).await.unwrap();
    let set = [COUNTY.to_owned()];
    for (on, category) in [("2024-05-31", "YOUTH"), ("2024-06-01", "WOMEN")] {
        let filter = coverage::CoverageFilter { category: None, emergency_only: Some(false), on: day(on) };
        let rows = coverage::coverage_by_category(&mut read, &set, &filter).await.unwrap();
        assert_eq!(rows.len(), TeamCategory::ALL.len());
        let some: Vec<_> = rows.iter().filter(|row| row.teams > 0).map(|row| row.category.as_deref()).collect();
        assert_eq!(some, [Some(category)]);
    }
    let on = day("2024-02-01");
    let emergency =
        coverage::CoverageFilter { category: Some(TeamCategory::Emergency), emergency_only: Some(true), on };
    let rows = coverage::coverage(&mut read, &set, &emergency).await.unwrap();
    assert_eq!((rows[0].teams, rows[0].category.as_deref()), (1, Some("EMERGENCY")));
    drop(read);
    registry.stop().await;
}

fn instructor(name: &str) -> InstructorId {
    InstructorId::of_code(&code(name))
}

fn guides(name: &str, event: InstructorEvent) -> Told {
    Told::Instructor(instructor(name).uuid(), event)
}

fn appointed(name: &str, number: u128, kind: InstructorKind) -> Told {
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

fn registered(name: &str, kind: OrganizationKind, parent: Option<&str>) -> Told {
    let event = OrganizationEvent::OrganizationRegistered {
        code: code(name),
        name: format!("Organization {name}"),
        kind,
        division: division(COUNTY),
        parent: parent.map(organization),
        credit_code: None,
        registered_on: day("2024-01-01"),
    };
    Told::Organization(organization(name).uuid(), event)
}

fn organized(name: &str, event: OrganizationEvent) -> Told {
    Told::Organization(organization(name).uuid(), event)
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

#[tokio::test]
async fn directory_shows_hierarchy_and_live_pairings_when_organizations_change() {
    let registry = Registry::open().await;
    let paired = |number, partner, span| {
        let pairing_id = PairingId::new(Uuid::from_u128(number));
        organized("O1", OrganizationEvent::OrganizationsPaired { pairing_id, partner: organization(partner), span })
    };
    let span = days("2024-02-01", None);
    let (pairing_id, partner) = (PairingId::new(Uuid::from_u128(1)), organization("O2"));
    let story = [
        registered("O1", OrganizationKind::Department, None),
        registered("O2", OrganizationKind::Enterprise, Some("O1")),
        registered("O3", OrganizationKind::Enterprise, None),
        organized(
            "O3",
            OrganizationEvent::OrganizationAttached { parent: organization("O2"), attached_on: day("2024-02-01") },
        ),
        organized(
            "O1",
            OrganizationEvent::RecorderAuthorised { person_id: person(1), authorised_on: day("2024-02-01") },
        ),
        organized(
            "O3",
            OrganizationEvent::OrganizationChanged {
                name: Some("New".to_owned()),
                division: None,
                changed_on: day("2024-02-02"),
            },
        ),
        paired(1, "O2", span),
        paired(2, "O3", span),
        organized("O1", OrganizationEvent::PairingEnded { pairing_id, partner, span, ended_on: day("2024-05-31") }),
    ];
    registry.tell_and_verify(directory::NAME, &story).await;
    let mut read = registry.views.read(directory::NAME, None).await.unwrap();
    let above = directory::ancestors(&mut read, organization("O3").uuid()).await.unwrap();
    assert_eq!(above.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["O2", "O1"]);
    let below = directory::children(&mut read, &[organization("O1").uuid()], 10).await.unwrap();
    assert_eq!(below.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["O2"]);
    for (on, figures) in [("2024-01-31", (0, 0, 0)), ("2024-05-31", (2, 1, 2)), ("2024-06-01", (1, 1, 1))] {
        let counts = directory::pairing_counts(&mut read, day(on)).await.unwrap();
        assert_eq!((counts.pairings, counts.organizations, counts.partners), figures, "{on}");
    }
    let live = directory::pairings_of(&mut read, &[partner.uuid()], Some(day("2024-05-31")), 10).await.unwrap();
    assert_eq!(live.len(), 1);
    let filter = directory::OrganizationFilter {
        kinds: Some(vec![OrganizationKind::Enterprise]),
        live_on: Some(day("2024-01-01")),
        ..Default::default()
    };
    let first = directory::page(&mut read, &filter, None, 1).await.unwrap();
    let second = directory::page(&mut read, &filter, Some((&first[0].code, first[0].id)), 1).await.unwrap();
    assert_eq!((first[0].code.as_str(), second[0].name.as_str()), ("O2", "New"));
    assert_eq!(directory::by_codes(&mut read, &["O1".to_owned()]).await.unwrap()[0].recorders_count, 1);
    let kinds = directory::counts_by_kind(&mut read, day("2024-01-01"), None).await.unwrap();
    assert_eq!((kinds.len(), kinds.iter().map(|row| row.organizations).sum::<i64>()), (OrganizationKind::ALL.len(), 3));
    let divisions = [COUNTY, EMPTY].map(str::to_owned);
    let rows = directory::counts_by_division(&mut read, day("2024-01-01"), &divisions, None).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.organizations).collect::<Vec<_>>(), [3, 0]);
    drop(read);
    registry.stop().await;
}

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

fn story_of_workers() -> Vec<Told> {
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

fn credit(start: &str, end: &str, pending: Option<ApprovalTier>) -> Credit {
    let span = TimeSpan::try_new(start.parse().unwrap(), end.parse().unwrap()).unwrap();
    let activity_id = ActivityId::of_code(&code("A1"));
    Credit {
        pending_reasons: Vec::new(),
        credited_by: None,
        document_reference: None,
        credit_id: CreditId::of_span(activity_id, volunteer("V1"), span.starts_at),
        activity_id,
        session: 1,
        span,
        minutes: span.minutes(),
        served_on: day("2024-03-01"),
        evidence: EvidenceClass::A,
        source: Source::Api,
        late: false,
        before_registration: false,
        pending,
        division: division(COUNTY),
        category: ServiceCategory::Ecology,
        team_id: None,
        organization_id: organization("O1"),
    }
}

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

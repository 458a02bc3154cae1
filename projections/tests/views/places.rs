//! The views of sites, posts, matters and what is said of organizations against a real log: figures as of a day, one
//! event at a time and all at once, live and replayed.

use crate::{
    given::{COUNTY, OTHER, organization, person, reason},
    harness::{Registry, Told, code, day},
    organizations::organized,
};
use muster_domain::{
    kernel::{DateSpan, DivisionCode, MatterCallId, SiteId, words::OrganizationKind},
    matter::{ListedMatter, MatterCaller, MatterEvent, words::MatterKind},
    organization::{
        OrganizationEvent,
        words::{OrganizationLabel, OrganizationLevel, PartyCoverage, PledgeKind},
    },
    posting::{Post, PostPlace, PostingEvent, words::PostRole},
    site::{Checklist, SiteEvent, words::SiteKind},
};
use muster_projections::views::{
    matter_ledger::{self as ledger, ClosureGroup, MatterFilter, MatterState},
    organization_directory as directory,
    posting_roster::{self as roster, PostingFilter},
    site_register as register,
};
use uuid::Uuid;

fn set() -> Vec<String> {
    [COUNTY, OTHER].map(str::to_owned).to_vec()
}

fn story_of_organizations() -> Vec<Told> {
    let registered = |name: &str, kind| {
        organized(
            name,
            OrganizationEvent::OrganizationRegistered {
                code: code(name),
                name: format!("Organization {name}"),
                kind,
                division: DivisionCode::new(COUNTY),
                parent: None,
                credit_code: None,
                registered_on: day("2022-01-01"),
            },
        )
    };
    let label = OrganizationLabel::DemonstrationSite;
    let pledged = |name: &str, entry: &str, copies| {
        let (code, signed_on) = (code(entry), day("2023-03-01"));
        organized(name, OrganizationEvent::PledgeSigned { code, pledge: PledgeKind::Integrity, copies, signed_on })
    };
    let surveyed = |name: &str, coverage, on: &str| {
        organized(name, OrganizationEvent::CoverageSurveyed { coverage, surveyed_on: day(on) })
    };
    let renewed = |from: &str, to: &str| {
        organized("A", OrganizationEvent::LeadershipTermRenewed { from: day(from), to: day(to) })
    };
    let (granted_on, withdrawn_on) = (day("2023-01-01"), day("2023-06-30"));
    vec![
        registered("A", OrganizationKind::Association),
        registered("B", OrganizationKind::Association),
        registered("C", OrganizationKind::Department),
        organized(
            "A",
            OrganizationEvent::LevelRecorded { level: OrganizationLevel::City, recorded_on: day("2022-01-01") },
        ),
        organized(
            "A",
            OrganizationEvent::LevelRecorded { level: OrganizationLevel::County, recorded_on: day("2024-03-01") },
        ),
        renewed("2022-02-01", "2026-01-31"),
        renewed("2024-02-01", "2028-01-31"),
        organized("A", OrganizationEvent::LabelGranted { label, granted_on }),
        organized("A", OrganizationEvent::LabelWithdrawn { label, granted_on, withdrawn_on, reason: reason() }),
        organized("A", OrganizationEvent::LabelGranted { label, granted_on: day("2024-01-01") }),
        pledged("A", "P-1", 3),
        pledged("A", "P-2", 1),
        pledged("B", "P-1", 2),
        surveyed("A", PartyCoverage::None, "2023-05-01"),
        surveyed("A", PartyCoverage::Work, "2024-05-01"),
        organized(
            "B",
            OrganizationEvent::OrganizationDissolved {
                dissolved_on: day("2024-06-30"),
                successor: None,
                credit_code: None,
                reason: reason(),
            },
        ),
        organized(
            "B",
            OrganizationEvent::OrganizationSucceeded {
                successor: organization("A"),
                before: None,
                succeeded_on: day("2024-07-01"),
            },
        ),
    ]
}

#[tokio::test]
async fn standing_of_organizations_is_that_of_the_day() {
    let registry = Registry::open().await;
    registry.tell_and_verify(directory::NAME, &story_of_organizations()).await;
    let mut read = registry.views.read(directory::NAME, None).await.unwrap();
    let (a, b) = (organization("A").uuid(), organization("B").uuid());
    let standing = directory::standing_of(&mut read, &[a, b]).await.unwrap();
    let terms: Vec<_> = standing[&a].terms.iter().map(|term| (term.from_day, term.to_day)).collect();
    let expected = [("2022-02-01", "2024-01-31"), ("2024-02-01", "2028-01-31")];
    assert_eq!(terms, expected.map(|(from, to)| (day(from), day(to))));
    assert_eq!(standing[&a].survey.as_ref().map(|survey| survey.surveyed_on), Some(day("2024-05-01")));
    assert_eq!((standing[&a].pledges[0].copies, standing[&a].pledges[0].entries), (4, 2));
    assert_eq!((standing[&a].answering_id, standing[&b].answering_id), (None, Some(a)));

    for (on, holders) in [("2022-12-31", 0), ("2023-06-30", 1), ("2023-07-01", 0), ("2024-01-01", 1)] {
        let counts = directory::label_counts(&mut read, None, day(on)).await.unwrap();
        assert_eq!(counts[0].organizations, holders, "{on}");
    }
    // Day; organizations asked, covered by work, not covered, not surveyed.
    for (on, figures) in [("2023-04-30", (2, 0, 0, 2)), ("2023-05-01", (2, 0, 1, 1)), ("2024-07-01", (1, 1, 0, 0))] {
        let county = directory::coverage_counts(&mut read, &set(), day(on)).await.unwrap().swap_remove(0);
        let found = (county.organizations, county.work_covered, county.not_covered, county.not_surveyed);
        assert_eq!(found, figures, "{on}");
    }
    let pledges = directory::pledge_counts(&mut read, Some(&set()), (None, None)).await.unwrap();
    assert_eq!((pledges[0].copies, pledges[0].entries, pledges[0].organizations), (6, 3, 2));
    let levels = directory::level_counts(&mut read, None, None, day("2024-07-01")).await.unwrap();
    let none = levels.last().map(|row| (row.level.is_none(), row.organizations));
    assert_eq!((levels.len(), none), (8, Some((true, 1))));
    for (on, city, county) in [("2021-12-31", 0, 0), ("2024-02-29", 1, 0), ("2024-03-01", 0, 1)] {
        let levels = directory::level_counts(&mut read, None, None, day(on)).await.unwrap();
        let of = |level: OrganizationLevel| {
            levels.iter().find(|row| row.level.as_deref() == Some(level.code())).map(|row| row.organizations)
        };
        assert_eq!((of(OrganizationLevel::City), of(OrganizationLevel::County)), (Some(city), Some(county)), "{on}");
    }
    // A term that began later does not hide the one that was due.
    for (on, to) in [("2024-01-31", "2024-01-31"), ("2028-01-31", "2028-01-31")] {
        let due = directory::terms_due(&mut read, Some(&set()), (day(on), day(on)), None, 10).await.unwrap();
        let due: Vec<_> = due.iter().map(|term| (term.organization.id, term.to_day)).collect();
        assert_eq!(due, [(a, day(to))], "{on}");
    }
    for (after, rows) in [(("2028-01-30", a), 1), (("2028-01-31", Uuid::nil()), 1), (("2028-01-31", a), 0)] {
        let last = Some((day(after.0), after.1));
        let on = day("2028-01-31");
        let due = directory::terms_due(&mut read, Some(&set()), (on, on), last, 10).await.unwrap();
        assert_eq!(due.len(), rows, "{after:?}");
    }
    drop(read);
    registry.stop().await;
}

fn story_of_sites() -> Vec<Told> {
    let id = |name: &str| SiteId::of_code(&code(name)).uuid();
    let opened = |name: &str, kind, division: &str| {
        let event = SiteEvent::SiteOpened {
            code: code(name),
            name: format!("Site {name}"),
            kind,
            division: DivisionCode::new(division),
            address: None,
            operator: organization("A"),
            opened_on: day("2023-01-01"),
        };
        Told::Site(id(name), event)
    };
    let checked = |on: &str, sign| {
        let found = Checklist { place: true, team: true, projects: true, equipment: true, rules: true, sign };
        Told::Site(id("S1"), SiteEvent::SiteChecked { checklist: found, checked_on: day(on) })
    };
    vec![
        opened("S1", SiteKind::PointsShop, COUNTY),
        opened("S2", SiteKind::PointsShop, COUNTY),
        opened("S3", SiteKind::ObservationStation, OTHER),
        checked("2023-05-01", true),
        // Entered late: it says nothing of today.
        checked("2023-02-01", false),
        Told::Site(id("S1"), SiteEvent::SiteHandedOver { operator: organization("B"), handed_on: day("2023-06-01") }),
        Told::Site(
            id("S1"),
            SiteEvent::SiteChanged { name: None, address: Some("1 Road".to_owned()), changed_on: day("2023-07-01") },
        ),
        Told::Site(id("S2"), SiteEvent::SiteClosed { closed_on: day("2023-12-31"), reason: reason() }),
    ]
}

#[tokio::test]
async fn sites_are_counted_on_the_days_on_which_they_are_open() {
    let registry = Registry::open().await;
    registry.tell_and_verify(register::NAME, &story_of_sites()).await;
    let mut read = registry.views.read(register::NAME, None).await.unwrap();
    let kinds = [SiteKind::ObservationStation, SiteKind::PointsShop];
    for (on, shops) in [("2022-12-31", 0), ("2023-12-31", 2), ("2024-01-01", 1)] {
        let counts = register::counts(&mut read, &set(), &kinds, day(on)).await.unwrap();
        assert_eq!((counts.len(), counts[1].sites, counts[3].sites), (4, shops, 0), "{on}");
    }
    for (on, complete) in [("2023-04-30", 0), ("2023-05-01", 1)] {
        let counts = register::counts(&mut read, &set(), &kinds, day(on)).await.unwrap();
        assert_eq!(counts[1].complete, complete, "{on}");
    }
    let site = register::by_codes(&mut read, &["S1".to_owned()]).await.unwrap().swap_remove(0);
    assert_eq!((site.operator_id, site.address.as_deref()), (organization("B").uuid(), Some("1 Road")));
    assert_eq!((site.checked_on, site.points.len()), (Some(day("2023-05-01")), register::POINTS));
    drop(read);
    registry.stop().await;
}

fn story_of_posts() -> Vec<Told> {
    let village = organization("V");
    let station = SiteId::of_code(&code("S"));
    let posted = |place: PostPlace, posts: &[(u128, PostRole)], span| {
        let posts = posts.iter().map(|(who, role)| Post { person_id: person(*who), role: *role }).collect();
        let division = DivisionCode::new(COUNTY);
        Told::Posting(place.uuid(), PostingEvent::PeoplePosted { place, division, posts, span })
    };
    let open = DateSpan { from: day("2023-01-01"), to: None };
    let term = DateSpan { from: day("2023-01-01"), to: Some(day("2025-12-31")) };
    let (person_id, role, ended_on) = (person(2), PostRole::WorkTeamMember, day("2023-06-30"));
    vec![
        posted(PostPlace::Organization(village), &[(1, PostRole::FirstSecretary), (2, PostRole::WorkTeamMember)], open),
        posted(PostPlace::Site(station), &[(1, PostRole::Observer), (3, PostRole::Observer)], term),
        Told::Posting(
            village.uuid(),
            PostingEvent::PostEnded { person_id, role, span: open, ended_on, reason: reason() },
        ),
    ]
}

#[tokio::test]
async fn posts_people_and_places_are_counted_each_by_itself() {
    let registry = Registry::open().await;
    registry.tell_and_verify(roster::NAME, &story_of_posts()).await;
    let mut read = registry.views.read(roster::NAME, None).await.unwrap();
    // Day; posts, people, places.
    for (on, figures) in
        [("2022-12-31", (0, 0, 0)), ("2023-06-30", (4, 3, 2)), ("2023-07-01", (3, 2, 2)), ("2026-01-01", (1, 1, 1))]
    {
        let filter = PostingFilter { live_on: Some(day(on)), ..PostingFilter::default() };
        let total = roster::total(&mut read, &filter).await.unwrap();
        assert_eq!((total.posts, total.people, total.places), figures, "{on}");
        let roles = roster::counts_by_role(&mut read, &filter).await.unwrap();
        assert_eq!(roles.iter().map(|role| role.total.posts).sum::<i64>(), figures.0, "{on}");
        let divisions = roster::counts_by_division(&mut read, &filter, set()).await.unwrap();
        assert_eq!((divisions[0].total, divisions[1].total.posts), (total, 0), "{on}");
    }
    let ending = PostingFilter { ends_by: Some(day("2025-12-31")), ..PostingFilter::default() };
    assert_eq!(roster::page(&mut read, &ending, None, 10).await.unwrap().len(), 3);
    drop(read);
    registry.stop().await;
}

fn story_of_matters() -> Vec<Told> {
    let id = |call: &str| MatterCallId::of_code(&code(call)).uuid();
    let raised = |call: &str, matters: &[&str], department: &str, on: &str| {
        let listed = |matter: &&str| ListedMatter { code: code(matter), kind: MatterKind::Safety, text: reason() };
        let event = MatterEvent::MattersRaised {
            code: code(call),
            caller: MatterCaller::Organization(organization("V")),
            department: organization(department),
            division: DivisionCode::new(COUNTY),
            matters: matters.iter().map(listed).collect(),
            raised_on: day(on),
        };
        Told::Matter(id(call), event)
    };
    let codes = |matters: &[&str]| matters.iter().map(|matter| code(matter)).collect::<Vec<_>>();
    let reopened = |matter: &str| {
        let (matter, reopened_on) = (code(matter), day("2024-03-09"));
        Told::Matter(id("C1"), MatterEvent::MatterReopened { matter, reopened_on, reason: reason() })
    };
    vec![
        raised("C1", &["a", "b", "c", "d"], "D1", "2024-03-01"),
        raised("C2", &["a"], "D2", "2024-04-01"),
        Told::Matter(
            id("C1"),
            MatterEvent::MattersTaken {
                response: code("R1"),
                matters: codes(&["a", "b", "c"]),
                taken_on: day("2024-03-02"),
            },
        ),
        Told::Matter(
            id("C1"),
            MatterEvent::MattersResolved {
                matters: codes(&["a", "b"]),
                resolved_on: day("2024-03-08"),
                result: reason(),
            },
        ),
        Told::Matter(
            id("C1"),
            MatterEvent::MattersDeclined { matters: codes(&["d"]), declined_on: day("2024-03-08"), reason: reason() },
        ),
        reopened("b"),
        reopened("d"),
    ]
}

#[tokio::test]
async fn every_matter_is_counted_once_as_it_stands() {
    let registry = Registry::open().await;
    registry.tell_and_verify(ledger::NAME, &story_of_matters()).await;
    let mut read = registry.views.read(ledger::NAME, None).await.unwrap();
    let all = ledger::closure_total(&mut read, &MatterFilter::default()).await.unwrap();
    assert_eq!((all.raised, all.taken, all.resolved, all.declined, all.open), (5, 3, 1, 0, 4));
    assert_eq!((all.reopened, all.calls, all.responses, all.departments), (2, 2, 1, 2));
    let march = MatterFilter { to: Some(day("2024-03-31")), ..MatterFilter::default() };
    assert_eq!(ledger::closure_total(&mut read, &march).await.unwrap().raised, 4);
    for group in
        [ClosureGroup::Department, ClosureGroup::Organization, ClosureGroup::Division(set()), ClosureGroup::Kind]
    {
        let rows = ledger::closure(&mut read, &MatterFilter::default(), &group, 100).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.total.raised).sum::<i64>(), all.raised, "{group:?}");
        assert_eq!(rows.iter().map(|row| row.total.responses).sum::<i64>(), all.responses, "{group:?}");
    }
    let none = ledger::closure(&mut read, &MatterFilter::default(), &ClosureGroup::Instructor, 100).await.unwrap();
    assert_eq!(none, vec![]);
    let states = [(MatterState::Raised, 2), (MatterState::Taken, 2), (MatterState::Resolved, 1)];
    for (state, count) in states {
        let filter = MatterFilter { state: Some(state), ..MatterFilter::default() };
        assert_eq!(ledger::page(&mut read, &filter, None, 10).await.unwrap().len(), count, "{state:?}");
    }
    drop(read);
    registry.stop().await;
}

//! The view of teams against a real log: coverage as of a day, live and replayed.

use crate::{
    given::{COUNTY, EMPTY, OTHER, days, division, organization, reason, volunteer},
    harness::{Registry, Told, code, day},
};
use muster_domain::{
    kernel::{DateSpan, TeamId, words::TeamCategory},
    team::TeamEvent,
};
use muster_projections::views::team_coverage as coverage;

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

/// All teams, on a day that the test names.
fn filter() -> coverage::CoverageFilter {
    let on = day("2024-01-10");
    coverage::CoverageFilter { category: None, emergency_only: None, on, training_months: 24, standby_only: false }
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
        let filter = coverage::CoverageFilter { on: day(on), ..filter() };
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
        let filter = coverage::CoverageFilter { emergency_only: Some(false), on: day(on), ..filter() };
        let rows = coverage::coverage_by_category(&mut read, &set, &filter).await.unwrap();
        assert_eq!(rows.len(), TeamCategory::ALL.len());
        let some: Vec<_> = rows.iter().filter(|row| row.teams > 0).map(|row| row.category.as_deref()).collect();
        assert_eq!(some, [Some(category)]);
    }
    let on = day("2024-02-01");
    let emergency = coverage::CoverageFilter {
        category: Some(TeamCategory::Emergency),
        emergency_only: Some(true),
        on,
        ..filter()
    };
    let rows = coverage::coverage(&mut read, &set, &emergency).await.unwrap();
    assert_eq!((rows[0].teams, rows[0].category.as_deref()), (1, Some("EMERGENCY")));
    drop(read);
    registry.stop().await;
}

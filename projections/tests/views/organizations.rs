//! The directory of organizations against a real log: hierarchy and pairings, live and replayed.

use crate::{
    given::{COUNTY, EMPTY, days, division, organization, person},
    harness::{Registry, Told, code, day},
};
use muster_domain::{
    kernel::{PairingId, words::OrganizationKind},
    organization::OrganizationEvent,
};
use muster_projections::views::organization_directory as directory;
use uuid::Uuid;

pub(crate) fn registered(name: &str, kind: OrganizationKind, parent: Option<&str>) -> Told {
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

pub(crate) fn organized(name: &str, event: OrganizationEvent) -> Told {
    Told::Organization(organization(name).uuid(), event)
}

#[tokio::test]
async fn directory_shows_hierarchy_and_live_pairings_when_organizations_change() {
    let registry = Registry::open().await;
    let paired = |number, partner, span| {
        let pairing_id = PairingId::new(Uuid::from_u128(number));
        organized(
            "O1",
            OrganizationEvent::OrganizationsPaired {
                pairing_id,
                partner: organization(partner),
                span,
                kind: None,
                scope: None,
            },
        )
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
        let counts = directory::pairing_counts(&mut read, day(on), None).await.unwrap();
        assert_eq!((counts.pairings, counts.organizations, counts.partners), figures, "{on}");
    }
    let shown = directory::standing_of(&mut read, &[partner.uuid()]).await.unwrap();
    assert_eq!(shown[&partner.uuid()].pairings.len(), 1);
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

//! One sample of every event of a site.

use super::parts::{code, day, division, organization, sealed};
use muster_domain::site::{Checklist, SiteEvent, words::SiteKind};

/// Every event of a site.
#[must_use]
pub fn events() -> Vec<SiteEvent> {
    let checklist = Checklist { place: true, team: true, projects: false, equipment: true, rules: true, sign: true };
    vec![
        SiteEvent::SiteOpened {
            code: code("S-1"),
            name: "观察站".to_owned(),
            kind: SiteKind::ObservationStation,
            division: division(),
            address: Some("示例路1号".to_owned()),
            operator: organization(),
            opened_on: day(1),
        },
        SiteEvent::SiteChanged {
            name: Some("新名".to_owned()),
            address: Some("示例路2号".to_owned()),
            changed_on: day(2),
        },
        SiteEvent::SiteHandedOver { operator: organization(), handed_on: day(3) },
        SiteEvent::SiteChecked { checklist, checked_on: day(4) },
        SiteEvent::SiteClosed { closed_on: day(5), reason: sealed() },
    ]
}

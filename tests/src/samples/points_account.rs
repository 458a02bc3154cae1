//! One sample of every event of a points account.

use super::parts::{code, day, division, organization, person, sealed, uuid};
use muster_domain::{
    kernel::SiteId,
    points_account::{PointsAccountEvent, PointsCause},
};

/// Every event of a points account.
#[must_use]
pub fn events() -> Vec<PointsAccountEvent> {
    vec![
        PointsAccountEvent::PointsGranted {
            code: code("FF-1"),
            scheme: code("JF-1"),
            amount: 20,
            cause: PointsCause::Act { act: sealed(), evidence_reference: "文-1".to_owned() },
            organization: organization(),
            site: Some(SiteId::new(uuid(9))),
            division: division(),
            person_id: person(),
            granted_on: day(5),
        },
        PointsAccountEvent::PointsRedeemed {
            code: code("DH-1"),
            scheme: code("JF-1"),
            amount: 15,
            site: SiteId::new(uuid(9)),
            division: division(),
            person_id: person(),
            item: sealed(),
            redeemed_on: day(6),
        },
        PointsAccountEvent::PointsReversed {
            code: code("FF-1"),
            amount: 5,
            uncovered: 15,
            person_id: person(),
            reason: Some(sealed()),
            reversed_on: day(7),
        },
    ]
}

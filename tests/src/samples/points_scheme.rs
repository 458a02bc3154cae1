//! One sample of every event of a points scheme.

use super::parts::{code, day, division, organization};
use muster_domain::points_scheme::PointsSchemeEvent;

/// Every event of a points scheme.
#[must_use]
pub fn events() -> Vec<PointsSchemeEvent> {
    vec![
        PointsSchemeEvent::PointsSchemeOpened {
            code: code("JF-1"),
            name: "党建+积分超市".to_owned(),
            jurisdiction: division(),
            operator: organization(),
            points_per_hour: 10,
            opened_on: day(1),
        },
        PointsSchemeEvent::PointsRateSet { points_per_hour: 12, effective_from: day(10) },
        PointsSchemeEvent::PointsSchemeClosed { closed_on: day(31) },
    ]
}

//! One sample of every event of a report series.

use super::parts::{day, division, organization, sealed};
use muster_domain::{
    kernel::population::{PopulationBasis, PopulationFigure},
    publication::{
        Denominator, Edition, Figures, PublicationEvent, ReportSeries,
        words::{ListedDivisions, ReportKind},
    },
};
use std::collections::BTreeMap;

/// Every event of a report series.
#[must_use]
pub fn events() -> Vec<PublicationEvent> {
    let mut figures = Figures::default();
    figures.put("total.numerator", 1_690);
    figures.put("total.denominator", 859_613);
    let figure = PopulationFigure {
        basis: PopulationBasis::UrbanResidents,
        as_of: day(1),
        value: 859_613,
        source: "示例".to_owned(),
    };
    let edition = Edition {
        number: 2,
        figures,
        sha256: "59cd".repeat(16),
        position: 1_234,
        policy_versions: BTreeMap::from([(division(), "national-2024-1".to_owned())]),
        division_set: ListedDivisions::WithZones,
        basis: Some(PopulationBasis::UrbanResidents),
        denominators: vec![Denominator { division: division(), figure }],
        publisher: organization(),
        published_on: day(31),
        published_by: "operator".to_owned(),
    };
    let series = ReportSeries {
        kind: ReportKind::WorkforceRatio,
        division: division(),
        from: day(1),
        to: day(30),
        organization: None,
    };
    vec![PublicationEvent::ReportPublished { series, edition, reason: Some(sealed()) }]
}

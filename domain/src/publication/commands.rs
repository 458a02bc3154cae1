//! What may be asked of a report series. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{DivisionCode, population::PopulationBasis},
    organization::OrganizationFacts,
    publication::{Denominator, Figures, ReportSeries, words::ListedDivisions},
};
use std::collections::BTreeMap;

/// The commands of a report series (报表发布).
#[derive(Clone, Debug, PartialEq)]
pub enum PublicationCommand {
    /// Publish the figures as they are counted now (发布报表, O7).
    PublishReport {
        /// Kind, division and period.
        series: ReportSeries,
        /// The figures, counted by the registry itself.
        figures: Figures,
        /// SHA-256 of their canonical text, in hexadecimal.
        sha256: String,
        /// Position of the log that they reflect.
        position: i64,
        /// The policy versions in force on the last day, by division.
        policy_versions: BTreeMap<DivisionCode, String>,
        /// Which divisions are listed.
        division_set: ListedDivisions,
        /// Whom the denominators count; nothing where there are none, or for every basis on record.
        basis: Option<PopulationBasis>,
        /// Denominators of the ratios, where there are any.
        denominators: Vec<Denominator>,
        /// The organization that publishes.
        publisher: OrganizationFacts,
        /// Why another edition is needed; kept sealed. None for the first.
        reason: Option<String>,
    },
}

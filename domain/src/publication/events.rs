//! What is remembered of a report series. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::{
    kernel::{
        ClaimChange, Code, DivisionCode, KeyOwner, OrganizationId, Personal, PersonalVisitor, PublicationId,
        StoredEvent,
        ids::CodeRefusal,
        population::{PopulationBasis, PopulationFigure},
    },
    publication::{
        Figures,
        words::{ListedDivisions, ReportKind},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is published: a kind of report, of a division or an organization, for a period; both days included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportSeries {
    /// Which report.
    pub kind: ReportKind,
    /// The division and all below it.
    pub division: DivisionCode,
    /// First day.
    pub from: NaiveDate,
    /// Last day; reports of a day answer for it.
    pub to: NaiveDate,
    /// The organization whose service it sums up, where the report is of one; the division is then its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
}

impl ReportSeries {
    /// The id of its stream, which follows from what it is of.
    ///
    /// # Errors
    /// [`CodeRefusal`] when the division's code is longer than any.
    pub fn id(&self) -> Result<PublicationId, CodeRefusal> {
        let Self { kind, division, from, to, organization } = self;
        match organization {
            None => {
                let code = Code::try_new(&format!("{}/{division}/{from}/{to}", kind.code()))?;
                Ok(PublicationId::of_code(&code))
            }
            // An organization may move to another division; its series stays one.
            Some(organization) => {
                let code = Code::try_new(&format!("{}/{from}/{to}", kind.code()))?;
                Ok(PublicationId::of_organization(&code, *organization))
            }
        }
    }
}

/// A population by which an edition divides, with its basis and source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denominator {
    /// Of which division.
    pub division: DivisionCode,
    /// Basis, day, people and source.
    #[serde(flatten)]
    pub figure: PopulationFigure,
}

/// One edition (版次): the figures and all that they reflect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its number within the series, from 1.
    pub number: u32,
    /// The figures.
    pub figures: Figures,
    /// SHA-256 of the figures' canonical text, in hexadecimal.
    pub sha256: String,
    /// Position of the log that they reflect.
    pub position: i64,
    /// The policy versions in force on the last day, by division.
    pub policy_versions: BTreeMap<DivisionCode, String>,
    /// Which divisions are listed.
    pub division_set: ListedDivisions,
    /// Whom the denominators count; nothing where there are none, or for every basis on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<PopulationBasis>,
    /// Denominators of the ratios, where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denominators: Vec<Denominator>,
    /// The organization that published it.
    pub publisher: OrganizationId,
    /// On which day.
    pub published_on: NaiveDate,
    /// Pseudonym of who published it.
    pub published_by: String,
}

/// The events of a report series (报表发布).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicationEvent {
    /// An edition is published (报表已发布).
    ReportPublished {
        /// Kind, division and period.
        series: ReportSeries,
        /// The edition.
        edition: Edition,
        /// Why it corrects the one before; nothing for the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
    },
}

crate::stored_names!(PublicationEvent {
    ReportPublished => "report_published" v "1.0",
});

impl StoredEvent for PublicationEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::ReportPublished { reason: Some(reason), .. } => visit(KeyOwner::Stream, "reason", reason),
            Self::ReportPublished { reason: None, .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}

//! Every reason for which a report series says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{DivisionRefusal, OrganizationId, Refusal, text::TextRefusal},
    publication::words::ReportKind,
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a report series refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PublicationRefusal {
    /// The period ends before it begins.
    #[error("the period ends on {to}, before its start {from}")]
    PeriodReversed {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// The period is not over (PB1).
    #[error("the period ends on {to}, after today, {today}")]
    PeriodNotOver {
        /// Last day.
        to: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// A later edition says why it is needed (O7).
    #[error("{changed} cells differ from edition {edition}; a later edition needs a reason")]
    CorrectionReasonMissing {
        /// The newest edition.
        edition: u32,
        /// Cells that differ from it.
        changed: usize,
    },
    /// The first edition corrects nothing.
    #[error("there is no edition yet that could be corrected")]
    NothingToCorrect,
    /// The figures are older than those of the newest edition (PB2).
    #[error("the figures reflect position {position}, edition {edition} reflects {published}")]
    FiguresTooOld {
        /// Position that the figures reflect.
        position: i64,
        /// The newest edition.
        edition: u32,
        /// Position that it reflects.
        published: i64,
    },
    /// A ratio says by whom it divides (R1).
    #[error("no population is on record for {kind:?} on the day; a ratio is not published without its denominator")]
    DenominatorMissing {
        /// Which report.
        kind: ReportKind,
    },
    /// A service summary is of one organization (PB3).
    #[error("{kind:?} is published of one organization; none was named")]
    OrganizationNotNamed {
        /// Which report.
        kind: ReportKind,
    },
    /// A report that is of a division is of no organization (PB3).
    #[error("{kind:?} is published of a division, not of one organization")]
    OrganizationNotAsked {
        /// Which report.
        kind: ReportKind,
    },
    /// The publisher does not exist today, or may not act (PB1).
    #[error("organization {organization_id} cannot publish on {day}")]
    OrganizationNotLive {
        /// Which organization.
        organization_id: OrganizationId,
        /// The day asked for.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: Option<NaiveDate>,
        /// Whether it is suspended.
        suspended: bool,
    },
    /// There are more than there may be.
    #[error("a report series has at most {limit} {list}")]
    TooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for PublicationRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}

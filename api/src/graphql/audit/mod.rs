//! Questions of an auditor (审计): what the log itself says of figures and of those who made them. People appear by their
//! ids alone, and the reasons that they gave stay sealed where the positions lead.

mod anomalies;
mod approvals;
mod certificate;
mod compliance;
mod difference;
mod explaining;
mod limits;
mod sample;
mod state;

pub use anomalies::{Anomalies, AnomaliesQuery, Anomaly, AnomalyFindings, AnomalyKind};
pub use approvals::{ApprovalEdge, ApprovalGraph, ApprovalPair, ApprovalsQuery, DecisionKind};
pub use certificate::{CertificateTrace, TraceQuery, TracedEvent, TracedPart};
pub use compliance::{ComplianceQuery, ComplianceScore};
pub use difference::{
    CellChange, DifferenceQuery, ExplainedCell, ExplainedDifference, ExplainedReportInput, ExplainingEvent, LogMoment,
};
pub use limits::{FocusOverrideGrant, LimitEvents, LimitsQuery, LongDay, LongDayDecision, RefusedCrediting};
pub use sample::{AuditSample, SampleQuery, SampledCredit};
pub use state::{AggregateState, StateQuery};

use super::{
    gate::{Gate, codes_within},
    scalars::Date,
};
use crate::edge::Refused;
use async_graphql::{Context, MergedObject, Result};
use chrono::{Days, NaiveDate};
use muster_projections::views::recording_audit::AuditFilter;

/// Everything that an auditor asks.
#[derive(MergedObject, Default)]
pub struct AuditQueries(
    DifferenceQuery,
    LimitsQuery,
    ComplianceQuery,
    SampleQuery,
    StateQuery,
    AnomaliesQuery,
    ApprovalsQuery,
    TraceQuery,
);

/// Days of one period at most: a year and a day.
const PERIOD_DAYS: u64 = 366;
/// Rows of one list at most; a longer one is asked for by division or in fewer days.
const ROWS_LIMIT: usize = 1_000;

/// The records of a division, or of all, in a period.
fn filter(ctx: &Context<'_>, within: Option<&str>, (from, to): (Date, Date)) -> Result<AuditFilter> {
    let (from, to) = period(ctx, from, to)?;
    Ok(AuditFilter { divisions: within.map(|within| codes_within(ctx, within)).transpose()?, from, to })
}

/// A period that is not reversed and not too long; as of a day of occurrence it ends on that day.
fn period(ctx: &Context<'_>, from: Date, to: Date) -> Result<(NaiveDate, NaiveDate)> {
    let (from, to) = (from.0, to.0);
    if to < from {
        let refused = Refused::new("PERIOD_REVERSED", format!("the period ends on {to}, before its start {from}"));
        return Err(refused.with("from", from.to_string()).with("to", to.to_string()).into());
    }
    if from.checked_add_days(Days::new(PERIOD_DAYS)).is_none_or(|end| end <= to) {
        let days = (to - from).num_days() + 1;
        let refused =
            Refused::new("PERIOD_TOO_LONG", format!("a period has {PERIOD_DAYS} days at most, this has {days}"));
        return Err(refused.with("limit", PERIOD_DAYS).with("actual", days).into());
    }
    let last = Gate::of(ctx)?.occurred_by();
    Ok((from, last.map_or(to, |last| last.min(to))))
}

/// One row more than is listed, to know whether there are more.
fn row_limit() -> i64 {
    i64::try_from(ROWS_LIMIT + 1).unwrap_or(i64::MAX)
}

/// Refuses a list that would be cut off.
fn whole<R>(rows: Vec<R>) -> Result<Vec<R>> {
    if rows.len() <= ROWS_LIMIT {
        return Ok(rows);
    }
    let message = format!("there are more than {ROWS_LIMIT} rows; ask for one division or for fewer days");
    Err(Refused::new("REPORT_TOO_LARGE", message).with("limit", ROWS_LIMIT).into())
}

//! "As of": on which of the two axes of time, and when, an answer is meant.

use crate::edge::Refused;
use async_graphql::{Enum, InputObject, Result};
use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::kernel::time;

/// An axis of time (时间口径).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeAxis {
    /// When things happened, by what is known today (现今认定).
    Occurred,
    /// What the log held at the time (当时上报).
    Recorded,
}

/// The moment for which an answer is meant (截至时点).
#[derive(InputObject, Clone, Copy, Debug)]
pub struct AsOf {
    /// The axis of time.
    pub axis: TimeAxis,
    /// The instant; on the axis of occurrence its local (+08:00) day counts.
    pub at: Option<DateTime<Utc>>,
    /// The position of the log, on the axis of recording only.
    pub position: Option<i64>,
}

/// The day for which a report of intervals answers: that of `asOf`, or today.
pub(crate) fn occurred_day(as_of: Option<AsOf>, today: NaiveDate) -> Result<NaiveDate> {
    match as_of {
        None => Ok(today),
        Some(AsOf { axis: TimeAxis::Occurred, at: Some(at), position: None }) => Ok(time::local_date(at)),
        Some(AsOf { axis: TimeAxis::Occurred, .. }) => {
            Err(Refused::new("AS_OF_INCOMPLETE", "as of an occurrence needs `at` and no `position`").into())
        }
        Some(AsOf { axis: TimeAxis::Recorded, .. }) => Err(not_yet("RECORDED")),
    }
}

/// Refuses `asOf` where a report cannot answer it yet.
pub(crate) fn refuse(as_of: Option<AsOf>) -> Result<()> {
    as_of.map_or(Ok(()), |as_of| {
        Err(not_yet(match as_of.axis {
            TimeAxis::Occurred => "OCCURRED",
            TimeAxis::Recorded => "RECORDED",
        }))
    })
}

fn not_yet(axis: &str) -> async_graphql::Error {
    Refused::new("AS_OF_UNSUPPORTED", "this report does not answer as of another moment on this axis yet")
        .with("axis", axis)
        .into()
}

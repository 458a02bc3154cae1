//! How a difference is taken apart: the report is counted at each position at which a row changed that it counts from.
//!
//! A part is what the report counts at a position less what it counted before, so that parts and what a page does not list
//! always make the whole. That nothing else changed a figure is checked wherever a page comes to the end.

use crate::{
    edge::EdgeError,
    graphql::{
        division::DivisionSet,
        gate::Gate,
        publication::{Cells, hours_filter, told},
    },
};
use async_graphql::{Context, Result};
use muster_domain::{
    kernel::StandingRules,
    publication::{Figures, ReportSeries, words::ReportKind},
};
use muster_projections::{
    ViewFault, ViewRead,
    versions::{Changed, Stretch},
    views::{event_history::EventRow, instructor_assignments, service_hours, team_coverage},
};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::Instant;

/// Positions at which a page counts at most; those that change no figure are not listed.
const COUNTED_LIMIT: usize = 1_000;
/// The aggregates whose events change figures of these reports: their payloads say whom an event is about.
const TELLING: [&str; 5] = ["volunteer", "team", "recognition", "instructor", "rule_policy"];
/// How long a request counts event by event; then its page ends, well inside the time of an operation.
const COUNTING: Duration = Duration::from_millis(1_500);

/// By how much cells change; none with 0.
pub(super) type Changes = BTreeMap<String, i64>;

/// By how much figures changed, a cell that is missing being 0.
pub(super) fn changes(before: &Figures, after: &Figures) -> Changes {
    let by = |found: muster_domain::publication::Difference| {
        (found.cell, found.now.unwrap_or_default() - found.published.unwrap_or_default())
    };
    before.differences(after).into_iter().map(by).filter(|(_, by)| *by != 0).collect()
}

/// A report whose figures are counted at several positions.
pub(super) struct CountedReport<'c> {
    ctx: &'c Context<'c>,
    series: ReportSeries,
    set: DivisionSet,
    cells: Cells,
    /// The rules from each position on at which they changed; the first stand from the beginning.
    rules: Vec<(i64, StandingRules)>,
}

impl<'c> CountedReport<'c> {
    /// The report with all rules under which it may be counted.
    pub(super) async fn read(
        ctx: &'c Context<'c>,
        series: ReportSeries,
        (set, cells): (DivisionSet, Cells),
    ) -> Result<Self> {
        let log = Gate::of(ctx)?.log();
        let mut rules = vec![(0, log.standing_rules_at(0).await.map_err(EdgeError::from)?)];
        // No other report than this counts by a number of the rules.
        if series.kind == ReportKind::TeamCoverage {
            for position in log.rules_changed_at().await.map_err(EdgeError::from)? {
                rules.push((position, log.standing_rules_at(position).await.map_err(EdgeError::from)?));
            }
        }
        Ok(Self { ctx, series, set, cells, rules })
    }

    /// The figures at a position, by the rules that stand there.
    pub(super) async fn at(&self, read: &mut ViewRead, position: i64) -> Result<Figures> {
        read.move_to(position).await.map_err(EdgeError::from)?;
        let standing = self.rules.iter().rev().find(|(from, _)| *from <= position);
        let (_, standing) = standing.ok_or("rules stand from the beginning")?;
        told(self.ctx, read, &self.series, (self.set, self.cells), standing).await
    }

    /// The positions at which the figures may change.
    async fn changed(&self, read: &mut ViewRead, stretch: Stretch) -> Result<Changed> {
        let found = match self.series.kind {
            ReportKind::TeamCoverage => team_coverage::changed(read, stretch).await,
            ReportKind::InstructorAssignments => instructor_assignments::changed(read, stretch).await,
            ReportKind::HoursServed
            | ReportKind::ServiceSummary
            | ReportKind::WorkforceRatio
            | ReportKind::VolunteerPenetration => {
                service_hours::changed(read, &hours_filter(self.ctx, &self.series)?, stretch).await
            }
        };
        let Changed { mut count, mut positions } = found.map_err(EdgeError::from)?;
        for (position, _) in self.rules.iter().filter(|(at, _)| stretch.from < *at && *at <= stretch.to) {
            count += 1;
            if stretch.after < *position {
                positions.insert(positions.partition_point(|before| before < position), *position);
            }
        }
        positions.truncate(COUNTED_LIMIT);
        Ok(Changed { count, positions })
    }

    /// What the history says of the event at a position.
    async fn event(&self, read: &mut ViewRead, position: i64) -> Result<Option<EventRow>> {
        let reader = Gate::of(self.ctx)?.log().reader();
        let page = reader.page_on(read.connection(), position - 1, 1, &TELLING).await.map_err(EdgeError::from)?;
        Ok(page.events.first().map(EventRow::of).transpose().map_err(EdgeError::from)?)
    }
}

/// An event that changes figures.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) event: EventRow,
    pub(super) by: Changes,
}

/// A page of the events that make a difference.
pub(super) struct Explained {
    /// What the events before the page change together.
    pub(super) before: Changes,
    /// The events of the page.
    pub(super) parts: Vec<Part>,
    /// What the events behind the page change together.
    pub(super) rest: Changes,
    /// Events between that may change the figures.
    pub(super) looked_at: i64,
    /// Position of the last event that the page looked at, where more follow.
    pub(super) goes_on_after: Option<i64>,
}

/// Which part of the difference a page lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    /// The earlier moment.
    pub(super) from: i64,
    /// The later one.
    pub(super) to: i64,
    /// Events after this position are listed.
    pub(super) after: i64,
    /// So many at most.
    pub(super) first: usize,
}

/// Lists the events of a page with what each changes, and sums up what lies before and behind it.
pub(super) async fn explain(
    report: &CountedReport<'_>,
    read: &mut ViewRead,
    (earlier, later): (&Figures, &Figures),
    (view, range): (&'static str, Range),
) -> Result<Explained> {
    let begun = Instant::now();
    let Range { from, to, after, first } = range;
    let after = after.clamp(from, to);
    let limit = i64::try_from(COUNTED_LIMIT + 1).unwrap_or(i64::MAX);
    let Changed { count, positions } = report.changed(read, Stretch { from, to, after, limit }).await?;
    let begins_with = if after == from { earlier.clone() } else { report.at(read, after).await? };
    let (mut last, mut counted, mut parts) = (begins_with.clone(), after, Vec::new());
    let mut goes_on = positions.len() == COUNTED_LIMIT;
    for position in positions {
        if parts.len() >= first || (counted > after && begun.elapsed() > COUNTING) {
            goes_on = true;
            break;
        }
        let now = report.at(read, position).await?;
        let by = changes(&last, &now);
        if let (false, Some(event)) = (by.is_empty(), report.event(read, position).await?) {
            parts.push(Part { event, by });
        }
        (last, counted) = (now, position);
    }
    let rest = changes(&last, later);
    if !goes_on && !rest.is_empty() {
        return Err(EdgeError::from(ViewFault::Unexplained { view, from, to }).into());
    }
    let before = changes(earlier, &begins_with);
    Ok(Explained { before, parts, rest, looked_at: count, goes_on_after: goes_on.then_some(counted) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(cells: &[(&str, i64)]) -> Figures {
        let mut figures = Figures::default();
        cells.iter().for_each(|(cell, count)| figures.put(cell, *count));
        figures
    }

    #[test]
    fn changes_are_by_cell_without_those_that_stayed_and_a_missing_cell_is_zero() {
        let (before, after) = (figures(&[("a", 1), ("b", 2), ("z", 0)]), figures(&[("a", 4), ("b", 2), ("c", -1)]));
        let expected = [("a", 3), ("c", -1)].map(|(cell, by)| (cell.to_owned(), by));
        assert_eq!(changes(&before, &after), Changes::from(expected));
    }
}

//! How a difference is taken apart: the view as of the earlier moment is carried on event by event and counted again.
//!
//! What a page of the answer does not list is summed before and behind it, so that the parts always make the whole; and
//! the view carried on to the later moment must count what the view of that moment counts.

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
use muster_eventstore::Recorded;
use muster_projections::{
    Stepping, ViewFault, ViewRead,
    views::{event_history::EventRow, instructor_assignments, service_hours::TouchedCredits, team_coverage},
};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::Instant;

/// Positions that are read and folded at a time.
const PAGE_POSITIONS: i64 = 5_000;
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
    pub(super) ctx: &'c Context<'c>,
    pub(super) series: ReportSeries,
    pub(super) set: DivisionSet,
    pub(super) cells: Cells,
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

    /// The figures that a read tells, by the rules that stand at a position.
    pub(super) async fn figures(&self, read: &mut ViewRead, position: i64) -> Result<Figures> {
        let standing = self.rules.iter().rev().find(|(from, _)| *from <= position);
        let (_, standing) = standing.ok_or("rules stand from the beginning")?;
        told(self.ctx, read, &self.series, (self.set, self.cells), standing).await
    }

    /// The positions of a page whose events may change the figures, ascending.
    async fn touched(&self, touching: &mut Touching, steps: &mut Stepping, page: &[Recorded]) -> Result<Vec<i64>> {
        let touched = match touching {
            Touching::Hours(credits) => credits.positions(steps.read(), page).await,
            Touching::Teams => Ok(self.of_teams(page)),
            Touching::Assignments => page
                .iter()
                .filter_map(|event| match instructor_assignments::touches(event) {
                    Ok(touches) => touches.then_some(Ok(event.position)),
                    Err(fault) => Some(Err(fault)),
                })
                .collect(),
        };
        let mut touched = touched.map_err(EdgeError::from)?;
        touched.dedup();
        Ok(touched)
    }

    fn of_teams(&self, page: &[Recorded]) -> Vec<i64> {
        let changes_rules = |event: &Recorded| self.rules.iter().any(|(from, _)| *from == event.position);
        let touched = page.iter().filter(|event| team_coverage::touches(event) || changes_rules(event));
        touched.map(|event| event.position).collect()
    }
}

/// How it is found which events may change a report's figures.
enum Touching {
    /// By the credits that they speak of.
    Hours(TouchedCredits),
    /// By their names, and the rules.
    Teams,
    /// By their names.
    Assignments,
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

/// Walks from the earlier moment to the later one.
pub(super) async fn explain(
    report: &CountedReport<'_>,
    mut steps: Stepping,
    (earlier, later): (&Figures, &Figures),
    (view, range): (&'static str, Range),
) -> Result<Explained> {
    let mut walk = Walk::new(report, range, earlier)?;
    let mut position = range.from;
    while position < range.to {
        let limit = PAGE_POSITIONS.min(range.to - position);
        let page = steps.page(position, limit).await.map_err(EdgeError::from)?;
        walk.page(&mut steps, &page.events).await?;
        // A log that ended before the later moment would have been refused.
        position = page.to.max(position + 1);
    }
    let reached = report.figures(steps.read(), range.to).await?;
    drop(steps);
    let explained = walk.end(&reached);
    let sum = explained.parts.iter().map(|part| &part.by).chain([&explained.before, &explained.rest]);
    // Nothing outside the page's own events may have changed a figure where the page has them all.
    let strays = range.after <= range.from && !explained.before.is_empty()
        || explained.goes_on_after.is_none() && !explained.rest.is_empty();
    if strays || summed(sum) != changes(earlier, later) || reached != *later {
        let fault = ViewFault::Unexplained { view, from: range.from, to: range.to };
        return Err(EdgeError::from(fault).into());
    }
    Ok(explained)
}

/// The sum of changes, cell by cell.
fn summed<'s>(parts: impl Iterator<Item = &'s Changes>) -> Changes {
    let mut sum = Changes::new();
    for (cell, by) in parts.flatten() {
        *sum.entry(cell.clone()).or_default() += by;
    }
    sum.retain(|_, by| *by != 0);
    sum
}

/// The figures on the way.
struct Walk<'w> {
    report: &'w CountedReport<'w>,
    range: Range,
    touching: Touching,
    begun: Instant,
    /// The figures at the earlier moment.
    earlier: Figures,
    /// The figures at which the page begins, once it has.
    begins_with: Option<Figures>,
    /// The figures after the last event that was counted.
    last: Figures,
    parts: Vec<Part>,
    looked_at: i64,
    /// The last position that was counted.
    counted: i64,
    /// Whether events that may change the figures lie behind it.
    more: bool,
}

impl<'w> Walk<'w> {
    fn new(report: &'w CountedReport<'w>, range: Range, earlier: &Figures) -> Result<Self> {
        let touching = match report.series.kind {
            ReportKind::TeamCoverage => Touching::Teams,
            ReportKind::InstructorAssignments => Touching::Assignments,
            ReportKind::HoursServed
            | ReportKind::ServiceSummary
            | ReportKind::WorkforceRatio
            | ReportKind::VolunteerPenetration => {
                Touching::Hours(TouchedCredits::of(hours_filter(report.ctx, &report.series)?))
            }
        };
        Ok(Self {
            report,
            range,
            touching,
            begun: Instant::now(),
            earlier: earlier.clone(),
            begins_with: None,
            last: earlier.clone(),
            parts: Vec::new(),
            looked_at: 0,
            counted: range.after,
            more: false,
        })
    }

    /// Takes a page of the log in; counts after each of its events that is listed.
    async fn page(&mut self, steps: &mut Stepping, events: &[Recorded]) -> Result<()> {
        let mut folded = 0;
        for position in self.report.touched(&mut self.touching, steps, events).await? {
            self.looked_at += 1;
            if position <= self.range.after {
                continue;
            }
            let full = self.parts.len() >= self.range.first || self.begun.elapsed() > COUNTING;
            if full && self.begins_with.is_some() {
                self.more = true;
                continue;
            }
            let (begins, ends) = span(events, position);
            steps.fold(events.get(folded..begins).unwrap_or_default()).await.map_err(EdgeError::from)?;
            if self.begins_with.is_none() {
                self.last = self.report.figures(steps.read(), position - 1).await?;
                self.begins_with = Some(self.last.clone());
            }
            let of_position = events.get(begins..ends).unwrap_or_default();
            steps.fold(of_position).await.map_err(EdgeError::from)?;
            folded = ends;
            let now = self.report.figures(steps.read(), position).await?;
            let by = changes(&self.last, &now);
            if let (false, Some(event)) = (by.is_empty(), of_position.first()) {
                self.parts.push(Part { event: EventRow::of(event).map_err(EdgeError::from)?, by });
            }
            (self.last, self.counted) = (now, position);
        }
        steps.fold(events.get(folded..).unwrap_or_default()).await.map_err(EdgeError::from)?;
        Ok(())
    }

    /// The page, and what lies before and behind it, once everything was taken in.
    fn end(self, reached: &Figures) -> Explained {
        let (begins_with, last) = match self.begins_with {
            Some(begins_with) => (begins_with, self.last),
            // The page is behind all events: what they change lies before it.
            None => (reached.clone(), reached.clone()),
        };
        Explained {
            before: changes(&self.earlier, &begins_with),
            parts: self.parts,
            rest: changes(&last, reached),
            looked_at: self.looked_at,
            goes_on_after: self.more.then_some(self.counted),
        }
    }
}

/// Where in a page the events of a position stand: one, or several that it was upcast to.
fn span(events: &[Recorded], position: i64) -> (usize, usize) {
    (
        events.partition_point(|event| event.position < position),
        events.partition_point(|event| event.position <= position),
    )
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

    #[test]
    fn parts_are_summed_by_cell_and_what_cancels_out_is_gone() {
        let part = |cell: &str, by| Changes::from([(cell.to_owned(), by)]);
        let parts = [part("a", 2), part("b", 1), part("a", -2)];
        assert_eq!(summed(parts.iter()), part("b", 1));
    }
}

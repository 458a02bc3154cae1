//! What makes a report differ between two moments of recording (差异溯源, A2).

use super::explaining::{Changes, CountedReport, Explained, Part, Range, explain};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        as_of::RecordedMoment,
        cursor::{PageArguments, PageCursor},
        division::DivisionSet,
        event_history::Event,
        gate::{AnsweredPosition, Gate, codes_within},
        publication::{Cells, ReportKind, subject, view_of},
        scalars::Date,
    },
};
use async_graphql::{
    Context, InputObject, Object, Result, SimpleObject,
    connection::{CursorType as _, PageInfo},
};
use chrono::{DateTime, Utc};
use muster_domain::publication::{Figures, ReportSeries};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The report whose figures are explained, as it is published (报表).
#[derive(InputObject)]
pub struct ExplainedReportInput {
    /// Which report; one that divides by figures of another is not explained (报表类型).
    kind: ReportKind,
    /// Code of the division, all below it counting; a summary of one organization has none (区划).
    within: Option<String>,
    /// Code of the organization whose service a summary sums up (组织).
    organization: Option<String>,
    /// First day of the period; reports of a day do not ask for it (起始日期).
    from: Date,
    /// Last day of the period; reports of a day answer for it (截止日期).
    to: Date,
    /// Which divisions are listed (区划口径).
    #[graphql(default)]
    division_set: DivisionSet,
    /// The cells of each division, month and category too, not only those of the whole (是否含分组).
    #[graphql(default)]
    rows: bool,
}

impl ExplainedReportInput {
    async fn series(&self, ctx: &Context<'_>) -> Result<ReportSeries> {
        let (division, organization) = subject(ctx, self.within.as_deref(), self.organization.as_deref()).await?;
        let kind: muster_domain::publication::words::ReportKind = self.kind.into();
        if organization.is_some() != (self.kind == ReportKind::ServiceSummary) {
            let refused =
                Refused::new("ONE_SUBJECT", "a summary is of an organization, every other report of a division");
            return Err(refused.with("kind", kind.code()).into());
        }
        codes_within(ctx, division.as_str())?;
        if self.to.0 < self.from.0 {
            let refused = Refused::new("PERIOD_REVERSED", "the period ends before its start");
            return Err(refused.with("from", self.from.0.to_string()).with("to", self.to.0.to_string()).into());
        }
        Ok(ReportSeries { kind, division, from: self.from.0, to: self.to.0, organization })
    }
}

/// A position of the log and when it was recorded (记录时点).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct LogMoment {
    /// The position; everything up to it is known (日志位置).
    position: i64,
    /// When its event was recorded; null before the first one (记录时间).
    recorded_at: Option<DateTime<Utc>>,
}

/// A figure at both moments (一个统计数字).
#[derive(SimpleObject, Clone, Debug)]
pub struct ExplainedCell {
    /// Name of the cell, as in a published report (单元格).
    cell: String,
    /// The count at the earlier moment; null where there was no such cell (前值).
    earlier: Option<i64>,
    /// The count at the later moment; null where there is no such cell (后值).
    later: Option<i64>,
    /// By how much it grew, a cell that is missing being 0 (差额).
    by: i64,
}

/// By how much a cell grew (差额).
#[derive(SimpleObject, Clone, Debug)]
pub struct CellChange {
    /// Name of the cell (单元格).
    cell: String,
    /// By how much; never 0 (差额).
    by: i64,
}

fn listed(changes: Changes) -> Vec<CellChange> {
    changes.into_iter().map(|(cell, by)| CellChange { cell, by }).collect()
}

/// An event that makes a part of the difference (差异来源).
#[derive(Clone)]
pub struct ExplainingEvent(Part);

/// An event that makes a part of the difference (差异来源).
#[Object]
impl ExplainingEvent {
    /// The event: what was recorded, when, by whom and from where (事件).
    async fn event(&self) -> Event {
        Event(self.0.event.clone())
    }

    /// What it changes in the cells; a cell that it leaves is not listed (差额).
    async fn by(&self) -> Vec<CellChange> {
        listed(self.0.by.clone())
    }
}

/// A report at two moments of recording, and the events that make the difference: in each cell, what the events before the
/// page, on it and behind it change adds up to the difference exactly (差异溯源).
pub struct ExplainedDifference {
    earlier: LogMoment,
    later: LogMoment,
    figures: (Figures, Figures),
    explained: Explained,
    follows: bool,
}

/// A report at two moments of recording, and the events that make the difference: in each cell, what the events before the
/// page, on it and behind it change adds up to the difference exactly (差异溯源).
#[Object]
impl ExplainedDifference {
    /// The earlier moment (前一时点).
    async fn earlier(&self) -> LogMoment {
        self.earlier
    }

    /// The later moment (后一时点).
    async fn later(&self) -> LogMoment {
        self.later
    }

    /// The cells of the whole, and of the others those that differ (统计数字).
    async fn cells(&self) -> Vec<ExplainedCell> {
        let (earlier, later) = &self.figures;
        let names: BTreeSet<&str> = earlier.cells().chain(later.cells()).map(|(cell, _)| cell).collect();
        let count =
            |figures: &Figures, name: &str| figures.cells().find(|(cell, _)| *cell == name).map(|(_, count)| count);
        let cell = |name: &str| {
            let (earlier, later) = (count(earlier, name), count(later, name));
            let by = later.unwrap_or_default() - earlier.unwrap_or_default();
            ExplainedCell { cell: name.to_owned(), earlier, later, by }
        };
        let of_the_whole = |cell: &str| cell.matches('.').count() == 1;
        let shown = |found: &ExplainedCell| found.by != 0 || of_the_whole(&found.cell);
        names.into_iter().map(cell).filter(shown).collect()
    }

    /// Events between the moments that might change the figures (可能相关的事件数).
    async fn looked_at(&self) -> i64 {
        self.explained.looked_at
    }

    /// What the events before this page change together (此前合计).
    async fn before(&self) -> Vec<CellChange> {
        listed(self.explained.before.clone())
    }

    /// Events that change a figure, in the order of the log; one that changes none is left out, so that a page may have
    /// fewer than it was asked for while another follows (差异来源).
    async fn events(&self) -> Vec<ExplainingEvent> {
        self.explained.parts.iter().cloned().map(ExplainingEvent).collect()
    }

    /// Whether another page follows, and the cursor after which it begins (分页).
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.follows,
            has_next_page: self.explained.goes_on_after.is_some(),
            start_cursor: None,
            end_cursor: self.explained.goes_on_after.map(|position| cursor(position).encode_cursor()),
        }
    }

    /// What the events behind this page change together (其余合计).
    async fn rest(&self) -> Vec<CellChange> {
        listed(self.explained.rest.clone())
    }
}

/// A position alone names an event, so the cursor carries no id.
fn cursor(position: i64) -> PageCursor {
    PageCursor { order: position.to_string(), id: Uuid::nil() }
}

/// What makes a report differ between two moments.
#[derive(Default)]
pub struct DifferenceQuery;

/// What makes a report differ between two moments.
#[Object]
impl DifferenceQuery {
    /// The figures of a report at two moments of recording, and the events between that make the difference, each with its
    /// own part (A2, 差异溯源).
    async fn explain_difference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] report: ExplainedReportInput,
        #[graphql(desc = "The earlier moment.")] earlier: RecordedMoment,
        #[graphql(desc = "The later moment; now where nothing is said.")] later: Option<RecordedMoment>,
        #[graphql(desc = "Events of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<ExplainedDifference> {
        let page = PageArguments::read(first, after.as_deref())?;
        let gate = Gate::of(ctx)?;
        if gate.moment().now.is_some() && gate.moment().recorded.is_none() {
            gate.as_things_stand()?;
        }
        let series = report.series(ctx).await?;
        let Some(view) = view_of(series.kind) else {
            let message = "this report divides by figures of another; the reports of both are explained apart";
            return Err(Refused::new("REPORT_NOT_EXPLAINED", message).with("kind", series.kind.code()).into());
        };
        let earlier = earlier.read(gate).await?;
        let from = earlier.recorded.unwrap_or_default();
        let later = match later.filter(|later| later.is_named()) {
            Some(later) => later.read(gate).await?,
            None => gate.moment(),
        };
        let cells = if report.rows { Cells::All } else { Cells::Totals };
        let report = CountedReport::read(ctx, series, (report.division_set, cells)).await?;
        let mut read = gate.versions(view, later.recorded).await.map_err(EdgeError::from)?;
        let to = read.position();
        in_order(from, to)?;
        let after = page.after_in_order_of()?.map(|(position, _): (i64, Uuid)| position);
        let earlier_figures = report.at(&mut read, from).await?;
        let later_figures = report.at(&mut read, to).await?;
        let range = Range { from, to, after: after.unwrap_or(from), first: page.first };
        let explained = explain(&report, &mut read, (&earlier_figures, &later_figures), (view, range)).await?;
        drop(read);
        if let Ok(answered) = ctx.data::<AnsweredPosition>() {
            answered.lower(to);
        }
        let recorded_at = async |position| gate.log().reader().recorded_at(position).await.map_err(EdgeError::from);
        Ok(ExplainedDifference {
            earlier: LogMoment { position: from, recorded_at: recorded_at(from).await? },
            later: LogMoment { position: to, recorded_at: recorded_at(to).await? },
            figures: (earlier_figures, later_figures),
            explained,
            follows: after.is_some(),
        })
    }
}

/// Refuses moments in the wrong order.
fn in_order(from: i64, to: i64) -> Result<()> {
    if to < from {
        let message = format!("position {to} comes before {from}");
        return Err(Refused::new("MOMENTS_REVERSED", message).with("earlier", from).with("later", to).into());
    }
    Ok(())
}

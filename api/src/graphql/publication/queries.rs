//! Questions about published reports.

use super::{
    counting::{Asked, count},
    masks::masked,
    types::{PublishedReport, ReportDifference, ReportKind},
};
use crate::{
    access::SmallCells,
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{codes_within, read_view},
        mutation::{code, uuid},
        scalars::Date,
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject, connection::Connection};
use muster_domain::{
    kernel::{DivisionCode, OrganizationId},
    publication::{ReportSeries, words},
};
use muster_projections::views::report_publications::{self, EditionRow, PublicationFilter};

/// How an edition differs from what is counted now (与现统计的差异).
#[derive(SimpleObject)]
pub struct ReportDifferences {
    /// The edition (版次).
    report: PublishedReport,
    /// The position of the log that the present figures reflect (日志位置).
    position: i64,
    /// Whether anything differs (是否有差异).
    differs: bool,
    /// The cells that differ, by name (差异).
    cells: Vec<ReportDifference>,
}

/// Questions about published reports.
#[derive(Default)]
pub struct PublicationQuery;

/// Questions about published reports.
#[Object]
impl PublicationQuery {
    /// Editions of published reports, those of one series together (已发布报表).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn published_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only reports of this kind.")] kind: Option<ReportKind>,
        #[graphql(desc = "Only reports of this division or one below it.")] within: Option<String>,
        #[graphql(desc = "Only reports of the organization with this code.")] organization: Option<String>,
        #[graphql(desc = "Only periods that begin on this day or later.")] from: Option<Date>,
        #[graphql(desc = "Only periods that end on this day or earlier.")] to: Option<Date>,
        #[graphql(default, desc = "Leaves out editions that a later one corrects.")] newest_only: bool,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, PublishedReport>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = PublicationFilter {
            kind: kind.map(|kind| words::ReportKind::from(kind).code()),
            divisions: within.map(|within| codes_within(ctx, &within)).transpose()?,
            organization_id: organization
                .as_deref()
                .map(code)
                .transpose()?
                .map(|code| OrganizationId::of_code(&code).uuid()),
            from: from.map(|day| day.0),
            to: to.map(|day| day.0),
            newest_only,
        };
        let mut read = read_view(ctx, report_publications::NAME, at_least).await?;
        let rows = report_publications::page(&mut read, &filter, page.after().map(|(key, _)| key), page.limit()).await;
        let position = read.position();
        let rows = rows.map_err(EdgeError::from)?.into_iter().map(|row| PublishedReport::of(row, position));
        Ok(page.connection(
            rows.collect::<Result<Vec<_>>>()?,
            |report| PageCursor { order: report.row.key.clone(), id: report.row.series_id },
            |report| report,
        ))
    }

    /// One edition of a report, the newest where none is named; null where there is none (已发布报表的一版).
    async fn published_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the series.")] id: ID,
        #[graphql(desc = "Number of the edition.")] edition: Option<i32>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<PublishedReport>> {
        find(ctx, &id, edition, at_least).await
    }

    /// Whether the report, counted again now by the same reads, differs from an edition, and where (与现统计的差异).
    async fn published_report_differs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the series.")] id: ID,
        #[graphql(desc = "Number of the edition; the newest where none is named.")] edition: Option<i32>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<ReportDifferences>> {
        let Some(report) = find(ctx, &id, edition, at_least).await? else { return Ok(None) };
        let (set, basis) = (report.edition.division_set.into(), report.edition.basis.map(Into::into));
        // What is counted now is never older than what was published.
        let at_least = at_least.max(Some(report.edition.position));
        let counted = count(ctx, &series_of(&report.row)?, Asked { set, basis, at_least }).await?;
        let differences = report.edition.figures.differences(&counted.figures);
        let cells = SmallCells::of(ctx)?;
        let mut masked = masked(&report.edition.figures, cells);
        masked.extend(super::masks::masked(&counted.figures, cells));
        let cells: Vec<_> = differences.into_iter().map(|cell| ReportDifference::seen(cell, &masked)).collect();
        Ok(Some(ReportDifferences { report, position: counted.position, differs: !cells.is_empty(), cells }))
    }
}

async fn find(
    ctx: &Context<'_>,
    id: &ID,
    edition: Option<i32>,
    at_least: Option<i64>,
) -> Result<Option<PublishedReport>> {
    let mut read = read_view(ctx, report_publications::NAME, at_least).await?;
    let row = report_publications::edition(&mut read, uuid(id)?, edition).await.map_err(EdgeError::from)?;
    let position = read.position();
    row.map(|row| PublishedReport::of(row, position)).transpose()
}

fn series_of(row: &EditionRow) -> Result<ReportSeries> {
    Ok(ReportSeries {
        kind: ReportKind::of_code(&row.kind)?.into(),
        division: DivisionCode::new(&row.division),
        from: row.from_day,
        to: row.to_day,
        organization: row.organization_id.map(OrganizationId::new),
    })
}

//! Spreadsheets over the wire: `importRecords`, with a dry run first (批量导入).

use super::{gate::request, mutation::Outcome, scalars::Date};
use crate::{
    edge::{EdgeError, Refused},
    graphql::Gate,
    import::{self, ImportFault, Input, Kind, Options, Report},
};
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use muster_domain::kernel::Source;
use muster_eventstore::Request;
use std::sync::Arc;

/// Refused rows that an answer lists; all are counted.
const REFUSALS_LISTED: usize = 500;

/// What the rows of a file are (导入类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub enum ImportKind {
    /// Organizations (组织).
    Organizations,
    /// Teams (队伍).
    Teams,
    /// Volunteers (志愿者).
    Volunteers,
    /// Activities held (活动).
    Activities,
    /// Hours of service (时长).
    Hours,
    /// Social workers (社会工作人才).
    SocialWorkers,
    /// Instructors (指导员).
    Instructors,
    /// Links of instructors and organizations (联系).
    Assignments,
}

/// A row that was refused; it changed nothing (拒绝行).
#[derive(SimpleObject)]
pub struct RefusedRow {
    /// Number of the row as a spreadsheet shows it; the header is row 1 (行号).
    row: u64,
    /// The column concerned; null where it is the whole row (列名).
    column: Option<String>,
    /// Stable code of the refusal (拒绝代码).
    code: String,
    /// The refusal in a sentence (拒绝原因).
    message: String,
}

/// What became of a spreadsheet (导入结果).
#[derive(SimpleObject)]
pub struct ImportReport {
    /// Whether everything was only decided, and nothing changed (试运行).
    dry_run: bool,
    /// Rows read, blank ones not counted (总行数).
    rows: u64,
    /// Rows that changed something, or would (已接受).
    accepted: u64,
    /// Rows that say what is on file already (已存在).
    known: u64,
    /// Rows refused (已拒绝).
    refused_count: u64,
    /// The first 500 refused rows, in their order (拒绝明细).
    refused: Vec<RefusedRow>,
    /// Whether anything was appended (执行结果).
    outcome: Outcome,
    /// Position of the log after it: give it as `atLeast` to read your own write (日志位置).
    position: i64,
}

/// Spreadsheets that come in (批量导入).
#[derive(Default)]
pub struct ImportMutation;

/// Spreadsheets that come in (批量导入).
#[Object]
impl ImportMutation {
    /// Takes over a spreadsheet as CSV text (批量导入): every row is accepted, known already, or refused with its reason,
    /// and a refused row changes nothing and stops nothing else. The same text twice changes nothing. A text has 256 KiB
    /// at most, some 2,500 rows; a larger file comes in parts, or on the host with `muster import`.
    async fn import_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the rows are (导入类别).")] kind: ImportKind,
        #[graphql(desc = "The text: UTF-8, the first row names the columns (文本).")] csv: String,
        #[graphql(desc = "Decide every row and change nothing (试运行).", default)] dry_run: bool,
        #[graphql(desc = "First day of what the rows give none; today where it is not given (生效日期).")] effective_on: Option<
            Date,
        >,
    ) -> Result<ImportReport> {
        // What comes in by file counts as approved: only whoever reaches the whole registry may ask for it.
        let request = Request { source: Source::Import, ..request(ctx, None)? };
        let options = Options { dry_run, report: None, effective_on: effective_on.map(|day| day.0), request };
        let log = Gate::of(ctx)?.log();
        let input = Input::Text(Arc::from(csv.into_bytes()));
        let report = import::import(log, kind.into(), &input, &options, |_| {}).await.map_err(refuse)?;
        let position = log.reader().head().await.map_err(EdgeError::from)?;
        Ok(answer(report, dry_run, position))
    }
}

fn answer(report: Report, dry_run: bool, position: i64) -> ImportReport {
    let refused = report.refused.into_iter().take(REFUSALS_LISTED).map(|refusal| RefusedRow {
        row: refusal.row,
        column: refusal.column,
        code: refusal.code,
        message: refusal.message,
    });
    let changed = report.accepted > 0 && !dry_run;
    ImportReport {
        dry_run,
        rows: report.rows,
        accepted: report.accepted,
        known: report.known,
        refused_count: report.refused_count,
        refused: refused.collect(),
        outcome: if changed { Outcome::Executed } else { Outcome::AlreadyApplied },
        position,
    }
}

/// A text that is refused whole keeps its own code; a conflict says where to go on.
fn refuse(fault: ImportFault) -> EdgeError {
    match fault {
        ImportFault::File(refusal) => {
            let refused = Refused::new(&refusal.code, refusal.message);
            refused.with("column", refusal.column).with("byte", refusal.byte).into()
        }
        ImportFault::DryRunTooLong { limit } => {
            Refused::new("DRY_RUN_TOO_LONG", "a dry run takes fewer rows").with("limit", limit).into()
        }
        ImportFault::Conflict { row } => {
            let message = format!("others kept changing the same records after row {row}; send the text again");
            Refused::new("CONFLICT", message).with("row", row).into()
        }
        ImportFault::Store(fault) => fault.into(),
        // A text is not read from a disk, and no report file is written for it.
        ImportFault::Io { source, .. } => Refused::new("TEXT_UNREADABLE", source.to_string()).into(),
    }
}

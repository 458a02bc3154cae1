//! Import: the CSV files of the public contract (设计 6), read whole, then decided and committed batch by batch.
//!
//! A file with a wrong encoding or header is refused before anything is decided. Each row is accepted, known
//! already, or refused with row number, column, code and a sentence; a refused row changes nothing and stops
//! nothing else. Rules are the aggregates': a kind only says which commands a row means, and reads what they need.

mod activities;
mod assignments;
mod cells;
mod file;
mod hours;
mod instructors;
mod organizations;
mod people;
mod records;
mod references;
mod report;
mod rows;
mod run;
mod social_workers;
mod teams;
mod volunteers;

pub use report::{FileRefusal, REFUSALS_KEPT, Report, RowRefusal};

use crate::keys::OPERATOR;
use chrono::NaiveDate;
use clap::ValueEnum;
use muster_domain::kernel::Source;
use muster_eventstore::{EventLog, Request, StoreFault, clock};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Rows that a dry run can take: it holds everything that it would have changed in memory.
pub const DRY_RUN_ROWS_LIMIT: u64 = 200_000;

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Organizations (组织): `organizations.csv`.
    Organizations,
    /// Teams (队伍): `teams.csv`.
    Teams,
    /// Volunteers (志愿者): `volunteers.csv`.
    Volunteers,
    /// Activities held (活动): `activities.csv`.
    Activities,
    /// Hours of service (时长): `hours.csv`.
    Hours,
    /// Social workers (社会工作人才): `social_workers.csv`.
    #[value(name = "social_workers", alias = "social-workers")]
    SocialWorkers,
    /// Instructors (指导员): `instructors.csv`.
    Instructors,
    /// Links of instructors and organizations (联系): `assignments.csv`.
    Assignments,
}

/// How a file is imported.
#[derive(Clone, Debug)]
pub struct Options {
    /// Decide everything and change nothing.
    pub dry_run: bool,
    /// Where the report is written as JSON.
    pub report: Option<PathBuf>,
    /// First day of what comes without one; the local day of the import where it is not given.
    pub effective_on: Option<NaiveDate>,
    /// Who imports; all events of the file share its correlation id.
    pub request: Request,
}

impl Default for Options {
    /// The operator on the host, today.
    fn default() -> Self {
        let request = Request {
            actor: OPERATOR.to_owned(),
            role: OPERATOR.to_owned(),
            source: Source::Import,
            correlation_id: Some(clock::fresh_id()),
            ..Request::default()
        };
        Self { dry_run: false, report: None, effective_on: None, request }
    }
}

/// Reads a day as the files write it, `YYYY-MM-DD`.
///
/// # Errors
/// One sentence when it is none.
pub fn read_day(text: &str) -> Result<NaiveDate, String> {
    cells::date("the day", text).map_err(|refusal| refusal.message)
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read and decided.
    pub bytes_done: u64,
    /// Bytes of the whole file.
    pub bytes_total: u64,
    /// Rows decided.
    pub rows: u64,
    /// Rows refused so far.
    pub refused: u64,
}

/// Why an import ends before the end of its file; batches before it are committed, and a repetition finds them known.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// The file is refused whole, and nothing of it was decided.
    #[error("the file is refused: {0}")]
    File(#[from] FileRefusal),
    /// A file cannot be read or written.
    #[error("{doing} {}", .path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// The file has more rows than a dry run can take.
    #[error("a dry run takes at most {limit} rows; divide the file, or import it")]
    DryRunTooLong {
        /// Rows allowed.
        limit: u64,
    },
    /// Others kept changing the same records.
    #[error("others kept changing the same records after row {row}; import the file again")]
    Conflict {
        /// Last row that is decided.
        row: u64,
    },
    /// The log failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Where the rows come from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file on this host.
    File(PathBuf),
    /// The bytes of a file that came over the wire; they are never written down in clear.
    Text(Arc<[u8]>),
}

/// Imports one file: reads and checks it whole, then decides it row by row and commits it in batches.
///
/// # Errors
/// [`ImportFault`]; refused rows are no error, they stand in the [`Report`].
pub async fn import_file(
    log: &EventLog,
    kind: Kind,
    path: &Path,
    options: &Options,
    progress: impl FnMut(Progress) + Send,
) -> Result<Report, ImportFault> {
    import(log, kind, &Input::File(path.to_owned()), options, progress).await
}

/// As [`import_file`], from wherever the rows come.
///
/// # Errors
/// As [`import_file`].
pub async fn import(
    log: &EventLog,
    kind: Kind,
    input: &Input,
    options: &Options,
    progress: impl FnMut(Progress) + Send,
) -> Result<Report, ImportFault> {
    match kind {
        Kind::Organizations => run::run::<organizations::Organizations>(log, input, options, progress).await,
        Kind::Teams => run::run::<teams::Teams>(log, input, options, progress).await,
        Kind::Volunteers => run::run::<volunteers::Volunteers>(log, input, options, progress).await,
        Kind::Activities => run::run::<activities::Activities>(log, input, options, progress).await,
        Kind::Hours => run::run::<hours::Hours>(log, input, options, progress).await,
        Kind::SocialWorkers => run::run::<social_workers::SocialWorkers>(log, input, options, progress).await,
        Kind::Instructors => run::run::<instructors::Instructors>(log, input, options, progress).await,
        Kind::Assignments => run::run::<assignments::Assignments>(log, input, options, progress).await,
    }
}

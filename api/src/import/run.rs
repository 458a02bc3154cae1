//! Running an import: rows are read ahead on a thread of their own, and each batch is one unit of work on the log.

use super::{
    DRY_RUN_ROWS_LIMIT, ImportFault, Input, Options, Progress,
    cells::Cells,
    file::{CsvFile, FileFault},
    report::{Ledger, Outcome, Refusal, Report},
    rows::{Moment, Sheet, Stop},
};
use muster_eventstore::{EventLog, Request, StepError, StoreFault, TransactError, Unit};
use std::{io, path::PathBuf, sync::Arc};
use tokio::sync::mpsc;

/// Rows of one unit of work.
const BATCH_ROWS: usize = 1_000;
/// Batches that are read ahead of the one being decided.
const BATCHES_AHEAD: usize = 2;
/// How often a batch is decided when others write the same records meanwhile.
const ATTEMPTS_LIMIT: u32 = 8;

/// Rows that are decided together.
struct Batch<R> {
    /// Each with its number, and the refusal of a row whose cells could not be read.
    rows: Vec<(u64, Result<R, Refusal>)>,
    /// Bytes of the file up to here.
    bytes_read: u64,
}

/// Imports a file of one kind.
pub(super) async fn run<S: Sheet>(
    log: &EventLog,
    input: &Input,
    options: &Options,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Report, ImportFault> {
    let today = log.context(&options.request).today();
    let moment = Moment { today, effective_on: options.effective_on.unwrap_or(today) };
    let mut ledger = Ledger::open(options.report.as_deref()).map_err(report_fault(options))?;
    let file = match open::<S>(input, options.dry_run).await {
        Ok(file) => file,
        Err(fault) => {
            if let ImportFault::File(refusal) = &fault {
                ledger.refuse_file(refusal).map_err(report_fault(options))?;
            }
            return Err(fault);
        }
    };
    let bytes_total = file.bytes;
    let (sender, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let reader = tokio::task::spawn_blocking(move || read_batches::<S>(file, moment, &sender));
    let mut target = Target::open(log, options).await?;
    let mut last_row = 1;
    while let Some(batch) = batches.recv().await {
        let bytes_done = batch.bytes_read;
        let numbers: Vec<u64> = batch.rows.iter().map(|(number, _)| *number).collect();
        let outcomes = target.take::<S>(batch, moment, last_row).await?;
        for (number, outcome) in numbers.into_iter().zip(outcomes) {
            ledger.record(number, outcome).map_err(report_fault(options))?;
            last_row = number;
        }
        let (rows, refused) = (ledger.report.rows, ledger.report.refused_count);
        progress(Progress { bytes_done, bytes_total, rows, refused });
    }
    finished(reader.await).map_err(read_fault(input))?;
    ledger.close().map_err(report_fault(options))
}

fn read_fault(input: &Input) -> impl FnOnce(io::Error) -> ImportFault {
    let path = match input {
        Input::File(path) => path.clone(),
        Input::Text(_) => PathBuf::from("the text"),
    };
    |source| ImportFault::Io { doing: "cannot read", path, source }
}

fn report_fault(options: &Options) -> impl FnOnce(io::Error) -> ImportFault {
    let path = options.report.clone().unwrap_or_default();
    |source| ImportFault::Io { doing: "cannot write the report", path, source }
}

fn finished<T>(ended: Result<io::Result<T>, tokio::task::JoinError>) -> io::Result<T> {
    ended.unwrap_or_else(|error| Err(io::Error::other(error)))
}

/// Opens and checks the file on a thread that may wait for the disk.
async fn open<S: Sheet>(input: &Input, dry_run: bool) -> Result<CsvFile, ImportFault> {
    let owned = input.clone();
    let opened = tokio::task::spawn_blocking(move || -> io::Result<_> {
        let opened = CsvFile::open(&owned, S::COLUMNS);
        let mut rows: u64 = 0;
        if dry_run && opened.is_ok() {
            let mut counted = CsvFile::open(&owned, S::COLUMNS).map_err(FileFault::into_io)?;
            while rows <= DRY_RUN_ROWS_LIMIT && counted.next_row()?.is_some() {
                rows += 1;
            }
        }
        Ok((opened, rows))
    });
    match finished(opened.await).map_err(read_fault(input))? {
        (_, rows) if rows > DRY_RUN_ROWS_LIMIT => Err(ImportFault::DryRunTooLong { limit: DRY_RUN_ROWS_LIMIT }),
        (Ok(file), _) => Ok(file),
        (Err(FileFault::Refused(refusal)), _) => Err(ImportFault::File(refusal)),
        (Err(FileFault::Io(error)), _) => Err(read_fault(input)(error)),
    }
}

/// Reads the file to its end, batch by batch; stops early when nobody takes them any more.
fn read_batches<S: Sheet>(mut file: CsvFile, moment: Moment, sender: &mpsc::Sender<Batch<S::Row>>) -> io::Result<()> {
    loop {
        let mut rows = Vec::with_capacity(BATCH_ROWS);
        while rows.len() < BATCH_ROWS {
            let Some(row) = file.next_row()? else { break };
            let read = row.cells.and_then(|cells| S::read(&Cells::new(S::COLUMNS, &cells), moment));
            rows.push((row.number, read));
        }
        let last = rows.len() < BATCH_ROWS;
        let batch = Batch { rows, bytes_read: file.bytes_read() };
        if (!batch.rows.is_empty() && sender.blocking_send(batch).is_err()) || last {
            return Ok(());
        }
    }
}

/// Where batches go: to the log, or into one long unit that is never appended.
enum Target {
    Log { log: EventLog, request: Box<Request> },
    Rehearsal(Box<Unit>),
}

impl Target {
    async fn open(log: &EventLog, options: &Options) -> Result<Self, StoreFault> {
        if options.dry_run {
            return Ok(Self::Rehearsal(Box::new(log.rehearsal(&options.request).await?)));
        }
        Ok(Self::Log { log: log.clone(), request: Box::new(options.request.clone()) })
    }

    async fn take<S: Sheet>(
        &mut self,
        batch: Batch<S::Row>,
        moment: Moment,
        last_row: u64,
    ) -> Result<Vec<Outcome>, ImportFault> {
        match self {
            Self::Rehearsal(unit) => Ok(decide::<S>(unit, &batch, moment).await?),
            Self::Log { log, request } => commit::<S>(log, request, Arc::new(batch), moment, last_row).await,
        }
    }
}

/// Decides and appends one batch; when others take a value meanwhile, it is decided again and names them.
///
/// What is appended is checked against every stream that was read. A batch of which nothing is appended has no such
/// check, so its refusals count only when a second look, which sees all that the first one saw, gives the same.
async fn commit<S: Sheet>(
    log: &EventLog,
    request: &Request,
    batch: Arc<Batch<S::Row>>,
    moment: Moment,
    last_row: u64,
) -> Result<Vec<Outcome>, ImportFault> {
    let mut first_look: Option<Arc<Vec<Outcome>>> = None;
    for _ in 0..ATTEMPTS_LIMIT {
        let (rows, before) = (Arc::clone(&batch), first_look.clone());
        let outcome = log
            .transact::<Vec<Outcome>, Vec<Outcome>, _>(request, move |unit| {
                let (rows, before) = (Arc::clone(&rows), before.clone());
                Box::pin(async move {
                    let outcomes = decide::<S>(unit, &rows, moment).await?;
                    let confirmed = before.is_some_and(|before| says_the_same(&before, &outcomes));
                    let refused = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Refused(_)));
                    if unit.is_empty() && refused && !confirmed {
                        return Err(StepError::Refused(outcomes));
                    }
                    Ok(outcomes)
                })
            })
            .await;
        match outcome {
            Ok(committed) => return Ok(committed.value),
            Err(TransactError::Refused(outcomes)) => first_look = Some(Arc::new(outcomes)),
            Err(TransactError::Claimed { .. } | TransactError::Busy) => {}
            Err(TransactError::Fault(fault)) => return Err(fault.into()),
            Err(TransactError::Conflict { .. } | TransactError::KeyReused) => break,
        }
    }
    Err(ImportFault::Conflict { row: last_row })
}

/// Whether two looks at a batch came to the same; sentences may differ, because some name the instant of the look.
fn says_the_same(one: &[Outcome], other: &[Outcome]) -> bool {
    let same = |(one, other): (&Outcome, &Outcome)| match (one, other) {
        (Outcome::Refused(one), Outcome::Refused(other)) => (&one.code, &one.column) == (&other.code, &other.column),
        (one, other) => one == other,
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

/// Decides the rows of a batch one after the other, each on what the ones before it left.
async fn decide<S: Sheet>(unit: &mut Unit, batch: &Batch<S::Row>, moment: Moment) -> Result<Vec<Outcome>, StoreFault> {
    let readable: Vec<&S::Row> = batch.rows.iter().filter_map(|(_, row)| row.as_ref().ok()).collect();
    S::load(unit, &readable).await?;
    let mut outcomes = Vec::with_capacity(batch.rows.len());
    for (_, row) in &batch.rows {
        outcomes.push(match row {
            Err(refusal) => Outcome::Refused(refusal.clone()),
            Ok(row) => match S::decide(unit, row, moment) {
                Ok(true) => Outcome::Accepted,
                Ok(false) => Outcome::Known,
                Err(Stop::Refused(refusal)) => Outcome::Refused(refusal),
                Err(Stop::Fault(fault)) => return Err(fault),
            },
        });
    }
    Ok(outcomes)
}

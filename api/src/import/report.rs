//! What an import came to: counts, refusals with row, column, code and sentence, and the report file.
//!
//! Nothing personal stands in a refusal: cells of personal columns are never repeated.

use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufWriter, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// Refusals that a [`Report`] keeps in memory; the report file has them all.
pub const REFUSALS_KEPT: usize = 10_000;

/// Why one row is refused: column, stable code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refusal {
    pub(super) column: Option<Cow<'static, str>>,
    pub(super) code: String,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: &str, column: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { column: column.map(Cow::Borrowed), code: code.to_owned(), message: message.into() }
    }
}

/// A row that was refused; it changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowRefusal {
    /// Number of the row as a spreadsheet shows it: the header is row 1.
    pub row: u64,
    /// The column concerned; nothing where it is the whole row.
    pub column: Option<String>,
    /// The stable code, upper case.
    pub code: String,
    /// One sentence, nothing personal.
    pub message: String,
}

/// Why a whole file is refused; nothing of it was decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub struct FileRefusal {
    /// The stable code, upper case.
    pub code: String,
    /// The column concerned, where it is one.
    pub column: Option<String>,
    /// Offset of the byte concerned, counted from 0, where it is one.
    pub byte: Option<u64>,
    /// One sentence, nothing personal.
    pub message: String,
}

impl FileRefusal {
    pub(super) fn new(code: &str, column: Option<String>, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), column, byte: None, message: message.into() }
    }

    pub(super) fn at_byte(mut self, byte: u64) -> Self {
        self.byte = Some(byte);
        self
    }

    /// The refusal as the report shows it: it stands at the header, row 1.
    fn at_header(&self) -> RowRefusal {
        RowRefusal { row: 1, column: self.column.clone(), code: self.code.clone(), message: self.message.clone() }
    }
}

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows read, blank ones not counted.
    pub rows: u64,
    /// Rows that changed something.
    pub accepted: u64,
    /// Rows that say what is on file already.
    pub known: u64,
    /// Rows refused.
    pub refused_count: u64,
    /// The first [`REFUSALS_KEPT`] refusals, in the order of their rows.
    pub refused: Vec<RowRefusal>,
}

impl Report {
    /// Whether no row was refused.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.refused_count == 0
    }
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Outcome {
    Accepted,
    Known,
    Refused(Refusal),
}

/// Counts rows, and writes refusals to the report file as they come.
pub(super) struct Ledger {
    pub(super) report: Report,
    file: Option<ReportFile>,
}

impl Ledger {
    /// A ledger; with a path it also writes the report file, which takes its name when it is complete.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        Ok(Self { report: Report::default(), file: path.map(ReportFile::create).transpose()? })
    }

    pub(super) fn record(&mut self, row: u64, outcome: Outcome) -> io::Result<()> {
        self.report.rows += 1;
        match outcome {
            Outcome::Accepted => self.report.accepted += 1,
            Outcome::Known => self.report.known += 1,
            Outcome::Refused(Refusal { column, code, message }) => {
                self.refuse(RowRefusal { row, column: column.map(Cow::into_owned), code, message })?;
            }
        }
        Ok(())
    }

    fn refuse(&mut self, refusal: RowRefusal) -> io::Result<()> {
        self.report.refused_count += 1;
        if let Some(file) = &mut self.file {
            file.push(&refusal)?;
        }
        if self.report.refused.len() < REFUSALS_KEPT {
            self.report.refused.push(refusal);
        }
        Ok(())
    }

    /// Writes the report of a file that was refused whole.
    pub(super) fn refuse_file(mut self, refusal: &FileRefusal) -> io::Result<()> {
        self.refuse(refusal.at_header())?;
        self.close().map(drop)
    }

    /// Completes the report file.
    pub(super) fn close(self) -> io::Result<Report> {
        if let Some(file) = self.file {
            file.finish(&self.report)?;
        }
        Ok(self.report)
    }
}

/// The report file, written beside its final name until it is complete.
struct ReportFile {
    writer: BufWriter<File>,
    partial: PathBuf,
    path: PathBuf,
    any: bool,
}

/// The first line with its counts; each has a fixed width, so that it can be written again at the end.
fn counts(report: &Report) -> String {
    let Report { rows, accepted, known, .. } = report;
    format!("{{\"rows\": {rows:>20}, \"accepted\": {accepted:>20}, \"known\": {known:>20},\n\"refused\": [")
}

impl ReportFile {
    fn create(path: &Path) -> io::Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".partial");
        let partial = PathBuf::from(name);
        let mut writer = BufWriter::new(File::create(&partial)?);
        writer.write_all(counts(&Report::default()).as_bytes())?;
        Ok(Self { writer, partial, path: path.to_owned(), any: false })
    }

    fn push(&mut self, refusal: &RowRefusal) -> io::Result<()> {
        self.writer.write_all(if std::mem::replace(&mut self.any, true) { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut self.writer, refusal)?;
        Ok(())
    }

    fn finish(mut self, report: &Report) -> io::Result<()> {
        self.writer.write_all(b"]}\n")?;
        self.writer.seek(SeekFrom::Start(0))?;
        self.writer.write_all(counts(report).as_bytes())?;
        self.writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&self.partial, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn report_file_holds_counts_and_every_refusal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let mut ledger = Ledger::open(Some(&path)).unwrap();
        ledger.record(2, Outcome::Accepted).unwrap();
        ledger.record(3, Outcome::Known).unwrap();
        let refusal = Refusal::new("CELL_EMPTY", Some("name"), "name is empty");
        ledger.record(4, Outcome::Refused(refusal.clone())).unwrap();
        ledger.record(5, Outcome::Refused(Refusal::new("ROW_CELLS", None, "the row has \"2\" cells"))).unwrap();
        let report = ledger.close().unwrap();
        assert_eq!((report.rows, report.accepted, report.known, report.refused_count), (4, 1, 1, 2));
        let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(
            written,
            serde_json::json!({"rows": 4, "accepted": 1, "known": 1, "refused": [
                {"row": 4, "column": "name", "code": "CELL_EMPTY", "message": "name is empty"},
                {"row": 5, "column": null, "code": "ROW_CELLS", "message": "the row has \"2\" cells"},
            ]})
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn refused_file_is_reported_at_the_header() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let refusal = FileRefusal::new("HEADER_COLUMN_MISSING", Some("name".to_owned()), "column name is missing");
        Ledger::open(Some(&path)).unwrap().refuse_file(&refusal).unwrap();
        let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!((&written["rows"], &written["refused"][0]["row"]), (&0.into(), &1.into()));
    }
}

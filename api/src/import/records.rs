//! Cutting a CSV file (RFC 4180) into rows, each within bounds and numbered as a spreadsheet numbers it.
//!
//! A row that is too long is read to its end and dropped, so that it costs no memory and spoils no other row. What
//! a cell means does not belong here.

use std::io::{self, BufRead};

/// Bytes that one row may have, line end not counted.
pub(super) const ROW_BYTES_LIMIT: usize = 64 * 1024;

/// One row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Its number: the first row of the file is 1, blank rows count.
    pub(super) row: u64,
    /// Its cells, or why they cannot be told.
    pub(super) cells: Result<Vec<String>, RecordFault>,
}

/// Why the cells of a row cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordFault {
    /// Longer than [`ROW_BYTES_LIMIT`].
    TooLong,
    /// A quoted cell has no end.
    QuoteOpen,
}

/// Where the reader stands inside a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted cell: the end, or the first half of a doubled one.
    QuoteSeen,
}

/// Reads rows one after the other.
pub(super) struct Records<R> {
    input: R,
    row: u64,
    /// The last row ended with a carriage return, so that a line feed right after it belongs to it.
    after_return: bool,
    at_start: bool,
    /// Bytes read so far, for showing progress.
    pub(super) bytes_read: u64,
}

/// The row that is being read.
struct Draft {
    place: Place,
    bytes: usize,
    cell: Vec<u8>,
    cells: Vec<Vec<u8>>,
}

impl Draft {
    fn new() -> Self {
        Self { place: Place::CellStart, bytes: 0, cell: Vec::new(), cells: Vec::new() }
    }

    /// Takes one byte in; answers whether it ended the row.
    fn take(&mut self, byte: u8) -> bool {
        let quoted = self.place == Place::Quoted;
        if matches!(byte, b'\n' | b'\r') && !quoted {
            return true;
        }
        self.bytes += 1;
        match (self.place, byte) {
            (Place::Quoted, b'"') => self.place = Place::QuoteSeen,
            (Place::CellStart, b'"') => self.place = Place::Quoted,
            (Place::QuoteSeen, b'"') => {
                self.push(byte);
                self.place = Place::Quoted;
            }
            (Place::CellStart | Place::Plain | Place::QuoteSeen, b',') => {
                self.end_cell();
                self.place = Place::CellStart;
            }
            (Place::CellStart | Place::Plain | Place::QuoteSeen, _) => {
                self.push(byte);
                self.place = Place::Plain;
            }
            (Place::Quoted, _) => self.push(byte),
        }
        false
    }

    fn push(&mut self, byte: u8) {
        if self.bytes <= ROW_BYTES_LIMIT {
            self.cell.push(byte);
        }
    }

    fn end_cell(&mut self) {
        if self.bytes <= ROW_BYTES_LIMIT {
            self.cells.push(std::mem::take(&mut self.cell));
        }
    }

    fn finish(mut self) -> io::Result<Result<Vec<String>, RecordFault>> {
        if self.place == Place::Quoted {
            return Ok(Err(RecordFault::QuoteOpen));
        }
        if self.bytes > ROW_BYTES_LIMIT {
            return Ok(Err(RecordFault::TooLong));
        }
        self.end_cell();
        // The whole file was checked before, so this fails only when it changed since.
        let cells = self.cells.into_iter().map(String::from_utf8).collect::<Result<Vec<_>, _>>();
        cells.map(Ok).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the file changed while it was read"))
    }
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, row: 0, after_return: false, at_start: true, bytes_read: 0 }
    }

    /// The next row that is not blank; nothing at the end of the file.
    pub(super) fn next_record(&mut self) -> io::Result<Option<Record>> {
        if std::mem::take(&mut self.at_start) && self.input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            self.input.consume(3);
        }
        while let Some(draft) = self.next_draft()? {
            self.row += 1;
            let cells = draft.finish()?;
            let blank = cells.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.trim().is_empty()));
            if !blank {
                return Ok(Some(Record { row: self.row, cells }));
            }
        }
        Ok(None)
    }

    fn next_draft(&mut self) -> io::Result<Option<Draft>> {
        let mut draft = Draft::new();
        let mut anything = false;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(anything.then_some(draft));
            }
            let mut used = 0;
            let mut ended = None;
            for byte in buffer {
                used += 1;
                if std::mem::take(&mut self.after_return) && *byte == b'\n' {
                    continue;
                }
                anything = true;
                if draft.take(*byte) {
                    ended = Some(*byte);
                    break;
                }
            }
            self.input.consume(used);
            self.bytes_read += used as u64;
            if let Some(byte) = ended {
                self.after_return = byte == b'\r';
                return Ok(Some(draft));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    fn rows(text: &str) -> Vec<Record> {
        // A tiny buffer, so that every state is crossed between two reads.
        let mut records = Records::new(BufReader::with_capacity(3, Cursor::new(text.as_bytes().to_vec())));
        std::iter::from_fn(|| records.next_record().unwrap()).collect()
    }

    fn row(number: u64, cells: &[&str]) -> Record {
        Record { row: number, cells: Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()) }
    }

    #[test]
    fn rows_are_cut_whatever_the_line_end() {
        for text in ["a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d", "\u{feff}a,b\nc,d"] {
            assert_eq!(rows(text), [row(1, &["a", "b"]), row(2, &["c", "d"])], "{text:?}");
        }
    }

    #[test]
    fn quoted_cells_keep_commas_quotes_and_line_breaks() {
        assert_eq!(rows("a,\"b,\"\"c\"\"\r\nd\"\r\ne,\"\"\r\n"), [row(1, &["a", "b,\"c\"\r\nd"]), row(2, &["e", ""])]);
    }

    #[test]
    fn blank_rows_are_skipped_and_counted() {
        assert_eq!(rows("a\r\n\r\n , \r\nb\n\n"), [row(1, &["a"]), row(4, &["b"])]);
    }

    #[test]
    fn long_row_is_dropped_alone() {
        let long = "x".repeat(ROW_BYTES_LIMIT + 1);
        let found = rows(&format!("a\n{long},1\n\"{long}\n\"\nb\n"));
        let dropped = |number| Record { row: number, cells: Err(RecordFault::TooLong) };
        assert_eq!(found, [row(1, &["a"]), dropped(2), dropped(3), row(4, &["b"])]);
        assert_eq!(rows(&"x".repeat(ROW_BYTES_LIMIT)).len(), 1);
    }

    #[test]
    fn open_quote_is_told() {
        assert_eq!(rows("a\n\"b\nc"), [row(1, &["a"]), Record { row: 2, cells: Err(RecordFault::QuoteOpen) }]);
    }
}

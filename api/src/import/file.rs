//! A file that comes in: its encoding checked whole, its header against the columns of the kind, then row by row.
//!
//! A file is refused as a whole before anything of it is decided. What a row means belongs to the kinds.

use super::records::{ROW_BYTES_LIMIT, Record, RecordFault, Records};
use crate::import::{
    Input,
    report::{FileRefusal, Refusal},
};
use std::{
    fs::File,
    io::{self, BufReader, Cursor},
    sync::Arc,
};

/// Bytes that a file may have: some fifty million rows.
const FILE_BYTES_LIMIT: u64 = 8 << 30;
/// Bytes read at a time.
const CHUNK_BYTES: usize = 256 * 1024;
/// Characters of a header cell that a message repeats.
const COLUMN_NAME_LIMIT: usize = 40;

/// A column of a kind of file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Whether the column may be left out and its cells may be empty.
    pub(super) optional: bool,
}

/// A column whose cells are all filled.
pub(super) const fn needed(name: &'static str) -> Column {
    Column { name, optional: false }
}

/// A column that may be left out, and whose cells may be empty.
pub(super) const fn optional(name: &'static str) -> Column {
    Column { name, optional: true }
}

/// Why a file cannot be read.
#[derive(Debug)]
pub(super) enum FileFault {
    /// The file is not what it should be.
    Refused(FileRefusal),
    /// The file system failed.
    Io(io::Error),
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl FileFault {
    /// The same as a failure of the file system, for a file that was good a moment ago.
    pub(super) fn into_io(self) -> io::Error {
        match self {
            Self::Refused(refusal) => io::Error::new(io::ErrorKind::InvalidData, refusal),
            Self::Io(error) => error,
        }
    }
}

/// What a file can be read from.
trait Bytes: io::Read + io::Seek + Send {}

impl<T: io::Read + io::Seek + Send> Bytes for T {}

/// A file whose encoding and header are good.
pub(super) struct CsvFile {
    records: Records<BufReader<Box<dyn Bytes>>>,
    columns: &'static [Column],
    /// For each column of the kind its place in the file, where it is there.
    places: Vec<Option<usize>>,
    width: usize,
    /// Bytes of the whole file.
    pub(super) bytes: u64,
}

/// One row with the file's order of columns forgotten.
pub(super) struct Row {
    /// Its number in the file; the header is 1.
    pub(super) number: u64,
    /// One cell a column of the kind, trimmed, or the refusal of the whole row.
    pub(super) cells: Result<Vec<String>, Refusal>,
}

impl CsvFile {
    /// Opens what comes in, reads it through once to check its encoding, and then its header.
    pub(super) fn open(input: &Input, columns: &'static [Column]) -> Result<Self, FileFault> {
        match input {
            Input::File(path) => {
                let file = File::open(path)?;
                let about = file.metadata()?;
                if !about.is_file() {
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file").into());
                }
                Self::over(Box::new(file), about.len(), columns)
            }
            Input::Text(text) => Self::over(Box::new(Cursor::new(Arc::clone(text))), text.len() as u64, columns),
        }
    }

    fn over(mut file: Box<dyn Bytes>, bytes: u64, columns: &'static [Column]) -> Result<Self, FileFault> {
        if bytes > FILE_BYTES_LIMIT {
            let message = format!("the file has {bytes} bytes, {FILE_BYTES_LIMIT} are allowed");
            return Err(FileFault::Refused(FileRefusal::new("FILE_TOO_LARGE", None, message)));
        }
        check_encoding(file.as_mut())?;
        file.rewind()?;
        let mut records = Records::new(BufReader::with_capacity(CHUNK_BYTES, file));
        let header = records.next_record()?;
        let header = read_header(header, columns).map_err(FileFault::Refused)?;
        let places = columns.iter().map(|column| header.iter().position(|name| name == column.name)).collect();
        Ok(Self { records, columns, places, width: header.len(), bytes })
    }

    /// The next row; nothing at the end.
    pub(super) fn next_row(&mut self) -> io::Result<Option<Row>> {
        let Some(record) = self.records.next_record()? else { return Ok(None) };
        let number = record.row;
        let cells = match record.cells {
            Ok(cells) if cells.len() == self.width => self.in_order(&cells),
            Ok(cells) => Err(Refusal::new(
                "ROW_CELLS",
                None,
                format!("the row has {} cells, the header has {}", cells.len(), self.width),
            )),
            Err(fault) => Err(row_refusal(fault)),
        };
        Ok(Some(Row { number, cells }))
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.records.bytes_read
    }

    fn in_order(&self, cells: &[String]) -> Result<Vec<String>, Refusal> {
        let mut ordered = Vec::with_capacity(self.columns.len());
        for (column, place) in self.columns.iter().zip(&self.places) {
            let cell = place.and_then(|place| cells.get(place)).map(|cell| cell.trim()).unwrap_or_default();
            if cell.is_empty() && !column.optional {
                return Err(Refusal::new("CELL_EMPTY", Some(column.name), format!("{} is empty", column.name)));
            }
            ordered.push(cell.to_owned());
        }
        Ok(ordered)
    }
}

fn row_refusal(fault: RecordFault) -> Refusal {
    match fault {
        RecordFault::TooLong => {
            Refusal::new("ROW_TOO_LONG", None, format!("the row has more than {ROW_BYTES_LIMIT} bytes"))
        }
        RecordFault::QuoteOpen => Refusal::new(
            "QUOTE_OPEN",
            None,
            "a quoted cell of this row has no end, so the rows after it are part of it",
        ),
    }
}

/// Reads the whole file: UTF-8 throughout, and no NUL.
fn check_encoding(file: &mut dyn Bytes) -> Result<(), FileFault> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut kept = 0;
    let mut offset: u64 = 0;
    loop {
        let read = file.read(chunk.get_mut(kept..).unwrap_or_default())?;
        let filled = chunk.get(..kept + read).unwrap_or_default();
        if offset == 0 && (filled.starts_with(b"\xff\xfe") || filled.starts_with(b"\xfe\xff")) {
            return Err(refuse_byte("ENCODING", 0, "is the mark of UTF-16; save the file as UTF-8"));
        }
        if let Some(place) = filled.iter().position(|byte| *byte == 0) {
            return Err(refuse_byte("NUL_BYTE", offset + place as u64, "is NUL, which no text file has"));
        }
        let good = match std::str::from_utf8(filled) {
            Ok(_) => filled.len(),
            // Only an incomplete character at the end of what was read so far can still become good.
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(error) => {
                let place = offset + error.valid_up_to() as u64;
                return Err(refuse_byte("ENCODING", place, "is not UTF-8 (perhaps GB18030); save the file as UTF-8"));
            }
        };
        if read == 0 {
            return Ok(());
        }
        kept = filled.len() - good;
        chunk.copy_within(good..good + kept, 0);
        offset += good as u64;
    }
}

fn refuse_byte(code: &str, offset: u64, why: &str) -> FileFault {
    FileFault::Refused(FileRefusal::new(code, None, format!("the byte at offset {offset} {why}")).at_byte(offset))
}

/// The names in the header, checked against the columns of the kind.
fn read_header(header: Option<Record>, columns: &[Column]) -> Result<Vec<String>, FileRefusal> {
    let header = match header.map(|record| record.cells) {
        Some(Ok(cells)) => cells,
        Some(Err(_)) => return Err(FileRefusal::new("HEADER_MISSING", None, "the first row is no header")),
        None => {
            return Err(FileRefusal::new("HEADER_MISSING", None, "the file is empty; its first row names the columns"));
        }
    };
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    for (index, name) in names.iter().enumerate() {
        let shown = shown_name(index, name);
        if !columns.iter().any(|column| column.name == name) {
            let allowed = columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
            let message = format!("there is no column {shown}; the columns are {allowed}");
            return Err(FileRefusal::new("HEADER_COLUMN_UNKNOWN", Some(shown), message));
        }
        if names.iter().take(index).any(|before| before == name) {
            let message = format!("column {shown} stands twice in the header");
            return Err(FileRefusal::new("HEADER_COLUMN_TWICE", Some(shown), message));
        }
    }
    match columns.iter().find(|column| !column.optional && !names.iter().any(|name| name == column.name)) {
        None => Ok(names),
        Some(missing) => {
            let message = format!("column {} is missing in the header", missing.name);
            Err(FileRefusal::new("HEADER_COLUMN_MISSING", Some(missing.name.to_owned()), message))
        }
    }
}

/// A header cell as a message may show it: where the header is missing, the cell may be somebody's number.
fn shown_name(index: usize, name: &str) -> String {
    let digits = name.chars().filter(|c| c.is_numeric()).count();
    let presentable = !name.is_empty() && name.chars().count() <= COLUMN_NAME_LIMIT && digits < 5;
    if presentable { name.escape_debug().to_string() } else { format!("number {}", index + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    const COLUMNS: &[Column] = &[needed("code"), needed("name"), optional("phone")];

    /// Opens the same bytes as a file and as a text, which are alike.
    fn open(bytes: &[u8]) -> Result<CsvFile, FileFault> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let from_file = CsvFile::open(&Input::File(file.path().to_owned()), COLUMNS);
        let from_text = CsvFile::open(&Input::Text(bytes.into()), COLUMNS);
        assert_eq!(from_file.is_ok(), from_text.is_ok());
        from_file.and(from_text)
    }

    fn refusal(bytes: &[u8]) -> FileRefusal {
        match open(bytes) {
            Err(FileFault::Refused(refusal)) => refusal,
            Err(FileFault::Io(error)) => panic!("{error}"),
            Ok(_) => panic!("the file is read"),
        }
    }

    #[test]
    fn columns_are_read_in_any_order_and_optional_ones_left_out() {
        let mut file = open("\u{feff}name,code\r\n 张三 ,V1\r\n".as_bytes()).unwrap();
        let row = file.next_row().unwrap().unwrap();
        assert_eq!((row.number, row.cells.unwrap()), (2, vec!["V1".to_owned(), "张三".to_owned(), String::new()]));
        assert!(file.next_row().unwrap().is_none());
    }

    #[test]
    fn file_is_refused_when_its_header_is_wrong() {
        for (text, code, column) in [
            ("code,name,colour\n", "HEADER_COLUMN_UNKNOWN", Some("colour")),
            ("code,phone\n", "HEADER_COLUMN_MISSING", Some("name")),
            ("code,name,code\n", "HEADER_COLUMN_TWICE", Some("code")),
            ("code,name,\n", "HEADER_COLUMN_UNKNOWN", Some("number 3")),
            ("360702199001011234,name\n", "HEADER_COLUMN_UNKNOWN", Some("number 1")),
            ("", "HEADER_MISSING", None),
        ] {
            let refusal = refusal(text.as_bytes());
            assert_eq!((refusal.code.as_str(), refusal.column.as_deref()), (code, column), "{text:?}");
        }
    }

    #[test]
    fn file_is_refused_at_the_byte_that_is_no_utf8() {
        let mut far = format!("code,name\n{}", "V1,张三\n".repeat(CHUNK_BYTES / 8)).into_bytes();
        let place = far.len() as u64;
        far.extend_from_slice(b"\xd5\xc5\xc8\xfd");
        assert_eq!(refusal(&far).byte, Some(place));
        for (bytes, code, offset) in [
            (&b"code,name\nV1,\xd5\xc5\n"[..], "ENCODING", 13),
            (b"code,name\nV1,\xe5\xbc", "ENCODING", 13),
            (b"code,name\nV\x001\n", "NUL_BYTE", 11),
            (b"\xff\xfec\x00o\x00", "ENCODING", 0),
        ] {
            let refusal = refusal(bytes);
            assert_eq!((refusal.code.as_str(), refusal.byte), (code, Some(offset)));
        }
    }

    #[test]
    fn row_is_refused_alone_when_it_is_short_or_lacks_a_cell() {
        let mut file = open(b"code,name\nV1\nV2,\nV3,c\n").unwrap();
        let mut codes = Vec::new();
        while let Some(row) = file.next_row().unwrap() {
            codes.push((row.number, row.cells.err().map(|refusal| refusal.code)));
        }
        let code = |text: &str| Some(text.to_owned());
        assert_eq!(codes, [(2, code("ROW_CELLS")), (3, code("CELL_EMPTY")), (4, None)]);
    }
}

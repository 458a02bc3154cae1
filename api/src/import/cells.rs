//! What one cell means: codes, dates, instants, words, divisions, lists. No cell is ever repeated in a message,
//! except a code.

use super::report::Refusal;
use crate::edge::Refused;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};
use muster_domain::kernel::{Code, DivisionCode, DocumentType, IdentityNumber, time, words::UnknownWord};
use serde::Serialize;

/// Years that a date may have: four places, and no older than anybody alive could need.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;
/// Entries of a list in one cell.
const LIST_LIMIT: usize = 200;
/// Places of the longest division code: 12 of a village (统计用区划代码).
const DIVISION_PLACES_LIMIT: usize = 12;

/// The cells of one row by the names of their columns.
pub(super) struct Cells<'r> {
    columns: &'static [super::file::Column],
    cells: &'r [String],
}

impl<'r> Cells<'r> {
    pub(super) fn new(columns: &'static [super::file::Column], cells: &'r [String]) -> Self {
        Self { columns, cells }
    }

    /// The text of a cell; empty where the column was left out.
    pub(super) fn text(&self, column: &'static str) -> &'r str {
        let place = self.columns.iter().position(|known| known.name == column);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// The text of a cell that is not empty.
    pub(super) fn filled(&self, column: &'static str) -> Option<&'r str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// A text of one line: a quoted line break, as a spreadsheet writes it inside a cell, counts as a space.
    pub(super) fn line(&self, column: &'static str) -> String {
        let lines = self.text(column).split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    }

    /// A cell that a parser reads.
    pub(super) fn read<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&'static str, &str) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        parse(column, self.text(column))
    }

    /// A cell that a parser reads, where it is not empty.
    pub(super) fn read_filled<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&'static str, &str) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        self.filled(column).map(|text| parse(column, text)).transpose()
    }

    /// The entries of a list, each once, in the order of the cell.
    pub(super) fn list(&self, column: &'static str) -> Result<Vec<&'r str>, Refusal> {
        let mut entries: Vec<&str> = Vec::new();
        for entry in self.text(column).split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
            if entries.contains(&entry) {
                continue;
            }
            if entries.len() == LIST_LIMIT {
                let message = format!("{column} has more than {LIST_LIMIT} entries");
                return Err(Refusal::new("LIST_TOO_LONG", Some(column), message));
            }
            entries.push(entry);
        }
        Ok(entries)
    }
}

/// A typed refusal of the kernel at its column.
pub(super) fn at<R: std::error::Error + Serialize>(column: &'static str) -> impl FnOnce(R) -> Refusal {
    move |refusal| {
        let Refused { code, message, .. } = Refused::of(&refusal);
        Refusal::new(&code, Some(column), message)
    }
}

/// A sender's own key.
pub(super) fn code(column: &'static str, text: &str) -> Result<Code, Refusal> {
    Code::try_new(text).map_err(at(column))
}

/// A day, `YYYY-MM-DD` and nothing else.
pub(super) fn date(column: &'static str, text: &str) -> Result<NaiveDate, Refusal> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date = shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
    date.filter(|date| YEARS.contains(&date.year())).ok_or_else(|| {
        Refusal::new("DATE_UNREADABLE", Some(column), format!("{column} is no date of the form YYYY-MM-DD"))
    })
}

/// An instant of RFC 3339; without a zone it is local time, +08:00.
pub(super) fn instant(column: &'static str, text: &str) -> Result<DateTime<Utc>, Refusal> {
    const ZONED: [&str; 2] = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"];
    const LOCAL: [&str; 4] = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let zoned = DateTime::parse_from_rfc3339(text).ok();
    let zoned = zoned.or_else(|| ZONED.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()));
    let local = || {
        let naive = LOCAL.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        Some(naive.and_local_timezone(time::local_offset()).single()?.to_utc())
    };
    let at = zoned.map(|at| at.to_utc()).or_else(local);
    at.filter(|at| YEARS.contains(&at.year())).ok_or_else(|| {
        let message = format!("{column} is no instant of RFC 3339, for example 2024-05-01T09:00:00+08:00");
        Refusal::new("INSTANT_UNREADABLE", Some(column), message)
    })
}

/// A word of a closed list, read by the list itself.
pub(super) fn word<T>(
    read: impl FnOnce(&str) -> Result<T, UnknownWord>,
) -> impl FnOnce(&'static str, &str) -> Result<T, Refusal> {
    move |column, text| read(text).map_err(at(column))
}

/// `true`, `false`, or nothing for `false`.
pub(super) fn flag(column: &'static str, text: &str) -> Result<bool, Refusal> {
    match text {
        "" => Ok(false),
        text if text.eq_ignore_ascii_case("true") => Ok(true),
        text if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Refusal::new("FLAG_UNREADABLE", Some(column), format!("{column} is true, false or empty"))),
    }
}

/// A whole number from 0.
pub(super) fn number(column: &'static str, text: &str) -> Result<u32, Refusal> {
    text.parse().map_err(|_| Refusal::new("NUMBER_UNREADABLE", Some(column), format!("{column} is no whole number")))
}

/// The code of a division; whether there is one is for the rules, but only what looks like one may be repeated.
pub(super) fn division(column: &'static str, text: &str) -> Result<DivisionCode, Refusal> {
    let shape = text.len() <= DIVISION_PLACES_LIMIT && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if shape {
        Ok(DivisionCode::new(text))
    } else {
        Err(Refusal::new("UNKNOWN_DIVISION", Some(column), "there is no division of this code"))
    }
}

/// The number of a resident identity card; a spreadsheet's leading apostrophe is dropped.
pub(super) fn identity_number(today: NaiveDate) -> impl FnOnce(&'static str, &str) -> Result<IdentityNumber, Refusal> {
    move |column, text| {
        let text = text.strip_prefix('\'').unwrap_or(text);
        IdentityNumber::try_new(DocumentType::ResidentId, text, today).map_err(at(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::kernel::words::EvidenceClass;

    fn code_of<T>(outcome: Result<T, Refusal>) -> Option<String> {
        outcome.err().map(|refusal| refusal.code)
    }

    #[test]
    fn date_is_read_in_one_form_only() {
        assert_eq!(date("from", "2024-02-29").unwrap(), NaiveDate::from_ymd_opt(2024, 2, 29).unwrap());
        for text in ["2023-02-29", "2024/02/01", "24-02-01", "45351", "2024-2-1", "+024-01-01", "0000-01-01", ""] {
            assert_eq!(code_of(date("from", text)).as_deref(), Some("DATE_UNREADABLE"), "{text:?}");
        }
    }

    #[test]
    fn instant_without_zone_is_local() {
        let wanted = DateTime::parse_from_rfc3339("2024-05-01T01:00:00Z").unwrap().to_utc();
        for text in [
            "2024-05-01T09:00:00+08:00",
            "2024-05-01T01:00:00Z",
            "2024-05-01T09:00+08:00",
            "2024-05-01T09:00",
            "2024-05-01 09:00",
            "2024-05-01 09:00:00",
            "2024-05-01T09:00:00.000",
        ] {
            assert_eq!(instant("starts_at", text).unwrap(), wanted, "{text:?}");
        }
    }

    #[test]
    fn instant_is_refused_when_it_is_none() {
        for text in ["2024-05-01", "2024-05-01T25:00", "09:00", "2023-02-29T09:00", "0001-01-01T00:00", ""] {
            assert_eq!(code_of(instant("starts_at", text)).as_deref(), Some("INSTANT_UNREADABLE"), "{text:?}");
        }
    }

    #[test]
    fn word_is_refused_at_its_column() {
        let refusal = word(EvidenceClass::read)("evidence", "Z").unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.column.as_deref()), ("UNKNOWN_WORD", Some("evidence")));
        assert_eq!(word(EvidenceClass::read)("evidence", "人工补录").unwrap(), EvidenceClass::D);
    }

    #[test]
    fn list_has_each_entry_once() {
        let columns = const { &[super::super::file::optional("skills")] };
        let cells = ["急救; 驾驶;;急救 ".to_owned()];
        assert_eq!(Cells::new(columns, &cells).list("skills").unwrap(), ["急救", "驾驶"]);
        let many = [(0..=LIST_LIMIT).map(|n| n.to_string()).collect::<Vec<_>>().join(";")];
        assert_eq!(code_of(Cells::new(columns, &many).list("skills")).as_deref(), Some("LIST_TOO_LONG"));
    }

    #[test]
    fn line_break_inside_a_name_is_a_space() {
        let columns = const { &[super::super::file::needed("name")] };
        assert_eq!(Cells::new(columns, &["社会\r\n工作部".to_owned()]).line("name"), "社会 工作部");
    }

    #[test]
    fn number_spoiled_by_a_spreadsheet_is_refused_and_never_repeated() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let refusal = identity_number(today)("id_number", "1.10101E+17").unwrap_err();
        assert!(!refusal.message.contains("1.10101") && refusal.column.as_deref() == Some("id_number"));
    }

    #[test]
    fn division_that_could_be_a_number_of_somebody_is_not_repeated() {
        let refusal = division("division", "360702199001011234").unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.message.contains("3607")), ("UNKNOWN_DIVISION", false));
        assert_eq!(division("division", "GZ-JKQ").unwrap().as_str(), "GZ-JKQ");
    }
}

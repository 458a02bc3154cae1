//! What every kind of file shares: the shape of a kind, why a row stops, and how a rule's refusal finds its column.

use super::{cells::Cells, file::Column, report::Refusal};
use crate::edge::Refused;
use chrono::NaiveDate;
use muster_domain::kernel::Code;
use muster_eventstore::{StoreFault, Unit};
use serde_json::Value;

/// The code of a row whose code is on file with other content.
const CODE_TAKEN: &str = "CODE_TAKEN";

/// The days that a file does not say itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The local date of the import.
    pub(super) today: NaiveDate,
    /// First day of what came without one.
    pub(super) effective_on: NaiveDate,
}

/// Why a row ends without being accepted.
pub(super) enum Stop {
    /// The row is refused.
    Refused(Refusal),
    /// The store failed.
    Fault(StoreFault),
}

impl From<StoreFault> for Stop {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// One kind of file.
pub(super) trait Sheet: Send + Sync + 'static {
    /// A row whose cells could be read.
    type Row: Send + Sync + 'static;

    /// The columns, in the order of the contract.
    const COLUMNS: &'static [Column];

    /// Reads the cells of one row; references are checked later.
    fn read(cells: &Cells<'_>, moment: Moment) -> Result<Self::Row, Refusal>;

    /// Brings everything into the unit that the rows of a batch need, with few queries.
    fn load(unit: &mut Unit, rows: &[&Self::Row]) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Decides one row on the unit; answers whether it changed anything. A row that stops has changed nothing.
    fn decide(unit: &mut Unit, row: &Self::Row, moment: Moment) -> Result<bool, Stop>;
}

/// A rule's refusal at its column: the field that it names, or the column that this kind gives to its code.
///
/// In `columns` a code that ends with `_` stands for all codes that begin so.
pub(super) fn refuse<S: Sheet, R: std::error::Error + serde::Serialize>(
    refusal: &R,
    columns: &[(&str, &'static str)],
) -> Stop {
    let Refused { code, message, figures } = Refused::of(refusal);
    let named = figures.get("field").and_then(Value::as_str);
    let of_field = S::COLUMNS.iter().find(|column| Some(column.name) == named).map(|column| column.name);
    let fits = |known: &str| known == code || (known.ends_with('_') && code.starts_with(known));
    let column = of_field.or_else(|| columns.iter().find(|(known, _)| fits(known)).map(|(_, column)| *column));
    if code == CODE_TAKEN {
        let fields = figures.get("fields").and_then(Value::as_array).into_iter().flatten();
        return code_taken(&fields.filter_map(Value::as_str).collect::<Vec<_>>());
    }
    Stop::Refused(Refusal::new(&code, column, message))
}

/// The refusal of a code that holds other content.
pub(super) fn code_taken(fields: &[&str]) -> Stop {
    let message = format!("the code is on file with other content in: {}", fields.join(", "));
    Stop::Refused(Refusal::new(CODE_TAKEN, Some("code"), message))
}

/// The refusal of a reference to something that was not accepted before.
pub(super) fn unknown(noun: &str, column: &'static str, code: &Code) -> Stop {
    let message = format!("there is no {noun} {code}; it must be accepted before this row");
    Stop::Refused(Refusal::new(&format!("{}_UNKNOWN", noun.to_uppercase()), Some(column), message))
}
